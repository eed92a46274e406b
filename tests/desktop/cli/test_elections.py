"""Elections and terms on the command line: the contract of their fields, refusals, reminders, findings, papers."""

import pytest

NAMES = ("陈秋生", "林小满", "周国英", "徐海燕", "吴春山")
ELECTION = {
    "held_on": "2026-05-10",
    "seats": 3,
    "candidates": list(NAMES[:4]),
    "excluded": [
        {"person": NAMES[4], "reason": 4, "superior_agreed_on": "2026-05-01", "meeting_approved": True}
    ],
    "present": 4,
    "ballots_issued": 4,
    "ballots_returned": 4,
    "ballots_valid": 4,
    "votes": [
        {"person": name, "for": count, "against": 4 - count, "abstain": 0}
        for name, count in zip(NAMES, (4, 3, 3, 2), strict=False)
    ],
    "scrutineers": [NAMES[4]],
    "tellers": [NAMES[4]],
}


@pytest.fixture
def people(ledger_call, json_file):
    listed = [
        {"name": name, "stage": "full", "admitted_on": "2001-07-01", "promoted_on": "2002-07-01"}
        for name in NAMES
    ]
    assert ledger_call("add", "person", "--from", json_file(listed)).code == 0


def test_an_election_shows_what_was_worked_out(ledger_call, json_file, people):
    uid = ledger_call("add", "election", "--from", json_file(ELECTION)).json["uid"]
    shown = ledger_call("show", "election", uid).json
    assert (shown["ought_to_attend"], shown["quorum_met"], shown["vote_valid"]) == (4, True, True)
    assert [person["name"] for person in shown["elected"]] == list(NAMES[:3])
    assert shown["second_round"] is False
    assert {"text", "basis"} <= set(shown["reasons"][0])
    assert shown["votes"][0]["for"] == 4
    assert shown["excluded"][0]["reason"] == 4


def test_more_ballots_than_voters_are_refused_in_one_sentence(ledger_call, json_file, people):
    refused = ledger_call("add", "election", "--from", json_file(ELECTION | {"ballots_issued": 6}))
    assert refused.code != 0
    assert "发出选票6张，多于实到会有选举权的4人" in refused.err + refused.out


def test_more_votes_than_valid_ballots_are_refused(ledger_call, json_file, people):
    votes = [{"person": NAMES[0], "for": 4, "against": 1}]
    refused = ledger_call("add", "election", "--from", json_file(ELECTION | {"votes": votes}))
    assert refused.code != 0
    assert "多于有效票4张" in refused.err + refused.out


def test_the_end_of_a_term_is_shown_and_reminded_of(ledger_call, json_file):
    term = {"term_number": "第六届", "elected_on": "2024-05-10", "years": 3}
    uid = ledger_call("add", "term", "--from", json_file(term)).json["uid"]
    assert ledger_call("show", "term", uid).json["ends_on"] == "2027-05-10"
    reminded = ledger_call("reminders").json
    assert [each["on"] for each in reminded if each["kind"] == "term_end"] == ["2027-05-10"]


def test_a_fault_of_an_election_is_found(ledger_call, json_file, people):
    faulty = ELECTION | {"scrutineers": [NAMES[0]]}
    ledger_call("add", "election", "--from", json_file(faulty))
    found = ledger_call("check", "--year", "2026").json
    assert "ELE-08" in {each["rule"] for each in found}


def test_a_ballot_is_printed(ledger_call, json_file, people, tmp_path):
    uid = ledger_call("add", "election", "--from", json_file(ELECTION)).json["uid"]
    printed = ledger_call("print", "election_ballot", "--uid", uid, "--out", tmp_path / "选票.pdf")
    assert printed.code == 0
    assert (tmp_path / "选票.pdf").read_bytes().startswith(b"%PDF")


def test_one_election_is_seen_on_one_page(ledger_call, json_file, people):
    uid = ledger_call("add", "election", "--from", json_file(ELECTION)).json["uid"]
    found = ledger_call("elections", "--of", uid).json
    assert (found["election"], found["electorate"]["ought_to_attend"]) == (uid, 4)
    assert found["electorate"]["left_out"][0]["holds"] is True
    assert [each["person"]["name"] for each in found["elected"]] == list(NAMES[:3])
    assert found["rounds"][0]["votes"][3]["elected"] is False
    assert found["rounds"][0]["reasons"][0]["basis"]["mark"]
    assert "支部委员会" in found["officers"]["route"]
    assert ledger_call("elections", "--of", "coming").json["election"] == "coming"
    assert ledger_call("elections", "--of", "没有这个").code == 1
