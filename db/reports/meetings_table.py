"""组织生活一览表: every meeting of a year in the order of its days, as recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.changes import Row
from db.ledgers import by_key
from db.reports.document import Paragraph, ReportDocument, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource, year_of
from db.reports.wording import header_of, person_name, responsible_of
from db.rules.facts import Facts

MEETING_LEDGERS = (
    "general_meeting",
    "committee_meeting",
    "group_meeting",
    "party_lecture",
    "theme_day",
    "life_meeting",
)
_COLUMNS = (
    TableColumn("序号", 2, "center"),
    TableColumn("日期", 5, "center"),
    TableColumn("会议（活动）", 8),
    TableColumn("主题或议题", 18),
    TableColumn("地点", 9),
    TableColumn("主持人", 4),
    TableColumn("应到", 2, "center"),
    TableColumn("实到", 2, "center"),
    TableColumn("请假", 2, "center"),
    TableColumn("缺席", 2, "center"),
    TableColumn("备注", 3),
)


@dataclass(frozen=True, slots=True)
class _Held:
    ledger: str
    row: Row

    @property
    def order(self) -> tuple[str, str, int]:
        return self.row.text("held_on"), self.row.text("starts_at"), MEETING_LEDGERS.index(self.ledger)


def build_meetings_table(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """All meetings of the year chosen, or of one ledger of it."""
    year = year_of(options, facts)
    ledgers = (options.ledger,) if options.ledger in MEETING_LEDGERS else MEETING_LEDGERS
    held = sorted(
        (_Held(key, row) for key in ledgers for row in source.rows(key, year)), key=lambda each: each.order
    )
    return meetings_table([(each.ledger, each.row) for each in held], facts, year)


def meetings_table(held: Sequence[tuple[str, Row]], facts: Facts, year: int) -> ReportDocument:
    """The table of meetings given in their order."""
    rows = tuple(tuple(_cells(number, ledger, row)) for number, (ledger, row) in enumerate(held, start=1))
    return ReportDocument(
        title=f"{year}年组织生活一览表",
        responsible=responsible_of(facts),
        dated_on=str(year),
        header=header_of(facts, year),
        landscape=True,
        form="sheet",
        blocks=(
            Table(_COLUMNS, rows, empty="（本年没有记录）"),
            Paragraph(_counts(held), "note"),
        ),
    )


def _cells(number: int, ledger: str, row: Row) -> Iterator[str]:
    recorded = bool(row.get("attendance")) or bool(row.get("everyone_present"))
    yield str(number)
    yield row.text("held_on")
    yield f"{by_key(ledger).title}·{row.get('group')}" if row.get("group") else by_key(ledger).title
    yield row.text("topic") or "；".join(str(item.get("title") or "") for item in row.get("agenda") or [])
    yield row.text("place")
    yield person_name(row.get("chair"))
    yield row.text("expected_count")
    for key in ("present_count", "excused_count", "absent_count"):
        yield row.text(key) if recorded else ""
    yield "补记" if row.get("is_late_entry") else ""


def _counts(held: Sequence[tuple[str, Row]]) -> str:
    ledgers = [ledger for ledger, _row in held]
    told = [f"{by_key(key).title}{ledgers.count(key)}次" for key in MEETING_LEDGERS if key in ledgers]
    return f"合计{len(held)}次" + (f"：{'、'.join(told)}。" if told else "。")
