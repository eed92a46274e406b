"""Days as people write them in rosters, read into ISO days that may end at the month or year.

Knows spellings and spreadsheet day numbers; whether a day makes sense for a person is checked elsewhere.
"Today" only settles the century of two-digit years and the years that are believed; it is passed in.
"""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from db.importing.cells import Cell, text_of
from db.importing.unreadable import UnreadableValueError

FIRST_YEAR = 1850
YEARS_AHEAD = 10  # terms and plans may lie ahead
CENTURY_AHEAD = (
    4  # a two-digit year up to so many years ahead of today is this century: in 2026, 30 is 2030, 31 is 1931
)
_FIRST_SERIAL, _LAST_SERIAL = 3654, 73050  # 1910-01-01 to 2099-12-31, counted from 1900
# With the leap day that Excel invented for 1900 this holds from March 1900 on.
_SERIAL_START = date(1899, 12, 30)
_DAYS_1900_TO_1904 = 1462

_DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": "0", "○": "0", "Ｏ": "0", "元": "1", "壹": "1", "贰": "2", "叁": "3", "两": "2"}
_CHINESE = re.compile(f"[{''.join(_DIGITS)}十廿卅]+")
_SAME_SEPARATORS = str.maketrans(
    {"/": "-", ".": "-", "。": "-", "、": "-", "·": "-", "・": "-", "—": "-", "–": "-", ",": "-"}
)
_TIME = re.compile(r"(?<=\d)[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_NOT_PLAIN_ASCII = re.compile(r"[^0-9./-]")
_BRACKETED = re.compile(r"\([^()]*\)")
_WORDS = re.compile(r"^(公元|阳历|公历|于)|(出生|入党|转正|参加工作|生|起)$")
_PARTED = re.compile(r"(\d{4}|\d{2})(?:年-?|-)(\d{1,2})(?:月-?|-)?(?:(?<=[月-])(\d{1,2})[日号]?)?")
_YEAR = re.compile(r"(\d{4})年?|(\d{2})年")
_SHORT_YEAR = re.compile(r"\d{1,2}\.\d{1,2}")
_YEAR_DOT_MONTH_DAY = re.compile(r"(\d{4})-(\d{2})(\d{2})")


def read_day(cell: Cell, today: date, *, date_1904: bool = False) -> str | None:
    """ "1998", "1998-07" or "1998-07-01"; None for an empty cell.

    Reads 1998.07, 98年7月, 1998年7月1日, 19980701, 199807, 1998/7/1, 1998-7, 一九九八年七月, spreadsheet day
    numbers from 1900 or 1904. Month or day 00 mean not known. Raises UnreadableValueError `date_invalid` for
    a day that does not exist and for anything else.
    """
    if isinstance(cell, float):
        return _day_of_number(cell, today, date_1904)
    text = cell.strip()
    return _day_of_text(text, today, date_1904) if text else None


def is_month_doubtful(cell: Cell) -> bool:
    """Whether a cell is a number like 1998.1 or 98.1, which Excel makes of 1998.10 and which may mean January."""
    return isinstance(cell, float) and re.fullmatch(r"((19|20)\d\d|\d{1,2})\.1", repr(cell)) is not None


def _day_of_number(number: float, today: date, date_1904: bool) -> str:
    whole = int(number)
    if FIRST_YEAR <= whole <= today.year + YEARS_AHEAD:
        text = repr(number)
        return _day_of_text(
            f"{text}0" if is_month_doubtful(number) else text.removesuffix(".0"), today, date_1904
        )
    if number != whole and _SHORT_YEAR.fullmatch(repr(number)):  # 98.7 and 5.07 typed into an ordinary cell
        month = f"{number:.2f}"[-2:] if is_month_doubtful(number) else repr(number).partition(".")[2]
        return _day_of_text(f"{whole:02d}.{month}", today, date_1904)
    if number == whole or _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return _day_of_text(str(whole), today, date_1904)
    raise _invalid(text_of(number))


@lru_cache(maxsize=8192)
def _day_of_text(original: str, today: date, date_1904: bool) -> str:
    text = _plain(original)
    if text.isdigit():
        return _day_of_digits(text, original, today, date_1904)
    if match := _PARTED.fullmatch(text):
        year, month, day = match.groups()
        return _day(_full_year(year, today), int(month), int(day or 0), original, today)
    if match := _YEAR_DOT_MONTH_DAY.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]), original, today)
    if match := _YEAR.fullmatch(text):
        return _day(_full_year(match[1] or match[2], today), 0, 0, original, today)
    raise _invalid(original)


def _plain(text: str) -> str:
    """Half width, Chinese numerals as digits, one separator, no blanks, brackets, times of day or words
    around.
    """
    if text.isascii() and not _NOT_PLAIN_ASCII.search(text):
        return text.translate(_SAME_SEPARATORS).strip("-")
    text = _TIME.sub("", unicodedata.normalize("NFKC", text).strip())
    text = _BRACKETED.sub("", "".join(text.split()))
    text = _WORDS.sub("", text.removeprefix("'"))
    text = _CHINESE.sub(_digits_of, text).translate(_SAME_SEPARATORS)
    return text.strip("-;:")


def _digits_of(match: re.Match[str]) -> str:
    """Chinese numerals: 一九九八 digit by digit, 二十一 and 廿一 as a number below 100."""
    text = match[0].replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return "".join(_DIGITS[character] for character in text)
    tens, _, ones = text.partition("十")
    return f"{_DIGITS.get(tens[-1:], '1')}{_DIGITS.get(ones[:1], '0')}"


def _day_of_digits(text: str, original: str, today: date, date_1904: bool) -> str:
    length = len(text)
    if length == 8:
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]), original, today)
    if length == 6 and FIRST_YEAR <= int(text[:4]) <= today.year + YEARS_AHEAD and int(text[4:]) <= 12:
        return _day(int(text[:4]), int(text[4:]), 0, original, today)
    if length == 6:
        return _day(_full_year(text[:2], today), int(text[2:4]), int(text[4:]), original, today)
    if length == 4:
        return _day(int(text), 0, 0, original, today)
    serial = int(text) + (_DAYS_1900_TO_1904 if date_1904 else 0)
    if length <= 5 and _FIRST_SERIAL <= serial <= _LAST_SERIAL:
        return (_SERIAL_START + timedelta(days=serial)).isoformat()
    raise _invalid(original)


def _full_year(year: str, today: date) -> int:
    if len(year) == 4:
        return int(year)
    century = today.year - today.year % 100
    this_century = century + int(year)
    return this_century if this_century <= today.year + CENTURY_AHEAD else this_century - 100


def _day(year: int, month: int, day: int, original: str, today: date) -> str:
    """ISO text of what is known; `month` or `day` 0 are not known."""
    try:
        date(year, month or 1, day or 1)
    except ValueError as error:
        raise _invalid(original) from error
    if not FIRST_YEAR <= year <= today.year + YEARS_AHEAD or (day and not month):
        raise _invalid(original)
    if not month:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}-{month:02d}"


def _invalid(original: str) -> UnreadableValueError:
    return UnreadableValueError("date_invalid", f"“{original[:30]}”不是存在的日期，或者看不出是哪一天")
