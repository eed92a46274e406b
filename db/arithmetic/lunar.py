"""Lunar days without a year, as older villagers know their birthdays, and the solar days they fall on.

Only birthdays and printing need this; the conversion itself is the library borax, correct from 1900 to 2056
and one day off in three later months. Nothing here is a rule: leap months and missing thirtieths follow
custom.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MONTH_NAMES = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "腊")
FIRST_SOLAR_DAY = date(1900, 1, 31)
LAST_SOLAR_DAY = date(2100, 12, 31)

_DIGITS = "一二三四五六七八九十"
DAY_NAMES = (
    *(f"初{digit}" for digit in _DIGITS),
    *(f"十{digit}" for digit in _DIGITS[:9]),
    "二十",
    *(f"二十{digit}" for digit in _DIGITS[:9]),
    "三十",
)
_MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, start=1)}
_MONTHS |= {"一": 1, "冬": 11, "十二": 12}
_DAYS = {name: number for number, name in enumerate(DAY_NAMES, start=1)}
_DAYS |= {f"廿{digit}": 20 + number for number, digit in enumerate(_DIGITS[:9], start=1)}
_CODE = re.compile(r"(?P<leap>leap)?(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_WORDS = re.compile(
    r"(?:农历|阴历|旧历)?(?P<leap>[闰閏])?(?P<month>[^月]{1,2})月(?P<day>[^月日号]{1,3})[日号]?"
)


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A lunar month (1 to 12) and day (1 to 30); `leap` for a day in a leap month. Else ValueError."""

    month: int
    day: int
    leap: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12 or not 1 <= self.day <= 30:
            raise ValueError("农历日期应在正月初一到腊月三十之间")

    @property
    def code(self) -> str:
        """As stored: "6-20", "leap6-20"."""
        return f"{'leap' if self.leap else ''}{self.month}-{self.day}"

    @property
    def text(self) -> str:
        """As read: 六月二十, 闰六月二十, 正月初一, 腊月三十."""
        return f"{'闰' if self.leap else ''}{MONTH_NAMES[self.month - 1]}月{DAY_NAMES[self.day - 1]}"

    @classmethod
    def from_mapping(cls, parts: Mapping[str, object]) -> "LunarDay":
        """From {"month": 6, "day": 20, "leap": true}, where `leap` may be missing; else ValueError."""
        month, day, leap = parts.get("month"), parts.get("day"), parts.get("leap", False)
        if type(month) is int and type(day) is int and type(leap) is bool:
            return cls(month, day, leap)
        raise ValueError("农历日期应写明月、日（整数）和是否闰月")

    def to_mapping(self) -> dict[str, int | bool]:
        """The counterpart of `from_mapping`."""
        return {"month": self.month, "day": self.day, "leap": self.leap}


def parse_lunar(text: str) -> LunarDay:
    """Reads a code ("6-20", "leap6-20") or words (闰六月二十, 农历八月十五, 腊月三十, 冬月廿九, 6月20).

    Raises ValueError with a Chinese sentence for anything else.
    """
    compact = "".join(text.split())
    found = _CODE.fullmatch(compact) or _WORDS.fullmatch(compact)
    if found is not None:
        month, day = _number(found["month"], _MONTHS), _number(found["day"], _DAYS)
        if month and day:
            return LunarDay(month, day, leap=bool(found["leap"]))
    raise ValueError(f"“{text}”不是农历日期，请写成 六月二十 或 闰六月二十")


def _number(word: str, names: Mapping[str, int]) -> int | None:
    return int(word) if word.isascii() and word.isdigit() else names.get(word)


def lunar_of(day: date) -> LunarDay:
    """The lunar month and day of a solar day; ValueError outside 1900-01-31 to 2100-12-31."""
    from borax.calendars.lunardate import LunarDate

    if not FIRST_SOLAR_DAY <= day <= LAST_SOLAR_DAY:
        raise ValueError("农历只能换算1900年1月31日到2100年12月31日之间的日期")
    found = LunarDate.from_solar(day)
    return LunarDay(found.month, found.day, bool(found.leap))


def lunar_date_text(day: date) -> str:
    """As printed beside a solar day: 农历十月十四."""
    return f"农历{lunar_of(day).text}"


def birthdays_in(lunar: LunarDay, solar_year: int) -> tuple[date, ...]:
    """The days of `solar_year` on which the lunar birthday is kept, in order: none, one or two.

    One for every lunar year: a leap month the year does not have gives way to the ordinary month, a
    thirtieth the month does not have to the twenty-ninth. A birthday late in the lunar year falls in the
    next solar year, so a solar year may have none or two. ValueError outside 1901 to 2100.
    """
    if not FIRST_SOLAR_DAY.year < solar_year <= LAST_SOLAR_DAY.year:
        raise ValueError("农历生日只能推算1901年到2100年")
    days = (_kept_on(lunar, lunar_year) for lunar_year in (solar_year - 1, solar_year))
    return tuple(day for day in days if day.year == solar_year)


def next_birthday(lunar: LunarDay, on: date) -> date:
    """The first day on or after `on` on which the lunar birthday is kept.

    ValueError before 1901 or when there is none left before the end of 2100.
    """
    # Two solar years running never pass without one: the third is there for a day late in the first.
    candidates = (day for year in range(on.year, on.year + 3) for day in birthdays_in(lunar, year))
    return next(day for day in candidates if day >= on)


def _kept_on(lunar: LunarDay, lunar_year: int) -> date:
    from borax.calendars.lunardate import LCalendars, LunarDate

    leap = lunar.leap and LCalendars.leap_month(lunar_year) == lunar.month
    last = LCalendars.ndays(lunar_year, lunar.month, leap)
    solar: date = LunarDate(lunar_year, lunar.month, min(lunar.day, last), leap).to_solar_date()
    return solar
