"""换届 on paper: candidates, ballot, tally sheet, and the report of the result. Numbers are those of the record.

What is not recorded yet stays an empty place to write. Candidates for the committee stand by 姓氏笔画 (ELECT20 art. 24),
for secretary in the order approved. Ballots carry no name and no place to sign.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from db.arithmetic.days import day_text
from db.changes import Ref, Row
from db.ledgers.election import OCCASIONS
from db.ledgers.post import POSTS
from db.reports.document import (
    Block,
    Field,
    Fields,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)
from db.reports.source import PrintOptions, ReportSource, row_of
from db.reports.wording import BLANK, DAY_TO_WRITE, day_or_blank, header_of, names, responsible_of, sex_of
from db.rules.facts import Facts

LEDGER = "election"
_OCCASIONS = {choice.code: choice.title for choice in OCCASIONS}
_POSTS = {choice.code: choice.title for choice in POSTS}
_COUNTS = ("for", "against", "abstain")


class ElectionSheet:
    """The words and numbers of one election as its papers want them."""

    def __init__(self, row: Row, facts: Facts) -> None:
        self.row, self.facts = row, facts
        self.is_of_committee = row.text("elects") != "secretary"
        self.what = "支部委员会委员" if self.is_of_committee else "支部书记"
        self.occasion = _OCCASIONS.get(row.text("occasion"), "选举")
        self.branch = facts.profile.name
        self.superior = facts.profile.superior or f"{BLANK}上级党组织"

    def number(self, key: str) -> str:
        """A count as text, or room to write it."""
        value = self.row.get(key)
        return BLANK if value is None else str(value)

    @property
    def day(self) -> str:
        """The day of the election in words."""
        return day_or_blank(self.row.text("held_on"))

    @property
    def candidates(self) -> tuple[Ref, ...]:
        """In the order in which they stand on ballots and lists."""
        listed = tuple(self.row.get("candidates") or ())
        return self.by_strokes(listed) if self.is_of_committee else listed

    def by_strokes(self, people: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """People by 姓氏笔画; whoever is no longer on the roster comes last."""
        known = self.facts.roster.people

        def key(person: Ref) -> tuple[bool, str, str]:
            found = known.get(person.uid)
            return found is None, found.stroke_key if found else "", person.name

        return tuple(sorted(people, key=key))

    @property
    def invalid(self) -> str:
        """Ballots that came back and do not count."""
        returned, valid = self.row.get("ballots_returned"), self.row.get("ballots_valid")
        return BLANK if returned is None or valid is None else str(returned - valid)

    def votes_of(self, uid: str) -> tuple[str, str, str]:
        """In favour, against, abstaining; empty where nothing was written down."""
        found: Mapping[str, Any] = next(
            (each for each in self.row.get("votes") or () if each["person"] and each["person"].uid == uid), {}
        )
        shown = tuple("" if found.get(key) is None else str(found[key]) for key in _COUNTS)
        return shown[0], shown[1], shown[2]

    def paper(self, title: str, blocks: tuple[Block, ...], **more: Any) -> ReportDocument:
        """A paper about this election."""
        day = self.row.text("held_on")
        plain: dict[str, Any] = {"form": "sheet", "dated_on": day}
        return ReportDocument(
            title=title,
            blocks=blocks,
            responsible=responsible_of(self.facts),
            header=header_of(self.facts, int(day[:4]) if day else None),
            **(plain | more),
        )


def sheet_of(source: ReportSource, facts: Facts, options: PrintOptions) -> ElectionSheet:
    """The election named by `uid`; NotFoundError if there is none."""
    return ElectionSheet(row_of(source, LEDGER, options.uid), facts)


def build_election_candidates(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The list of candidates with what the roster knows of them as of the day of the election."""
    sheet = sheet_of(source, facts, options)
    rows = tuple(_candidate(number, each, sheet) for number, each in enumerate(sheet.candidates, start=1))
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("姓名", 5),
        TableColumn("性别", 2, "center"),
        TableColumn("出生年月", 5, "center"),
        TableColumn("入党时间", 5, "center"),
        TableColumn("现任党内职务", 7),
        TableColumn("备注", 6),
    )
    order = "按姓氏笔画排列" if sheet.is_of_committee else "按上级批准的次序排列"
    seats = f"应选{sheet.number('seats')}名，候选人{len(rows)}名，{order}。"
    table = Table(columns, rows, row_height=9, empty="还没有登记候选人")
    return sheet.paper(f"{sheet.what}候选人名单", (Paragraph(seats, "plain"), table), subtitle=sheet.branch)


