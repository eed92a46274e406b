"""党小组 (BRANCH art. 13): not a level of organisation; who leads it. Who belongs to it stands in the roster."""

from collections.abc import Mapping
from typing import Any

from db.fields import FieldSpec, Kind, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record
from db.records.roster import Roster


class Group(Record, table=True):
    """One Party group."""

    __tablename__ = "group"

    name: str = column("名称", required=True, default="", searched=True, spellings=("党小组",))
    leader_uid: str | None = column("组长", Kind.PERSON)
    founded_on: str | None = column("成立日期", Kind.DAY)
    dissolved_on: str | None = column("撤销日期", Kind.DAY)
    note: str | None = column("备注", Kind.LONG_TEXT)


def compute_group(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """How many members the group has on the day."""
    return {"member_count": len(roster.group_members_on(values["uid"], values["as_of"]))}


SPEC = LedgerSpec(
    key="group",
    title="党小组",
    record=Group,
    columns=(
        Column("name", 8),
        Column("leader", 5),
        Column("member_count", 4, right=True),
        Column("note", 14),
    ),
    form=(FormGroup("党小组", ("name", "leader", "founded_on", "dissolved_on", "note")),),
    sort="name",
    box="organization",
    place="members",
    merge=MergePolicy(identity=("name",)),
    compute=compute_group,
    extra=(FieldSpec("member_count", "党员人数", Kind.COMPUTED),),
    summary=("name",),
    notes="党员多或分散的支部可划分党小组，组长由支部指定或小组推荐。",
    inspected="每个小组是否不少于3人、组长是否正式党员，小组名单与花名册是否一致。",
)
