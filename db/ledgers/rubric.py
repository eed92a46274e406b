"""评分表: the scoring table of a year, line by line, with what the branch gives itself where the program cannot look.

A table comes from the township, from a spreadsheet, or from those bundled; points are local practice. What is in order and
what it costs is worked out when it is asked for (`db.rules.scoring`) and never stored; only what a person says is.
"""

import re
from collections.abc import Mapping
from typing import Any

from db.arithmetic.rubric import BASE, KIND_TITLES, Rubric, RubricItem, points_text
from db.changes import Row
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy, PartSpec
from db.records.base import Part, Record
from db.records.roster import Roster

KINDS = choices(**KIND_TITLES)
FIRST_YEAR = 1921
_BETWEEN = re.compile(r"[、，,;；\s]+")


class RubricLine(Part, table=True):
    """One line of the table. `number` tells lines apart: two PCs that mark the same line write the same row."""

    __tablename__ = "rubric_line"

    number: str | None = column("序号", required=True, longest=20, spellings=("编号", "项目序号", "指标序号"))
    group_name: str | None = column(
        "类别",
        key="group",
        spellings=(
            "考核类别",
            "一级指标",
            "项目",
            "考核项目",
            "评分项目",
            "考评项目",
            "类目",
            "板块",
            "指标类别",
        ),
    )
    title: str | None = column(
        "评分内容",
        required=True,
        searched=True,
        spellings=(
            "考核内容", "考评内容", "评分指标", "二级指标", "三级指标", "指标", "考核指标", "检查内容", "具体内容",
            "内容", "验收内容", "考核要点", "工作要求", "标准要求", "规范要求", "验收标准", "考核内容及标准",
            "考核内容及分值", "考核内容和分值", "考评内容及分值", "评分项目及内容",
        ),
    )  # fmt: skip
    kind: str = column("计分方式", Kind.CHOICE, choices=KINDS, default=BASE)
    points_tenths: int | None = column(
        "分值",
        Kind.POINTS,
        key="points",
        required=True,
        spellings=("标准分", "满分", "标准分值", "基本分", "权重", "分数", "总分值", "分值（分）"),
    )
    each_tenths: int | None = column(
        "每处扣（加）分",
        Kind.POINTS,
        key="each",
        hint="不填：按应办次数平均扣",
        spellings=("每处扣分", "每次扣分"),
    )
    deduction: str | None = column(
        "扣分办法",
        Kind.LONG_TEXT,
        spellings=(
            "评分标准", "评分办法", "扣分标准", "评分细则", "考核办法", "计分办法", "计分标准", "考评标准", "扣分细则",
            "考评办法", "评分方法", "考核评分标准", "考核标准", "评分标准及办法", "评分标准和办法", "计分方法", "评分依据",
            "扣分依据", "扣分说明",
        ),
    )  # fmt: skip
    evidence: str | None = column(
        "佐证要求",
        Kind.LONG_TEXT,
        spellings=(
            "佐证材料",
            "备查资料",
            "查看资料",
            "查阅资料",
            "考核方式",
            "检查方式",
            "所需材料",
            "印证材料",
            "台账资料",
            "佐证资料",
            "支撑材料",
            "检查资料",
            "资料要求",
        ),
    )
    checks: str | None = column("自动检查", hint="检查项或应办事项的编号，用顿号隔开；不填的由人自评")
    marked_tenths: int | None = column(
        "自评分", Kind.POINTS, key="marked", hint="扣分项填扣几分；不填的用自动检查的结果"
    )
    reason: str | None = column("自评说明", Kind.LONG_TEXT, searched=True)


class RubricRecord(Record, table=True):
    """One table for one year; `decided_*` is what the superior made of it."""

    __tablename__ = "rubric"

    title: str | None = column("评分表名称", required=True, searched=True)
    year: int | None = column("年度", Kind.INTEGER, required=True, hint="如 2026")
    issuer: str | None = column("制发单位", searched=True)
    document_number: str | None = column("文号", searched=True)
    is_reported: bool = column("上报得分用这张表", Kind.BOOLEAN)
    source: str | None = column("来源", hint="自带的、下发的或从文件读入的，由程序填写")
    decided_on: str | None = column("上级评定日期", Kind.DAY)
    decided_tenths: int | None = column("上级评定得分", Kind.POINTS, key="decided_points")
    decided_grade: str | None = column("上级评定等次", hint="如：先进、五星")
    note: str | None = column("备注", Kind.LONG_TEXT, searched=True)


EXTRA = (
    FieldSpec("full_points", "满分", Kind.COMPUTED, computed_as=Kind.POINTS),
    FieldSpec("line_count", "项数", Kind.COMPUTED, computed_as=Kind.INTEGER),
    FieldSpec("marked_count", "已自评", Kind.COMPUTED, computed_as=Kind.INTEGER),
)
LINE_TABLE = (
    "number", "group", "title", "kind", "points", "each", "deduction", "evidence", "checks", "marked", "reason",
)  # fmt: skip
LINES = PartSpec("lines", "评分项目", RubricLine, identity="number", table=LINE_TABLE)


