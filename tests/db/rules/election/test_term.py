"""Length and end of a term."""

from datetime import date

import pytest

from db.rules.election.term import lawful_years, ordinary_end, term_end
from db.rules.facts import BranchProfile


@pytest.mark.parametrize(
    ("kind", "start", "years"),
    [
        ("village", "2021-05-10", 5),
        ("community", "2021-05-10", 5),
        ("office", "2021-05-10", 3),
        ("school", "2021-05-10", 3),
        ("village", "2018-07-11", 3),
        ("village", "2018-07-12", 5),
    ],
)
def test_a_term_lasts_by_kind_and_by_the_day_it_began(kind: str, start: str, years: int) -> None:
    assert lawful_years(BranchProfile(kind=kind, term_start_on=start)) == years


@pytest.mark.parametrize(
    ("start", "end"),
    [("2021-05-10", date(2026, 5, 10)), ("2020-02-29", date(2025, 2, 28)), ("2021-05", date(2026, 5, 31))],
)
def test_a_term_ends_on_the_day_it_began(start: str, end: date) -> None:
    assert ordinary_end(BranchProfile(term_start_on=start)) == end


def test_an_extension_moves_the_end_and_never_brings_it_forward() -> None:
    longer = BranchProfile(term_start_on="2021-05-10", term_extended_to="2026-11-10")
    shorter = BranchProfile(term_start_on="2021-05-10", term_extended_to="2025-11-10")

    assert term_end(longer) == date(2026, 11, 10)
    assert term_end(shorter) == date(2026, 5, 10)


def test_a_branch_without_terms_has_no_end() -> None:
    assert term_end(BranchProfile()) is None
    assert term_end(BranchProfile(kind="temporary", term_start_on="2021-05-10")) is None
