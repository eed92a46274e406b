"""What is due and what is wrong, on the command line."""

import pytest

COMMITTEE = ("secretary", "organization", "publicity")


@pytest.fixture
def peopled(ledger_call, json_file):
    """Eight full members, three of them the committee since 2024."""
    names = ["陈秋生", "林小满", "周国英", "徐海燕", "吴春山", "何桂兰", "方志远", "叶子涵"]
    members = [
        {"name": name, "stage": "full", "admitted_on": "1990-07-01", "promoted_on": "1991-07-01"}
        for name in names
    ]
    uids = ledger_call("add", "person", "--from", json_file(members)).json["uids"]
    posts = [
        {"person": uid, "post": post, "from_on": "2024-03-10"}
        for uid, post in zip(uids, COMMITTEE, strict=False)
    ]
    ledger_call("add", "post", "--from", json_file(posts))
    return dict(zip(names, uids, strict=True))


def committee_meeting(day: str) -> dict:
    return {"held_on": day, "topic": "研究本月工作", "everyone_present": True}


def test_a_meeting_held_makes_its_duty_done_and_shows_the_evidence(ledger_call, json_file, peopled):
    def january() -> dict:
        found = ledger_call("duties", "--year", "2026").json
        return next(
            each for each in found if (each["duty"], each["period"]) == ("committee_meeting", "2026-01")
        )

    assert january()["state"] == "late"
    uid = ledger_call("add", "committee_meeting", "--from", json_file(committee_meeting("2026-01-08"))).json[
        "uid"
    ]
    assert january()["state"] == "done"
    assert january()["evidence"] == [{"ledger": "committee_meeting", "uid": uid}]
    assert january()["basis"]["article"] == "第十二条"


def test_a_missing_meeting_is_a_finding_with_its_article_and_an_honest_remedy(
    ledger_call, json_file, peopled
):
    found = ledger_call("check", "--rule", "MTG-02", "--year", "2026").json
    assert [each["period"] for each in found] == [f"2026-{month:02d}" for month in range(1, 11)]
    assert found[0]["basis"]["mark"] == "V"
    assert found[0]["severity"] == "S2"
    assert "补开" in found[0]["remedy"]


def test_fail_on_ends_with_one_only_for_findings_that_serious(ledger_call, peopled):
    assert ledger_call("check", "--rule", "MTG-02", "--fail-on", "S1").code == 0
    assert ledger_call("check", "--rule", "MTG-02", "--fail-on", "S2").code == 1
    assert ledger_call("check", "--rule", "MTG-02", "--fail-on", "S3").code == 1


def test_an_answered_finding_stays_in_the_list_but_no_longer_fails(ledger_call, peopled):
    for each in ledger_call("check", "--rule", "MTG-02").json:
        ledger_call(
            "answer", each["key"], "--state", "explained", "--reason", "防汛期间由书记临时召集，未单独开会"
        )
    found = ledger_call("check", "--rule", "MTG-02", "--fail-on", "S3")
    assert found.code == 0
    assert {each["state"] for each in found.json} == {"explained"}


def test_an_answer_without_a_reason_is_refused(ledger_call, peopled):
    key = ledger_call("check", "--rule", "MTG-02").json[0]["key"]
    assert ledger_call("answer", key, "--state", "not_applicable").code == 1


def test_an_unknown_rule_is_refused(ledger_call):
    answer = ledger_call("check", "--rule", "XXX-99")
    assert (answer.code, answer.json["error"]["code"]) == (1, "not_found")


def test_solar_lunar_and_political_birthdays_are_reminded(ledger_call, json_file):
    ledger_call(
        "add",
        "person",
        "--from",
        json_file(
            [
                {"name": "陈秋生", "born_on": "1950-12-01", "stage": "full", "admitted_on": "1976-12-05",
                 "promoted_on": "1976-12-05"},
                {"name": "林小满", "born_on": "1961", "birthday_calendar": "lunar", "stage": "full",
                 "admitted_on": "1990-01-01", "lunar_birthday": {"month": 10, "day": 25, "leap": False}},
            ]
        ),
    )  # fmt: skip
    found = ledger_call("reminders", "--days", "30").json
    told = {
        (each["kind"], each["person"]["name"], each["on"], each["years"]) for each in found if each["person"]
    }
    assert ("birthday", "陈秋生", "2026-12-01", 76) in told
    assert ("political_birthday", "陈秋生", "2026-12-05", 50) in told
    assert any(kind == "birthday" and name == "林小满" and on == "2026-12-03" for kind, name, on, _ in told)


def test_every_rule_can_be_read_with_its_basis(call):
    listed = call("rules", "--json").json
    assert len(listed) > 80
    one = call("rules", "MTG-01", "--json").json
    assert one["article"] == "第十一条"
    assert one["edition"]


def test_a_local_setting_changes_what_is_found(ledger_call, json_file, peopled):
    assert ledger_call("check", "--rule", "MTG-04").json
    assert ledger_call("settings", "MTG-04.enabled", "false").code == 0
    assert ledger_call("check", "--rule", "MTG-04").json == []
    ledger_call("settings", "MTG-04.enabled", "default")
    assert ledger_call("check", "--rule", "MTG-04").json
