"""Terms and elections as facts: frozen, as of what was recorded."""

from dataclasses import dataclass
from functools import cached_property

from db.arithmetic.election import Election, Outcome, judge_election


@dataclass(frozen=True, slots=True)
class TermKept:
    """One term. `timing_approved_on`: the superior's consent to an early or late election; days are exact."""

    uid: str
    elected_on: str
    term_number: str = ""
    years: int | None = None
    extended_to: str | None = None
    timing_approved_on: str | None = None


@dataclass(frozen=True, slots=True)
class VotesKept:
    """The votes of one person as written down; None where nothing was."""

    person: str
    name: str
    votes_for: int | None = None
    against: int | None = None
    abstain: int | None = None

    @property
    def count(self) -> int:
        """All votes written down for the person."""
        return (self.votes_for or 0) + (self.against or 0) + (self.abstain or 0)


@dataclass(frozen=True)
class ElectionKept:
    """One election: what was counted, and how it was gone about. People are uids, candidates in the order recorded."""

    uid: str
    held_on: str
    counted: Election
    elects: str = "committee"
    occasion: str = "term"
    is_second: bool = False
    candidates: tuple[str, ...] = ()
    votes: tuple[VotesKept, ...] = ()
    scrutineers: frozenset[str] = frozenset()
    tellers: frozenset[str] = frozenset()
    method_adopted: bool = False
    scrutineers_adopted: bool = False
    candidates_introduced: bool = False
    meeting: str = ""
    reported_on: str | None = None

    @cached_property
    def outcome(self) -> Outcome:
        """What the election came to."""
        return judge_election(self.counted)

    @property
    def was_voted(self) -> bool:
        """Whether ballots were given out; before that a record is a plan."""
        return self.counted.issued is not None


@dataclass(frozen=True, slots=True)
class ElectionRecords:
    """Everything recorded of terms (by day of election) and elections (by day); empty where the branch keeps none."""

    terms: tuple[TermKept, ...] = ()
    held: tuple[ElectionKept, ...] = ()
