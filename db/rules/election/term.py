"""Length and end of the committee's term, as the facts know the branch (see db.arithmetic.term).

The profile of the facts bears the present term already: that of the ledger of terms where it knows one, else what
the branch's own profile says (db.rules.election.gathering).
"""

from datetime import date

from db.arithmetic import term
from db.arithmetic.term import TERM_OPINION_ON
from db.rules.facts import BranchProfile

__all__ = ["TERM_OPINION_ON", "lawful_years", "ordinary_end", "term_end"]


def lawful_years(profile: BranchProfile) -> int:
    """Years of a term by kind and by the day it began."""
    return term.lawful_years(profile.kind, profile.term_start_on)


def ordinary_end(profile: BranchProfile) -> date | None:
    """Day on which the term is full without any extension; None where it is not known or there are no terms."""
    return term.ordinary_end(profile.kind, profile.term_start_on, profile.term_years)


def term_end(profile: BranchProfile) -> date | None:
    """Day on which the term ends, with the extension that is noted."""
    return term.term_end(profile.kind, profile.term_start_on, profile.term_years, profile.term_extended_to)
