"""党费交纳: what one member paid on a day, and for which months."""

from collections.abc import Mapping
from typing import Any

from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record
from db.records.roster import Roster

WAYS = choices(
    self="本人交纳",
    entrusted="亲属或其他党员代交",
    deducted="单位代扣",
    advanced="组织垫交",
)


class DuesPayment(Record, table=True):
    """One payment with its receipt."""

    __tablename__ = "dues_payment"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    months: str | None = column(
        "所交月份", Kind.MONTHS, required=True, hint="如：2026-03，或 2026-01至2026-03"
    )
    amount_fen: int | None = column("金额（元）", Kind.MONEY, key="amount", required=True)
    paid_on: str | None = column("交纳日期", Kind.DAY, required=True)
    receipt_number: str | None = column("收据编号", searched=True)
    consent: bool = column("支部同意按季度交纳", Kind.BOOLEAN)
    way: str = column("交纳方式", Kind.CHOICE, choices=WAYS, default="self")
    note: str | None = column("备注", Kind.LONG_TEXT)


EXTRA = (FieldSpec("advice", "提示", Kind.COMPUTED),)
DUES_RULES = "《关于中国共产党党费收缴、使用和管理的规定》"
QUARTER, VOLUNTARY_YUAN = 3, 1000


def compute_payment(values: Mapping[str, Any], _roster: Roster) -> Mapping[str, Any]:
    """What the rules leave to the branch to explain about this payment; None where there is nothing to say."""
    months, amount = values.get("months") or [], values.get("amount")
    told = []
    if len(months) > QUARTER:
        told.append(f"一次交了{len(months)}个月，经支部同意的也只能按季度交（依据：{DUES_RULES}第十二条）")
    elif len(months) == QUARTER and not values.get("consent"):
        told.append(f"按季度交纳要经支部同意，请勾选或者写明原因（依据：{DUES_RULES}第十二条）")
    if values.get("way") in ("deducted", "advanced"):
        told.append(f"党费由本人交纳，不得代扣、垫交（依据：{DUES_RULES}第十四条）")
    if amount is not None and float(amount) >= VOLUNTARY_YUAN * max(1, len(months)):
        told.append(f"其中自愿一次多交{VOLUNTARY_YUAN}元以上的，逐级上缴中央（依据：{DUES_RULES}第十一条）")
    return {"advice": "；".join(told) or None}


def check_payment(values: Mapping[str, Any]) -> Mapping[str, str]:
    """An amount that cannot cover the months named."""
    months, amount = values.get("months") or [], values.get("amount")
    if amount is not None and float(amount) == 0:
        return {"amount": "金额是0，没有交纳的不要登记"}
    if amount is not None and round(float(amount) * 100) < len(months):
        return {"months": f"交纳{amount}元，不够{len(months)}个月"}
    return {}


def check_payment_on_roster(values: Mapping[str, Any], roster: Roster) -> Mapping[str, str]:
    """No month before the admission can be paid (DUES08 art. 8)."""
    return roster.before_admission("months", values.get("person"), values.get("months") or [])


SPEC = LedgerSpec(
    key="dues_payment",
    title="党费交纳",
    record=DuesPayment,
    columns=(
        Column("paid_on", 6),
        Column("person", 5),
        Column("months", 10),
        Column("amount", 5, right=True),
        Column("receipt_number", 7),
        Column("way", 6, shown=False),
        Column("consent", 4, shown=False),
    ),
    form=(
        FormGroup("交纳", ("person", "months", "amount", "paid_on")),
        FormGroup("收据", ("receipt_number", "way", "consent", "note")),
    ),
    sort="paid_on",
    box="dues",
    place="dues",
    merge=MergePolicy(identity=("person", "months")),
    day="paid_on",
    summary=("person", "paid_on"),
    extra=EXTRA,
    check=check_payment,
    compute=compute_payment,
    check_roster=check_payment_on_roster,
    attachments=("收据",),
    notes="党员交纳党费的逐笔记录；一次交几个月的，写明所交月份。",
    inspected="是否按月足额交纳，收据编号是否连续，有没有由单位代扣或者垫交。",
)
