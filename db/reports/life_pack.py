"""The pack of a life meeting on paper: opinions collected, criticism and self-criticism, and the list of rectification.

Only what somebody wrote down is printed; where nothing was, there are lines to write on.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from db.arithmetic.days import day_text
from db.changes import Ref, Row
from db.ledgers.life_meeting import OPINION_WAYS
from db.ledgers.rectification import SOURCES, STATES, state_of
from db.reports.document import (
    Block,
    Heading,
    PageBreak,
    Paragraph,
    ReportDocument,
    RuledLines,
    SignatureLine,
    Table,
    TableColumn,
)
from db.reports.source import PrintOptions, ReportSource, row_of, year_of
from db.reports.wording import header_of, names, responsible_of
from db.rules.facts import Facts

LEDGER = "life_meeting"
_WAYS = {choice.code: choice.title for choice in OPINION_WAYS}
_SOURCES = {choice.code: choice.title for choice in SOURCES}
_LINES = 3
Element = Mapping[str, Any]


def _meetings(source: ReportSource, facts: Facts, options: PrintOptions) -> tuple[Row, ...]:
    """The meeting named by `uid`, else those of the year."""
    if options.uid:
        return (row_of(source, LEDGER, options.uid),)
    return source.rows(LEDGER, year_of(options, facts))


def _paper(
    facts: Facts, title: str, rows: tuple[Row, ...], blocks: list[Block], **more: Any
) -> ReportDocument:
    day = rows[0].text("held_on") if rows else ""
    said = "、".join(day_text(row.text("held_on")) for row in rows)
    return ReportDocument(
        title=title,
        blocks=tuple(blocks),
        subtitle=f"{facts.profile.name}　{said}".strip(),
        responsible=responsible_of(facts),
        dated_on=day,
        header=header_of(facts, int(day[:4]) if day else facts.today.year),
        form="sheet",
        **more,
    )


def build_life_opinions(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """征求意见汇总表, and below it the talks held before and the written self-examinations."""
    rows = _meetings(source, facts, options)
    blocks: list[Block] = []
    for row in rows:
        blocks += [PageBreak()] if blocks else []
        blocks += _opinions(row)
    if not blocks:
        blocks.append(Table((TableColumn("意见建议", 20),), (), empty="（没有组织生活会的记录）"))
    return _paper(facts, "组织生活会征求意见汇总表", rows, blocks)


def _opinions(row: Row) -> Iterator[Block]:
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("意见建议", 16),
        TableColumn("对谁提的", 5),
        TableColumn("征求方式", 5),
        TableColumn("来自谁", 6),
    )
    listed = [each for each in row.get("opinions") or () if each.get("words")]
    cells = tuple(
        (
            str(number),
            each["words"],
            each.get("about") or "",
            _WAYS.get(each.get("way") or "", ""),
            each.get("source") or "",
        )
        for number, each in enumerate(listed, start=1)
    )
    yield Table(columns, cells, empty="（没有登记征求到的意见）")
    if row.get("talk_text"):
        yield Paragraph(f"{row.text('talk_text')}，见谈心谈话记录。", "note")
    checks = [each for each in row.get("self_checks") or () if each.get("person")]
    if checks:
        yield Heading("对照检查材料", 2)
        yield _checks(checks)


def _checks(checks: list[Element]) -> Table:
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("姓名", 6),
        TableColumn("完成日期", 8),
        TableColumn("页数", 3, "center"),
        TableColumn("说明", 10),
    )
    return Table(
        columns,
        tuple(
            (
                str(number),
                str(each["person"]),
                day_text(each["done_on"]) if each.get("done_on") else "",
                "" if each.get("pages") is None else str(each["pages"]),
                each.get("note") or "",
            )
            for number, each in enumerate(checks, start=1)
        ),
    )


def build_life_criticism(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """批评与自我批评记录: for each person what he held against himself, and what others held against him."""
    rows = _meetings(source, facts, options)
    if not options.uid:  # of a year only what was written down; lines to write on are for one meeting
        rows = tuple(row for row in rows if row.get("criticisms"))
    blocks: list[Block] = []
    for row in rows:
        blocks += [PageBreak()] if blocks else []
        blocks += _criticism(row, facts)
    if not blocks:
        blocks.append(Table((TableColumn("姓名", 6),), (), empty="（没有组织生活会的记录）"))
    return _paper(facts, "批评与自我批评记录", rows, blocks)


def _criticism(row: Row, facts: Facts) -> Iterator[Block]:
    told = [
        each
        for each in row.get("criticisms") or ()
        if isinstance(each.get("from"), Ref) and isinstance(each.get("to"), Ref)
    ]
    for person in _people(row, told, facts):
        yield Heading(person.name, 2)
        own = [each["words"] for each in told if each["from"] == each["to"] == person and each.get("words")]
        if own:
            for words in own:
                yield Paragraph(words, "plain", lead="自我批评：")
        else:
            yield RuledLines(_LINES, "自我批评：")
        others = [
            each for each in told if each["to"] == person and each["from"] != person and each.get("words")
        ]
        for each in others:
            yield Paragraph(each["words"], "plain", lead=f"{each['from']}：")
        if not others:
            yield RuledLines(_LINES, "其他同志的批评意见：")
        given = sum(each["from"] == person and each["to"] != person for each in told)
        yield Paragraph(f"对别人提出批评意见{given}条，收到{len(others)}条。", "note")
    yield from (SignatureLine((f"{who}（签名）",), dated=True) for who in ("主持人", "记录人"))


def _people(row: Row, told: list[Element], facts: Facts) -> list[Ref]:
    """Everybody named in it, and the committee of the day, for whom there are lines where nothing was written."""
    found = [each[key] for each in told for key in ("to", "from")]
    held_on, known = row.text("held_on"), facts.roster.people
    committee = facts.roster.committee_on(held_on) if held_on else frozenset()
    found += [Ref(uid, known[uid].name) for uid in committee if uid in known]

    def key(person: Ref) -> tuple[bool, str, str]:
        kept = known.get(person.uid)
        return person.uid not in committee, kept.stroke_key if kept else "", person.name

    return sorted({person.uid: person for person in found}.values(), key=key)


def build_rectification_list(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """整改清单 of a year: problem, measure, who answers for it, by when, what was done and what shows it."""
    year = year_of(options, facts)
    rows = source.rows("rectification", year)
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("问题", 12),
        TableColumn("来源", 5),
        TableColumn("整改措施", 12),
        TableColumn("责任人", 4),
        TableColumn("完成期限", 6),
        TableColumn("完成情况和佐证", 12),
        TableColumn("情况", 4, "center"),
    )
    ordered = sorted(rows, key=lambda row: (row.text("due_on") or "9999", row.text("found_on"), row.uid))
    cells = tuple(_item(number, row, facts) for number, row in enumerate(ordered, start=1))
    done = sum(cell[-1] == STATES["done"] for cell in cells)
    return ReportDocument(
        title=f"{year}年整改清单",
        blocks=(
            Table(columns, cells, empty="（没有登记整改问题）"),
            Paragraph(f"共{len(cells)}条，已完成{done}条；截至{day_text(facts.today.isoformat())}。", "note"),
            SignatureLine(("支部书记（签名）",), dated=True),
        ),
        subtitle=facts.profile.name,
        responsible=responsible_of(facts),
        dated_on=str(year),
        header=header_of(facts, year),
        landscape=True,
        form="sheet",
    )


def _item(number: int, row: Row, facts: Facts) -> tuple[str, ...]:
    done_on = row.get("done_on")
    done = [f"{done_on}完成"] if done_on else []
    done += [row.text("evidence")] if row.get("evidence") else []
    if row.get("checked_on"):
        done.append(f"{row['checked_on']}回头看：{row.text('check_result') or '已看'}")
    problem = f"{names([row['person']])}：{row.text('problem')}" if row.get("person") else row.text("problem")
    return (
        str(number),
        problem,
        _SOURCES.get(row.text("source"), ""),
        row.text("measure"),
        str(row.get("owner") or ""),
        row.text("due_on"),
        "；".join(text.rstrip("。") for text in done),
        STATES[state_of(row.get("due_on"), done_on, facts.today.isoformat())],
    )
