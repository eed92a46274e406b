"""A scoring table (评分表, 对照表) as data, and the arithmetic of its points: integer tenths of a point, never floats.

A table comes from outside (the township's file, a spreadsheet), so nothing in it is believed before it was looked at. Whether
something is in order is not decided here (`db.rules.scoring`); here faults become points.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from db import limits

BASE, BONUS, PENALTY = "base", "bonus", "penalty"
KIND_TITLES: Mapping[str, str] = {BASE: "基本分", BONUS: "加分", PENALTY: "扣分"}
MOST_POINTS = 99_999  # tenths


class UnusableRubricError(ValueError):
    """Why a scoring table from outside cannot be used, in Chinese."""


@dataclass(frozen=True, slots=True)
class RubricItem:
    """One line. `points` is what it is worth, for a penalty the most it can cost; `each` what one fault costs or one
    proof adds, None where the table does not say. `checks` name what the program can look at itself. `marked` is what a
    person gave (of a penalty: took), None where nobody has; all in tenths of a point."""

    number: str
    title: str
    points: int
    group: str = ""
    kind: str = BASE
    each: int | None = None
    deduction: str = ""
    evidence: str = ""
    checks: tuple[str, ...] = ()
    marked: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rubric:
    """A table. `key` is the name of a bundled one, the id of one handed down, or the uid of a record; `note` says where
    the points come from."""

    key: str
    title: str
    items: tuple[RubricItem, ...]
    year: int | None = None
    issuer: str = ""
    note: str = ""
    is_record: bool = False

    @property
    def full(self) -> int:
        """What can be reached without bonus, in tenths."""
        return sum(item.points for item in self.items if item.kind == BASE)


def for_year(rubric: Rubric, year: int) -> Rubric:
    """The table for a year: one of another year is only a pattern, for marks belong to the year they were given in."""
    if not rubric.is_record or rubric.year == year:
        return rubric
    return replace(rubric, items=tuple(replace(item, marked=None, reason="") for item in rubric.items))


# --- points ---------------------------------------------------------------------------------------------------
def lost_points(item: RubricItem, faults: int, owed: int = 0) -> int:
    """What `faults` cost, at most the points of the item.

    Where the table does not say what one costs: the share of `owed` times that were missed, rounded half up; with nothing
    to count by, one fault costs all.
    """
    if faults <= 0:
        return 0
    if item.each is not None:
        return min(item.points, item.each * faults)
    if owed > 0:
        return min(item.points, (2 * item.points * faults + owed) // (2 * owed))
    return item.points


def added_points(item: RubricItem, proofs: int) -> int:
    """What `proofs` add to a bonus, at most the points of the item; one proof adds all where the table does not say."""
    if proofs <= 0:
        return 0
    return item.points if item.each is None else min(item.points, item.each * proofs)


def total(scores: Iterable[int]) -> int:
    """The sum of what the items came to; never less than nothing."""
    return max(0, sum(scores))


def points_text(tenths: int) -> str:
    """As people write it: 2, 0.5, -1."""
    sign, rest = ("-" if tenths < 0 else ""), abs(tenths)
    return f"{sign}{rest // 10}" + (f".{rest % 10}" if rest % 10 else "")


# --- reading --------------------------------------------------------------------------------------------------
def rubric_from_toml(key: str, content: bytes) -> Rubric:
    """A table as it stands in a file; UnusableRubricError says which line cannot be used and why."""
    try:
        read = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnusableRubricError("不是正确的 TOML 文件") from error
    listed = read.get("item")
    if not isinstance(listed, list):
        raise UnusableRubricError("没有评分项目（item）")
    year = read.get("year")
    if year is not None and (type(year) is not int or not 1900 <= year <= 9999):
        raise UnusableRubricError("年度（year）应是四位数的年份")
    texts = {name: _line(read, name, "表头") for name in ("title", "issuer", "note")}
    items = tuple(_item(each, place) for place, each in enumerate(listed, start=1))
    return checked(Rubric(key, texts["title"], items, year, texts["issuer"], texts["note"]))


def checked(rubric: Rubric) -> Rubric:
    """The table if it can be scored by; UnusableRubricError."""
    if not rubric.title:
        raise UnusableRubricError("没有名称（title）")
    if not 0 < len(rubric.items) <= limits.RUBRIC_ITEMS:
        raise UnusableRubricError(f"评分项目应有1到{limits.RUBRIC_ITEMS}项")
    seen: set[str] = set()
    for item in rubric.items:
        if item.number in seen:
            raise UnusableRubricError(f"序号“{item.number[:20]}”重复")
        seen.add(item.number)
    return rubric


def _item(read: Any, place: int) -> RubricItem:
    where = f"第{place}项"
    if not isinstance(read, Mapping):
        raise UnusableRubricError(f"{where}不是一组字段")
    texts = {name: _line(read, name, where) for name in ("number", "title", "group", "deduction", "evidence")}
    texts["number"] = texts["number"] or str(place)
    if not texts["title"]:
        raise UnusableRubricError(f"{where}没有评分内容（title）")
    kind = read.get("kind", BASE)
    if kind not in KIND_TITLES:
        raise UnusableRubricError(f"{where}的计分方式（kind）应是 {'、'.join(KIND_TITLES)}")
    checks = read.get("checks", [])
    if not isinstance(checks, list) or not all(
        isinstance(word, str) and word.isprintable() for word in checks
    ):
        raise UnusableRubricError(f"{where}的自动检查（checks）应是一列词")
    points = _points(read.get("points"), where, "分值（points）")
    each = None if "each" not in read else _points(read["each"], where, "每处扣分（each）")
    told = (texts["deduction"], texts["evidence"], tuple(checks))
    return RubricItem(texts["number"], texts["title"], points, texts["group"], kind, each, *told)


def _points(value: Any, where: str, name: str) -> int:
    if type(value) not in (int, float) or not 0 < value * 10 <= MOST_POINTS:
        raise UnusableRubricError(f"{where}的{name}应是大于0的数")
    tenths: int = round(value * 10)
    if abs(tenths - value * 10) > 1e-6:
        raise UnusableRubricError(f"{where}的{name}最多一位小数")
    return tenths


def _line(read: Mapping[str, Any], name: str, where: str) -> str:
    text = read.get(name, "")
    if not isinstance(text, str) or len(text) > limits.RUBRIC_CHARACTERS or not text.isprintable():
        raise UnusableRubricError(f"{where}的 {name} 应是一行不超过{limits.RUBRIC_CHARACTERS}字的文字")
    return text.strip()


def rubric_to_toml(rubric: Rubric) -> bytes:
    """The table as a file that `rubric_from_toml` reads back the same; marks are not in it."""
    head = {"title": rubric.title, "year": rubric.year, "issuer": rubric.issuer, "note": rubric.note}
    lines = [*_pairs(head)]
    for item in rubric.items:
        each = None if item.each is None else item.each / 10
        kind = "" if item.kind == BASE else item.kind
        texts = {"number": item.number, "group": item.group, "title": item.title, "kind": kind}
        told = {"deduction": item.deduction, "evidence": item.evidence, "checks": list(item.checks)}
        lines += ["", "[[item]]", *_pairs({**texts, "points": item.points / 10, "each": each, **told})]
    return ("\n".join(lines) + "\n").encode()


def _pairs(values: Mapping[str, Any]) -> Iterable[str]:
    """Lines of TOML, empty values left out; its strings, numbers and lists of strings are written as in JSON."""
    return (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if value)
