"""Elections: who ought to attend, when a vote is valid, who is elected."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.election import Election, Exclusion, Outcome, Tally, judge_election, ought_to_attend

DAY = date(2026, 5, 10)
BEFORE = date(2020, 7, 12)


def held(*votes: int, seats: int = 3, entitled: int = 10, present: int = 10, **more: object) -> Election:
    """An election with one person for each number of votes in favour."""
    election = Election(
        held_on=DAY,
        entitled=entitled,
        seats=seats,
        candidates=len(votes),
        present=present,
        issued=present,
        returned=present,
        valid=present,
        tallies=tuple(Tally(f"p{n}", f"党员{n}", count) for n, count in enumerate(votes)),
    )
    return replace(election, **more)  # type: ignore[arg-type]


def words(outcome: Outcome) -> str:
    return "\n".join(reason.text for reason in outcome.reasons)


TABLE = [
    (3, 3, 2),
    (4, 4, 3),
    (5, 4, 3),
    (6, 5, 4),
    (7, 6, 4),
    (8, 7, 5),
    (9, 8, 5),
    (10, 8, 6),
    (11, 9, 6),
    (12, 10, 7),
]


@pytest.mark.parametrize(("ought", "quorum", "needed"), TABLE)
def test_quorum_and_majority_are_those_of_the_table(ought: int, quorum: int, needed: int) -> None:
    met = judge_election(held(entitled=ought, present=quorum))
    assert (met.quorum, met.quorum_met, met.vote_valid, met.needed) == (quorum, True, True, needed)
    missed = judge_election(held(entitled=ought, present=quorum - 1))
    assert (missed.quorum_met, missed.vote_valid) == (False, False)


@pytest.mark.parametrize(("ought", "quorum", "needed"), TABLE)
def test_one_vote_below_the_majority_is_not_elected(ought: int, quorum: int, needed: int) -> None:
    outcome = judge_election(held(needed, needed - 1, seats=2, entitled=ought, present=ought))
    assert outcome.elected == ("p0",)


@pytest.mark.parametrize("reason", [1, 2, 3, 4, 5, 6])
def test_each_of_the_six_reasons_leaves_somebody_out_with_both_consents(reason: int) -> None:
    assert ought_to_attend(10, [Exclusion("甲", reason, True, True)]) == 9


@pytest.mark.parametrize(("superior", "meeting"), [(False, True), (True, False), (False, False)])
def test_whoever_lacks_a_consent_counts(superior: bool, meeting: bool) -> None:
    outcome = judge_election(held(exclusions=(Exclusion("甲", 4, superior, meeting),)))
    assert outcome.ought_to_attend == 10
    assert "甲（年老体弱卧床不起，或长期患病生活不能自理）没有" in words(outcome)


def test_no_other_reason_leaves_anybody_out() -> None:
    assert ought_to_attend(10, [Exclusion("甲", 7, True, True)]) == 10


def test_whoever_has_no_vote_is_not_taken_off_twice() -> None:
    assert ought_to_attend(10, [Exclusion("甲", 3, True, True, entitled=False)]) == 10


def test_an_exclusion_can_decide_whether_enough_came() -> None:
    assert not judge_election(held(entitled=11, present=8)).quorum_met
    assert judge_election(
        held(entitled=11, present=8, exclusions=(Exclusion("甲", 2, True, True),))
    ).quorum_met


def test_nobody_entitled_means_no_election() -> None:
    assert not judge_election(held(entitled=0, present=0)).quorum_met


def test_more_ballots_returned_than_issued_void_the_vote() -> None:
    outcome = judge_election(held(9, 9, 9, returned=10, issued=9))
    assert (outcome.quorum_met, outcome.vote_valid, outcome.elected, outcome.second_round) == (
        True,
        False,
        (),
        False,
    )
    assert "收回的多于发出的，选举无效" in words(outcome)


def test_as_many_returned_as_issued_or_fewer_are_valid() -> None:
    assert judge_election(held(9, returned=9)).vote_valid


def test_the_majority_is_of_those_who_ought_to_attend_since_2020_and_of_those_present_before() -> None:
    votes = held(5, seats=1, present=8)
    assert judge_election(votes).elected == ()
    before = judge_election(replace(votes, held_on=BEFORE))
    assert (before.elected, before.needed) == (("p0",), 5)
    assert {"1990版"} == {r.basis.edition for r in before.reasons}


def test_seats_go_by_votes_when_more_have_a_majority() -> None:
    outcome = judge_election(held(7, 9, 8, 10))
    assert outcome.elected == ("p3", "p1", "p2")
    assert "党员0得赞成票7张，超过应到会有选举权人数的一半，但得票多的已满应选名额，未当选" in words(outcome)


def test_equal_votes_for_the_last_seat_are_voted_on_again() -> None:
    outcome = judge_election(held(9, 8, 7, 7))
    assert outcome.elected == ("p0", "p1")
    assert (outcome.tied, outcome.second_seats) == (("p2", "p3"), 1)


def test_equal_votes_within_the_seats_matter_not() -> None:
    outcome = judge_election(held(8, 8, 8, 7))
    assert (outcome.elected, outcome.second_round) == (("p0", "p1", "p2"), False)


def test_seats_left_empty_are_elected_again() -> None:
    outcome = judge_election(held(9, 8, 5, 4))
    assert (outcome.elected, outcome.second_seats) == (("p0", "p1"), 1)
    assert "少1名，应当对不足的名额另行选举" in words(outcome)


def test_seats_left_empty_may_stay_so_with_consent_but_a_tie_may_not() -> None:
    assert not judge_election(held(9, 8, 5, 4, fewer_agreed=True)).second_round
    assert judge_election(held(9, 8, 7, 7, fewer_agreed=True)).second_round


@pytest.mark.parametrize(("seats", "enough"), [(1, 2), (2, 3), (3, 4), (5, 6), (7, 9)])
def test_candidates_exceed_seats_by_a_fifth(seats: int, enough: int) -> None:
    short = judge_election(held(seats=seats, candidates=enough - 1))
    assert any(reason.is_fault and "差额不足20%" in reason.text for reason in short.reasons)
    assert "符合差额" in words(judge_election(held(seats=seats, candidates=enough)))
    assert "差额" not in words(judge_election(held(seats=seats, candidates=enough - 1, has_margin=False)))


def test_what_is_not_counted_yet_is_not_judged() -> None:
    outcome = judge_election(Election(DAY, 10))
    assert (outcome.ought_to_attend, outcome.quorum, outcome.quorum_met, outcome.second_round) == (
        10,
        8,
        False,
        False,
    )
    assert not any(reason.is_fault for reason in outcome.reasons)


def test_every_reason_names_what_it_rests_on() -> None:
    outcome = judge_election(held(9, 8, 7, 7, exclusions=(Exclusion("甲", 1, True, True),)))
    assert all(reason.basis.regulation and reason.basis.mark for reason in outcome.reasons)


counts = st.lists(st.integers(0, 30), min_size=1, max_size=8)
elections = st.builds(
    lambda votes, seats, entitled, day: held(*votes, seats=seats, entitled=entitled, present=30, held_on=day),
    counts,
    st.integers(1, 7),
    st.integers(1, 30),
    st.sampled_from([DAY, BEFORE]),
)


@given(elections, st.integers(0, 7))
def test_a_further_vote_never_costs_anybody_the_seat(election: Election, number: int) -> None:
    chosen = election.tallies[number % len(election.tallies)]
    more = tuple(
        replace(each, votes_for=each.votes_for + 1) if each is chosen else each for each in election.tallies
    )
    if chosen.uid in judge_election(election).elected:
        assert chosen.uid in judge_election(replace(election, tallies=more)).elected


@given(elections)
def test_nobody_is_elected_without_the_majority_nor_beyond_the_seats(election: Election) -> None:
    outcome = judge_election(election)
    votes = {each.uid: each.votes_for for each in election.tallies}
    assert len(outcome.elected) <= (election.seats or 0)
    assert all(votes[uid] >= outcome.needed for uid in outcome.elected)
    assert len(outcome.elected) + outcome.second_seats == (election.seats if outcome.vote_valid else 0)


@given(elections)
def test_whoever_is_elected_has_no_fewer_votes_than_whoever_is_not(election: Election) -> None:
    outcome = judge_election(election)
    inside = [each.votes_for for each in election.tallies if each.uid in outcome.elected]
    outside = [each.votes_for for each in election.tallies if each.uid not in outcome.elected]
    assert not inside or not outside or min(inside) >= max(outside)


@given(elections, st.randoms(use_true_random=False))
def test_the_order_of_the_count_changes_nobody_s_fate(election: Election, random: object) -> None:
    shuffled = list(election.tallies)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = judge_election(election), judge_election(replace(election, tallies=tuple(shuffled)))
    assert set(first.elected) == set(second.elected)
    assert set(first.tied) == set(second.tied)


@given(
    st.integers(0, 40),
    st.lists(st.builds(Exclusion, st.just("甲"), st.integers(0, 8), st.booleans(), st.booleans())),
)
def test_an_exclusion_never_raises_the_number_nor_takes_it_below_zero(
    entitled: int, exclusions: list[Exclusion]
) -> None:
    for known in range(len(exclusions)):
        fewer, more = (
            ought_to_attend(entitled, exclusions[: known + 1]),
            ought_to_attend(entitled, exclusions[:known]),
        )
        assert 0 <= fewer <= more <= entitled
