"""Terms and elections from the open branch to findings and reminders."""

import pytest

from db.rules.election.term import term_end
from db.rules.findings import findings
from db.rules.gathering import gather
from db.rules.reminders import reminders
from db.services.branch import Branch
from tests.support.branches import change, full_member, save_new

NAMES = ("丁一", "王二", "方三", "孙四", "李五")


def ends_on(branch: Branch) -> str:
    end = term_end(gather(branch).profile)
    return end.isoformat() if end else ""


def test_a_term_of_the_ledger_replaces_what_the_profile_says_of_it(branch: Branch) -> None:
    (profile,) = branch.rows("branch")
    change(
        branch, "branch", profile.uid, term_start_on="2021-04-10", term_years=3, term_extended_to="2026-12-01"
    )
    assert ends_on(branch) == "2026-12-01"
    term = save_new(branch, "term", elected_on="2021-04-10")
    assert ends_on(branch) == "2026-04-10"
    change(branch, "term", term, extended_to="2026-08-10")
    assert ends_on(branch) == "2026-08-10"


def test_an_older_term_or_one_to_come_changes_nothing_of_the_present_one(branch: Branch) -> None:
    (profile,) = branch.rows("branch")
    change(branch, "branch", profile.uid, term_start_on="2024-04-10")
    save_new(branch, "term", elected_on="2019-04-10")
    save_new(branch, "term", elected_on="2026-12-10")
    assert ends_on(branch) == "2029-04-10"


def test_the_end_of_a_term_of_the_ledger_is_reminded_of_six_months_before(branch: Branch) -> None:
    save_new(branch, "term", elected_on="2021-12-31")
    (told,) = [each for each in reminders(gather(branch)) if each.kind == "term_end"]
    assert (told.on, told.note) == ("2026-12-31", "已进入届满前6个月")


@pytest.fixture
def election(branch: Branch) -> str:
    for name in NAMES:
        full_member(branch, name)
    return save_new(
        branch, "election", held_on="2026-05-10", seats=3, candidates=["丁一", "王二", "方三", "孙四"],
        present=5, ballots_issued=5, ballots_returned=5, ballots_valid=5, scrutineers=["李五"],
        votes=[{"person": name, "for": count, "against": 5 - count} for name, count in zip(NAMES, (5, 4, 3, 2), strict=False)],
        method_adopted=True, candidates_introduced=True, scrutineers_adopted=True, reported_on="2026-05-12",
    )  # fmt: skip


def told(branch: Branch, rule: str) -> list[str]:
    return [each.message for each in findings(gather(branch), 2026, rule)]


def test_faults_of_a_recorded_election_are_found_and_go_when_it_is_corrected(
    branch: Branch, election: str
) -> None:
    assert [each for each in findings(gather(branch), 2026) if each.rule.startswith("ELE")] == []
    change(branch, "election", election, scrutineers=["丁一"], reported_on="2026-06-01")
    assert told(branch, "ELE-08") == ["2026年5月10日选举监票人、计票人中的丁一是候选人。"]
    assert "超过7天" in told(branch, "ELE-16")[0]
    change(branch, "election", election, scrutineers=["李五"], reported_on="2026-05-12")
    assert told(branch, "ELE-08") == told(branch, "ELE-16") == []


def test_a_consent_taken_away_makes_the_finding_appear_and_never_disappear(
    branch: Branch, election: str
) -> None:
    left_out = {"person": "李五", "reason": 4, "superior_agreed_on": "2026-05-01", "meeting_approved": True}
    change(branch, "election", election, excluded=[left_out])
    assert told(branch, "ELE-02") == []
    for taken in ({"meeting_approved": False}, {"meeting_approved": False, "superior_agreed_on": None}):
        change(branch, "election", election, excluded=[left_out | taken])
        assert "李五" in told(branch, "ELE-02")[0]
