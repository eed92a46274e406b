"""转正提醒: a letter to a probationary member and the recommenders before the probation is full, with what is still to do.

Days and articles are those of the steps; which papers are still wanting is read from the file. The member signs for it by
hand. Nothing is decided here: an extended probation ends later, and the letter says so.
"""

from collections.abc import Iterator

from db.arithmetic.admission_steps import TITLE, step
from db.arithmetic.days import day_text
from db.changes import Row
from db.reports.admission import ADMIT, LEDGER, PROMOTE, day_of_step, superior_of
from db.reports.document import (
    Block,
    Heading,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)
from db.reports.source import PrintOptions, ReportSource, row_of
from db.reports.wording import header_of, names, responsible_of
from db.rules.facts import Facts

BLANK = "　　　　"
_PROBATION, _REQUEST, _APPROVAL, _ARCHIVE = 21, 22, 24, 25
_STEPS = (_PROBATION, _REQUEST, PROMOTE, _APPROVAL, _ARCHIVE)


def build_admission_reminder(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The letter for the file named by `uid`; before the admission it says that there is nothing to remind of."""
    row = row_of(source, LEDGER, options.uid)
    blocks = tuple(_letter(row, facts)) if day_of_step(row, ADMIT) else (_not_yet(row),)
    return ReportDocument(
        title="预备党员转正提醒",
        blocks=blocks,
        responsible=responsible_of(facts),
        header=header_of(facts),
        form="sheet",
        dated_on=facts.today.isoformat(),
    )


def _not_yet(row: Row) -> Paragraph:
    return Paragraph(f"{row['person']}同志还没有登记支部大会接收的日期，没有要提醒的转正事项。")


def _letter(row: Row, facts: Facts) -> Iterator[Block]:
    admitted, ends = day_of_step(row, ADMIT), row.text("probation_ends_on")
    extension = row.get("extension_months")
    longer = f"，经批准延长{extension}个月" if extension else ""
    yield Paragraph(f"{row['person']}同志：", "plain")
    yield Paragraph(
        f"你于{day_text(admitted)}经支部党员大会讨论通过，接收为预备党员，预备期一年{longer}，至{day_text(ends)}期满"
        "（《中国共产党章程》第七条）。请在期满前向党支部递交书面转正申请，如实写明预备期内的思想、工作和学习情况，以及需要向党组织说明的问题。"
    )
    yield Paragraph(
        f"入党介绍人{names(row['introducers']) or BLANK}、党小组请对其预备期表现提出意见；"
        f"党支部将按程序征求党员和群众意见，支委会审查后提交支部党员大会讨论表决，报{superior_of(facts)}审批。"
    )
    yield Heading("还要办的事", 2)
    columns = (
        TableColumn("步骤", 7),
        TableColumn("最早", 5, "center"),
        TableColumn("最迟", 5, "center"),
        TableColumn("材料", 9),
        TableColumn("情况", 4, "center"),
    )
    yield Table(columns, tuple(_line(row, number) for number in _STEPS), row_height=9)
    promote = row["steps"][PROMOTE - 1]
    edition = promote["basis"]["edition"]
    yield Paragraph(f"依据：{TITLE}（{edition}）{promote['basis']['article']}。", "note")
    yield Paragraph(facts.profile.name, "signature")
    yield Paragraph(day_text(facts.today.isoformat()), "signature")
    yield SignatureLine(("本人签收",), dated=True)


def _line(row: Row, number: int) -> tuple[str, str, str, str, str]:
    entry = row["steps"][number - 1]
    held = (entry["document"] or "").split("、")
    lacking = [title for title in step(number).documents if title not in held]
    is_done = entry["state"] == "done"
    return (
        f"{number} {entry['title']}",
        entry["earliest"] or "",
        entry["latest"] or "",
        f"缺：{'、'.join(lacking)}" if lacking else "齐",
        "已完成" if is_done else "已逾期" if entry["state"] == "late" else "待办",
    )
