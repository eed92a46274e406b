"""Dues to the fen: the worked examples, edges of bands, rounding, reductions, months."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.dues import (
    UNITS,
    Rounding,
    assess,
    exact_text,
    fen_of,
    month_after,
    month_of,
    months_apart,
    months_between,
    months_text,
    rate_text,
    read_reduction,
    spread,
    sum_of_items,
    yuan_text,
)
from db.rules.dues.rates import edition_for

_NAME, RATES = edition_for("2026-03")
EXAMPLES = """\
wage 1860.00 0.5% 9.300 9.30 9.3 9
wage 2033.42 0.5% 10.1671 10.17 10.2 10
wage 3000.00 0.5% 15.000 15.00 15.0 15
wage 3000.01 1% 30.0001 30.00 30.0 30
wage 3211.51 1% 32.1151 32.12 32.1 32
wage 5000.00 1% 50.00 50.00 50.0 50
wage 5000.01 1.5% 75.00015 75.00 75.0 75
wage 6847.50 1.5% 102.7125 102.71 102.7 103
wage 8235.66 1.5% 123.5349 123.53 123.5 124
wage 10000.00 1.5% 150.00 150.00 150.0 150
wage 10000.01 2% 200.0002 200.00 200.0 200
wage 15320.40 2% 306.408 306.41 306.4 306
retired 1200.00 0.5% 6.00 6.00 6.0 6
retired 3865.20 0.5% 19.326 19.33 19.3 19
retired 5000.00 0.5% 25.00 25.00 25.0 25
retired 5000.01 1% 50.0001 50.00 50.0 50
retired 7420.35 1% 74.2035 74.20 74.2 74
""".splitlines()
base = st.integers(0, 10_000_000)
rounding = st.builds(Rounding, st.sampled_from(sorted(UNITS)), st.sampled_from(["half_up", "down", "up"]))
month = st.builds(lambda year, number: f"{year}-{number:02d}", st.integers(1950, 2090), st.integers(1, 12))


@pytest.mark.parametrize("line", EXAMPLES)
def test_the_worked_examples_come_out_to_the_fen(line: str) -> None:
    dues_class, of, rate, exact, *rounded = line.split()
    for unit, wanted in zip(("fen", "jiao", "yuan"), rounded, strict=True):
        found = assess(dues_class, RATES, Rounding(unit), base_fen=fen_of(of))
        assert found.due_fen == fen_of(wanted)
        assert rate_text(found.rate_permyriad) == rate
    assert float(exact_text(fen_of(of), found.rate_permyriad)) == float(exact)


def test_there_is_no_band_above_two_per_cent_whatever_calculators_on_the_web_say() -> None:
    found = assess("wage", RATES, Rounding(), base_fen=fen_of("50000.00"))
    assert (rate_text(found.rate_permyriad), yuan_text(found.due_fen)) == ("2%", "1000.00")


@pytest.mark.parametrize("dues_class", ["student", "unemployed", "relief"])
def test_low_incomes_pay_twenty_fen_a_month(dues_class: str) -> None:
    found = assess(dues_class, RATES, Rounding(), base_fen=99999, fixed_fen=500)
    assert (found.due_fen, found.rate_permyriad, found.due_fen * 12) == (20, 0, 240)


def test_a_farmer_pays_what_was_fixed_and_the_least_where_nothing_was() -> None:
    assert assess("farmer", RATES, Rounding("yuan"), fixed_fen=50).due_fen == 50
    assert assess("farmer", RATES, Rounding()).due_fen == 20


def test_the_trial_computation_is_told_line_by_line_with_its_articles() -> None:
    found = assess("wage", RATES, Rounding(), base_fen=fen_of("3211.51"), reduction="减半")
    assert [(step.text, step.amount, step.basis) for step in found.steps] == [
        ("交纳基数", "3211.51", "第一条"),
        ("适用比例（3000元以上至5000元（含），全部基数按此比例）", "1%", "第二条"),
        ("3211.51×1%", "32.1151", "第二条"),
        ("四舍五入到分", "32.12", "本地要求"),
        ("减免：减半，每月应交", "16.06", "第七条"),
    ]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("免交", 0),
        ("exempt", 0),
        ("减半", 500),
        ("30%", 700),
        ("减3元", 700),
        ("2.50", 750),
        ("99", 0),
        ("100%", 0),
    ],
)
def test_reductions_are_read_as_people_write_them(words: str, left: int) -> None:
    assert read_reduction(words).left_of(1000, Rounding()) == left


@pytest.mark.parametrize("words", ["一些", "101%", "-3", "3.123", "减"])
def test_a_reduction_that_cannot_be_read_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="读不懂"):
        read_reduction(words)


@given(base, st.integers(1, 100_000), rounding)
def test_more_base_never_owes_less(base_fen: int, more: int, how: Rounding) -> None:
    first = assess("wage", RATES, how, base_fen=base_fen)
    second = assess("wage", RATES, how, base_fen=base_fen + more)
    assert second.due_fen >= first.due_fen
    assert second.rate_permyriad >= first.rate_permyriad


@given(base, rounding)
def test_rounding_moves_less_than_one_unit(base_fen: int, how: Rounding) -> None:
    found = assess("retired", RATES, how, base_fen=base_fen)
    exact = base_fen * found.rate_permyriad
    apart = found.due_fen * 10_000 - exact
    unit = UNITS[how.unit] * 10_000
    assert found.due_fen % UNITS[how.unit] == 0
    assert abs(apart) < unit
    assert {"half_up": abs(apart) * 2 <= unit, "down": apart <= 0, "up": apart >= 0}[how.mode]


@given(st.integers(0, 1_000_000), st.lists(st.integers(0, 50_000), min_size=1, max_size=24))
def test_the_parts_of_a_payment_make_its_sum(amount: int, dues: list[int]) -> None:
    parts = spread(amount, dues)
    assert sum(parts) == amount
    assert len(parts) == len(dues)
    assert all(part <= due for part, due in zip(parts[:-1], dues[:-1], strict=True))
    assert all(earlier == due for earlier, later, due in zip(parts, parts[1:], dues, strict=False) if later)


def test_a_payment_for_no_month_has_no_parts() -> None:
    assert spread(500, ()) == ()


@given(month, st.integers(0, 60))
def test_months_count_on_without_gaps(first: str, count: int) -> None:
    run = months_between(first, month_after(first, count))
    assert len(run) == count + 1
    assert months_apart(first, run[-1]) == count
    assert all(month_after(one) == other for one, other in pairwise(run))
    assert month_after(run[-1], -count) == first


@given(st.integers(0, 10_000_000))
def test_money_as_text_reads_back(fen: int) -> None:
    assert fen_of(yuan_text(fen)) == fen


def test_months_read_aloud_join_into_runs() -> None:
    months = ["2025-11", "2025-12", "2026-01", "2026-03"]
    assert months_text(months) == "2025年11月至2026年1月、2026年3月"
    assert months_text(["2026-01", "2026-02"]) == "2026年1月至2月"
    assert months_between("2026-03", "2026-02") == ()
    assert month_of(date(2026, 6, 20)) == "2026-06"


def test_the_base_of_a_pay_sheet_counts_what_is_included_less_what_is_deducted() -> None:
    items = [
        {"title": "岗位工资", "amount": "3000.10", "include": "included"},
        {"title": "住房补贴", "amount": "800.00", "include": "left_out"},
        {"title": "养老保险", "amount": "240.05", "include": "deducted"},
    ]
    assert sum_of_items(items) == "2760.05"
    assert sum_of_items([]) is None
    assert yuan_text(-5) == "-0.05"
