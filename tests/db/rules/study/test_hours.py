"""The yearly account of study: what counts, from where, for whom, and that its lines add up."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.records.roster import PostHeld
from db.rules.duties import duties
from db.rules.facts import Facts
from db.rules.findings import findings
from db.rules.study.facts import Course, Participant, Service, StudyRecords
from db.rules.study.hours import StudyAccount, StudyYear, volunteer_minutes
from tests.support.branches import change, full_member, save_new
from tests.support.cases_study import CLASS, OWN, kept
from tests.support.facts import (
    YEAR,
    find,
    person,
    well_kept,
    with_meeting,
    with_roster,
    with_setting,
    without,
)


def account(facts: Facts, uid: str = "p9", year: int = YEAR) -> StudyAccount:
    return StudyYear(facts, year).account(uid)


def line_of(facts: Facts, ledger: str, uid: str = "p9"):
    return next(line for line in account(facts, uid).lines if line.ledger == ledger)


def test_a_meeting_counts_by_its_minutes_and_names_its_record() -> None:
    line = line_of(well_kept(), "theme_day")
    assert (line.tenths, line.words) == (13, "60分钟，45分钟为1学时（本地要求）")
    assert line.uid == find(well_kept(), "theme_day", 1).uid
    assert line_of(with_setting(well_kept(), "study.minutes", 60), "theme_day").tenths == 10


def test_who_was_not_there_learnt_nothing_there() -> None:
    held = find(well_kept(), "theme_day", 4)
    assert any(line.uid == held.uid for line in account(well_kept(), "p9").lines)
    assert not any(line.uid == held.uid for line in account(well_kept(), "p5").lines)  # excused in April


def test_a_meeting_without_times_is_named_not_guessed() -> None:
    facts = with_meeting(well_kept(), "theme_day", 5, ends_at=None)
    held = find(facts, "theme_day")
    found = account(facts)
    assert found.untimed == (("theme_day", held.uid),)
    assert not any(line.uid == held.uid for line in found.lines)


@pytest.mark.parametrize(("kind", "counted"), [("committee_meeting", False), ("life_meeting", True)])
def test_what_kinds_of_meeting_count_is_a_choice_of_the_branch(kind: str, counted: bool) -> None:
    def has(facts: Facts) -> bool:
        return any(line.ledger == kind for line in account(facts, "p0").lines)

    assert has(well_kept()) is counted
    assert has(with_setting(well_kept(), f"study.count_{kind}", not counted)) is not counted


def test_a_course_counts_as_written_by_days_or_by_what_one_person_has() -> None:
    facts = kept(CLASS, replace(CLASS, uid="c2", begins_on="2025-09-01", ends_on="2025-09-02", tenths=None))
    lines = {line.uid: line for line in account(facts).lines if line.ledger == "study"}
    assert (lines["c1"].tenths, lines["c1"].words) == (240, "登记24学时")
    assert (lines["c2"].tenths, lines["c2"].words) == (160, "2天，每天8学时（本地要求）")
    own = replace(CLASS, participants=(Participant("p9", tenths=80),))
    assert line_of(kept(own), "study").tenths == 80


def test_a_course_over_new_year_gives_each_year_its_days() -> None:
    over = replace(CLASS, begins_on="2025-12-30", ends_on="2026-01-01", tenths=240)
    assert account(kept(over)).lines[-1].tenths == 160
    assert account(kept(over), year=2026).lines[0].tenths == 80


def test_a_day_counts_eight_hours_at_most_and_the_line_says_what_was_cut() -> None:
    day = find(well_kept(), "theme_day").held_on
    facts = kept(replace(CLASS, begins_on=day, ends_on=day, tenths=90))
    lines = [line for line in account(facts).lines if line.on == day]
    assert sum(line.tenths for line in lines) == 80
    assert any("一天最多计8学时" in line.words for line in lines)


def test_the_committee_needs_56_and_everybody_else_32_with_the_edition_of_the_day() -> None:
    assert [account(well_kept(), uid).required for uid in ("p0", "p2", "p9")] == [56, 56, 32]
    assert "第二十条" in account(well_kept()).basis.text
    assert "2024—2028" in account(well_kept(), "p0").basis.text
    assert "2019—2023" in StudyYear(well_kept(), 2023).account("p0").basis.text


def test_nothing_is_asked_before_there_was_a_rule() -> None:
    assert StudyYear(well_kept(), 2018).account("p9").required == 0


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (person(9, flags=frozenset({"no_attendance_demand"})), "不作硬性要求"),
        (person(9, "2025-03-01", None), "年内入党或者转入"),
    ],
)
def test_why_hours_are_not_demanded_is_said(changed, reason: str) -> None:
    assert reason in account(with_roster(well_kept(), changed)).exempt


def test_the_running_year_counts_up_to_today() -> None:
    facts = replace(kept(CLASS), today=date(2025, 7, 9))
    found = account(facts)
    assert found.lines[-1].tenths == 160  # two of the three days are over
    assert max(line.on for line in found.lines) <= "2025-07-09"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda number, start, length, tenths: Course(
                f"c{number}",
                "课",
                f"2025-{1 + start // 28:02d}-{1 + start % 28:02d}",
                f"2025-{1 + min(335, start + length) // 28:02d}-{1 + min(335, start + length) % 28:02d}",
                tenths=tenths,
                participants=(Participant("p9"),),
            ),
            st.integers(0, 10**6),
            st.integers(0, 335),
            st.integers(0, 9),
            st.none() | st.integers(1, 2000),
        ),
        max_size=6,
        unique_by=lambda course: course.uid,
    ),
    st.randoms(use_true_random=False),
)
def test_lines_months_and_the_year_add_up_in_whatever_order_things_were_typed(courses, chance) -> None:
    facts = kept(CLASS, *courses)
    found = account(facts)
    assert found.reached == sum(line.tenths for line in found.lines) == sum(map(found.month, range(1, 13)))
    assert found.missing == max(0, 320 - found.reached)
    by_day: dict[str, int] = {}
    for line in found.lines:
        for day, tenths in line.counted.items():
            by_day[day] = by_day.get(day, 0) + tenths
    assert max(by_day.values()) <= 80
    shuffled = chance.sample(list(facts.study.courses), len(facts.study.courses))
    assert account(replace(facts, study=StudyRecords(tuple(shuffled)))) == found


def test_taking_a_source_away_never_adds_hours() -> None:
    more, fewer = account(kept(CLASS)), account(kept(CLASS, base=without(well_kept(), "theme_day", month=5)))
    assert fewer.reached < more.reached


@settings(max_examples=15, deadline=None)
@given(st.sets(st.integers(0, len(well_kept().meetings) - 1)), st.booleans(), st.data())
def test_a_lack_of_hours_or_training_never_ends_when_evidence_is_taken_away(left, trained, data) -> None:
    """The course of one hour stays, so that study is kept here."""
    fewer = data.draw(st.sets(st.sampled_from(sorted(left)))) if left else set()

    def lacks(indices: set[int], *courses: Course) -> set[str]:
        meetings = tuple(well_kept().meetings[index] for index in sorted(indices))
        facts = replace(kept(OWN, *courses), meetings=meetings)
        rules = ("EDU-01", "EDU-02", "EDU-03")
        return {finding.key for rule in rules for finding in findings(facts, YEAR, rule)}

    more = lacks(left, *((CLASS,) if trained else ()))
    assert more <= lacks(fewer, *((CLASS,) if trained else ()))
    assert more <= lacks(left)


# --- duties ---------------------------------------------------------------------------------------------------
def test_the_hours_of_the_year_are_a_duty_where_study_is_kept() -> None:
    assert not [duty for duty in duties(well_kept(), YEAR) if duty.duty == "study_hours"]
    (duty,) = [duty for duty in duties(kept(CLASS), YEAR) if duty.duty == "study_hours"]
    assert (duty.state, duty.due_on, duty.title) == ("done", "2025-12-31", "党员年度学时（10/10人已达到）")
    (short,) = [duty for duty in duties(kept(), YEAR) if duty.duty == "study_hours"]
    assert (short.state, short.title) == ("late", "党员年度学时（7/10人已达到）")


def test_a_new_secretary_is_to_be_trained_within_half_a_year() -> None:
    posts = (*well_kept().roster.posts[1:], PostHeld("new", "p3", "secretary", "2025-04-01"))
    base = with_roster(well_kept(), posts=posts)

    def found(course: Course) -> list[tuple[str, str, str]]:
        return [
            (duty.due_on, duty.state, duty.subject)
            for duty in duties(kept(course, base=base), YEAR)
            if duty.duty == "secretary_training"
        ]

    assert found(CLASS) == [("2025-10-01", "done", base.roster.people["p3"].name)]
    assert [each[1] for each in found(replace(CLASS, begins_on="2025-11-01", ends_on=None))] == ["late"]


# --- volunteering ---------------------------------------------------------------------------------------------
def test_service_counts_from_its_own_records_and_from_theme_days_that_say_so() -> None:
    facts = with_meeting(well_kept(), "theme_day", 5, with_service=True)
    services = (
        Service("s1", "2025-03-05", "学雷锋", frozenset({"p9"}), "08:00", "10:30"),
        Service("s2", "2025-03-12", "植树", frozenset({"p9"}), tenths=20),
        Service("s3", "2025-03-12", "植树", frozenset({"p1"}), tenths=20),
    )
    facts = replace(facts, study=StudyRecords((), services))
    found = volunteer_minutes(facts, "p9", YEAR, date(2025, 12, 31))
    assert [(each[0], each[3]) for each in found] == [
        ("volunteer", 150),
        ("volunteer", 120),
        ("theme_day", 60),
    ]
    assert len(volunteer_minutes(facts, "p9", YEAR, date(2025, 3, 6))) == 1


# --- from the books -------------------------------------------------------------------------------------------
def test_hours_flow_from_the_meeting_as_soon_as_it_is_corrected(branch) -> None:
    from db.rules.gathering import gather

    uid = full_member(branch, "林小满")
    meeting = save_new(
        branch, "theme_day", held_on="2026-05-20", starts_at="14:00", ends_at="15:30", everyone_present=True
    )
    course = {"title": "县委党校培训", "begins_on": "2026-06-02", "ends_on": "2026-06-03"}
    save_new(branch, "study", **course, participants=[{"person": "林小满"}])
    found = StudyYear(gather(branch), 2026).account(uid)
    assert [(line.ledger, line.tenths) for line in found.lines] == [("theme_day", 20), ("study", 160)]
    change(branch, "theme_day", meeting, ends_at="17:00")
    assert StudyYear(gather(branch), 2026).account(uid).lines[0].tenths == 40


def test_a_course_says_what_it_counts_and_refuses_what_cannot_be(branch) -> None:
    from db.errors import InvalidDraftError
    from db.ledgers import by_key
    from db.services.queries import get_row

    full_member(branch, "林小满")
    given = {"title": "培训", "begins_on": "2026-06-02", "participants": [{"person": "林小满"}]}
    row = get_row(branch, by_key("study"), save_new(branch, "study", **given, ends_on="2026-06-04"))
    assert (row["counted_hours"], row["participant_count"]) == (24, 1)
    half = get_row(branch, by_key("study"), save_new(branch, "study", **given, hours="1.5学时"))
    assert (half["hours"], half["counted_hours"]) == (1.5, 1.5)
    for wrong, key in (
        ({"ends_on": "2026-06-01"}, "ends_on"),
        ({"hours": 0}, "hours"),
        ({"hours": 1000}, "hours"),
        ({"hours": "一天"}, "hours"),
        ({"hours": 1.25}, "hours"),
        ({"participants": [{"person": "林小满", "hours": 1000}]}, "participants"),
    ):
        with pytest.raises(InvalidDraftError) as refused:
            save_new(branch, "study", **{**given, **wrong})
        assert [each.partition(".")[0] for each in refused.value.problems] == [key]
