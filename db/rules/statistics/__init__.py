"""党内统计: the tables of the yearly and half-yearly statistics as of any day, from the facts alone.

The reference dates are 30 June and 31 December; "this year" runs from 1 January to the day asked. Every number knows
the records behind it; the order in which the books were typed changes nothing.
"""

from datetime import date

from db.errors import NotFoundError
from db.rules.facts import Facts
from db.rules.statistics.balance import balance_table, developed_table, moves_between
from db.rules.statistics.dues import dues_tables
from db.rules.statistics.members import applying_table, member_tables
from db.rules.statistics.organization import decisions_table, organization_table
from db.rules.statistics.table import TOTAL, Difference, StatColumn, StatRow, StatTable

__all__ = ["TOTAL", "Difference", "StatColumn", "StatRow", "StatTable", "reference_days", "statistics"]


def statistics(facts: Facts, day: date | None = None, only: str = "") -> tuple[StatTable, ...]:
    """Every table as of a day (default: today), or the one with the key `only`; NotFoundError if there is none."""
    on = day or facts.today
    first = date(on.year, 1, 1)
    moves = moves_between(facts.roster, first, on)
    tables = (
        *member_tables(facts.roster, on),
        balance_table(facts, first, on, moves),
        developed_table(facts.roster, on, moves),
        applying_table(facts.roster, on),
        *dues_tables(facts, first, on),
        decisions_table(facts, first, on),
        organization_table(facts, first, on),
    )
    if not only:
        return tables
    chosen = tuple(table for table in tables if table.key == only)
    if not chosen:
        known = "、".join(f"{table.key}（{table.title}）" for table in tables)
        raise NotFoundError(f"没有名为“{only[:30]}”的统计表", f"可选：{known}")
    return chosen


def reference_days(today: date) -> tuple[date, ...]:
    """The days the reports are made for: the last ones that are over, newest first, and the next one."""
    days = [
        date(year, *month_day)
        for year in range(today.year - 2, today.year + 1)
        for month_day in ((6, 30), (12, 31))
    ]
    coming = next(day for day in days if day >= today)
    return tuple(sorted((day for day in days if day <= coming), reverse=True))
