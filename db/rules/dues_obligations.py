"""What a branch that keeps its dues here owes in a year: settling them in the first quarter, publishing them once.

No obligations for a branch that keeps its dues elsewhere.
"""

from collections.abc import Iterator
from datetime import date

from db.rules.dues import DuesView
from db.rules.facts import Document
from db.rules.year_view import YearView

Owed = tuple[str, date, bool, str, tuple[tuple[str, str], ...]]
"""Duty, last day, whether met, how far, evidence."""


def dues_owed(view: YearView) -> Iterator[Owed]:
    """The two obligations of the year, met or not."""
    if not view.facts.dues.standards and not view.facts.dues.payments:
        return
    dues = view.once("dues", lambda one: DuesView(one.facts))
    if not dues.is_kept(view.year):
        return
    yield _settling(view, dues)
    papers = tuple(("document", paper.uid) for paper in _papers(view))
    yield "dues_publication", date(view.year, 12, 31), bool(papers), "", papers


def _settling(view: YearView, dues: DuesView) -> Owed:
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
    return "dues_settling", date(view.year, 3, 31), is_met, progress, settled


def _papers(view: YearView) -> Iterator[Document]:
    for paper in view.facts.documents:
        about = str(paper.year) if paper.year is not None else (paper.dated_on or "")[:4]
        if paper.kind == "publication" and paper.subject == "dues" and about == view.period:
            yield paper
