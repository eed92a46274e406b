"""Examples for MTG-01 to MTG-17."""

from dataclasses import replace
from datetime import date

from db.records.roster import PostHeld
from db.rules.facts import AgendaItem, Document, Facts, Meeting
from tests.support.facts import (
    POSTS,
    adding,
    day_after,
    find,
    meeting,
    well_kept,
    with_item,
    with_meeting,
    with_profile,
    with_roster,
    with_setting,
    without,
)
from tests.support.rule_case import RuleCase, fires, silent


def _on(day: date, facts: Facts | None = None) -> Facts:
    return replace(facts or well_kept(), today=day)


def _without_group(group: str, month: int) -> Facts:
    lost = find(well_kept(), "group_meeting", month, group)
    return replace(well_kept(), meetings=tuple(held for held in well_kept().meetings if held is not lost))


def _entered_late(days: int) -> Facts:
    meetings = tuple(replace(held, entered_on=day_after(held.held_on, days)) for held in well_kept().meetings)
    return replace(well_kept(), meetings=meetings)


def _beside_committee(**more: object) -> Facts:
    """A theme day on the day of May's committee meeting, from 16:00 on where nothing else is said."""
    plain: dict[str, object] = {"uid": "beside", "starts_at": "16:00", "ends_at": "17:00"}
    return adding(well_kept(), meeting(well_kept().roster, "theme_day", "2025-05-09", **(plain | more)))


def _told_twice(**more: object) -> Facts:
    committee = find(well_kept(), "committee_meeting")
    return _beside_committee(
        **({"starts_at": "15:00", "ends_at": "16:30", "agenda": committee.agenda} | more)
    )


def _promotion(*prepared: AgendaItem) -> Facts:
    facts = with_item(well_kept(), title="讨论钱甲生转正", matter="promotion", vote_method="secret")
    return with_meeting(facts, "committee_meeting", 5, agenda=prepared) if prepared else facts


def _chaired(*months: int, note: str = "") -> Facts:
    facts = well_kept()
    for month in months:
        facts = with_meeting(facts, "committee_meeting", month, chair="p1", late_note=note)
    return facts


def _lasting(start: str, end: str) -> Facts:
    return with_meeting(well_kept(), "general_meeting", starts_at=start, ends_at=end)


def _plan_missing(*papers: Document) -> Facts:
    kept = tuple(paper for paper in well_kept().documents if paper.kind != "plan")
    return replace(well_kept(), documents=(*kept, *papers))


def _no_appraisal(**changes: object) -> Facts:
    facts = with_meeting(well_kept(), "life_meeting", 3, **({"with_appraisal": False} | changes))
    return replace(facts, life=replace(facts.life, appraisals=()))


def _only_the_ledger() -> Facts:
    return with_meeting(well_kept(), "life_meeting", 3, with_appraisal=False)


def _founded(day: str) -> Facts:
    return with_profile(without(well_kept(), "general_meeting", month=2), founded_on=day)


def _lecture_by(speaker: str) -> Facts:
    lectures: tuple[Meeting, ...] = tuple(
        replace(held, speaker=speaker) if held.ledger == "party_lecture" else held
        for held in well_kept().meetings
    )
    return replace(well_kept(), meetings=lectures)


def _theme_day(month: int, day: int, **more: object) -> Facts:
    held_on = f"2025-{month:02d}-{day:02d}"
    return with_meeting(well_kept(), "theme_day", month, held_on=held_on, **more)


OFFICERS = (POSTS[0], PostHeld("x", "p1", "deputy_secretary", "2023-03-10"))
LATER_COMMITTEE = tuple(replace(post, from_on="2025-03-10") for post in POSTS)

