"""Days of affiliation, near their lines and over all days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.affiliation import (
    STRIKE_MONTHS,
    SUSPEND_MONTHS,
    contact_due,
    letter_standing,
    period_ends,
    search_standing,
)
from db.arithmetic.days import add_months
from db.arithmetic.membership import Span

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("as_of", "receipt", "state"),
    [
        (date(2026, 3, 11), None, "waiting"),
        (date(2026, 3, 12), None, "late"),
        (date(2026, 3, 12), date(2026, 3, 12), "done"),
        (date(2026, 3, 12), date(2026, 3, 13), "late"),
    ],
)
def test_a_letter_of_ten_days_is_late_on_the_eleventh(as_of: date, receipt: date | None, state: str) -> None:
    found = letter_standing(date(2026, 3, 1), 10, receipt, as_of)
    assert (found.state, found.expires_on) == (state, date(2026, 3, 11))


def test_six_months_from_the_end_of_august_are_full_on_the_last_of_february() -> None:
    assert search_standing(date(2025, 8, 31), None, None, None, date(2026, 2, 28)).state == "suspend"
    assert search_standing(date(2025, 8, 31), None, None, None, date(2026, 2, 27)).state == "searching"
    assert period_ends(date(2024, 2, 29), 12) == date(2025, 2, 28)


@given(DAYS, st.lists(DAYS, max_size=5), st.integers(1, 12))
def test_a_further_contact_never_brings_the_next_one_forward(
    since: date, contacts: list[date], months: int
) -> None:
    due = contact_due(since, contacts, months)
    assert due >= add_months(since, months)
    assert all(contact_due(since, contacts[:count], months) <= due for count in range(len(contacts)))
    assert contact_due(since, reversed(contacts), months) == due


@given(DAYS, st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS), DAYS)
def test_a_search_proposes_nothing_before_its_time(
    since: date, suspended: date | None, restored: date | None, as_of: date
) -> None:
    found = search_standing(since, suspended, None, restored, as_of)
    if found.state == "suspend":
        assert add_months(since, SUSPEND_MONTHS) <= as_of
    if found.state == "strike":
        assert suspended is not None
        assert add_months(suspended, STRIKE_MONTHS) <= as_of
    if restored is not None and restored <= as_of:
        assert found.state == "restored"


def test_a_span_ends_before_the_day_on_which_it_is_lifted() -> None:
    span = Span(date(2026, 1, 1), date(2026, 1, 3))
    days = [date(2025, 12, 31) + timedelta(days=count) for count in range(4)]
    assert [span.covers(day) for day in days] == [False, True, True, False]
    assert Span(date(2026, 1, 1)).covers(date(2030, 1, 1))
