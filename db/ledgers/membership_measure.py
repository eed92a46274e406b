"""组织处置: suspended membership and removal from the roll by case (EDU19 art. 24, 31), and rights suspended by a detention.

No sanctions: those are in `discipline`. Members out of contact have a ledger of their own. What is decided here changes
the roll, or the right to vote, from its day on (`db.services.following_status`); the time of a suspension does not count
as standing, that of suspended rights does.
"""

from collections.abc import Mapping
from typing import Any

from db.arithmetic.affiliation import LOST_BASIS as SUSPENSION_BASIS
from db.arithmetic.days import day_text
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record
from db.records.roster import Roster

REMOVAL_BASIS = "《中国共产党党员教育管理工作条例》第三十一条"
RIGHTS_BASIS = "《中国共产党基层组织选举工作条例》第五条"
SUSPENSION, REMOVAL, RIGHTS = "suspension", "removal", "rights_suspension"
WITHDRAWAL = "withdrawal"
KINDS = choices(
    suspension="停止党籍",
    removal="除名",
    rights_suspension="停止行使表决权、选举权和被选举权",
)
CAUSES = choices(
    settled_abroad="因私出国并在国外长期定居",
    study_abroad="出国学习研究超过5年未返回",
    convictions="理想信念缺失，政治立场动摇，丧失党员条件",
    religion="信仰宗教，教育仍没有转变，劝而不退",
    withdrawal="思想蜕化提出退党，教育后仍坚持",
    threat="以退党相要挟，教育不改，劝而不退",
    not_corrected="限期改正期满仍无转变，劝而不退",
    self_left="自行脱党：连续6个月不过组织生活、不交党费或不做工作",
    detained="被留置",
    arrested="被逮捕",
)
_OF_KIND: Mapping[str, tuple[str, ...]] = {
    SUSPENSION: ("settled_abroad", "study_abroad"),
    REMOVAL: ("convictions", "religion", WITHDRAWAL, "threat", "not_corrected", "self_left"),
    RIGHTS: ("detained", "arrested"),
}
_TITLES = {choice.code: choice.title for choice in KINDS}
NO_RETURN = f"除名的原则上不能恢复党籍，只能重新入党（{SUSPENSION_BASIS}）；除名决定被撤销的，请在备注里写明"


class MembershipMeasure(Record, table=True):
    """One decision; `effective_on` empty: from the day of the decision."""

    __tablename__ = "membership_measure"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    kind: str | None = column("处置种类", Kind.CHOICE, required=True, choices=KINDS)
    cause: str | None = column("属于哪种情形", Kind.CHOICE, required=True, choices=CAUSES)
    decided_on: str | None = column(
        "决定日期", Kind.DAY, required=True, hint="支部党员大会或上级党组织决定的日期"
    )
    effective_on: str | None = column("生效日期", Kind.DAY, hint="不填的从决定之日起")
    approved_on: str | None = column("上级批准（备案）日期", Kind.DAY)
    restored_on: str | None = column("恢复日期", Kind.DAY, hint="恢复党籍，或恢复行使权利的日期")
    decided_by: str | None = column("决定的党组织", searched=True)
    document: str | None = column("文号", searched=True)
    note: str | None = column("备注", Kind.LONG_TEXT, searched=True)


EXTRA = (FieldSpec("effect_text", "有什么影响", Kind.COMPUTED),)


def check_measure(values: Mapping[str, Any]) -> Mapping[str, str]:
    """The case must be one of the kind; the order of days; whoever was removed does not come back without a word why."""
    problems: dict[str, str] = {}
    kind, cause = values.get("kind") or "", values.get("cause")
    effective = values.get("effective_on") or values.get("decided_on")
    restored = values.get("restored_on")
    if kind in _OF_KIND and cause and cause not in _OF_KIND[kind]:
        fitting = "、".join(choice.title for choice in CAUSES if choice.code in _OF_KIND[kind])
        problems["cause"] = f"{_TITLES[kind]}的情形有：{fitting}"
    if restored and effective and restored < effective:
        problems["restored_on"] = "恢复日期早于生效日期"
    elif restored and kind == REMOVAL and not values.get("note"):
        problems["restored_on"] = NO_RETURN
    return problems


def compute_measure(values: Mapping[str, Any], _roster: Roster) -> Mapping[str, Any]:
    """What the decision does to the roll, the vote and the standing, as of the day."""
    effective = values.get("effective_on") or values.get("decided_on")
    if not values.get("kind") or not effective:
        return {"effect_text": None}
    restored = values.get("restored_on") or ""
    is_back = restored <= values["as_of"]
    return {"effect_text": _effect(values["kind"], effective, restored if is_back else "")}


def _effect(kind: str, effective: str, restored: str) -> str:
    day = day_text(effective)
    if kind == RIGHTS:
        end = f"至{day_text(restored)}恢复" if restored else "至恢复为止"
        return f"自{day}起{end}没有表决权、选举权和被选举权；党龄不中断（依据：{RIGHTS_BASIS}）"
    if kind == REMOVAL:
        back = f"；{day_text(restored)}除名决定撤销" if restored else ""
        return f"自{day}起不再是党员{back}（依据：{REMOVAL_BASIS}）"
    end = f"至{day_text(restored)}恢复党籍" if restored else "，符合条件的可以按程序恢复党籍"
    return f"自{day}起不计在册、没有表决权{end}；停止党籍的时间不计入党龄（依据：{SUSPENSION_BASIS}）"


SPEC = LedgerSpec(
    key="membership_measure",
    title="组织处置",
    record=MembershipMeasure,
    columns=(
        Column("person", 5),
        Column("kind", 6),
        Column("cause", 14),
        Column("decided_on", 6),
        Column("effective_on", 6, shown=False),
        Column("restored_on", 6),
        Column("document", 8),
    ),
    form=(
        FormGroup("处置", ("person", "kind", "cause", "decided_on", "effective_on")),
        FormGroup("决定", ("decided_by", "approved_on", "document")),
        FormGroup("恢复", ("restored_on", "note")),
    ),
    sort="decided_on",
    box="organization",
    place="members",
    merge=MergePolicy(identity=("person", "kind", "decided_on")),
    extra=EXTRA,
    summary=("person", "kind", "decided_on"),
    check=check_measure,
    compute=compute_measure,
    attachments=("支部党员大会决议", "上级批复", "谈话记录"),
    notes="停止党籍、除名和被留置、逮捕停止行使权利，按情形登记；名册、应到会人数和党龄跟着变。失联的在“失联党员”里登记，限期改正在“党纪处分”里登记。",
    inspected="属于哪一种情形、有没有支部大会决定和上级批准，停止党籍的名册和党费是否相应变动。",
    retention="永久",
)
