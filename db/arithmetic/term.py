"""Length and end of a committee's term, from the branch's kind and the day of the election.

Source: 关于党的基层组织任期的意见 item 1 (five years for villages and communities, generally three for others, from
elections after 12 July 2018 on). Whether an extension was lawful is a finding, not decided here.
"""

from datetime import date

from db.arithmetic.days import add_years, latest

TERM_OPINION_ON = date(2018, 7, 12)
LONG_TERM_KINDS = frozenset({"village", "community"})
LONG_TERM_YEARS = 5
SHORT_TERM_YEARS = 3


def lawful_years(kind: str, start: str | None) -> int:
    """Years of a term by the kind of branch and the (partial) day it began."""
    before = start is not None and latest(start) < TERM_OPINION_ON
    return LONG_TERM_YEARS if kind in LONG_TERM_KINDS and not before else SHORT_TERM_YEARS


def ordinary_end(kind: str, start: str | None, years: int | None = None) -> date | None:
    """Day on which the term is full without any extension; None where it is not known or the branch has no terms.

    A start known to the month only is taken as its last day: nobody is called late too early.
    """
    if start is None or kind == "temporary":
        return None
    return add_years(latest(start), years or lawful_years(kind, start))


def term_end(kind: str, start: str | None, years: int | None, extended_to: str | None) -> date | None:
    """Day on which the term ends, with the extension that was noted."""
    end = ordinary_end(kind, start, years)
    return end if end is None or not extended_to else max(end, latest(extended_to))
