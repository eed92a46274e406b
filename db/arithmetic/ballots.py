"""Ballots on which one of several grades is ticked: whether the counts can be, and the share of each. Whole numbers only."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")


def share_text(count: int, total: int) -> str:
    """How much of `total` a count is, in per cent to a tenth, half up: "66.7%"; "" of nothing."""
    if total <= 0:
        return ""
    share = (Decimal(100 * count) / Decimal(total)).quantize(_TENTH, ROUND_HALF_UP)
    return f"{share.normalize():f}%"


def problem_of_counts(valid: int | None, counts: Sequence[int | None]) -> str:
    """What cannot be about the ticks of `valid` ballots, in Chinese, "" where nothing is wrong.

    Each valid ballot bears exactly one tick, so the sum is compared once every count is known.
    """
    known = [count for count in counts if count is not None]
    if any(count < 0 for count in known):
        return "票数不能是负数"
    total = sum(known)
    if valid is None or not known:
        return ""
    if total > valid:
        return f"各档共{total}票，多于有效票{valid}张"
    if len(known) == len(counts) and total < valid:
        return f"各档共{total}票，少于有效票{valid}张；没有选或者多选的是无效票"
    return ""
