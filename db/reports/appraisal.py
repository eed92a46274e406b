"""民主评议 on paper: ballot, tally sheet, list of grades with its notice, and what each member is told.

Numbers and grades are those of the record; what is not recorded yet stays an empty place to write. Members stand by
姓氏笔画. Ballots carry no name of who votes and no place to sign.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from db.arithmetic.appraisal import GRADE_TITLES, GRADES
from db.arithmetic.days import day_text
from db.changes import Ref, Row
from db.ledgers.appraisal import CAP_BASES, DECIDERS, STAGES, UNGRADED, cap_base_of, to_be_graded
from db.reports.document import (
    Block,
    Field,
    Fields,
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
from db.reports.wording import BLANK, day_or_blank, header_of, responsible_of
from db.rules.facts import Facts

LEDGER = "appraisal"
_UNGRADED = {choice.code: choice.title.removesuffix("（本地要求）") for choice in UNGRADED}
_DECIDERS = {choice.code: choice.title for choice in DECIDERS}
_BASES = {choice.code: choice.title for choice in CAP_BASES}
Member = Mapping[str, Any]


class AppraisalSheet:
    """The words and numbers of one round as its papers want them."""

    def __init__(self, row: Row, facts: Facts) -> None:
        self.row, self.facts = row, facts
        self.branch = facts.profile.name
        self.year = str(row.get("year") or BLANK)
        known = facts.roster.people
        listed = [each for each in row.get("members") or () if isinstance(each.get("person"), Ref)]

        def key(each: Member) -> tuple[bool, str, str]:
            found = known.get(each["person"].uid)
            return found is None, found.stroke_key if found else "", each["person"].name

        self.members: tuple[Member, ...] = tuple(sorted(listed, key=key))
        graded = {each["person"].uid for each in to_be_graded(row.values, facts.roster)}
        self.graded = tuple(each for each in self.members if each["person"].uid in graded)
        self.others = tuple(each for each in self.members if each["person"].uid not in graded)

    def name(self, member: Member) -> str:
        """The member's name, with the year of birth where another on the list bears it too."""
        person, known = member["person"], self.facts.roster.people.get(member["person"].uid)
        is_shared = sum(each["person"].name == person.name for each in self.members) > 1
        born = known.born_on[:4] if known and known.born_on else ""
        return f"{person.name}（{born}）" if is_shared and born else str(person.name)

    def day(self, key: str) -> str:
        """A day in words, or room to write it."""
        return day_or_blank(self.row.text(key))

    def number(self, key: str) -> str:
        """A count as text, or room to write it."""
        value = self.row.get(key)
        return BLANK if value is None else str(value)

    @property
    def cap_text(self) -> str:
        """How many may be excellent, with the base."""
        base = cap_base_of(self.row.values, self.facts.roster)
        title = _BASES.get(self.row.text("cap_base"), _BASES["graded"])
        return f"优秀一般不超过三分之一：基数为{title}{base}人，最多{base // 3}人"

    def reason(self, member: Member) -> str:
        """Why a member is given no grade; a probationary one without a word on it is one."""
        return _UNGRADED.get(member.get("ungraded") or "probationary", "")

    def paper(self, title: str, blocks: tuple[Block, ...], **more: Any) -> ReportDocument:
        """A paper about this round."""
        day = self.row.text("held_on")
        plain: dict[str, Any] = {
            "form": "sheet",
            "dated_on": day,
            "subtitle": f"{self.branch}　{self.day('held_on')}",
        }
        return ReportDocument(
            title=title,
            blocks=blocks,
            responsible=responsible_of(self.facts),
            header=header_of(self.facts, int(day[:4]) if day else None),
            **(plain | more),
        )


def _sheets(source: ReportSource, facts: Facts, options: PrintOptions) -> list[AppraisalSheet]:
    """The round named by `uid`, else every one of the year."""
    if options.uid:
        return [AppraisalSheet(row_of(source, LEDGER, options.uid), facts)]
    return [AppraisalSheet(row, facts) for row in source.rows(LEDGER, year_of(options, facts))]


