"""换届 through the door of the branch: what was counted goes in, who is elected and why comes out; terms and committees."""

from typing import Any

import pytest

from db.changes import Draft
from db.errors import InvalidDraftError
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import get_row
from db.services.saving import preview, validate
from tests.support.branches import change, full_member, save_new

ELECTION, TERM = by_key("election"), by_key("term")
NAMES = ("丁一", "王二", "方三", "孙四", "李五")
DAY = "2026-05-10"


@pytest.fixture
def people(branch: Branch) -> list[str]:
    return [full_member(branch, name) for name in NAMES]


def counted(*votes: int, **more: Any) -> dict[str, Any]:
    """An election for three seats with everybody there and the votes of the first people by name."""
    listed = [
        {"person": name, "for": count, "against": 5 - count}
        for name, count in zip(NAMES, votes, strict=False)
    ]
    values: dict[str, Any] = {
        "held_on": DAY,
        "seats": 3,
        "candidates": list(NAMES[: len(votes)]),
        "present": 5,
        "ballots_issued": 5,
        "ballots_returned": 5,
        "ballots_valid": 5,
        "votes": listed,
    }
    return values | more


def told(branch: Branch, **values: Any) -> str:
    with pytest.raises(InvalidDraftError) as refused:
        validate(branch, ELECTION, Draft(values))
    return "".join(refused.value.problems.values())


def saved(branch: Branch, **values: Any) -> Any:
    return get_row(branch, ELECTION, save_new(branch, "election", **values))


def test_the_elected_stand_in_the_order_of_votes_with_reasons_and_basis(
    branch: Branch, people: list[str]
) -> None:
    row = saved(branch, **counted(3, 5, 4, 2))
    assert (row["ought_to_attend"], row["quorum"], row["quorum_met"], row["vote_valid"]) == (5, 4, True, True)
    assert [str(person) for person in row["elected"]] == ["王二", "方三", "丁一"]
    assert row["second_round"] is False
    assert all(reason["text"] and reason["basis"]["regulation"] for reason in row["reasons"])
    assert "孙四得赞成票2张，没有超过应到会有选举权人数的一半（至少3票），未当选" in [
        reason["text"] for reason in row["reasons"]
    ]


def test_probationary_members_do_not_count_among_the_voters(branch: Branch, people: list[str]) -> None:
    save_new(branch, "person", name="新同志", admitted_on="2026-01-10")
    assert saved(branch, **counted(5, 4, 3, 2))["ought_to_attend"] == 5


def test_an_exclusion_counts_with_both_consents_only(branch: Branch, people: list[str]) -> None:
    left_out = {"person": "李五", "reason": 4, "superior_agreed_on": "2026-05-01", "meeting_approved": True}
    row = saved(branch, **counted(4, 4, 3, 1, excluded=[left_out], present=4, ballots_issued=4, ballots_returned=4,
                                  ballots_valid=4, votes=[{"person": "丁一", "for": 3}]))  # fmt: skip
    assert (row["ought_to_attend"], row["quorum"]) == (4, 4)
    change(branch, "election", row.uid, excluded=[left_out | {"meeting_approved": False}])
    assert get_row(branch, ELECTION, row.uid)["ought_to_attend"] == 5


def test_places_left_empty_ask_for_a_second_round(branch: Branch, people: list[str]) -> None:
    row = saved(branch, **counted(5, 4, 2, 2))
    assert (row["second_round"], row["second_seats"]) == (True, 1)


def test_more_ballots_back_than_given_out_are_kept_as_a_void_vote(branch: Branch, people: list[str]) -> None:
    row = saved(branch, **counted(5, 4, 3, 2, ballots_issued=4))
    assert (row["vote_valid"], row["elected"]) == (False, [])


def test_figures_that_cannot_be_are_refused_in_one_sentence(branch: Branch, people: list[str]) -> None:
    assert "发出选票6张，多于实到会有选举权的5人" in told(branch, **counted(5, 4, ballots_issued=6))
    assert "有效票6张，多于收回的5张" in told(branch, **counted(5, 4, ballots_valid=6))
    more = [{"person": "丁一", "for": 4, "against": 1, "abstain": 1}]
    assert "丁一的赞成、不赞成、弃权共6票，多于有效票5张" in told(branch, **counted(5, votes=more))
    assert "赞成票共10张，多于5张有效票各选1名" in told(branch, **counted(5, 5, seats=1))
    assert "应选名额至少是1" in told(branch, **counted(5, seats=0))
    assert "情形应是1至6" in told(branch, **counted(5, excluded=[{"person": "李五", "reason": 7}]))


def test_more_voters_than_the_roster_knows_are_refused_until_a_note_explains_them(
    branch: Branch, people: list[str]
) -> None:
    assert "名册里当天有选举权的5人" in told(branch, **counted(5, 4, present=6))
    assert saved(branch, **counted(5, 4, present=6, note="两名党员已转出，名册没有补登"))["present"] == 6


def test_the_outcome_is_told_while_one_types(branch: Branch, people: list[str]) -> None:
    shown = preview(branch, ELECTION, counted(5, 4, 3, 2))
    assert [str(person) for person in shown["elected"]] == ["丁一", "王二", "方三"]
    assert preview(branch, ELECTION, {"held_on": "20"}).get("elected") in (None, [])


def test_before_2020_the_majority_was_of_those_present(branch: Branch, people: list[str]) -> None:
    values = counted(2, seats=1, present=4, ballots_issued=4, ballots_returned=4, ballots_valid=4)
    values["votes"] = [{"person": "丁一", "for": 3}]
    assert saved(branch, **values | {"held_on": "2020-07-12"})["votes_needed"] == 3
    assert saved(branch, **values)["votes_needed"] == 3
    few = {"present": 3, "ballots_issued": 3, "ballots_returned": 3, "ballots_valid": 3}
    assert saved(branch, **values | few | {"held_on": "2020-07-12"})["votes_needed"] == 2


def test_a_village_term_lasts_five_years_and_one_that_was_extended_longer(branch: Branch) -> None:
    uid = save_new(branch, "term", term_number="第五届", elected_on="2021-04-10")
    row = get_row(branch, TERM, uid)
    assert (row["lawful_years"], row["ordinary_end_on"], row["ends_on"]) == (5, "2026-04-10", "2026-04-10")
    change(branch, "term", uid, extended_to="2026-10-10")
    assert get_row(branch, TERM, uid)["ends_on"] == "2026-10-10"
    (profile,) = branch.rows("branch")
    change(branch, "branch", profile.uid, kind="office")
    assert get_row(branch, TERM, uid)["lawful_years"] == 3


def test_the_committee_of_a_term_is_read_from_the_posts(branch: Branch, people: list[str]) -> None:
    save_new(branch, "post", person="丁一", post="secretary", from_on="2016-04-12", until_on="2021-04-12")
    save_new(branch, "post", person="王二", post="secretary", from_on="2021-04-12")
    new = save_new(branch, "term", elected_on="2021-04-10")
    old = save_new(branch, "term", elected_on="2016-04-10", years=5)
    assert [str(each) for each in get_row(branch, TERM, new)["committee"]] == ["王二"]
    assert [str(each) for each in get_row(branch, TERM, old)["committee"]] == ["丁一"]


def test_a_term_cannot_be_extended_into_the_past(branch: Branch) -> None:
    with pytest.raises(InvalidDraftError):
        validate(branch, TERM, Draft({"elected_on": "2021-04-10", "extended_to": "2020-01-01"}))
    with pytest.raises(InvalidDraftError):
        validate(branch, TERM, Draft({"elected_on": "2021-04-10", "years": 6}))
