"""五必谈: an event in one ledger asks for a talk, a talk in another answers it, and nothing is typed twice."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.changes import Duty
from db.rules.duties import duties
from db.rules.facts import Facts, Talk
from db.rules.findings import findings
from db.rules.gathering import gather
from db.rules.life.events import LifeEvent
from db.rules.life.must_talk import occasions, talk_of
from db.rules.year_view import YearView
from db.services.branch import Branch
from desktop.dialogs.duty_words import duty_title, starting_values
from tests.support.branches import full_member, save_new
from tests.support.facts import YEAR, day_after, person, well_kept, with_roster, with_setting, with_state

STRUCK = LifeEvent("misfortune", "p10", "2025-09-01", ("care_file", "c1"))


def struck(*days: str, today: str = "2026-03-02", event: LifeEvent = STRUCK) -> Facts:
    """p10's family was struck on 1 September; the secretary talked with p10 on these days."""
    talks = tuple(Talk(f"x{n}", day, ("p0", "p10")) for n, day in enumerate(days))
    base = with_roster(well_kept(), person(10))
    return replace(base, talks=(*base.talks, *talks), life_events=(event,), today=date.fromisoformat(today))


def duty_of(facts: Facts) -> Duty:
    (found,) = [each for each in duties(facts, YEAR) if each.duty == "must_talk"]
    return found


def test_the_duty_names_person_event_and_day() -> None:
    duty = duty_of(struck(today="2025-09-20"))

    assert (duty.state, duty.due_on, duty.ledger) == ("due", "2025-10-01", "heart_talk")
    assert duty_title(duty) == f"2025年9月五必谈（家庭变故或生病） · {duty.subject}"
    assert duty.basis.text == "本地要求，无党内法规依据"


def test_a_talk_in_the_time_closes_it_and_is_its_evidence() -> None:
    duty = duty_of(struck("2025-07-30", "2025-09-12", "2025-09-20"))

    assert (duty.state, duty.evidence) == ("done", (("heart_talk", "x1"),))


def test_a_late_duty_and_its_finding_answer_each_other() -> None:
    facts = struck()
    (finding,) = findings(facts, YEAR, "LIF-19")
    assert duty_of(facts).state == "late"

    by_finding = replace(facts, answers={finding.key: ("explained", "住院探视时谈过，未登记")})
    assert duty_of(by_finding).state == "not_applicable"
    key = f"duty|must_talk|{finding.period}|{finding.subject}"
    (answered,) = findings(replace(facts, answers={key: ("explained", "谈过")}), YEAR, "LIF-19")
    assert answered.state == "explained"


def test_a_talk_ahead_of_today_closes_nothing() -> None:
    assert duty_of(struck("2025-09-25", today="2025-09-20")).state == "due"


def test_the_form_starts_with_the_person_and_the_reason() -> None:
    facts = struck(today="2025-09-20")
    values = starting_values(facts, duty_of(facts))

    assert (values["partner"].uid, values["reason"]) == ("p10", "hardship")


@pytest.mark.parametrize(("name", "value"), [("LIF-19.enabled", False), ("LIF-19.misfortune", False)])
def test_local_practice_can_be_switched_off_whole_or_by_event(name: str, value: bool) -> None:
    assert [
        each for each in duties(with_setting(struck(), name, value), YEAR) if each.duty == "must_talk"
    ] == []


def test_an_event_known_to_the_month_counts_from_its_last_day() -> None:
    (only,) = occasions(YearView(struck(event=replace(STRUCK, on="2025-09")), YEAR))

    assert (only.on, only.due_on) == (date(2025, 9, 30), date(2025, 10, 30))


def test_what_is_due_in_january_is_owed_by_the_new_year() -> None:
    facts = struck(event=replace(STRUCK, on="2025-12-20"))

    assert occasions(YearView(facts, 2025)) == ()
    assert [each.due_on for each in occasions(YearView(facts, 2026))] == [date(2026, 1, 19)]


def test_events_come_from_care_honours_and_visits(branch: Branch) -> None:
    uids = [full_member(branch, name) for name in ("曾淑", "李想", "唐小龙", "王成")]
    save_new(branch, "care_file", person=uids[0], purpose="help", kind="disaster", since="2026-05-03")
    save_new(branch, "commendation", person=uids[1], kind="excellent_member", awarded_on="2026-06")
    save_new(branch, "care_visit", person=uids[2], visited_on="2026-06-10", reason="bereavement")
    save_new(branch, "care_file", person=uids[3], purpose="help", kind="poverty", since="2026-05-03")
    talk = save_new(branch, "heart_talk", held_on="2026-06-12", initiator=uids[0], partner=uids[2])

    view = YearView(gather(branch), 2026)
    found = {view.name(each.person): each for each in occasions(view)}
    assert {name: each.words for name, each in found.items()} == {
        "曾淑": "家庭变故或生病",
        "李想": "受到表彰",
        "唐小龙": "家庭变故或生病",
    }
    met = talk_of(view, found["唐小龙"])
    assert met is not None
    assert met.uid == talk


def test_three_absences_without_a_reason_call_for_a_word_from_the_third_on() -> None:
    facts = with_state(well_kept(), "p9", "absent", months=(2, 3))
    third = sorted(
        held.held_on
        for held in facts.meetings
        if any(entry.person == "p9" and entry.state == "absent" for entry in held.attendance)
    )[2]
    duty = duty_of(facts)

    assert (duty.title, duty.state) == ("五必谈（多次无故缺席）", "late")
    assert duty.due_on == day_after(third, 30)
    talk = Talk("x", day_after(third, 3), ("p0", "p9"))
    assert duty_of(replace(facts, talks=(*facts.talks, talk))).state == "done"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dates(date(2025, 7, 1), date(2025, 11, 30)), max_size=6), st.integers(0, 60))
def test_it_is_met_exactly_when_a_talk_lies_in_the_window(days: list[date], width: int) -> None:
    facts = with_setting(struck(*(day.isoformat() for day in days)), "LIF-19.days", width)
    event = date(2025, 9, 1)

    is_met = any(abs((day - event).days) <= width for day in days)
    assert (duty_of(facts).state == "done") == is_met
    assert (findings(facts, YEAR, "LIF-19") == ()) == is_met
