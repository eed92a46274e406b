"""Dues by heads: for whom they are settled, and who owed months of the year on the day asked.

Payments made later do not count. Amounts stand in the year table of dues.
"""

from dataclasses import replace
from datetime import date, timedelta

from db.arithmetic.dues import month_of
from db.records.roster import RosterPerson
from db.rules.dues.months import DuesView
from db.rules.facts import Facts
from db.rules.statistics.bands import band_set
from db.rules.statistics.members import Divider, in_order
from db.rules.statistics.table import StatTable


def dues_tables(facts: Facts, first: date, day: date) -> tuple[StatTable, ...]:
    """One table where the branch keeps its dues here in that year, none where it does not."""
    dues = DuesView(_as_of(facts, day))
    if not dues.is_kept(day.year):
        return ()
    bands, month = band_set("dues"), month_of(day)
    last_over = month_of(day.replace(day=1) - timedelta(days=1))
    people = in_order(facts.roster, facts.roster.members_on(day))

    def place(person: RosterPerson) -> str:
        return bands.of_code("settled" if dues.standard(person.uid, month) else "unsettled")

    def is_behind(person: RosterPerson) -> bool:
        return any(month >= month_of(first) for month in dues.arrears(person.uid, last_over))

    divider = Divider(facts.roster, day)
    found = divider.table(bands, people, place)
    told = divider.row("in_arrears", "其中：本年有欠交月份的", filter(is_behind, people), 0)
    return (replace(found, rows=(*found.rows[:-1], told, found.rows[-1])),)


def _as_of(facts: Facts, day: date) -> Facts:
    """The dues as they stood on the day; never later than today."""
    on = min(day, facts.today)
    paid = tuple(each for each in facts.dues.payments if each.paid_on <= on.isoformat())
    return replace(facts, today=on, dues=replace(facts.dues, payments=paid))
