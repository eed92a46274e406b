"""Builds roster files of every kind, people invented, numbers with the unassigned area code 330899."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from db.arithmetic.citizen_number import check_character
from db.importing.checking import person_vocabulary, plan_import
from db.importing.plan import ExistingPerson, ImportPlan, RowPlace
from db.importing.source import open_source

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 3, 10)
Rows = Sequence[Sequence[Any]]


def citizen_number(born: str, sequence: int = 101) -> str:
    """A valid number for a day such as "1989-01-24"; an odd sequence is a man's."""
    first = f"330899{born.replace('-', '')}{sequence:03d}"
    return first + check_character(first)


def damaged_number(born: str) -> float:
    """What Excel makes of a citizen number typed into a cell that is not text."""
    return float(citizen_number(born)[:15] + "000")


def write_xlsx(
    path: Path,
    sheets: Mapping[str, Rows],
    *,
    merged: Sequence[tuple[int, int, int, int, str]] = (),
    date_1904: bool = False,
) -> Path:
    """`merged`: first row, first column, last row, last column (from 0), text; for the first sheet."""
    workbook = xlsxwriter.Workbook(str(path), {"date_1904": date_1904})
    day_format = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for number, (name, rows) in enumerate(sheets.items()):
        sheet = workbook.add_worksheet(name)
        for row_number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(row_number, column, value, day_format)
                elif isinstance(value, str):
                    sheet.write_string(row_number, column, value) if value else None
                else:
                    sheet.write(row_number, column, value)
        for top, left, bottom, right, text in merged if number == 0 else ():
            sheet.merge_range(top, left, bottom, right, text)
    workbook.close()
    return path


def csv_bytes(rows: Rows, encoding: str = "utf-8", separator: str = ",") -> bytes:
    """Rows as separated text; "utf-16" writes a byte order mark."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def zip_bytes(entries: Mapping[str, bytes]) -> bytes:
    """A zip archive with these entries."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in entries.items():
            archive.writestr(name, part)
    return content.getvalue()


def put(path: Path, content: bytes) -> Path:
    """Writes a file and gives its path back."""
    path.write_bytes(content)
    return path


def plan_file(
    path: Path,
    existing: Sequence[ExistingPerson] = (),
    *,
    today: date = TODAY,
    decided: Mapping[RowPlace, str] | None = None,
    corrections: Mapping[str, str | None] | None = None,
) -> ImportPlan:
    """The whole way from a roster file to a plan, without the parser's own process."""
    source = open_source(path, person_vocabulary(), run_in_process=True)
    source = source.with_corrections(corrections or {})
    return plan_import(source.tables, source.mappings, existing, today, decided or {})


def plan_rows(
    rows: Rows,
    existing: Sequence[ExistingPerson] = (),
    *,
    folder: Path,
    today: date = TODAY,
    decided: Mapping[RowPlace, str] | None = None,
) -> ImportPlan:
    """The plan for rows of one sheet named 名册, header included."""
    return plan_file(
        write_xlsx(folder / "roster.xlsx", {"名册": rows}), existing, today=today, decided=decided
    )


def existing_person(uid: str, values: Mapping[str, Any]) -> ExistingPerson:
    """Somebody on record with these values."""
    return ExistingPerson(uid, values["name"], values.get("id_number"), values.get("born_on"), values)


def codes(problems: Sequence[Any]) -> list[tuple[int, str]]:
    """(row, code) of problems, in order."""
    return [(problem.row, problem.code) for problem in problems]
