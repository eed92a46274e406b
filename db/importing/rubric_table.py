"""A township's scoring table (对照表, 考核细则) out of a spreadsheet or a TOML file: lines, points, and what can be checked.

What a line costs and what the program may look at are proposals, shown before anything is kept. Nothing is written here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from db import limits
from db.arithmetic.rubric import (
    BASE,
    BONUS,
    MOST_POINTS,
    PENALTY,
    Rubric,
    RubricItem,
    UnusableRubricError,
    checked,
    rubric_from_toml,
)
from db.errors import LedgerError
from db.fields import FieldSpec
from db.importing.cells import Cell, text_of
from db.importing.source import open_source
from db.importing.table import Table
from db.importing.titles import Vocabulary, vocabulary_of
from db.ledgers.rubric import LINES
from resources import read_toml

_KEPT = "没有登记任何内容"
_READ = ("number", "group", "title", "points", "each", "deduction", "evidence", "checks")
_POINTS = re.compile(r"[-−－+＋]?\s*(\d{1,4})(?:\.(\d))?\s*分?")
_COST = re.compile(r"[扣加减]\s*(\d{1,3})(?:\.(\d))?\s*分")
_EACH = re.compile(r"每|少|缺|[一1](次|项|处|人|个|份|例|起|条)")
_ALL_LOST = re.compile(r"不得分|不计分|全扣|扣完")
_BONUS = re.compile(r"加分")
_PENALTY = re.compile(r"扣分项|减分|倒扣|负面|反向")
_SECTION = re.compile(r"^[一二三四五六七八九十]{1,3}[、.．\s]|^（[一二三四五六七八九十]{1,3}）")
_SECTION_POINTS = re.compile(r"[（(]\s*\d+(\.\d)?\s*分\s*[）)]")


@dataclass(frozen=True, slots=True)
class RubricReading:
    """What was read: the table, and (row number, sentence) of every row that could not be taken."""

    rubric: Rubric
    problems: tuple[tuple[int, str], ...] = ()


def read_rubric(
    path: Path, *, title: str = "", sheet: str | None = None, run_in_process: bool = False
) -> RubricReading:
    """The scoring table in a file (xlsx, xls, et, csv, toml); `title` takes the place of the one found.

    LedgerErrors: those of reading a spreadsheet, `no_rubric` where there is no usable line.
    """
    try:
        if path.suffix.lower() == ".toml":
            found = RubricReading(rubric_from_toml("", _content(path)))
        else:
            found = _from_sheets(path, title, sheet, run_in_process)
        return replace(found, rubric=checked(replace(found.rubric, title=title or found.rubric.title)))
    except UnusableRubricError as error:
        raise LedgerError(
            "no_rubric",
            f"“{path.name[:40]}”里没有读出评分表：{error}",
            _KEPT,
            "表头要有“评分内容”（或考核内容、指标）和“分值”两列",
        ) from error


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > limits.RESOURCE_BYTES:
            raise UnusableRubricError("文件太大")
        return path.read_bytes()
    except OSError as error:
        raise UnusableRubricError("文件打不开") from error


@cache
def _vocabulary() -> Vocabulary:
    """The titles of a line's fields; only what is asked and what it is worth must be there."""
    fields: list[FieldSpec] = [
        replace(each.spec, required=each.spec.key == "title")
        for each in LINES.columns
        if each.spec.key in _READ
    ]
    return vocabulary_of(fields)


def _from_sheets(path: Path, title: str, sheet: str | None, run_in_process: bool) -> RubricReading:
    source = open_source(path, _vocabulary(), sheet=sheet, run_in_process=run_in_process)
    problems: list[tuple[int, str]] = []
    items: list[RubricItem] = []
    for table, mapping in zip(source.tables, source.mappings, strict=True):
        if "points" in mapping.by_key and "title" in mapping.by_key:
            items += _items(table, mapping.by_key, problems)
    if not items:
        raise UnusableRubricError("没有找到带分值的评分项目")
    name = title or _title_of(source.tables[0], path)
    return RubricReading(Rubric("", name, tuple(_numbered(items))), tuple(problems))


