"""五找一请查找记录: the log of a search as proof that all means were tried, with the computation of the days."""

from collections.abc import Iterator, Mapping
from typing import Any

from db.arithmetic.days import day_text
from db.changes import Row
from db.ledgers.out_of_contact import SPEC, WAYS
from db.reports.document import (
    Block,
    Field,
    Fields,
    Heading,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)
from db.reports.source import PrintOptions, ReportSource, row_of
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts

_COLUMNS = (
    TableColumn("序号", 2, "center"),
    TableColumn("日期", 6),
    TableColumn("途径", 6),
    TableColumn("找谁、谁去找", 9),
    TableColumn("结果", 14),
)


def build_search_log(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The log of the member named by `uid`."""
    return search_log(row_of(source, SPEC.key, options.uid), facts)


def search_log(row: Row, facts: Facts) -> ReportDocument:
    """Who is sought since when, every attempt by day, the ways nobody tried, and what the rule says of the days."""
    attempts = sorted(row.get("searches", ()), key=lambda each: each.get("on") or "")
    return ReportDocument(
        title="失联党员“五找一请”查找记录",
        subtitle=str(row.get("person") or ""),
        responsible=responsible_of(facts),
        dated_on=attempts[-1].get("on") or "" if attempts else row.text("since"),
        header=header_of(facts, facts.today.year),
        form="sheet",
        blocks=(*_head(row, len(attempts)), *_log(row, attempts), *_end(facts)),
    )


def _head(row: Row, count: int) -> Iterator[Block]:
    def day(key: str) -> str:
        return day_text(row.text(key)) if row.get(key) else ""

    yield Fields(
        (
            (Field("姓　名", str(row.get("person") or "")), Field("失联起算", day("since"))),
            (
                Field("起算依据", SPEC.field("counted_from").title_of(row.get("counted_from"))),
                Field("查找次数", f"{count}次"),
            ),
            (Field("停止党籍", day("suspended_on")), Field("除　名", day("struck_off_on"))),
            (Field("恢复联系", day("restored_on")), Field("批复文号", row.text("document"))),
            (Field("说　明", row.text("state_text")),),
        )
    )


def _log(row: Row, attempts: list[Mapping[str, Any]]) -> Iterator[Block]:
    titles = {way.code: way.title for way in WAYS}
    yield Heading("查找经过", 2)
    yield Table(
        _COLUMNS,
        tuple(
            (
                str(number),
                each.get("on") or "",
                titles.get(str(each.get("way")), ""),
                each.get("who") or "",
                each.get("result") or "",
            )
            for number, each in enumerate(attempts, start=1)
        ),
        empty="（没有查找记录）",
    )
    if row.get("ways_missing"):
        yield Paragraph(f"还没有试过的途径：{row.text('ways_missing')}。", "note")


def _end(facts: Facts) -> Iterator[Block]:
    yield SignatureLine(("查找人", "支部书记"), dated=True)
    yield Paragraph(f"{day_text(facts.today.isoformat())}打印，查找经过按登记的日期列出。", "note")
