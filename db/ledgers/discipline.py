"""党纪处分: a sanction of the Party, its period, and what it does to a member's rights.

Probation within the Party takes away the right to vote, to elect and to be elected until it is lifted by a decision
(Party constitution art. 41); the end of its period alone does not. Expulsion takes a person off the roll
(`db.services.following_status`). Neither kind interrupts the standing in the Party.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.arithmetic.affiliation import DISCIPLINE_BASIS, LONGEST_PROBATION_MONTHS, period_ends
from db.arithmetic.appraisal import CORRECTION_BASIS, LONGEST_CORRECTION_MONTHS
from db.arithmetic.days import day_text
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record
from db.records.roster import Roster

TIMED_CORRECTION = "timed_correction"  # no sanction but a measure of the organization (EDU19 art. 30)
TOO_LONG = f"限期改正不超过1年（{CORRECTION_BASIS}）；已经这样决定的，请在备注里写明"
KINDS = choices(
    warning="警告",
    serious_warning="严重警告",
    post_removal="撤销党内职务",
    probation_within_party="留党察看",
    expulsion="开除党籍",
    timed_correction="限期改正（组织处置，不是处分）",
)


class Discipline(Record, table=True):
    """One sanction; `effective_on` empty: from the day of the decision."""

    __tablename__ = "discipline"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    kind: str | None = column("处分种类", Kind.CHOICE, required=True, choices=KINDS)
    decided_on: str | None = column("决定日期", Kind.DAY, required=True)
    effective_on: str | None = column("生效日期", Kind.DAY, hint="不填的从决定之日起")
    period_months: int | None = column("影响期（月）", Kind.INTEGER, hint="留党察看12至24个月")
    lifted_on: str | None = column("恢复（解除）日期", Kind.DAY, hint="留党察看期满恢复党员权利的决定日期")
    decided_by: str | None = column("决定机关", searched=True)
    document: str | None = column("文号", searched=True)
    reason: str | None = column("错误事实", Kind.LONG_TEXT)
    note: str | None = column("备注", Kind.LONG_TEXT)


EXTRA = (
    FieldSpec("ends_on", "期满日期", Kind.COMPUTED, computed_as=Kind.DAY),
    FieldSpec("effect_text", "对权利的影响", Kind.COMPUTED),
)


def check_discipline(values: Mapping[str, Any]) -> Mapping[str, str]:
    """The order of the days, and the longest probation there is."""
    problems: dict[str, str] = {}
    decided = values.get("decided_on")
    effective = values.get("effective_on") or decided
    lifted, months = values.get("lifted_on"), values.get("period_months")
    if effective and lifted and lifted < effective:
        problems["lifted_on"] = "恢复日期早于处分生效日期"
    if months is not None and months < 1:
        problems["period_months"] = "影响期至少1个月"
    elif values.get("kind") == "probation_within_party" and (months or 0) > LONGEST_PROBATION_MONTHS:
        problems["period_months"] = f"留党察看最长不超过两年（{DISCIPLINE_BASIS}）"
    elif values.get("kind") == TIMED_CORRECTION and (months or 0) > LONGEST_CORRECTION_MONTHS:
        problems |= {} if values.get("note") else {"period_months": TOO_LONG}
    return problems


def compute_discipline(values: Mapping[str, Any], _roster: Roster) -> Mapping[str, Any]:
    """The day on which the period is full, and what the sanction does to the rights as of the day."""
    effective = values.get("effective_on") or values.get("decided_on")
    months = values.get("period_months")
    ends = period_ends(date.fromisoformat(effective), months).isoformat() if effective and months else None
    return {"ends_on": ends, "effect_text": _effect(values, effective, ends)}


def _effect(values: Mapping[str, Any], effective: str | None, ends: str | None) -> str | None:
    lifted = values.get("lifted_on")
    if not values.get("kind") or not effective:
        return None
    if values["kind"] == TIMED_CORRECTION:
        return f"不影响权利；期满前研究是否已改正，填恢复（解除）日期（依据：{CORRECTION_BASIS}）"
    if values["kind"] == "expulsion":
        return f"自{day_text(effective)}起不再是党员（依据：{DISCIPLINE_BASIS}）"
    if values["kind"] != "probation_within_party":
        return "不影响表决权、选举权；不影响党龄"
    if lifted and lifted <= values["as_of"]:
        return f"自{day_text(lifted)}起恢复表决权、选举权和被选举权；党龄不中断"
    over = f"，{day_text(ends)}期满后还要作出恢复权利的决定" if ends else ""
    words = f"自{day_text(effective)}起没有表决权、选举权和被选举权{over}；党龄不中断"
    return f"{words}（依据：{DISCIPLINE_BASIS}）"


SPEC = LedgerSpec(
    key="discipline",
    title="党纪处分",
    record=Discipline,
    columns=(
        Column("person", 5),
        Column("kind", 6),
        Column("decided_on", 6),
        Column("effective_on", 6, shown=False),
        Column("ends_on", 6),
        Column("lifted_on", 6),
        Column("document", 8),
    ),
    form=(
        FormGroup("处分", ("person", "kind", "decided_on", "effective_on", "period_months")),
        FormGroup("决定", ("decided_by", "document", "reason")),
        FormGroup("解除", ("lifted_on", "note")),
    ),
    sort="decided_on",
    box="organization",
    place="members",
    merge=MergePolicy(identity=("person", "kind", "decided_on")),
    extra=EXTRA,
    summary=("person", "kind", "decided_on"),
    check=check_discipline,
    compute=compute_discipline,
    attachments=("处分决定", "恢复权利决定"),
    notes="党员受到的党纪处分。留党察看期间不计入有表决权人数，开除党籍的名册跟着变，不用再改名册。",
    inspected="处分决定是否归档，留党察看期间有没有参加表决、选举，期满有没有作出恢复权利的决定。",
    retention="永久",
)
