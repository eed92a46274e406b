"""Examples for ATT-01 to ATT-19."""

from dataclasses import replace
from datetime import date

from db.arithmetic.membership import Timed
from db.rules.facts import Attended, Facts
from tests.support.facts import (
    NO_HOLIDAYS,
    adding,
    find,
    meeting,
    people,
    person,
    roster_of,
    well_kept,
    with_item,
    with_meeting,
    with_profile,
    with_roster,
    with_state,
    without,
)
from tests.support.rule_case import RuleCase, fires, silent


def _moved(day: str, kind: str = "village") -> Facts:
    return with_profile(with_meeting(well_kept(), "general_meeting", held_on=day), kind=kind)


def _with(
    one: Attended, *, month: int = 5, ledger: str = "general_meeting", facts: Facts | None = None
) -> Facts:
    facts = facts or well_kept()
    return with_meeting(facts, ledger, month, attendance=(*find(facts, ledger, month).attendance, one))


def _guest(
    admitted: str | None, promoted: str | None = None, state: str = "present", status: tuple[Timed, ...] = ()
) -> Facts:
    """p10, who was not expected, on the list of May's general meeting."""
    facts = with_roster(well_kept(), person(10, admitted, promoted, status_events=status))
    return _with(Attended("p10", "尤甲生", state, "路过"), facts=facts)


def _listed(count: int, state: str = "absent", ledger: str = "general_meeting") -> Facts:
    """The last `count` people of May's meeting with this state."""
    entries = find(well_kept(), ledger).attendance
    kept = len(entries) - count
    changed = [
        replace(entry, state=state, reason="外出务工") if n >= kept else entry
        for n, entry in enumerate(entries)
    ]
    return with_meeting(well_kept(), ledger, attendance=tuple(changed))


def _unlisted(uid: str, facts: Facts) -> Facts:
    entries = tuple(entry for entry in find(facts, "general_meeting").attendance if entry.person != uid)
    return with_meeting(facts, "general_meeting", attendance=entries)


def _beside_committee(**more: object) -> Facts:
    plain: dict[str, object] = {
        "uid": "beside",
        "starts_at": "16:00",
        "ends_at": "17:00",
        "place": "村文化礼堂",
    }
    return adding(well_kept(), meeting(well_kept().roster, "theme_day", "2025-05-09", **(plain | more)))


def _voting(count: int, **item: object) -> Facts:
    """May's general meeting with `count` of ten voters present and a vote."""
    facts = _listed(10 - count)
    return with_item(facts, **({"title": "表决事项", "vote_method": "secret"} | item))


def _always_there(count: int) -> Facts:
    roster = roster_of(people(count))
    held = [meeting(roster, "theme_day", f"2025-{month:02d}-20") for month in range(1, 11)]
    full = [
        replace(one, attendance=tuple(replace(a, state="present") for a in one.attendance)) for one in held
    ]
    return replace(well_kept(), roster=roster, meetings=tuple(full))


def _flagged(facts: Facts, flag: str) -> Facts:
    return with_roster(facts, replace(facts.roster.people["p9"], flags=frozenset({flag})))


def _without_places(*months: int) -> Facts:
    meetings = (replace(m, place="") if m.day.month in months else m for m in well_kept().meetings)
    return replace(well_kept(), meetings=tuple(meetings))


AWAY = range(2, 10)
LEFT = (Timed("2025-05-06", "transferred_out"),)

