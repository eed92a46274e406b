"""Laws of days: months added, partial days, full years, working days, lunar birthdays."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic import days
from db.arithmetic.lunar import LunarDay, birthdays_in, lunar_of, next_birthday, parse_lunar
from db.arithmetic.working_days import HolidayCalendar

DAYS = st.dates(date(1900, 1, 1), date(2150, 12, 31))
MONTHS = st.integers(-600, 600)
LUNAR_DAYS = st.builds(LunarDay, st.integers(1, 12), st.integers(1, 30), st.booleans())
CALENDARS = st.builds(
    HolidayCalendar,
    st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 3, 31)), st.booleans()),
    st.just(frozenset()),
)


@given(DAYS, DAYS, MONTHS)
def test_adding_months_keeps_the_order_of_days(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert days.add_months(first, months) <= days.add_months(second, months)


@given(DAYS, MONTHS)
def test_adding_months_moves_by_exactly_that_many_and_never_past_the_day(day: date, months: int) -> None:
    moved = days.add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day <= day.day
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


@given(DAYS, st.sampled_from([4, 7, 10]))
def test_a_partial_day_lies_within_what_it_can_mean_and_sorts_as_text(day: date, length: int) -> None:
    text = days.check_partial_day(day.isoformat()[:length])
    assert days.earliest(text) <= day <= days.latest(text)
    assert days.is_exact(text) == (length == 10)
    assert (text <= "2000-01-01") == (days.earliest(text) <= date(2000, 1, 1))


@given(DAYS, DAYS)
def test_full_years_are_the_most_that_fit(start: date, on: date) -> None:
    years = days.full_years(start, on)
    assert years == 0 or days.add_years(start, years) <= on
    assert days.add_years(start, years + 1) > on


@given(DAYS, DAYS)
def test_age_and_full_years_differ_only_for_those_born_on_29_february(born: date, on: date) -> None:
    difference = days.full_years(born, on) - days.age_on(born.isoformat(), on)
    assert difference == 0 or (
        difference == 1 and (born.month, born.day) == (2, 29) and (on.month, on.day) == (2, 28)
    )


@given(DAYS)
def test_every_day_lies_in_its_quarter_and_month(day: date) -> None:
    for first, last in (
        days.quarter_days(day.year, days.quarter_of(day)),
        days.month_days(day.year, day.month),
    ):
        assert first <= day <= last


@given(CALENDARS, st.dates(date(2026, 1, 1), date(2026, 3, 31)), st.integers(1, 30))
def test_the_nth_working_day_is_the_first_to_make_the_count(
    calendar: HolidayCalendar, first: date, n: int
) -> None:
    last = calendar.nth_workday(first, n)
    assert calendar.is_workday(last)
    assert calendar.count_workdays(first, last) == n


@given(LUNAR_DAYS)
def test_a_lunar_day_is_read_back_from_everything_it_is_written_as(lunar: LunarDay) -> None:
    assert (
        parse_lunar(lunar.code)
        == parse_lunar(lunar.text)
        == LunarDay.from_mapping(lunar.to_mapping())
        == lunar
    )


@given(LUNAR_DAYS, st.integers(1901, 2100))
def test_a_kept_lunar_birthday_converts_back_to_the_day_of_birth(lunar: LunarDay, year: int) -> None:
    for solar in birthdays_in(lunar, year):
        kept = lunar_of(solar)
        assert solar.year == year
        assert kept.month == lunar.month
        assert kept.day == lunar.day or (
            lunar.day == 30 and kept.day == 29 and lunar_of(solar + timedelta(days=1)).day == 1
        )
        assert lunar.leap or not kept.leap


@given(st.dates(date(1901, 1, 1), date(2100, 12, 31)))
def test_every_day_is_the_lunar_birthday_of_who_was_born_on_it(born: date) -> None:
    assert born in birthdays_in(lunar_of(born), born.year)


@given(LUNAR_DAYS, st.dates(date(1901, 1, 1), date(2098, 12, 31)))
def test_the_next_lunar_birthday_comes_within_thirteen_lunar_months(lunar: LunarDay, on: date) -> None:
    assert on <= next_birthday(lunar, on) <= on + timedelta(days=415)


@given(LUNAR_DAYS, st.integers(1902, 2080), st.integers(2, 20))
def test_there_is_one_lunar_birthday_for_every_lunar_year(lunar: LunarDay, year: int, span: int) -> None:
    kept = sum(len(birthdays_in(lunar, later)) for later in range(year, year + span))
    assert abs(kept - span) <= 1
