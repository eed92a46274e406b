"""Lunar days: reading, writing, and the solar days on which a lunar birthday is kept."""

from datetime import date

import pytest

from db.arithmetic.lunar import LunarDay, birthdays_in, lunar_date_text, lunar_of, next_birthday, parse_lunar


@pytest.mark.parametrize(
    ("text", "lunar"),
    [
        ("6-20", LunarDay(6, 20)),
        ("leap6-20", LunarDay(6, 20, leap=True)),
        ("闰六月二十", LunarDay(6, 20, leap=True)),
        ("农历八月十五", LunarDay(8, 15)),
        ("腊月三十", LunarDay(12, 30)),
        ("十二月三十日", LunarDay(12, 30)),
        ("冬月廿九", LunarDay(11, 29)),
        ("正月 初一", LunarDay(1, 1)),
        ("十一月十二", LunarDay(11, 12)),
        ("8月15日", LunarDay(8, 15)),
    ],
)
def test_a_lunar_day_is_read_from_its_code_or_from_words(text: str, lunar: LunarDay) -> None:
    assert parse_lunar(text) == lunar


@pytest.mark.parametrize(
    "text", ["", "十三月初一", "13-1", "6-31", "0-1", "六月三十一", "2026-08-15", "八月", "月十五"]
)
def test_what_is_no_lunar_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="农历日期"):
        parse_lunar(text)


def test_a_lunar_day_has_a_code_words_and_parts() -> None:
    lunar = LunarDay(6, 20, leap=True)
    assert (lunar.code, lunar.text) == ("leap6-20", "闰六月二十")
    assert lunar.to_mapping() == {"month": 6, "day": 20, "leap": True}
    assert LunarDay.from_mapping({"month": 12, "day": 30}).text == "腊月三十"


@pytest.mark.parametrize(
    "parts", [{}, {"month": "6", "day": 20}, {"month": True, "day": 1}, {"month": 6, "day": 20, "leap": 1}]
)
def test_parts_of_the_wrong_kind_are_refused(parts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="农历日期"):
        LunarDay.from_mapping(parts)


@pytest.mark.parametrize(
    ("solar", "text"),
    [
        (date(1966, 8, 15), "农历六月二十九"),
        (date(1949, 12, 31), "农历十一月十二"),
        (date(2025, 8, 13), "农历闰六月二十"),
        (date(2026, 2, 16), "农历腊月二十九"),
        (date(2026, 2, 17), "农历正月初一"),
        (date(2026, 11, 22), "农历十月十四"),
    ],
)
def test_a_solar_day_is_printed_as_a_lunar_one(solar: date, text: str) -> None:
    assert lunar_date_text(solar) == text


@pytest.mark.parametrize("solar", [date(1900, 1, 30), date(2101, 1, 1)])
def test_a_day_outside_the_tables_is_refused(solar: date) -> None:
    with pytest.raises(ValueError, match="1900年"):
        lunar_of(solar)


@pytest.mark.parametrize(
    ("lunar", "year", "kept"),
    [
        (LunarDay(8, 15), 2026, (date(2026, 9, 25),)),
        (LunarDay(12, 30), 2026, (date(2026, 2, 16),)),
        (LunarDay(12, 30), 2027, (date(2027, 2, 5),)),
        (LunarDay(6, 20, leap=True), 2025, (date(2025, 8, 13),)),
        (LunarDay(6, 20), 2025, (date(2025, 7, 14),)),
    ],
)
def test_a_lunar_birthday_falls_on_the_days_of_the_worked_examples(
    lunar: LunarDay, year: int, kept: tuple[date, ...]
) -> None:
    assert birthdays_in(lunar, year) == kept


def test_a_leap_month_birth_falls_back_to_the_ordinary_month() -> None:
    assert birthdays_in(LunarDay(6, 20, leap=True), 2026) == (date(2026, 8, 2),)


def test_a_solar_year_may_have_no_or_two_birthdays_of_the_twelfth_month() -> None:
    kept = [len(birthdays_in(LunarDay(12, 1), year)) for year in range(2000, 2030)]
    assert 0 in kept
    assert 2 in kept


def test_the_next_birthday_may_be_today_or_in_the_year_after() -> None:
    lunar = LunarDay(8, 15)
    assert next_birthday(lunar, date(2026, 9, 25)) == date(2026, 9, 25)
    assert next_birthday(lunar, date(2026, 9, 26)) == date(2027, 9, 15)
    assert next_birthday(LunarDay(12, 30), date(2026, 2, 17)) == date(2027, 2, 5)


def test_birthdays_beyond_the_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="2100年"):
        birthdays_in(LunarDay(1, 1), 2101)
