"""Who is counted at a meeting, on the days on which that is easily got wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.arithmetic.membership import PersonDates, Timed
from db.changes import Ref
from db.families.meeting import count_attendance
from db.records.roster import Roster, RosterPerson


def member(name: str, **dates: Any) -> RosterPerson:
    return RosterPerson(
        name, name, PersonDates(**({"admitted_on": "2001-05-01", "promoted_on": "2002-05-01"} | dates))
    )


def counted(
    people: list[RosterPerson], attendance: Sequence[Mapping[str, Any]], **more: Any
) -> dict[str, Any]:
    roster = Roster({person.uid: person for person in people})
    values = {"held_on": "2026-03-05", "entered_on": "2026-03-05", "attendance": attendance} | more
    return count_attendance("members", values, roster)


def test_every_outsider_counts_as_one_observer() -> None:
    guests = [{"person": Ref("", name), "state": "observer"} for name in ("镇里来人", "邻村书记", "驻村干部")]
    counts = counted([member("甲")], [*guests, {"person": Ref("甲", "甲"), "state": "present"}])
    assert (counts["observer_count"], counts["present_count"], counts["expected_count"]) == (3, 1, 1)


def test_who_leaves_on_the_day_is_not_expected_and_who_comes_on_the_day_is() -> None:
    left = member("乙", status_events=(Timed("2026-03-05", "transferred_out"),))
    came = member("丙", status_events=(Timed("2026-03-05", "on_roll"),))
    counts = counted([member("甲"), left, came], [], everyone_present=True)
    assert (counts["expected_count"], counts["present_count"]) == (2, 2)


def test_a_listed_exception_stands_beside_everyone_present() -> None:
    people = [member(name) for name in "甲乙丙丁"]
    counts = counted(people, [{"person": Ref("乙", "乙"), "state": "excused"}], everyone_present=True)
    assert (counts["present_count"], counts["excused_count"], counts["voting_present_count"]) == (3, 1, 3)


def test_exactly_half_of_the_voters_is_a_quorum() -> None:
    people = [member(name) for name in "甲乙丙丁"]
    here = [{"person": Ref(name, name), "state": "present"} for name in "甲乙"]
    assert counted(people, here)["quorum_met"] is True
    assert counted(people, here[:1])["quorum_met"] is False


def vote(votes_for: int, matter: str = "ordinary") -> list[dict[str, Any]]:
    return [
        {"title": "通报", "vote": None},
        {"title": "表决", "matter": matter, "vote": {"for": votes_for, "against": 0, "abstain": 0}},
    ]


def test_a_vote_passes_with_more_than_half_of_those_who_ought_to_come() -> None:
    people = [member(name) for name in "甲乙丙丁"]
    here = [{"person": Ref(name, name), "state": "present"} for name in "甲乙丙"]
    counts = counted(people, here, agenda=vote(2))
    assert counts["votes_needed"] == 3
    (sentence,) = counts["judgements"]
    assert sentence.endswith("未通过")
    (sentence,) = counted(people, here, agenda=vote(3))["judgements"]
    assert sentence.endswith("，通过")


def test_a_vote_without_a_list_of_who_was_there_is_not_judged() -> None:
    assert counted([member("甲")], [], agenda=vote(1))["judgements"] == []
