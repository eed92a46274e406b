"""One election on one page, gathered from the books: steps, electorate, rounds, winners, officers, vacancies."""

from typing import Any

import pytest

from db.rules.election.overview import COMING, ElectionOverview, election_overview
from db.rules.gathering import gather
from db.services.branch import Branch
from tests.support.branches import change, full_member, save_new

NAMES = ("陈秋生", "林小满", "周国英", "徐海燕", "吴春山", "叶子涵", "柳青", "沈巧云")


@pytest.fixture
def members(branch: Branch) -> dict[str, str]:
    return {name: full_member(branch, name) for name in NAMES}


def _held(branch: Branch, members: dict[str, str], on: str, counts: dict[str, int], **more: Any) -> str:
    present = len(members)
    given = {
        "held_on": on,
        "seats": len(counts) - 1,
        "candidates": [members[name] for name in counts],
        "present": present,
        "ballots_issued": present,
        "ballots_returned": present,
        "ballots_valid": present,
        "votes": [
            {"person": members[name], "for": count, "against": present - count}
            for name, count in counts.items()
        ],
    }
    return save_new(branch, "election", **{**given, **more})


def _overview(branch: Branch, key: str = "") -> ElectionOverview:
    return election_overview(gather(branch), key)


def _committee(branch: Branch, members: dict[str, str], since: str) -> dict[str, str]:
    posts = ("secretary", "organization", "publicity", "discipline")
    return {
        post: save_new(branch, "post", person=members[name], post=post, from_on=since)
        for post, name in zip(posts, NAMES, strict=False)
    }


def test_the_steps_of_the_coming_election_run_from_half_a_year_before_to_a_week_after(
    branch: Branch, members: dict[str, str]
) -> None:
    save_new(branch, "term", elected_on="2023-06-10", years=3)
    _committee(branch, members, "2023-06-10")

    found = _overview(branch)

    assert (found.key, found.started_on) == (COMING, "2023-06-10")
    assert [(step.duty, step.due_on) for step in found.steps] == [
        ("term_notice", "2025-12-10"),
        ("term_planning", "2026-04-10"),
        ("term_request", "2026-05-10"),
        ("term_nominees", "2026-06-07"),
        ("term_papers", "2026-06-10"),
        ("term_election", "2026-06-10"),
        ("term_division", "2026-06-10"),
        ("term_report", "2026-06-17"),
    ]
    assert {step.state for step in found.steps} == {"late"}
    assert (found.rounds, found.elected, found.officers) == ((), (), None)
    assert (found.electorate.ought_to_attend, found.electorate.quorum, found.electorate.needed) == (8, 7, 5)


def test_the_steps_of_an_early_election_are_counted_from_its_own_day(
    branch: Branch, members: dict[str, str]
) -> None:
    save_new(branch, "term", elected_on="2023-11-10", years=3)
    uid = _held(branch, members, "2026-06-10", {"陈秋生": 7, "林小满": 1})

    days = {step.duty: step.due_on for step in _overview(branch, uid).steps}

    assert (days["term_notice"], days["term_planning"], days["term_request"]) == (
        "2026-05-10",
        "2026-04-10",
        "2026-05-10",
    )
    assert (days["term_election"], days["term_report"]) == ("2026-06-10", "2026-06-17")


def test_an_election_without_ballots_is_the_plan_of_the_coming_one(
    branch: Branch, members: dict[str, str]
) -> None:
    save_new(branch, "term", elected_on="2023-06-10", years=3)
    uid = save_new(branch, "election", held_on="2026-06-25", seats=3, candidates=[members[NAMES[0]]])

    found = _overview(branch)

    assert (found.key, [each.uid for each in found.rounds]) == (COMING, [uid])
    assert len(found.choices) == 1


def test_a_held_election_tells_who_is_elected_why_and_who_has_no_post_yet(
    branch: Branch, members: dict[str, str]
) -> None:
    save_new(branch, "term", elected_on="2023-06-10", years=3)
    votes = {"陈秋生": 8, "林小满": 7, "周国英": 6, "徐海燕": 3}
    uid = _held(branch, members, "2026-06-10", votes)
    save_new(branch, "post", person=members["陈秋生"], post="secretary", from_on="2026-06-10")

    found = _overview(branch, uid)

    assert [(seat.name, seat.votes_for, seat.posts) for seat in found.elected] == [
        ("陈秋生", 8, ("书记",)),
        ("林小满", 7, ()),
        ("周国英", 6, ()),
    ]
    assert found.officers is not None
    assert found.officers.lacking == ("林小满", "周国英")
    assert "新选出的支部委员会" in found.officers.route
    assert found.officers.basis.mark == "K"
    assert any("徐海燕得赞成票3张" in reason.text for _held_round, reason in found.reasons)
    states = {step.duty: step.state for step in found.steps}
    assert (states["term_election"], states["term_report"]) == ("done", "late")
    assert {step.duty: step.evidence for step in found.steps}["term_election"] == (("election", uid),)
    assert found.lacks_term
    save_new(branch, "term", elected_on="2026-06-10", years=3)
    assert not _overview(branch, uid).lacks_term