def compute_rubric(values: Mapping[str, Any], _roster: Roster) -> Mapping[str, Any]:
    """What can be reached without bonus, how many lines there are and how many a person has marked."""
    lines = values.get("lines") or ()
    full = sum(_tenths(each.get("points")) for each in lines if (each.get("kind") or BASE) == BASE)
    return {
        "full_points": full / 10 if full % 10 else full // 10,
        "line_count": len(lines),
        "marked_count": sum(each.get("marked") is not None for each in lines),
    }


def check_rubric(values: Mapping[str, Any]) -> Mapping[str, str]:
    """A year that is none, a line worth nothing, and marks beyond what a line is worth."""
    problems: dict[str, str] = {}
    year = values.get("year")
    if year is not None and not FIRST_YEAR <= year <= 9999:
        problems["year"] = "年度应是四位数的年份"
    for line in values.get("lines") or ():
        number = str(line.get("number") or "")
        points, marked = _tenths(line.get("points")), line.get("marked")
        if not points:
            problems["lines"] = f"第{number}项的分值应大于0"
        elif marked is not None and _tenths(marked) > points:
            problems["lines"] = f"第{number}项的自评分多于分值{points_text(points)}分"
        elif marked is not None and not line.get("reason"):
            problems["lines"] = f"第{number}项写了自评分，还要写自评说明"
    return problems


def _tenths(points: Any) -> int:
    return round(float(points or 0) * 10)


# --- the record and the table ---------------------------------------------------------------------------------
def check_words(text: str | None) -> tuple[str, ...]:
    """The ids in 自动检查, each once."""
    return tuple(dict.fromkeys(word for word in _BETWEEN.split(text or "") if word))


def rubric_of(row: Row) -> Rubric:
    """The table that a record holds."""
    lines = row.get("lines", ())
    return Rubric(
        key=row.uid,
        title=row.text("title"),
        items=tuple(_item_of(each) for each in lines),
        year=row.get("year"),
        issuer=row.text("issuer"),
        note=row.text("note"),
        is_record=True,
    )


def _item_of(line: Mapping[str, Any]) -> RubricItem:
    each, marked = line.get("each"), line.get("marked")
    return RubricItem(
        number=line.get("number") or "",
        title=line.get("title") or "",
        points=_tenths(line.get("points")),
        group=line.get("group") or "",
        kind=line.get("kind") or BASE,
        each=None if each is None else _tenths(each),
        deduction=line.get("deduction") or "",
        evidence=line.get("evidence") or "",
        checks=check_words(line.get("checks")),
        marked=None if marked is None else _tenths(marked),
        reason=line.get("reason") or "",
    )


def values_of(rubric: Rubric, year: int, source: str) -> dict[str, Any]:
    """The draft's values that make a record of a table from outside."""
    return {
        "title": rubric.title,
        "year": year,
        "issuer": rubric.issuer or None,
        "source": source or None,
        "note": rubric.note or None,
        "lines": [_line_of(item) for item in rubric.items],
    }


def _line_of(item: RubricItem) -> dict[str, Any]:
    return {
        "number": item.number,
        "group": item.group or None,
        "title": item.title,
        "kind": item.kind,
        "points": item.points / 10,
        "each": None if item.each is None else item.each / 10,
        "deduction": item.deduction or None,
        "evidence": item.evidence or None,
        "checks": "、".join(item.checks) or None,
        "marked": None if item.marked is None else item.marked / 10,
        "reason": item.reason or None,
    }


SPEC = LedgerSpec(
    key="rubric",
    title="评分表",
    record=RubricRecord,
    columns=(
        Column("year", 4),
        Column("title", 16),
        Column("issuer", 10),
        Column("full_points", 4, right=True),
        Column("line_count", 4, right=True),
        Column("marked_count", 4, right=True),
        Column("is_reported", 5, title="用于上报"),
        Column("decided_points", 5, right=True),
        Column("decided_grade", 5),
        Column("decided_on", 6, shown=False),
    ),
    form=(
        FormGroup("评分表", ("title", "year", "issuer", "document_number", "is_reported", "source")),
        FormGroup("评分项目", ("lines",)),
        FormGroup("上级评定", ("decided_on", "decided_points", "decided_grade", "note")),
    ),
    sort="year",
    box="supervision",
    place="inspection",
    merge=MergePolicy(identity=("year", "title")),
    extra=EXTRA,
    parts=(LINES,),
    summary=("year", "title"),
    check=check_rubric,
    compute=compute_rubric,
    attachments=("评分表原件", "上级评定结果"),
    notes="上级的对照表、考核清单照原样登记，一年一张；能自动查的由程序扣分，其余自评并写说明。",
    inspected="自评分和实际对不对得上，扣分有没有依据，佐证能不能翻到那一页。",
)
