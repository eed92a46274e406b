"""支委情况台账 and 换届提醒台账: who sits on the committee, when its term ends, and where the next election stands."""

from datetime import date

from db.arithmetic.days import add_months, day_text
from db.changes import Basis
from db.ledgers.post import POSTS
from db.reports.document import Block, Field, Fields, Heading, Paragraph, ReportDocument, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource, day_of
from db.reports.wording import header_of, responsible_of, sex_of
from db.rules.duties import duties
from db.rules.election.term import lawful_years, ordinary_end, term_end
from db.rules.facts import Facts
from db.rules.library import basis
from db.rules.reminders import TERM_WINDOWS

_POSTS = {choice.code: (number, choice.title) for number, choice in enumerate(POSTS)}
_STATES = {"done": "已完成", "due": "未到期", "late": "已逾期", "not_applicable": "不需要"}


def build_committee_table(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """Everybody who holds a post on the day chosen, in the order of the posts."""
    day = day_of(options, facts)
    held = sorted(facts.roster.posts_on(day), key=lambda post: (_POSTS.get(post.post, (99, ""))[0], post.uid))
    rows = []
    for number, post in enumerate(held, start=1):
        person = facts.roster.people.get(post.person_uid)
        rows.append(
            (
                str(number),
                _POSTS.get(post.post, (99, post.post))[1],
                person.name if person else "",
                sex_of(person),
                day_text(person.born_on[:7]) if person and person.born_on else "",
                day_text(person.dates.admitted_on[:7]) if person and person.dates.admitted_on else "",
                day_text(post.from_on) if post.from_on else "",
                "",
            )
        )
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("职务", 5),
        TableColumn("姓名", 5),
        TableColumn("性别", 2, "center"),
        TableColumn("出生年月", 5, "center"),
        TableColumn("入党时间", 5, "center"),
        TableColumn("任职日期", 7.5, "center"),
        TableColumn("备注", 4),
    )
    return ReportDocument(
        title="支部委员会成员情况台账",
        subtitle=f"截至{day_text(day.isoformat())}",
        responsible=responsible_of(facts),
        dated_on=day.isoformat(),
        header=header_of(facts, day.year),
        form="sheet",
        blocks=(Table(columns, tuple(rows), row_height=9, empty="任职登记中没有支委"),),
    )


def build_term_table(_source: ReportSource, facts: Facts, _options: PrintOptions) -> ReportDocument:
    """When the present term ends, on which days that is reminded of, and the steps of the election with their state."""
    end = term_end(facts.profile)
    return ReportDocument(
        title="换届提醒台账",
        subtitle=f"截至{day_text(facts.today.isoformat())}",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, facts.today.year),
        form="sheet",
        blocks=_term_blocks(facts, end) if end else (Paragraph("还没有登记本届选举日期，算不出届满日期。"),),
    )


def _term_blocks(facts: Facts, end: date) -> tuple[Block, ...]:
    profile = facts.profile
    started, full = profile.term_start_on or "", ordinary_end(profile) or end
    extended = f"（经批准延期，原应{_day(full)}届满）" if end > full else ""
    reminded = "、".join(
        f"前{months}个月 {_day(add_months(end, -months))}" for months in sorted(TERM_WINDOWS)[::-1]
    )
    fields = Fields(
        (
            (Field("本届选举日期", day_text(started)),),
            (Field("任期", f"{profile.term_years or lawful_years(profile)}年"),),
            (Field("届满日期", f"{_day(end)}{extended}"),),
            (Field("提醒日期", reminded),),
        ),
        label_width=7.0,
    )
    columns = (
        TableColumn("期限", 6, "center"),
        TableColumn("事项", 9),
        TableColumn("情况", 4, "center"),
        TableColumn("依据", 14),
    )
    steps = [
        duty
        for year in sorted({add_months(end, -6).year, end.year})
        for duty in duties(facts, year)
        if duty.duty.startswith("term_") and duty.period == str(end.year)
    ]
    rows = tuple(
        (day_text(each.due_on), each.title, _STATES[each.state], _words(each.basis)) for each in steps
    )
    note = f"任期的依据：{_words(basis('TERM-05', facts.today))}。"
    return fields, Heading("换届各步", 2), Table(columns, rows, row_height=9), Paragraph(note, "note")


def _words(rests_on: Basis) -> str:
    return rests_on.text.removeprefix("依据：")


def _day(day: date) -> str:
    return day_text(day.isoformat())
