"""备份演练记录: one page for the file, saying which backup was opened, what it held, and whether it would have served."""

from db.backup.rehearsing import Rehearsal
from db.reports.document import (
    Field,
    Fields,
    Header,
    Heading,
    Notice,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)


def rehearsal_page(branch: str, rehearsal: Rehearsal, person: str, day: str) -> ReportDocument:
    """The page; `day` is the day taken as today."""
    usable = rehearsal.usable
    result = "完好，可以用来恢复" if rehearsal.is_sound else "损坏，不能用来恢复"
    rows = (
        (Field("支部名称", branch),),
        (Field("演练日期", day), Field("演练人", person)),
        (Field("打开的备份", rehearsal.backup.title), Field("结果", result)),
        (Field("备份以后的改动", f"{rehearsal.changes_since} 次"),),
    )
    remarks = [Notice(problem) for problem in rehearsal.problems]
    if not rehearsal.is_sound:
        text = f"可以改用较早的一份：{usable.title}。" if usable else "没有找到完好的备份，请马上重新备份。"
        remarks.append(Notice(text))
    columns = (
        TableColumn("台账", 12),
        TableColumn("备份里的条数", 8, "right"),
        TableColumn("现在的条数", 8, "right"),
    )
    table = Table(
        columns, tuple((each.title, str(each.in_backup), str(each.now)) for each in rehearsal.compared)
    )
    return ReportDocument(
        title="备份恢复演练记录",
        responsible=branch,
        dated_on=day,
        header=Header(branch, "", "备份恢复演练"),
        form="sheet",
        blocks=(
            Fields(rows),
            *remarks,
            Heading("条数对照"),
            table,
            Paragraph("程序只读打开备份的副本，检查文件、条数、操作记录和附件，没有改动备份和台账。", "note"),
            *(SignatureLine((f"{who}（签名）",), dated=True) for who in ("演练人", "支部书记")),
        ),
    )
