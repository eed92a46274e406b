"""Findings EDU-01 to EDU-10: hours of study in a year, training of officers and new members, and how hours were recorded.

Only a branch that keeps study here is judged, and hours of a year only when it is over.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from db.arithmetic.days import add_years, day_text, earliest, is_exact
from db.arithmetic.study_hours import MEMBER_HOURS, hours_text, minutes_between, over_the_cap
from db.rules.findings.observation import Observation, Rule, of_year, people
from db.rules.study.facts import Course, Service
from db.rules.study.hours import COURSE_TITLES, StudyAccount, StudyYear, volunteer_minutes
from db.rules.study.training import is_trained_secretary, new_secretaries, study_of, trained
from db.rules.year_view import Record, YearView

MINUTES_OF_HOUR = 60


def _is_over(view: YearView) -> bool:
    return view.year < view.today.year


def _judged(view: YearView) -> Iterator[StudyAccount]:
    """Accounts that can be found short: of a year that is over, in a branch that keeps study here."""
    study = study_of(view)
    if study.is_kept and _is_over(view):
        yield from (account for account in study.accounts if not account.exempt)


def too_few_hours(view: YearView) -> Iterator[Observation]:
    """EDU-01. Whoever sat on the committee for a part of the year only is asked for the hours of a member."""
    study = study_of(view)
    for account in _judged(view):
        if study.held_all_year(account.person) and account.required > MEMBER_HOURS:
            continue
        short = MEMBER_HOURS * 10 - account.reached
        if short > 0:
            yield _short(view, account, MEMBER_HOURS, short)


def officers_too_few_hours(view: YearView) -> Iterator[Observation]:
    """EDU-02."""
    study = study_of(view)
    for account in _judged(view):
        if study.held_all_year(account.person) and account.required > MEMBER_HOURS and account.missing:
            yield _short(view, account, account.required, account.missing)


def _short(view: YearView, account: StudyAccount, required: int, missing: int) -> Observation:
    untimed = f"；有{len(account.untimed)}次会议没有写起止时间，不能计入" if account.untimed else ""
    message = (
        f"{account.label}{view.year}年学时{hours_text(account.reached)}，"
        f"应为{required}，缺{hours_text(missing)}{untimed}"
    )
    return of_year(view, message, account.label, people([account.person]))


def officers_without_training(view: YearView) -> Iterator[Observation]:
    """EDU-03."""
    study = study_of(view)
    for account in _judged(view):
        if not study.held_all_year(account.person):
            continue
        if not trained(view.facts.study.courses, account.person, view.first, view.as_of):
            message = f"{account.label}任支委，{view.year}年没有参加集中培训的记录"
            yield of_year(view, message, account.label, people([account.person]))


def new_secretary_untrained(view: YearView) -> Iterator[Observation]:
    """EDU-04."""
    for post, due_on in new_secretaries(view):
        left_early = post.until_on is not None and earliest(post.until_on) <= due_on
        if due_on.year != view.year or due_on >= view.today or left_early:
            continue
        if not is_trained_secretary(view, post, due_on):
            name = view.label_of(post.person_uid)
            message = f"{name}{day_text(post.from_on or '')}任书记，到{day_text(due_on.isoformat())}没有任职培训的记录"
            yield Observation(message, view.period, due_on, name, (("post", post.uid),))


def new_members_untrained(view: YearView) -> Iterator[Observation]:
    """EDU-05. From the admission to a year after the promotion."""
    for uid in sorted(view.members):
        dates = view.roster.people[uid].dates
        admitted, promoted = dates.admitted_on, dates.promoted_on
        if not admitted or not promoted or not (is_exact(admitted) and is_exact(promoted)):
            continue
        until = add_years(date.fromisoformat(promoted), 1)
        if until.year != view.year or until >= view.today:
            continue
        first = date.fromisoformat(admitted)
        if not StudyYear(view.facts, first.year).is_kept:
            continue
        if not trained(view.facts.study.courses, uid, first, until):
            name = view.label_of(uid)
            message = f"{name}从{day_text(admitted)}入党到转正满一年，没有参加上级集中培训的记录"
            yield Observation(message, view.period, until, name, people([uid]))


def hours_without_proof(view: YearView) -> Iterator[Observation]:
    """EDU-06. Somebody to ask, a paper, a certificate, or at least what was learnt."""
    for course in _courses(view):
        proved = course.has_paper or course.document or any(p.certificate_number for p in course.participants)
        told = course.content if course.kind == "self_study" else course.organizer
        if not proved and not told:
            lacks = "学习内容" if course.kind == "self_study" else "举办单位"
            message = (
                f"{day_text(course.begins_on)}{COURSE_TITLES.get(course.kind, '培训')}“{course.title}”"
                f"没有{lacks}，也没有通知、证书等材料"
            )
            yield _of_course(course, message)


def _courses(view: YearView) -> Iterator[Course]:
    today = view.today.isoformat()
    for course in view.facts.study.courses:
        if course.begins_on[:4] == view.period and course.begins_on <= today:
            yield course


def _of_course(course: Course, message: str) -> Observation:
    day = date.fromisoformat(course.begins_on)
    return Observation(message, course.begins_on, day, course.title, (("study", course.uid),))


def typed_at_the_end(view: YearView) -> Iterator[Observation]:
    """EDU-07. Hours of before December that were typed in December or later."""
    study = study_of(view)
    if not study.is_kept or not _is_over(view):
        return
    december = f"{view.year:04d}-12-01"
    lines = [line for account in study.accounts for line in account.lines]
    total = sum(line.tenths for line in lines)
    late = sum(line.tenths for line in lines if line.entered_on >= december and line.on < december)
    if total and late * 100 > total * view.number("EDU-07.percent"):
        yield of_year(
            view, f"{view.year}年的学时有{late * 100 // total}%是12月及以后才录入的", f"{view.year}年学时"
        )


def more_than_a_day_holds(view: YearView) -> Iterator[Observation]:
    """EDU-08."""
    study = study_of(view)
    if not study.is_kept:
        return
    found: dict[tuple[Record, ...], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for account in study.accounts:
        by_day: dict[str, int] = defaultdict(int)
        for line in account.lines:
            for day, tenths in line.recorded.items():
                by_day[day] += tenths
        for day in over_the_cap(by_day, study.rules):
            records = tuple(sorted((line.ledger, line.uid) for line in account.lines if day in line.recorded))
            found[records][0].add(account.person)
            found[records][1].add(day)
    for records, (uids, days) in sorted(found.items(), key=lambda each: (min(each[1][1]), each[0])):
        first = min(days)
        more = f"等{len(days)}天" if len(days) > 1 else ""
        message = f"{view.names(uids)}{day_text(first)}{more}折算超过{study.rules.day}学时，多出的没有计入"
        yield Observation(message, first, date.fromisoformat(first), view.names(uids), records)


def too_little_service(view: YearView) -> Iterator[Observation]:
    """EDU-09. Only where the branch said how many hours its place asks for."""
    wanted = view.number("EDU-09.hours")
    if not wanted or not _is_over(view):
        return
    study = study_of(view)
    for account in study.accounts:
        if account.exempt:
            continue
        done = volunteer_minutes(view.facts, account.person, view.year, view.as_of)
        minutes = sum(each[3] for each in done)
        if minutes < wanted * MINUTES_OF_HOUR:
            told = hours_text(minutes * 10 // MINUTES_OF_HOUR)
            message = f"{account.label}{view.year}年志愿服务{told}小时，本地要求{wanted}小时"
            yield of_year(view, message, account.label, people([account.person]))


def service_during_a_meeting(view: YearView) -> Iterator[Observation]:
    """EDU-10. The same person at a service and at a meeting at one time."""
    for service in view.facts.study.services:
        if service.served_on[:4] != view.period or service.served_on > view.today.isoformat():
            continue
        for meeting in view.meetings:
            both = service.people & meeting.present if meeting.held_on == service.served_on else frozenset()
            if both and _overlap(service, meeting.starts_at, meeting.ends_at):
                message = (
                    f"{view.names(both)}{day_text(service.served_on)}{service.starts_at}—{service.ends_at}"
                    f"志愿服务，同时记在{view.label(meeting)}到会"
                )
                records = (("volunteer", service.uid), (meeting.ledger, meeting.uid))
                yield Observation(message, service.served_on, meeting.day, service.service, records)


def _overlap(service: Service, starts_at: str | None, ends_at: str | None) -> bool:
    whole = minutes_between(service.starts_at, service.ends_at) and minutes_between(starts_at, ends_at)
    return (
        bool(whole)
        and (service.starts_at or "") < (ends_at or "")
        and (starts_at or "") < (service.ends_at or "")
    )


RULES = (
    Rule("EDU-01", too_few_hours),
    Rule("EDU-02", officers_too_few_hours),
    Rule("EDU-03", officers_without_training),
    Rule("EDU-04", new_secretary_untrained),
    Rule("EDU-05", new_members_untrained),
    Rule("EDU-06", hours_without_proof),
    Rule("EDU-07", typed_at_the_end),
    Rule("EDU-08", more_than_a_day_holds),
    Rule("EDU-09", too_little_service),
    Rule("EDU-10", service_during_a_meeting),
)
