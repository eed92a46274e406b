"""The running number of the branch's days of work on this PC, and whether its clock can be trusted just now.

See `rotation` for what the number is for. The calendar day is only compared for being another one.
"""

from datetime import date, datetime

from db.clock import Clock
from db.engine import Database
from db.journal.capture import JUMP_DAYS, remember

NUMBER, DAY, MARK = "work_day", "work_day_on", "latest_wall"


def work_day(database: Database) -> int:
    """The number of the present day of work; 0 before the first."""
    return int(remembered(database, NUMBER) or 0)


def begin_work_day(database: Database, clock: Clock) -> int:
    """Count today where it is another day than the last one; returns its number. For an open of the branch."""
    today = clock.now().date().isoformat()
    number = work_day(database)
    if number and remembered(database, DAY) == today:
        return number
    with database.transaction():
        remember(database, NUMBER, str(number + 1))
        remember(database, DAY, today)
    return number + 1


def clock_is_steady(database: Database, clock: Clock) -> bool:
    """False while the clock is before the latest instant that was trusted, or over 400 days after it.

    The journal keeps that instant, and takes a clock that has run on for a day as set right.
    """
    mark = remembered(database, MARK)
    return mark is None or not_before(clock.now().date(), datetime.fromisoformat(mark).date())


def not_before(today: date, mark: date) -> bool:
    """Whether a day follows the mark believably; a day's leeway for the time zone."""
    return -1 <= (today - mark).days <= JUMP_DAYS


def remembered(database: Database, name: str) -> str | None:
    """A value that this PC keeps for itself; None where there is none."""
    query = "SELECT value FROM s_me WHERE name = ?"
    found = database.connection.exec_driver_sql(query, (name,)).scalar()
    return None if found is None else str(found)
