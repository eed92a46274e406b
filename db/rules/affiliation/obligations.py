"""What a year owes to members living away and members out of contact, as `obligations` takes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from db.arithmetic.affiliation import STRIKE_MONTHS, SUSPEND_MONTHS
from db.arithmetic.days import add_months, quarter_of
from db.rules.affiliation.facts import AbsenceRecord, SearchRecord
from db.rules.year_view import Record, YearView


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation towards one person, due on a day, with the record it is about."""

    duty: str
    due_on: date
    subject: str
    record: Record
    is_met: bool
    is_of_quarter: bool = False


def affiliation_owed(view: YearView) -> Iterator[Owed]:
    """Contacts made and due, suspensions and removals due in the year; what is overdue stays in the running year."""
    for absence in view.facts.affiliation.absences:
        if absence.person in view.roster.people:
            yield from _contacts(view, absence)
    for search in view.facts.affiliation.searches:
        if search.person in view.roster.people:
            yield from _decisions(view, search)


def _is_of_year(view: YearView, due: date) -> bool:
    return due.year == view.year or due.year < view.year == view.today.year


def _contacts(view: YearView, absence: AbsenceRecord) -> Iterator[Owed]:
    """One for each quarter in which there was a contact, and the one that comes next."""
    name, record = view.name(absence.person), ("mobile_member", absence.uid)
    made: dict[int, date] = {}
    for on in absence.contacts:
        day = date.fromisoformat(on)
        if day.year == view.year and day <= view.today:
            made[quarter_of(day)] = day
    for day in made.values():
        yield Owed("mobile_contact", day, name, record, is_met=True, is_of_quarter=True)
    due = absence.contact_due(view.today, view.number("MEM-14.months"))
    is_open = absence.lasts_on(view.today) and absence.person in view.roster.members_on(view.today)
    is_shown = due.year == view.year and quarter_of(due) in made
    if is_open and _is_of_year(view, due) and not is_shown:
        yield Owed("mobile_contact", due, name, record, is_met=False, is_of_quarter=True)


def _decisions(view: YearView, search: SearchRecord) -> Iterator[Owed]:
    name, record = view.name(search.person), ("out_of_contact", search.uid)
    restored, suspended = search.restored_on, search.suspended_on
    due = add_months(date.fromisoformat(search.since), SUSPEND_MONTHS)
    if suspended:
        yield from _done(view, "lost_suspension", suspended, name, record)
    elif not restored and _is_of_year(view, due):
        yield Owed("lost_suspension", due, name, record, is_met=False)
    if search.struck_off_on:
        yield from _done(view, "lost_removal", search.struck_off_on, name, record)
    elif suspended and not restored:
        due = add_months(date.fromisoformat(suspended), STRIKE_MONTHS)
        if _is_of_year(view, due):
            yield Owed("lost_removal", due, name, record, is_met=False)


def _done(view: YearView, duty: str, on: str, name: str, record: Record) -> Iterator[Owed]:
    if on.startswith(view.period):
        yield Owed(duty, date.fromisoformat(on), name, record, is_met=True)
