"""Terms and elections as facts, and the present term in the branch's profile. Reads rows and knows no SQL."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from db.changes import Row
from db.ledgers.election import election_of
from db.records.roster import Roster
from db.rules.election.facts import ElectionKept, ElectionRecords, TermKept, VotesKept
from db.rules.facts import BranchProfile
from db.services.branch import Branch


def gather_elections(branch: Branch, roster: Roster) -> ElectionRecords:
    """Terms and elections with a day, in the order of days."""
    terms = [_term(row) for row in branch.rows("term") if row.get("elected_on")]
    held = [_election(row, roster) for row in branch.rows("election") if row.get("held_on")]
    return ElectionRecords(
        tuple(sorted(terms, key=lambda each: (each.elected_on, each.uid))),
        tuple(sorted(held, key=lambda each: (each.held_on, each.is_second, each.uid))),
    )


def with_present_term(profile: BranchProfile, terms: Iterable[TermKept], today: date) -> BranchProfile:
    """The profile with the term that runs today: the newest of the ledger, unless the profile names a later election.

    A term of the ledger replaces all that the profile says of it, so that there is one source for each term.
    """
    begun = [term for term in terms if term.elected_on <= today.isoformat()]
    if not begun or begun[-1].elected_on < (profile.term_start_on or ""):
        return profile
    newest = begun[-1]
    return replace(
        profile,
        term_start_on=newest.elected_on,
        term_years=newest.years,
        term_extended_to=newest.extended_to,
    )


def _term(row: Row) -> TermKept:
    return TermKept(
        uid=row.uid,
        elected_on=row["elected_on"],
        term_number=row.text("term_number"),
        years=row.get("years"),
        extended_to=row.get("extended_to"),
        timing_approved_on=row.get("timing_approved_on"),
    )


def _election(row: Row, roster: Roster) -> ElectionKept:
    counted = election_of(row.values, roster)
    assert counted is not None  # rows without a day are left out above
    return ElectionKept(
        uid=row.uid,
        held_on=row["held_on"],
        counted=counted,
        elects=row.text("elects") or "committee",
        occasion=row.text("occasion") or "term",
        is_second=bool(row.get("is_second")),
        candidates=tuple(person.uid for person in row.get("candidates") or ()),
        votes=tuple(_votes(each) for each in row.get("votes") or () if each.get("person")),
        scrutineers=frozenset(person.uid for person in row.get("scrutineers") or ()),
        tellers=frozenset(person.uid for person in row.get("tellers") or ()),
        method_adopted=bool(row.get("method_adopted")),
        scrutineers_adopted=bool(row.get("scrutineers_adopted")),
        candidates_introduced=bool(row.get("candidates_introduced")),
        meeting=row["meeting"].uid if row.get("meeting") else "",
        reported_on=row.get("reported_on"),
    )


def _votes(each: Mapping[str, Any]) -> VotesKept:
    person = each["person"]
    return VotesKept(person.uid, person.name, each.get("for"), each.get("against"), each.get("abstain"))
