"""组织关系介绍信: the letter of a transfer in its three sections, to be cut apart: 存根, 正文, 回执 (RELOC04).

What is recorded is filled in, what is not stays an empty place to write. The receipt is filled in by the receiving
organization. Nothing is invented: a letter without number is printed without one.
"""

from collections.abc import Iterator
from datetime import date

from db.arithmetic.days import day_text, period_text
from db.changes import Row
from db.reports.document import Block, Field, Fields, Heading, Paragraph, ReportDocument
from db.reports.source import PrintOptions, ReportSource, person_of, row_of
from db.reports.wording import header_of, responsible_of, sex_of
from db.rules.dues.months import DuesView
from db.rules.facts import Facts
from db.rules.library import default_of

_STAGES = {"full": "正式党员", "probationary": "预备党员"}
_CUT = "…………………………（加盖骑缝章，沿此线裁开）…………………………"


def build_transfer_letter(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The letter of the transfer named by `uid`."""
    return transfer_letter(row_of(source, "transfer", options.uid), facts)


def transfer_letter(row: Row, facts: Facts) -> ReportDocument:
    """Three sections on one sheet, cut lines between."""
    issued = row.text("issued_on")
    return ReportDocument(
        title="中国共产党党员组织关系介绍信",
        subtitle=f"第{row.text('letter_number') or '　　　　'}号",
        responsible=responsible_of(facts),
        dated_on=issued,
        header=header_of(facts, int(issued[:4]) if issued else None),
        form="sheet",
        blocks=(*_stub(row, facts), *_letter(row, facts), *_receipt(row, facts)),
    )


def _stage(row: Row, facts: Facts) -> str:
    person, day = person_of(row, facts), row.text("issued_on")
    stage = facts.roster.stage_on(person.uid, day) if person and day else None
    return _STAGES.get(stage or "", "　　　　")


def _from(row: Row, facts: Facts) -> str:
    return row.text("from_organization") or (facts.profile.name if row.get("direction") == "out" else "")


def _to(row: Row, facts: Facts) -> str:
    return row.text("to_organization") or (facts.profile.name if row.get("direction") == "in" else "")


def _valid_days(row: Row, facts: Facts) -> str:
    name = "MEM-11.valid_days"
    return str(row.get("valid_days") or facts.setting(name, default_of(name)))


def _dues(row: Row, facts: Facts) -> str:
    """As typed; else the last month paid, where the dues are kept here and nothing before it is open."""
    month = row.text("dues_paid_to") or _last_month_paid(row, facts)
    return period_text(month) if month else "　　　　"


def _last_month_paid(row: Row, facts: Facts) -> str:
    person = person_of(row, facts)
    own = [each for each in facts.dues.payments if person and each.person == person.uid]
    if person is None or not own or row.get("direction") == "in":
        return ""
    last = max(month for each in own for month in each.months)
    return "" if DuesView(facts).arrears(person.uid, last) else last


def _stub(row: Row, facts: Facts) -> Iterator[Block]:
    yield Heading("存根", 2)
    yield Fields(
        (
            (Field("姓名", _name(row)), Field("党员类别", _stage(row, facts))),
            (Field("由", _from(row, facts)), Field("转往", _to(row, facts))),
            (Field("党费交至", _dues(row, facts).strip()), Field("有效期", f"{_valid_days(row, facts)}天")),
            (Field("转接原因", row.text("reason")), Field("开具日期", _day(row.text("issued_on")))),
            (Field("经办人", ""), Field("领取人", "")),
        )
    )
    yield Paragraph(_CUT, "centered")


def _letter(row: Row, facts: Facts) -> Iterator[Block]:
    person = person_of(row, facts)
    sex = sex_of(person, "　")
    number = (person.id_number if person else "") or "　　　　　　　　"
    yield Heading("正文", 2)
    yield Paragraph(f"{_to(row, facts) or '　　　　　　　　　　'}：", "plain")
    yield Paragraph(
        f"{_name(row)}同志（{sex}，公民身份号码{number}），系中共{_stage(row, facts)}，"
        f"组织关系由{_from(row, facts) or '　　　　　　　　'}转到你处，请接转。"
        f"该同志党费已交至{_dues(row, facts)}。（有效期{_valid_days(row, facts)}天）"
    )
    issued = _day(row.text("issued_on")) or "　　　　年　　月　　日"
    yield Paragraph(f"（盖章）　　　　{issued}", "signature")
    yield Paragraph(_CUT, "centered")


def _receipt(row: Row, facts: Facts) -> Iterator[Block]:
    receipt = row.text("receipt_on")
    yield Heading("回执", 2)
    yield Paragraph(f"{_from(row, facts) or '　　　　　　　　　　'}：", "plain")
    yield Paragraph(
        f"{_name(row)}同志的组织关系已转到我处，介绍信编号第{row.text('letter_number') or '　　　　'}号。特此回复。"
    )
    yield Fields(
        (
            (Field("接收党组织（盖章）", "", lines=2),),
            (Field("接收日期", _day(receipt)), Field("经办人及电话", "")),
        ),
        label_width=6,
    )


def _name(row: Row) -> str:
    return str(row.get("person") or "　　　")


def _day(text: str) -> str:
    return day_text(date.fromisoformat(text).isoformat()) if text else ""
