"""Findings TERM-01 to TERM-06: the term of the committee and the papers of an election.

The profile knows the present term only, so an election held too early cannot be seen here.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from db.arithmetic.days import add_months, add_years, day_text, earliest, latest
from db.rules.facts import Document
from db.rules.findings.observation import Observation, Rule, of_branch
from db.rules.term import TERM_OPINION_ON, lawful_years, ordinary_end, term_end
from db.rules.year_view import YearView

NOTICE_MONTHS = 6
_ELECTION_WORDS = re.compile("换届|选举|任期")


def _is_about_election(paper: Document) -> bool:
    return (
        paper.kind == "election"
        or bool(_ELECTION_WORDS.search(paper.title + paper.subject))
        or (paper.subject in ("election", "term_election", "term_extension"))
    )


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


def extension_without_approval(view: YearView) -> Iterator[Observation]:
    """TERM-03."""
    extension = _extension(view)
    if extension is None:
        return
    approved = any(
        paper.kind == "approval" and (paper.subject == "term_extension" or _is_about_election(paper))
        for paper in view.facts.documents
        if _dated_between(paper, add_years(extension[0], -1), extension[1])
    )
    if not approved:
        extended = day_text(extension[1].isoformat())
        yield of_branch(view, f"登记了延期换届到{extended}，文件台账中没有上级同意延期的批复")


def not_prepared(view: YearView) -> Iterator[Observation]:
    """TERM-04. Only while the term runs; once it is over TERM-01 says so."""
    end = term_end(view.profile)
    if end is None or not add_months(end, -NOTICE_MONTHS) <= view.as_of <= end:
        return
    since = add_months(end, -2 * NOTICE_MONTHS)
    if any(_is_about_election(p) and _dated_between(p, since, view.as_of) for p in view.facts.documents):
        return
    discussed = any(
        _ELECTION_WORDS.search(item.title)
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
        if _is_about_election(paper) and _dated_between(paper, add_months(begun, -12), begun)
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
