"""The schedule of an election, from six months before the end of the term to seven days after: what is due, what meets it.

Only the reminder six months before is a demand of a regulation; the other steps are local practice and can be turned
off together. Once the term is over without an election, the election itself is what is late, and its later steps wait.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from db.arithmetic.days import add_months, earliest, latest
from db.rules.election.facts import ElectionKept
from db.rules.election.term import term_end
from db.rules.facts import Document
from db.rules.year_view import Record, YearView, has_committee, record

Owed = tuple[str, date, date, date, tuple[Record, ...], str]
"""Duty, end of the term it belongs to, first day, due day, evidence, why it is not owed after all."""
SCHEDULE = "term.schedule"  # the setting that turns the local steps off
ELECTION_WORDS = re.compile("换届|选举|任期")
_NOMINEES = re.compile("人选|候选人")
_METHOD = re.compile("选举办法|选票|主持词|计票|监票")
_EARLY = 9  # months before the end from which papers belong to the coming election


def is_about_election(paper: Document) -> bool:
    """Whether a paper belongs to an election or the term."""
    return (
        paper.kind == "election"
        or bool(ELECTION_WORDS.search(paper.title + paper.subject))
        or (paper.subject in ("election", "term_election", "term_extension"))
    )


def elections_owed(view: YearView) -> Iterator[Owed]:
    """Steps that fall due in the year, for the end of the present term and for the election that was just held."""
    end = term_end(view.profile)
    if end is not None:
        yield from (step for step in _before(view, end, end) if step[3].year == view.year)
        if view.today <= end and _is_wanted(view):
            yield from (step for step in _after(view, end, None) if step[3].year == view.year)
    for held in view.facts.elections.held if _is_wanted(view) else ():
        day = date.fromisoformat(held.held_on)
        if _begins_a_term(held) and day <= view.today:
            yield from (step for step in _after(view, day, held) if step[3].year == view.year)


def schedule(view: YearView, end: date, held: ElectionKept | None) -> tuple[Owed, ...]:
    """Every step towards the election at the end of a term and after it, whatever year it falls in.

    `held` is the election of that term, None where it is still to come. Local steps only where they are wanted.
    """
    last = date.fromisoformat(held.held_on) if held else end
    evidence: tuple[Record, ...] = (("election", held.uid),) if held and held.outcome.elected else ()
    election: Owed = ("term_election", end, add_months(last, -6), last, evidence, "")
    later = tuple(_after(view, last, held)) if _is_wanted(view) else ()
    return (*_before(view, end, last), election, *later)


def after_election(view: YearView, held: ElectionKept) -> tuple[Owed, ...]:
    """The steps that follow an election that stands at the end of no known term; a by-election divides no work anew."""
    steps = _after(view, date.fromisoformat(held.held_on), held) if _is_wanted(view) else ()
    return tuple(step for step in steps if held.occasion != "by_election" or step[0] != "term_division")


def _begins_a_term(held: ElectionKept) -> bool:
    """A second round follows the first, which has its steps already."""
    return held.occasion == "term" and not held.is_second and bool(held.outcome.elected)


def _is_wanted(view: YearView) -> bool:
    return view.switched(SCHEDULE)


def _before(view: YearView, end: date, day: date) -> Iterator[Owed]:
    """Steps before the election of a day; only the reminder is counted from the end of the term."""
    half_a_year = add_months(end, -6)
    papers = tuple(_papers(view, add_months(min(end, day), -_EARLY), max(end, day)))
    yield "term_notice", end, half_a_year, half_a_year, _records(papers), ""
    if not _is_wanted(view):
        return
    two_months, one_month, half_a_year = add_months(day, -2), add_months(day, -1), add_months(day, -6)
    exempt = "" if has_committee(view.roster, view.as_of) else "没有设支委会"
    yield "term_planning", end, half_a_year, two_months, tuple(_meetings(view, half_a_year, day)), exempt
    requests = [paper for paper in papers if paper.kind == "request" and not _NOMINEES.search(paper.title)]
    yield "term_request", end, half_a_year, one_month, _records(requests), ""
    nominees = [paper for paper in papers if _NOMINEES.search(paper.title)]
    yield "term_nominees", end, one_month, day - timedelta(days=3), _records(nominees), ""
    planned = tuple(
        ("election", held.uid)
        for held in view.facts.elections.held
        if add_months(min(end, day), -_EARLY).isoformat() <= held.held_on <= max(end, day).isoformat()
    )
    prepared = [paper for paper in papers if _METHOD.search(paper.title)]
    yield "term_papers", end, day - timedelta(days=3), day, (*_records(prepared), *planned), ""


def _after(view: YearView, day: date, held: ElectionKept | None) -> Iterator[Owed]:
    """Division of labour and the report to the superior, from the day of the election on."""
    last = day + timedelta(days=view.number("ELE-16.days"))
    later = tuple(_papers(view, day, add_months(day, 6))) if held else ()
    divided = [paper for paper in _divisions(view, day) if held]
    met = tuple(_meetings(view, day, last, "分工|书记|委员")) if held else ()
    needs_committee = held is None or held.elects == "committee"
    exempt = "" if needs_committee else "没有设支委会"
    yield "term_division", day, day, day, (*met, *_records(divided)), exempt
    reports = _records([paper for paper in later if "报告" in paper.title])
    own = (("election", held.uid),) if held and held.reported_on else ()
    yield "term_report", day, day, last, (*own, *reports), ""


def _papers(view: YearView, first: date, last: date) -> Iterator[Document]:
    until = min(last, view.today)
    for paper in view.facts.documents:
        dated = paper.dated_on
        if dated and earliest(dated) <= until and latest(dated) >= first and is_about_election(paper):
            yield paper


def _divisions(view: YearView, day: date) -> Iterator[Document]:
    for paper in view.facts.documents:
        if paper.kind == "division_of_labour" and paper.dated_on and latest(paper.dated_on) >= day:
            yield paper


def _meetings(view: YearView, first: date, last: date, words: str = "换届|选举|任期") -> Iterator[Record]:
    """Committee meetings with such an item on the agenda."""
    for meeting in view.recorded:
        is_within = meeting.ledger == "committee_meeting" and first <= meeting.day <= last
        if is_within and any(re.search(words, f"{item.title}{item.resolution}") for item in meeting.agenda):
            yield record(meeting)


def _records(papers: list[Document] | tuple[Document, ...]) -> tuple[Record, ...]:
    return tuple(("document", paper.uid) for paper in papers)
