"""年度封存与移交单: what a sealed year holds, ledger by ledger, its digest, and two lines to sign."""

from collections.abc import Sequence

from db.arithmetic.days import day_text
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
from db.rules.year_gaps import Gap
from db.services.sealing_years import SealedState, YearContent

_GROUP = 8  # digits of the digest between blanks, for reading it aloud
MOST_GAPS = 30


def sealed_year_page(
    branch: str, state: SealedState, content: YearContent, gaps: Sequence[Gap]
) -> ReportDocument:
    """The page for a year that is sealed, or was; ledgers and counts are those of now."""
    is_unchanged = state.digest == content.digest
    rows = (
        (Field("支部名称", branch),),
        (Field("年度", f"{state.year}年度"), Field("状态", "已封存" if state.is_sealed else "已重开")),
        (Field("封存日期", day_text(state.sealed_on)), Field("封存人", state.sealed_by)),
        (Field("记录总数", f"{content.count} 条"), Field("与封存时", "一致" if is_unchanged else "不一致")),
    )
    remarks: list[Notice | Paragraph] = []
    if not state.is_sealed:
        remarks.append(Notice(f"已重开，理由：{state.reason}"))
    if not is_unchanged:
        remarks.append(Notice("封存以后内容有改动，下面的校验码与现在的内容对不上。"))
    table = Table(
        (TableColumn("台账", 12), TableColumn("条数", 6, "right"), TableColumn("校验码（前16位）", 14)),
        tuple(
            (each.title, str(each.count), _grouped(each.digest[:16]) if each.count else "")
            for each in content.ledgers
        ),
        totals=("合计", str(content.count), ""),
    )
    return ReportDocument(
        title=f"{state.year}年度台账封存与移交单",
        responsible=branch,
        dated_on=state.sealed_on,
        header=Header(branch, f"{state.year}年度", "封存与移交"),
        form="sheet",
        blocks=(
            Fields(rows),
            *remarks,
            Heading("各台账条数"),
            table,
            Heading("封存校验码"),
            Paragraph(_grouped(state.digest), "plain"),
            Paragraph(
                "在程序里核对（seal 年度 --check）得到同样的校验码，说明内容与封存时一字不差。", "note"
            ),
            *_gap_blocks(gaps),
            SignatureLine(("移交人（签名）",), dated=True),
            SignatureLine(("接收人（签名）",), dated=True),
        ),
    )


def _gap_blocks(gaps: Sequence[Gap]) -> tuple[Heading | Paragraph | Table, ...]:
    if not gaps:
        return (Heading("未办结的事项"), Paragraph("无。", "plain"))
    columns = (TableColumn("事项", 12), TableColumn("情况", 22))
    rows = tuple((gap.title, gap.note) for gap in gaps[:MOST_GAPS])
    blocks: tuple[Heading | Paragraph | Table, ...] = (
        Heading("未办结的事项"),
        Table(columns, rows, size="small"),
    )
    if len(gaps) > MOST_GAPS:
        blocks += (Paragraph(f"另有 {len(gaps) - MOST_GAPS} 项，见自查问题清单和应办事项表。", "note"),)
    return blocks


def _grouped(digest: str) -> str:
    return " ".join(digest[start : start + _GROUP] for start in range(0, len(digest), _GROUP))
