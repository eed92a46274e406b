"""Findings DEV-17, DEV-36, DEV-38, DEV-43, DEV-44 and DEV-47: the people around an admission, its extension, its form,
and how many there are.
"""

from collections.abc import Iterator
from datetime import date

from db.arithmetic.admission import ADMIT, APPROVE, PROMOTE
from db.arithmetic.term import LONG_TERM_KINDS
from db.records.roster import Roster
from db.rules.admission.facts import AdmissionFile
from db.rules.admission.terms import terms_of_facts
from db.rules.affiliation.facts import SanctionRecord
from db.rules.findings.development import files, seen, text
from db.rules.findings.observation import Observation, Rule, of_branch
from db.rules.statistics.balance import moves_between
from db.rules.year_view import YearView

APPLY = 1
_STEP_WORDS = {ADMIT: "接收大会", APPROVE: "上级审批", PROMOTE: "转正大会"}


def recommender_sanctioned(view: YearView) -> Iterator[Observation]:
    """DEV-17. Without rights nobody may introduce; another sanction whose period runs is only pointed at."""
    for file in files(view):
        day = file.day(14) or file.day(ADMIT)
        for uid in file.introducers if day else ():
            person = view.roster.people.get(uid)
            if day is None or person is None:
                continue
            if not person.has_rights_on(day):
                told = f"的入党介绍人{person.name}当时在留党察看期间，没有恢复党员权利"
                yield from seen(view, file, day, told)
            elif any(_runs(each, day) for each in view.facts.affiliation.sanctions if each.person == uid):
                told = f"的入党介绍人{person.name}当时在处分影响期内"
                yield from seen(view, file, day, told, severity="S3")


def _runs(sanction: SanctionRecord, day: date) -> bool:
    """Whether the period of a sanction, where one was written down, covers the day."""
    ends = date.fromisoformat(sanction.lifted_on) if sanction.lifted_on else sanction.ends_on
    return ends is not None and date.fromisoformat(sanction.begun_on) <= day < ends


def extended_twice(view: YearView) -> Iterator[Observation]:
    """DEV-36."""
    for file in files(view):
        count = file.extension_count or 0
        if count > 1:
            day = file.day(PROMOTE) or view.as_of
            yield from seen(view, file, day, f"延长预备期登记了{count}次，只能延长一次")


def promotion_notice_short(view: YearView) -> Iterator[Observation]:
    """DEV-38. That there is none is told only where the branch has set that one is needed."""
    calendar, wanted = terms_of_facts(view.facts).calendar, view.number("DEV-38.days")
    for file in files(view):
        begun, ended = file.promotion_notice
        promoted = file.day(PROMOTE)
        if begun and ended:
            worked = calendar.count_workdays(begun, ended)
            if worked < wanted:
                told = f"转正公示{text(begun)}至{text(ended)}，只有{worked}个工作日，应为{wanted}个"
                yield from seen(view, file, promoted or ended, told)
        elif promoted and begun is None and view.switched("DEV-38.required"):
            yield from seen(view, file, promoted, f"{text(promoted)}讨论转正之前没有登记公示")


def form_disagrees(view: YearView) -> Iterator[Observation]:
    """DEV-43. The form against the steps, and the roster against the steps where DEV-30 does not tell of it."""
    for file in files(view):
        for number, written in sorted(file.form.items()):
            done = file.day(number)
            if done and done != written:
                told = f"入党志愿书写的{_STEP_WORDS[number]}日期是{text(written)}，档案步骤是{text(done)}"
                yield from seen(view, file, done, told)
        yield from _roster_disagrees(view, file)


def _roster_disagrees(view: YearView, file: AdmissionFile) -> Iterator[Observation]:
    person = view.roster.people.get(file.person)
    if person is None:
        return
    approved = file.day(APPROVE)
    pairs = ((APPLY, person.dates.applied_on, "申请入党日期"), (ADMIT, person.dates.admitted_on, "入党日期"))
    for number, written, title in pairs:
        done = file.day(number)
        is_told_elsewhere = number == ADMIT and approved is not None and written == approved.isoformat()
        if done and written and not done.isoformat().startswith(written) and not is_told_elsewhere:
            yield from seen(view, file, done, f"名册的{title}是{written}，档案步骤是{text(done)}")


def too_few_developed(view: YearView) -> Iterator[Observation]:
    """DEV-44. The plan of the year it was set for; villages that admitted nobody for some whole years."""
    is_over = view.as_of == date(view.year, 12, 31)
    developed, plan = _developed(view.roster, view.first, view.as_of), view.number("DEV-44.plan")
    if view.number("DEV-44.plan_year") == view.year and (developed > plan or (is_over and developed < plan)):
        yield of_branch(view, f"本年发展计划{plan}人，接收{developed}人")
    years, last = view.number("DEV-44.years"), view.year if is_over else view.year - 1
    founded = view.profile.founded_on
    if not years or founded is None or view.profile.kind not in LONG_TERM_KINDS:
        return
    first = date(last - years + 1, 1, 1)
    if founded < first.isoformat() and not _developed(view.roster, first, view.as_of):
        yield of_branch(view, f"{first.year}年至{last}年连续{years}年没有发展党员")


def _developed(roster: Roster, first: date, last: date) -> int:
    return sum(move.reason == "developed" for move in moves_between(roster, first, last))


def near_of_kin(view: YearView) -> Iterator[Observation]:
    """DEV-47. By the names in the care files: somebody else may bear the same name, so it only asks."""
    for file in files(view):
        day = file.day(ADMIT) or file.day(5) or file.day(3)
        for uid, relation in sorted(file.relatives.items()):
            role = "入党介绍人" if uid in file.introducers else "培养联系人"
            if day:
                told = f"的{role}{view.name(uid)}与家庭情况登记的亲属（{relation}）同名，请核对是不是直系亲属"
                yield from seen(view, file, day, told)


RULES = (
    Rule("DEV-17", recommender_sanctioned),
    Rule("DEV-36", extended_twice),
    Rule("DEV-38", promotion_notice_short),
    Rule("DEV-43", form_disagrees),
    Rule("DEV-44", too_few_developed),
    Rule("DEV-47", near_of_kin),
)
