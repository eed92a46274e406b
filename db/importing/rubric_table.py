"""A township's scoring table (对照表, 考核细则) out of a spreadsheet or a TOML file: lines, points, and what can be checked.

What a line costs and what the program may look at are proposals, shown before anything is kept. Nothing is written here.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from db import limits
from db.arithmetic.rubric import Rubric, RubricItem, UnusableRubricError, checked, rubric_from_toml
from db.errors import LedgerError
from db.fields import FieldSpec
from db.importing.cells import Cell, text_of
from db.importing.refusals import FileRefusedError
from db.importing.rubric_words import (
    bare_heading,
    each_of,
    hinted_checks,
    is_heading,
    kind_of,
    points_in,
    points_of,
)
from db.importing.source import open_source
from db.importing.table import Table, TableRow
from db.importing.titles import Vocabulary, vocabulary_of
from db.ledgers.rubric import LINES

_KEPT = "没有登记任何内容"
_HEADER_WANTED = "表头要有“评分内容”（或考核内容、指标）和“分值”两列"
_READ = ("number", "group", "title", "points", "each", "deduction", "evidence", "checks")
_ABOVE = "above"  # columns of headings between the group and what is asked
_LONGEST_NUMBER, _LONGEST_GROUP = 20, 100
_ROWS_OF_ONE_LINE = 10  # a line may take several rows; a sheet with more is no scoring table
_BEYOND = limits.SCANNED_ROWS + 1


@dataclass(frozen=True, slots=True)
class RubricReading:
    """What was read: the table, (row number, sentence) of every row that could not be taken, and the sheets that hold such
    a table."""

    rubric: Rubric
    problems: tuple[tuple[int, str], ...] = ()
    sheets: tuple[str, ...] = ()


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
        remedy = _HEADER_WANTED if path.suffix.lower() != ".toml" else "请向制表的单位要改正后的文件"
        told = f"“{path.name[:40]}”里没有读出评分表：{error}"
        raise LedgerError("no_rubric", told, _KEPT, remedy) from error
    except FileRefusedError as error:
        happened, remedy = (
            text.replace("名册", "评分表").replace("导入", "读入") for text in (error.happened, error.remedy)
        )
        remedy = _HEADER_WANTED if error.code == "no_header" else remedy
        raise LedgerError(error.code, happened, _KEPT, remedy) from error


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > limits.RESOURCE_BYTES:
            raise UnusableRubricError("文件太大")
        return path.read_bytes()
    except OSError as error:
        raise UnusableRubricError("文件打不开") from error


@cache
def _vocabulary() -> Vocabulary:
    """The titles of a line's fields; only what is asked must be there."""
    fields: list[FieldSpec] = [
        replace(each.spec, required=each.spec.key == "title")
        for each in LINES.columns
        if each.spec.key in _READ
    ]
    return replace(vocabulary_of(fields), rows_continue=True)


def _from_sheets(path: Path, title: str, sheet: str | None, run_in_process: bool) -> RubricReading:
    source = open_source(path, _vocabulary(), sheet=sheet, run_in_process=run_in_process)
    problems: list[tuple[int, str]] = []
    items: list[RubricItem] = []
    read_from: list[Table] = []
    _refuse_too_many(
        path, sum(len(table.rows) for table in source.tables) > _ROWS_OF_ONE_LINE * limits.RUBRIC_ITEMS
    )
    for table, mapping in zip(source.tables, source.mappings, strict=True):
        found = _Lines(table, _columns(table, mapping.by_key)).items(problems)
        if found:
            items += found
            read_from.append(table)
        _refuse_too_many(path, len(items) > limits.RUBRIC_ITEMS)
    if not items:
        raise UnusableRubricError("没有找到带分值的评分项目")
    name = title or _title_of(read_from[0], path)
    sheets = tuple(dict.fromkeys(table.sheet for table in read_from))
    return RubricReading(Rubric("", name, tuple(_numbered(items))), tuple(problems), sheets)


