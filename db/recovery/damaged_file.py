"""Reading what can be read of a damaged database: around the bad pages instead of stopping at the first one.

It works on a copy, because opening plays the write-ahead log into the file. After a page that does not decrypt the
engine refuses everything else, so the file is opened anew for each further attempt; ranges are halved until what is
left is the unreadable rows alone. Read only.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import sqlcipher3.dbapi2 as sqlcipher

MOST_ATTEMPTS = 4000  # openings of the file; each takes about a millisecond
_LARGEST_ROWID = 2**22

Record = dict[str, Any]


class Readable(Protocol):
    """A damaged database as the recovery reads it: through the engine, or page by page where that finds no table."""

    is_by_page: bool
    lost_ranges: int
    tables: dict[str, bool]

    @property
    def lacking(self) -> str:
        """What this way of reading did not give, in Chinese; "" where nothing is known to be lost."""

    def rows(self, table: str) -> list[Record]:
        """Every row that can be read, each once."""

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the file, in English; empty where nothing is found."""

    def close(self) -> None:
        """Let go of the file."""


class DamagedFile:
    """A damaged database, by table. `tables` is empty where not even the first page can be read."""

    is_by_page = False
    lacking = ""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._raw: Any = None
        self._attempts = 0
        self.lost_ranges = 0
        self.tables: dict[str, bool] = {}  # name -> whether it is kept by row number
        found = self._ask(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        if found is not None:
            self.tables = {name: "WITHOUT ROWID" not in sql.upper() for name, sql in found}

    def rows(self, table: str) -> list[Record]:
        """Every row that can be read, each once."""
        if table not in self.tables:
            return []
        if self.tables[table]:
            return list(self._by_row_number(table))
        return self._from_both_ends(table)

    def problems(self) -> tuple[str, ...]:
        """What the engine says of each page, in English; empty where it finds nothing."""
        found = self._ask("PRAGMA cipher_integrity_check")
        return ("the file cannot be opened",) if found is None else tuple(str(row[0]) for row in found)

    def close(self) -> None:
        """Let go of the file."""
        if self._raw is not None:
            self._raw.close()
            self._raw = None

    def _by_row_number(self, table: str) -> Iterator[Record]:
        highest = self._ask(f'SELECT max(rowid) FROM "{table}"')
        last = _LARGEST_ROWID if highest is None else (highest[0][0] or 0)
        waiting = [(1, last)]
        while waiting:
            low, high = waiting.pop()
            if low > high:
                continue
            rows, is_whole = self._read(
                f'SELECT rowid AS "row number", * FROM "{table}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid',
                (low, high),
            )
            for row in rows:
                low = max(low, row.pop("row number") + 1)
                yield row
            if is_whole:
                continue
            if low >= high or self._attempts > MOST_ATTEMPTS:
                self.lost_ranges += 1
                continue
            middle = (low + high) // 2
            waiting += [(middle + 1, high), (low, middle)]

    def _from_both_ends(self, table: str) -> list[Record]:
        """The journal's tables, which are kept by their keys: from the front, from the back, and single sequences
        between."""
        keys = [str(row[1]) for row in self._ask(f'PRAGMA table_info("{table}")') or () if row[5]]
        order = ", ".join(f'"{key}"' for key in keys)
        rows, is_whole = self._read(f'SELECT * FROM "{table}" ORDER BY {order}', ())
        if is_whole:
            return rows
        self.lost_ranges += 1
        backwards = ", ".join(f'"{key}" DESC' for key in keys)
        behind, _ = self._read(f'SELECT * FROM "{table}" ORDER BY {backwards}', ())
        found = {tuple(row[key] for key in keys): row for row in (*rows, *behind)}
        if keys[:2] == ["site", "sequence"]:
            for site, sequence in self._between(found):
                more, _ = self._read(
                    f'SELECT * FROM "{table}" WHERE site = ? AND sequence = ?', (site, sequence)
                )
                found |= {tuple(row[key] for key in keys): row for row in more}
        return list(found.values())

    def _between(self, found: dict[tuple[Any, ...], Record]) -> list[tuple[str, int]]:
        """Sequences that are missing between those that were read."""
        missing = []
        for site in sorted({key[0] for key in found}):
            held = {key[1] for key in found if key[0] == site}
            missing += [(site, number) for number in range(1, max(held) + 1) if number not in held]
        return missing[:MOST_ATTEMPTS]

    def _read(self, query: str, parameters: Sequence[Any]) -> tuple[list[Record], bool]:
        """Rows up to the first bad page, and whether there was none."""
        rows: list[Record] = []
        try:
            cursor = self._connection().execute(query, parameters)
            names = [each[0] for each in cursor.description]
            for row in cursor:
                rows.append(dict(zip(names, row, strict=True)))
        except sqlcipher.Error:
            self.close()
            return rows, False
        return rows, True

    def _ask(self, query: str) -> list[tuple[Any, ...]] | None:
        try:
            return list(self._connection().execute(query).fetchall())
        except sqlcipher.Error:
            self.close()
            return None

    def _connection(self) -> Any:
        if self._raw is None:
            if not self._path.is_file():
                raise sqlcipher.OperationalError("there is no file")
            self._attempts += 1
            self._raw = sqlcipher.connect(str(self._path), isolation_level=None)
            self._raw.execute("PRAGMA cipher_log_level = NONE")
            self._raw.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
            self._raw.execute("PRAGMA trusted_schema = OFF")
            self._raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        return self._raw
