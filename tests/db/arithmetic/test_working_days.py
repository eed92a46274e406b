"""Working days by the holiday notices; the worked examples of the rules on public notices."""

from datetime import date, timedelta

import pytest

from db.arithmetic.working_days import SEED_YEARS, HolidayCalendar, seed_calendar, seed_days

WEEKDAYS_ONLY = HolidayCalendar({}, frozenset())


@pytest.fixture(scope="module")
def calendar() -> HolidayCalendar:
    return seed_calendar()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 9, 22), date(2026, 9, 29)),
        (date(2026, 9, 28), date(2026, 10, 9)),
        (date(2026, 4, 1), date(2026, 4, 8)),
    ],
)
def test_a_public_notice_of_five_working_days_counts_both_ends(
    calendar: HolidayCalendar, first: date, last: date
) -> None:
    assert calendar.nth_workday(first, 5) == last
    assert calendar.count_workdays(first, last) == 5
    assert calendar.count_workdays(first, last - timedelta(days=1)) == 4


def test_days_off_of_2026_are_those_of_the_notice(calendar: HolidayCalendar) -> None:
    spans = [((1, 1), 3), ((2, 15), 9), ((4, 4), 3), ((5, 1), 5), ((6, 19), 3), ((9, 25), 3), ((10, 1), 7)]
    named = {date(2026, *start) + timedelta(days=n) for start, length in spans for n in range(length)}
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert {day for day in year if calendar.is_official_day_off(day)} == named


@pytest.mark.parametrize(("month", "day"), [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)])
def test_make_up_weekends_of_2026_are_worked(calendar: HolidayCalendar, month: int, day: int) -> None:
    assert calendar.is_workday(date(2026, month, day))
    assert calendar.is_make_up_workday(date(2026, month, day))
    assert not calendar.is_official_day_off(date(2026, month, day))


def test_an_ordinary_weekend_is_neither_worked_nor_an_official_day_off(calendar: HolidayCalendar) -> None:
    saturday = date(2026, 3, 7)
    assert not calendar.is_workday(saturday)
    assert not calendar.is_official_day_off(saturday)
    assert not calendar.is_make_up_workday(saturday)


def test_a_year_without_a_notice_is_counted_by_weekends_and_marked_uncertain(
    calendar: HolidayCalendar,
) -> None:
    assert calendar.is_certain(date(2026, 12, 31))
    assert not calendar.is_certain(date(2027, 1, 1))
    assert calendar.is_workday(date(2027, 1, 1))
    assert not calendar.is_workday(date(2027, 1, 2))


def test_counting_starts_at_the_next_working_day_when_the_first_day_is_off() -> None:
    assert WEEKDAYS_ONLY.nth_workday(date(2027, 1, 2), 1) == date(2027, 1, 4)
    assert WEEKDAYS_ONLY.nth_workday(date(2027, 1, 4), 1) == date(2027, 1, 4)


def test_a_span_that_ends_before_it_begins_has_no_working_days() -> None:
    assert WEEKDAYS_ONLY.count_workdays(date(2027, 1, 5), date(2027, 1, 4)) == 0


def test_no_notice_lasts_less_than_one_working_day() -> None:
    with pytest.raises(ValueError, match="不小于"):
        WEEKDAYS_ONLY.nth_workday(date(2027, 1, 4), 0)


def test_the_seed_names_holidays_in_chinese_for_every_year_it_knows() -> None:
    seed = seed_days()
    assert seed[date(2026, 2, 17)] == (False, "春节")
    assert seed[date(2026, 10, 10)] == (True, "国庆节")
    assert {day.year for day in seed} == SEED_YEARS
    assert list(seed) == sorted(seed)
