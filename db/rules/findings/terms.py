"""Findings TERM-01 to TERM-06: the term of the committee and the papers of an election.

The facts' profile knows the present term only; whether an election came early or late is seen where the ledger of
terms knows the one before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from db.arithmetic import term as terms_by_rule
from db.arithmetic.days import add_months, add_years, day_text, earliest, latest
from db.rules.election.facts import TermKept
from db.rules.election.obligations import ELECTION_WORDS, is_about_election
from db.rules.election.term import TERM_OPINION_ON, lawful_years, ordinary_end, term_end
from db.rules.facts import Document
from db.rules.findings.observation import Observation, Rule, of_branch
from db.rules.year_view import YearView

NOTICE_MONTHS = 6


def _dated_between(paper: Document, first: date, last: date) -> bool:
    return paper.dated_on is not None and latest(paper.dated_on) >= first and earliest(paper.dated_on) <= last


def term_over(view: YearView) -> Iterator[Observation]:
    """TERM-01. Standing: it is told in the year in which the term ended and in the present one."""
    end = term_end(view.profile)
    if end is None or view.as_of <= end:
        return
    if view.year in (end.year, view.today.year):
        yield of_branch(view, f"本届任期已于{day_text(end.isoformat())}届满，尚未换届")


def _extension(view: YearView) -> tuple[date, date] | None:
    """Ordinary end and extended end, when the profile notes an extension that touches the year."""
    end, extended = ordinary_end(view.profile), view.profile.term_extended_to
    if end is None or not extended or latest(extended) <= end:
        return None
    touches = end.year <= view.year <= latest(extended).year or view.year == view.today.year
    return (end, earliest(extended)) if touches and view.has_begun else None


def extension_too_long(view: YearView) -> Iterator[Observation]:
    """TERM-02."""
    extension = _extension(view)
    if extension and extension[1] > add_years(extension[0], 1):
        end, extended = (day_text(day.isoformat()) for day in extension)
        yield of_branch(view, f"任期应于{end}届满，延期到{extended}，超过1年")
    for _, later, full in _elections_after_a_term(view):
        elected = date.fromisoformat(later.elected_on)
        if elected > add_years(full, 1):
            yield _of_term(view, later, f"{day_text(later.elected_on)}换届，比任满的{_day(full)}晚了1年以上")
        elif elected < add_years(full, -1):
            yield _of_term(view, later, f"{day_text(later.elected_on)}换届，比任满的{_day(full)}早了1年以上")


def _day(day: date) -> str:
    return day_text(day.isoformat())


def _of_term(view: YearView, term: TermKept, message: str) -> Observation:
    return replace(of_branch(view, message), records=(("term", term.uid),))


def _elections_after_a_term(view: YearView) -> Iterator[tuple[TermKept, TermKept, date]]:
    """Terms that ended and began in the year, with the day on which the earlier one was full."""
    for earlier, later in pairwise(view.facts.elections.terms):
        full = terms_by_rule.ordinary_end(view.profile.kind, earlier.elected_on, earlier.years)
        if full and later.elected_on[:4] == view.period and later.elected_on <= view.today.isoformat():
            yield earlier, later, full


def extension_without_approval(view: YearView) -> Iterator[Observation]:
    """TERM-03. Consent is a day in the ledger of terms or an approval among the papers."""
    extension = _extension(view)
    if extension is not None:
        running = view.facts.elections.terms[-1:]
        if not _consented(view, running, add_years(extension[0], -1), extension[1]):
            yield of_branch(view, f"登记了延期换届到{_day(extension[1])}，没有登记上级同意延期的批复")
    allowed = timedelta(days=view.number("TERM-03.days"))
    for earlier, later, full in _elections_after_a_term(view):
        elected = date.fromisoformat(later.elected_on)
        if abs(elected - full) <= allowed:
            continue
        if not _consented(view, (earlier, later), add_years(min(full, elected), -1), max(full, elected)):
            when = "晚" if elected > full else "早"
            text = f"{day_text(later.elected_on)}换届，{when}于任满的{_day(full)}，没有登记上级同意的批复"
            yield _of_term(view, later, text)


def _consented(view: YearView, terms: Iterable[TermKept], first: date, last: date) -> bool:
    return any(term.timing_approved_on for term in terms) or any(
        paper.kind == "approval" and (paper.subject == "term_extension" or is_about_election(paper))
        for paper in view.facts.documents
        if _dated_between(paper, first, last)
    )


def not_prepared(view: YearView) -> Iterator[Observation]:
    """TERM-04. Only while the term runs; once it is over TERM-01 says so."""
    end = term_end(view.profile)
    if end is None or not add_months(end, -NOTICE_MONTHS) <= view.as_of <= end:
        return
    since = add_months(end, -2 * NOTICE_MONTHS)
    if any(is_about_election(p) and _dated_between(p, since, view.as_of) for p in view.facts.documents):
        return
    discussed = any(
        ELECTION_WORDS.search(item.title)
        for meeting in view.recorded
        if meeting.ledger == "committee_meeting" and meeting.held_on >= since.isoformat()
        for item in meeting.agenda
    )
    if not discussed:
        days = (end - view.as_of).days
        yield of_branch(
            view, f"本届任期将于{day_text(end.isoformat())}届满，还有{days}天，没有换届准备的记录"
        )


def term_length(view: YearView) -> Iterator[Observation]:
    """TERM-05."""
    profile = view.profile
    if not profile.term_years or not profile.term_start_on or profile.kind == "temporary":
        return
    if earliest(profile.term_start_on) < TERM_OPINION_ON or earliest(profile.term_start_on) > view.as_of:
        return
    lawful = lawful_years(profile)
    if profile.term_years != lawful:
        yield of_branch(view, f"登记的任期为{profile.term_years}年，按规定应为{lawful}年")


def election_papers(view: YearView) -> Iterator[Observation]:
    """TERM-06. The first committee of a new branch comes with the founding and is not asked for."""
    profile, started = view.profile, view.profile.term_start_on
    if not started or started[:4] != view.period or profile.kind == "temporary":
        return
    begun = latest(started)
    if begun > view.today or _is_first_committee(profile.founded_on, begun):
        return
    papers = [
        paper
        for paper in view.facts.documents
        if is_about_election(paper) and _dated_between(paper, add_months(begun, -12), begun)
    ]
    missing = [
        title for kind, title in (("request", "请示"), ("approval", "批复")) if not _has(papers, kind, title)
    ]
    if missing:
        message = f"{day_text(started)}换届，之前没有登记换届{'和'.join(missing)}"
        yield of_branch(view, message)


def _is_first_committee(founded_on: str | None, begun: date) -> bool:
    return bool(founded_on) and begun <= latest(founded_on or "") + timedelta(days=60)


def _has(papers: list[Document], kind: str, word: str) -> bool:
    return any(paper.kind == kind or word in paper.title for paper in papers)


RULES = (
    Rule("TERM-01", term_over),
    Rule("TERM-02", extension_too_long),
    Rule("TERM-03", extension_without_approval),
    Rule("TERM-04", not_prepared),
    Rule("TERM-05", term_length),
    Rule("TERM-06", election_papers),
)
