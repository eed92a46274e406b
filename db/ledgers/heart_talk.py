"""谈心谈话 (BRANCH art. 19): two people, what moved them to talk, what came of it."""

from collections.abc import Mapping
from typing import Any

from db.fields import Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record

REASONS = choices(
    routine="日常谈心",
    before_life_meeting="组织生活会前",
    transfer="转入转出",
    change_of_job="岗位变动",
    honour="受到表彰",
    discipline="受到处理",
    hardship="家庭困难或变故",
    conflict="矛盾纠纷",
    development="发展或转正前",
    reminder="苗头性问题提醒",
    other="其他",
)


class HeartTalk(Record, table=True):
    """One talk."""

    __tablename__ = "heart_talk"

    held_on: str | None = column("谈话日期", Kind.DAY, required=True)
    starts_at: str | None = column("时间", Kind.TIME)
    place: str | None = column("地点")
    initiator_uid: str | None = column("谈话人", Kind.PERSON, required=True)
    partner_uid: str | None = column("谈话对象", Kind.PERSON, required=True)
    reason: str = column("事由", Kind.CHOICE, choices=REASONS, default="routine")
    words: str | None = column("谈话内容", Kind.LONG_TEXT, searched=True)
    result: str | None = column("意见与落实", Kind.LONG_TEXT, searched=True)


def check_talk(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Nobody talks to himself."""
    initiator, partner = values.get("initiator"), values.get("partner")
    if initiator and partner and initiator.uid == partner.uid:
        return {"partner": "谈话双方不能是同一个人"}
    return {}


SPEC = LedgerSpec(
    key="heart_talk",
    title="谈心谈话",
    record=HeartTalk,
    columns=(
        Column("held_on", 6),
        Column("initiator", 5),
        Column("partner", 5),
        Column("reason", 6),
        Column("words", 18),
        Column("result", 12, shown=False),
        Column("place", 8, shown=False),
    ),
    form=(
        FormGroup("谈话", ("held_on", "starts_at", "place", "initiator", "partner", "reason")),
        FormGroup("内容", ("words", "result")),
    ),
    sort="held_on",
    box="life_meeting",
    place="life",
    merge=MergePolicy(identity=("held_on", "initiator", "partner")),
    day="held_on",
    summary=("initiator", "partner", "held_on"),
    check=check_talk,
    attachments=("谈话记录",),
    notes="支委之间、支委与党员、党员之间的谈心谈话，一般每年不少于一次。",
    inspected="支委之间、支委和每名党员本年是否谈过，内容是否具体，是否集中在同一天。",
)