def _candidate(number: int, person: Ref, sheet: ElectionSheet) -> tuple[str, ...]:
    known, day = sheet.facts.roster.people.get(person.uid), sheet.row.text("held_on")
    if known is None:
        return (str(number), person.name, "", "", "", "", "")
    posts = (
        [held for held in sheet.facts.roster.posts_on(day) if held.person_uid == person.uid] if day else []
    )
    return (
        str(number),
        person.name,
        sex_of(known),
        day_text(known.born_on[:7]) if known.born_on else "",
        day_text(known.dates.admitted_on[:7]) if known.dates.admitted_on else "",
        "、".join(dict.fromkeys(_POSTS.get(held.post, held.post) for held in posts)),
        "",
    )


def build_election_ballot(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """One ballot, to be copied as often as there are voters present. As many free lines as seats for others."""
    sheet = sheet_of(source, facts, options)
    seats = sheet.row.get("seats") or 1
    columns = (
        TableColumn("候选人", 8, "center"),
        TableColumn("赞成", 5, "center"),
        TableColumn("不赞成", 5, "center"),
        TableColumn("弃权", 5, "center"),
    )
    others = (TableColumn("另选他人", 8, "center"), TableColumn("赞成", 5, "center"))
    rules = (
        f"1. 应选{seats}名。赞成的人数（包括另选的）等于或少于{seats}名的选票有效，多于{seats}名的无效。",
        "2. 每名候选人只在一栏里画“○”。",
        "3. 不赞成某名候选人的，可以另选他人，把姓名写在“另选他人”栏内，并在后面画“○”；弃权的不能另选。",
    )
    return sheet.paper(
        f"{sheet.what}选票",
        (
            Table(
                columns,
                tuple((each.name, "", "", "") for each in sheet.candidates),
                row_height=13,
                size="large",
            ),
            Table(others, (("", ""),) * seats, row_height=13, size="large"),
            *(Paragraph(rule, "plain") for rule in rules),
            Paragraph(sheet.day, "signature"),
        ),
        subtitle=sheet.branch,
    )


def counted_fields(sheet: ElectionSheet) -> Fields:
    """Who ought to come, who came, and the ballots."""

    def people(key: str) -> str:
        return f"{sheet.number(key)}人"

    def ballots(key: str) -> str:
        return f"{sheet.number(key)}张"

    return Fields(
        (
            (Field("应到会有选举权", people("ought_to_attend")), Field("实到会有选举权", people("present"))),
            (Field("发出选票", ballots("ballots_issued")), Field("收回选票", ballots("ballots_returned"))),
            (Field("有效票", ballots("ballots_valid")), Field("无效票", f"{sheet.invalid}张")),
        ),
        label_width=8.0,
    )


def build_election_tally(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The sheet on which votes are counted, empty before the meeting, filled in with what was recorded after it."""
    sheet = sheet_of(source, facts, options)
    columns = (
        TableColumn("姓名", 6, "center"),
        TableColumn("画“正”计票", 12),
        TableColumn("赞成", 4, "center"),
        TableColumn("不赞成", 4, "center"),
        TableColumn("弃权", 4, "center"),
    )
    listed = {each.uid for each in sheet.candidates}
    rows = [(each.name, "", *sheet.votes_of(each.uid)) for each in sheet.candidates]
    written = [each["person"] for each in sheet.row.get("votes") or () if each["person"]]
    rows += [
        (f"{each.name}（另选）", "", *sheet.votes_of(each.uid)) for each in written if each.uid not in listed
    ]
    if not written:
        rows += [("", "", "", "", "")] * 3
    return sheet.paper(
        f"{sheet.what}选举计票单",
        (
            counted_fields(sheet),
            Table(columns, tuple(rows), row_height=12, size="large"),
            Paragraph("收回的选票等于或少于发出的，选举有效；多于发出的无效，应当重新选举。", "note"),
            *(SignatureLine((f"{who}（签名）",), dated=True) for who in ("监票人", "计票人")),
        ),
        subtitle=f"{sheet.branch}　{sheet.day}",
    )


def build_election_report(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The report to the superior: what was counted and who was elected, and on what it rests."""
    sheet = sheet_of(source, facts, options)
    return sheet.paper(
        f"关于{sheet.what}{sheet.occasion}结果的报告", tuple(_report(sheet)), form="formal", titled=True
    )


def _report(sheet: ElectionSheet) -> Iterator[Block]:
    row = sheet.row
    yield Paragraph(f"{sheet.superior}：", "plain")
    excluded = [
        each["person"]
        for each in row.get("excluded") or ()
        if each.get("person") and each.get("superior_agreed_on") and each.get("meeting_approved")
    ]
    left_out = f"{names(excluded)}经上级同意并经大会通过，不计算在应到会人数之内。" if excluded else ""
    yield Paragraph(
        f"{sheet.branch}于{sheet.day}召开党员大会，以无记名投票方式选举{sheet.what}。"
        f"应到会有选举权的党员{sheet.number('ought_to_attend')}名，实到会{sheet.number('present')}名。{left_out}"
        f"大会发出选票{sheet.number('ballots_issued')}张，收回{sheet.number('ballots_returned')}张，"
        f"其中有效票{sheet.number('ballots_valid')}张，无效票{sheet.invalid}张。"
    )
    if not row.get("votes"):
        yield Notice("还没有登记得票，打印的是空白报告。")
    elif not row.get("vote_valid"):
        yield Notice("按登记的数字，本次选举无效或者不能选举，请核对。")
    yield Paragraph("得票情况（按得票多少排列）：", "plain")
    yield _votes_table(sheet)
    elected = sheet.by_strokes(tuple(row.get("elected") or ()))
    yield Paragraph(f"当选的{sheet.what}（按姓氏笔画排列）：{names(elected) or BLANK}。")
    if row.get("second_round"):
        yield Paragraph(f"还有{row.get('second_seats')}个名额要再次投票选举。")
    yield Paragraph("特此报告，请予审批。" if not sheet.is_of_committee else "特此报告，请予备案。")
    yield Paragraph(sheet.branch, "signature")
    yield Paragraph(DAY_TO_WRITE, "signature")
    if row.get("reasons"):
        yield PageBreak()
        yield Heading("计算依据（留存，不上报）", 2)
    for reason in row.get("reasons") or ():
        yield Paragraph(f"{reason['text']}。{_basis(reason['basis'])}", "note")


def _basis(basis: Mapping[str, str]) -> str:
    edition = f"（{basis['edition']}）" if basis["edition"] else ""
    return f"依据：{basis['regulation']}{basis['article']}{edition}。"


def _votes_table(sheet: ElectionSheet) -> Table:
    columns = (
        TableColumn("姓名", 7, "center"),
        TableColumn("赞成", 4, "center"),
        TableColumn("不赞成", 4, "center"),
        TableColumn("弃权", 4, "center"),
        TableColumn("结果", 5, "center"),
    )
    elected = {person.uid for person in sheet.row.get("elected") or ()}
    voted = [each for each in sheet.row.get("votes") or () if each["person"]]
    voted.sort(key=lambda each: -(each.get("for") or 0))
    rows = [
        (
            each["person"].name,
            *sheet.votes_of(each["person"].uid),
            "当选" if each["person"].uid in elected else "未当选",
        )
        for each in voted
    ] or [(each.name, "", "", "", "") for each in sheet.candidates]
    return Table(columns, tuple(rows), row_height=9)
