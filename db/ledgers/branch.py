"""支部概况: the branch's own profile; there is exactly one."""

from collections.abc import Mapping
from typing import Any

from db.fields import Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec
from db.records.base import Record

KINDS = choices(
    village="村党支部",
    community="社区党支部",
    office="机关党支部",
    enterprise="两新组织党支部",
    school="学校党支部",
    joint="联合党支部",
    temporary="临时党支部",
)


class BranchProfile(Record, table=True):
    """`term_start_on` is the day of the election; `theme_day` the fixed day of the month of 主题党日."""

    __tablename__ = "branch"

    name: str = column("支部全称", required=True, default="", searched=True, longest=200, hint="与公章一致")
    short_name: str | None = column("简称")
    kind: str = column("支部类型", Kind.CHOICE, required=True, choices=KINDS, default="village")
    founded_on: str | None = column("成立日期", Kind.PARTIAL_DAY)
    superior: str | None = column("上级党组织")
    meeting_place: str | None = column("活动场所")
    theme_day: int | None = column("主题党日固定日", Kind.INTEGER, hint="每月几号")
    term_number: str | None = column("本届届次", hint="如：第十二届")
    term_start_on: str | None = column("本届选举日期", Kind.DAY)
    term_years: int | None = column("任期年限", Kind.INTEGER, hint="不填：村、社区5年，其他3年")
    term_extended_to: str | None = column("经批准延期至", Kind.DAY)
    joint_units: int | None = column("联合单位数", Kind.INTEGER)
    fonds_number: str | None = column("全宗号", hint="由档案部门给定，没有可不填")
    note: str | None = column("备注", Kind.LONG_TEXT)


def check_branch(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Numbers that cannot be."""
    problems: dict[str, str] = {}
    if values.get("theme_day") is not None and not 1 <= values["theme_day"] <= 31:
        problems["theme_day"] = "主题党日固定日应是1到31之间的数"
    if values.get("term_years") is not None and not 1 <= values["term_years"] <= 5:
        problems["term_years"] = "任期年限应是1到5年"
    return problems


SPEC = LedgerSpec(
    key="branch",
    title="支部概况",
    record=BranchProfile,
    columns=(Column("name", 14), Column("kind", 6), Column("term_start_on", 6), Column("superior", 12)),
    form=(
        FormGroup(
            "支部", ("name", "short_name", "kind", "founded_on", "superior", "meeting_place", "theme_day")
        ),
        FormGroup("任期", ("term_number", "term_start_on", "term_years", "term_extended_to", "joint_units")),
        FormGroup("其他", ("fonds_number", "note")),
    ),
    sort="name",
    box="organization",
    place="settings",
    single=True,
    summary=("name",),
    check=check_branch,
    attachments=("成立批复",),
    notes="支部的基本情况；名称请与公章一致，任期从本届选举日期起算。",
    inspected="支部设置是否符合条例，任期是否按期，批复是否齐全。",
    retention="永久",
)
