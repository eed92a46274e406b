"""Which year a paper is about."""

import pytest

from db.rules.facts import Document


@pytest.mark.parametrize(
    ("year", "dated_on", "received_on", "about"),
    [
        (2025, "2026-01-05", None, 2025),
        (None, "2025-02-01", "2026-01-05", 2025),
        (None, "2025-02", None, 2025),
        (None, "2025", None, 2025),
        (None, None, "2026-01-05", 2026),
        (None, "", "2026-01-05", 2026),
        (0, "2025-02-01", None, 2025),
        (None, None, None, None),
        (None, "", "", None),
    ],
)
def test_a_paper_is_about_the_year_it_names_or_that_of_its_day_or_that_in_which_it_came(
    year: int | None, dated_on: str | None, received_on: str | None, about: int | None
) -> None:
    paper = Document("x", "plan", "工作计划", dated_on, year, received_on=received_on)

    assert paper.year_about == about
