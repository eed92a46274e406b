"""Days and times as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.widgets.day_reading import read_day, read_time, with_weekday

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(1901, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_every_usual_way_of_writing_a_day_reads_as_the_same_day(day: date) -> None:
    written = (
        day.isoformat(),
        f"{day.year}-{day.month}-{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        with_weekday(day.isoformat()),
    )
    assert {read_day(text, TODAY) for text in written} == {day.isoformat()}


@given(DAYS, DAYS)
def test_a_day_without_a_year_is_never_far_ahead(day: date, today: date) -> None:
    if (day.month, day.day) == (2, 29):
        return
    read = date.fromisoformat(read_day(f"{day.month}月{day.day}日", today))
    assert (read.month, read.day) == (day.month, day.day)
    assert read <= today + timedelta(days=120)


@pytest.mark.parametrize(
    ("text", "day"),
    [("今天", "2026-11-22"), ("昨天", "2026-11-21"), ("5日", "2026-11-05"), ("１２月３日", "2026-12-03")],
)
def test_short_words_for_days_are_read(text: str, day: str) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [("1998", "1998"), ("1998-7", "1998-07"), ("1998年7月", "1998-07"), ("199807", "1998-07")],
)
def test_a_partial_day_is_read_only_where_it_is_allowed(text: str, day: str) -> None:
    assert read_day(text, TODAY, partial=True) == day
    with pytest.raises(ValueError, match="日期"):
        read_day(text, TODAY)


@pytest.mark.parametrize("text", ["2026-2-30", "2026-13-1", "开春", "12", "99999999", "-", "1899-1-1"])
def test_what_is_no_day_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="如 2026-3-5"):
        read_day(text, TODAY)


@given(st.times())
def test_every_usual_way_of_writing_a_time_reads_as_the_same_time(time: object) -> None:
    hour, minute = time.hour, time.minute  # type: ignore[attr-defined]
    wanted = f"{hour:02d}:{minute:02d}"
    assert (
        read_time(wanted)
        == read_time(f"{hour:02d}{minute:02d}")
        == read_time(f"{hour}点{minute:02d}分")
        == wanted
    )


@pytest.mark.parametrize(
    ("text", "time"),
    [("下午2点半", "14:30"), ("9点", "09:00"), ("上午9:05", "09:05"), ("晚上7点30分", "19:30")],
)
def test_spoken_times_are_read(text: str, time: str) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize("text", ["25:00", "12:60", "下午", "吃过饭"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="时间"):
        read_time(text)


@given(
    day=st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31)),
    today=st.dates(date(1950, 1, 1), date(2090, 1, 1)),
)
def test_a_time_limit_without_a_year_is_the_next_one_that_has_not_passed(day: date, today: date) -> None:
    if (day.month, day.day) == (2, 29):
        return
    read = date.fromisoformat(read_day(f"{day.month}月{day.day}日", today, coming=True))
    assert (read.month, read.day) == (day.month, day.day)
    assert today <= read
    assert (read - today).days <= 365
