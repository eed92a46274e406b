"""What can be told of the rows of a file without its schema: each of our own tables by the shape of its rows.

It stands in for `DamagedFile` where that cannot read a single table. The journal is enough for every ledger; beside it
come the PCs, this PC's keys, the trail and the settings. What it does not know of is not taken over.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from db.journal.fold import ERASURES
from db.journal.tables import ERASED, ME, ROW_CHANGE, SETTING, SITE, TRAIL, TRANSACTION, VERSION_VECTOR
from db.recovery.raw_pages import RawPages, Row

Record = dict[str, Any]
_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.|:-]{0,80}")
_SITE = re.compile(r"[0-9a-f]{16}|invitation-[0-9a-f]{8}")
LACKING = "收发登记、填到一半的草稿和上级下发的内容救不出来"


class FileWithoutSchema:
    """The tables that could be told apart, read once at the start."""

    lacking = LACKING

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
        self.lost_ranges = pages.broken
        self.tables = dict.fromkeys(self._rows, True)
        if ROW_CHANGE.name in self.tables:
            self.tables[ERASED.name] = True

    def rows(self, table: str) -> list[Record]:
        """Every row of a table that can be told."""
        if table == ERASED.name:
            return self._erased()
        return [dict(row) for row in self._rows.get(table, {}).values()]

    def problems(self) -> tuple[str, ...]:
        """As the engine would say it, in English."""
        return (f"the schema cannot be read; {self.lost_ranges} pages are broken",)

    def close(self) -> None:
        """Nothing is held open."""

    def _take(self, rowid: int | None, values: Row) -> None:
        for table, looks_right in _SHAPES.items():
            columns = _COLUMNS[table]
            if table == SITE.name and 4 <= len(values) < len(columns):  # written before the keys were added
                values = (*values, *([""] * (len(columns) - len(values))))
            if len(values) == len(columns) and looks_right(values):
                row = dict(zip(columns, values, strict=True))
                if table == TRAIL.name:
                    row["number"] = rowid if row["number"] is None else row["number"]
                kept = self._rows.setdefault(table, {})
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
    """Whether values are of these kinds: t text, i integer, n text or nothing, h a hash, e a hash or empty, o an object
    in JSON, s a site, w words and no object, x an integer that may stand as the row number alone."""
    return all(_KINDS[kind](value) for kind, value in zip(kinds, values, strict=True))


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "t": lambda value: isinstance(value, str),
    "i": lambda value: type(value) is int,
    "n": lambda value: value is None or isinstance(value, str),
    "h": lambda value: isinstance(value, str) and bool(_HASH.fullmatch(value)),
    "e": lambda value: value == "" or (isinstance(value, str) and bool(_HASH.fullmatch(value))),
    "o": lambda value: isinstance(value, str) and value.startswith("{") and _is_json(value),
    "s": lambda value: isinstance(value, str) and bool(_SITE.fullmatch(value)),
    "w": lambda value: isinstance(value, str) and not value.startswith("{"),
    "x": lambda value: value is None or type(value) is int,
}
_SHAPES: Mapping[str, Callable[[Row], bool]] = {
    ROW_CHANGE.name: lambda values: _fits(values, "siittonh"),
    TRANSACTION.name: lambda values: _fits(values, "siiottititehn"),
    VERSION_VECTOR.name: lambda values: _fits(values, "sihi"),
    TRAIL.name: lambda values: _fits(values, "xtittttt" + "teh"),
    SITE.name: lambda values: _fits(values, "swttett"),
}
_COLUMNS = {
    table.name: tuple(column.name for column in table.c)
    for table in (ROW_CHANGE, TRANSACTION, VERSION_VECTOR, TRAIL, SITE)
}
_KEYS: Mapping[str, tuple[str, ...]] = {
    ROW_CHANGE.name: ("site", "sequence", "position"),
    TRANSACTION.name: ("site", "sequence"),
    VERSION_VECTOR.name: ("site",),
    TRAIL.name: ("number",),
    SITE.name: ("site",),
}
