"""Working days under the yearly holiday notices of the State Council's office, with make-up working days.

The calendar is a value given by the caller (the branch's own editable table); `seed_days` only offers what
the bundled package knows. A year whose notice is not known is counted by weekends, and says so:
`is_certain` is False (暂算).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

SEED_YEARS = frozenset(range(2004, 2027))
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """The days that holiday notices name; every other day is judged by its weekday.

    `days`: True for a working day, False for a day off. `known_years`: the years whose notice is in `days`.
    """

    days: Mapping[date, bool]
    known_years: frozenset[int]

    def is_workday(self, day: date) -> bool:
        """Whether offices work: as the notice says, else Monday to Friday."""
        return self.days.get(day, day.weekday() < _SATURDAY)

    def is_official_day_off(self, day: date) -> bool:
        """Whether a holiday notice names the day as off (an ordinary weekend is not named)."""
        return self.days.get(day) is False

    def is_make_up_workday(self, day: date) -> bool:
        """Whether a holiday notice makes a weekend day a working day."""
        return self.days.get(day) is True and day.weekday() >= _SATURDAY

    def is_certain(self, day: date) -> bool:
        """False while the notice of that year is not known: what was counted is to be marked 暂算."""
        return day.year in self.known_years

    def count_workdays(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included; 0 when `last` is earlier."""
        span = (last - first).days + 1
        return sum(self.is_workday(first + timedelta(days=offset)) for offset in range(span))

    def nth_workday(self, first: date, n: int) -> date:
        """The n-th working day from `first` on, `first` included: the end of a public notice of n days."""
        if n < 1:
            raise ValueError("工作日数应为不小于 1 的整数")
        day = first
        remaining = n - self.is_workday(day)
        while remaining:
            day += _ONE_DAY
            remaining -= self.is_workday(day)
        return day


def seed_days() -> dict[date, tuple[bool, str]]:
    """Days named by the notices of `SEED_YEARS`: (is a working day, the holiday's Chinese name).

    Source: the bundled package chinesecalendar. For a make-up working day the name is that of the holiday
    it pays for.
    """
    import chinese_calendar

    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    named = {day: (False, names[holiday]) for day, holiday in chinese_calendar.holidays.items()}
    named |= {day: (True, names[holiday]) for day, holiday in chinese_calendar.workdays.items()}
    return {day: named[day] for day in sorted(named) if day.year in SEED_YEARS}


def seed_calendar() -> HolidayCalendar:
    """The calendar as it is before a branch has typed any notice of its own."""
    return HolidayCalendar({day: works for day, (works, _) in seed_days().items()}, SEED_YEARS)