def _title_of(table: Table, path: Path) -> str:
    """The longest line above the header, else the name of the file."""
    return max((line.strip() for line in table.caption), key=len, default="")[:60] or path.stem[:60]


def _items(table: Table, columns: Mapping[str, int], problems: list[tuple[int, str]]) -> Iterator[RubricItem]:
    group = ""
    for row in table.rows:
        texts = {key: _one_line(row.cells[column]) for key, column in columns.items()}
        group = texts.get("group") or row.section or group
        if not texts["title"] and not texts.get("deduction"):
            continue
        if not texts["points"]:
            if not texts.get("deduction") and _SECTION.match(texts["title"]):
                group = texts["title"]
            else:
                problems.append((row.number, f"“{texts['title'][:20]}”没有分值"))
            continue
        points = _points_of(texts["points"])
        if points is None:
            problems.append((row.number, f"“{texts['title'][:20]}”的分值“{texts['points'][:20]}”读不出来"))
            continue
        yield _item({**texts, "group": _SECTION_POINTS.sub("", group)}, points)


def _one_line(cell: Cell) -> str:
    text = " ".join(text_of(cell).split())
    return "".join(ch for ch in text if ch.isprintable())[: limits.RUBRIC_CHARACTERS]


def _points_of(text: str) -> int | None:
    """Tenths, less than nothing for a penalty; None for what is no number of points."""
    found = _POINTS.fullmatch(text)
    tenths = int(found[1]) * 10 + int(found[2] or 0) if found else 0
    if not 0 < tenths <= MOST_POINTS:
        return None
    return -tenths if text[0] in "-−－" else tenths


def _item(texts: Mapping[str, str], points: int) -> RubricItem:
    deduction = texts.get("deduction", "")
    kind = _kind_of(texts, points)
    given = _points_of(texts.get("each", ""))
    return RubricItem(
        number=texts.get("number", ""),
        title=texts["title"] or deduction[:60],
        points=abs(points),
        group=texts["group"],
        kind=kind,
        each=abs(given) if given else each_of(deduction or texts["title"], abs(points)),
        deduction=deduction,
        evidence=texts.get("evidence", ""),
        checks=tuple(re.split(r"[、,，;；\s]+", texts["checks"]))
        if texts.get("checks")
        else hinted_checks(texts["title"] or deduction),
    )


def _kind_of(texts: Mapping[str, str], points: int) -> str:
    about = f"{texts['group']} {texts['title']}"
    if points < 0 or _PENALTY.search(about):
        return PENALTY
    return BONUS if _BONUS.search(about) else BASE


def each_of(deduction: str, points: int) -> int | None:
    """What one fault costs (one proof adds) by the table's own words, in tenths; None where they do not say one thing."""
    costs = {int(found[1]) * 10 + int(found[2] or 0) for found in _COST.finditer(deduction)}
    if len(costs) == 1 and _EACH.search(deduction):
        return min(costs.pop(), points) or None
    return points if not costs and _ALL_LOST.search(deduction) else None


def hinted_checks(text: str) -> tuple[str, ...]:
    """What the program could look at for a line, by its words."""
    found: tuple[str, ...] = ()
    for hint in _hints():
        if any(word in text for word in hint["words"]) and (not found or hint.get("all")):
            found += tuple(hint["checks"])
    return found


@cache
def _hints() -> tuple[Mapping[str, Any], ...]:
    return tuple(read_toml("rubrics/hints.toml")["hint"])


def _numbered(items: list[RubricItem]) -> Iterator[RubricItem]:
    """Every line with a number of its own: as written where it is there once, else counted."""
    written = [item.number for item in items]
    is_usable = (
        all(written) and len(set(written)) == len(written) and all(len(each) <= 20 for each in written)
    )
    for place, item in enumerate(items, start=1):
        yield item if is_usable else replace(item, number=str(place))
