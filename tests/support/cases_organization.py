"""Examples for ORG-01 to ORG-17 and TERM-01 to TERM-06."""

from dataclasses import replace
from datetime import date

from db.arithmetic.membership import Timed
from db.records.roster import PostHeld
from db.rules.facts import AgendaItem, Document, Facts, Group
from tests.support.facts import (
    POSTS,
    meeting,
    people,
    person,
    roster_of,
    well_kept,
    with_documents,
    with_item,
    with_profile,
    with_roster,
)
from tests.support.rule_case import RuleCase, fires, silent


def _of(count: int, posts: tuple[PostHeld, ...] = POSTS, **profile: object) -> Facts:
    return with_profile(replace(well_kept(), roster=roster_of(people(count), posts)), **profile)


def _committee(count: int) -> Facts:
    more = tuple(PostHeld(f"post{n}", f"p{n}", "member", "2023-03-10") for n in range(3, count))
    return with_roster(well_kept(), posts=(*POSTS, *more))


def _secretary(admitted: str, promoted: str | None, since: str) -> Facts:
    posts = (PostHeld("post9", "p9", "secretary", since), *POSTS[1:])
    return with_roster(well_kept(), person(9, admitted, promoted), posts=posts)


def _vacant(until: str) -> Facts:
    posts = tuple(replace(post, until_on=until) if post.post == "publicity" else post for post in POSTS)
    return with_roster(well_kept(), posts=posts)


def _group(*members: str, leader: str = "p0") -> Facts:
    """A third group of these members; p9 is on probation."""
    moved = [person(n, group_events=(Timed("2012-01-01", "g3"),)) for n in range(9) if f"p{n}" in members]
    moved.append(person(9, "2025-06-01", None, group_events=(Timed("2025-06-01", "g3"),)))
    if "p9" not in members:
        moved[-1] = person(9, "2025-06-01", None, group_events=(Timed("2025-06-01", "g2"),))
    groups = (*well_kept().groups, Group("g3", "第三党小组", leader))
    return replace(with_roster(well_kept(), *moved), groups=groups)


def _temporary(matter: str) -> Facts:
    return with_profile(with_item(well_kept(), matter=matter), kind="temporary", term_start_on=None)


def _new_term(*papers: Document, founded: str = "1998-06", today: date = date(2025, 9, 1)) -> Facts:
    facts = replace(with_profile(well_kept(), term_start_on="2025-06-10", founded_on=founded), today=today)
    return with_documents(facts, *papers)


def _ending(start: str, today: date, *papers: Document, **profile: object) -> Facts:
    facts = replace(with_profile(well_kept(), term_start_on=start, **profile), today=today)
    return with_documents(facts, *papers)


REQUEST = Document("d1", "request", "关于换届选举的请示", "2025-04-20")
APPROVAL = Document("d2", "approval", "关于同意换届选举的批复", "2025-05-06")
EXTENSION = Document("d3", "approval", "关于同意延期换届的批复", "2025-09-01", subject="term_extension")
DIVISION = Document("d4", "division_of_labour", "支委分工", "2025-06-12")
NOTICE = Document("d5", "received", "换届提醒函", "2025-05-10")


def _divided_in_meeting() -> Facts:
    facts = _new_term()
    held = meeting(facts.roster, "committee_meeting", "2025-06-11", agenda=(AgendaItem("a", "支委分工"),))
    return replace(facts, meetings=(*facts.meetings, held))


