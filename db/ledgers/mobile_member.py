"""流动党员: members living away (out), and members of other branches living here (in), with the log of contacts.

Whoever is away six months without moving the affiliation is kept in frequent contact (EDU19 art. 32-34). The day by
which the next contact is due is worked out from the log, never typed.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.arithmetic.affiliation import ABROAD_BASIS, ABROAD_MONTHS, AWAY_BASIS, CONTACT_MONTHS, contact_due
from db.arithmetic.days import day_text
from db.fields import FieldSpec, Kind, Sensitivity, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy, PartSpec
from db.records.base import Part, Record
from db.records.roster import Roster

DIRECTIONS = choices(**{"in": "流入", "out": "流出"})
WAYS = choices(phone="电话", message="微信短信", visit="走访见面", video="视频", letter="书信", other="其他")
SETTING = "MEM-14.months"


class MobileContact(Part, table=True):
    """One contact."""

    __tablename__ = "mobile_contact"

    contacted_on: str | None = column("联系日期", Kind.DAY, key="on", required=True)
    how: str = column("联系方式", Kind.CHOICE, choices=WAYS, default="phone")
    words: str | None = column("联系内容", Kind.LONG_TEXT, searched=True)


class MobileMember(Record, table=True):
    """One absence (or stay); `until_on` empty while it lasts."""

    __tablename__ = "mobile_member"

    person_uid: str | None = column(
        "姓名", Kind.PERSON_OR_TEXT, required=True, outsiders="always", hint="流入的可以直接写姓名"
    )
    direction: str = column("流向", Kind.CHOICE, choices=DIRECTIONS, default="out")
    since_on: str | None = column("外出（流入）日期", Kind.DAY, key="since", required=True)
    until_on: str | None = column("返回（离开）日期", Kind.DAY, key="until")
    place: str | None = column("流入地", searched=True, hint="如：浙江省杭州市余杭区")
    occupation: str | None = column("从业情况", searched=True)
    phone: str | None = column("联系电话", sensitivity=Sensitivity.PHONE)
    is_abroad: bool = column("在国（境）外", Kind.BOOLEAN, key="abroad")
    contact_uid: str | None = column("支部联系人", Kind.PERSON, key="contact_person")
    other_branch: str | None = column("对方党组织", hint="流入地（流出地）党组织")
    certificate_number: str | None = column("活动证编号", hint="持《流动党员活动证》的填写")
    certificate_on: str | None = column("活动证发证日期", Kind.DAY)
    note: str | None = column("备注", Kind.LONG_TEXT, searched=True)


EXTRA = (
    FieldSpec("last_contact_on", "最近联系", Kind.COMPUTED, computed_as=Kind.DAY),
    FieldSpec("next_contact_on", "下次联系", Kind.COMPUTED, computed_as=Kind.DAY),
    FieldSpec("contact_text", "联系说明", Kind.COMPUTED),
)


def check_mobile(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Nobody returns before leaving, is contacted before that, or leaves a branch without being on its roster."""
    problems: dict[str, str] = {}
    since, until, person = values.get("since"), values.get("until"), values.get("person")
    if since and until and until < since:
        problems["until"] = "返回日期早于外出日期"
    early = [
        each["on"] for each in values.get("contacts") or () if each.get("on") and since and each["on"] < since
    ]
    if early:
        problems["contacts"] = f"{day_text(early[0])}的联系早于外出日期"
    if values.get("direction") == "out" and person is not None and not person.uid:
        problems["person"] = "流出党员要从名册里选"
    return problems


def compute_mobile(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """The last contact, the next one and what it rests on; none is due after the return or for members living here."""
    days = sorted(each["on"] for each in values.get("contacts") or () if each.get("on"))
    last = days[-1] if days else None
    since, until = values.get("since"), values.get("until")
    is_over = until is not None and until <= values["as_of"]
    if not since or is_over or values.get("direction") == "in":
        return {"last_contact_on": last, "next_contact_on": None, "contact_text": None}
    chosen = roster.around().settings.get(SETTING, CONTACT_MONTHS)
    at_home = chosen if isinstance(chosen, int) else CONTACT_MONTHS
    abroad = bool(values.get("abroad"))
    months = ABROAD_MONTHS if abroad else at_home
    due = contact_due(
        date.fromisoformat(since), [date.fromisoformat(day) for day in days], months
    ).isoformat()
    rest = f"依据：{ABROAD_BASIS}" if abroad else f"间隔为本地要求；{AWAY_BASIS}要求经常联系"
    late = "，已超期" if due < values["as_of"] else ""
    return {
        "last_contact_on": last,
        "next_contact_on": due,
        "contact_text": f"每{months}个月至少联系一次，{day_text(due)}以前联系{late}（{rest}）",
    }


SPEC = LedgerSpec(
    key="mobile_member",
    title="流动党员",
    record=MobileMember,
    columns=(
        Column("person", 5),
        Column("direction", 4),
        Column("since", 6),
        Column("until", 6),
        Column("place", 9),
        Column("contact_person", 5),
        Column("last_contact_on", 6),
        Column("next_contact_on", 6),
        Column("certificate_number", 6, shown=False),
        Column("occupation", 8, shown=False),
    ),
    form=(
        FormGroup(
            "流动情况", ("person", "direction", "since", "until", "place", "occupation", "phone", "abroad")
        ),
        FormGroup("联系与管理", ("contact_person", "other_branch", "certificate_number", "certificate_on")),
        FormGroup("联系记录", ("contacts", "note")),
    ),
    sort="since",
    box="organization",
    place="members",
    merge=MergePolicy(identity=("person", "direction", "since")),
    extra=EXTRA,
    parts=(PartSpec("contacts", "联系记录", MobileContact),),
    summary=("person", "direction", "since"),
    check=check_mobile,
    compute=compute_mobile,
    attachments=("活动证", "其他"),
    notes="外出6个月以上没有转组织关系的党员，以及外地来本地的党员。每次联系记一笔，下次什么时候联系由程序算。",
    inspected="有没有确定联系人，联系记录是否按期，持活动证的在流入地没有表决权和选举权。",
)
