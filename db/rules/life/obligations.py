"""What a year owes to rectification, to the feedback after an appraisal and to times to correct, as `obligations` takes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from db.rules.life.facts import AppraisalKept, Correction
from db.rules.year_view import Record, YearView


@dataclass(frozen=True, slots=True)
class LifeOwed:
    """One obligation with the record it is about; `subject` tells several of a year apart."""

    duty: str
    first: date
    due_on: date
    about: Record
    is_met: bool
    subject: str = ""
    progress: str = ""


def life_owed(view: YearView) -> Iterator[LifeOwed]:
    """Items, feedback and corrections that fall due in the year; what is late stays in the running year."""
    yield from _items(view)
    for appraisal in view.facts.life.appraisals:
        yield from _feedback(view, appraisal)
        for correction in appraisal.corrections:
            yield from _correction(view, correction)
    for correction in view.facts.life.corrections:
        yield from _correction(view, correction)


def _is_of_year(view: YearView, due: date, *, is_met: bool) -> bool:
    return due.year == view.year or (not is_met and due.year < view.year == view.today.year)


def _items(view: YearView) -> Iterator[LifeOwed]:
    for item in view.facts.life.items:
        if not item.due_on:
            continue
        due, is_met = date.fromisoformat(item.due_on), item.is_done(view.today)
        if _is_of_year(view, due, is_met=is_met):
            found = date.fromisoformat(item.found_on)
            yield LifeOwed("rectification", found, due, ("rectification", item.uid), is_met, item.label)


def _feedback(view: YearView, appraisal: AppraisalKept) -> Iterator[LifeOwed]:
    """To every member of the list who still belongs to the branch, within the days set after the decision."""
    if not appraisal.decided_on or not appraisal.members:
        return
    decided = date.fromisoformat(appraisal.decided_on)
    due = decided + timedelta(days=view.number("appraisal_feedback.days"))
    listed = appraisal.to_be_told(view.roster, min(due, view.today))
    told = sum(1 for member in listed if member.feedback_on)
    is_met = told == len(listed)
    if _is_of_year(view, due, is_met=is_met):
        progress = f"已反馈{told}/{len(listed)}人"
        record = ("appraisal", appraisal.uid)
        yield LifeOwed("appraisal_feedback", decided, due, record, is_met, "", progress)


def _correction(view: YearView, correction: Correction) -> Iterator[LifeOwed]:
    due = date.fromisoformat(correction.ends_on)
    if _is_of_year(view, due, is_met=correction.is_settled):
        begun = date.fromisoformat(correction.begun_on)
        yield LifeOwed(
            "correction_end", begun, due, correction.record, correction.is_settled, correction.name
        )
