"""What a person was on a day, from dates and events."""

from datetime import date

import pytest

from db.arithmetic.membership import PersonDates, Timed, is_member, may_vote, stage_on, status_on, value_on

ORDINARY = PersonDates(applied_on="2020-05-04", admitted_on="2022-06-20", promoted_on="2023-06-20")


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2020, 5, 3), None),
        (date(2020, 5, 4), "applicant"),
        (date(2022, 6, 19), "applicant"),
        (date(2022, 6, 20), "probationary"),
        (date(2023, 6, 19), "probationary"),
        (date(2023, 6, 20), "full"),
    ],
)
def test_the_stage_changes_on_the_person_s_dates(day: date, stage: str | None) -> None:
    assert stage_on(ORDINARY, day) == stage


def test_only_full_members_vote_and_probationary_ones_are_members() -> None:
    assert not is_member(ORDINARY, date(2022, 6, 19))
    assert is_member(ORDINARY, date(2022, 6, 20))
    assert not may_vote(ORDINARY, date(2023, 6, 19))
    assert may_vote(ORDINARY, date(2023, 6, 20))


def test_stage_events_stand_between_the_dates() -> None:
    events = (Timed("2021-03", "prospective"), Timed("2020-10-01", "activist"))
    person = PersonDates("2020-05-04", "2022-06-20", None, events)
    assert stage_on(person, date(2020, 10, 1)) == "activist"
    assert stage_on(person, date(2021, 3, 1)) == "prospective"
    assert stage_on(person, date(2022, 6, 20)) == "probationary"


def test_a_dated_event_may_lower_the_stage_when_admission_is_cancelled() -> None:
    person = PersonDates(admitted_on="2022-06-20", stage_events=(Timed("2023-07-01", "applicant"),))
    assert is_member(person, date(2023, 6, 30))
    assert not is_member(person, date(2023, 7, 1))


def test_on_one_day_the_higher_stage_wins() -> None:
    events = (Timed("2022-06-20", "full"), Timed("2022-06-20", "activist"))
    assert stage_on(PersonDates(admitted_on="2022-06-20", stage_events=events), date(2022, 6, 20)) == "full"


def test_an_undated_full_member_without_dates_has_always_been_one() -> None:
    person = PersonDates(stage_events=(Timed(None, "full"),))
    assert stage_on(person, date(1950, 1, 1)) == "full"


@pytest.mark.parametrize(
    ("admitted", "last_probationary_day", "first_full_day"),
    [
        ("2022-06-20", date(2023, 6, 19), date(2023, 6, 20)),
        ("1998-07", date(1999, 6, 30), date(1999, 7, 1)),
        ("1971-05-04", None, date(1971, 5, 4)),
        ("1950-01-01", None, date(1950, 1, 1)),
    ],
)
def test_an_undated_full_member_is_full_from_the_end_of_that_period_s_probation(
    admitted: str, last_probationary_day: date | None, first_full_day: date
) -> None:
    person = PersonDates(admitted_on=admitted, stage_events=(Timed(None, "full"),))
    assert stage_on(person, first_full_day) == "full"
    if last_probationary_day:
        assert stage_on(person, last_probationary_day) == "probationary"


@pytest.mark.parametrize("stage", ["applicant", "activist", "prospective", "probationary"])
def test_an_undated_lower_stage_never_lowers_what_the_dates_say(stage: str) -> None:
    person = PersonDates("2020-05-04", "2022-06-20", "2023-06-20", (Timed(None, stage),))
    assert stage_on(person, date(2022, 6, 20)) == "probationary"
    assert stage_on(person, date(2023, 6, 20)) == "full"


@pytest.mark.parametrize("stage", ["probationary", "full"])
def test_an_undated_stage_makes_nobody_a_member_before_the_dates_say_so(stage: str) -> None:
    person = PersonDates("2020-05-04", "2022-06-20", "2023-06-20", (Timed(None, stage),))
    assert stage_on(person, date(2022, 6, 19)) == "applicant"
    assert stage_on(person, date(2023, 6, 19)) == "probationary"


@pytest.mark.parametrize("stage", ["activist", "probationary", "full"])
def test_an_undated_stage_is_not_lost_when_only_the_application_is_dated(stage: str) -> None:
    person = PersonDates(applied_on="2020-05-04", stage_events=(Timed(None, stage),))
    assert stage_on(person, date(2026, 1, 1)) == stage


def test_a_person_is_on_the_roll_until_an_event_says_otherwise() -> None:
    person = PersonDates(promoted_on="1999-07-01", status_events=(Timed("2026-03-01", "transferred_out"),))
    assert status_on(person, date(2026, 2, 28)) == "on_roll"
    assert status_on(person, date(2026, 3, 1)) == "transferred_out"
    assert may_vote(person, date(2026, 2, 28))
    assert not is_member(person, date(2026, 3, 1))


def test_a_member_transferred_in_was_not_on_this_roll_before() -> None:
    events = (Timed("2025-09-01", "transferred_out"), Timed("2024-03-01", "on_roll"))
    person = PersonDates(promoted_on="1999-07-01", status_events=events)
    assert not is_member(person, date(2024, 2, 29))
    assert is_member(person, date(2024, 3, 1))
    assert not is_member(person, date(2025, 9, 1))


def test_a_member_restored_after_suspension_was_on_the_roll_before_it() -> None:
    events = (Timed("2020-01-01", "suspended"), Timed("2021-01-01", "on_roll"))
    person = PersonDates(promoted_on="1999-07-01", status_events=events)
    assert is_member(person, date(2019, 12, 31))
    assert not is_member(person, date(2020, 6, 1))
    assert is_member(person, date(2021, 1, 1))


def test_the_latest_event_counts_and_of_one_day_the_one_typed_last() -> None:
    events = [Timed("2026-03", "b"), Timed(None, "a"), Timed("2026-03-01", "c"), Timed("2027", "d")]
    assert value_on(events, date(2020, 1, 1)) == "a"
    assert value_on(events, date(2026, 12, 31)) == "c"
    assert value_on([], date(2026, 1, 1)) is None
    assert value_on([Timed("2027", "d")], date(2026, 1, 1)) is None


def test_somebody_admitted_in_a_period_without_probation_is_a_full_member_at_once():
    admitted_in_1971 = PersonDates(admitted_on="1971-08-08")
    assert stage_on(admitted_in_1971, date(1971, 8, 8)) == "full"
    assert stage_on(admitted_in_1971, date(1971, 8, 7)) is None
