"""全程纪实 of one person's 发展党员: the 25 steps by stage, each with its basis, the day, the meeting and the papers.

What did not happen stays an empty place; nothing is concluded and nothing invented.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from db.arithmetic.admission_steps import STAGES, step, steps
from db.changes import Row
from db.reports.admission import LEDGER, day_of_step
from db.reports.document import Block, Field, Fields, Heading, Paragraph, ReportDocument, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource, row_of
from db.reports.wording import header_of, names, responsible_of
from db.rules.facts import Facts

COURSE_TITLE = "发展党员全程纪实表"
_STEPS = (
    TableColumn("步骤", 2, "center"),
    TableColumn("内容", 8),
    TableColumn("完成日期", 6, "center"),
    TableColumn("会议", 6),
    TableColumn("已有材料", 8),
    TableColumn("依据", 7),
    TableColumn("说明", 4),
)
_EXAMINATIONS = (TableColumn("考察日期", 6, "center"), TableColumn("考察意见", 20))
_REPORTS = (TableColumn("汇报日期", 6, "center"), TableColumn("题目", 20))


def build_admission_course(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The course of one person from the application to the promotion (发展党员工作细则, all steps)."""
    row = row_of(source, LEDGER, options.uid)
    return ReportDocument(
        title=COURSE_TITLE,
        subtitle=f"姓名：{row['person']}",
        blocks=tuple(_blocks(row)),
        responsible=responsible_of(facts),
        header=header_of(facts),
        form="sheet",
    )


def _blocks(row: Row) -> Iterator[Block]:
    yield Fields(
        (
            (Field("培养联系人", names(row["mentors"])), Field("入党介绍人", names(row["introducers"]))),
            (Field("阶段", row.text("stage")), Field("结果", row.text("outcome"))),
        ),
        label_width=7,
    )
    entries = {entry["step"]: entry for entry in row["steps"]}
    for stage, title in STAGES.items():
        yield Heading(title, 2)
        yield Table(
            _STEPS, tuple(_line(row, entries[each.number]) for each in steps() if each.stage == stage)
        )
    yield from _list(row, "half_yearly", "半年考察", _EXAMINATIONS, "opinion")
    yield from _list(row, "reports", "思想汇报", _REPORTS, "subject")
    if row.get("note"):
        yield Paragraph(f"备注：{row.text('note')}", "note")


def _line(row: Row, entry: Mapping[str, Any]) -> tuple[str, ...]:
    meeting = entry["meeting"].name if entry["meeting"] else ""
    basis = entry.get("basis")  # of the edition in force on the day of the step
    return (
        str(entry["step"]),
        step(entry["step"]).title,
        day_of_step(row, entry["step"]),
        meeting,
        entry["document"] or "",
        f"{basis['edition']}{basis['article']}" if basis else "",
        entry["note"] or "",
    )


def _list(row: Row, key: str, title: str, columns: tuple[TableColumn, ...], text: str) -> Iterator[Block]:
    """What was done again and again, by its days; nothing where there is none."""
    found = row.get(key) or ()
    if found:
        yield Heading(title, 2)
        yield Table(columns, tuple((each["on"], each[text] or "") for each in found))
