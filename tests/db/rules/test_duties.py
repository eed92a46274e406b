"""Duties of a year and the grid of its months."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from db.changes import Duty
from db.records.roster import PostHeld
from db.rules.duties import duties, frequency_grid
from db.rules.facts import Document, Facts
from tests.support.facts import (
    POSTS,
    TODAY,
    YEAR,
    adding,
    find,
    meeting,
    person,
    well_kept,
    with_meeting,
    with_profile,
    with_roster,
    with_setting,
    without,
)


def _states(facts: Facts, duty: str, year: int = YEAR) -> list[str]:
    return [owed.state for owed in duties(facts, year) if owed.duty == duty]


def _one(facts: Facts, duty: str, year: int = YEAR) -> Duty:
    (owed,) = [owed for owed in duties(facts, year) if owed.duty == duty]
    return owed


def _on(facts: Facts, day: date) -> Facts:
    return replace(facts, today=day)


def test_a_year_of_a_village_branch_owes_what_the_regulations_ask_for() -> None:
    owed = Counter(duty.duty for duty in duties(well_kept(), YEAR))

    assert owed == {
        "general_meeting": 4,
        "committee_meeting": 12,
        "group_meeting": 24,
        "party_lecture": 4,
        "secretary_lecture": 1,
        "theme_day": 12,
        "life_meeting": 1,
        "appraisal": 1,
        "heart_talk": 1,
        "secretary_appraisal": 1,
        "annual_plan": 1,
        "annual_summary": 1,
        "rectification": 1,
        "appraisal_feedback": 1,
    }
    assert {duty.state for duty in duties(well_kept(), YEAR)} == {"done"}


def test_duties_come_in_the_order_of_their_due_days() -> None:
    days = [duty.due_on for duty in duties(well_kept(), YEAR)]

    assert days == sorted(days)
    assert days[-1] == "2026-02-28"


def test_a_meeting_is_the_evidence_of_its_own_period_only() -> None:
    first, *_ = [duty for duty in duties(well_kept(), YEAR) if duty.duty == "general_meeting"]

    assert (first.period, first.due_on) == ("2025Q1", "2025-03-31")
    assert first.evidence == (("general_meeting", find(well_kept(), "general_meeting", 2).uid),)


@pytest.mark.parametrize(
    ("today", "state"),
    [(date(2025, 6, 30), "due"), (date(2025, 7, 1), "late"), (date(2025, 4, 1), "due")],
)
def test_a_duty_is_due_until_its_last_day_and_late_after(today: date, state: str) -> None:
    facts = _on(without(well_kept(), "general_meeting", month=5), today)

    assert _states(facts, "general_meeting")[1] == state


def test_a_theme_day_is_due_on_the_fixed_day_and_a_late_one_still_counts() -> None:
    missing = _on(without(well_kept(), "theme_day", month=2), date(2025, 2, 21))
    late = adding(missing, meeting(missing.roster, "theme_day", "2025-02-21"))
    due = [
        duty.due_on for duty in duties(with_profile(missing, theme_day=31), YEAR) if duty.duty == "theme_day"
    ]

    assert _states(missing, "theme_day")[1] == "late"
    assert _states(late, "theme_day")[1] == "done"
    assert due[1] == "2025-02-28"


def test_a_record_of_a_day_ahead_fulfils_nothing() -> None:
    facts = _on(well_kept(), date(2025, 5, 11))

    assert _states(facts, "general_meeting")[1] == "due"


def test_without_a_committee_no_committee_meetings_are_owed() -> None:
    officers = (POSTS[0], PostHeld("x", "p1", "deputy_secretary", "2023-03-10"))

    assert _states(with_roster(well_kept(), posts=officers), "committee_meeting") == []


def test_only_full_months_of_a_committee_are_owed() -> None:
    posts = tuple(replace(post, from_on="2025-03-10") for post in POSTS)
    periods = [
        duty.period
        for duty in duties(with_roster(well_kept(), posts=posts), YEAR)
        if duty.duty == "committee_meeting"
    ]

    assert periods[0] == "2025-04"
    assert len(periods) == 9


def test_each_group_owes_its_own_meeting() -> None:
    lost = find(well_kept(), "group_meeting", 7, "g2")
    facts = replace(well_kept(), meetings=tuple(held for held in well_kept().meetings if held is not lost))

    late = [(duty.period, duty.subject) for duty in duties(facts, YEAR) if duty.state == "late"]

    assert late == [("2025-07", "第二党小组")]


def test_the_quarter_and_the_month_of_the_founding_are_not_owed_and_say_why() -> None:
    facts = with_profile(replace(well_kept(), meetings=()), founded_on="2025-05-06")
    owed = [duty for duty in duties(facts, YEAR) if duty.duty == "general_meeting"]

    assert [(duty.period, duty.state) for duty in owed] == [
        ("2025Q2", "not_applicable"),
        ("2025Q3", "late"),
        ("2025Q4", "late"),
    ]
    assert owed[0].reason == "支部于2025年5月6日成立，本期不满"
    assert _states(facts, "theme_day")[:2] == ["not_applicable", "late"]


def test_a_branch_founded_on_the_first_day_of_a_quarter_owes_that_quarter() -> None:
    facts = with_profile(replace(well_kept(), meetings=()), founded_on="2025-04-01")

    assert _states(facts, "general_meeting") == ["late", "late", "late"]


@pytest.mark.parametrize(("founded", "state"), [("2025-06-30", "late"), ("2025-07-01", "not_applicable")])
def test_the_year_of_the_founding_is_owed_when_half_of_it_remains(founded: str, state: str) -> None:
    facts = with_profile(replace(well_kept(), meetings=()), founded_on=founded)

    assert _one(facts, "life_meeting").state == state


def test_an_answer_makes_a_duty_not_applicable_but_never_hides_what_was_done() -> None:
    answers = {f"duty|theme_day|2025-{month}|": ("not_applicable", "上级统一安排") for month in ("05", "06")}
    facts = replace(without(well_kept(), "theme_day", month=6), answers=answers)
    states = {
        duty.period: (duty.state, duty.reason) for duty in duties(facts, YEAR) if duty.duty == "theme_day"
    }

    assert states["2025-06"] == ("not_applicable", "上级统一安排")
    assert states["2025-05"] == ("done", "")


def test_an_answer_to_the_finding_holds_for_the_duty() -> None:
    answers = {"MTG-06|2025-06|主题党日": ("explained", "防汛")}
    facts = replace(without(well_kept(), "theme_day", month=6), answers=answers)

    assert "not_applicable" in _states(facts, "theme_day")


def test_local_duties_go_with_their_switch() -> None:
    facts = with_setting(well_kept(), "MTG-04.enabled", False)

    assert _states(facts, "party_lecture") == []
    assert len(_states(facts, "theme_day")) == 12


def test_the_secretary_lecture_needs_the_secretary_of_that_day() -> None:
    posts = (PostHeld("old", "p3", "secretary", "2023-03-10", "2025-06-30"), *POSTS[1:])
    posts += (PostHeld("new", "p0", "secretary", "2025-07-01"),)
    spring = replace(
        well_kept(), meetings=tuple(held for held in well_kept().meetings if held.held_on < "2025-06-01")
    )

    assert _one(with_roster(well_kept(), posts=posts), "secretary_lecture").state == "done"
    assert _one(with_roster(spring, posts=posts), "secretary_lecture").state == "late"


def test_heart_talks_are_one_duty_that_tells_how_far_it_is() -> None:
    facts = replace(well_kept(), talks=well_kept().talks[1:5])
    owed = _one(facts, "heart_talk")

    assert owed.state == "late"
    assert owed.title == "谈心谈话（支委之间2/3对，支委与党员2/7人）"
    assert len(owed.evidence) == 4


def test_a_member_who_came_within_the_year_needs_no_talk_yet() -> None:
    assert _one(with_roster(well_kept(), person(10, "2025-08-01", None)), "heart_talk").state == "done"


def test_the_secretary_is_heard_about_the_year_by_the_end_of_february() -> None:
    unheard = _on(replace(well_kept(), hearings=()), date(2026, 2, 28))
    owed = _one(unheard, "secretary_appraisal")

    assert (owed.due_on, owed.state, owed.basis.article) == ("2026-02-28", "due", "第四十三条")
    assert _one(_on(unheard, date(2026, 3, 1)), "secretary_appraisal").state == "late"
    assert _one(well_kept(), "secretary_appraisal").evidence == (("secretary_appraisal", "hearing-2025"),)
    set_later = with_setting(unheard, "secretary_appraisal.months", 4)
    assert _one(set_later, "secretary_appraisal").due_on == "2026-04-30"


def test_a_hearing_about_another_year_is_none_of_this_one() -> None:
    other = tuple(replace(each, year=YEAR - 1) for each in well_kept().hearings)

    assert _one(replace(well_kept(), hearings=other), "secretary_appraisal").state == "late"


def test_plan_and_summary_have_their_days() -> None:
    facts = _on(replace(well_kept(), documents=()), date(2026, 1, 31))

    plan, summary = _one(facts, "annual_plan"), _one(facts, "annual_summary")

    assert (plan.due_on, plan.state) == ("2025-03-31", "late")
    assert (summary.due_on, summary.state) == ("2026-01-31", "due")
    assert plan.basis.text == "本地要求，无党内法规依据"


def test_a_plan_without_a_year_counts_for_the_year_of_its_day() -> None:
    paper = Document("x", "plan", "工作计划", "2025-02-01")

    assert _one(replace(well_kept(), documents=(paper,)), "annual_plan").state == "done"


def test_a_plan_without_a_day_counts_for_the_year_in_which_it_came() -> None:
    paper = Document("x", "plan", "工作计划", None, received_on="2025-02-01")

    assert _one(replace(well_kept(), documents=(paper,)), "annual_plan").state == "done"


def test_a_plan_that_nothing_ties_to_a_year_counts_for_none() -> None:
    paper = Document("x", "plan", "工作计划", None)

    assert _one(replace(well_kept(), documents=(paper,)), "annual_plan").state != "done"


@pytest.mark.parametrize(("kind", "due_on"), [("village", "2028-03-10"), ("office", "2026-03-10")])
def test_the_term_ends_after_five_years_in_a_village_and_three_in_an_office(kind: str, due_on: str) -> None:
    facts = with_profile(well_kept(), kind=kind)

    assert _one(facts, "term_election", int(due_on[:4])).due_on == due_on


def test_an_overdue_election_stays_in_the_present_year() -> None:
    facts = _on(with_profile(well_kept(), term_start_on="2019-03-10"), date(2026, 3, 2))

    assert _one(facts, "term_election", 2026).state == "late"
    assert _states(facts, "term_election", 2025) == []


def test_the_election_that_opened_the_term_is_done() -> None:
    assert _one(with_profile(well_kept(), term_start_on="2025-02-12"), "term_election").state == "done"


def test_a_temporary_branch_has_no_terms() -> None:
    facts = with_profile(well_kept(), kind="temporary", term_start_on="2020-03-10")

    assert _states(facts, "term_election") == []


def _row(facts: Facts, key: str) -> list[str]:
    (row,) = [row for row in frequency_grid(facts, YEAR).rows if row.key == key]
    return [cell.state for cell in row.cells]


def test_the_grid_shows_what_is_there_missing_ahead_and_entered_late() -> None:
    facts = _on(without(well_kept(), "theme_day", month=2), date(2025, 5, 1))
    facts = with_meeting(facts, "theme_day", 3, entered_on="2025-04-10")

    assert _row(facts, "theme_day") == ["有", "缺", "补", "有", *["待"] * 8]


def test_the_grid_shows_a_missing_quarter_in_its_last_month() -> None:
    facts = without(well_kept(), "general_meeting", month=5)

    assert _row(facts, "general_meeting") == ["", "有", "", "", "", "缺", "", "有", "", "", "有", ""]


def test_the_grid_counts_and_names_the_days() -> None:
    lost = find(well_kept(), "group_meeting", 7, "g2")
    facts = replace(well_kept(), meetings=tuple(held for held in well_kept().meetings if held is not lost))
    (row,) = [row for row in frequency_grid(facts, YEAR).rows if row.key == "group_meeting"]

    assert row.cells[6].count == 1
    assert row.cells[6].state == "缺"
    assert row.cells[6].tooltip == "2025年7月15日；第二党小组2025年7月党小组会未开展"
    assert row.cells[0].count == 2


def test_the_grid_leaves_a_kind_that_is_not_owed_empty() -> None:
    facts = with_roster(without(well_kept(), "committee_meeting"), posts=())

    assert _row(facts, "committee_meeting") == [""] * 12


def test_the_grid_agrees_with_the_duties() -> None:
    facts = _on(without(well_kept(), "theme_day", "party_lecture", month=8), TODAY)

    missing = sum(row.count("缺") for row in (_row(facts, "theme_day"), _row(facts, "party_lecture")))

    assert missing == len([duty for duty in duties(facts, YEAR) if duty.state == "late"]) == 2
