"""Dues over the facts: months owed, payments spread, arrears, reminders, the year and its balance."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.dues import months_between
from db.arithmetic.dues_editions import FARMER_FEN
from db.rules.dues.months import DuesView, runs
from db.rules.dues.year import year_table
from db.rules.duties import duties
from db.rules.facts import DuesEntry, DuesRecords, Facts
from db.rules.findings import findings
from db.rules.library import default_of
from db.rules.reminders import reminders
from tests.support.cases_dues import (
    dues_kept,
    newly_admitted,
    paid,
    standard,
    transferred_out,
    unpublished,
    with_dues,
)
from tests.support.facts import person, well_kept, with_roster, with_setting


def _of_farmer(today: str, *payments: tuple[str, int], first: str = "2025-01") -> Facts:
    """Only p5, a farmer at 0.50, who paid these months one by one."""
    records = DuesRecords(
        (standard(5, from_month=first),), tuple(paid(5, month, fen=fen) for month, fen in payments)
    )
    return replace(well_kept(), today=date.fromisoformat(today), dues=records)


def _red(facts: Facts) -> list[str]:
    return [each.title for each in reminders(facts) if each.kind == "dues_arrears"]


def test_six_months_are_red_on_the_first_day_after_the_sixth() -> None:
    months = [(month, 50) for month in months_between("2025-01", "2026-03")]
    amber, red = _of_farmer("2026-09-30", *months), _of_farmer("2026-10-01", *months)

    assert _red(amber) == ["吴甲生已连续5个月没有交纳党费"]
    assert [each.rule for each in findings(amber, 2026) if each.rule in ("DUE-08", "DUE-09")] == ["DUE-08"]
    assert _red(red) == ["吴甲生已连续6个月没有交纳党费"]
    assert [each.rule for each in findings(red, 2026) if each.rule in ("DUE-08", "DUE-09")] == ["DUE-09"]
    (told,) = [each for each in reminders(red) if each.kind == "dues_arrears"]
    assert told.on == "2026-10-01"
    assert "自行脱党" in told.note
    assert told.basis is not None
    assert told.basis.article == "第十三条"


@pytest.mark.parametrize(
    ("today", "title"),
    [
        ("2025-01-31", []),
        ("2025-02-01", ["1月党费还有1人没有交"]),
        ("2025-03-31", ["2月党费还有1人没有交"]),
        ("2025-04-01", ["吴甲生已连续3个月没有交纳党费"]),
        ("2025-06-01", ["吴甲生已连续5个月没有交纳党费"]),
    ],
)
def test_arrears_are_reminded_of_after_one_three_and_five_months(today: str, title: list[str]) -> None:
    assert _red(_of_farmer(today)) == title


def test_the_month_of_admission_is_the_first_that_is_owed() -> None:
    view = DuesView(newly_admitted("2025-06"))

    assert (view.owes("p10", "2025-05"), view.owes("p10", "2025-06")) == (False, True)
    assert (view.due_fen("p10", "2025-05"), view.due_fen("p10", "2025-06")) == (0, 50)


def test_whoever_left_owes_nothing_from_the_month_of_leaving() -> None:
    view = DuesView(transferred_out("2025-09-15"))

    assert (view.owes("p7", "2025-08"), view.owes("p7", "2025-09")) == (True, False)
    assert view.row("p7", "2025-09").state == "paid"


def test_a_later_standard_leaves_the_old_months_as_they_were() -> None:
    later = standard(0, uid="later", from_month="2025-07", base_fen=520000)
    view = DuesView(with_dues(dues_kept(), standards=(later, *dues_kept().dues.standards)))

    assert [view.due_fen("p0", month) for month in ("2025-06", "2025-07")] == [3212, 7800]


def test_a_payment_covers_its_months_in_turn_and_the_rest_stays_with_the_last() -> None:
    facts = _of_farmer("2025-06-01")
    months = months_between("2025-01", "2025-03")
    short = DuesView(with_dues(facts, payments=(paid(5, *months, fen=70),)))
    long = DuesView(with_dues(facts, payments=(paid(5, *months, fen=300),)))

    assert [short.paid_fen("p5", month) for month in months] == [50, 20, 0]
    assert [short.row("p5", month).state for month in months] == ["paid", "part", "late"]
    assert short.arrears("p5", "2025-05") == ("2025-03", "2025-04", "2025-05")
    assert [long.paid_fen("p5", month) for month in months] == [50, 50, 200]


def test_months_before_the_dues_are_kept_here_are_not_asked_for() -> None:
    facts = _of_farmer("2026-03-02", first="2020-01")

    assert len(DuesView(facts).arrears("p5", "2026-12")) == 74
    kept = with_setting(facts, "dues.kept_from_year", 2026)
    assert DuesView(kept).arrears("p5", "2026-12") == ("2026-01", "2026-02")


def test_an_exempt_month_breaks_the_run() -> None:
    assert runs(["2025-01", "2025-02", "2025-04"]) == (("2025-01", "2025-02"), ("2025-04",))
    exempt = standard(5, uid="free", from_month="2025-03", reduction="免交", approved_on="2025-02-20")
    again = standard(5, uid="again", from_month="2025-04")
    facts = _of_farmer("2025-06-01")
    view = DuesView(with_dues(facts, standards=(*facts.dues.standards, exempt, again)))

    assert view.row("p5", "2025-03").state == "exempt"
    assert view.row("p5", "2025-05").run == 2
    assert len(view.row("p5", "2025-05").arrears) == 4


def test_a_member_of_whom_nothing_was_settled_owes_nothing_and_says_so() -> None:
    row = DuesView(_of_farmer("2025-06-01")).row("p1", "2025-05")

    assert (row.state, row.due_fen, row.arrears, row.basis) == ("unsettled", 0, (), None)


def test_the_year_adds_up_and_the_balance_carries_over() -> None:
    facts = dues_kept()
    more = (*facts.dues.entries, DuesEntry("down", "2026-01-05", "allotted", 5000))
    view = DuesView(with_dues(facts, entries=more))
    of_2025, of_2026 = view.sums(2025), view.sums(2026)
    rows = year_table(view, 2025)

    assert sum(row.paid_fen for row in rows) == of_2025.collected_fen
    assert all(row.due_fen == row.paid_fen for row in rows)
    assert of_2025.closing_fen == of_2025.collected_fen - 10000
    assert of_2026.opening_fen == of_2025.closing_fen
    assert of_2026.closing_fen == of_2026.opening_fen + of_2026.collected_fen + 5000


def test_settling_and_publishing_are_duties_of_a_branch_that_keeps_its_dues() -> None:
    def states(facts: Facts) -> dict[str, str]:
        known = ("dues_settling", "dues_publication")
        return {each.duty: each.state for each in duties(facts, 2025) if each.duty in known}

    assert states(well_kept()) == {}
    assert states(dues_kept()) == {"dues_settling": "done", "dues_publication": "done"}
    assert states(unpublished()) == {"dues_settling": "done", "dues_publication": "late"}


def _collecting(facts: Facts, year: int = 2025) -> dict[str, tuple[str, str, str]]:
    """State, title and due day of the monthly duty, by month."""
    owed = [each for each in duties(facts, year) if each.duty == "dues_collection"]
    return {each.period: (each.state, each.title, each.due_on) for each in owed}


def test_a_month_is_closed_by_the_payments_of_everybody_who_owes_it() -> None:
    paid_up = _of_farmer("2025-03-15", ("2025-01", 50), ("2025-02", 30))

    found = _collecting(paid_up)
    assert found["2025-01"] == ("done", "收缴党费（1/1人已交）", "2025-01-31")
    assert found["2025-02"] == ("late", "收缴党费（0/1人已交）", "2025-02-28")
    assert found["2025-03"] == ("due", "收缴党费（0/1人已交）", "2025-03-31")
    assert found["2025-04"] == ("due", "收缴党费", "2025-04-30")
    assert _collecting(well_kept()) == {}
    (done,) = [
        each for each in duties(paid_up, 2025) if (each.duty, each.period) == ("dues_collection", "2025-01")
    ]
    assert done.evidence == (("dues_payment", "pay5-2025-01"),)
    assert (done.basis.regulation, done.basis.mark) != ("", "")


def test_the_fixed_day_of_the_branch_is_the_due_day_and_a_late_month_is_told_by_name_instead() -> None:
    facts = with_setting(_of_farmer("2025-02-12"), "dues.collecting_day", 10)

    assert _collecting(facts)["2025-02"] == ("late", "收缴党费（0/1人已交）", "2025-02-10")
    told = [each.title for each in reminders(facts, 10) if "收缴党费" in each.title]
    assert told == []
    ahead = with_setting(_of_farmer("2025-02-12"), "dues.collecting_day", 31)
    told = [each.title for each in reminders(ahead, 20) if "收缴党费" in each.title]
    assert told == ["2025年2月收缴党费（0/1人已交）"]


def test_a_member_who_pays_by_the_quarter_with_consent_is_waited_for_until_it_ends() -> None:
    def states(today: str, consent: bool) -> list[str]:
        facts = _of_farmer(today)
        quarter = paid(5, "2025-01", "2025-02", "2025-03", fen=150, consent=consent)
        found = _collecting(with_dues(facts, payments=(quarter,)))
        return [found[f"2025-{month:02d}"][0] for month in (3, 4, 5, 6)]

    assert states("2025-06-20", consent=True) == ["done", "done", "done", "due"]
    assert states("2025-06-20", consent=False) == ["done", "late", "late", "due"]
    assert states("2025-07-01", consent=True) == ["done", "late", "late", "late"]


@given(st.sets(st.sampled_from(months_between("2025-01", "2025-12")), min_size=1))
def test_taking_payments_away_never_closes_a_month(gone: set[str]) -> None:
    facts = dues_kept()
    left = tuple(each for each in facts.dues.payments if each.person != "p5" or not gone & set(each.months))
    found = _collecting(with_dues(facts, payments=left))

    assert {month for month, (state, _title, _due) in found.items() if state != "done"} == gone


@given(st.sets(st.sampled_from(months_between("2025-01", "2026-02"))))
def test_taking_a_payment_away_never_makes_arrears_disappear(gone: set[str]) -> None:
    facts = dues_kept()
    left = tuple(each for each in facts.dues.payments if each.person != "p5" or not gone & set(each.months))
    found = DuesView(with_dues(facts, payments=left)).arrears("p5", "2026-02")

    assert set(found) == gone


@given(st.permutations(range(14)))
def test_the_order_in_which_payments_were_typed_makes_no_difference(order: list[int]) -> None:
    facts = dues_kept()
    own = [each for each in facts.dues.payments if each.person == "p5"]
    shuffled = with_dues(facts, payments=tuple(own[place] for place in order))
    plain = with_dues(facts, payments=tuple(own))

    assert DuesView(shuffled).rows("2025-05") == DuesView(plain).rows("2025-05")
    assert findings(shuffled, 2025, "DUE-09") == findings(plain, 2025, "DUE-09")


def test_two_of_one_name_are_told_apart_by_their_years_of_birth() -> None:
    facts = with_roster(
        dues_kept(), person(5, name="王建国", born_on="1957-05"), person(6, name="王建国", born_on="1982")
    )
    labels = [row.label for row in DuesView(facts).rows("2025-03") if row.name == "王建国"]

    assert labels == ["王建国（1957）", "王建国（1982）"]


def test_the_ledger_and_the_rules_take_the_same_amount_for_a_farmer() -> None:
    assert default_of("dues.farmer_fen") == FARMER_FEN


def test_a_payment_dated_after_today_has_not_been_made() -> None:
    kept = _of_farmer("2026-03-31", ("2026-01", 50), ("2026-02", 50), first="2026-01")
    mistyped = replace(kept.dues.payments[-1], paid_on="2062-02-20")
    facts = replace(kept, dues=replace(kept.dues, payments=(*kept.dues.payments[:-1], mistyped)))

    assert DuesView(kept).arrears("p5", "2026-02") == ()
    assert DuesView(facts).arrears("p5", "2026-02") == ("2026-02",)
    assert DuesView(facts).row("p5", "2026-02").payments == ()
