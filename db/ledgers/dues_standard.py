"""党费核定: the base and class on which a member's dues rest, each record holding from its month on."""

from collections.abc import Mapping
from typing import Any

from db.arithmetic.dues import (
    DUES_CLASSES,
    Assessment,
    assess,
    fen_of,
    read_reduction,
    sum_of_items,
    yuan_text,
)
from db.arithmetic.dues_editions import FARMER_FEN, edition_for, rounding_by
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy, PartSpec
from db.records.base import Part, Record
from db.records.roster import Roster

CLASSES = choices(
    wage="按月领取工资",
    annual_salary="年薪制",
    self_employed="不按月取得收入",
    retired="离退休",
    farmer="农民",
    student="学生",
    unemployed="下岗失业",
    relief="抚恤救济、低保",
)
EFFECTS = choices(included="计入", left_out="不计入", deducted="扣除")


class PayItem(Part, table=True):
    """One item of the pay sheet; what counts is settled locally (DUES08 art. 1)."""

    __tablename__ = "pay_item"

    title: str = column("工资项目", required=True, default="", hint="如：岗位工资、养老保险个人部分")
    amount_fen: int | None = column("金额（元）", Kind.MONEY, key="amount")
    include: str = column("计入基数", Kind.CHOICE, choices=EFFECTS, default="included")


class DuesStandard(Record, table=True):
    """What one member owes a month, from a month on; older records keep the older months."""

    __tablename__ = "dues_standard"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    dues_class: str | None = column(
        "人员类型", Kind.CHOICE, key="class", required=True, choices=CLASSES, spellings=("党费类别", "类型")
    )
    from_month: str | None = column("自某月起", Kind.MONTH, required=True, hint="如：2026-01")
    base_fen: int | None = column(
        "交纳基数（元）",
        Kind.MONEY,
        key="base",
        hint="填了工资项目的可以不填",
        spellings=("基数", "党费基数"),
    )
    fixed_fen: int | None = column("农民党员月交（元）", Kind.MONEY, key="fixed_amount", hint="0.20至1.00")
    reduction: str | None = column("减免", hint="如：免交、减半、30%、5.00")
    approved_on: str | None = column("上级批准减免日期", Kind.DAY)
    settled_on: str | None = column("核定日期", Kind.DAY)
    change_reason: str | None = column("年内变动原因")
    note: str | None = column("备注", Kind.LONG_TEXT, searched=True)


EXTRA = (
    FieldSpec("due", "每月应交（元）", Kind.COMPUTED),
    FieldSpec("trial", "试算", Kind.COMPUTED),
    FieldSpec("advice", "提示", Kind.COMPUTED),
)
DUES_RULES = "《关于中国共产党党费收缴、使用和管理的规定》"


def compute_standard(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """What a month costs and how that comes about, line by line; what the rules leave to be explained."""
    found = _assessed(values, roster)
    lines = [{"text": f"{step.text} {step.amount}（{step.basis}）"} for step in found.steps] if found else []
    advice = None
    if values.get("reduction") and not values.get("approved_on"):
        wanted = "减免要经支部研究、上级党委批准，批准以后填写日期；没有批准的按应交数交"
        advice = f"{wanted}（依据：{DUES_RULES}第七条）"
    return {
        "due": yuan_text(found.due_fen) if found else None,
        "trial": lines or None,
        "advice": advice,
    }


def _assessed(values: Mapping[str, Any], roster: Roster) -> Assessment | None:
    """None as long as class, base or reduction cannot be read."""
    way = DUES_CLASSES.get(str(values.get("class")))
    base = values.get("base") or sum_of_items(values.get("items") or ())
    if way is None or (way == "base" and base is None):
        return None
    chosen = roster.around().settings
    month = values.get("from_month") or str(values.get("as_of"))[:7]
    farmer, fixed = chosen.get("dues.farmer_fen", FARMER_FEN), values.get("fixed_amount")
    try:
        return assess(
            values["class"],
            edition_for(month)[1],
            rounding_by(chosen),
            base_fen=max(0, fen_of(base or "0")),
            fixed_fen=fen_of(fixed) if fixed else farmer if isinstance(farmer, int) else FARMER_FEN,
            reduction=values.get("reduction") or "",
        )
    except ValueError:  # a reduction still being typed
        return None


def check_standard(values: Mapping[str, Any]) -> Mapping[str, str]:
    """What no standard can be; an amount outside the custom is a finding."""
    problems: dict[str, str] = {}
    if DUES_CLASSES.get(str(values.get("class"))) == "base":
        total = sum_of_items(values.get("items") or ())
        base = values.get("base")
        if base is None and total is None:
            problems["base"] = "要填交纳基数，或者填写工资项目"
        elif base is not None and total is not None and base != total:
            problems["base"] = f"交纳基数{base}元与工资项目算出的{total}元不一致"
    if values.get("reduction"):
        try:
            read_reduction(values["reduction"])
        except ValueError as error:
            problems["reduction"] = str(error)
    return problems


def check_standard_on_roster(values: Mapping[str, Any], roster: Roster) -> Mapping[str, str]:
    """Dues are owed from the month of admission (DUES08 art. 8)."""
    return roster.before_admission("from_month", values.get("person"), [values["from_month"]])


SPEC = LedgerSpec(
    key="dues_standard",
    title="党费核定",
    record=DuesStandard,
    columns=(
        Column("person", 5),
        Column("class", 7),
        Column("from_month", 5),
        Column("base", 6, right=True),
        Column("fixed_amount", 5, right=True),
        Column("reduction", 5),
        Column("approved_on", 6, shown=False),
        Column("settled_on", 6),
        Column("change_reason", 8, shown=False),
    ),
    form=(
        FormGroup("核定", ("person", "class", "from_month", "base", "fixed_amount", "settled_on")),
        FormGroup("工资项目", ("items",)),
        FormGroup("减免与变动", ("reduction", "approved_on", "change_reason", "note")),
    ),
    sort="from_month",
    box="dues",
    place="dues",
    merge=MergePolicy(identity=("person", "from_month")),
    parts=(PartSpec("items", "工资项目", PayItem),),
    summary=("person", "from_month"),
    extra=EXTRA,
    check=check_standard,
    compute=compute_standard,
    check_roster=check_standard_on_roster,
    attachments=("党费核定表", "减免批复"),
    notes="每名党员的交纳基数和类型，年初核定一次；有变动的新增一条，从那个月起算，以前的月份不变。",
    inspected="核定表是否每年年初重新核定、本人签名，减免有没有上级党委批准。",
)