def test_the_page_opens_on_an_election_that_was_just_held(branch: Branch, members: dict[str, str]) -> None:
    votes = {"陈秋生": 7, "林小满": 1}
    old = _held(branch, members, "2022-06-10", votes)
    assert _overview(branch).key == COMING
    new = _held(branch, members, "2026-06-10", votes)
    assert _overview(branch).key == new
    assert [each.key for each in _overview(branch).choices] == [COMING, new, old]
    assert _overview(branch, "nobody").key == new


def test_a_second_round_stands_with_its_first_and_its_winner_with_the_others(
    branch: Branch, members: dict[str, str]
) -> None:
    votes = {"陈秋生": 8, "林小满": 4, "周国英": 4}
    first = _held(branch, members, "2026-06-10", votes)
    assert _overview(branch, first).rounds[0].outcome.second_seats == 1
    second = _held(branch, members, "2026-06-10", {"林小满": 6, "周国英": 2}, is_second=True)

    found = _overview(branch, second)

    assert [each.uid for each in found.rounds] == [first, second]
    assert [seat.name for seat in found.elected] == ["陈秋生", "林小满"]
    assert found.key == first


def test_the_first_committee_meeting_elects_the_secretary_by_the_committee_s_own_numbers(
    branch: Branch, members: dict[str, str]
) -> None:
    votes = {"陈秋生": 8, "林小满": 7, "周国英": 6, "徐海燕": 3}
    uid = _held(branch, members, "2026-06-10", votes)
    for name, post in (("陈秋生", "secretary"), ("林小满", "organization"), ("周国英", "publicity")):
        save_new(branch, "post", person=members[name], post=post, from_on="2026-06-10")
    came = [{"person": members[name]} for name in ("陈秋生", "林小满", "周国英")]
    item = {"title": "选举支部书记", "matter": "election", "vote": {"for": 1, "against": 2, "abstain": 0}}
    meeting = save_new(branch, "committee_meeting", held_on="2026-06-10", attendance=came, agenda=[item])

    officers = _overview(branch, uid).officers
    assert officers is not None
    assert officers.meeting == ("committee_meeting", meeting)
    assert [(vote.text, vote.is_fault) for vote in officers.votes] == [
        ("选举支部书记：支委3人，实到3人，赞成1票，没有过半数（至少2票）", True)
    ]
    item["vote"] = {"for": 3, "against": 0, "abstain": 0}
    change(branch, "committee_meeting", meeting, agenda=[item])
    officers = _overview(branch, uid).officers
    assert officers is not None
    assert [vote.text for vote in officers.votes] == ["选举支部书记：支委3人，实到3人，赞成3票，过半数"]


def test_a_branch_without_a_committee_elects_its_secretary_in_the_meeting(
    branch: Branch, members: dict[str, str]
) -> None:
    uid = _held(branch, members, "2026-06-10", {"陈秋生": 6, "林小满": 2}, elects="secretary", seats=1)
    officers = _overview(branch, uid).officers
    assert officers is not None
    assert "由党员大会直接选举" in officers.route
    assert officers.meeting is None


def test_whoever_is_on_probation_within_the_party_or_left_out_does_not_count(
    branch: Branch, members: dict[str, str]
) -> None:
    save_new(
        branch, "discipline", person=members["柳青"], kind="probation_within_party", decided_on="2026-01-10"
    )
    excluded = [
        {
            "person": members["沈巧云"],
            "reason": 4,
            "superior_agreed_on": "2026-06-01",
            "meeting_approved": True,
        },
        {"person": members["叶子涵"], "reason": 2, "superior_agreed_on": "2026-06-01"},
    ]
    votes = {"陈秋生": 4, "林小满": 2}
    uid = _held(
        branch, members, "2026-06-10", votes, excluded=excluded, present=6, ballots_issued=6, ballots_returned=6,
        ballots_valid=6, votes=[],
    )  # fmt: skip

    voters = _overview(branch, uid).electorate

    assert (voters.full, voters.without_rights) == (8, ("柳青",))
    assert (voters.ought_to_attend, voters.quorum, voters.needed) == (6, 5, 4)
    assert {(name, holds, lacking) for name, _why, holds, lacking in voters.left_out} == {
        ("沈巧云", True, ""),
        ("叶子涵", False, "大会通过"),
    }


def test_a_vacant_post_is_told_and_a_by_election_asks_for_no_new_division(
    branch: Branch, members: dict[str, str]
) -> None:
    posts = _committee(branch, members, "2023-06-10")
    assert _overview(branch).vacancies == ()
    change(branch, "post", posts["publicity"], until_on="2026-05-01")

    (vacant,) = _overview(branch).vacancies

    assert (vacant.title, vacant.since, _overview(branch).too_few) == ("宣传委员", "2026-05-01", 0)
    uid = _held(branch, members, "2026-06-10", {"叶子涵": 7, "柳青": 1}, occasion="by_election")
    found = _overview(branch, uid)
    assert [step.duty for step in found.steps] == ["term_report"]
    assert found.officers is None
    change(branch, "post", posts["organization"], until_on="2026-05-01")
    assert _overview(branch).too_few == 1
