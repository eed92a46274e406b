"""A file opened for import: its tables and what their columns are taken to mean, ready to be shown and
corrected.

The first half of every import, for the roster and for any other ledger. Nothing is judged or written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from db.importing.cells import Sheet
from db.importing.mapping import ColumnMapping, LearnedTitles, map_columns
from db.importing.refusals import FileRefusedError
from db.importing.table import Table, find_tables
from db.importing.titles import Vocabulary
from db.importing.workbook import read_workbook


@dataclass(frozen=True, slots=True)
class ImportSource:
    """Tables and, in the same order, the mapping of each; `hidden` are hidden sheets with tables left unread."""

    name: str
    tables: tuple[Table, ...]
    mappings: tuple[ColumnMapping, ...]
    hidden: tuple[str, ...] = ()

    def with_corrections(self, corrections: Mapping[str, str | None]) -> "ImportSource":
        """The same with some titles meaning other fields, in every table."""
        return replace(
            self, mappings=tuple(mapping.with_corrections(corrections) for mapping in self.mappings)
        )


def open_source(
    path: Path,
    vocabulary: Vocabulary,
    *,
    sheet: str | None = None,
    learned: LearnedTitles | None = None,
    run_in_process: bool = False,
) -> ImportSource:
    """Reads a spreadsheet file, all its visible sheets or the one named.

    Raises FileRefusedError when the file cannot be read, the sheet is not there, or no header is found.
    """
    every = read_workbook(path, run_in_process=run_in_process)
    sheets = _chosen(every, sheet)
    if not any(each.rows for each in sheets):
        raise FileRefusedError("file_empty")
    tables = tuple(table for each in sheets for table in find_tables(each, vocabulary))
    if not tables:
        wanted = next((field.title for field in vocabulary.fields.values() if field.required), "标题")
        raise FileRefusedError("no_header", wanted=wanted)
    mappings = tuple(map_columns(table, vocabulary, learned) for table in tables)
    return ImportSource(path.name, tables, mappings, _unread(every, vocabulary) if sheet is None else ())


def _unread(sheets: tuple[Sheet, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Hidden sheets with records: a list of words to choose from is none."""
    tables = (table for sheet in sheets if sheet.is_hidden for table in find_tables(sheet, vocabulary))
    return tuple(dict.fromkeys(table.sheet for table in tables if table.rows))


def _chosen(sheets: tuple[Sheet, ...], name: str | None) -> tuple[Sheet, ...]:
    if name is None:
        return tuple(sheet for sheet in sheets if not sheet.is_hidden)
    chosen = tuple(sheet for sheet in sheets if sheet.name == name)
    if not chosen:
        raise FileRefusedError("sheet_missing", name=name, known="、".join(sheet.name for sheet in sheets))
    return chosen
