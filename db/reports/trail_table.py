"""操作登记表: who opened, looked at whole numbers, exported, printed or changed what, oldest first."""

from db.reports.document import Paragraph, ReportDocument, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource, year_of
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts

_COLUMNS = (
    TableColumn("号", 3, "center"),
    TableColumn("时间", 8),
    TableColumn("谁", 4),
    TableColumn("事项", 6),
    TableColumn("对象", 12),
    TableColumn("内容", 8),
    TableColumn("理由", 7),
)


def build_trail_table(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The rows of a year by the clock of this PC; those with a doubted clock say so."""
    year = year_of(options, facts)
    rows = [row for row in source.trail() if row[1].startswith(str(year))]
    return ReportDocument(
        title="操作登记表",
        subtitle=f"{year}年度",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, year, ""),
        landscape=True,
        form="sheet",
        blocks=(
            Table(_COLUMNS, tuple(rows), size="small", empty="（本年没有登记）"),
            Paragraph(f"共{len(rows)}条。登记只增不改，逐条相扣；页脚的登记号可与以后的登记核对。", "note"),
        ),
    )
