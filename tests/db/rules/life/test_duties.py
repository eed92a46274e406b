"""Duties and reminders of rectification, feedback and times to correct, and the facts they rest on, read from a branch."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.arithmetic.membership import Timed
from db.changes import Draft, Duty
from db.errors import InvalidDraftError
from db.ledgers import by_key
from db.rules.duties import duties
from db.rules.facts import Facts
from db.rules.findings import findings
from db.rules.gathering import gather
from db.rules.life.facts import Correction, RectificationItem
from db.rules.reminders import reminders
from db.services.branch import Branch
from db.services.saving import validate
from tests.support.branches import change, full_member, save_new
from tests.support.facts import APPRAISED, YEAR, person, well_kept, with_roster, with_setting

ITEM = RectificationItem("r1", "2025-03-05", "公开栏两个月没有更换", due_on="2025-06-30")
CORRECTION = Correction("p9", "何甲生", "2025-03-12", "2025-09-12", ("appraisal", "appraisal-2025"))


def with_life(today: date = date(2026, 3, 2), **changes: Any) -> Facts:
    base = replace(well_kept(), today=today)
    return replace(base, life=replace(base.life, **changes))


def owed(facts: Facts, duty: str, year: int = YEAR) -> list[Duty]:
    return [each for each in duties(facts, year) if each.duty == duty]


@pytest.mark.parametrize(
    ("today", "done_on", "state"),
    [
        (date(2025, 6, 30), None, "due"),
        (date(2025, 7, 1), None, "late"),
        (date(2025, 7, 1), "2025-07-01", "done"),
        (date(2025, 6, 1), "2025-06-20", "due"),
    ],
)
def test_an_item_is_owed_until_its_day_of_completion(today: date, done_on: str | None, state: str) -> None:
    (duty,) = owed(with_life(today, items=(replace(ITEM, done_on=done_on),)), "rectification")
    assert (duty.state, duty.due_on, duty.about) == (state, "2025-06-30", ("rectification", "r1"))
    assert duty.subject == ITEM.label


def test_an_open_item_of_last_year_is_owed_in_this_one_too() -> None:
    facts = with_life(items=(ITEM,))
    assert [each.state for each in owed(facts, "rectification", 2026)] == ["late"]
    assert owed(with_life(items=(replace(ITEM, done_on="2025-07-02"),)), "rectification", 2026) == []


def test_switching_the_finding_off_ends_the_duty() -> None:
    facts = with_setting(with_life(items=(ITEM,)), "LIF-07.enabled", False)
    assert owed(facts, "rectification") == []
    assert findings(facts, YEAR, "LIF-07") == ()


def test_an_answer_to_the_duty_is_an_answer_to_the_finding_of_the_same_item() -> None:
    facts = with_life(items=(ITEM,))
    (finding,) = findings(facts, YEAR, "LIF-07")
    answered = replace(facts, answers={finding.key: ("explained", "等镇里项目")})
    assert [each.state for each in owed(answered, "rectification")] == ["not_applicable"]


def test_feedback_is_owed_to_everybody_on_the_list() -> None:
    first, *rest = APPRAISED.members
    waiting = replace(APPRAISED, members=(replace(first, feedback_on=None), *rest))
    (duty,) = owed(with_life(appraisals=(waiting,)), "appraisal_feedback")
    assert (duty.state, duty.due_on, duty.title) == (
        "late",
        "2025-04-11",
        "反馈民主评议结果（已反馈9/10人）",
    )
    assert [each.state for each in owed(well_kept(), "appraisal_feedback")] == ["done"]


def test_nobody_waits_for_feedback_who_left_the_branch() -> None:
    first, *rest = APPRAISED.members
    waiting = replace(APPRAISED, members=(replace(first, feedback_on=None), *rest))
    left = with_roster(
        with_life(appraisals=(waiting,)), person(0, status_events=(Timed("2025-03-20", "deceased"),))
    )
    (duty,) = owed(left, "appraisal_feedback")
    assert (duty.state, duty.title) == ("done", "反馈民主评议结果（已反馈9/9人）")


def test_feedback_is_not_owed_before_the_grades_are_decided() -> None:
    undecided = replace(APPRAISED, stages={"held_on": "2025-03-05"})
    assert owed(with_life(appraisals=(undecided,)), "appraisal_feedback") == []


@pytest.mark.parametrize(
    ("today", "is_settled", "state"),
    [
        (date(2025, 9, 12), False, "due"),
        (date(2025, 9, 13), False, "late"),
        (date(2025, 9, 13), True, "done"),
    ],
)
def test_the_end_of_a_time_to_correct_is_owed_until_something_came_of_it(
    today: date, is_settled: bool, state: str
) -> None:
    kept = replace(APPRAISED, corrections=(replace(CORRECTION, is_settled=is_settled),))
    (duty,) = owed(with_life(today, appraisals=(kept,)), "correction_end")
    assert (duty.state, duty.subject) == (state, "何甲生")


def test_what_falls_due_is_reminded_of() -> None:
    facts = with_life(date(2025, 6, 10), items=(ITEM,))
    told = [each for each in reminders(facts) if ITEM.label in each.title]
    assert [(each.on, each.note) for each in told] == [("2025-06-30", "待完成")]


def test_a_round_in_the_ledger_fulfils_the_duty_of_the_year(branch: Branch) -> None:
    name = full_member(branch, "曾淑")
    uid = save_new(
        branch, "appraisal", year=2025, held_on="2026-02-10", members=[{"person": name, "grade": "qualified"}]
    )
    (duty,) = owed(gather(branch), "appraisal", 2026)
    assert (duty.state, duty.evidence) == ("done", (("appraisal", uid),))


def test_what_was_typed_is_what_the_rules_see(branch: Branch) -> None:
    people = {name: full_member(branch, name) for name in ("曾淑", "李想")}
    meeting = save_new(
        branch,
        "life_meeting",
        held_on="2026-02-10",
        opinions=[{"words": "开会时间太长"}],
        self_checks=[{"person": people["曾淑"]}],
        criticisms=[{"from": people["曾淑"], "to": people["李想"], "words": "布置多，检查少"}],
    )
    measure = {
        "person": people["李想"], "kind": "timed_correction", "begun_on": "2026-03-01", "ends_on": "2026-09-01",
        "outcome": "open",
    }  # fmt: skip
    save_new(
        branch, "appraisal", year=2025, held_on="2026-02-10", meeting=meeting, ballots_issued=2, ballots_valid=2,
        members=[{"person": people["李想"], "grade": "unqualified", "unqualified": 2}], measures=[measure],
    )  # fmt: skip
    save_new(
        branch,
        "rectification",
        found_on="2026-02-10",
        meeting=meeting,
        problem="公开栏不换",
        owner="镇里老周",
    )
    life = gather(branch).life
    (appraisal,), pack, (item,) = life.appraisals, life.packs[meeting], life.items
    assert (appraisal.meeting, appraisal.cap, appraisal.valid) == (meeting, 0, 2)
    assert (appraisal.members[0].votes, appraisal.measured) == ((0, 0, 0, 2), {people["李想"]})
    assert (appraisal.corrections[0].ends_on, appraisal.corrections[0].is_settled) == ("2026-09-01", False)
    assert (pack.opinions, pack.self_checked) == (1, {people["曾淑"]})
    assert pack.criticisms == ((people["曾淑"], people["李想"], "布置多，检查少"),)
    assert (item.meeting, item.owner) == (meeting, "镇里老周")


def test_a_time_to_correct_decided_otherwise_stands_in_the_ledger_of_sanctions(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    decided = {"person": person, "kind": "timed_correction", "decided_on": "2026-01-10", "period_months": 13}
    with pytest.raises(InvalidDraftError) as refused:
        validate(branch, by_key("discipline"), Draft(decided))
    assert "限期改正不超过1年" in refused.value.problems["period_months"]
    uid = save_new(branch, "discipline", **decided, note="上级批复为13个月")
    facts = gather(branch)
    assert [each.message for each in findings(facts, 2026, "LIF-14")] == [
        "曾淑的限期改正自2026年1月10日至2027年2月10日，超过1年。"
    ]
    assert person in facts.roster.voters_on("2026-02-01")
    assert [each.state for each in owed(facts, "correction_end", 2027)] == ["due"]
    change(branch, "discipline", uid, lifted_on="2026-06-30")
    assert [each.state for each in owed(gather(branch), "correction_end", 2027)] == ["done"]
