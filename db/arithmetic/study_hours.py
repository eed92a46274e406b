"""Hours of study (学时) from minutes and days. Amounts are tenths of an hour of study, so that sums are exact.

How long an hour is and how much of a day counts is local practice (rules.md 5); how many a member needs in a year is not:
32 by EDU19 art. 20 from 2019 on, 56 for the secretary and the committee by the plans of 2019-2023 and 2024-2028.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

MINUTES, DAY_HOURS = 45, 8  # what counts where nobody chose: minutes of an hour of study, hours of a day
MEMBER_HOURS, COMMITTEE_HOURS = 32, 56
FIRST_YEAR = 2019  # both texts are of that year
LONGEST_COURSE = 400  # days; a course that is longer has a wrong year in one of its days


@dataclass(frozen=True, slots=True)
class HourRules:
    """The conversions a branch uses: `minutes` of one hour of study, most hours of a `day`."""

    minutes: int = MINUTES
    day: int = DAY_HOURS


def hour_rules(settings: Mapping[str, object]) -> HourRules:
    """The conversions among the settings of a branch; what cannot be read as a number counts as not chosen."""
    return HourRules(
        _number(settings, "study.minutes", MINUTES), _number(settings, "study.day_hours", DAY_HOURS)
    )


def _number(settings: Mapping[str, object], name: str, default: int) -> int:
    text = str(settings.get(name, default))
    return max(1, int(text)) if text.isdecimal() and len(text) <= 3 else default


def tenths_of_minutes(minutes: int, rules: HourRules) -> int:
    """Tenths of an hour of study in so many minutes, a half rounded up."""
    return (minutes * 20 + rules.minutes) // (2 * rules.minutes) if minutes > 0 and rules.minutes > 0 else 0


def minutes_between(starts_at: str | None, ends_at: str | None) -> int | None:
    """Minutes from one time ("14:00") to another of the same day; None where one is missing or the order is wrong."""
    if not starts_at or not ends_at or ends_at <= starts_at:
        return None
    begin, end = (int(text[:2]) * 60 + int(text[3:5]) for text in (starts_at, ends_at))
    return end - begin


def days_between(begins_on: str, ends_on: str | None) -> tuple[str, ...]:
    """The days of a course, both ends included; only the first where the order is wrong or the span absurd."""
    first = date.fromisoformat(begins_on)
    last = date.fromisoformat(ends_on) if ends_on else first
    length = (last - first).days
    if not 0 <= length <= LONGEST_COURSE:
        return (begins_on,)
    return tuple((first + timedelta(days=number)).isoformat() for number in range(length + 1))


def hours_of_days(days: int, rules: HourRules | None = None) -> int:
    """Hours of study of so many whole days."""
    return days * (rules or HourRules()).day


def spread(tenths: int, days: tuple[str, ...]) -> dict[str, int]:
    """An amount over the days of a course, as evenly as tenths allow, the rest on the first days."""
    share, rest = divmod(tenths, len(days))
    return {day: share + (number < rest) for number, day in enumerate(days)}


def capped(by_day: Mapping[str, int], rules: HourRules) -> int:
    """The sum of what the days hold, none of them more than a day may count."""
    return sum(min(amount, rules.day * 10) for amount in by_day.values())


def over_the_cap(by_day: Mapping[str, int], rules: HourRules) -> tuple[str, ...]:
    """Days that hold more than a day may count, in order."""
    return tuple(sorted(day for day, amount in by_day.items() if amount > rules.day * 10))


def added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Amounts of several sources, day by day."""
    found: dict[str, int] = {}
    for part in parts:
        for day, amount in part.items():
            found[day] = found.get(day, 0) + amount
    return found


def hours_text(tenths: int) -> str:
    """ "32" or "2.7"."""
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)
