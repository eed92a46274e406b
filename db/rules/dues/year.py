"""A year of dues: members down, months across, as the year table, the grid and the notice show it."""

from dataclasses import dataclass

from db.arithmetic.dues import month_of
from db.rules.dues.months import DuesRow, DuesView


@dataclass(frozen=True, slots=True)
class DuesYearRow:
    """One person's twelve months; sums in fen. `upto` is the last month that has begun."""

    person: str
    name: str
    cells: tuple[DuesRow, ...]
    upto: str
    label: str

    @property
    def due_fen(self) -> int:
        """Owed for the months of the year that have begun."""
        return sum(cell.due_fen for cell in self.cells if cell.month <= self.upto)

    @property
    def paid_fen(self) -> int:
        """Paid for months of the year, whenever it was."""
        return sum(cell.paid_fen for cell in self.cells)


def year_table(dues: DuesView, year: int) -> tuple[DuesYearRow, ...]:
    """Everybody who was a member in a month of the year or paid for one, in the order of strokes."""
    months = [f"{year:04d}-{number:02d}" for number in range(1, 13)]
    by_month = {month: {row.person: row for row in dues.rows(month)} for month in months}
    everybody = {person for rows in by_month.values() for person in rows}
    people = [dues.facts.roster.people[uid] for uid in everybody]
    people.sort(key=lambda person: (person.stroke_key, person.name, person.uid))
    return tuple(
        DuesYearRow(
            person.uid,
            person.name,
            tuple(by_month[month].get(person.uid) or dues.row(person.uid, month) for month in months),
            month_of(dues.facts.today),
            dues.label(person.uid),
        )
        for person in people
    )
