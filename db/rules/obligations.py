"""What a branch owes in a year and what meets it, of every subject: the common ground of duties, frequency findings and
the grid.

Counted from what is recorded up to today. Words for the user and states (due, late) are given by the callers.
"""

from collections.abc import Iterator

from db.arithmetic.days import earliest, latest, quarter_of
from db.rules.admission.obligations import admissions_owed
from db.rules.affiliation.obligations import affiliation_owed
from db.rules.dues.obligations import dues_owed
from db.rules.election.obligations import elections_owed
from db.rules.election.term import term_end
from db.rules.library import duty_texts
from db.rules.life.obligations import life_owed
from db.rules.life.owed import founding_exemption, life_of_the_year
from db.rules.obligation import Obligation, Period, whole
from db.rules.study.obligations import study_owed
from db.rules.year_view import YearView, record


def obligations(view: YearView) -> tuple[Obligation, ...]:
    """Everything owed in the year, met or not; local practice that is switched off is left out."""
    owed = [
        *life_of_the_year(view),
        *_term(view),
        *_admissions(view),
        *_dues(view),
        *_affiliation(view),
        *_elections(view),
        *_study(view),
        *_life(view),
    ]
    texts = duty_texts().values()
    switched_off = {text.id for text in texts if text.finding and not view.is_enabled(text.finding)}
    return tuple(duty for duty in owed if duty.duty not in switched_off)


def _dues(view: YearView) -> Iterator[Obligation]:
    for owed in dues_owed(view):
        yield Obligation(
            owed.duty,
            owed.period,
            owed.first,
            owed.last,
            owed.due_on,
            evidence=owed.evidence,
            is_met=owed.is_met,
            progress=owed.progress,
            exempt=founding_exemption(view, Period(owed.period, owed.first, owed.last)),
        )


def _elections(view: YearView) -> Iterator[Obligation]:
    for duty, end, first, due_on, evidence, exempt in elections_owed(view):
        yield Obligation(
            duty,
            str(end.year),
            first,
            due_on,
            due_on,
            evidence=evidence,
            is_met=bool(evidence),
            exempt=exempt,
        )


def _affiliation(view: YearView) -> Iterator[Obligation]:
    for owed in affiliation_owed(view):
        yield Obligation(
            owed.duty,
            f"{owed.due_on.year}Q{quarter_of(owed.due_on)}" if owed.is_of_quarter else str(owed.due_on.year),
            view.first,
            owed.due_on,
            owed.due_on,
            evidence=(owed.record,),
            is_met=owed.is_met,
            subject=owed.subject,
            subject_uid=owed.record[1],
            about=owed.record,
        )


def _study(view: YearView) -> Iterator[Obligation]:
    year = whole(view.year)
    for duty, first, last, is_met, progress, evidence, subject, uid in study_owed(view):
        yield Obligation(
            duty,
            year.name,
            first,
            last,
            last,
            evidence=evidence,
            is_met=is_met,
            subject=subject,
            subject_uid=uid,
            exempt="" if subject else founding_exemption(view, year),
            progress=progress,
        )


def _term(view: YearView) -> Iterator[Obligation]:
    """The election due in the year, or still overdue; and the one that opened the present term, as done."""
    started, end = view.profile.term_start_on, term_end(view.profile)
    if end is None or started is None:
        return
    if started[:4] == view.period and earliest(started) <= view.today:
        evidence = tuple(
            record(meeting)
            for meeting in view.held("general_meeting")
            if any(item.matter == "election" for item in meeting.agenda)
        )
        opened = latest(started)
        yield Obligation("term_election", view.period, opened, opened, opened, evidence=evidence, is_met=True)
    is_overdue = end.year < view.year == view.today.year
    if end.year == view.year or is_overdue:
        yield Obligation("term_election", str(end.year), view.first, end, end)


def _admissions(view: YearView) -> Iterator[Obligation]:
    for owed in admissions_owed(view):
        yield Obligation(
            owed.duty,
            owed.period,
            owed.first,
            owed.last,
            owed.last,
            evidence=owed.evidence,
            is_met=owed.is_met,
            subject=owed.name,
            subject_uid=owed.about[1],
            about=owed.about,
        )


def _life(view: YearView) -> Iterator[Obligation]:
    for owed in life_owed(view):
        yield Obligation(
            owed.duty,
            str(owed.due_on.year),
            owed.first,
            owed.due_on,
            owed.due_on,
            evidence=(owed.about,) if owed.is_met else (),
            is_met=owed.is_met,
            subject=owed.subject,
            subject_uid=owed.about[1],
            progress=owed.progress,
            about=owed.about,
        )
