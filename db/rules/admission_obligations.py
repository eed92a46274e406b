"""What admissions make a branch owe in a year: an examination every half year, and reports by the quarter where kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from db.arithmetic.admission import ADMIT, ENDED, ENROL, EXAMINATION_MONTHS, LIST, PROMOTE, probation_end
from db.arithmetic.days import add_months, quarter_days
from db.rules.admission_facts import AdmissionFile
from db.rules.year_view import Record, YearView


@dataclass(frozen=True, slots=True)
class AdmissionOwed:
    """One thing owed for one person in the period from `first` to `last`; `evidence` is the file where it is met."""

    duty: str
    period: str
    first: date
    last: date
    file: AdmissionFile
    is_met: bool

    @property
    def evidence(self) -> tuple[Record, ...]:
        """The file in which the day stands."""
        return (("admission", self.file.uid),) if self.is_met else ()


def admissions_owed(view: YearView) -> Iterator[AdmissionOwed]:
    """Everything that falls due in the year; who has ended owes nothing more."""
    for file in view.facts.admissions:
        if file.history.outcome not in ENDED:
            yield from _examinations(view, file)
            yield from _reports(view, file)


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
                yield AdmissionOwed("half_yearly_examination", period, first, due, file, len(held) >= number)
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
            yield AdmissionOwed(
                "ideological_report", f"{view.year}Q{number}", first, last, file, handed >= wanted
            )
