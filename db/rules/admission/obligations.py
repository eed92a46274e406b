"""What admissions make a branch owe in a year: an examination every half year, reports by the quarter where kept, and a
meeting at the end of a probation, also of those who are on the roster without a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from db.arithmetic.admission import ADMIT, ENDED, ENROL, EXAMINATION_MONTHS, LIST, PROMOTE, probation_end
from db.arithmetic.days import add_months, quarter_days
from db.arithmetic.membership import is_member
from db.arithmetic.standing import probation_ends
from db.rules.admission.facts import AdmissionFile
from db.rules.year_view import Record, YearView


@dataclass(frozen=True, slots=True)
class AdmissionOwed:
    """One thing owed for one person in the period from `first` to `last`; `about` is the file, or the person."""

    duty: str
    period: str
    first: date
    last: date
    name: str
    about: Record
    is_met: bool

    @property
    def evidence(self) -> tuple[Record, ...]:
        """The file in which the day stands."""
        return (self.about,) if self.is_met else ()


def admissions_owed(view: YearView) -> Iterator[AdmissionOwed]:
    """Everything that falls due in the year; who has ended owes nothing more."""
    for file in view.facts.admissions:
        if file.history.outcome not in ENDED:
            yield from _examinations(view, file)
            yield from _reports(view, file)
            yield from _promotion(view, file)
    yield from _promotions_by_the_roster(view)


def _promotion(view: YearView, file: AdmissionFile) -> Iterator[AdmissionOwed]:
    """The meeting at the end of the probation; one that extended it came before the extended end."""
    end, met = probation_end(file.history), file.day(PROMOTE)
    if end is None:
        return
    is_met = met is not None and met <= view.today and (file.history.outcome != "extended" or met >= end)
    yield from _promotion_owed(view, end, file.name, ("admission", file.uid), is_met)


def _promotions_by_the_roster(view: YearView) -> Iterator[AdmissionOwed]:
    """Probationary members without a file that knows the meeting: by the dates of the roster, which it closes too."""
    known = {file.person for file in view.facts.admissions if file.day(ADMIT) is not None}
    for person in view.roster.people.values():
        admitted = person.dates.admitted_on
        end = probation_ends(admitted) if admitted and person.uid not in known else None
        if end is not None and is_member(person.dates, end):
            is_met = view.roster.stage_on(person.uid, view.today) == "full"
            yield from _promotion_owed(view, end, person.name, ("person", person.uid), is_met)


def _promotion_owed(
    view: YearView, end: date, name: str, about: Record, is_met: bool
) -> Iterator[AdmissionOwed]:
    """Due some days after the probation is full (local practice); what is overdue stays in the running year."""
    due = end + timedelta(days=view.number("DEV-34.days"))
    is_overdue = not is_met and due.year < view.year == view.today.year
    if due.year == view.year or is_overdue:
        yield AdmissionOwed("promotion_meeting", end.isoformat()[:7], end, due, name, about, is_met)


def _examinations(view: YearView, file: AdmissionFile) -> Iterator[AdmissionOwed]:
    """From step 3 to step 7, and from the admission to the promotion, each half year that is full."""
    listed, promoted = file.day(LIST), file.day(PROMOTE)
    if promoted and file.history.outcome == "extended":
        promoted = None
    end = probation_end(file.history)
    for begun, ended in ((file.day(ENROL), listed), (file.day(ADMIT), promoted or end)):
        if begun is None:
            continue
        until = ended or date(view.year, 12, 31)
        held = sorted(day for day in file.history.examinations if begun <= day <= min(until, view.today))
        number = 1
        while (due := add_months(begun, EXAMINATION_MONTHS * number)) <= until and due.year <= view.year:
            if due.year == view.year:
                first = add_months(begun, EXAMINATION_MONTHS * (number - 1))
                period = due.isoformat()[:7]
                yield _of_file(file, "half_yearly_examination", period, (first, due), len(held) >= number)
            number += 1


def _reports(view: YearView, file: AdmissionFile) -> Iterator[AdmissionOwed]:
    """By full quarters of the year between step 3 and the promotion."""
    begun, ended = file.day(ENROL), file.day(PROMOTE)
    if begun is None:
        return
    handed, wanted = sum(day.year == view.year and day <= view.today for day in file.reports), 0
    for number in range(1, 5):
        first, last = quarter_days(view.year, number)
        if begun <= first and (ended is None or last <= ended):
            wanted += 1
            period = f"{view.year}Q{number}"
            yield _of_file(file, "ideological_report", period, (first, last), handed >= wanted)


def _of_file(
    file: AdmissionFile, duty: str, period: str, days: tuple[date, date], is_met: bool
) -> AdmissionOwed:
    return AdmissionOwed(duty, period, *days, file.name, ("admission", file.uid), is_met)
