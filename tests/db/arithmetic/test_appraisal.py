"""One third, and what ballots come to: near the lines and over all ballots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.appraisal import EXCELLENT, GRADES, Tally, excellent_cap, propose

COUNTS = st.tuples(*[st.integers(0, 6)] * 4)
ROUNDS = st.lists(COUNTS, max_size=9).map(
    lambda rows: [Tally(f"p{number}", counts) for number, counts in enumerate(rows)]
)


@pytest.mark.parametrize(
    ("base", "cap"), [(0, 0), (2, 0), (7, 2), (10, 3), (16, 5), (31, 10), (50, 16), (-1, 0)]
)
def test_one_third_is_rounded_down(base: int, cap: int) -> None:
    assert excellent_cap(base) == cap


def test_the_grade_with_most_votes_is_proposed() -> None:
    found = propose([Tally("a", (2, 7, 1, 0)), Tally("b", (0, 1, 2, 6))], 1)
    assert [found[person].grade for person in ("a", "b")] == ["qualified", "unqualified"]


def test_excellent_goes_to_those_with_most_votes_within_the_cap() -> None:
    found = propose([Tally("a", (9, 1, 0, 0)), Tally("b", (8, 2, 0, 0)), Tally("c", (7, 3, 0, 0))], 2)
    assert [found[person].grade for person in "abc"] == ["excellent", "excellent", "qualified"]
    assert found["c"].text == "合格：优秀票居多，但按票数排第3，优秀名额2名"


def test_equal_votes_at_the_edge_of_the_cap_are_left_to_the_branch() -> None:
    found = propose([Tally("a", (9, 1, 0, 0)), Tally("b", (8, 2, 0, 0)), Tally("c", (8, 2, 0, 0))], 2)
    assert [found[person].grade for person in "abc"] == ["excellent", "", ""]
    assert found["b"].text == "优秀票同为8票的有2人，优秀名额还剩1名，由支部研究"


def test_two_grades_with_equal_votes_are_left_to_the_branch() -> None:
    found = propose([Tally("a", (5, 5, 0, 0))], 1)
    assert (found["a"].grade, found["a"].text) == ("", "“优秀”、“合格”票数相同（各5票），由支部研究")


def test_nobody_without_a_vote_is_given_a_proposal() -> None:
    assert propose([Tally("a", (0, 0, 0, 0))], 3) == {}


@given(ROUNDS, st.integers(0, 5))
def test_never_more_are_proposed_excellent_than_the_cap_allows(tallies: list[Tally], cap: int) -> None:
    found = propose(tallies, cap)
    assert sum(each.grade == EXCELLENT for each in found.values()) <= cap
    assert set(found) == {tally.person for tally in tallies if any(tally.counts)}


@given(ROUNDS, st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_order_of_the_list_never_matters(tallies: list[Tally], cap: int, random) -> None:
    shuffled = list(tallies)
    random.shuffle(shuffled)
    assert propose(tallies, cap) == propose(shuffled, cap)


@given(ROUNDS, st.integers(0, 5))
def test_a_proposed_grade_below_excellent_led_the_ballots_or_gave_way_to_the_cap(
    tallies: list[Tally], cap: int
) -> None:
    found = propose(tallies, cap)
    for tally in tallies:
        grade = found[tally.person].grade if tally.person in found else ""
        if grade:
            votes = tally.counts[GRADES.index(grade)]
            assert votes == max(tally.counts) or (
                grade == "qualified" and tally.counts[0] == max(tally.counts)
            )