ATTENDANCE_CASES: tuple[RuleCase, ...] = (
    fires("ATT-01", "a_meeting_on_labour_day", lambda: _moved("2025-05-01"), "法定节假日"),
    silent("ATT-01", "a_meeting_on_a_make_up_working_sunday", lambda: _moved("2025-04-27")),
    silent("ATT-01", "an_ordinary_sunday_is_no_holiday", lambda: _moved("2025-05-18")),
    fires("ATT-02", "an_office_that_meets_on_sunday", lambda: _moved("2025-05-18", "office"), "星期日"),
    silent(
        "ATT-02",
        "an_office_on_a_make_up_working_sunday",
        lambda: _only_general(_moved("2025-04-27", "office")),
    ),
    silent("ATT-02", "a_village_that_meets_on_sunday", lambda: _moved("2025-05-18")),
    silent(
        "ATT-02",
        "a_weekend_of_a_year_without_holiday_notice",
        lambda: replace(_moved("2025-05-18", "office"), calendar=NO_HOLIDAYS),
    ),
    fires(
        "ATT-03",
        "a_meeting_of_tomorrow",
        lambda: replace(_moved("2025-05-18"), today=date(2025, 5, 17)),
        "在今天",
    ),
    fires(
        "ATT-03",
        "a_meeting_of_next_year",
        lambda: replace(_moved("2027-05-18"), today=date(2025, 12, 31)),
        "2027年5月18日",
    ),
    silent(
        "ATT-03",
        "a_meeting_of_today",
        lambda: replace(_only_general(_moved("2025-05-18")), today=date(2025, 5, 18)),
    ),
    fires(
        "ATT-04",
        "a_meeting_before_the_founding",
        lambda: with_profile(well_kept(), founded_on="2025-02-01"),
        "支部成立日期",
    ),
    fires("ATT-04", "somebody_present_before_admission", lambda: _guest("2025-06-01"), "还没有入党"),
    silent("ATT-04", "an_applicant_in_attendance", lambda: _guest("2025-06-01", state="observer")),
    silent("ATT-04", "somebody_admitted_some_day_of_that_month", lambda: _guest("2025-05")),
    fires(
        "ATT-05",
        "a_plain_member_counted_at_a_committee_meeting",
        lambda: _with(Attended("p7", "陈甲生", "present"), ledger="committee_meeting"),
        "多出",
    ),
    silent(
        "ATT-05",
        "a_plain_member_in_attendance_at_a_committee_meeting",
        lambda: _with(Attended("p7", "陈甲生", "observer"), ledger="committee_meeting"),
    ),
    silent(
        "ATT-05",
        "somebody_who_left_some_day_of_that_month",
        lambda: _guest("2010-05-10", "2011-05-10", status=(Timed("2025-05", "transferred_out"),)),
    ),
    silent(
        "ATT-05", "somebody_who_left_and_is_told_so", lambda: _guest("2010-05-10", "2011-05-10", status=LEFT)
    ),
    fires(
        "ATT-06",
        "a_sign_in_sheet_and_nobody_present",
        lambda: with_meeting(well_kept(), "general_meeting", attendance=()),
        "实到0人",
    ),
    silent(
        "ATT-06",
        "a_sign_in_sheet_and_everyone_present",
        lambda: with_meeting(well_kept(), "general_meeting", attendance=(), everyone_present=True),
    ),
    fires("ATT-07", "a_member_nobody_wrote_down", lambda: _unlisted("p9", well_kept()), "没有登记"),
    silent(
        "ATT-07",
        "a_member_admitted_some_day_of_that_month",
        lambda: _unlisted("p9", with_roster(well_kept(), person(9, "2025-05", None))),
    ),
    fires(
        "ATT-08",
        "somebody_present_after_leaving",
        lambda: _guest("2010-05-10", "2011-05-10", status=LEFT),
        "不在册",
    ),
    silent(
        "ATT-08",
        "somebody_who_left_some_day_of_that_month",
        lambda: _guest("2010-05-10", "2011-05-10", status=(Timed("2025-05", "transferred_out"),)),
    ),
    silent(
        "ATT-08", "somebody_absent_after_leaving", lambda: _guest("2010-05-10", "2011-05-10", "absent", LEFT)
    ),
    fires("ATT-10", "the_same_people_at_two_places", _beside_committee, "村文化礼堂"),
    silent("ATT-10", "two_places_one_after_the_other", lambda: _beside_committee(starts_at="16:30")),
    silent(
        "ATT-10",
        "two_places_and_nobody_at_both",
        lambda: _beside_committee(attendance=(Attended("p7", "陈甲生", "present"),)),
    ),
    fires(
        "ATT-11",
        "a_general_meeting_without_sheet",
        lambda: with_meeting(well_kept(), "general_meeting", papers=()),
        "签到表",
    ),
    silent(
        "ATT-11",
        "a_sheet_that_may_still_be_scanned",
        lambda: replace(with_meeting(well_kept(), "general_meeting", papers=()), today=date(2025, 5, 15)),
    ),
    fires("ATT-12", "ten_meetings_and_everybody_always_there", lambda: _always_there(10), "每次都全员到会"),
    silent("ATT-12", "a_small_branch_that_is_always_complete", lambda: _always_there(9)),
    silent("ATT-12", "a_year_with_one_leave", well_kept),
    fires(
        "ATT-13",
        "three_absences_without_reason",
        lambda: with_state(well_kept(), "p9", "absent", months=(3,)),
        "连续3次缺席",
    ),
    silent(
        "ATT-13",
        "three_absences_with_reasons",
        lambda: with_state(well_kept(), "p9", "absent", "照料病人", months=(3,)),
    ),
    silent(
        "ATT-13",
        "an_old_member_of_whom_nothing_is_demanded",
        lambda: _flagged(with_state(well_kept(), "p9", "absent", months=(3,)), "no_attendance_demand"),
    ),
    silent(
        "ATT-13",
        "half_a_year_is_told_by_the_graver_rule",
        lambda: with_state(well_kept(), "p9", "absent", months=AWAY),
    ),
    fires(
        "ATT-14",
        "half_a_year_away_without_reason",
        lambda: with_state(well_kept(), "p9", "absent", months=AWAY),
        "应当参加",
    ),
    fires(
        "ATT-14",
        "half_a_year_to_the_day",
        lambda: with_state(well_kept(), "p9", "absent", months=range(2, 8)),
        "自2025年1月20日以后到2025年7月20日",
    ),
    silent(
        "ATT-14",
        "five_months_away_without_reason",
        lambda: with_state(well_kept(), "p9", "absent", months=range(2, 7)),
    ),
    silent(
        "ATT-14",
        "half_a_year_away_with_one_leave",
        lambda: with_state(
            with_state(well_kept(), "p9", "absent", months=AWAY), "p9", "excused", "住院", months=(5, 6)
        ),
    ),
    silent(
        "ATT-14",
        "a_member_registered_as_living_away",
        lambda: _flagged(with_state(well_kept(), "p9", "absent", months=AWAY), "lives_away"),
    ),
    fires(
        "ATT-15",
        "a_member_on_leave_half_the_year",
        lambda: with_state(well_kept(), "p9", "excused", "住院", months=range(1, 7)),
        "低于80%",
    ),
    silent(
        "ATT-15",
        "a_member_on_leave_for_a_month",
        lambda: with_state(well_kept(), "p9", "excused", "住院", months=(3,)),
    ),
    fires("ATT-16", "four_of_ten_voters_are_not_half", lambda: _voting(4), "实到4人"),
    silent("ATT-16", "five_of_ten_voters_are_half", lambda: _voting(5)),
    fires("ATT-16", "five_of_ten_voters_cannot_admit", lambda: _voting(5, matter="admission"), "至少应到6人"),
    silent("ATT-16", "six_of_ten_voters_can_admit", lambda: _voting(6, matter="admission")),
    fires("ATT-16", "seven_of_ten_voters_cannot_elect", lambda: _voting(7, matter="election"), "至少应到8人"),
    silent("ATT-16", "without_a_vote_no_quorum_is_asked_for", lambda: _listed(8)),
    fires(
        "ATT-17",
        "an_absence_without_reason",
        lambda: with_meeting(
            _listed(1),
            "general_meeting",
            attendance=tuple(replace(a, reason="") for a in find(_listed(1), "general_meeting").attendance),
        ),
        "没有登记原因",
    ),
    silent("ATT-17", "an_absence_with_reason", lambda: _listed(1)),
    silent(
        "ATT-17", "absences_told_of_the_person", lambda: with_state(well_kept(), "p9", "absent", months=(3,))
    ),
    fires("ATT-18", "an_applicant_counted_as_present", lambda: _guest(None), "不是党员"),
    fires(
        "ATT-18",
        "more_votes_than_voters",
        lambda: with_item(well_kept(), vote_method="open", votes_for=11, votes_against=0, abstentions=0),
        "11票",
    ),
    silent("ATT-18", "an_applicant_in_attendance_is_no_voter", lambda: _guest(None, state="observer")),
    silent(
        "ATT-18",
        "written_opinions_may_exceed_those_present",
        lambda: _voting(8, matter="admission", votes_for=10),
    ),
    fires("ATT-19", "most_meetings_without_a_place", lambda: _without_places(*range(1, 9)), "没有写地点"),
    silent("ATT-19", "one_month_without_places", lambda: _without_places(1)),
)


def _only_general(facts: Facts) -> Facts:
    """Ordinary days of the other kinds fall on weekends, too."""
    others = ("committee_meeting", "theme_day", "group_meeting", "party_lecture", "life_meeting")
    kept = without(facts, *others).meetings
    return replace(facts, meetings=tuple(m for m in kept if m.day.month in (4, 5)))
