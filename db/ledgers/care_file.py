"""关爱帮扶: what a branch has to know of a member's family and hardship in order to help (EDU19 art. 23).

One file for a person, with a purpose stated: without one nothing of a family may be kept. That somebody is a member in
hardship is marked on the roster and nowhere else; here stands why, and who does what about it. The file is erased with
its person.
"""

from collections.abc import Mapping
from typing import Any

from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy, PartSpec
from db.records.base import Part, Record
from db.records.roster import Roster

PURPOSES = choices(
    help="困难帮扶",
    care="老党员、患病党员关怀",
    emergency="紧急情况联系家属",
    review="发展党员政治审查需要",
)
KINDS = choices(
    illness="患病或残疾",
    poverty="收入低、生活困难",
    disaster="受灾或意外",
    bereavement="丧亲或家庭变故",
    alone="独居、无人照料",
    other="其他",
)
AFFILIATIONS = choices(
    party="中共党员", league="共青团员", democratic="民主党派", masses="群众", unknown="不详"
)

FAMILY_TABLE = ("relation", "name", "affiliation", "note")


class CareFile(Record, table=True):
    """One person's file; `purpose` says what the facts are kept for."""

    __tablename__ = "care_file"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    purpose: str | None = column("用途", Kind.CHOICE, required=True, choices=PURPOSES)
    kind: str | None = column("困难情形", Kind.CHOICE, choices=KINDS)
    since_on: str | None = column("何时起", Kind.PARTIAL_DAY, key="since")
    situation: str | None = column("困难情况", Kind.LONG_TEXT, hint="只写帮扶用得着的")
    measures: str | None = column("帮扶措施", Kind.LONG_TEXT)
    contact_uid: str | None = column(
        "帮扶联系人", Kind.PERSON_OR_TEXT, key="contact_person", outsiders="always"
    )
    note: str | None = column("备注", Kind.LONG_TEXT)


class FamilyMember(Part, table=True):
    """One relative; the political affiliation only where a political review needs it."""

    __tablename__ = "family_member"

    relation: str = column("关系", required=True, default="", hint="如：配偶、儿子")
    name: str | None = column("家属姓名")
    affiliation: str | None = column("政治面貌", Kind.CHOICE, choices=AFFILIATIONS, hint="政治审查需要的才填")
    note: str | None = column("说明", hint="如：在外务工、随同居住")


EXTRA = (
    FieldSpec("is_marked", "名册已标为困难党员", Kind.COMPUTED, computed_as=Kind.BOOLEAN),
    FieldSpec("mark_text", "还要做的", Kind.COMPUTED),
)


def check_care_file(values: Mapping[str, Any]) -> Mapping[str, str]:
    """The political affiliation of relatives is kept for a political review only."""
    family = values.get("family") or ()
    if values.get("purpose") in ("help", "care", "emergency") and any(
        each.get("affiliation") for each in family
    ):
        return {"family": "家属的政治面貌只有政治审查需要时才登记，请去掉，或者改用途"}
    return {}


def compute_care_file(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """Whether the roster marks the person as being in hardship: the mark is made there, not here."""
    person = values.get("person")
    known = roster.people.get(person.uid) if person else None
    if known is None:
        return {"is_marked": False, "mark_text": None}
    is_marked = "hardship" in known.flags
    words = "名册没有标为困难党员；需要的，在名册里勾选"
    return {"is_marked": is_marked, "mark_text": None if is_marked or not values.get("kind") else words}


SPEC = LedgerSpec(
    key="care_file",
    title="关爱帮扶",
    record=CareFile,
    columns=(
        Column("person", 5),
        Column("purpose", 8),
        Column("kind", 7),
        Column("since", 6),
        Column("contact_person", 5),
        Column("measures", 14),
        Column("is_marked", 4, title="困难党员", shown=False),
    ),
    form=(
        FormGroup("对象", ("person", "purpose")),
        FormGroup("困难与帮扶", ("kind", "since", "contact_person", "situation", "measures")),
        FormGroup("家属", ("family", "note")),
    ),
    sort="since",
    box="dues",
    place="members",
    merge=MergePolicy(identity=("person",)),
    identity="person",
    extra=EXTRA,
    parts=(PartSpec("family", "家属", FamilyMember, table=FAMILY_TABLE),),
    summary=("person", "purpose"),
    check=check_care_file,
    compute=compute_care_file,
    attachments=("困难证明", "帮扶协议"),
    notes="困难党员、老党员的困难情形、帮扶措施和必要的家属联系。是不是困难党员只在名册上标，这里写为什么、谁来帮。",
    inspected="困难党员有没有帮扶联系人和措施，走访慰问是否跟上；不留帮扶用不着的个人情况。",
)