def _refuse_too_many(path: Path, are_too_many: bool) -> None:
    if are_too_many:
        raise LedgerError(
            "no_rubric",
            f"“{path.name[:40]}”里的评分项目多于{limits.RUBRIC_ITEMS}项，不像一张评分表",
            _KEPT,
            "请只留下评分项目那几行，或只读其中一张工作表",
        )


def _title_of(table: Table, path: Path) -> str:
    """The longest line above the header, else the name of the file."""
    found = max((_one_line(line) for line in table.caption), key=len, default="")
    return found[:60] or _one_line(path.stem)[:60] or "评分表"


# --- columns --------------------------------------------------------------------------------------------------
def _columns(table: Table, by_key: Mapping[str, int]) -> Mapping[str, tuple[int, ...]]:
    """The columns of each field. Where several stand for what is asked (二级指标, 考核内容), the last one before the points
    is it, and those before it are headings; of several with points the one beside it counts."""
    found: dict[str, tuple[int, ...]] = {key: (column,) for key, column in by_key.items() if key in _READ}
    of_key: dict[str, list[int]] = {"title": [], "points": [], "group": []}
    for column, text in enumerate(table.titles):
        key = _vocabulary().key_of(text) or (_vocabulary().guess_of(text) if text else None)
        if key in of_key:
            of_key[key].append(column)
    titles, points = of_key["title"], of_key["points"]
    if not titles:
        return {}
    before = [column for column in titles if not points or column < max(points)]
    title = (before or titles)[-1]
    found["title"] = (title,)
    if points:
        beside = [column for column in points if column > title]
        found["points"] = ((beside or points)[0],)
    groups = [column for column in of_key["group"] if column < title] or of_key["group"]
    above = sorted({*groups, *(column for column in titles if column < title)})
    found["group"] = tuple(above[:1])
    found[_ABOVE] = tuple(above[1:])
    return found


# --- rows -----------------------------------------------------------------------------------------------------
@dataclass
class _Line:
    """One row as texts; `above` are headings between the group and what is asked."""

    row: int
    texts: dict[str, str]
    above: str
    section: str

    @property
    def is_bare(self) -> bool:
        """Nothing is told about it but its name and points, as of a heading."""
        return not self.texts.get("deduction") and not self.texts.get("evidence")


class _Lines:
    """The lines of one table."""

    def __init__(self, table: Table, columns: Mapping[str, tuple[int, ...]]) -> None:
        self._table, self._columns = table, columns
        self._lower = {key: _lower_parts(table, columns.get(key, ())) for key in ("points", "title")}

    def items(self, problems: list[tuple[int, str]]) -> list[RubricItem]:
        """Every line with points; a sentence goes to `problems` for every one that asks something and has none."""
        if "title" not in self._columns:
            return []
        lines = [line for line in map(self._line, self._table.rows) if any(line.texts.values())]
        headings = {line.row for line in lines if self._is_heading(line)}
        if not any(line.row not in headings and line.texts["points"] for line in lines):
            headings = set()  # a plain list that is counted 一、二、三
        found: list[RubricItem] = []
        group = ""
        for line in lines:
            if line.row in headings:
                group = bare_heading(line.texts["title"] or line.texts["number"])
            elif found and self._continues(line):
                found[-1] = _joined(found[-1], line)
            else:
                group = bare_heading(line.texts["group"] or line.section) or group
                found += self._item(line, group, problems)
        return found

    def _line(self, row: TableRow) -> _Line:
        texts = {
            key: " ".join(
                filter(None, (_one_line(row.cells[column]) for column in self._columns.get(key, ())))
            )
            for key in (*_READ, "number")
        }
        if not texts["points"]:
            texts["title"], points = points_in(texts["title"])
            texts["points"] = "" if points is None else f"{points / 10:g}"
        above = [_one_line(row.cells[column]) for column in self._columns.get(_ABOVE, ())]
        return _Line(row.number, texts, "：".join(dict.fromkeys(filter(None, above))), row.section)

    def _is_heading(self, line: _Line) -> bool:
        return line.is_bare and is_heading(line.texts["number"], line.texts["title"])

    def _continues(self, line: _Line) -> bool:
        """Whether a row shares the points of the row above: one cell for both, or nothing asked and nothing to gain."""
        if self._is_below("points", line.row):
            return True
        if line.texts["points"]:
            return False
        return self._is_below("title", line.row) and bool(line.texts["deduction"])

    def _is_below(self, key: str, row: int) -> bool:
        """Whether the cell is the lower part of one that begins further up."""
        parts = self._lower[key]
        place = bisect_right(parts, (row, _BEYOND)) - 1
        return place >= 0 and parts[place][0] <= row <= parts[place][1]

    def _item(self, line: _Line, group: str, problems: list[tuple[int, str]]) -> Iterator[RubricItem]:
        texts = line.texts
        asked = texts["title"] or line.above or texts["deduction"][:60]
        if not texts["title"] and not texts["points"]:
            return  # a signature, a remark, an empty row of the form
        points = points_of(texts["points"]) if texts["points"] else None
        if points is None:
            told = f"的分值“{texts['points'][:20]}”读不出来" if texts["points"] else "没有分值"
            problems.append((line.row, f"“{asked[:20]}”{told}"))
        elif not asked:
            problems.append((line.row, f"有分值“{texts['points'][:20]}”，没有评分内容"))
        else:
            yield _made(line, asked, group, points)


