"""Findings DEV-01 to DEV-21: from the application to the meeting that admits.

A step is judged in the year in which it was done, what is missing in the year of the step that should have waited for
it. Old files typed in later are so examined in their own years only.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from db.arithmetic.admission import (
    ADMIT,
    ENROL,
    LEAVING_MONTHS,
    LIST,
    NOTICE_WORKDAYS,
    PROMOTE,
    examinations_due,
    examinations_held,
    notice_end,
    trained_enough,
)
from db.arithmetic.days import add_months, add_years, day_text, quarter_days
from db.rules.admission.facts import AdmissionFile
from db.rules.admission.terms import edition_day, terms_of_facts
from db.rules.findings.observation import Observation, Rule
from db.rules.year_view import YearView

POLITICAL_REVIEW, TRAINING, REVIEW, PRE_REVIEW = 10, 11, 12, 13


def files(view: YearView) -> tuple[AdmissionFile, ...]:
    """The files of everybody."""
    return view.facts.admissions


def seen(
    view: YearView, file: AdmissionFile, day: date, message: str, severity: str = "", meeting: str = ""
) -> Iterator[Observation]:
    """An observation about one file on a day; none outside the year or in the future."""
    if day.year != view.year or day > view.today:
        return
    linked = next(((held.ledger, held.uid) for held in view.recorded if held.uid == meeting), None)
    yield Observation(
        message=f"{file.name}{message}",
        period=day.isoformat(),
        day=edition_day(view.facts, day),
        subject=file.name,
        records=(("admission", file.uid), *((linked,) if linked else ())),
        severity=severity,
    )


def text(day: date) -> str:
    """2026年3月5日."""
    return day_text(day.isoformat())


def too_young(view: YearView) -> Iterator[Observation]:
    """DEV-01."""
    for file in files(view):
        applied, born = file.day(1), file.history.born_on
        if applied and born and applied < add_years(born, 18):
            yield from seen(view, file, applied, f"{text(applied)}递交入党申请书时未满18周岁")


def talk_late(view: YearView) -> Iterator[Observation]:
    """DEV-02."""
    for file in files(view):
        applied, talked = file.day(1), file.day(2)
        if applied is None:
            continue
        limit = add_months(applied, 1)
        if talked and talked > limit:
            yield from seen(view, file, talked, f"{text(applied)}申请，{text(talked)}才派人谈话，超过1个月")
        elif talked is None and view.as_of > limit and ENROL not in file.history.done:
            yield from seen(view, file, limit, f"{text(applied)}申请，满1个月还没有派人谈话的记录")


def talk_before_application(view: YearView) -> Iterator[Observation]:
    """DEV-03."""
    for file in files(view):
        applied, talked = file.day(1), file.day(2)
        if applied and talked and talked < applied:
            yield from seen(view, file, talked, f"谈话{text(talked)}早于申请{text(applied)}")


def _closed_on(file: AdmissionFile, *closing: int) -> date | None:
    """The first of these steps that happened: by then the step asked for should have been done."""
    return next((day for number in closing if (day := file.day(number))), None)


def not_discussed(view: YearView) -> Iterator[Observation]:
    """DEV-04."""
    for file in files(view):
        enrolled = file.day(ENROL)
        if enrolled and ENROL not in file.meetings:
            yield from seen(view, file, enrolled, "确定为入党积极分子，没有关联支委会或党员大会的记录")


def activist_not_filed(view: YearView) -> Iterator[Observation]:
    """DEV-05."""
    for file in files(view):
        closed = _closed_on(file, LIST)
        if closed and file.day(4) is None:
            yield from seen(view, file, closed, "已确定为发展对象，没有积极分子报上级备案的日期")


def mentors(view: YearView) -> Iterator[Observation]:
    """DEV-06."""
    for file in files(view):
        named = file.day(5) or file.day(ENROL)
        if named is None:
            continue
        full = view.roster.voters_on(named)
        if not 1 <= len(file.mentors) <= 2:
            yield from seen(view, file, named, f"培养联系人登记了{len(file.mentors)}人，应为1至2人")
        elif any(uid not in full for uid in file.mentors):
            yield from seen(view, file, named, "的培养联系人当时不都是本支部正式党员")


def cultivated_too_short(view: YearView) -> Iterator[Observation]:
    """DEV-07."""
    for file in files(view):
        enrolled, listed = file.day(ENROL), file.day(LIST)
        if enrolled and listed and listed < add_months(enrolled, 12):
            yield from seen(
                view, file, listed, f"{text(enrolled)}确定为积极分子，{text(listed)}确定为发展对象，不满1年"
            )


def examinations_missing(view: YearView) -> Iterator[Observation]:
    """DEV-08. At the list of prospective members, and while cultivation goes on."""
    for file in files(view):
        listed = file.day(LIST)
        until = listed or view.as_of
        due, held = examinations_due(file.history, until), examinations_held(file.history, until)
        if held < due and file.history.outcome == "":
            yield from seen(view, file, until, f"培养期间半年考察应有{due}次，登记了{held}次")


def examinations_odd(view: YearView) -> Iterator[Observation]:
    """DEV-09."""
    for file in files(view):
        held = file.history.examinations
        for earlier, later in pairwise(held):
            if later < add_months(earlier, 3):
                yield from seen(view, file, later, f"{text(earlier)}和{text(later)}两次半年考察相隔不足3个月")


def reports_missing(view: YearView) -> Iterator[Observation]:
    """DEV-10."""
    for file in files(view):
        begun, ended = file.day(ENROL), file.day(PROMOTE) or view.as_of
        if begun is None or file.history.outcome:
            continue
        spans = [quarter_days(view.year, number) for number in range(1, 5)]
        wanted = sum(begun <= first and last <= min(ended, view.as_of) for first, last in spans)
        handed = sum(day.year == view.year for day in file.reports)
        if handed < wanted:
            yield from seen(view, file, view.as_of, f"本年应有思想汇报{wanted}份，登记了{handed}份")


def notice_short(view: YearView) -> Iterator[Observation]:
    """DEV-11. By the text of the 2026 edition serious, before it a departmental demand."""
    terms = terms_of_facts(view.facts)
    for file in files(view):
        listed, begun, ended = file.day(LIST), file.history.notice_from, file.history.notice_to
        day = listed or ended
        if day is None:
            continue
        is_new = terms.edition_on(day) == "DEV26"
        severity = "S1" if is_new else "S2"
        if begun and ended and terms.calendar.count_workdays(begun, ended) < NOTICE_WORKDAYS:
            worked = terms.calendar.count_workdays(begun, ended)
            yield from seen(
                view, file, day, f"公示{text(begun)}至{text(ended)}，只有{worked}个工作日", severity
            )
        elif listed and begun is None and is_new:
            yield from seen(view, file, listed, "确定为发展对象之前没有登记公示", severity)


def listed_during_notice(view: YearView) -> Iterator[Observation]:
    """DEV-12."""
    for file in files(view):
        listed, end = file.day(LIST), notice_end(file.history, view.facts.calendar)
        if listed and end and listed < end:
            yield from seen(view, file, listed, f"公示到{text(end)}才期满，{text(listed)}已确定为发展对象")


def listing_not_filed(view: YearView) -> Iterator[Observation]:
    """DEV-13."""
    for file in files(view):
        closed = _closed_on(file, REVIEW, ADMIT)
        if closed and file.day(8) is None:
            yield from seen(view, file, closed, "没有发展对象报上级备案（或同意）的日期")


def review_without_conclusion(view: YearView) -> Iterator[Observation]:
    """DEV-14."""
    for file in files(view):
        closed, reviewed = _closed_on(file, REVIEW, ADMIT), file.day(POLITICAL_REVIEW)
        if closed and (reviewed is None or reviewed > closed or POLITICAL_REVIEW not in file.documents):
            yield from seen(view, file, closed, "支委会审查前没有政治审查的结论性材料")


def trained_too_little(view: YearView) -> Iterator[Observation]:
    """DEV-15."""
    for file in files(view):
        day = _closed_on(file, TRAINING, ADMIT)
        if day and not trained_enough(file.history):
            days, hours = file.history.training_days or 0, file.history.training_hours or 0
            yield from seen(view, file, day, f"短期集中培训登记了{days}天、{hours}学时，不足3天也不足24学时")


def introducers(view: YearView) -> Iterator[Observation]:
    """DEV-16."""
    for file in files(view):
        admitted = file.day(ADMIT)
        if admitted is None:
            continue
        full = [uid for uid in file.introducers if uid in view.roster.full_members_on(admitted)]
        if len(file.introducers) != 2 or len(full) != 2:
            told = f"登记了{len(file.introducers)}名入党介绍人，其中当时是正式党员的{len(full)}名，应为2名"
            yield from seen(view, file, admitted, told)


def no_review(view: YearView) -> Iterator[Observation]:
    """DEV-18."""
    for file in files(view):
        admitted = file.day(ADMIT)
        if admitted and file.day(REVIEW) is None:
            yield from seen(view, file, admitted, "接收为预备党员之前没有支委会审查的记录")


def no_pre_review(view: YearView) -> Iterator[Observation]:
    """DEV-19."""
    for file in files(view):
        admitted, agreed = file.day(ADMIT), file.day(PRE_REVIEW)
        if admitted and (agreed is None or agreed > admitted):
            yield from seen(view, file, admitted, f"{text(admitted)}召开接收大会之前没有上级预审的日期")


def meeting_late(view: YearView) -> Iterator[Observation]:
    """DEV-20. A rule of the 2026 edition."""
    terms = terms_of_facts(view.facts)
    for file in files(view):
        admitted, agreed = file.day(ADMIT), file.day(PRE_REVIEW)
        if admitted and agreed and terms.edition_on(admitted) == "DEV26" and admitted > add_months(agreed, 1):
            yield from seen(
                view, file, admitted, f"{text(agreed)}预审合格，{text(admitted)}才召开接收大会，超过1个月"
            )


def leaves_soon(view: YearView) -> Iterator[Observation]:
    """DEV-21."""
    for file in files(view):
        admitted, leaving = file.day(ADMIT), file.history.leaving_on
        if admitted and leaving and admitted <= leaving < add_months(admitted, LEAVING_MONTHS):
            yield from seen(
                view, file, admitted, f"{text(admitted)}接收，预计{text(leaving)}离开本单位，不足3个月"
            )


RULES = (
    Rule("DEV-01", too_young),
    Rule("DEV-02", talk_late),
    Rule("DEV-03", talk_before_application),
    Rule("DEV-04", not_discussed),
    Rule("DEV-05", activist_not_filed),
    Rule("DEV-06", mentors),
    Rule("DEV-07", cultivated_too_short),
    Rule("DEV-08", examinations_missing),
    Rule("DEV-09", examinations_odd),
    Rule("DEV-10", reports_missing),
    Rule("DEV-11", notice_short),
    Rule("DEV-12", listed_during_notice),
    Rule("DEV-13", listing_not_filed),
    Rule("DEV-14", review_without_conclusion),
    Rule("DEV-15", trained_too_little),
    Rule("DEV-16", introducers),
    Rule("DEV-18", no_review),
    Rule("DEV-19", no_pre_review),
    Rule("DEV-20", meeting_late),
    Rule("DEV-21", leaves_soon),
)
