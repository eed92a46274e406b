"""Days of affiliation: how long a letter is valid, when the next contact is due, when a search must lead somewhere.

Sources: EDU19 art. 24, 25, 32-34; RELOC04 for the letter; the Party constitution art. 41 for discipline. Every day is
exact; nothing here knows a person or reads a record.
"""

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


def months_after(day: date, months: int) -> date:
    """The day some whole months later; the last of the month where that day is missing."""
    return add_months(day, months)
