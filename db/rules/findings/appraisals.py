"""Findings LIF-08 to LIF-14: appraisals as recorded in their ledger. Whether there was one at all is MTG-09.

What is not over yet is not judged: grades, stages and measures from the decision on, or once the days set have passed.
Figures that the ledger refuses can still come out of an exchange that joins two halves; the checks look at those too.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from db.arithmetic.appraisal import EXCELLENT, GRADES
from db.arithmetic.days import day_text
from db.ledgers.appraisal import BY_LAW
from db.rules.findings.observation import Observation, Rule
from db.rules.life.facts import AppraisalKept, Correction
from db.rules.year_view import YearView


def _held(view: YearView) -> Iterator[AppraisalKept]:
    today = view.today.isoformat()
    for appraisal in view.facts.life.appraisals:
        if appraisal.held_on[:4] == view.period and appraisal.held_on <= today:
            yield appraisal


def _is_over(view: YearView, appraisal: AppraisalKept) -> bool:
    """Whether the grades were decided, or ought to have been by the days set."""
    decided = appraisal.decided_on
    if decided:
        return decided <= view.today.isoformat()
    days = timedelta(days=view.number("LIF-08.days"))
    return view.today > date.fromisoformat(appraisal.held_on) + days


def _seen(appraisal: AppraisalKept, words: str) -> Observation:
    title = f"{appraisal.year}年度民主评议党员"
    return Observation(
        f"{title}{words}",
        appraisal.held_on,
        date.fromisoformat(appraisal.held_on),
        title,
        (("appraisal", appraisal.uid),),
    )


def stages_missing(view: YearView) -> Iterator[Observation]:
    """LIF-08."""
    for appraisal in _held(view):
        if not _is_over(view, appraisal):
            continue
        missing = [title for key, title in BY_LAW if key not in appraisal.stages]
        if missing:
            yield _seen(appraisal, f"没有登记{'、'.join(missing)}的日期")
        if appraisal.stage_problem:
            yield _seen(appraisal, f"的环节次序不对：{appraisal.stage_problem}")


def too_many_excellent(view: YearView) -> Iterator[Observation]:
    """LIF-09."""
    for appraisal in _held(view):
        excellent = sum(member.grade == EXCELLENT for member in appraisal.members)
        if excellent > appraisal.cap:
            reason = f"；已说明：{appraisal.excess_reason}" if appraisal.excess_reason else ""
            text = f"评为优秀{excellent}人，基数为{appraisal.cap_text}，三分之一是{appraisal.cap}人{reason}"
            yield _seen(appraisal, text)


def without_grade(view: YearView) -> Iterator[Observation]:
    """LIF-10."""
    for appraisal in _held(view):
        if not _is_over(view, appraisal):
            continue
        probationary = _probationary(view, appraisal)
        lacking = [
            member.person
            for member in appraisal.members
            if not member.ungraded and member.person not in probationary and member.grade not in GRADES
        ]
        if lacking:
            yield _seen(appraisal, f"：{view.names(lacking)}没有等次，也没有写明不定等次的原因")


def _probationary(view: YearView, appraisal: AppraisalKept) -> frozenset[str]:
    on_roll = view.roster.members_on(appraisal.held_on)
    return on_roll - view.roster.full_members_on(appraisal.held_on)


def probationary_graded(view: YearView) -> Iterator[Observation]:
    """LIF-11."""
    for appraisal in _held(view):
        probationary = _probationary(view, appraisal)
        graded = [
            member.person
            for member in appraisal.members
            if member.grade in GRADES and member.person in probationary
        ]
        if graded:
            yield _seen(appraisal, f"：{view.names(graded)}当日是预备党员，却定了等次")


def counts_differ(view: YearView) -> Iterator[Observation]:
    """LIF-12. Everything that does not fit, in one sentence a round."""
    for appraisal in _held(view):
        if told := list(_differences(view, appraisal)):
            yield _seen(appraisal, f"：{'；'.join(told)}")


def _differences(view: YearView, appraisal: AppraisalKept) -> Iterator[str]:
    listed = {member.person for member in appraisal.members}
    expected = view.roster.members_on(appraisal.held_on)
    if expected - listed:
        yield f"当日在册的{view.names(expected - listed)}不在名单里"
    if strange := (listed & set(view.roster.people)) - expected:
        yield f"名单里的{view.names(strange)}当日不在册"
    voted = [member for member in appraisal.members if any(member.votes)]
    if not voted and not appraisal.valid:
        yield "没有登记测评票"
    most = appraisal.valid
    odd = [member.person for member in voted if most is not None and sum(member.votes) > most]
    if odd:
        yield f"{view.names(odd)}的票数多于有效票{most}张"


def nothing_followed(view: YearView) -> Iterator[Observation]:
    """LIF-13. From the days set after the decision on."""
    days = timedelta(days=view.number("LIF-13.days"))
    for appraisal in _held(view):
        decided = date.fromisoformat(appraisal.decided_on or appraisal.held_on)
        if view.today <= decided + days:
            continue
        left = [
            member.person
            for member in appraisal.members
            if member.grade == "unqualified" and member.person not in appraisal.measured
        ]
        if left:
            yield _seen(appraisal, f"：{view.names(left)}评为不合格，没有登记教育谈话、限期改正等处置")


def correction_too_long(view: YearView) -> Iterator[Observation]:
    """LIF-14. In every year in which it begins."""
    rounds = (each for appraisal in view.facts.life.appraisals for each in appraisal.corrections)
    for correction in (*rounds, *view.facts.life.corrections):
        is_of_year = correction.begun_on[:4] == view.period and correction.begun_on <= view.today.isoformat()
        if is_of_year and correction.is_too_long and correction.person in view.roster.people:
            yield _too_long(correction)


def _too_long(correction: Correction) -> Observation:
    begun, ends = day_text(correction.begun_on), day_text(correction.ends_on)
    return Observation(
        f"{correction.name}的限期改正自{begun}至{ends}，超过1年",
        correction.begun_on,
        date.fromisoformat(correction.begun_on),
        correction.name,
        (correction.record,),
    )


RULES = (
    Rule("LIF-08", stages_missing),
    Rule("LIF-09", too_many_excellent),
    Rule("LIF-10", without_grade),
    Rule("LIF-11", probationary_graded),
    Rule("LIF-12", counts_differ),
    Rule("LIF-13", nothing_followed),
    Rule("LIF-14", correction_too_long),
)
