"""表彰奖励 on paper: the honours of members and of the branch, of one year or of all."""

from collections.abc import Mapping

from db.changes import Row
from db.ledgers import by_key
from db.reports.document import Paragraph, ReportDocument, SignatureLine, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource
from db.reports.wording import header_of, responsible_of
from db.rules.care.facts import MEDAL
from db.rules.facts import Facts

_COLUMNS = (
    TableColumn("序号", 2, "center"),
    TableColumn("日期", 5, "center"),
    TableColumn("受表彰", 4),
    TableColumn("荣誉名称", 13),
    TableColumn("级别", 5),
    TableColumn("表彰机关", 9),
    TableColumn("文号", 8),
)


def build_commendation_list(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """Honours in the order of their days; those of the branch itself first."""
    rows = [row for row in source.rows("commendation", options.year) if row.get("awarded_on")]
    rows.sort(key=lambda row: (bool(row.get("person")), row["awarded_on"], row.uid))
    lines = tuple((str(number), *_line(row)) for number, row in enumerate(rows, start=1))
    medals = sum(row.get("kind") == MEDAL for row in rows)
    year = f"{options.year}年" if options.year else ""
    told = f"共{len(rows)}项，其中“光荣在党50年”纪念章{medals}枚。"
    return ReportDocument(
        title=f"{year}表彰奖励登记表",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, options.year or facts.today.year),
        landscape=True,
        form="sheet",
        blocks=(
            Table(_COLUMNS, lines, empty="（没有登记表彰）"),
            *((Paragraph(told, "plain"),) if rows else ()),
            Paragraph("表彰决定、证书的扫描件附在各条记录后面。", "note"),
            SignatureLine(("党支部书记（签名）", "填表人（签名）")),
        ),
    )


def _line(row: Row) -> tuple[str, ...]:
    titles: Mapping[str, str] = {
        key: by_key("commendation").field(key).title_of(row.get(key)) for key in ("kind", "level")
    }
    return (
        row["awarded_on"],
        str(row.get("person") or "本支部"),
        row.text("title") or titles["kind"],
        titles["level"],
        row.text("organ"),
        row.text("document"),
    )
