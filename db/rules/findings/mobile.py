"""Findings ATT-09, MEM-13 to MEM-15, MEM-18 and DUE-24: members living away, the contact kept with them, their dues."""

from collections.abc import Iterator
from datetime import date

from db.arithmetic.days import add_years, day_text
from db.rules.affiliation.facts import AbsenceRecord
from db.rules.dues.months import DuesView
from db.rules.findings.observation import Observation, Rule, of_meeting, people
from db.rules.year_view import YearView

LONGEST_ABROAD_YEARS = 5


def _of_absence(view: YearView, absence: AbsenceRecord, message: str, matter: str = "") -> Observation:
    name = view.name(absence.person)
    records = (("mobile_member", absence.uid),)
    return Observation(f"{name}{message}", view.period, view.as_of, name, records, matter=matter)


def _lasting(view: YearView) -> Iterator[AbsenceRecord]:
    """Absences of present members that last on the day of judgement."""
    for absence in view.facts.affiliation.absences:
        if absence.lasts_on(view.as_of) and absence.person in view.members:
            yield absence


def present_while_away(view: YearView) -> Iterator[Observation]:
    """ATT-09."""
    absences = [each for each in view.facts.affiliation.absences if each.person in view.roster.people]
    for meeting in view.meetings if absences else ():
        attended = view.attended(meeting)
        away = [
            each.person
            for each in absences
            if each.lasts_on(meeting.day)
            and each.person in attended
            and attended[each.person].state == "present"
        ]
        if away:
            yield of_meeting(
                view, meeting, f"记{view.names(away)}到会，当时登记为流动在外", more=people(sorted(set(away)))
            )


def away_without_record(view: YearView) -> Iterator[Observation]:
    """MEM-13. The flag on the roster says so, the ledger of mobile members does not."""
    known = {each.person for each in view.facts.affiliation.absences}
    known |= {each.person for each in view.facts.affiliation.transfers if each.direction == "out"}
    known |= {each.person for each in view.facts.affiliation.searches}
    for uid in sorted(view.members - known):
        if "lives_away" in view.flags(uid) and view.year == view.today.year:
            yield Observation(
                f"{view.name(uid)}标为外出流动，没有登记流动党员，也没有转接组织关系",
                view.period,
                view.as_of,
                view.name(uid),
                (("person", uid),),
            )


def not_contacted(view: YearView) -> Iterator[Observation]:
    """MEM-14."""
    months = view.number("MEM-14.months")
    for absence in _lasting(view):
        due = absence.contact_due(view.as_of, months)
        if due < view.as_of:
            last = [day for day in absence.contacts if day <= view.as_of.isoformat()]
            told = f"最近一次联系是{day_text(last[-1])}" if last else "外出以来没有联系记录"
            message = f"应在{day_text(due.isoformat())}以前联系，{told}"
            yield _of_absence(view, absence, message, "abroad" if absence.abroad else "")


def nobody_keeps_contact(view: YearView) -> Iterator[Observation]:
    """MEM-15. The regulation asks it of village branches."""
    if view.profile.kind != "village":
        return
    for absence in _lasting(view):
        if not absence.contact:
            yield _of_absence(view, absence, "外出流动，没有指定支部联系人")


def too_long_abroad(view: YearView) -> Iterator[Observation]:
    """MEM-18."""
    for absence in _lasting(view):
        since = date.fromisoformat(absence.since)
        if absence.abroad and view.as_of > add_years(since, LONGEST_ABROAD_YEARS):
            yield _of_absence(view, absence, f"{day_text(absence.since)}出国（境），已超过5年")


def no_dues_arrangement(view: YearView) -> Iterator[Observation]:
    """DUE-24. Whoever has a standard here and does not pay is told of by the arrears."""
    dues = view.once("dues", lambda one: DuesView(one.facts))
    month = f"{view.as_of:%Y-%m}"
    for absence in _lasting(view) if dues.is_kept(view.year) else ():
        has_paid = any(
            payment.person == absence.person and payment.months[-1:] >= (absence.since[:7],)
            for payment in view.facts.dues.payments
        )
        if not (absence.certificate or has_paid or dues.standard(absence.person, month)):
            told = f"{day_text(absence.since)}外出，没有核定或交纳党费的记录，也没有登记活动证"
            yield _of_absence(view, absence, told)


RULES = (
    Rule("ATT-09", present_while_away),
    Rule("MEM-13", away_without_record),
    Rule("MEM-14", not_contacted),
    Rule("MEM-15", nobody_keeps_contact),
    Rule("MEM-18", too_long_abroad),
    Rule("DUE-24", no_dues_arrangement),
)
