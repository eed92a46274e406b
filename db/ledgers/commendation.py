"""表彰奖励: what a person or the branch was honoured with, by whom and on which paper; also the medal 光荣在党50年."""

from collections.abc import Mapping
from typing import Any

from db.families.organ_levels import LEVELS
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record
from db.records.roster import Roster

KINDS = choices(
    medal_50="“光荣在党50年”纪念章",
    excellent_member="优秀共产党员",
    excellent_worker="优秀党务工作者",
    advanced_branch="先进基层党组织",
    other="其他荣誉",
)


class Commendation(Record, table=True):
    """One honour; without a person it is the branch's own."""

    __tablename__ = "commendation"

    person_uid: str | None = column("受表彰人", Kind.PERSON, hint="表彰支部集体的不填")
    kind: str = column("种类", Kind.CHOICE, required=True, choices=KINDS, default="excellent_member")
    title: str | None = column("荣誉名称", searched=True, hint="按证书或文件写")
    level: str | None = column("级别", Kind.CHOICE, choices=LEVELS)
    organ: str | None = column("表彰机关", searched=True)
    awarded_on: str | None = column("表彰日期", Kind.PARTIAL_DAY, required=True)
    document: str | None = column("文号", searched=True)
    note: str | None = column("主要事迹、备注", Kind.LONG_TEXT, searched=True)


EXTRA = (FieldSpec("recipient", "受表彰", Kind.COMPUTED),)


def check_commendation(values: Mapping[str, Any]) -> Mapping[str, str]:
    """A medal is a person's, the honour of an organization is not."""
    if values.get("kind") == "medal_50" and not values.get("person"):
        return {"person": "纪念章颁发给党员个人，请选择是谁"}
    if values.get("kind") == "advanced_branch" and values.get("person"):
        return {"person": "先进基层党组织表彰的是支部集体，不填个人"}
    return {}


def compute_commendation(values: Mapping[str, Any], _roster: Roster) -> Mapping[str, Any]:
    """Who was honoured, in a word."""
    person = values.get("person")
    return {"recipient": str(person) if person else "本支部"}


SPEC = LedgerSpec(
    key="commendation",
    title="表彰奖励",
    record=Commendation,
    columns=(
        Column("awarded_on", 6),
        Column("recipient", 5),
        Column("person", 5, shown=False),
        Column("kind", 8),
        Column("title", 12),
        Column("level", 6),
        Column("organ", 9),
        Column("document", 8, shown=False),
    ),
    form=(
        FormGroup("表彰", ("person", "kind", "title", "level", "awarded_on")),
        FormGroup("依据", ("organ", "document", "note")),
    ),
    sort="awarded_on",
    box="supervision",
    place="members",
    merge=MergePolicy(identity=("person", "kind", "awarded_on")),
    extra=EXTRA,
    day="awarded_on",
    summary=("recipient", "kind", "awarded_on"),
    check=check_commendation,
    compute=compute_commendation,
    attachments=("表彰决定", "证书、奖状", "照片"),
    notes="党员个人和支部受到的表彰，包括“光荣在党50年”纪念章。",
    inspected="表彰决定、证书是否留存；党龄满50年的党员是否申报了纪念章。",
    retention="永久",
)
