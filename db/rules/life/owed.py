"""What organization life owes in a year: meetings, lectures, appraisal, talks, plans and summaries.

Counted from what is recorded up to today.

Founding: no period before it is owed. The month or quarter of the founding itself is not full, so it is
exempt; the year of the founding is owed only when the branch stood by the end of June.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from db.arithmetic.days import add_months, day_text, earliest, latest
from db.rules.facts import Document, Group, Meeting
from db.rules.life.must_talk import DUTY as MUST_TALK
from db.rules.life.must_talk import occasions, talk_of
from db.rules.life.talk_matrix import COMMITTEE, COMMITTEE_MEMBER, talk_matrix, talks_of_year
from db.rules.obligation import Obligation, Period, months, quarters, whole
from db.rules.year_view import YearView, has_committee, record

APPRAISAL = "民主评议"


def life_of_the_year(view: YearView) -> Iterator[Obligation]:
    """Everything of organization life owed in the year, met or not."""
    yield from _meetings(view)
    yield from _groups(view)
    yield from _lectures(view)
    yield from _yearly(view)
    yield from _occasions(view)
    yield from _papers(view)


def is_before_founding(view: YearView, period: Period) -> bool:
    founded = view.profile.founded_on
    return bool(founded) and period.last < earliest(founded or "")


def founding_exemption(view: YearView, period: Period) -> str:
    founded = view.profile.founded_on
    if not founded or latest(founded) <= period.first:
        return ""
    is_year = len(period.name) == 4
    if is_year and latest(founded) <= date(period.first.year, 6, 30):
        return ""
    return f"支部于{day_text(founded)}成立，本期不满"


def _owed(
    view: YearView, duty: str, period: Period, evidence: Iterable[Meeting], due_on: date | None = None
) -> Iterator[Obligation]:
    if is_before_founding(view, period):
        return
    records = tuple(record(meeting) for meeting in evidence)
    yield Obligation(
        duty,
        period.name,
        period.first,
        period.last,
        due_on or period.last,
        evidence=records,
        is_met=bool(records),
        exempt=founding_exemption(view, period),
    )


def _meetings(view: YearView) -> Iterator[Obligation]:
    for quarter in quarters(view.year):
        held = view.held_between(quarter.first, quarter.last, "general_meeting")
        yield from _owed(view, "general_meeting", quarter, held)
    for month in months(view.year):
        if has_committee(view.roster, month.first) and has_committee(view.roster, month.last):
            held = view.held_between(month.first, month.last, "committee_meeting")
            yield from _owed(view, "committee_meeting", month, held)
        held = view.held_between(month.first, month.last, "theme_day")
        yield from _owed(view, "theme_day", month, held, _theme_day_due(view, month))


def _theme_day_due(view: YearView, month: Period) -> date:
    fixed = view.profile.theme_day
    return month.last.replace(day=min(fixed, month.last.day)) if fixed else month.last


def _groups(view: YearView) -> Iterator[Obligation]:
    for month in months(view.year):
        if is_before_founding(view, month):
            continue
        held = view.held_between(month.first, month.last, "group_meeting")
        for group in view.facts.groups:
            if _group_existed(view, group, month):
                yield _group_obligation(view, group, month, held)


def _group_existed(view: YearView, group: Group, month: Period) -> bool:
    members_on = view.roster.group_members_on
    return bool(members_on(group.uid, month.first)) and bool(members_on(group.uid, month.last))


def _group_obligation(view: YearView, group: Group, month: Period, held: Iterable[Meeting]) -> Obligation:
    evidence = tuple(record(meeting) for meeting in held if meeting.group == group.uid)
    return Obligation(
        "group_meeting",
        month.name,
        month.first,
        month.last,
        month.last,
        evidence=evidence,
        is_met=bool(evidence),
        subject=group.name,
        subject_uid=group.uid,
        exempt=founding_exemption(view, month),
    )


def _lectures(view: YearView) -> Iterator[Obligation]:
    for quarter in quarters(view.year):
        yield from _owed(
            view, "party_lecture", quarter, view.held_between(quarter.first, quarter.last, "party_lecture")
        )
    had_secretary = any(held.post == "secretary" for held in view.roster.posts)
    lectures = (
        lecture
        for lecture in view.held("party_lecture")
        if lecture.speaker and lecture.speaker == view.roster.holder_on("secretary", lecture.held_on)
    )
    for owed in _owed(view, "secretary_lecture", whole(view.year), lectures):
        yield owed if had_secretary else _without_posts(owed, "任职登记中没有书记，无法判断")


def _without_posts(owed: Obligation, reason: str) -> Obligation:
    return Obligation(
        owed.duty, owed.period, owed.first, owed.last, owed.due_on, exempt=owed.exempt or reason
    )


def is_appraisal(meeting: Meeting) -> bool:
    """Whether members were appraised: the life meeting says so, or a topic or agenda item names 民主评议."""
    if meeting.ledger not in ("life_meeting", "general_meeting"):
        return False
    named = APPRAISAL in meeting.topic or any(APPRAISAL in item.title for item in meeting.agenda)
    return named or (meeting.ledger == "life_meeting" and meeting.with_appraisal)


def _yearly(view: YearView) -> Iterator[Obligation]:
    year = whole(view.year)
    yield from _owed(view, "life_meeting", year, view.held("life_meeting"))
    yield from _appraisals(view, year)
    if not is_before_founding(view, year):
        yield _talks(view, year)
        yield _hearing(view, year)


def _hearing(view: YearView, year: Period) -> Obligation:
    """述职评议 about the year, some months after its end at the latest (the months are local)."""
    months_after = view.number("secretary_appraisal.months")
    due_on = min(add_months(year.last, months_after), date(date.max.year, 12, 31))
    held = tuple(
        ("secretary_appraisal", each.uid)
        for each in sorted(view.facts.hearings, key=lambda each: (each.held_on, each.uid))
        if each.year == view.year and each.held_on <= view.today.isoformat()
    )
    return Obligation(
        "secretary_appraisal",
        year.name,
        year.first,
        due_on,
        due_on,
        evidence=held,
        is_met=bool(held),
        exempt=founding_exemption(view, year),
    )


def _appraisals(view: YearView, year: Period) -> Iterator[Obligation]:
    """Met by a meeting at which members were appraised, or by a round in the ledger of appraisals."""
    today = view.today.isoformat()
    rounds = tuple(
        ("appraisal", each.uid)
        for each in view.facts.life.appraisals
        if each.held_on[:4] == year.name and each.held_on <= today
    )
    for owed in _owed(view, "appraisal", year, filter(is_appraisal, view.meetings)):
        yield replace(owed, evidence=(*owed.evidence, *rounds), is_met=owed.is_met or bool(rounds))


def _talks(view: YearView, year: Period) -> Obligation:
    """Each pair of committee members, and each other member with one of them (支部工作条例 article 19)."""
    matrix, talks = talk_matrix(view), talks_of_year(view)
    paired, pairs = matrix.counted(COMMITTEE)
    reached, others = matrix.counted(COMMITTEE_MEMBER)
    unit = "对" if matrix.wants_each else "人"
    return Obligation(
        "heart_talk",
        year.name,
        year.first,
        year.last,
        year.last,
        evidence=tuple(sorted(("heart_talk", talk.uid) for talk in talks)),
        is_met=matrix.is_asked and bool(talks) and not matrix.missing,
        exempt=founding_exemption(view, year) or ("" if matrix.is_asked else "任职登记中没有支委，无法判断"),
        progress=f"支委之间{paired}/{pairs}对，支委与党员{reached}/{others}{unit}" if matrix.is_asked else "",
    )


def _occasions(view: YearView) -> Iterator[Obligation]:
    """五必谈: one for each event, met by a talk with that person in the time for it."""
    for each in occasions(view):
        talk = talk_of(view, each)
        yield Obligation(
            MUST_TALK,
            each.period,
            each.first,
            each.due_on,
            each.due_on,
            evidence=(("heart_talk", talk.uid),) if talk else (),
            is_met=talk is not None,
            subject=view.label_of(each.person),
            subject_uid=each.record[1],
            progress=each.words,
        )


def _papers(view: YearView) -> Iterator[Obligation]:
    """Plan by 31 March, summary by 31 January of the next year (local practice)."""
    plan_period = Period(str(view.year), view.first, date(view.year, 3, 31))
    for duty, kind, period in (
        ("annual_plan", "plan", plan_period),
        ("annual_summary", "summary", whole(view.year)),
    ):
        if is_before_founding(view, period):
            continue
        due_on = period.last if kind == "plan" else date(view.year + 1, 1, 31)
        papers = tuple(("document", paper.uid) for paper in _papers_of(view, kind))
        yield Obligation(
            duty,
            period.name,
            period.first,
            due_on,
            due_on,
            evidence=papers,
            is_met=bool(papers),
            exempt=founding_exemption(view, period),
        )


def _papers_of(view: YearView, kind: str) -> Iterator[Document]:
    for paper in view.facts.documents:
        if paper.kind == kind and paper.year_about == view.year:
            yield paper