ORGANIZATION_CASES: tuple[RuleCase, ...] = (
    fires("ORG-01", "two_full_members_are_no_branch", lambda: _of(2), "只有2人"),
    silent("ORG-01", "three_full_members_are_a_branch", lambda: _of(3)),
    silent("ORG-01", "a_joint_branch_may_have_two_full_members", lambda: _of(2, kind="joint")),
    silent("ORG-01", "an_empty_roster_is_not_judged", lambda: _of(0, ())),
    fires("ORG-02", "fifty_one_members_are_too_many", lambda: _of(51), "51人"),
    silent("ORG-02", "fifty_members_are_allowed", lambda: _of(50)),
    fires("ORG-03", "seven_full_members_need_a_committee", lambda: _of(7, POSTS[:1]), "7人"),
    fires(
        "ORG-03",
        "a_secretary_and_a_deputy_are_no_committee",
        lambda: _of(7, (POSTS[0], PostHeld("x", "p1", "deputy_secretary", "2023-03-10"))),
        "没有支部委员会",
    ),
    silent("ORG-03", "six_full_members_need_no_committee", lambda: _of(6, POSTS[:1])),
    fires("ORG-04", "six_full_members_with_a_committee", lambda: _of(6), "6人"),
    silent("ORG-04", "seven_full_members_may_have_a_committee", lambda: _of(7)),
    fires("ORG-05", "a_committee_of_eight_is_too_large", lambda: _committee(8), "8人"),
    fires("ORG-05", "a_committee_of_two_is_too_small", lambda: _of(10, POSTS[:2]), "2人"),
    silent("ORG-05", "a_committee_of_five_is_right", lambda: _committee(5)),
    fires("ORG-06", "a_committee_of_four_is_even", lambda: _committee(4), "4人"),
    silent("ORG-06", "a_committee_of_six_is_told_by_its_size", lambda: _committee(6)),
    fires("ORG-07", "a_committee_without_discipline_officer", lambda: _of(10, POSTS[:3]), "纪检委员"),
    silent("ORG-07", "one_person_may_hold_two_posts", lambda: _of(10)),
    silent("ORG-07", "a_vacant_post_is_told_as_a_vacancy", lambda: _vacant("2025-03-31")),
    fires(
        "ORG-08",
        "a_secretary_on_probation",
        lambda: _secretary("2024-06-01", "2025-06-01", "2025-03-01"),
        "不是正式党员",
    ),
    silent(
        "ORG-08",
        "a_secretary_promoted_some_day_of_that_month",
        lambda: _secretary("2024-03", "2025-03", "2025-03"),
    ),
    fires(
        "ORG-09",
        "a_secretary_of_eleven_months",
        lambda: _secretary("2023-05-10", "2024-05-10", "2025-04-10"),
        "不足1年",
    ),
    silent(
        "ORG-09", "a_secretary_of_just_one_year", lambda: _secretary("2023-05-10", "2024-05-10", "2025-05-10")
    ),
    silent(
        "ORG-09", "a_member_of_1971_had_no_probation", lambda: _secretary("1971-05-10", None, "2025-05-10")
    ),
    fires("ORG-10", "a_post_vacant_for_nine_months", lambda: _vacant("2025-03-31"), "宣传委员"),
    silent("ORG-10", "a_post_vacant_for_two_months", lambda: _vacant("2025-10-31")),
    fires("ORG-11", "a_joint_branch_of_six_units", lambda: _of(10, kind="joint", joint_units=6), "6个单位"),
    silent("ORG-11", "a_joint_branch_of_five_units", lambda: _of(10, kind="joint", joint_units=5)),
    fires("ORG-12", "a_group_of_two", lambda: _group("p7", "p8"), "2人"),
    silent("ORG-12", "a_group_of_three", lambda: _group("p6", "p7", "p8")),
    silent("ORG-12", "a_group_nobody_belongs_to_any_more", _group),
    fires("ORG-13", "a_group_leader_on_probation", lambda: _group("p7", "p8", "p9", leader="p9"), "预备党员"),
    silent("ORG-13", "a_group_leader_who_is_full", lambda: _group("p7", "p8", "p9", leader="p8")),
    fires("ORG-14", "twenty_members_without_groups", lambda: replace(_of(20), groups=()), "20人"),
    silent("ORG-14", "nineteen_members_without_groups", lambda: replace(_of(19), groups=())),
    fires("ORG-15", "a_member_in_no_group", lambda: with_roster(well_kept(), person(10)), "1名党员"),
    silent("ORG-15", "an_applicant_needs_no_group", lambda: with_roster(well_kept(), person(10, None, None))),
    silent("ORG-15", "nobody_needs_a_group_where_there_is_none", lambda: replace(well_kept(), groups=())),
    fires("ORG-16", "a_temporary_branch_admits_somebody", lambda: _temporary("admission"), "临时支部"),
    silent("ORG-16", "a_temporary_branch_may_discuss_its_work", lambda: _temporary("ordinary")),
    fires("ORG-17", "a_new_committee_without_division_of_labour", _new_term, "分工"),
    silent("ORG-17", "a_division_of_labour_on_paper", lambda: _new_term(DIVISION)),
    silent("ORG-17", "a_division_of_labour_in_a_committee_meeting", _divided_in_meeting),
    silent("ORG-17", "a_committee_of_two_weeks", lambda: _new_term(today=date(2025, 6, 24))),
)

