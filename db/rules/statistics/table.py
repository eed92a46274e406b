"""A table of the statistics: every number knows the records behind it. Frozen, without layout."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.rules.year_view import Record

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class StatColumn:
    """A column and its title."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class StatRow:
    """`cells` holds, by column, the records that are counted there. `sign` is what the row does to the total of the
    table: 1 and -1 add and take away, 0 is a total, or one of the "of which" kind.
    """

    key: str
    label: str
    cells: Mapping[str, tuple[Record, ...]]
    sign: int = 1

    def count(self, column: str = TOTAL) -> int:
        """How many there are."""
        return len(self.cells[column])

    @property
    def records(self) -> tuple[Record, ...]:
        """What is behind the first number of the row."""
        return self.cells[TOTAL]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that two places of the books say differently, with the records concerned."""

    text: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class StatTable:
    """One table. The last row is the total unless the table adds up nothing; `note` is printed below it."""

    key: str
    title: str
    columns: tuple[StatColumn, ...]
    rows: tuple[StatRow, ...]
    mark: str = ""
    note: str = ""
    differences: tuple[Difference, ...] = field(default=())

    def row(self, key: str) -> StatRow:
        """The row with this key; KeyError if the table has none."""
        found = [row for row in self.rows if row.key == key]
        if not found:
            raise KeyError(key)
        return found[0]

    @property
    def has_total(self) -> bool:
        """Whether the last row is the total of the others."""
        return self.rows[-1].key == TOTAL

    def sum(self, column: str = TOTAL) -> int:
        """What the rows that are no totals come to."""
        return sum(row.sign * row.count(column) for row in self.rows)
