"""Dues add up to the fen, whatever was settled and paid: what is shown as a sum is the sum of what is shown as its parts.

Asked of a real branch through its door, and of the rules alone for more cases.
"""

import tempfile
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.arithmetic.dues import months_between, spread, yuan_text
from db.changes import Draft
from db.ledgers import by_key
from db.rules.dues.months import DuesView
from db.rules.dues.year import year_table
from db.rules.facts import DuesEntry, DuesPayment, DuesRecords, DuesStandard, Facts
from db.rules.gathering import gather
from db.services.saving import save_many
from tests.support.branches import copy_as_its_own, full_member, open_folder
from tests.support.facts import well_kept

MONTHS = months_between("2025-01", "2026-02")
PEOPLE = [f"p{number}" for number in range(5)]
CLASSES = st.sampled_from(["wage", "retired", "farmer", "student", "relief", "self_employed"])
FEN = st.integers(1, 40_000)
ENTRIES = st.lists(
    st.tuples(st.sampled_from(["allotted", "handed_over", "used"]), FEN, st.integers(0, 700)), max_size=5
)


@st.composite
def payments(draw: Any) -> tuple[DuesPayment, ...]:
    """Each over some months in a row, with any amount that gives every month at least a fen."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        first = draw(st.integers(0, len(MONTHS) - 1))
        months = tuple(MONTHS[first : first + draw(st.integers(1, 4))])
        amount = draw(FEN) + len(months)
        paid_on = f"{months[-1]}-{draw(st.integers(1, 28)):02d}"
        found.append(DuesPayment(f"pay{number}", draw(st.sampled_from(PEOPLE)), months, amount, paid_on))
    return tuple(found)


@st.composite
def standards(draw: Any) -> tuple[DuesStandard, ...]:
    """Up to two for each person, from some month on."""
    found = []
    for person in PEOPLE:
        for place, month in enumerate(sorted(draw(st.sets(st.sampled_from(MONTHS), max_size=2)))):
            base = draw(st.integers(0, 3_000_000))
            found.append(DuesStandard(f"s{person}{place}", person, draw(CLASSES), month, base_fen=base))
    return tuple(found)


def _facts(records: DuesRecords) -> Facts:
    return replace(well_kept(), today=date(2026, 3, 2), dues=records)


def _entries(given: list[tuple[str, int, int]]) -> tuple[DuesEntry, ...]:
    first = date(2025, 1, 1).toordinal()
    return tuple(
        DuesEntry(f"e{n}", date.fromordinal(first + after).isoformat(), kind, fen)
        for n, (kind, fen, after) in enumerate(given)
    )


def _for(kind: str) -> dict[str, str]:
    return {"use": "hardship"} if kind == "used" else {}


@given(FEN, st.lists(st.integers(0, 20_000), min_size=1, max_size=6))
def test_a_payment_is_spread_without_a_fen_left_over(amount: int, dues: list[int]) -> None:
    parts = spread(amount, dues)

    assert sum(parts) == amount
    assert len(parts) == len(dues)
    assert min(parts) >= 0


@settings(max_examples=40, deadline=None)
@given(standards(), payments(), ENTRIES)
def test_every_sum_is_the_sum_of_its_parts(
    settled: tuple[DuesStandard, ...], paid: tuple[DuesPayment, ...], given: list[tuple[str, int, int]]
) -> None:
    view = DuesView(_facts(DuesRecords(settled, paid, _entries(given))))
    rows = [row for month in MONTHS for row in view.rows(month)]

    assert sum(row.paid_fen for row in rows) == sum(each.amount_fen for each in paid)
    for row in rows:
        assert min(row.paid_fen, row.due_fen) >= 0
        assert isinstance(row.due_fen, int)
    for year in (2025, 2026):
        of_year = [f"{year}-{number:02d}" for number in range(1, 13)]
        for line in year_table(view, year):
            assert line.paid_fen == sum(view.paid_fen(line.person, month) for month in of_year)
            assert line.due_fen == sum(
                view.due_fen(line.person, month) for month in of_year if month <= line.upto
            )


@settings(max_examples=40, deadline=None)
@given(payments(), ENTRIES)
def test_a_year_closes_with_what_the_next_one_opens(
    paid: tuple[DuesPayment, ...], given: list[tuple[str, int, int]]
) -> None:
    entries = _entries(given)
    view = DuesView(_facts(DuesRecords((), paid, entries)))
    years = [view.sums(year) for year in (2024, 2025, 2026)]

    for one, following in pairwise(years):
        assert following.opening_fen == one.closing_fen
    came = sum(each.amount_fen for each in paid) + sum(e.amount_fen for e in entries if e.kind == "allotted")
    went = sum(each.amount_fen for each in entries if each.kind != "allotted")
    assert years[-1].closing_fen == came - went


@settings(
    max_examples=6,
    deadline=None,
    phases=(
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ),  # an example costs a branch: shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(payments(), ENTRIES)
def test_what_was_typed_in_yuan_comes_back_to_the_fen(
    branch_template: Path, paid: tuple[DuesPayment, ...], given: list[tuple[str, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "branch"
        copy_as_its_own(branch_template, root)
        branch = open_folder(root)
        uids = {person: full_member(branch, f"党员{person}") for person in PEOPLE}
        typed = [
            Draft({"person": uids[each.person], "months": list(each.months), "amount": yuan_text(each.amount_fen),
                   "paid_on": each.paid_on})
            for each in paid
        ]  # fmt: skip
        money = [
            Draft({"on": each.on, "kind": each.kind, "amount": yuan_text(each.amount_fen), **_for(each.kind)})
            for each in _entries(given)
        ]
        save_many(branch, by_key("dues_payment"), typed)
        save_many(branch, by_key("dues_ledger"), money)

        view = DuesView(gather(branch))

        shown = sum(row.paid_fen for month in MONTHS for row in view.rows(month))
        assert shown == sum(each.amount_fen for each in paid)
        sums = view.sums(2026)
        went = sum(each.amount_fen for each in _entries(given) if each.kind != "allotted")
        came = sum(each.amount_fen for each in _entries(given) if each.kind == "allotted")
        assert sums.closing_fen == shown + came - went
        branch.close()
