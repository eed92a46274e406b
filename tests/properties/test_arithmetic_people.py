"""Laws of citizen numbers, masks, names, stages and votes."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic import voting
from db.arithmetic.citizen_number import CitizenNumberError, check_character, read_citizen_number
from db.arithmetic.masking import mask_text
from db.arithmetic.membership import STAGES, PersonDates, Timed, may_vote, stage_on
from db.arithmetic.naming import stroke_key, tidy_name

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
NUMBERS = st.builds(
    lambda born, serial: (first := f"330899{born:%Y%m%d}{serial:03d}") + check_character(first),
    DAYS,
    st.integers(0, 999),
)
NAMES = st.text(st.sampled_from("王李张欧阳单曾一伟明𠮷張·艾 　•\u202e\u200bAb."), max_size=6)


@given(DAYS, st.integers(0, 999))
def test_a_number_made_by_the_standard_is_read_back(born: date, serial: int) -> None:
    first = f"330899{born:%Y%m%d}{serial:03d}"
    read = read_citizen_number(first + check_character(first))
    assert (read.born_on, read.sex, read.area) == (born, "male" if serial % 2 else "female", "330899")


@given(NUMBERS, st.integers(0, 17), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(number: str, place: int, shift: int) -> None:
    old = number[place]
    wrong = str((int(old) + shift) % 10) if old != "X" else str(shift)
    with pytest.raises(CitizenNumberError):
        read_citizen_number(number[:place] + wrong + number[place + 1 :])


@given(NUMBERS, st.integers(0, 15))
def test_every_exchange_of_two_neighbours_is_found(number: str, place: int) -> None:
    one, other = number[place], number[place + 1]
    if one != other:
        with pytest.raises(CitizenNumberError):
            read_citizen_number(number[:place] + other + one + number[place + 2 :])


@given(
    st.text(st.sampled_from("，电话 号a"), max_size=5),
    NUMBERS,
    st.text(st.sampled_from("。，号 b"), max_size=5),
)
def test_no_citizen_number_survives_masking(before: str, number: str, after: str) -> None:
    masked = mask_text(before + number + after)
    assert number[6:14] not in masked
    assert masked == before + number[:6] + "*" * 8 + number[14:] + after


@given(st.text(max_size=40))
def test_masking_a_second_time_changes_nothing(text: str) -> None:
    assert mask_text(mask_text(text)) == mask_text(text)


@given(st.one_of(NAMES, st.text(max_size=20)))
def test_a_tidy_name_is_tidy(text: str) -> None:
    assert tidy_name(tidy_name(text)) == tidy_name(text)


@given(NAMES, NAMES)
def test_the_stroke_key_tells_tidy_names_apart(one: str, other: str) -> None:
    assert (stroke_key(one) == stroke_key(other)) == (tidy_name(one) == tidy_name(other))


@given(
    st.dictionaries(st.dates(date(2000, 1, 1), date(2026, 12, 31)), st.sampled_from(STAGES), max_size=6),
    st.randoms(use_true_random=False),
    st.dates(date(1999, 1, 1), date(2027, 12, 31)),
)
def test_the_stage_does_not_depend_on_the_order_in_which_events_were_typed(
    stages: dict[date, str], random: object, day: date
) -> None:
    events = [Timed(on.isoformat(), stage) for on, stage in stages.items()]
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    expected = max(((on, stage) for on, stage in stages.items() if on <= day), default=(None, None))[1]
    assert stage_on(PersonDates(stage_events=tuple(events)), day) == expected
    assert stage_on(PersonDates(stage_events=tuple(shuffled)), day) == expected


@given(st.lists(DAYS, min_size=3, max_size=3, unique=True), DAYS)
def test_nobody_loses_the_vote_by_time_alone(days: list[date], day: date) -> None:
    applied, admitted, promoted = sorted(days)
    person = PersonDates(applied.isoformat(), admitted.isoformat(), promoted.isoformat())
    assert may_vote(person, day) == (day >= promoted)
    assert not may_vote(person, day) or may_vote(person, day + timedelta(days=1))


@given(st.integers(1, 2000))
def test_votes_needed_is_the_least_number_over_half(n: int) -> None:
    needed = voting.votes_needed(n)
    assert 2 * needed > n >= 2 * (needed - 1)


@given(st.integers(1, 2000))
def test_each_quorum_is_the_least_number_that_satisfies_its_wording(n: int) -> None:
    general, admission, election = (
        voting.general_quorum(n),
        voting.admission_quorum(n),
        voting.election_quorum(n),
    )
    assert 2 * general >= n > 2 * (general - 1)
    assert 2 * admission > n >= 2 * (admission - 1)
    assert 5 * election >= 4 * n > 5 * (election - 1)


@given(st.integers(1, 100))
def test_candidates_are_the_fewest_that_exceed_the_seats_by_a_fifth(seats: int) -> None:
    fewest = voting.minimum_candidates(seats)
    assert 10 * fewest >= 12 * seats > 10 * (fewest - 1)


@given(st.integers(1, 60), st.data())
def test_one_more_vote_in_favour_never_turns_a_passed_vote_down(entitled: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, entitled))
    matter = data.draw(st.sampled_from(("ordinary", "admission", "promotion")))
    results = [
        voting.judge_vote(voting.Ballot(entitled, present, votes, 0, present - votes), matter).passed
        for votes in range(present + 1)
    ]
    assert all(later or not earlier for earlier, later in pairwise(results))
