"""Party standing with suspensions left out: full years, the day they are full, the medal, and the laws they keep."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.arithmetic.membership import PersonDates, Span, Timed
from db.arithmetic.party_standing import (
    PartyStanding,
    counted_from,
    medal_year,
    party_standing,
    standing_text,
    suspensions,
)

DAYS = st.dates(date(1970, 1, 1), date(2060, 12, 31))
STATUSES = st.sampled_from(["on_roll", "suspended", "transferred_out", "struck_off"])
HISTORIES = st.dictionaries(DAYS, STATUSES, max_size=6)


def _person(admitted: str | None, promoted: str | None, *events: tuple[str | None, str]) -> PersonDates:
    return PersonDates(None, admitted, promoted, (), tuple(Timed(on, value) for on, value in events))


def test_standing_is_counted_in_full_years_and_not_before_it_begins() -> None:
    ordinary = party_standing(_person("1998-07-01", "1999-07-01"))
    assert [ordinary.years_on(date(2026, *day)) for day in ((6, 30), (7, 1))] == [26, 27]
    new = party_standing(_person("2025-07-01", "2026-07-01"))
    assert [new.years_on(date(2026, *day)) for day in ((6, 30), (7, 1))] == [None, 0]
    assert party_standing(_person("2025-07-01", None)).years_on(date(2026, 7, 1)) is None


@pytest.mark.parametrize(
    ("on", "years"),
    [
        (date(2023, 7, 1), 13),
        (date(2023, 7, 2), 13),
        (date(2026, 6, 1), 13),
        (date(2027, 5, 30), 13),
        (date(2027, 5, 31), 14),
        (date(2040, 5, 31), 27),
    ],
)
def test_the_time_of_a_suspension_does_not_count(on: date, years: int) -> None:
    person = _person("2009-07-01", "2010-07-01", ("2023-07-02", "suspended"), ("2026-06-01", "on_roll"))
    assert party_standing(person).years_on(on) == years


def test_three_years_left_out_are_three_years_wherever_the_leap_year_lies() -> None:
    person = _person("1999-01-01", "2000-01-01", ("2010-01-01", "suspended"), ("2013-01-01", "on_roll"))
    standing = party_standing(person)
    assert [standing.years_on(date(year, 1, 1)) for year in (2010, 2013, 2024, 2025, 2026)] == [
        10,
        10,
        21,
        22,
        23,
    ]


def test_being_struck_off_or_sanctioned_is_not_the_end_of_a_suspension_but_a_return_is() -> None:
    struck_off = _person(
        "2000-01-01", "2001-01-01", ("2020-01-01", "suspended"), ("2022-01-01", "struck_off")
    )
    assert suspensions(struck_off) == (Span(date(2020, 1, 1)),)
    assert party_standing(struck_off).years_on(date(2026, 1, 1)) == 19
    returned = _person("2000-01-01", "2001-01-01", ("2020-01", "suspended"), ("2022-01-01", "on_roll"))
    assert suspensions(returned) == (Span(date(2020, 1, 1), date(2022, 1, 1)),)
    assert suspensions(_person("2000-01-01", "2001-01-01", (None, "suspended"))) == ()


def test_a_suspension_before_standing_began_takes_nothing_from_it() -> None:
    person = _person("2015-01-01", "2018-01-01", ("2015-06-01", "suspended"), ("2017-06-01", "on_roll"))
    assert party_standing(person) == PartyStanding("2018-01-01")
    assert counted_from(person, "2015-01-01").years_on(date(2018, 1, 1)) == 1


@pytest.mark.parametrize(
    ("admitted", "promoted", "year"),
    [
        ("1976-07-01", None, 2026),
        ("1976-07-02", None, 2027),
        ("1971-07-01", None, 2021),
        ("1978-03-01", "1979-03-01", 2029),
        ("1978-03-01", None, None),
        ("1976-07", None, 2026),
        ("1976", None, 2026),
        ("9980", "9980", None),
    ],
)
def test_the_medal_comes_on_the_first_july_with_fifty_full_years(
    admitted: str, promoted: str | None, year: int | None
) -> None:
    assert medal_year(party_standing(_person(admitted, promoted))) == year


def test_the_medal_waits_as_long_as_the_suspension_lasted() -> None:
    returned = _person("1971-05-04", None, ("1998-03-01", "suspended"), ("1999-09-01", "on_roll"))
    assert medal_year(party_standing(returned)) == 2023
    gone = _person("1971-05-04", None, ("1998-03-01", "suspended"))
    assert medal_year(party_standing(gone)) is None


def test_the_line_tells_the_beginning_what_is_left_out_and_both_rules() -> None:
    person = _person("2009-07-01", "2010-07-01", ("2023-07-02", "suspended"), ("2026-06-01", "on_roll"))
    assert standing_text(person, date(2023, 7, 1)) == "从2010年7月1日算起（依据：《中国共产党章程》第七条）"
    text = standing_text(person, date(2026, 7, 1))
    assert "停止党籍的时间不计：2023年7月2日至2026年5月31日" in text
    assert "《中国共产党党员教育管理工作条例》第二十四条" in text
    assert "2023年7月2日起至今" in standing_text(person, date(2025, 1, 1))
    assert standing_text(_person(None, None), date(2025, 1, 1)) == ""


@given(DAYS, HISTORIES, DAYS, st.integers(0, 400))
def test_years_never_go_back_and_never_grow_while_suspended(
    start: date, history: dict[date, str], on: date, days: int
) -> None:
    person = _person(
        start.isoformat(), start.isoformat(), *((day.isoformat(), v) for day, v in history.items())
    )
    standing = party_standing(person)
    later = on + timedelta(days=days)
    before, after = standing.years_on(on) or 0, standing.years_on(later) or 0
    assert before <= after
    if any(span.first <= on and (span.until is None or later <= span.until) for span in suspensions(person)):
        assert before == after


@given(DAYS, HISTORIES, DAYS, st.integers(0, 10**9))
def test_standing_is_the_same_in_whatever_order_the_history_was_typed(
    start: date, history: dict[date, str], on: date, seed: int
) -> None:
    events = [Timed(day.isoformat(), value) for day, value in history.items()]
    shuffled = Random(seed).sample(events, len(events))
    days = (None, start.isoformat(), start.isoformat())
    one, other = PersonDates(*days, (), tuple(events)), PersonDates(*days, (), tuple(shuffled))
    assert party_standing(one) == party_standing(other)
    assert standing_text(one, on) == standing_text(other, on)


@given(DAYS, HISTORIES, st.integers(0, 60))
def test_the_day_on_which_years_are_full_is_the_first_that_shows_them(
    start: date, history: dict[date, str], years: int
) -> None:
    person = _person(
        start.isoformat(), start.isoformat(), *((day.isoformat(), v) for day, v in history.items())
    )
    standing = party_standing(person)
    full = standing.full_on(years)
    assume(full is not None)
    assert full is not None
    assert (standing.years_on(full) or 0) >= years
    assert years == 0 or (standing.years_on(full - timedelta(days=1)) or 0) < years
