"""Points: what a fault costs, what a proof adds, and what waits for a person."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.arithmetic.rubric import Rubric, RubricItem
from db.clock import fixed_clock
from db.rules.findings import findings
from db.rules.gathering import gather
from db.rules.scoring import BUNDLED, ItemScore, ScoreTable, bundled, score, unknown_words
from db.services.answering import answer
from db.services.branch import Branch
from tests.support.branches import full_member, open_folder, save_new

YEAR = 2026


def scored(branch: Branch, *items: RubricItem, year: int = YEAR) -> ScoreTable:
    return score(gather(branch), Rubric("t", "表", items), year, branch.rows)


def line(branch: Branch, *checks: str, year: int = YEAR, points: int = 100, **more: Any) -> ItemScore:
    item = RubricItem("1", "评分内容", points, checks=checks, **more)
    return scored(branch, item, year=year).items[0]


def lecture(branch: Branch, day: str) -> str:
    return save_new(branch, "party_lecture", held_on=day, topic="讲党史", entered_on=day)


@pytest.fixture
def peopled(branch: Branch) -> Branch:
    full_member(branch, "陈秋生")
    return branch


def test_a_missed_quarter_costs_its_share_of_the_points(peopled: Branch) -> None:
    lecture(peopled, "2026-02-10")  # the second quarter passes without one; today is 1 July

    found = line(peopled, "party_lecture")

    assert (found.state, found.lost, found.score) == ("lost", 25, 75)
    assert [fault.period for fault in found.faults] == ["2026Q2"]
    assert found.faults[0].basis is not None
    assert [proof.on for proof in found.proofs] == ["2026-02-10"]
    assert found.pending == 2


def test_the_table_may_say_what_one_miss_costs_but_never_more_than_the_line_is_worth(peopled: Branch) -> None:
    assert line(peopled, "party_lecture", each=15).score == 70
    assert line(peopled, "party_lecture", each=80).score == 0


def test_what_is_not_due_yet_costs_nothing(peopled: Branch) -> None:
    found = line(peopled, "annual_summary")
    assert (found.state, found.score, found.pending) == ("pending", 100, 1)


def test_an_open_finding_costs_points_and_an_explained_one_does_not(peopled: Branch) -> None:
    uid = save_new(peopled, "general_meeting", held_on="2026-05-20", topic="讨论机耕路", place="村部")
    before = line(peopled, "ATT-11", each=10)
    assert (before.state, before.lost) == ("lost", 10)
    assert before.faults[0].records == (("general_meeting", uid),)

    (missing,) = findings(gather(peopled), YEAR, "ATT-11")
    answer(peopled, missing.key, "explained", "签到表被水浸坏，已由到会人员补签说明")

    assert line(peopled, "ATT-11", each=10).state == "full"


def test_a_family_of_findings_counts_every_one_of_them(peopled: Branch) -> None:
    save_new(peopled, "general_meeting", held_on="2026-05-20", topic="讨论机耕路", place="村部")
    facts = gather(peopled)
    expected = sum(each.rule.startswith("REC-") and each.state == "open" for each in findings(facts, YEAR))

    found = line(peopled, "REC-*", each=1)

    assert expected > 1
    assert (found.lost, len(found.faults)) == (expected, expected)


def test_without_a_price_one_finding_costs_the_whole_line(peopled: Branch) -> None:
    save_new(peopled, "general_meeting", held_on="2026-05-20", topic="讨论机耕路", place="村部")
    assert line(peopled, "ATT-11").score == 0


def test_a_line_the_program_cannot_look_at_brings_nothing_until_it_is_marked(peopled: Branch) -> None:
    found = scored(
        peopled, RubricItem("1", "制度上墙", 50), RubricItem("2", "党课", 50, checks=("annual_plan",))
    )
    assert [each.state for each in found.items] == ["unmarked", "lost"]
    assert (found.score, found.judged, found.full, found.unmarked) == (0, 50, 100, 1)

    marked = scored(peopled, RubricItem("1", "制度上墙", 50, marked=40, reason="缺一项"))
    assert (marked.items[0].state, marked.score, marked.items[0].lost, marked.unmarked) == (
        "marked",
        40,
        10,
        0,
    )


def test_a_mark_goes_before_what_the_program_saw_which_stays_beside_it(peopled: Branch) -> None:
    found = line(peopled, "party_lecture", each=15, marked=90, reason="镇里组织的集中党课一次，有通知")
    assert (found.state, found.score, found.automatic) == ("marked", 90, 70)
    assert found.faults


def test_extra_points_are_added_for_each_record_up_to_what_the_line_allows(peopled: Branch) -> None:
    bonus = {"kind": "bonus", "points": 30, "each": 20}
    assert line(peopled, "ledger:commendation", **bonus).state == "nothing"
    for title in ("先进党支部", "好做法"):
        save_new(peopled, "commendation", kind="advanced_branch", title=title, awarded_on="2026-06-20")

    found = line(peopled, "ledger:commendation", **bonus)

    assert (found.state, found.added, found.score, len(found.proofs)) == ("added", 30, 30, 2)
    assert line(peopled, "ledger:commendation", **(bonus | {"points": 100})).added == 40
    assert line(peopled, "ledger:commendation", year=2025, **bonus).added == 0


def test_a_record_that_lies_ahead_proves_nothing(peopled: Branch) -> None:
    save_new(peopled, "commendation", kind="advanced_branch", title="先进党支部", awarded_on="2026-12-20")
    assert line(peopled, "ledger:commendation", kind="bonus").added == 0


def test_a_penalty_takes_points_only_when_it_happened(peopled: Branch) -> None:
    base = RubricItem("1", "计划", 100, marked=100, reason="有")
    penalty = RubricItem("2", "被通报批评", 50, kind="penalty")
    assert scored(peopled, base, penalty).score == 100
    taken = scored(peopled, base, replace(penalty, marked=30, reason="三月通报一次"))
    assert (taken.score, taken.full, taken.items[1].score) == (70, 100, -30)


def test_the_whole_never_falls_below_nothing(peopled: Branch) -> None:
    assert (
        scored(peopled, RubricItem("1", "被通报批评", 50, kind="penalty", marked=50, reason="两次")).score
        == 0
    )


def test_a_paper_of_the_year_is_a_proof_and_its_lack_a_fault(peopled: Branch) -> None:
    assert line(peopled, "paper:publication/dues").faults[0].kind == "missing"
    uid = save_new(
        peopled,
        "document",
        kind="publication",
        subject="dues",
        title="党费公示",
        dated_on="2026-06-30",
        year=2026,
    )
    found = line(peopled, "paper:publication/dues")
    assert (found.state, [proof.uid for proof in found.proofs]) == ("full", [uid])
    assert line(peopled, "paper:publication/annual").state == "lost"


def test_a_check_may_be_named_in_chinese_and_one_that_is_unknown_is_said(peopled: Branch) -> None:
    assert line(peopled, "党课", each=15).lost == line(peopled, "party_lecture", each=15).lost
    found = line(peopled, "看看再说")
    assert (found.state, found.unknown, found.score) == ("unmarked", ("看看再说",), 0)
    assert unknown_words(("MTG-02", "REC-*", "XYZ-*", "paper:plan/nothing", "ledger:castle")) == (
        "XYZ-*",
        "paper:plan/nothing",
        "ledger:castle",
    )


def test_what_was_not_asked_for_this_year_costs_nothing(peopled: Branch) -> None:
    found = line(peopled, "group_meeting")  # the branch has no groups
    assert (found.state, found.score) == ("not_applicable", 100)


@pytest.mark.parametrize("key", BUNDLED)
def test_a_bundled_table_is_worth_a_hundred_and_every_check_in_it_is_known(key: str) -> None:
    table = bundled(key)
    assert table.full == 1000
    assert [unknown_words(item.checks) for item in table.items] == [()] * len(table.items)
    assert "本地要求" in table.note
    assert all(item.deduction and item.evidence for item in table.items)


def test_the_same_books_bring_the_same_points_on_the_same_day(peopled: Branch) -> None:
    lecture(peopled, "2026-02-10")
    facts = gather(peopled)
    first = score(facts, bundled("standard"), YEAR, peopled.rows)
    assert score(facts, bundled("standard"), YEAR, peopled.rows) == first
    assert first.score == sum(each.score for each in first.items)
    assert 0 < first.score < first.full


def test_later_days_find_more_faults(peopled: Branch) -> None:
    folder = peopled.folder.root
    peopled.close()
    totals = []
    for day in (date(2026, 2, 1), date(2026, 7, 1), date(2026, 12, 31)):
        later = open_folder(folder, fixed_clock(f"{day}T08:30:00+08:00"))
        try:
            totals.append(score(gather(later), bundled("standard"), YEAR, later.rows).score)
        finally:
            later.close()
    assert totals[0] > totals[1] > totals[2]


def test_one_lack_is_not_counted_as_a_duty_and_as_its_finding(peopled: Branch) -> None:
    lecture(peopled, "2026-02-10")
    assert line(peopled, "MTG-04", each=10).lost == 10
    found = line(peopled, "party_lecture", "MTG-04", each=10)
    assert (found.lost, [fault.kind for fault in found.faults]) == (10, ["duty"])
    assert line(peopled, "MTG-*", "party_lecture", each=1).lost == line(peopled, "MTG-*", each=1).lost