FREQUENCY_CASES: tuple[RuleCase, ...] = (
    fires(
        "MTG-01",
        "a_quarter_without_a_general_meeting",
        lambda: without(well_kept(), "general_meeting", month=5),
        "第二季度没有支部党员大会",
    ),
    silent(
        "MTG-01",
        "a_quarter_that_still_runs",
        lambda: _on(date(2025, 6, 30), without(well_kept(), "general_meeting", month=5)),
    ),
    silent("MTG-01", "the_quarter_of_the_founding", lambda: _founded("2025-02-01")),
    silent("MTG-01", "quarters_before_the_founding", lambda: _founded("2025-05")),
    fires(
        "MTG-02",
        "a_month_without_a_committee_meeting",
        lambda: without(well_kept(), "committee_meeting", month=9),
        "2025年9月没有支委会",
    ),
    silent(
        "MTG-02",
        "a_branch_without_a_committee",
        lambda: with_roster(without(well_kept(), "committee_meeting"), posts=OFFICERS),
    ),
    silent(
        "MTG-02",
        "months_before_there_was_a_committee",
        lambda: with_roster(without(well_kept(), "committee_meeting", month=2), posts=LATER_COMMITTEE),
    ),
    fires("MTG-03", "a_group_that_did_not_meet", lambda: _without_group("g2", 7), "2025年7月第二党小组"),
    silent(
        "MTG-03", "a_branch_without_groups", lambda: replace(without(well_kept(), "group_meeting"), groups=())
    ),
    fires(
        "MTG-04",
        "a_quarter_without_a_lecture",
        lambda: without(well_kept(), "party_lecture", month=8),
        "第三季度没有党课",
    ),
    silent(
        "MTG-04",
        "lectures_where_no_local_rule_asks_for_them",
        lambda: with_setting(without(well_kept(), "party_lecture", month=8), "MTG-04.enabled", False),
    ),
    fires("MTG-05", "a_year_without_a_lecture_of_the_secretary", lambda: _lecture_by("p3"), "书记讲党课"),
    silent("MTG-05", "a_year_that_still_runs", lambda: _on(date(2025, 12, 31), _lecture_by("p3"))),
    silent("MTG-05", "a_roster_without_a_secretary", lambda: with_roster(_lecture_by("p3"), posts=POSTS[1:])),
    fires(
        "MTG-06",
        "a_month_without_a_theme_day",
        lambda: without(well_kept(), "theme_day", month=6),
        "2025年6月没有主题党日",
    ),
    silent(
        "MTG-06",
        "a_month_past_its_fixed_day_that_still_runs",
        lambda: _on(date(2025, 6, 25), without(well_kept(), "theme_day", month=6)),
    ),
    fires("MTG-07", "a_theme_day_four_days_off", lambda: _theme_day(5, 24), "相差4天"),
    fires("MTG-07", "a_theme_day_two_days_off_a_working_day", lambda: _theme_day(5, 22), "相差2天"),
    silent("MTG-07", "a_theme_day_moved_with_a_note", lambda: _theme_day(5, 24, late_note="因防汛调整")),
    silent("MTG-07", "a_theme_day_moved_off_a_sunday", lambda: _theme_day(4, 18)),
    silent("MTG-07", "a_branch_without_a_fixed_day", lambda: with_profile(_theme_day(5, 24), theme_day=None)),
    fires(
        "MTG-08", "a_year_without_a_life_meeting", lambda: without(well_kept(), "life_meeting"), "组织生活会"
    ),
    silent(
        "MTG-08",
        "a_life_meeting_may_still_come",
        lambda: _on(date(2025, 12, 31), without(well_kept(), "life_meeting")),
    ),
    fires("MTG-09", "a_life_meeting_without_an_appraisal", _no_appraisal, "民主评议"),
    silent("MTG-09", "a_round_in_the_ledger_of_appraisals", _only_the_ledger),
    silent(
        "MTG-09", "an_appraisal_named_in_the_topic", lambda: _no_appraisal(topic="组织生活会暨民主评议党员")
    ),
    silent(
        "MTG-09", "a_branch_founded_in_autumn", lambda: with_profile(_no_appraisal(), founded_on="2025-09-01")
    ),
    fires(
        "MTG-10",
        "a_committee_meeting_without_a_committee",
        lambda: with_roster(well_kept(), posts=OFFICERS),
        "没有支部委员会",
    ),
    silent("MTG-10", "a_committee_of_three", well_kept),
    fires("MTG-11", "a_year_entered_five_weeks_later", lambda: _entered_late(35), "会后30天以后"),
    silent("MTG-11", "a_year_entered_within_the_month", lambda: _entered_late(30)),
    fires("MTG-12", "two_meetings_of_the_same_people_overlap", _beside_committee, "时间重叠"),
    silent("MTG-12", "one_meeting_begins_when_the_other_ends", lambda: _beside_committee(starts_at="16:30")),
    silent(
        "MTG-12",
        "meetings_at_different_places_are_told_of_the_people",
        lambda: _beside_committee(place="村文化礼堂"),
    ),
    silent("MTG-12", "one_meeting_told_twice_is_told_once", _told_twice),
    fires("MTG-13", "one_meeting_told_as_two_kinds", _told_twice, "可能是同一场"),
    silent(
        "MTG-13", "two_meetings_of_one_day_with_their_own_words", lambda: _beside_committee(starts_at="15:00")
    ),
    silent(
        "MTG-13", "the_same_words_at_another_hour", lambda: _told_twice(starts_at="17:00", ends_at="18:00")
    ),
    fires("MTG-14", "a_promotion_the_committee_did_not_discuss", _promotion, "讨论钱甲生转正"),
    silent(
        "MTG-14",
        "a_promotion_the_committee_discussed",
        lambda: _promotion(AgendaItem("x", "审查转正材料", "promotion", "同意")),
    ),
    silent(
        "MTG-14",
        "an_ordinary_vote_after_a_committee_meeting",
        lambda: with_item(well_kept(), vote_method="open", votes_for=10),
    ),
    silent(
        "MTG-14",
        "a_branch_without_a_committee_has_nobody_to_prepare",
        lambda: with_roster(_promotion(), posts=OFFICERS),
    ),
    fires("MTG-15", "a_general_meeting_of_fifteen_minutes", lambda: _lasting("09:00", "09:15"), "15分钟"),
    fires("MTG-15", "a_general_meeting_of_six_hours", lambda: _lasting("09:00", "15:00"), "超过300分钟"),
    silent("MTG-15", "a_general_meeting_of_twenty_minutes", lambda: _lasting("09:00", "09:20")),
    fires("MTG-16", "a_year_without_a_plan", _plan_missing, "年度工作计划"),
    silent("MTG-16", "a_plan_that_is_still_due", lambda: _on(date(2025, 3, 31), _plan_missing())),
    silent(
        "MTG-16",
        "a_plan_that_came_late",
        lambda: _plan_missing(Document("late", "plan", "2025年工作计划", "2025-05-06", 2025)),
    ),
    fires("MTG-17", "three_committee_meetings_under_another_chair", lambda: _chaired(3, 4, 5), "连续3次"),
    silent("MTG-17", "two_committee_meetings_under_another_chair", lambda: _chaired(3, 4)),
    silent("MTG-17", "a_chair_the_secretary_asked", lambda: _chaired(3, 4, 5, note="书记外出，委托组织委员")),
)
