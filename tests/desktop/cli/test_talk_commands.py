"""Talks on the command line: pairs, what is missing, and the paper."""

import pytest


@pytest.fixture
def peopled(ledger_call, json_file) -> dict[str, str]:
    """A committee of two and two members; the secretary talked with the deputy and with one member."""
    names = ("陈秋生", "林小满", "周国英", "徐海燕")
    common = {"stage": "full", "admitted_on": "1990-07-01", "promoted_on": "1991-07-01"}
    people = [{"name": name, **common} for name in names]
    uids = dict(
        zip(names, ledger_call("add", "person", "--from", json_file(people)).json["uids"], strict=True)
    )
    posts = [
        {"person": "陈秋生", "post": "secretary", "from_on": "2024-03-10"},
        {"person": "林小满", "post": "deputy_secretary", "from_on": "2024-03-10"},
    ]
    assert ledger_call("add", "post", "--from", json_file(posts)).code == 0
    talks = [
        {"held_on": "2026-03-12", "initiator": "陈秋生", "partner": "林小满", "words": "谈分工。"},
        {"held_on": "2026-05-20", "initiator": "周国英", "partner": "陈秋生", "words": "谈水渠。"},
        {"held_on": "2026-08-02", "initiator": "陈秋生", "partner": "周国英", "words": "谈水渠修好以后。"},
        {"held_on": "2026-08-03", "initiator": "周国英", "partner": "徐海燕", "words": "谈家里。"},
    ]
    assert ledger_call("add", "heart_talk", "--from", json_file(talks)).code == 0
    return uids


def test_the_year_names_pairs_and_what_is_missing(ledger_call, peopled):
    found = ledger_call("talks", "--year", "2026").json

    assert (found["year"], found["as_of"]) == (2026, "2026-11-22")
    assert [each["name"] for each in found["committee"]] == ["陈秋生", "林小满"]
    told = [
        (
            sorted((each["first"]["name"], each["second"]["name"])),
            each["kind"],
            each["count"],
            each["last_on"],
        )
        for each in found["pairs"]
    ]
    assert told == [
        (["林小满", "陈秋生"], "committee", 1, "2026-03-12"),
        (["周国英", "陈秋生"], "committee_member", 2, "2026-08-02"),
        (["周国英", "徐海燕"], "members", 1, "2026-08-03"),
    ]
    (missing,) = found["missing"]
    assert (missing["first"], missing["second"]["name"], missing["state"]) == (None, "徐海燕", "due")
    assert found["required"] == {"committee": {"done": 1, "of": 1}, "committee_member": {"done": 1, "of": 2}}
    assert found["basis"]["article"] == "第十九条"


def test_a_day_chosen_sees_only_what_was_held_until_then(ledger_call, peopled):
    found = ledger_call("talks", "--on", "2026-04-01").json

    assert [each["count"] for each in found["pairs"]] == [1]
    assert {each["second"]["name"] for each in found["missing"]} == {"周国英", "徐海燕"}


def test_one_person_can_be_looked_at_alone(ledger_call, peopled):
    found = ledger_call("talks", "--person", "徐海燕").json

    assert [each["count"] for each in found["pairs"]] == [1]
    assert len(found["missing"]) == 1


def test_a_year_over_says_that_it_is_late(ledger_call, peopled):
    states = {
        each["state"] for each in ledger_call("talks", "--year", "2026", "--on", "2027-01-05").json["missing"]
    }

    assert states == {"late"}
    found = ledger_call("check", "--year", "2026", "--rule", "LIF-16", "--on", "2027-01-05").json
    assert [each["message"] for each in found] == ["2026年有1名党员没有支委与其谈心谈话的记录：徐海燕。"]


def test_the_lines_for_people_name_the_missing(call, branch_dir, peopled):
    out = call("talks", "--data-dir", branch_dir, "--on", "2026-11-22").out

    assert "待谈：任一支委与徐海燕（支委与党员）" in out
    assert "支委之间 1/1" in out


def test_wrong_usage_is_told(ledger_call, peopled):
    assert ledger_call("talks", "--year", "2027").code == 2
    assert ledger_call("talks", "--person", "没有这个人").code == 1


def test_the_sheet_is_printed(ledger_call, peopled, tmp_path):
    target = tmp_path / "对照表.pdf"

    assert ledger_call("print", "talk_matrix", "--year", "2026", "--out", target).json["pages"] >= 1
    assert target.read_bytes().startswith(b"%PDF")


def test_an_event_asks_for_a_talk_until_one_is_held(ledger_call, json_file, peopled):
    visit = {"visited_on": "2026-11-01", "person": "徐海燕", "reason": "illness"}
    assert ledger_call("add", "care_visit", "--from", json_file(visit)).code == 0
    (occasion,) = ledger_call("talks").json["occasions"]
    assert (occasion["person"]["name"], occasion["due_on"], occasion["state"]) == (
        "徐海燕",
        "2026-12-01",
        "due",
    )
    assert [each["duty"] for each in ledger_call("duties").json].count("must_talk") == 1

    talk = {"held_on": "2026-11-03", "initiator": "林小满", "partner": "徐海燕", "reason": "hardship"}
    assert ledger_call("add", "heart_talk", "--from", json_file(talk)).code == 0
    (occasion,) = ledger_call("talks").json["occasions"]
    assert occasion["state"] == "done"
    assert occasion["talk"]
