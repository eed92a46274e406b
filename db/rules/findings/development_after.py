"""Findings DEV-27 to DEV-48: approval, probation and promotion, and the file as a whole."""

from collections import Counter
from collections.abc import Iterator

from db.arithmetic.admission import (
    ADMIT,
    APPROVE,
    ENDED,
    EXTENSION_MONTHS,
    LONGEST_APPROVAL_MONTHS,
    PROBATION_MONTHS,
    PROMOTE,
    REQUEST,
    probation_end,
)
from db.arithmetic.admission_steps import step, steps
from db.arithmetic.days import add_months
from db.rules.admission.terms import terms_of_facts
from db.rules.findings.development import REVIEW, files, seen, text
from db.rules.findings.observation import Observation, Rule
from db.rules.year_view import YearView

PERSONAL_STEPS = (1, 14, 22)  # papers that the person writes at home, on any day
OATH = 20


def no_talk_before_approval(view: YearView) -> Iterator[Observation]:
    """DEV-27."""
    for file in files(view):
        approved, talked = file.day(APPROVE), file.day(16)
        if approved and (talked is None or talked > approved):
            yield from seen(view, file, approved, "上级审批之前没有派人谈话的日期")


def approval_late(view: YearView) -> Iterator[Observation]:
    """DEV-28."""
    for file in files(view):
        admitted, approved = file.day(ADMIT), file.day(APPROVE)
        if admitted is None or approved is None or APPROVE in file.notes:
            continue
        if add_months(admitted, 3) < approved <= add_months(admitted, LONGEST_APPROVAL_MONTHS):
            told = f"{text(admitted)}通过，{text(approved)}审批，超过3个月没有说明"
            yield from seen(view, file, approved, told)


def approval_too_late(view: YearView) -> Iterator[Observation]:
    """DEV-29."""
    for file in files(view):
        admitted, approved = file.day(ADMIT), file.day(APPROVE)
        if admitted and approved and approved > add_months(admitted, LONGEST_APPROVAL_MONTHS):
            yield from seen(view, file, approved, f"{text(admitted)}通过，{text(approved)}审批，超过6个月")


def wrong_start(view: YearView) -> Iterator[Observation]:
    """DEV-30."""
    for file in files(view):
        admitted, approved = file.day(ADMIT), file.day(APPROVE)
        written = (
            view.roster.people[file.person].dates.admitted_on if file.person in view.roster.people else None
        )
        if admitted and approved and approved != admitted and written == approved.isoformat():
            told = f"名册里的入党日期是审批日{text(approved)}，应为支部大会通过之日{text(admitted)}"
            yield from seen(view, file, approved, told)


def oath_before_approval(view: YearView) -> Iterator[Observation]:
    """DEV-31."""
    for file in files(view):
        sworn, approved = file.day(OATH), file.day(APPROVE)
        if sworn and (approved is None or sworn < approved):
            yield from seen(view, file, sworn, f"{text(sworn)}宣誓，早于上级审批")


def oath_late(view: YearView) -> Iterator[Observation]:
    """DEV-32. A rule of the 2026 edition."""
    terms = terms_of_facts(view.facts)
    for file in files(view):
        sworn, approved = file.day(OATH), file.day(APPROVE)
        if sworn and approved and terms.edition_on(sworn) == "DEV26" and sworn > add_months(approved, 1):
            yield from seen(view, file, sworn, f"{text(approved)}批准，{text(sworn)}才宣誓，超过1个月")


def promoted_early(view: YearView) -> Iterator[Observation]:
    """DEV-33."""
    for file in files(view):
        admitted, promoted = file.day(ADMIT), file.day(PROMOTE)
        if admitted and promoted and promoted < add_months(admitted, PROBATION_MONTHS):
            yield from seen(
                view, file, promoted, f"{text(admitted)}接收，{text(promoted)}讨论转正，预备期不满1年"
            )


def promotion_put_off(view: YearView) -> Iterator[Observation]:
    """DEV-34. Standing: told in the year in which the days ran out and in the present one."""
    days = view.number("DEV-34.days")
    for file in files(view):
        end, promoted = probation_end(file.history), file.day(PROMOTE)
        if end is None or file.history.outcome in ENDED or view.as_of <= end:
            continue
        over = (min(promoted or view.as_of, view.as_of) - end).days
        is_open = promoted is None or promoted > view.as_of
        is_told_here = view.year in (end.year, view.today.year) or (promoted and promoted.year == view.year)
        if over > days and is_told_here:
            told = "还没有讨论转正" if is_open or promoted is None else f"{text(promoted)}才讨论转正"
            yield from seen(view, file, view.as_of, f"预备期{text(end)}满，{told}，过了{over}天")


