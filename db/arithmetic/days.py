"""Days as the branch knows them: some to the day, some only to the month or the year.

A day is stored as an ISO 8601 prefix ("1998", "1998-07", "1998-07-01"), which sorts as text. This module
reads, prints and counts such days; it does not know which days are working days (`working_days`) or lunar
ones (`lunar`).
"""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

MANY_DAYS = 8192
"""Answers remembered: a check of a year asks about the same few days thousands of times."""

_PARTIAL = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?")
_PERIOD = re.compile(r"(?P<year>[0-9]{4})(Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")
_QUARTER_NAMES = ("第一季度", "第二季度", "第三季度", "第四季度")


@lru_cache(maxsize=MANY_DAYS)
def _parts(text: str) -> tuple[int, int | None, int | None]:
    """Year, month and day of a partial day, None for what is not known; ValueError if no such day exists."""
    found = _PARTIAL.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text}”不是规范的日期，请写成 1998-07-01、1998-07 或 1998")
    year, month, day = (int(part) if part else None for part in found.group("year", "month", "day"))
    assert year is not None
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError as error:
        raise ValueError(f"“{text}”不是存在的日期，请核对年、月、日") from error
    return year, month, day


def check_partial_day(text: str) -> str:
    """`text` itself if it is a strict ISO day, month or year that exists; else ValueError with a Chinese
    sentence.
    """
    _parts(text)
    return text


def check_day(text: str) -> str:
    """`text` itself if it is a strict ISO day ("1998-07-01"); else ValueError with a Chinese sentence."""
    if not is_exact(text):
        raise ValueError(f"“{text}”没有写到日，请写成 1998-07-01 的样式")
    return text


def is_exact(text: str) -> bool:
    """Whether the day itself is known, not only its month or year; ValueError if `text` is no partial day."""
    return _parts(text)[2] is not None


@lru_cache(maxsize=MANY_DAYS)
def earliest(text: str) -> date:
    """First day that `text` can mean; ValueError if it is no partial day."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


@lru_cache(maxsize=MANY_DAYS)
def latest(text: str) -> date:
    """Last day that `text` can mean; ValueError if it is no partial day."""
    year, month, day = _parts(text)
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def day_text(text: str) -> str:
    """As printed in running text: 1998年7月1日, 1998年7月, 1998年; no zeros in front (GB/T 9704-2012)."""
    year, month, day = _parts(text)
    return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")


def dotted(text: str) -> str:
    """Year and month as rosters and cadre forms write them, "1998.07"; "1998" when no month is known.

    The day is left out on purpose: these columns are for 出生年月 and 入党时间. Where the day matters use
    `day_text`.
    """
    year, month, _ = _parts(text)
    return f"{year}.{month:02d}" if month else f"{year}"


def age_on(born: str, on: date) -> int:
    """Age in full years on a day; 0 before the first birthday (and before birth).

    Plain rule: difference of the years, less one while (month, day) is not reached, so who was born on 29
    February grows older on 1 March in ordinary years. A birth known to the month or year only is taken as
    the first day it can mean, which gives the highest age possible: a list of older members then misses
    nobody.
    """
    start = earliest(born)
    return max(0, on.year - start.year - ((on.month, on.day) < (start.month, start.day)))


def full_years(start: date, on: date) -> int:
    """Full years passed from `start` to `on`; 0 before the first anniversary.

    Counted as periods under the Party constitution are: a period begun on 29 February is full on 28
    February of an ordinary year (unlike `age_on`).
    """
    years = on.year - start.year
    if years > 0 and add_years(start, years) > on:
        years -= 1
    return max(0, years)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (or earlier), clamped to the end of a shorter month.

    Raises ValueError outside the years 1 to 9999.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"{day.isoformat()} 加 {months} 个月超出了可用的年份")
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day `years` later (or earlier); 29 February becomes 28 February in an ordinary year."""
    return add_months(day, 12 * years)


def anniversary(text: str, year: int) -> date | None:
    """The yearly day of `text` in `year`, 29 February clamped; None when the day itself is not known."""
    if not is_exact(text):
        return None
    start = earliest(text)
    return add_years(start, year - start.year)


def quarter_of(day: date) -> int:
    """Calendar quarter, 1 to 4."""
    return (day.month + 2) // 3


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a calendar quarter (1 to 4)."""
    if quarter not in range(1, 5):
        raise ValueError(f"没有第 {quarter} 季度")
    return date(year, quarter * 3 - 2, 1), month_days(year, quarter * 3)[1]


def month_days(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def period_text(period: str) -> str:
    """A duty's period as read aloud: "2026Q1" is 2026年第一季度, "2026-03" is 2026年3月, "2026" is 2026年."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"“{period}”不是规范的时段，请写成 2026、2026Q1 或 2026-03")
    text = f"{found['year']}年"
    if found["quarter"]:
        return text + _QUARTER_NAMES[int(found["quarter"]) - 1]
    return text + (f"{int(found['month'])}月" if found["month"] else "")
