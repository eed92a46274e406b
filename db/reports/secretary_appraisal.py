"""述职评议 on paper: notice and opinions beforehand, the ballot, the tally with what was criticized and what became of it, and the figures of a year.

The figures are those of the ledgers; the report itself is written by whoever gives it, never by the program.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from db.arithmetic.ballots import share_text
from db.arithmetic.days import day_text
from db.arithmetic.dues import yuan_text
from db.changes import Row
from db.ledgers.secretary_appraisal import GRADES, words_of
from db.reports.document import (
    Block,
    Field,
    Fields,
    Heading,
    Paragraph,
    ReportDocument,
    RuledLines,
    SignatureLine,
    Table,
    TableColumn,
)
from db.reports.source import PrintOptions, ReportSource, row_of, year_of
from db.reports.wording import BLANK, DAY_TO_WRITE, day_or_blank, header_of, responsible_of
from db.rules.dues.months import DuesView
from db.rules.facts import Facts
from db.rules.life.talk_matrix import COMMITTEE, COMMITTEE_MEMBER, talk_matrix, talks_of_year
from db.rules.year_view import KIND_TITLES, YearView

LEDGER = "secretary_appraisal"
BALLOTS = 2  # on one sheet, to be cut
_AUDIENCES = {"members": "向本支部党员述职", "superior": "向上级党组织述职"}


def _paper(row: Row, facts: Facts, title: str, blocks: tuple[Block, ...]) -> ReportDocument:
    return ReportDocument(
        title=title,
        subtitle=facts.profile.name,
        responsible=responsible_of(facts),
        dated_on=row.text("held_on"),
        header=header_of(facts, int(row.text("held_on")[:4]) if row.get("held_on") else None),
        form="sheet",
        blocks=blocks,
    )


def _title(row: Row) -> str:
    year = row.get("year")
    return f"{year}年度党支部书记抓党建述职评议" if year else "党支部书记抓党建述职评议"


def _name(row: Row) -> str:
    return str(row.get("reporter") or "")


def build_secretary_ballot(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """Ballots without a name, two on a sheet, to be copied as often as there are people who grade."""
    row = row_of(source, LEDGER, options.uid)
    blocks: list[Block] = []
    for number in range(BALLOTS):
        if number:
            blocks.append(Heading(f"{_title(row)}测评票", 2))
        blocks += _ballot(row)
    return _paper(row, facts, f"{_title(row)}测评票", tuple(blocks))


def _ballot(row: Row) -> Iterator[Block]:
    words = words_of(row.get("scale"))
    columns = (
        TableColumn("述职人", 5, "center"),
        TableColumn("职务", 6, "center"),
        *(TableColumn(words[grade], 4, "center") for grade in GRADES),
    )
    yield Table(columns, ((_name(row), row.text("post"), "", "", "", ""),), row_height=14, size="large")
    yield Paragraph(
        "在同意的一栏里画“○”，只画一栏；不画或者画了两栏以上的无效。不署名，填好后投入票箱。", "note"
    )
    yield RuledLines(7, "意见和建议")


def build_secretary_notice(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The notice of the hearing: when, who reports, what is graded and how. What is not known yet stays a blank."""
    row = row_of(source, LEDGER, options.uid)
    blocks = (
        Paragraph("各位党员：" if row.text("audience") == "members" else "有关同志：", "plain"),
        *map(Paragraph, _notice(row)),
        Paragraph(facts.profile.name, "signature"),
        Paragraph(DAY_TO_WRITE, "signature"),
    )
    paper = _paper(row, facts, f"关于开展{_title(row)}的通知", blocks)
    return replace(paper, form="formal", subtitle="", dated_on="")


def _notice(row: Row) -> Iterator[str]:
    day = day_or_blank(row.text("held_on"))
    words = "、".join(words_of(row.get("scale")).values())
    who = f"{row.text('post') or '党支部书记'}{_name(row)}"
    yield f"定于{day}开展{_title(row)}，现将有关事项通知如下。"
    yield f"一、述职人：{who}。时间{BLANK}，地点{BLANK}。"
    yield "二、内容：抓支部党建工作的做法和成效、存在的问题和原因、下一步打算，以问题为主。"
    yield "三、程序：述职，参会人员提问和点评，无记名测评，当场或者会后通报结果。"
    yield f"四、测评分{words}四档，每张测评票只选一档，不选或者多选的无效。"
    yield f"五、会前请填写征求意见表，于{BLANK}前交回；不便到会的，由支部上门或者电话听取。"