def extension_odd(view: YearView) -> Iterator[Observation]:
    """DEV-35."""
    for file in files(view):
        months = file.history.extension_months
        if months and months not in EXTENSION_MONTHS:
            day = file.day(PROMOTE) or view.as_of
            yield from seen(view, file, day, f"延长预备期{months}个月，应为6至12个月")


def request_odd(view: YearView) -> Iterator[Observation]:
    """DEV-37."""
    for file in files(view):
        asked, promoted, end = file.day(REQUEST), file.day(PROMOTE), probation_end(file.history)
        if promoted and asked is None:
            yield from seen(view, file, promoted, "讨论转正之前没有本人转正申请的日期")
        elif asked and end and not file.history.extension_months and asked < add_months(end, -1):
            told = f"预备期{text(end)}满，{text(asked)}就提出转正申请，早了1个月以上"
            yield from seen(view, file, asked, told)


def promotion_approved_late(view: YearView) -> Iterator[Observation]:
    """DEV-39."""
    for file in files(view):
        promoted, approved = file.day(PROMOTE), file.day(24)
        if promoted and approved and approved > add_months(promoted, 3):
            yield from seen(
                view, file, approved, f"{text(promoted)}讨论转正，{text(approved)}审批，超过3个月"
            )


def out_of_order(view: YearView) -> Iterator[Observation]:
    """DEV-40. The talk and the oath have findings of their own."""
    for file in files(view):
        for each in steps():
            day = file.day(each.number)
            wrong = [
                number for number in each.before if day and (before := file.day(number)) and before > day
            ]
            if day and wrong and each.number not in (2, OATH):
                yield from seen(view, file, day, f"{each.name}（{text(day)}）早于{step(wrong[0]).name}")


def on_days_off(view: YearView) -> Iterator[Observation]:
    """DEV-41. One for each file and year."""
    for file in files(view):
        off = [
            (day, number)
            for number, day in sorted(file.history.done.items())
            if day.year == view.year
            and number not in PERSONAL_STEPS
            and not view.facts.calendar.is_workday(day)
        ]
        if off:
            named = "、".join(f"第{number}步（{text(day)}）" for day, number in off)
            yield from seen(view, file, off[0][0], f"{named}的日期是周末或放假的日子")


def many_on_one_day(view: YearView) -> Iterator[Observation]:
    """DEV-42."""
    for file in files(view):
        for day, count in sorted(Counter(file.history.done.values()).items()):
            if count >= 3:
                yield from seen(view, file, day, f"{text(day)}一天完成了{count}个步骤")


def papers_missing(view: YearView) -> Iterator[Observation]:
    """DEV-45."""
    for file in files(view):
        archived = file.day(25)
        lacking = [each for each in steps() if file.day(each.number) and each.number not in file.documents]
        if archived and lacking:
            named = "、".join(f"第{each.number}步{each.documents[0]}" for each in lacking[:5])
            yield from seen(view, file, archived, f"归档时缺材料：{named}")


def not_on_the_roster(view: YearView) -> Iterator[Observation]:
    """DEV-46."""
    for file in files(view):
        admitted = file.day(ADMIT)
        members = view.roster.members_on(view.as_of)
        goes_on = file.history.outcome not in ENDED
        if admitted and admitted <= view.as_of and goes_on and file.person not in members:
            yield from seen(view, file, admitted, f"{text(admitted)}接收为预备党员，名册里还不是预备党员")


def meeting_not_found(view: YearView) -> Iterator[Observation]:
    """DEV-48."""
    held = {meeting.uid: meeting for meeting in view.recorded}
    for file in files(view):
        for number in (REVIEW, ADMIT, PROMOTE):
            day, meeting = file.day(number), held.get(file.meetings.get(number, ""))
            if day and meeting is None:
                yield from seen(view, file, day, f"{step(number).name}（{text(day)}）没有关联会议记录")
            elif day and meeting and meeting.day != day:
                told = f"{step(number).name}写的是{text(day)}，会议记录是{text(meeting.day)}"
                yield from seen(view, file, day, told, meeting=meeting.uid)


RULES = (
    Rule("DEV-27", no_talk_before_approval),
    Rule("DEV-28", approval_late),
    Rule("DEV-29", approval_too_late),
    Rule("DEV-30", wrong_start),
    Rule("DEV-31", oath_before_approval),
    Rule("DEV-32", oath_late),
    Rule("DEV-33", promoted_early),
    Rule("DEV-34", promotion_put_off),
    Rule("DEV-35", extension_odd),
    Rule("DEV-37", request_odd),
    Rule("DEV-39", promotion_approved_late),
    Rule("DEV-40", out_of_order),
    Rule("DEV-41", on_days_off),
    Rule("DEV-42", many_on_one_day),
    Rule("DEV-45", papers_missing),
    Rule("DEV-46", not_on_the_roster),
    Rule("DEV-48", meeting_not_found),
)
