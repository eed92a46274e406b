"""Partial days, ages, full years and periods."""

from datetime import date

import pytest

from db.arithmetic import days


@pytest.mark.parametrize("text", ["1998", "1998-07", "1998-07-01", "2024-02-29"])
def test_a_day_known_to_the_year_the_month_or_the_day_is_accepted_as_it_is(text: str) -> None:
    assert days.check_partial_day(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "98",
        "1998-7",
        "1998-13",
        "1998-00",
        "2023-02-29",
        "1998-07-1",
        "1998.07.01",
        " 1998",
        "1998-07-01\n",
        "１９９８",
        "0000",
        "1998-07-01T00:00",
        "19980701",
        "1998-",
    ],
)
def test_anything_but_a_strict_iso_day_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="日期"):
        days.check_partial_day(text)


def test_a_whole_day_is_asked_for_where_a_month_is_not_enough() -> None:
    assert days.check_day("1998-07-01") == "1998-07-01"
    with pytest.raises(ValueError, match="没有写到日"):
        days.check_day("1998-07")


@pytest.mark.parametrize(
    ("text", "first", "last", "exact"),
    [
        ("1998", date(1998, 1, 1), date(1998, 12, 31), False),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), False),
        ("1998-07-01", date(1998, 7, 1), date(1998, 7, 1), True),
    ],
)
def test_a_partial_day_spans_all_the_days_it_can_mean(
    text: str, first: date, last: date, exact: bool
) -> None:
    assert (days.earliest(text), days.latest(text), days.is_exact(text)) == (first, last, exact)


@pytest.mark.parametrize(
    ("text", "printed", "dotted"),
    [
        ("1998-07-01", "1998年7月1日", "1998.07"),
        ("1998-07", "1998年7月", "1998.07"),
        ("1998", "1998年", "1998"),
    ],
)
def test_days_are_printed_without_zeros_and_dotted_to_the_month(text: str, printed: str, dotted: str) -> None:
    assert (days.day_text(text), days.dotted(text)) == (printed, dotted)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("1966-08-15", date(2026, 8, 14), 59),
        ("1966-08-15", date(2026, 8, 15), 60),
        ("1966-08", date(2026, 8, 1), 60),
        ("1966", date(2026, 1, 1), 60),
        ("1972-02-29", date(2026, 2, 28), 53),
        ("1972-02-29", date(2026, 3, 1), 54),
        ("2026-08-15", date(2026, 1, 1), 0),
    ],
)
def test_age_grows_when_the_month_and_day_are_reached(born: str, on: date, age: int) -> None:
    assert days.age_on(born, on) == age


@pytest.mark.parametrize(
    ("start", "on", "years"),
    [
        (date(2024, 2, 29), date(2025, 2, 27), 0),
        (date(2024, 2, 29), date(2025, 2, 28), 1),
        (date(2024, 2, 29), date(2028, 2, 28), 3),
        (date(2024, 2, 29), date(2028, 2, 29), 4),
        (date(1976, 7, 1), date(2026, 7, 1), 50),
        (date(1976, 7, 2), date(2026, 7, 1), 49),
        (date(2026, 7, 1), date(2020, 1, 1), 0),
    ],
)
def test_full_years_treat_29_february_as_the_end_of_february(start: date, on: date, years: int) -> None:
    assert days.full_years(start, on) == years


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_end_of_the_month(
    day: date, months: int, result: date
) -> None:
    assert days.add_months(day, months) == result


def test_adding_months_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="超出"):
        days.add_months(date(9999, 12, 1), 1)


def test_an_anniversary_needs_the_day_itself() -> None:
    assert days.anniversary("1998-07-01", 2026) == date(2026, 7, 1)
    assert days.anniversary("2024-02-29", 2026) == date(2026, 2, 28)
    assert days.anniversary("1998-07", 2026) is None


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        (1, date(2026, 1, 1), date(2026, 3, 31)),
        (2, date(2026, 4, 1), date(2026, 6, 30)),
        (3, date(2026, 7, 1), date(2026, 9, 30)),
        (4, date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_quarters_are_those_of_the_calendar(quarter: int, first: date, last: date) -> None:
    assert days.quarter_days(2026, quarter) == (first, last)
    assert days.quarter_of(first) == days.quarter_of(last) == quarter


def test_there_is_no_fifth_quarter() -> None:
    with pytest.raises(ValueError, match="季度"):
        days.quarter_days(2026, 5)


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2026", "2026年"),
        ("2026Q1", "2026年第一季度"),
        ("2026Q4", "2026年第四季度"),
        ("2026-03", "2026年3月"),
    ],
)
def test_a_period_is_read_aloud(period: str, text: str) -> None:
    assert days.period_text(period) == text


@pytest.mark.parametrize("period", ["2026Q5", "2026Q0", "2026-13", "2026-3", "26", ""])
def test_an_unknown_period_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match="时段"):
        days.period_text(period)
