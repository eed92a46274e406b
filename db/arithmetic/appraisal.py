"""民主评议党员: how many may be excellent, and what the ballots alone would come to. Whole numbers only.

The grade itself is decided by the committee or the meeting from the ballots and everyday conduct (EDU19 art. 18); what is
worked out here is a proposal with its reason, and no proposal at all where votes are equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

EXCELLENT, QUALIFIED = "excellent", "qualified"
GRADES = (EXCELLENT, QUALIFIED, "basically_qualified", "unqualified")
GRADE_TITLES = dict(zip(GRADES, ("优秀", "合格", "基本合格", "不合格"), strict=True))
LONGEST_CORRECTION_MONTHS = 12  # EDU19 art. 30
COMMON_BASIS = "民主评议党员的通行要求（共产党员网）"  # the four grades, one third, probationary members
CORRECTION_BASIS = "《中国共产党党员教育管理工作条例》第三十条"


@dataclass(frozen=True, slots=True)
class Tally:
    """The ballots of one member, in the order of GRADES."""

    person: str
    counts: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the ballots alone come to: a grade, or "" where the branch has to look into it; `text` in Chinese."""

    grade: str
    text: str


def excellent_cap(base: int) -> int:
    """How many of so many members may be excellent: one third, rounded down (7 -> 2, 31 -> 10)."""
    return max(base, 0) // 3


def propose(tallies: Sequence[Tally], cap: int) -> dict[str, Proposal]:
    """By person: the grade with the most votes, the excellent ones within the cap by their votes.

    Members without a vote get none. Who is equal at the edge of the cap, or between two grades, is left to the branch.
    """
    voted = [tally for tally in tallies if any(tally.counts)]
    leading = {tally.person: _leading(tally) for tally in voted}
    first = sorted((t.counts[0] for t in voted if leading[t.person] == (EXCELLENT,)), reverse=True)
    found = {}
    for tally in voted:
        grades = leading[tally.person]
        if len(grades) > 1:
            titles = "、".join(f"“{GRADE_TITLES[grade]}”" for grade in grades)
            found[tally.person] = Proposal("", f"{titles}票数相同（各{max(tally.counts)}票），由支部研究")
        elif grades == (EXCELLENT,):
            found[tally.person] = _excellent(tally.counts[0], first, cap)
        else:
            found[tally.person] = Proposal(grades[0], GRADE_TITLES[grades[0]])
    return found


def _leading(tally: Tally) -> tuple[str, ...]:
    most = max(tally.counts)
    return tuple(grade for grade, count in zip(GRADES, tally.counts, strict=True) if count == most)


def _excellent(votes: int, all_votes: Sequence[int], cap: int) -> Proposal:
    """One whose excellent votes lead; `all_votes` are those of everybody like that, most first."""
    before = sum(other > votes for other in all_votes)
    equal = sum(other == votes for other in all_votes)
    if before + equal <= cap:
        return Proposal(EXCELLENT, GRADE_TITLES[EXCELLENT])
    if before >= cap:
        return Proposal(QUALIFIED, f"合格：优秀票居多，但按票数排第{before + 1}，优秀名额{cap}名")
    return Proposal("", f"优秀票同为{votes}票的有{equal}人，优秀名额还剩{cap - before}名，由支部研究")
