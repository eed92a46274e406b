"""Everything the books hold about one person, gathered for one page: the same blocks for window, command line and paper.

A block names its records, so that each line can be opened. What a branch does not record has no block.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from db.arithmetic.appraisal import GRADE_TITLES
from db.arithmetic.days import day_text
from db.arithmetic.dues import yuan_text
from db.arithmetic.study_hours import hours_text
from db.changes import Row
from db.fields import Kind
from db.ledger_spec import LedgerSpec
from db.ledgers import LEDGERS, by_key
from db.ledgers.appraisal import UNGRADED
from db.rules.dues.months import DuesView
from db.rules.facts import Facts
from db.rules.study.hours import StudyYear, volunteer_minutes
from db.rules.year_view import KIND_TITLES, YearView
from db.services.saving import title_of

DAYS_BACK = 365
WITH_BLOCKS = frozenset(
    """post transfer mobile_member out_of_contact discipline commendation care_visit care_file admission
    dues_standard dues_payment""".split()  # noqa: SIM905 - read as one line of keys
)
"""Ledgers of one person whose records a block of their own tells; whatever else names a person has a line in 其他记录."""
Rows = Callable[[str], tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class CardLine:
    """One thing: its day ("" where none is known), what it is, and the record to open ("" where there is none).

    `state` is how somebody stood to a meeting: present, excused, absent, observer, unknown; "" elsewhere.
    """

    on: str
    words: str
    ledger: str = ""
    uid: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class CardBlock:
    """Lines of one kind, the newest first unless they tell a history. `adds` is the ledger that a new one goes to."""

    key: str
    title: str
    lines: tuple[CardLine, ...] = ()
    summary: str = ""
    nothing: str = ""  # what to say where there is none; "" leaves the block out
    adds: str = ""


def member_blocks(facts: Facts, rows: Rows, uid: str, day: date) -> tuple[CardBlock, ...]:
    """The blocks of one person as of a day, in the order of the card; those with nothing to say are left out."""
    card = _Card(replace(facts, today=min(day, facts.today)), rows, uid)
    return tuple(block for block in card.blocks() if block.lines or block.summary or block.nothing)


class _Card:
    """One person's facts, as of the facts' today."""

    def __init__(self, facts: Facts, rows: Rows, uid: str) -> None:
        self.facts, self.rows, self.uid = facts, rows, uid
        self.view = YearView(facts, facts.today.year)
        self.today = facts.today.isoformat()

    def blocks(self) -> Iterator[CardBlock]:
        """Every block, empty ones too."""
        yield self._history()
        yield self._admission()
        yield self._posts()
        yield self._meetings()
        yield self._study()
        yield self._dues()
        yield self._talks()
        yield self._appraisals()
        yield self._visits()
        yield self._honours()
        yield self._sanctions()
        yield self._transfers()
        yield self._away()
        yield self._care()
        yield self._others()

    # --- standing ---------------------------------------------------------------------------------------------
    def _history(self) -> CardBlock:
        person = self.facts.roster.people.get(self.uid)
        if person is None:
            return CardBlock("history", "变动", nothing="没有变动记录")
        spec, dates = by_key("person"), person.dates
        found = [
            (on, what)
            for on, what in (
                (dates.applied_on, "申请入党"),
                (dates.admitted_on, "入党"),
                (dates.promoted_on, "转为正式党员"),
            )
            if on
        ]
        for key, events in (("stage", dates.stage_events), ("roll_status", dates.status_events)):
            found += [(each.on or "", spec.field(key).title_of(each.value)) for each in events]
        groups = self.facts.roster.groups
        found += [(each.on or "", f"编入{groups.get(each.value, '党小组')}") for each in person.group_events]
        lines = tuple(CardLine(on, what, "person", self.uid) for on, what in sorted(set(found)))
        return CardBlock("history", "变动", lines, nothing="没有变动记录")

    def _admission(self) -> CardBlock:
        lines = []
        for file in self.facts.admissions:
            if file.person == self.uid:
                done = sum(on <= self.facts.today for on in file.history.done.values())
                last = max((on for on in file.history.done.values() if on <= self.facts.today), default=None)
                on = last.isoformat() if last else ""
                lines.append(CardLine(on, f"发展党员册，已办{done}步", "admission", file.uid))
        return CardBlock("admission", "发展党员", tuple(lines))

    def _posts(self) -> CardBlock:
        title_of = by_key("post").field("post").title_of
        lines = tuple(
            CardLine(
                f"{held.from_on or '不详'} 至 {held.until_on or '今'}", title_of(held.post), "post", held.uid
            )
            for held in self.facts.roster.posts
            if held.person_uid == self.uid
        )
        return CardBlock("posts", "支部任职", lines)

    # --- the year ---------------------------------------------------------------------------------------------
    def _meetings(self) -> CardBlock:
        """The meetings of the twelve months before the day at which the person was expected or seen."""
        since = (self.facts.today - timedelta(days=DAYS_BACK)).isoformat()
        lines = []
        for meeting in self.facts.meetings:
            if not since <= meeting.held_on <= self.today:
                continue
            state = next((each.state for each in meeting.attendance if each.person == self.uid), None)
            if state is not None or self.uid in meeting.expected:
                words = f"{KIND_TITLES.get(meeting.ledger, '会议')} {meeting.topic}".strip()
                lines.append(
                    CardLine(meeting.held_on, words, meeting.ledger, meeting.uid, state or "unknown")
                )
        came = sum(line.state == "present" for line in lines)
        summary = f"应到 {len(lines)} 次，到会 {came} 次" if lines else ""
        title, nothing = "近一年参加组织生活", "近一年没有应参加的会议"
        return CardBlock("meetings", title, tuple(reversed(lines)), summary, nothing)

    def _study(self) -> CardBlock:
        """Hours of the year; what was learnt in meetings is told in a sum, courses line by line."""
        if self.uid not in self.view.members:
            return CardBlock("study", "学时")
        study = StudyYear(self.facts, self.view.year)
        account = study.account(self.uid)
        lines = tuple(
            CardLine(line.on, f"{line.title}　{hours_text(line.tenths)}学时", line.ledger, line.uid)
            for line in reversed(account.lines)
            if line.ledger == "study"
        )
        of_meetings = sum(line.tenths for line in account.lines if line.ledger != "study")
        state = account.exempt or (f"还缺 {hours_text(account.missing)}" if account.missing else "已够")
        summary = (
            f"应达 {account.required}，已达 {hours_text(account.reached)}"
            f"（会议 {hours_text(of_meetings)}），{state}"
        )
        minutes = sum(
            each[3] for each in volunteer_minutes(self.facts, self.uid, study.year, self.facts.today)
        )
        if minutes:
            summary += f"；志愿服务 {hours_text(minutes * 10 // 60)} 小时"
        return CardBlock("study", f"{study.year}年学时", lines, summary, adds="study")

    def _dues(self) -> CardBlock:
        dues, year = DuesView(self.facts), self.view.year
        if not dues.is_kept(year) or not (dues.standards_of(self.uid) or self._payments()):
            return CardBlock("dues", "党费")
        months = [f"{year:04d}-{number:02d}" for number in range(1, self.facts.today.month + 1)]
        due, paid = (
            sum(amount(self.uid, month) for month in months) for amount in (dues.due_fen, dues.paid_fen)
        )
        behind = len(dues.arrears(self.uid, months[-1]))
        summary = f"应交 {yuan_text(due)} 元，已交 {yuan_text(paid)} 元"
        summary += f"，欠 {behind} 个月" if behind else ""
        return CardBlock("dues", f"{year}年党费", self._payments(), summary, adds="dues_payment")

    def _payments(self) -> tuple[CardLine, ...]:
        return tuple(
            CardLine(each.paid_on, f"交 {yuan_text(each.amount_fen)} 元", "dues_payment", each.uid)
            for each in reversed(self.facts.dues.payments)
            if each.person == self.uid and each.paid_on[:4] == self.view.period and each.paid_on <= self.today
        )

    def _talks(self) -> CardBlock:
        lines = []
        for talk in reversed(self.facts.talks):
            if self.uid in talk.people and talk.held_on <= self.today:
                other = next((each for each in talk.people if each != self.uid), "")
                name = self.view.name(other)
                words = f"与{name}谈心谈话" if name else "谈心谈话，对方已不在名册"
                lines.append(CardLine(talk.held_on, words, "heart_talk", talk.uid))
        return CardBlock("talks", "谈心谈话", tuple(lines), nothing="没有谈话记录", adds="heart_talk")

    def _appraisals(self) -> CardBlock:
        """Grades; a member without one is told why."""
        lines = []
        reasons = {choice.code: choice.title for choice in UNGRADED}
        for round_ in reversed(self.facts.life.appraisals):
            for member in round_.members:
                if member.person == self.uid and round_.held_on <= self.today:
                    reason = reasons.get(member.ungraded, "没有写等次")
                    grade = GRADE_TITLES.get(member.grade, reason)
                    words = f"{round_.year}年度民主评议：{grade}"
                    lines.append(CardLine(round_.held_on, words, "appraisal", round_.uid))
        return CardBlock("appraisals", "民主评议", tuple(lines))

    # --- care and honour --------------------------------------------------------------------------------------
    def _visits(self) -> CardBlock:
        title_of = by_key("care_visit").field("reason").title_of
        lines = tuple(
            CardLine(visit.visited_on, f"走访慰问：{title_of(visit.reason)}", "care_visit", visit.uid)
            for visit in sorted(self.facts.visits, key=lambda each: each.visited_on, reverse=True)
            if visit.person == self.uid and visit.visited_on <= self.today
        )
        return CardBlock("visits", "走访慰问", lines, nothing="没有走访记录", adds="care_visit")

    def _honours(self) -> CardBlock:
        title_of = by_key("commendation").field("kind").title_of
        lines = tuple(
            CardLine(each.awarded_on, each.title or title_of(each.kind), "commendation", each.uid)
            for each in reversed(self.facts.honours)
            if each.person == self.uid and each.awarded_on <= self.today
        )
        return CardBlock("honours", "表彰奖励", lines, adds="commendation")

    def _sanctions(self) -> CardBlock:
        title_of = by_key("discipline").field("kind").title_of
        lines = []
        for each in reversed(self.facts.affiliation.sanctions):
            if each.person == self.uid and each.begun_on <= self.today:
                ended = f"，{day_text(each.lifted_on)}恢复（解除）" if each.lifted_on else ""
                lines.append(CardLine(each.begun_on, f"{title_of(each.kind)}{ended}", "discipline", each.uid))
        lines += self._measures()
        lines.sort(key=lambda line: line.on, reverse=True)
        return CardBlock("sanctions", "处分和组织处理", tuple(lines))

    def _measures(self) -> Iterator[CardLine]:
        spec = by_key("membership_measure")
        for each in self.facts.affiliation.measures:
            if each.person == self.uid and each.begun_on <= self.today:
                told = (
                    f"{spec.field('kind').title_of(each.kind)}（{spec.field('cause').title_of(each.cause)}）"
                )
                ended = f"，{day_text(each.restored_on)}恢复" if each.restored_on else ""
                yield CardLine(each.begun_on, f"{told}{ended}", spec.key, each.uid)

    def _transfers(self) -> CardBlock:
        lines = []
        for each in reversed(self.facts.affiliation.transfers):
            if each.person == self.uid and each.issued_on <= self.today:
                way = f"转往{each.other}" if each.direction == "out" else f"由{each.other}转入"
                state = f"，回执{day_text(each.receipt_on)}" if each.receipt_on else "，回执未到"
                lines.append(CardLine(each.issued_on, f"{way}{state}", "transfer", each.uid))
        return CardBlock("transfers", "组织关系", tuple(lines))

    def _away(self) -> CardBlock:
        lines = []
        for away in reversed(self.facts.affiliation.absences):
            if away.person == self.uid and away.since <= self.today:
                until = f"，{day_text(away.until)}返回" if away.until else ""
                last = f"，最近联系{day_text(away.contacts[-1])}" if away.contacts else ""
                words = f"外出流动{'（国、境外）' if away.abroad else ''}{until}{last}"
                lines.append(CardLine(away.since, words, "mobile_member", away.uid))
        for search in reversed(self.facts.affiliation.searches):
            if search.person == self.uid and search.since <= self.today:
                found = f"，{day_text(search.restored_on)}恢复联系" if search.restored_on else ""
                lines.append(CardLine(search.since, f"失去联系{found}", "out_of_contact", search.uid))
        return CardBlock("away", "流动与失联", tuple(lines))

    def _care(self) -> CardBlock:
        """Why somebody is cared for, by whom, and which relatives are known; nothing more of a family."""
        spec, lines = by_key("care_file"), []
        for row in self.rows("care_file"):
            if row.get("person") is None or row["person"].uid != self.uid:
                continue
            parts = [spec.field(key).title_of(row.get(key)) for key in ("purpose", "kind") if row.get(key)]
            parts += [f"联系人{row['contact_person']}"] if row.get("contact_person") else []
            lines.append(CardLine(row.text("since"), "，".join(parts), "care_file", row.uid))
            if row.get("measures"):
                lines.append(CardLine("", f"帮扶措施：{row['measures'].rstrip('。')}", "care_file", row.uid))
            family = [
                f"{each['relation']}{each.get('name') or ''}"
                for each in row.get("family", ())
                if each.get("relation")
            ]
            if family:
                lines.append(CardLine("", f"家属：{'、'.join(family)}", "care_file", row.uid))
        return CardBlock("care", "关爱帮扶", tuple(lines), adds="care_file")

    def _others(self) -> CardBlock:
        """Records of every further ledger that is about one person, so that a new kind is never missing here."""
        lines = []
        for spec in LEDGERS:
            field = spec.by_key.get("person")
            if spec.key in WITH_BLOCKS or field is None or field.kind is not Kind.PERSON:
                continue
            for row in self.rows(spec.key):
                on = _day_of(spec, row)
                if row.get("person") and row["person"].uid == self.uid and on <= self.today:
                    lines.append(CardLine(on, f"{spec.title}：{title_of(spec, row)}", spec.key, row.uid))
        lines.sort(key=lambda line: line.on, reverse=True)
        return CardBlock("others", "其他记录", tuple(lines))


def _day_of(spec: LedgerSpec, row: Row) -> str:
    value = row.get(spec.day or spec.sort)
    return value if isinstance(value, str) else row.entered_on