TERM_CASES: tuple[RuleCase, ...] = (
    fires(
        "TERM-01",
        "a_village_term_of_five_years_is_over",
        lambda: _ending("2020-05-10", date(2025, 5, 11)),
        "2025年5月10日届满",
    ),
    fires(
        "TERM-01",
        "an_office_term_of_three_years_is_over",
        lambda: _ending("2022-05-10", date(2025, 5, 11), kind="office"),
        "届满",
    ),
    silent("TERM-01", "on_its_last_day_a_term_is_not_over", lambda: _ending("2020-05-10", date(2025, 5, 10))),
    silent(
        "TERM-01",
        "a_start_known_to_the_month_counts_to_its_end",
        lambda: _ending("2020-05", date(2025, 5, 20)),
    ),
    silent(
        "TERM-01",
        "an_extended_term",
        lambda: _ending("2020-05-10", date(2025, 6, 1), term_extended_to="2025-11-10"),
    ),
    fires(
        "TERM-02",
        "an_extension_of_fourteen_months",
        lambda: _ending("2020-05-10", date(2025, 6, 1), term_extended_to="2026-07-10"),
        "超过1年",
    ),
    silent(
        "TERM-02",
        "an_extension_of_one_year",
        lambda: _ending("2020-05-10", date(2025, 6, 1), term_extended_to="2026-05-10"),
    ),
    fires(
        "TERM-03",
        "an_extension_nobody_approved",
        lambda: _ending("2020-05-10", date(2025, 12, 1), term_extended_to="2025-11-10"),
        "批复",
    ),
    silent(
        "TERM-03",
        "an_approved_extension",
        lambda: _ending("2020-05-10", date(2025, 12, 1), EXTENSION, term_extended_to="2025-11-10"),
    ),
    fires(
        "TERM-04",
        "four_months_before_the_end_nothing_is_prepared",
        lambda: _ending("2020-09-10", date(2025, 5, 20)),
        "没有换届准备",
    ),
    silent(
        "TERM-04",
        "the_reminder_of_the_superior_came",
        lambda: _ending("2020-09-10", date(2025, 5, 20), NOTICE),
    ),
    silent("TERM-04", "eight_months_before_the_end", lambda: _ending("2020-09-10", date(2025, 1, 5))),
    fires(
        "TERM-05", "a_village_term_of_three_years", lambda: with_profile(well_kept(), term_years=3), "应为5年"
    ),
    silent("TERM-05", "a_village_term_of_five_years", lambda: with_profile(well_kept(), term_years=5)),
    silent(
        "TERM-05",
        "a_village_term_from_before_the_opinion",
        lambda: with_profile(well_kept(), term_years=3, term_start_on="2018-03-01"),
    ),
    fires("TERM-06", "an_election_without_papers", _new_term, "请示和批复"),
    fires("TERM-06", "an_election_without_approval", lambda: _new_term(REQUEST), "批复"),
    silent("TERM-06", "an_election_with_both_papers", lambda: _new_term(REQUEST, APPROVAL)),
    silent("TERM-06", "the_first_committee_of_a_new_branch", lambda: _new_term(founded="2025-05-28")),
)
