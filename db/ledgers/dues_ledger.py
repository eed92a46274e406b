"""党费上缴与使用: what was handed to the superior, allotted by it, and used; the balance is worked out."""

from collections.abc import Mapping
from typing import Any

from db.fields import Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec
from db.records.base import Record

KINDS = choices(handed_over="上缴", allotted="上级下拨", used="使用")
USES = choices(
    training="培训党员",
    materials="订阅报刊、购买教育资料和设备",
    commendation="表彰先进",
    hardship="补助生活困难党员",
    disaster="补助遭受严重灾害的党员和修缮设施",
    other="其他",
)


class DuesEntry(Record, table=True):
    """One entry beside what the members paid."""

    __tablename__ = "dues_ledger"

    dated_on: str | None = column("日期", Kind.DAY, key="on", required=True)
    kind: str = column("收支类别", Kind.CHOICE, required=True, choices=KINDS, default="handed_over")
    amount_fen: int | None = column("金额（元）", Kind.MONEY, key="amount", required=True)
    use: str | None = column("用途", Kind.CHOICE, choices=USES, hint="使用党费时选择")
    to_whom: str | None = column("对方（收款或拨款单位、个人）", searched=True)
    decided_on: str | None = column("集体研究日期", Kind.DAY)
    receipt_number: str | None = column("凭证编号")
    note: str | None = column("备注", Kind.LONG_TEXT, searched=True)


def check_entry(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Money that was used was used for something; what is handed over has no use here."""
    if values.get("amount") is not None and float(values["amount"]) == 0:
        return {"amount": "金额不能是0"}
    if values.get("kind") == "used" and not values.get("use"):
        return {"use": "使用党费要选择用途"}
    if values.get("kind") == "handed_over" and values.get("use"):
        return {"use": "上缴的党费不填用途"}
    return {}


SPEC = LedgerSpec(
    key="dues_ledger",
    title="党费上缴与使用",
    record=DuesEntry,
    columns=(
        Column("on", 6),
        Column("kind", 5),
        Column("amount", 5, right=True),
        Column("use", 9),
        Column("to_whom", 9),
        Column("decided_on", 6),
        Column("receipt_number", 6, shown=False),
        Column("note", 8, shown=False),
    ),
    form=(
        FormGroup("收支", ("on", "kind", "amount", "use", "to_whom", "decided_on", "receipt_number", "note")),
    ),
    sort="on",
    box="dues",
    place="dues",
    day="on",
    summary=("kind", "on"),
    check=check_entry,
    attachments=("上缴凭证", "会议记录", "发票"),
    notes="党费的上缴、下拨和使用，与交纳合在一起算出结存。",
    inspected="上缴有没有凭证，使用是否在五类范围之内、集体研究过，结存是否相符。",
)