def build_secretary_opinions(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The sheet on which people say beforehand what they think; it bears no name."""
    row = row_of(source, LEDGER, options.uid)
    asked = ("班子和党员队伍建设", "组织生活和学习教育", "联系服务群众", "存在的主要问题", "希望和建议")
    blocks = (
        Paragraph(f"述职人：{_name(row)}　{row.text('post')}", "plain"),
        Fields(tuple((Field(title, lines=5),) for title in asked), label_width=6.0),
        Paragraph("不用署名，有什么说什么，请尽量写具体的事。", "note"),
    )
    return _paper(row, facts, f"{_title(row)}征求意见表", blocks)


def build_secretary_tally(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """What was counted, how the superior judged, what was criticized, and how far it is worked off."""
    row = row_of(source, LEDGER, options.uid)
    return _paper(row, facts, f"{_title(row)}汇总表", tuple(_tally(source, row)))


def _tally(source: ReportSource, row: Row) -> Iterator[Block]:
    yield Fields(
        (
            (Field("述职人", _name(row)), Field("职务", row.text("post"))),
            (
                Field("日期", day_text(row.text("held_on")) if row.get("held_on") else ""),
                Field("范围", _AUDIENCES.get(row.text("audience"), "")),
            ),
            (Field("到会人数", _number(row, "present")), Field("发出测评票", _number(row, "ballots_issued"))),
            (
                Field("收回测评票", _number(row, "ballots_returned")),
                Field("有效票", _number(row, "ballots_valid")),
            ),
        ),
        label_width=5.5,
    )
    yield Heading("测评结果", 2)
    yield _grades(row)
    yield Heading("点评和指出的问题", 2)
    yield from _words_or_room(row.text("comments"))
    yield Heading("整改情况", 2)
    yield _rectified(source, row)
    yield Heading("上级评定", 2)
    yield Fields(
        (
            (
                Field("等次", row.text("overall_text")),
                Field("日期", day_text(row.text("decided_on")) if row.get("decided_on") else ""),
            ),
            (Field("意见", row.text("overall_opinion"), lines=3),),
        )
    )
    yield SignatureLine(("计票人（签名）", "监票人（签名）"))


def _number(row: Row, key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value)


def _words_or_room(text: str) -> Iterator[Block]:
    if not text:
        yield RuledLines(3)
    for line in filter(str.strip, text.splitlines()):
        yield Paragraph(line)


def _grades(row: Row) -> Table:
    words = words_of(row.get("scale"))
    counts = [row.get(grade) for grade in GRADES]
    total = sum(count or 0 for count in counts)
    columns = (
        TableColumn("", 4, "center"),
        *(TableColumn(words[grade], 5, "center") for grade in GRADES),
        TableColumn("无效票", 4, "center"),
    )
    numbers = tuple("" if count is None else str(count) for count in counts)
    shares = tuple("" if count is None else share_text(count, total) for count in counts)
    return Table(
        columns, (("票数", *numbers, _number(row, "invalid_count")), ("占比", *shares, "")), row_height=9
    )


def _rectified(source: ReportSource, row: Row) -> Table:
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("问题", 12),
        TableColumn("整改措施", 10),
        TableColumn("责任人", 4),
        TableColumn("期限", 6, "center"),
        TableColumn("情况", 5, "center"),
    )
    items = sorted(_items_of(source, row), key=lambda each: (each.text("found_on"), each.uid))
    lines = tuple(
        (
            str(number),
            each.text("problem"),
            each.text("measure"),
            str(each.get("owner") or ""),
            day_text(each.text("due_on")) if each.get("due_on") else "",
            each.text("state_text"),
        )
        for number, each in enumerate(items, start=1)
    )
    return Table(columns, lines, size="small", empty="整改清单里没有来源为书记述职评议的问题")


def _items_of(source: ReportSource, row: Row) -> Iterable[Row]:
    """Items of 整改清单 that name this hearing as their source: by its meeting, else by the year of its day."""
    meeting, held_on = row.get("meeting"), row.text("held_on")
    for item in source.rows("rectification"):
        if item.text("source") != LEDGER:
            continue
        own = item.get("meeting")
        is_of_meeting = bool(own and meeting and own.uid == meeting.uid)
        if is_of_meeting or (not (own and meeting) and item.text("found_on")[:4] == held_on[:4]):
            yield item


# --- the figures of a year -------------------------------------------------------------------------------------
def build_secretary_figures(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """述职数据页: what the ledgers say of the year, to be quoted in a report."""
    view = YearView(facts, year_of(options, facts))
    columns = (TableColumn("项目", 10), TableColumn("数字", 6, "right"), TableColumn("说明", 16))
    return ReportDocument(
        title=f"{view.year}年度述职数据页",
        subtitle=f"{facts.profile.name}　截至{day_text(view.as_of.isoformat())}",
        responsible=responsible_of(facts),
        dated_on=view.as_of.isoformat(),
        header=header_of(facts, view.year),
        form="sheet",
        blocks=(
            Table(columns, tuple(_figures(source, view)), row_height=8.5),
            Paragraph("数字来自各台账，供述职时引用；述职报告由述职人自己写。", "note"),
        ),
    )


_Figure = tuple[str, str, str]


def _figures(source: ReportSource, view: YearView) -> Iterator[_Figure]:
    yield from _of_members(view)
    yield from _of_meetings(view)
    yield from _of_talks(view)
    visits = [each for each in view.facts.visits if _is_of_year(view, each.visited_on)]
    yield "走访慰问", f"{len(visits)}次", f"{len({each.person for each in visits})}人"
    yield from _of_dues(view)
    items = [row for row in source.rows("rectification") if _is_of_year(view, row.text("found_on"))]
    done = sum(bool(row.get("done_on")) and row.text("done_on") <= view.today.isoformat() for row in items)
    yield "整改清单", f"{len(items)}条", f"已完成{done}条"


def _is_of_year(view: YearView, day: str) -> bool:
    return day[:4] == view.period and day <= view.today.isoformat()


def _of_members(view: YearView) -> Iterator[_Figure]:
    probationary = len(view.members - view.full_members)
    yield "党员", f"{len(view.members)}人", f"正式党员{len(view.full_members)}人，预备党员{probationary}人"
    people = view.roster.people.values()
    admitted = sum(_is_of_year(view, person.dates.admitted_on or "") for person in people)
    promoted = sum(_is_of_year(view, person.dates.promoted_on or "") for person in people)
    yield "发展党员", f"{admitted}人", f"按名册本年入党的；本年转正{promoted}人"


def _of_meetings(view: YearView) -> Iterator[_Figure]:
    for ledger, title in KIND_TITLES.items():
        held = view.held(ledger)
        expected = sum(len(meeting.expected) for meeting in held)
        came = sum(len(meeting.expected & meeting.present) for meeting in held)
        rate = f"平均到会率{share_text(came, expected)}" if expected else ""
        yield title, f"{len(held)}次", rate
    lectures = [
        lecture
        for lecture in view.held("party_lecture")
        if lecture.speaker and lecture.speaker == view.roster.holder_on("secretary", lecture.held_on)
    ]
    yield "书记讲党课", f"{len(lectures)}次", ""


def _of_talks(view: YearView) -> Iterator[_Figure]:
    matrix = talk_matrix(view)
    (paired, pairs), (reached, others) = matrix.counted(COMMITTEE), matrix.counted(COMMITTEE_MEMBER)
    told = f"支委之间{paired}/{pairs}，支委与党员{reached}/{others}" if matrix.is_asked else ""
    yield "谈心谈话", f"{len(talks_of_year(view))}次", told


def _of_dues(view: YearView) -> Iterator[_Figure]:
    dues = DuesView(view.facts)
    if dues.is_kept(view.year):
        sums = dues.sums(view.year)
        yield (
            "党费收缴",
            f"{yuan_text(sums.collected_fen)}元",
            f"上缴{yuan_text(sums.handed_over_fen)}元，使用{yuan_text(sums.used_fen)}元",
        )
