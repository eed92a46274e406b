"""交接清单: what the handover's package holds and what else changes hands, to be signed by three people."""

from db.exchange.container import file_digest
from db.exchange.enclosures import held_digests
from db.exchange.sending import SentPackage
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
from db.services.branch import Branch
from db.services.queries import ListQuery, count_rows

_COUNTED = (TableColumn("台账", 14), TableColumn("条数", 6, "right"), TableColumn("核对", 6))
_ELSE = (TableColumn("序号", 2, "center"), TableColumn("另外交接的", 20), TableColumn("办理情况", 8))
_BESIDE = (
    "U盘（交接数据包）",
    "验证码：当面或打电话告诉接任的同志，不写在U盘上",
    "原来的恢复表：新电脑加入、核对无误后销毁",
    "纸质台账、会议记录本、印章和档案盒",
    "旧电脑上的数据文件夹和备份：接任的同志核对以后再清理",
)


def handover_page(branch: Branch, sent: SentPackage) -> ReportDocument:
    """The page for a handover just written, by whoever is at the keyboard."""
    counts = ((spec.title, count_rows(branch, spec, ListQuery())) for spec in branch.ledgers)
    rows = tuple((title, str(count), "") for title, count in counts if count)
    beside = tuple((str(number), words, "") for number, words in enumerate(_BESIDE, start=1))
    day = branch.today.isoformat()
    _size, digest = file_digest(sent.file)
    facts = (
        (Field("支部名称", branch.name),),
        (Field("交接日期", day), Field("移交人", branch.actor)),
        (Field("数据包", sent.file.name),),
        (Field("校验码", digest[:32]), Field("附件", f"{len(held_digests(branch))} 个")),
    )
    return ReportDocument(
        title="台账交接清单",
        responsible=branch.name,
        dated_on=day,
        header=Header(branch.name, "", "交接"),
        form="sheet",
        blocks=(
            Fields(facts),
            Heading("数据包里的记录"),
            Table(_COUNTED, rows) if rows else Paragraph("还没有记录。"),
            Heading("另外交接的"),
            Table(_ELSE, beside),
            Paragraph("新电脑加入以后，请对照条数逐项核对；核对无误三方签名，一式两份。", "note"),
            *(SignatureLine((f"{who}（签名）",), dated=True) for who in ("移交人", "接收人", "监交人")),
        ),
    )
