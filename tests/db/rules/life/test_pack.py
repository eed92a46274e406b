"""The pack of a life meeting at a glance: what is there, who is missing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.rules.facts import Facts
from db.rules.life.facts import RectificationItem
from db.rules.life.pack import PackItem, life_packs
from tests.support.facts import APPRAISED, PACK, well_kept, with_meeting

UID = PACK.meeting


def with_life(facts: Facts, **changes: Any) -> Facts:
    return replace(facts, life=replace(facts.life, **changes))


def item(facts: Facts, key: str) -> PackItem:
    (pack,) = life_packs(facts)
    return next(each for each in pack.items if each.key == key)


def test_a_well_kept_meeting_has_everything_but_the_talks_between_all_of_the_committee() -> None:
    (pack,) = life_packs(well_kept())
    assert {each.key: each.state for each in pack.items} == {
        "opinions": "done",
        "talks": "part",
        "self_checks": "done",
        "criticism": "done",
        "rectification": "done",
        "appraisal": "done",
    }
    assert (pack.title, pack.appraisal) == ("2025年3月5日组织生活会", APPRAISED.uid)


def test_pairs_of_the_committee_that_have_not_talked_are_named() -> None:
    found = item(well_kept(), "talks")
    assert found.count == 1
    assert found.notes[1].count("与") == 2


def test_who_has_not_examined_himself_in_writing_is_named() -> None:
    facts = with_life(well_kept(), packs={UID: replace(PACK, self_checked=frozenset({"p0"}))})
    found = item(facts, "self_checks")
    assert (found.state, found.count) == ("part", 1)
    assert facts.roster.people["p1"].name in found.notes[0]
    assert facts.roster.people["p0"].name not in found.notes[0]


def test_self_criticism_and_criticism_are_counted_apart() -> None:
    own = (("p0", "p0", "自己抓学习不够经常"), *PACK.criticisms)
    found = item(with_life(well_kept(), packs={UID: replace(PACK, criticisms=own)}), "criticism")
    assert found.notes[0] == "自我批评1条，相互批评3条"


@pytest.mark.parametrize(("today", "state"), [(date(2025, 4, 30), "done"), (date(2025, 5, 1), "part")])
def test_a_late_item_of_the_list_leaves_the_pack_incomplete(today: date, state: str) -> None:
    late = RectificationItem("r1", "2025-03-05", "公开栏不换", meeting=UID, due_on="2025-04-30")
    facts = replace(with_life(well_kept(), items=(late,)), today=today)
    assert item(facts, "rectification").state == state


def test_items_of_another_meeting_do_not_belong_to_this_one() -> None:
    other = RectificationItem("r1", "2025-03-06", "公开栏不换", meeting="another", due_on="2025-04-30")
    assert item(with_life(well_kept(), items=(other,)), "rectification").count == 0


def test_an_appraisal_that_is_told_of_but_not_recorded_is_named() -> None:
    facts = with_life(well_kept(), appraisals=())
    assert item(facts, "appraisal").notes == ("会议记录写明同时开展了民主评议，名单和等次还没有登记",)
    held_apart = with_meeting(facts, "life_meeting", 3, with_appraisal=False)
    assert item(held_apart, "appraisal").notes == ("没有同时开展",)


def test_a_round_linked_to_another_meeting_does_not_belong_to_this_one() -> None:
    facts = with_life(well_kept(), appraisals=(replace(APPRAISED, meeting="another"),))
    assert item(facts, "appraisal").state == "nothing"


def test_meetings_ahead_are_not_shown() -> None:
    assert life_packs(replace(well_kept(), today=date(2025, 3, 4))) == ()
