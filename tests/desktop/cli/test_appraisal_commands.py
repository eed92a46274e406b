"""民主评议 and 整改清单 on the command line."""

import pytest

NAMES = ("陈秋生", "林小满", "周国英", "徐海燕", "吴春山", "方志远")
ROUND = {
    "year": 2025,
    "held_on": "2026-02-10",
    "ballots_issued": 6,
    "ballots_returned": 6,
    "ballots_valid": 6,
}


@pytest.fixture
def people(ledger_call, json_file):
    listed = [
        {"name": name, "stage": "full", "admitted_on": "2001-07-01", "promoted_on": "2002-07-01"}
        for name in NAMES
    ]
    assert ledger_call("add", "person", "--from", json_file(listed)).code == 0


def test_a_round_without_a_list_starts_with_the_roster(ledger_call, json_file, people):
    uid = ledger_call("add", "appraisal", "--from", json_file(ROUND)).json["uid"]
    shown = ledger_call("show", "appraisal", uid).json
    assert sorted(each["person"]["name"] for each in shown["members"]) == sorted(NAMES)
    assert (shown["cap"], shown["graded_count"]) == (2, 0)


def test_ballots_are_typed_and_a_result_is_proposed(ledger_call, json_file, people):
    votes = [{"person": name, "excellent": 6 - n, "qualified": n} for n, name in enumerate(NAMES)]
    uid = ledger_call("add", "appraisal", "--from", json_file(ROUND | {"members": votes})).json["uid"]
    shown = ledger_call("show", "appraisal", uid).json
    assert [each["proposed"] for each in shown["members"]][:3] == [
        "优秀",
        "优秀",
        "合格：优秀票居多，但按票数排第3，优秀名额2名",
    ]
    assert {each["grade"] for each in shown["members"]} == {None}


def test_more_votes_than_ballots_are_refused_in_one_sentence(ledger_call, json_file, people):
    votes = [{"person": NAMES[0], "excellent": 7}]
    refused = ledger_call("add", "appraisal", "--from", json_file(ROUND | {"members": votes}))
    assert refused.code != 0
    assert "四项共7票，多于有效测评票6张" in refused.err + refused.out


def test_an_item_of_the_list_shows_how_it_stands(ledger_call, json_file, people):
    item = {"found_on": "2026-02-10", "problem": "公开栏不换", "owner": NAMES[0], "due_on": "2026-03-01"}
    uid = ledger_call("add", "rectification", "--from", json_file(item)).json["uid"]
    assert ledger_call("show", "rectification", uid).json["state_text"] == "已逾期"
    assert (
        ledger_call("change", "rectification", uid, "--from", json_file({"done_on": "2026-02-28"})).code == 0
    )
    assert ledger_call("show", "rectification", uid).json["state_text"] == "已完成"


def test_the_pack_of_a_life_meeting_says_what_is_missing(ledger_call, json_file, people):
    held = {"held_on": "2026-02-10", "topic": "组织生活会", "opinions": [{"words": "开会时间太长"}]}
    uid = ledger_call("add", "life_meeting", "--from", json_file(held)).json["uid"]
    (pack,) = ledger_call("life-pack", "2026-02-10").json
    assert (pack["meeting"], pack["title"]) == (uid, "2026年2月10日组织生活会")
    states = {item["key"]: item["state"] for item in pack["items"]}
    assert (states["opinions"], states["talks"], states["rectification"]) == ("done", "nothing", "nothing")


def test_a_life_meeting_that_does_not_exist_is_told_in_words(ledger_call):
    refused = ledger_call("life-pack", "2026-02-30")
    assert refused.code == 1
    assert "没有编号或日期为“2026-02-30”的组织生活会" in refused.err + refused.out


def test_the_papers_of_a_round_are_printed(ledger_call, json_file, people, tmp_path):
    uid = ledger_call("add", "appraisal", "--from", json_file(ROUND)).json["uid"]
    for kind in ("appraisal_ballot", "appraisal_tally", "appraisal_grades", "appraisal_feedback"):
        printed = ledger_call("print", kind, "--uid", uid, "--out", tmp_path / f"{kind}.pdf")
        assert printed.code == 0
        assert (tmp_path / f"{kind}.pdf").read_bytes().startswith(b"%PDF")


def test_too_many_excellent_are_found_and_an_explanation_closes_it(ledger_call, json_file, people):
    grades = [
        {"person": name, "grade": "excellent" if n < 3 else "qualified"} for n, name in enumerate(NAMES)
    ]
    ledger_call("add", "appraisal", "--from", json_file(ROUND | {"members": grades}))
    (found,) = [each for each in ledger_call("check", "--year", "2026").json if each["rule"] == "LIF-09"]
    assert "评为优秀3人，基数为应评定等次的党员6人，三分之一是2人" in found["message"]
