"""How offices write points, costs and headings in a scoring table, and what the program could look at for a line.

Pure words: integer tenths of a point out, None for what does not say one thing.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from db.arithmetic.rubric import BASE, BONUS, MOST_POINTS, PENALTY
from resources import read_toml

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE = "零〇一二两三四五六七八九十百"
_NUMBER = rf"(?:\d{{1,4}}(?:\.\d+)?|[{_CHINESE}]{{1,5}})"
_RANGE = re.compile(rf"0(?:\.0+)?[-~至到—–]+({_NUMBER})")
_PLAIN = re.compile(rf"(?:满分|共|计|最高|最多|不超过|<=|≤)?[:]?([-−+]?)({_NUMBER})(?:分|分[/]?(?:满分)?)?")
_COST = re.compile(rf"(?:[扣加减计得]|每[次项处个人份例起篇件条])({_NUMBER})分")
_ALL_LOST = re.compile(r"不得分|不计分|全扣|扣完|0分")
_MOST = re.compile(r"(?:最多|最高|不超过|封顶|上限|满分|累计)[^,，。；;]{0,6}$")
# the first in a heading, the second in what is asked: 负面清单 asked for takes nothing off
_BONUS = re.compile(r"加分|附加|奖励分"), re.compile(r"^(?:加分|附加分|奖励)|加分项")
_PENALTY = re.compile(r"扣分项|减分|倒扣|负面|反向|负向"), re.compile(r"^(?:扣分|减分|倒扣)|扣分项|减分项")
_ORDINAL = re.compile(rf"^(?:第?[{_CHINESE}]{{1,3}}[、.．\s]+|[(（][{_CHINESE}]{{1,3}}[)）][、\s]*)")
_ORDINAL_NUMBER = re.compile(rf"第?[(（]?[{_CHINESE}]{{1,3}}[)）]?[、.．]?")
_BRACKETED_POINTS = re.compile(rf"[(（]\s*(?:满分|共|计)?\s*({_NUMBER})\s*分\s*[)）]")


def points_of(text: str) -> int | None:
    """Tenths, less than nothing where a minus stands before it; None for what is no number of points."""
    plain = _squeezed(text).strip("()")
    found = _RANGE.fullmatch(plain.removesuffix("分")) or None
    sign, number = ("", found[1]) if found else ("", "")
    if found is None:
        read = _PLAIN.fullmatch(plain)
        if read is None:
            return None
        sign, number = read[1], read[2]
    tenths = _tenths(number)
    if tenths is None or not 0 < tenths <= MOST_POINTS:
        return None
    return -tenths if sign in ("-", "−") else tenths


def points_in(title: str) -> tuple[str, int | None]:
    """What is asked without the points in brackets, and those points: 按时召开（10分）."""
    found = _BRACKETED_POINTS.findall(title)
    if len(found) != 1:
        return title, None
    return _BRACKETED_POINTS.sub("", title).strip(), points_of(found[0])


def each_of(deduction: str, points: int) -> int | None:
    """What one fault costs (one proof adds) by the table's own words, in tenths; None where they do not say one thing."""
    words = _squeezed(deduction)
    told = [found for found in _COST.finditer(words) if not _MOST.search(words[: found.start()])]
    costs = {_tenths(found[1]) for found in told}
    if len(costs) == 1:
        cost = costs.pop()
        return min(cost, points) if cost else None
    return points if not costs and _ALL_LOST.search(words) else None


def kind_of(group: str, title: str, points: int) -> str:
    """Whether a line adds to or takes from the others, by the words over and in it and by its sign."""
    if points < 0 or _PENALTY[0].search(group) or _PENALTY[1].search(title):
        return PENALTY
    return BONUS if _BONUS[0].search(group) or _BONUS[1].search(title) else BASE


def bare_heading(text: str) -> str:
    """A heading without its ordinal and its points: 一、组织生活（30分） is 组织生活."""
    return _BRACKETED_POINTS.sub("", _ORDINAL.sub("", text.strip())).strip()


def is_heading(number: str, title: str) -> bool:
    """Whether a row counts as headings do: 一、组织生活, （二）党员管理, or 三 in the column of numbers."""
    return bool(_ORDINAL.match(title) or (number and _ORDINAL_NUMBER.fullmatch(number)))


def hinted_checks(text: str) -> tuple[str, ...]:
    """What the program could look at for a line, by its words."""
    found: tuple[str, ...] = ()
    for hint in _hints():
        if any(word in text for word in hint["words"]) and (not found or hint.get("all")):
            found += tuple(hint["checks"])
    return tuple(dict.fromkeys(found))


@cache
def _hints() -> tuple[Mapping[str, Any], ...]:
    return tuple(read_toml("rubrics/hints.toml")["hint"])


def _squeezed(text: str) -> str:
    """Half width, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _tenths(number: str) -> int | None:
    """Tenths of a number in digits (at most one decimal that is not nought) or in Chinese up to 百."""
    if number[0] in _CHINESE:
        value = _chinese(number)
        return None if value is None else value * 10
    whole, _, decimals = number.partition(".")
    if len(decimals.rstrip("0")) > 1:
        return None
    return int(whole) * 10 + int((decimals or "0")[0])


def _chinese(number: str) -> int | None:
    """十五 is 15, 一百 is 100; None for what is no number below 200."""
    if number in ("百", "一百"):
        return 100
    tens, ten, ones = number.partition("十")
    if not ten:
        return _DIGITS.get(number) if len(number) == 1 else None
    high, low = (_DIGITS.get(tens) if tens else 1), (_DIGITS.get(ones) if ones else 0)
    return None if high is None or low is None else high * 10 + low
