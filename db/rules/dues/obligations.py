"""What a branch that keeps its dues here owes in a year: settling them in the first quarter, taking them in every month,
publishing them once.

No obligations for a branch that keeps its dues elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from db.arithmetic.days import month_days, quarter_of
from db.arithmetic.dues import month_after, month_of
from db.rules.dues.months import DuesView
from db.rules.facts import Document
from db.rules.library import default_of
from db.rules.year_view import Record, YearView

COLLECTING = "dues_collection"


@dataclass(frozen=True, slots=True)
class DuesOwed:
    """One thing owed in the period from `first` to `last`; `progress` tells how far it is met."""

    duty: str
    period: str
    first: date
    last: date
    due_on: date
    is_met: bool
    progress: str = ""
    evidence: tuple[Record, ...] = ()


def dues_owed(view: YearView) -> Iterator[DuesOwed]:
    """The obligations of the year, met or not."""
    if not view.facts.dues.standards and not view.facts.dues.payments:
        return
    dues = view.once("dues", lambda one: DuesView(one.facts))
    if not dues.is_kept(view.year):
        return
    yield _settling(view, dues)
    yield from _collecting(view, dues)
    papers = tuple(("document", paper.uid) for paper in _papers(view))
    first, last = date(view.year, 1, 1), date(view.year, 12, 31)
    yield DuesOwed("dues_publication", view.period, first, last, last, bool(papers), evidence=papers)


def _settling(view: YearView, dues: DuesView) -> DuesOwed:
    """Met when something was settled for the year and nobody is left without an amount."""
    settled = tuple(
        ("dues_standard", each.uid)
        for each in view.facts.dues.standards
        if (each.settled_on or each.from_month)[:4] == view.period or each.from_month[:4] == view.period
    )
    month = f"{view.as_of.year:04d}-{view.as_of.month:02d}"
    members = view.members
    without = sum(dues.standard(person, month) is None for person in members)
    progress = f"{len(members) - without}/{len(members)}人已核定"
    is_met = bool(settled) and not without
    last = date(view.year, 3, 31)
    first = date(view.year, 1, 1)
    return DuesOwed("dues_settling", view.period, first, last, last, is_met, progress, settled)


def _collecting(view: YearView, dues: DuesView) -> Iterator[DuesOwed]:
    """Every month from the one in which the branch began to keep its dues; none in which nobody owes anything."""
    for number in range(1, 13):
        month = f"{view.year:04d}-{number:02d}"
        if month < dues.kept_from:
            continue
        owing = [uid for uid in dues.members(month) if dues.due_fen(uid, month)]
        if not owing:
            continue
        open_for = [uid for uid in owing if dues.paid_fen(uid, month) < dues.due_fen(uid, month)]
        waiting = [uid for uid in open_for if not _pays_by_the_quarter(dues, uid, month)]
        begun = month <= month_of(view.today)
        first, last = month_days(view.year, number)
        yield DuesOwed(
            COLLECTING,
            month,
            first,
            last,
            _collecting_day(view, last),
            not waiting and (begun or not open_for),
            f"{len(owing) - len(open_for)}/{len(owing)}人已交" if begun else "",
            _payments(dues, owing, month),
        )


def _collecting_day(view: YearView, last: date) -> date:
    """The fixed day of the month where the branch has one (local practice), else its last day."""
    chosen = int(str(view.facts.setting("dues.collecting_day", default_of("dues.collecting_day"))))
    return last.replace(day=min(chosen, last.day)) if chosen > 0 else last


def _pays_by_the_quarter(dues: DuesView, person: str, month: str) -> bool:
    """Whether the month may wait for the end of its quarter: the branch consented to the payment of the quarter before,
    and the quarter still has a month to come.
    """
    number = int(month[5:7])
    if number % 3 == 0:
        return False
    first = f"{month[:5]}{quarter_of(date(int(month[:4]), number, 1)) * 3 - 2:02d}"
    if month_of(dues.facts.today) >= month_after(first, 3):
        return False  # the quarter is over: what was not paid is late
    before = [month_after(first, -back) for back in (1, 2, 3)]
    return any(payment.consent for each in before for payment in dues.payments(person, each))


def _payments(dues: DuesView, people: list[str], month: str) -> tuple[Record, ...]:
    found = {payment.uid for person in people for payment in dues.payments(person, month)}
    return tuple(("dues_payment", uid) for uid in sorted(found))


def _papers(view: YearView) -> Iterator[Document]:
    for paper in view.facts.documents:
        if paper.kind == "publication" and paper.subject == "dues" and paper.year_about == view.year:
            yield paper
