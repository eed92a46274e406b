"""One thing owed, and the periods in which things are owed. Knows no kind of duty."""

from dataclasses import dataclass
from datetime import date

from db.arithmetic.days import month_days, period_text, quarter_days
from db.rules.library import duty_texts
from db.rules.year_view import Record


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing owed in the period from `first` to `last`; `exempt` says in Chinese why it is not owed
    after all.

    `subject` is the group's name where each group owes it, `subject_uid` its uid. `progress` tells how far
    it is met.
    """

    duty: str
    period: str
    first: date
    last: date
    due_on: date
    evidence: tuple[Record, ...] = ()
    is_met: bool = False
    subject: str = ""
    subject_uid: str = ""
    exempt: str = ""
    progress: str = ""
    about: Record | None = None  # the record in which it is to be written down, where there is one already

    @property
    def answer_key(self) -> str:
        """Under which an answer of the user to this duty is kept."""
        return f"duty|{self.duty}|{self.period}|{self.subject}"

    @property
    def finding_key(self) -> str:
        """Under which an answer to the finding of the same lack is kept (see Finding.key)."""
        text = duty_texts()[self.duty]
        return f"{text.finding}|{self.period}|{self.subject_uid or text.title}"


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year: its name ("2026-03", "2026Q1", "2026"), first and last day."""

    name: str
    first: date
    last: date


def named(period: str, title: str) -> str:
    """A title with its period before it: 2026年第一季度党课, 2026年度工作计划."""
    text = period_text(period)
    return f"{text.removesuffix('年') if title.startswith('年度') else text}{title}"


def months(year: int) -> tuple[Period, ...]:
    """The twelve months."""
    return tuple(Period(f"{year}-{month:02d}", *month_days(year, month)) for month in range(1, 13))


def quarters(year: int) -> tuple[Period, ...]:
    """The four quarters."""
    return tuple(Period(f"{year}Q{quarter}", *quarter_days(year, quarter)) for quarter in range(1, 5))


def whole(year: int) -> Period:
    """The year as one period."""
    return Period(str(year), date(year, 1, 1), date(year, 12, 31))