def _together(facts: Facts, options: PrintOptions, title: str, made: list[ReportDocument]) -> ReportDocument:
    """Several papers of one kind as one, each on a page of its own; a table without rows where there is none."""
    if not made:
        empty = Table((TableColumn("姓名", 6),), (), empty="（没有民主评议的记录）")
        return ReportDocument(title, (empty,), header=header_of(facts, year_of(options, facts)), form="sheet")
    blocks: list[Block] = list(made[0].blocks)
    for each in made[1:]:
        blocks += [PageBreak(), *each.blocks]
    first = made[0]
    return ReportDocument(
        first.title,
        tuple(blocks),
        first.subtitle,
        first.responsible,
        first.dated_on,
        first.header,
        landscape=first.landscape,
        form=first.form,
    )


def build_appraisal_ballot(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """One ballot, to be copied for everybody who takes part: names against the four grades."""
    sheet = AppraisalSheet(row_of(source, LEDGER, options.uid), facts)
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("姓名", 7, "center"),
        *(TableColumn(GRADE_TITLES[grade], 5, "center") for grade in GRADES),
    )
    rows = tuple(
        (str(number), sheet.name(each), "", "", "", "") for number, each in enumerate(sheet.graded, start=1)
    )
    rules = (
        "1. 对每名党员只在一栏里画“○”，多画的该党员一行无效。",
        f"2. {sheet.cap_text}。",
        "3. 无记名填写，不署名；预备党员参加测评，不列入评定等次的名单。",
    )
    return sheet.paper(
        f"{sheet.year}年度民主评议党员测评票",
        (
            *(Paragraph(rule, "note") for rule in rules),
            Table(columns, rows, row_height=8, empty="还没有列出评议名单"),
        ),
    )


def build_appraisal_tally(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """测评汇总表: ballots by name and grade, what they come to, and the grade given."""
    made = [_tally(sheet) for sheet in _sheets(source, facts, options)]
    return _together(facts, options, "民主评议党员测评汇总表", made)


def _tally(sheet: AppraisalSheet) -> ReportDocument:
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("姓名", 7),
        *(TableColumn(title, len(title) + 1, "center") for title in GRADE_TITLES.values()),
        TableColumn("合计", 3, "center"),
        TableColumn("测评票的结果", 8),
        TableColumn("评定等次", 4.5, "center"),
    )
    rows = tuple(
        (str(number), sheet.name(each), *_votes(each), each.get("proposed") or "", _grade(each))
        for number, each in enumerate(sheet.graded, start=1)
    )
    ballots = (
        Field("发出测评票", f"{sheet.number('ballots_issued')}张"),
        Field("收回测评票", f"{sheet.number('ballots_returned')}张"),
        Field("有效测评票", f"{sheet.number('ballots_valid')}张"),
    )
    stages = tuple(Field(title, sheet.day(key)) for key, title in STAGES)
    decided = Field("评定机构", _DECIDERS.get(sheet.row.text("decided_by"), ""))
    blocks: list[Block] = [
        Fields((stages[:2], stages[2:4], (stages[4], decided), ballots), label_width=6.0),
        Table(columns, rows, empty="还没有列出评议名单"),
        Paragraph(f"{sheet.cap_text}。测评票的结果只供研究，等次由支部评定。", "note"),
    ]
    if sheet.row.get("excess_reason"):
        blocks.append(Paragraph(sheet.row.text("excess_reason"), "note", lead="优秀超过三分之一的说明："))
    if sheet.others:
        told = "、".join(f"{sheet.name(each)}（{sheet.reason(each)}）" for each in sheet.others)
        blocks.append(Paragraph(told, "note", lead="参加评议、不定等次："))
    blocks += [SignatureLine((f"{who}（签名）",), dated=True) for who in ("监票人", "计票人")]
    return sheet.paper(f"{sheet.year}年度民主评议党员测评汇总表", tuple(blocks))


