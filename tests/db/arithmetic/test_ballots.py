"""Ticks on ballots: which counts can be, and the shares."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.ballots import problem_of_counts, share_text

COUNTS = st.lists(st.integers(0, 300), min_size=4, max_size=4)


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [(2, 3, "66.7%"), (1, 3, "33.3%"), (1, 1, "100%"), (0, 7, "0%"), (1, 16, "6.3%"), (1, 0, "")],
)
def test_a_share_is_told_to_a_tenth_of_a_per_cent(count: int, total: int, text: str) -> None:
    assert share_text(count, total) == text


@pytest.mark.parametrize(
    ("valid", "counts", "words"),
    [
        (28, (20, 5, 2, 1), ""),
        (28, (20, 5, 2, 2), "各档共29票，多于有效票28张"),
        (28, (20, 5, 2, 0), "少于有效票28张"),
        (28, (20, None, None, None), ""),
        (28, (None, None, None, None), ""),
        (None, (20, 5, 2, 1), ""),
        (28, (-1, 5, 2, 1), "不能是负数"),
    ],
)
def test_counts_that_cannot_be_are_told(
    valid: int | None, counts: tuple[int | None, ...], words: str
) -> None:
    told = problem_of_counts(valid, counts)
    assert words in told
    assert bool(told) == bool(words)


@given(COUNTS)
def test_a_full_count_is_right_for_exactly_one_number_of_ballots(counts: list[int]) -> None:
    total = sum(counts)
    assert problem_of_counts(total, counts) == ""
    assert problem_of_counts(total + 1, counts)
    assert not total or problem_of_counts(total - 1, counts)


@given(COUNTS.filter(any))
def test_the_shares_of_a_whole_come_to_a_hundred_but_for_rounding(counts: list[int]) -> None:
    shares = [Decimal(share_text(count, sum(counts)).removesuffix("%")) for count in counts]
    assert abs(sum(shares) - 100) <= Decimal("0.2")
