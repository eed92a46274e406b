"""The schedule of an election as duties: dates counted from the end of the term, and what meets each step."""

from dataclasses import replace
from datetime import date

import pytest

from db.changes import Duty
from db.rules.duties import duties
from db.rules.election.facts import ElectionKept, ElectionRecords
from db.rules.facts import AgendaItem, Document, Facts
from db.rules.reminders import reminders
from tests.support.cases_elections import having
from tests.support.cases_elections import held as election
from tests.support.facts import (
    adding,
    meeting,
    well_kept,
    with_documents,
    with_profile,
    with_roster,
    with_setting,
)

STEPS = (
    "term_notice",
    "term_planning",
    "term_request",
    "term_nominees",
    "term_papers",
    "term_division",
    "term_report",
)


def ending(today: date = date(2026, 3, 2)) -> Facts:
    """The term ends on 10 October 2026."""
    return replace(with_profile(well_kept(), term_start_on="2021-10-10"), today=today)


def steps(facts: Facts, year: int = 2026) -> dict[str, Duty]:
    return {each.duty: each for each in duties(facts, year) if each.duty in STEPS}


def test_each_step_has_its_day_counted_from_the_end_of_the_term() -> None:
    assert {key: each.due_on for key, each in steps(ending()).items()} == {
        "term_notice": "2026-04-10",
        "term_planning": "2026-08-10",
        "term_request": "2026-09-10",
        "term_nominees": "2026-10-07",
        "term_papers": "2026-10-10",
        "term_division": "2026-10-10",
        "term_report": "2026-10-17",
    }


def test_only_the_reminder_claims_a_regulation() -> None:
    found = steps(ending())
    assert "任期的意见" in found["term_notice"].basis.text
    assert {found[key].basis.text for key in STEPS[1:]} == {"本地要求，无党内法规依据"}


def test_the_local_steps_can_be_turned_off_and_the_reminder_cannot() -> None:
    assert set(steps(with_setting(ending(), "term.schedule", False))) == {"term_notice"}


def test_steps_of_a_year_before_the_end_stand_in_that_year() -> None:
    facts = with_profile(well_kept(), term_start_on="2021-02-10")
    assert {key: each.due_on for key, each in steps(facts, 2025).items()} == {
        "term_notice": "2025-08-10",
        "term_planning": "2025-12-10",
    }


def test_an_extension_moves_every_step() -> None:
    facts = with_profile(ending(), term_extended_to="2027-01-10")
    assert steps(facts)["term_notice"].due_on == "2026-07-10"


PAPERS = (
    ("term_notice", Document("d1", "received", "关于做好换届工作的提醒函", "2026-04-01")),
    ("term_request", Document("d2", "request", "关于换届选举的请示", "2026-08-20")),
    ("term_nominees", Document("d3", "request", "关于换届候选人预备人选的请示", "2026-09-20")),
    ("term_papers", Document("d4", "election", "选举办法（草案）", "2026-10-08")),
)


@pytest.mark.parametrize(("duty", "paper"), PAPERS, ids=lambda each: each if isinstance(each, str) else "")
def test_a_paper_meets_its_step(duty: str, paper: Document) -> None:
    today = date(2026, 10, 9)
    assert steps(ending(today))[duty].state in ("late", "due")
    found = steps(with_documents(ending(today), paper))[duty]
    assert (found.state, found.evidence) == ("done", (("document", paper.uid),))


def test_a_request_about_nominees_is_not_the_request_for_the_election() -> None:
    nominees = PAPERS[2][1]
    assert steps(with_documents(ending(date(2026, 10, 9)), nominees))["term_request"].state == "late"


def test_a_committee_meeting_about_the_election_is_the_planning() -> None:
    facts = ending(date(2026, 8, 9))
    item = AgendaItem("i1", "研究换届选举工作")
    held = meeting(facts.roster, "committee_meeting", "2026-08-01", uid="m1", agenda=(item,))
    assert steps(facts)["term_planning"].state == "due"
    assert steps(adding(facts, held))["term_planning"].state == "done"


def test_a_branch_without_a_committee_need_not_plan_in_one() -> None:
    assert steps(with_roster(ending(), posts=()))["term_planning"].reason == "没有设支委会"


def test_a_planned_election_counts_as_prepared() -> None:
    counted = replace(election().counted, issued=None, held_on=date(2026, 10, 10))
    planned = ElectionKept("e1", "2026-10-10", counted)
    facts = replace(ending(), elections=ElectionRecords(held=(planned,)))
    assert steps(facts)["term_papers"].state == "done"


def test_once_the_term_is_over_the_election_is_late_and_its_later_steps_wait() -> None:
    found = steps(ending(date(2026, 10, 11)))
    assert "term_division" not in found
    assert found["term_request"].state == "late"


def test_after_an_election_its_report_is_due_in_seven_days_and_done_when_reported() -> None:
    facts = replace(having(election(reported_on=None)), today=date(2025, 5, 19))
    assert (steps(facts, 2025)["term_report"].due_on, steps(facts, 2025)["term_report"].state) == (
        "2025-05-19",
        "due",
    )
    assert steps(replace(facts, today=date(2025, 5, 20)), 2025)["term_report"].state == "late"
    assert steps(having(election()), 2025)["term_report"].state == "done"


def test_the_first_meeting_of_the_new_committee_divides_the_labour() -> None:
    facts = having(election())
    assert steps(facts, 2025)["term_division"].state == "late"
    item = AgendaItem("i1", "选举书记、明确支委分工")
    held = meeting(facts.roster, "committee_meeting", "2025-05-12", uid="m9", agenda=(item,))
    assert steps(adding(facts, held), 2025)["term_division"].state == "done"


def test_steps_due_within_the_window_are_reminded_of() -> None:
    told = [each.title for each in reminders(ending(date(2026, 8, 20))) if each.kind == "duty"]
    assert "2026年换届选举请示" in told
