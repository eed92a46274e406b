"""What can be told of the rows of a file without its schema: each of our own tables by the shape of its rows.

It stands in for `DamagedFile` where that cannot read a single table. The journal is enough for every ledger; beside it
comes what this PC keeps for itself: keys, settings, drafts, the trail, the registers of PCs, packages and batches, what
was handed down. The roll-ups of a township are not taken over: the branches make them again.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from db.journal.fold import ERASURES
from db.journal.tables import (
    BATCH,
    CONFLICT,
    DRAFT,
    ERASED,
    HANDED,
    ME,
    PACKAGE,
    PEER,
    ROW_CHANGE,
    SETTING,
    SITE,
    TRAIL,
    TRANSACTION,
    VERSION_VECTOR,
)
from db.recovery.raw_pages import RawPages, Row
from db.township.folder import KIND, TOWNSHIP

Record = dict[str, Any]
_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.|:-]{0,80}")
_SITE = re.compile(r"[0-9a-f]{16}|invitation-[0-9a-f]{8}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.+Z-]+")
_UID = re.compile(r"[0-9a-f-]{32,36}")
PAGES_LACKING = "有 {count} 页读不出来，记在这些页上的收发登记、填到一半的草稿和上级下发的内容救不出来"
TOWNSHIP_LACKING = "各支部的上报、给支部写的备注和下发过的内容救不出来，请各支部重新上报"


class FileWithoutSchema:
    """The tables that could be told apart, read once at the start."""

    is_by_page = True

    def __init__(self, path: Path, key: bytes) -> None:
        pages = RawPages(path, key)
        self._rows: dict[str, dict[Any, Record]] = {}
        pairs: dict[int, list[Row]] = {}
        for rowid, values, page in pages.rows():
            self._take(rowid, values)
            if len(values) == 2 and all(isinstance(value, str) for value in values):
                pairs.setdefault(page, []).append(values)
        for found in pairs.values():
            self._take_pairs(found)
        self.lost_ranges = len(pages.broken)
        self._lost_pages = len(
            [number for number in pages.broken if number != 1]
        )  # that one is of the schema
        self.tables = dict.fromkeys(self._rows, True)
        if ROW_CHANGE.name in self.tables:
            self.tables[ERASED.name] = True

    def rows(self, table: str) -> list[Record]:
        """Every row of a table that can be told."""
        if table == ERASED.name:
            return self._erased()
        return [dict(row) for row in self._rows.get(table, {}).values()]

    @property
    def lacking(self) -> str:
        """What is lost whatever is done: what stood on broken pages beside the journal, and a township's roll-ups."""
        is_township = self._rows.get(ME.name, {}).get(KIND, {}).get("value") == TOWNSHIP
        pages = PAGES_LACKING.format(count=self._lost_pages) if self._lost_pages else ""
        return "；".join(filter(None, (pages, TOWNSHIP_LACKING if is_township else "")))

    def problems(self) -> tuple[str, ...]:
        """As the engine would say it, in English."""
        return (f"the schema cannot be read; {self.lost_ranges} pages are broken",)

    def close(self) -> None:
        """Nothing is held open."""

    def _take(self, rowid: int | None, values: Row) -> None:
        for table, kinds in _SHAPES.items():
            columns = _COLUMNS[table]
            missing = len(columns) - len(values)
            if 0 <= missing <= _ADDED_LATER.get(table, 0) and _fits(
                whole := (*values, *[""] * missing), kinds
            ):
                row = dict(zip(columns, whole, strict=True))
                if table is TRAIL:
                    row["number"] = rowid if row["number"] is None else row["number"]
                kept = self._rows.setdefault(table.name, {})
                place = tuple(row[name] for name in _KEYS[table])
                if place not in kept or row.get("salt", "") is None:  # what was emptied stays empty
                    kept[place] = row
                return

    def _take_pairs(self, found: list[Row]) -> None:
        """Rows of two texts on one page: what this PC remembers, where it names its site; else its settings."""
        if any(name == "site" for name, _ in found):
            self._rows.setdefault(ME.name, {}).update(
                {name: {"name": name, "value": value} for name, value in found}
            )
        elif all(_NAME.fullmatch(name) and _is_json(value) for name, value in found):
            self._rows.setdefault(SETTING.name, {}).update(
                {name: {"name": name, "value": value} for name, value in found}
            )

    def _erased(self) -> list[Record]:
        """Rows erased for good, by what the journal says of it."""
        found: dict[tuple[str, str], Record] = {}
        for change in self.rows(ROW_CHANGE.name):
            if change["table"] == ERASURES:
                for column in json.loads(change["cells"]):
                    found[column, change["row"]] = {"table": column, "row": change["row"]}
        return list(found.values())


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _fits(values: Row, kinds: str) -> bool:
    """Whether values are of these kinds, one letter each: see _KINDS."""
    return len(values) == len(kinds) and all(
        _KINDS[kind](value) for kind, value in zip(kinds, values, strict=True)
    )


def _is_text(value: Any, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "t": lambda value: isinstance(value, str),
    "n": lambda value: value is None or isinstance(value, str),
    "w": lambda value: isinstance(value, str) and not value.startswith("{"),  # words and no object
    "i": lambda value: type(value) is int,
    "x": lambda value: (
        value is None or type(value) is int
    ),  # None also where it stands as the row number alone
    "b": lambda value: isinstance(value, bytes),
    "h": lambda value: _is_text(value, _HASH),
    "e": lambda value: value == "" or _is_text(value, _HASH),
    "o": lambda value: isinstance(value, str) and value.startswith("{") and _is_json(value),
    "l": lambda value: isinstance(value, str) and value.startswith("[") and _is_json(value),
    "a": lambda value: _is_text(value, _INSTANT),
    "s": lambda value: _is_text(value, _SITE),
    "m": lambda value: _is_text(value, _NAME),
    "u": lambda value: _is_text(value, _UID),
    "d": lambda value: value in ("sent", "received"),
}
_SHAPES: Mapping[Table, str] = {  # no two of them fit one row
    ROW_CHANGE: "siittonh",
    TRANSACTION: "siiottititehn",
    VERSION_VECTOR: "sihi",
    TRAIL: "xtittttt" + "teh",
    SITE: "swttett",
    BATCH: "ttttixt",
    PEER: "sola",
    PACKAGE: "tdtittttti" + "otta" + "nntt",
    CONFLICT: "mun",
    HANDED: "titttttbtiat",
    DRAFT: "mtoa",
}
_COLUMNS = {table: tuple(column.name for column in table.c) for table in _SHAPES}
_KEYS = {table: tuple(column.name for column in table.primary_key) for table in _SHAPES}
_ADDED_LATER: Mapping[Table, int] = {SITE: 3, PACKAGE: 2}
"""Columns at the end that rows of earlier versions lack; they hold ""."""
