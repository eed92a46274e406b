"""党内统计表: the tables of the yearly and half-yearly statistics as of a day, for the file and for copying out."""

from db.arithmetic.days import day_text
from db.reports.document import Block, Heading, Paragraph, ReportDocument, SignatureLine, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource, day_of
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts
from db.rules.statistics import StatTable, statistics
from db.rules.statistics.presenting import notes_of

_FIRST, _OTHER = 16.0, 5.0


def build_statistics(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """Every table one after the other; no names are printed, they stand behind the numbers on the screen."""
    day = day_of(options, facts)
    blocks: list[Block] = []
    for table in statistics(facts, day):
        blocks += _blocks(table)
    blocks.append(SignatureLine(("党支部书记（签名）", "填表人（签名）"), dated=True))
    return ReportDocument(
        title="党内统计表",
        subtitle=f"{facts.profile.name}　截至{day_text(day.isoformat())}",
        responsible=responsible_of(facts),
        dated_on=day.isoformat(),
        header=header_of(facts, day.year),
        form="sheet",
        blocks=tuple(blocks),
    )


def _blocks(table: StatTable) -> list[Block]:
    columns = (
        TableColumn("项目", _FIRST),
        *(TableColumn(column.title, _OTHER, "right") for column in table.columns),
    )
    lines = [(row.label, *(str(row.count(column.key)) for column in table.columns)) for row in table.rows]
    totals = lines.pop() if table.has_total else ()
    notes = [Paragraph(text, "note") for text in notes_of(table)]
    return [Heading(table.title, 2), Table(columns, tuple(lines), totals, size="small"), *notes]
