"""Hours of study from minutes and days: nothing is lost, nothing counts twice, a day holds no more than it may."""

from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.study_hours import (
    HourRules,
    added,
    capped,
    days_between,
    hours_of_days,
    hours_text,
    minutes_between,
    over_the_cap,
    spread,
    tenths_of_minutes,
)

rules = st.builds(HourRules, st.integers(40, 60), st.integers(4, 12))
amounts = st.dictionaries(st.dates().map(str), st.integers(0, 300), max_size=8)


def test_ninety_minutes_are_two_hours_of_45_and_one_and_a_half_of_60():
    assert tenths_of_minutes(90, HourRules()) == 20
    assert tenths_of_minutes(90, HourRules(60)) == 15
    assert tenths_of_minutes(100, HourRules()) == 22  # 2.22 rounded
    assert tenths_of_minutes(0, HourRules()) == tenths_of_minutes(-5, HourRules()) == 0


@given(st.integers(0, 1440), st.integers(0, 1440), rules)
def test_more_minutes_are_never_fewer_hours_and_rounding_moves_half_a_tenth_at_most(one, more, chosen):
    tenths = tenths_of_minutes(one, chosen)
    assert tenths <= tenths_of_minutes(one + more, chosen)
    assert abs(tenths * chosen.minutes - one * 10) * 2 <= chosen.minutes


def test_times_out_of_order_or_missing_are_no_minutes():
    assert minutes_between("14:00", "16:30") == 150
    assert minutes_between("16:00", "16:00") is None
    assert minutes_between("16:00", None) is None
    assert minutes_between(None, "16:00") is None


def test_the_days_of_a_course_count_both_ends():
    assert days_between("2026-02-27", "2026-03-01") == ("2026-02-27", "2026-02-28", "2026-03-01")
    assert days_between("2026-03-01", None) == ("2026-03-01",)
    assert days_between("2026-03-01", "2026-02-01") == ("2026-03-01",)
    assert days_between("2026-03-01", "2062-03-01") == ("2026-03-01",)  # a slip of the year
    assert hours_of_days(3) == 24


@given(st.integers(0, 9990), st.integers(1, 60))
def test_what_is_spread_over_days_adds_up_and_differs_by_a_tenth(tenths, count):
    shares = spread(tenths, tuple(f"day {number}" for number in range(count)))
    assert sum(shares.values()) == tenths
    assert max(shares.values()) - min(shares.values()) <= 1


@given(st.lists(amounts, max_size=4), rules)
def test_a_day_holds_no_more_than_it_may_and_nothing_else_is_cut(parts, chosen):
    together = added(parts)
    assert sum(together.values()) == sum(sum(part.values()) for part in parts)
    cut = capped(together, chosen)
    assert cut <= min(sum(together.values()), chosen.day * 10 * len(together))
    assert (cut == sum(together.values())) == (over_the_cap(together, chosen) == ())


def test_hours_are_shown_without_a_needless_nought():
    assert [hours_text(each) for each in (0, 5, 20, 327)] == ["0", "0.5", "2", "32.7"]