def _lower_parts(table: Table, columns: Sequence[int]) -> list[tuple[int, int]]:
    """First and last rows of what lies below the first row of each tall cell in the columns, in order, none overlapping."""
    parts = sorted(
        (top + 1, bottom)
        for top, left, bottom, right in table.merged
        if top < bottom and any(left <= column <= right for column in columns)
    )
    found: list[tuple[int, int]] = []
    for first, last in parts:
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _made(line: _Line, asked: str, group: str, points: int) -> RubricItem:
    texts, above = line.texts, line.above
    title = f"{above}：{asked}" if above and above not in asked else asked
    given = points_of(texts["each"])
    hints = hinted_checks(asked) or hinted_checks(title)
    return RubricItem(
        number=texts["number"],
        title=title[: limits.RUBRIC_CHARACTERS],
        points=abs(points),
        group=group[:_LONGEST_GROUP],
        kind=kind_of(group, title, points),
        each=abs(given) if given else each_of(texts["deduction"] or asked, abs(points)),
        deduction=texts["deduction"],
        evidence=texts["evidence"],
        checks=_words(texts["checks"]) or hints,
    )


def _joined(item: RubricItem, line: _Line) -> RubricItem:
    """A line with what the row below adds to it."""
    texts = line.texts
    deduction = _listed(item.deduction, texts["deduction"])
    return replace(
        item,
        title=_listed(item.title, texts["title"]),
        deduction=deduction,
        evidence=_listed(item.evidence, texts["evidence"]),
        each=each_of(deduction, item.points),
        checks=tuple(dict.fromkeys((*item.checks, *hinted_checks(texts["title"])))),
    )


def _listed(first: str, second: str) -> str:
    if not second or second in first:
        return first
    return f"{first.rstrip('；;。')}；{second}"[: limits.RUBRIC_CHARACTERS] if first else second


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in re.split(r"[、,，;；\s]+", text) if word))


def _one_line(cell: Cell) -> str:
    text = " ".join(text_of(cell).split())
    return "".join(ch for ch in text if ch.isprintable())[: limits.RUBRIC_CHARACTERS]


def _numbered(items: Sequence[RubricItem]) -> Iterator[RubricItem]:
    """Every line with a number of its own: as written where it is there once, else counted."""
    written = [item.number for item in items]
    is_usable = (
        all(written)
        and len(set(written)) == len(written)
        and all(len(each) <= _LONGEST_NUMBER for each in written)
    )
    for place, item in enumerate(items, start=1):
        yield item if is_usable else replace(item, number=str(place))
