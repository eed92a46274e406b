"""Probation and standing by period of admission, the political birthday."""

from datetime import date

import pytest

from db.arithmetic import standing

PERIODS = [
    ("1921-07-01", "1923-06-09", 0, "admission"),
    ("1923-06-10", "1927-04-26", None, "promotion"),
    ("1927-04-27", "1928-06-17", None, "promotion"),
    ("1928-06-18", "1945-04-22", 0, "admission"),
    ("1945-04-23", "1956-09-14", None, "promotion"),
    ("1956-09-15", "1969-03-31", 12, "promotion"),
    ("1969-04-01", "1977-08-11", 0, "admission"),
    ("1977-08-12", "1982-09-05", 12, "promotion"),
    ("1982-09-06", "2026-11-22", 12, "promotion"),
]


@pytest.mark.parametrize(("first", "last", "months", "starts"), PERIODS)
def test_every_period_has_its_rule_on_its_first_and_last_day(
    first: str, last: str, months: int | None, starts: str
) -> None:
    for admitted in (first, last):
        rule = standing.probation_rule(admitted)
        assert (rule.months, rule.starts) == (months, starts)
        assert rule.text
        assert rule.basis


@pytest.mark.parametrize("admitted", ["1969", "1977", "1977-08", "1923-06"])
def test_a_day_too_vague_for_one_period_is_asked_for_and_not_guessed(admitted: str) -> None:
    rule = standing.probation_rule(admitted)
    assert (rule.months, rule.starts) == (None, "promotion")
    assert "请补全" in rule.text
    assert standing.standing_from(admitted, None) is None


@pytest.mark.parametrize(("admitted", "months"), [("1971", 0), ("1982", 12), ("1969-03", 12), ("1969-04", 0)])
def test_a_vague_day_inside_one_rule_follows_it(admitted: str, months: int) -> None:
    assert standing.probation_rule(admitted).months == months


@pytest.mark.parametrize(
    ("admitted", "promoted", "start"),
    [
        ("1971-05-04", None, "1971-05-04"),
        ("1971-05-04", "1972-05-04", "1971-05-04"),
        ("1998-07-01", "1999-07-01", "1999-07-01"),
        ("1998-07-01", None, None),
        (None, "1999-07", "1999-07"),
        (None, None, None),
    ],
)
def test_standing_counts_from_promotion_unless_there_was_no_probation(
    admitted: str | None, promoted: str | None, start: str | None
) -> None:
    assert standing.standing_from(admitted, promoted) == start


@pytest.mark.parametrize(
    ("admitted", "expected"),
    [
        ("2024-02-29", "2025-02-28"),
        ("2025-06-20", "2026-06-20"),
        ("1998-07", "1999-07"),
        ("1998", "1999"),
        ("1971-05", "1971-05"),
        ("1950-01-01", None),
        ("1969", None),
    ],
)
def test_promotion_is_expected_as_exactly_as_admission_is_known(admitted: str, expected: str | None) -> None:
    assert standing.expected_promotion(admitted) == expected


@pytest.mark.parametrize(
    ("admitted", "extension", "ends"),
    [
        ("2025-06-20", 0, date(2026, 6, 20)),
        ("2024-02-29", 0, date(2025, 2, 28)),
        ("2024-02-29", 6, date(2025, 8, 29)),
        ("2025-06-20", 12, date(2027, 6, 20)),
        ("2025-06", 0, None),
        ("1971-05-04", 0, None),
        ("1950-01-01", 0, None),
    ],
)
def test_probation_ends_a_year_after_the_meeting_and_later_if_extended(
    admitted: str, extension: int, ends: date | None
) -> None:
    assert standing.probation_ends(admitted, extension) == ends


def test_the_political_birthday_follows_the_branch_s_setting() -> None:
    assert standing.political_birthday("1998-07-01", "1999-07-01") == "1998-07-01"
    assert standing.political_birthday("1998-07-01", "1999-07-01", "promotion") == "1999-07-01"
    assert standing.political_birthday("1971-05-04", None, "promotion") == "1971-05-04"
    assert standing.political_birthday("1998-07-01", None, "promotion") is None
