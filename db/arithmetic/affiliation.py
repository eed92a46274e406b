"""Days of affiliation: how long a letter is valid, when the next contact is due, when a search must lead somewhere.

Sources: EDU19 art. 24, 25, 32-34; RELOC04 for the letter; the Party constitution art. 41 for discipline. Every day is
exact; nothing here knows a person or reads a record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from db.arithmetic.days import add_months

LETTER_DAYS = 90  # RELOC04: three months at most; a setting of the branch may say less
AFFILIATION_BASIS = "《中国共产党党员教育管理工作条例》第二十五条"
LETTER_BASIS = "《关于进一步加强党员组织关系管理的意见》（2004年）"


@dataclass(frozen=True, slots=True)
class LetterStanding:
    """How a transfer letter stands: `waiting`, `late` or `done`, with the last day on which it is valid."""

    state: str
    expires_on: date


def letter_expires(issued_on: date, valid_days: int) -> date:
    """The last day of validity: a letter of 10 days issued on the 1st is valid until the 11th."""
    return issued_on + timedelta(days=valid_days)


def letter_standing(issued_on: date, valid_days: int, receipt_on: date | None, as_of: date) -> LetterStanding:
    """`done` from the day of the receipt, `late` from the day after the last valid one."""
    expires = letter_expires(issued_on, valid_days)
    if receipt_on is not None and receipt_on <= as_of:
        return LetterStanding("done", expires)
    return LetterStanding("late" if as_of > expires else "waiting", expires)


# --- members living away ------------------------------------------------------------------------------------------
CONTACT_MONTHS = 3  # local custom: once a quarter; a setting of the branch
ABROAD_MONTHS = 6  # EDU19 art. 34: at least once in half a year
AWAY_BASIS = "《中国共产党党员教育管理工作条例》第三十二条"
ABROAD_BASIS = "《中国共产党党员教育管理工作条例》第三十四条"


def contact_due(since: date, contacts: Iterable[date], months: int) -> date:
    """By when the next contact is due: so many months after the last one, or after the beginning."""
    return add_months(max((since, *contacts)), months)


# --- members out of contact ---------------------------------------------------------------------------------------
SUSPEND_MONTHS, STRIKE_MONTHS = 6, 24
LOST_BASIS = "《中国共产党党员教育管理工作条例》第二十四条"


@dataclass(frozen=True, slots=True)
class SearchStanding:
    """Where a search stands: `searching`, `suspend` (six months are full), `suspended`, `strike` (two years are full),
    `struck_off` or `restored`; `due_on` is the day from which the next step may be proposed, None after the last.
    """

    state: str
    due_on: date | None


def search_standing(
    since: date, suspended_on: date | None, struck_off_on: date | None, restored_on: date | None, as_of: date
) -> SearchStanding:
    """How it stands on a day; a suspension is never put before the six months, whatever was done."""
    if struck_off_on is not None and struck_off_on <= as_of:
        return SearchStanding("struck_off", None)
    if restored_on is not None and restored_on <= as_of:
        return SearchStanding("restored", None)
    if suspended_on is not None and suspended_on <= as_of:
        due = add_months(suspended_on, STRIKE_MONTHS)
        return SearchStanding("strike" if as_of >= due else "suspended", due)
    due = add_months(since, SUSPEND_MONTHS)
    return SearchStanding("suspend" if as_of >= due else "searching", due)


# --- discipline ---------------------------------------------------------------------------------------------------
LONGEST_PROBATION_MONTHS = 24  # Party constitution art. 41
DISCIPLINE_BASIS = "《中国共产党章程》第四十一条"


def period_ends(effective_on: date, months: int) -> date:
    """The day on which the period of a sanction is full."""
    return add_months(effective_on, months)
