"""彻底删除以后的清单: where something of the person may still be, to be ticked off by hand."""

from collections.abc import Sequence

from db.reports.document import (
    Field,
    Fields,
    Header,
    Heading,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)

_COLUMNS = (TableColumn("序号", 2, "center"), TableColumn("还留有信息的地方", 22), TableColumn("处理情况", 8))


def erasure_page(branch: str, places: Sequence[str], reason: str, person: str, day: str) -> ReportDocument:
    """The page; `person` did it, `day` is the day taken as today."""
    rows = tuple((str(number), place, "") for number, place in enumerate(places, start=1))
    facts = (
        (Field("支部名称", branch),),
        (Field("删除日期", day), Field("经办人", person)),
        (Field("理由", reason),),
    )
    listed = Table(_COLUMNS, rows) if rows else Paragraph("没有找到还留有信息的地方。")
    return ReportDocument(
        title="个人信息彻底删除后的处理清单",
        responsible=branch,
        dated_on=day,
        header=Header(branch, "", "彻底删除"),
        form="sheet",
        blocks=(
            Fields(facts),
            Heading("要另外处理的地方"),
            listed,
            Paragraph("纸质材料、已打印的资料和发出去的文件不在程序里，请一并清点。", "note"),
            *(SignatureLine((f"{who}（签名）",), dated=True) for who in ("经办人", "支部书记")),
        ),
    )
