"""组织关系转接: a member's affiliation moving in or out, with the letter and its receipt (EDU19 art. 25).

The receipt is the fact from which the roster follows: with it a person is transferred out (or on the roll) from that
day, and nobody types it there again (see `db.services.following_status`). Until then the old organization answers.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.arithmetic.affiliation import AFFILIATION_BASIS, LETTER_BASIS, LETTER_DAYS, letter_standing
from db.arithmetic.days import day_text
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record
from db.records.roster import Roster

DIRECTIONS = choices(**{"in": "转入", "out": "转出"})
STATES = choices(waiting="等回执", late="已过有效期", done="已办结")
SETTING = "MEM-11.valid_days"


class Transfer(Record, table=True):
    """One transfer. `receipt_on` is the day the receiving organization took the member, as its receipt says."""

    __tablename__ = "transfer"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    direction: str | None = column("转接方向", Kind.CHOICE, required=True, choices=DIRECTIONS)
    from_organization: str | None = column("转出党组织", searched=True, spellings=("转出单位",))
    to_organization: str | None = column("转入党组织", searched=True, spellings=("转入单位",))
    letter_number: str | None = column(
        "介绍信编号", searched=True, hint="如：第2026008号，网上转接的写系统编号"
    )
    issued_on: str | None = column("开具日期", Kind.DAY, required=True)
    valid_days: int | None = column("有效期（天）", Kind.INTEGER, hint="不填的按本支部设置，一般不超过90天")
    dues_paid_to: str | None = column("党费交至", Kind.MONTH, hint="如：2026-08")
    receipt_on: str | None = column(
        "接收日期（回执）", Kind.DAY, hint="回执上写的接收日期；没有收到回执的不填"
    )
    reason: str | None = column("转接原因", hint="如：调动工作、毕业、迁居")
    note: str | None = column("备注", Kind.LONG_TEXT, searched=True)


EXTRA = (
    FieldSpec("expires_on", "有效期至", Kind.COMPUTED, computed_as=Kind.DAY),
    FieldSpec("state", "办理情况", Kind.COMPUTED, choices=STATES),
    FieldSpec("state_text", "下一步", Kind.COMPUTED),
)


def check_transfer(values: Mapping[str, Any]) -> Mapping[str, str]:
    """A receipt cannot be older than its letter, and no letter is valid for less than a day."""
    problems: dict[str, str] = {}
    issued, receipt, days = values.get("issued_on"), values.get("receipt_on"), values.get("valid_days")
    if issued and receipt and receipt < issued:
        problems["receipt_on"] = "接收日期早于介绍信开具日期"
    if days is not None and days < 1:
        problems["valid_days"] = "有效期至少1天"
    return problems


def compute_transfer(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """Until when the letter is valid, how it stands, and what is to be done next with its basis."""
    if not values.get("issued_on"):
        return {"expires_on": None, "state": None, "state_text": None}
    chosen = roster.around().settings.get(SETTING, LETTER_DAYS)
    days = values.get("valid_days") or (chosen if isinstance(chosen, int) else LETTER_DAYS)
    receipt = values.get("receipt_on")
    standing = letter_standing(
        date.fromisoformat(values["issued_on"]),
        days,
        date.fromisoformat(receipt) if receipt else None,
        date.fromisoformat(values["as_of"]),
    )
    expires = standing.expires_on.isoformat()
    return {
        "expires_on": expires,
        "state": standing.state,
        "state_text": _next_words(standing.state, expires, receipt, values.get("direction") == "in", days),
    }


def _next_words(state: str, expires: str, receipt: str | None, is_in: bool, days: int) -> str:
    if state == "done":
        return f"{day_text(receipt or '')}已接收，名册按这一天变更（依据：{AFFILIATION_BASIS}）"
    wanted = "办理接收并寄回回执" if is_in else "追回回执，回执到之前仍由本支部管理"
    late = "已过有效期，" if state == "late" else ""
    long = f"；有效期一般最长{LETTER_DAYS}天，请核对" if days > LETTER_DAYS else ""
    return f"{late}有效期至{day_text(expires)}{long}；{wanted}（依据：{AFFILIATION_BASIS}；有效期见{LETTER_BASIS}）"


SPEC = LedgerSpec(
    key="transfer",
    title="组织关系转接",
    record=Transfer,
    columns=(
        Column("issued_on", 6),
        Column("person", 5),
        Column("direction", 4),
        Column("from_organization", 9),
        Column("to_organization", 9),
        Column("letter_number", 6),
        Column("receipt_on", 6),
        Column("state", 5),
        Column("expires_on", 6, shown=False),
        Column("dues_paid_to", 5, shown=False),
    ),
    form=(
        FormGroup("转接", ("person", "direction", "from_organization", "to_organization", "reason")),
        FormGroup("介绍信", ("letter_number", "issued_on", "valid_days", "dues_paid_to")),
        FormGroup("回执", ("receipt_on", "note")),
    ),
    sort="issued_on",
    box="organization",
    place="members",
    merge=MergePolicy(identity=("person", "direction", "issued_on")),
    extra=EXTRA,
    summary=("person", "direction", "issued_on"),
    check=check_transfer,
    compute=compute_transfer,
    attachments=("介绍信", "回执"),
    notes="党员组织关系转入、转出。填了接收日期，名册上的党籍状态就按那一天变更，不用再到名册里改。",
    inspected="介绍信有没有编号和回执，有效期内是否报到，党费交到哪个月是否写明。",
    retention="永久",
)
