"""Reading days and times as people type them. Pure functions; today is passed in."""

import re
from datetime import date, timedelta

DAY_PROBLEM = "这里应填日期，如 2026-3-5、20260305 或 3月5日"
PARTIAL_PROBLEM = "这里应填日期，如 1998-7-1；只知道年月就填 1998-7"
TIME_PROBLEM = "这里应填时间，如 14:30 或 1430"
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：．／－", "0123456789:./-")
_NOISE = re.compile(r"[（(]?\s*(星期|周)[一二三四五六日天]\s*[）)]?|\s+")
_AHEAD = timedelta(days=120)
_WORDS = {"今天": 0, "昨天": 1, "前天": 2, "明天": -1}


def read_day(text: str, today: date, *, partial: bool = False, coming: bool = False) -> str:
    """Reads 2026-3-5, 20260305, 3月5日, 5日, 今天 as "2026-03-05"; with `partial` also "1998-07" and "1998".

    A day without a year is the latest one that is not more than four months ahead of `today`; with `coming` (a time
    limit) the next one that has not passed. ValueError with a Chinese sentence for anything else.
    """
    compact = _NOISE.sub("", text.translate(_FULL_WIDTH))
    if compact in _WORDS:
        return (today - timedelta(days=_WORDS[compact])).isoformat()
    problem = PARTIAL_PROBLEM if partial else DAY_PROBLEM
    parts = _numbers(compact, partial=partial)
    if parts is None:
        raise ValueError(problem)
    try:
        return _assembled(parts, today, partial=partial, coming=coming)
    except ValueError:
        raise ValueError(f"没有“{text.strip()[:12]}”这一天。{problem}") from None


def read_time(text: str) -> str:
    """Reads 14:30, 1430, 14点30分, 下午2点半 as "14:30"; ValueError in Chinese otherwise."""
    compact = "".join(text.translate(_FULL_WIDTH).split())
    found = re.fullmatch(r"(上午|早上|下午|晚上|中午)?(\d{1,2})(?:[:点时.]?(\d{2})?|[点时](半))分?", compact)
    if found is None:
        raise ValueError(TIME_PROBLEM)
    hour, minute = int(found[2]), 30 if found[4] else int(found[3] or 0)
    if found[1] in ("下午", "晚上") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise ValueError(TIME_PROBLEM)
    return f"{hour:02d}:{minute:02d}"


def with_weekday(day: str) -> str:
    """A day as "2026-11-21 星期六"; a partial day stays as it is."""
    if len(day) != len("2026-11-21"):
        return day
    return f"{day} {WEEKDAYS[date.fromisoformat(day).weekday()]}"


def _numbers(compact: str, *, partial: bool) -> tuple[int | None, int | None, int | None] | None:
    """(year, month, day) with None for what is not said; None where the text is no day at all."""
    digits = re.fullmatch(r"(\d{4})(\d{2})(\d{2})?", compact)
    if digits and (digits[3] or partial):
        return int(digits[1]), int(digits[2]), int(digits[3]) if digits[3] else None
    full = re.fullmatch(r"(\d{4})[-./年](?:(\d{1,2})(?:[-./月](?:(\d{1,2})日?)?)?)?", compact)
    if full and (full[3] or partial):
        return int(full[1]), int(full[2]) if full[2] else None, int(full[3]) if full[3] else None
    if partial and re.fullmatch(r"\d{4}", compact):
        return int(compact), None, None
    short = re.fullmatch(r"(\d{1,2})[-./月](\d{1,2})[日号]?", compact)
    if short:
        return None, int(short[1]), int(short[2])
    alone = re.fullmatch(r"(\d{1,2})[日号]", compact)
    return (None, None, int(alone[1])) if alone else None


def _assembled(
    parts: tuple[int | None, int | None, int | None], today: date, *, partial: bool, coming: bool
) -> str:
    year, month, day = parts
    if year is None:
        year, month = today.year, month or today.month
        assert day is not None
        if (month, day) != (2, 29):
            said = date(year, month, day)
            year += 1 if coming and said < today else -1 if not coming and said > today + _AHEAD else 0
    if not 1900 <= year <= 2100:
        raise ValueError("year")
    date(year, month or 1, day or 1)
    if partial and day is None:
        return f"{year}" if month is None else f"{year}-{month:02d}"
    return date(year, month or 1, day or 1).isoformat()