def _votes(member: Member) -> tuple[str, ...]:
    """The four counts and their sum; empty where nothing was counted."""
    counts = [member.get(grade) for grade in GRADES]
    if all(count is None for count in counts):
        return ("",) * 5
    return (*(str(count or 0) for count in counts), str(sum(count or 0 for count in counts)))


def _grade(member: Member) -> str:
    return GRADE_TITLES.get(member.get("grade") or "", "")


def build_appraisal_grades(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The notice with the grades of everybody, fit to be hung out."""
    made = [_notice(sheet) for sheet in _sheets(source, facts, options)]
    return _together(facts, options, "民主评议党员结果公示", made)


def _notice(sheet: AppraisalSheet) -> ReportDocument:
    return sheet.paper(
        f"{sheet.year}年度民主评议党员结果公示", tuple(_notice_blocks(sheet)), form="formal", subtitle=""
    )


def _notice_blocks(sheet: AppraisalSheet) -> Iterator[Block]:
    counts = "、".join(
        f"{GRADE_TITLES[grade]}{sum(each.get('grade') == grade for each in sheet.members)}名"
        for grade in GRADES
    )
    yield Paragraph(
        f"按照个人自评、党员互评、民主测评、组织评定的程序，{sheet.branch}于{sheet.day('held_on')}"
        f"开展{sheet.year}年度民主评议党员，参加评议的党员{len(sheet.members)}名，评定等次{len(sheet.graded)}名："
        f"{counts}。现将结果公示如下："
    )
    columns = (
        TableColumn("等次", 4, "center"),
        TableColumn("姓名", 26),
        TableColumn("人数", 3, "center"),
    )
    rows = []
    for grade in GRADES:
        named = [sheet.name(each) for each in sheet.graded if each.get("grade") == grade]
        if named:
            rows.append((GRADE_TITLES[grade], "、".join(named), str(len(named))))
    waiting = [sheet.name(each) for each in sheet.graded if each.get("grade") not in GRADES]
    if waiting:
        rows.append(("还没有评定", "、".join(waiting), str(len(waiting))))
    if sheet.others:
        rows.append(
            ("不定等次", "、".join(sheet.name(each) for each in sheet.others), str(len(sheet.others)))
        )
    yield Table(columns, tuple(rows), row_height=9, empty="还没有列出评议名单")
    yield Paragraph(
        f"公示期：{sheet.day('notice.from')}至{sheet.day('notice.to')}。"
        "公示期内有不同意见的，可以向支部或者上级党组织反映。"
    )
    yield Paragraph(sheet.branch, "signature")
    yield Paragraph(sheet.day("notice.from"), "signature")


def build_appraisal_feedback(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """One slip for each member: the grade, what is expected of him, and his own opinion, both written by hand."""
    sheet = AppraisalSheet(row_of(source, LEDGER, options.uid), facts)
    blocks: list[Block] = []
    for number, member in enumerate(sheet.members):
        if number:
            blocks.append(PageBreak())
        blocks += _slip(sheet, member)
    if not blocks:
        blocks.append(Table((TableColumn("姓名", 6),), (), empty="还没有列出评议名单"))
    return sheet.paper(f"{sheet.year}年度民主评议党员结果反馈单", tuple(blocks), subtitle=sheet.branch)


def _slip(sheet: AppraisalSheet, member: Member) -> Iterator[Block]:
    is_graded = member in sheet.graded
    grade = _grade(member) if is_graded else f"不定等次（{sheet.reason(member)}）"
    told = day_text(member["feedback_on"]) if member.get("feedback_on") else ""
    yield Heading(f"{sheet.name(member)}同志", 2)
    yield Fields(
        (
            (Field("评议年度", f"{sheet.year}年"), Field("测评日期", sheet.day("held_on"))),
            (Field("评定等次", grade), Field("反馈日期", told)),
        ),
        label_width=5.0,
    )
    yield RuledLines(5, "存在的主要问题和努力方向：")
    yield RuledLines(4, "本人意见：")
    yield from (SignatureLine((f"{who}（签名）",), dated=True) for who in ("反馈人", "本人"))
