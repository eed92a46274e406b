"""Length and end of the committee's term, from the branch's profile.

Sources: 支部工作条例 article 21; 关于党的基层组织任期的意见 item 1 (five years for villages and
communities, generally three for others, from elections after 12 July 2018 on). Whether an extension was
lawful is a finding, not decided here.
"""

from datetime import date

from db.arithmetic.days import add_years, latest
from db.rules.facts import BranchProfile

TERM_OPINION_ON = date(2018, 7, 12)
LONG_TERM_KINDS = frozenset({"village", "community"})
LONG_TERM_YEARS = 5
SHORT_TERM_YEARS = 3


def lawful_years(profile: BranchProfile) -> int:
    """Years of a term by kind and by the day it began."""
    before = profile.term_start_on is not None and latest(profile.term_start_on) < TERM_OPINION_ON
    return LONG_TERM_YEARS if profile.kind in LONG_TERM_KINDS and not before else SHORT_TERM_YEARS


def ordinary_end(profile: BranchProfile) -> date | None:
    """Day on which the term is full without any extension; None where it is not known or the branch has no
    terms.

    A start known to the month only is taken as its last day: nobody is called late too early.
    """
    if profile.term_start_on is None or profile.kind == "temporary":
        return None
    return add_years(latest(profile.term_start_on), profile.term_years or lawful_years(profile))


def term_end(profile: BranchProfile) -> date | None:
    """Day on which the term ends, with the extension that the profile notes."""
    end = ordinary_end(profile)
    if end is None or not profile.term_extended_to:
        return end
    return max(end, latest(profile.term_extended_to))
