"""What the command line does not take: one sentence each, exit code 1 or 2, nothing changed."""

import json

import pytest


@pytest.mark.parametrize(
    "content",
    [
        b'{"name": "\xe9\x99\x88", "name": "\xe6\x9e\x97"}',
        b'{"name": NaN}',
        b'{"name": "a", "phone": -Infinity}',
        '{"name": "张三"}'.encode("gb18030"),
        b'[{"name": "a", "flags": {"hardship": true, "hardship": false}}]',
    ],
)
def test_json_that_cannot_be_what_was_meant_is_refused(ledger_call, tmp_path, content):
    path = tmp_path / "人.json"
    path.write_bytes(content)
    answer = ledger_call("add", "person", "--from", path)
    assert (answer.code, answer.json["error"]["code"]) == (1, "invalid_json")
    assert answer.err.count("\n") == 1
    assert ledger_call("list", "person").json == []


def test_a_key_written_twice_is_named(ledger_call, tmp_path):
    path = tmp_path / "人.json"
    path.write_text('{"name": "陈秋生", "phone": "1", "phone": "2"}', "utf-8")
    assert "phone" in ledger_call("add", "person", "--from", path).err


def test_half_a_character_in_a_record_is_refused_and_nothing_is_written(ledger_call, tmp_path):
    path = tmp_path / "人.json"
    path.write_text('{"name": "\\ud800"}', "utf-8")
    answer = ledger_call("add", "person", "--from", path)
    assert (answer.code, answer.json["error"]["code"]) == (1, "invalid")
    assert "不完整的字符" in answer.json["error"]["problems"]["name"]
    assert ledger_call("list", "person").json == []


def test_half_a_character_on_the_line_is_refused(ledger_call):
    assert ledger_call("search", "\udcff").json["error"]["code"] == "invalid_text"


@pytest.mark.parametrize(
    "line",
    [
        ("check", "--year", "-5"),
        ("check", "--year", "99999"),
        ("duties", "--year", "0"),
        ("list", "person", "--year", "10000"),
        ("reminders", "--days", "99999999999"),
        ("reminders", "--on", "9999-12-31"),
        ("duties", "--on", "0001-01-01"),
        ("list", "person", "--as-of", "2026-W10-1"),
        ("list", "person", "--as-of", "20260305"),
        ("list", "person", "--clock", "9999-12-31T23:59:59"),
        ("list", "person", "--passphrase-file", "--json"),
        ("list", "person", "--where", "name=a", "--where", "name=b"),
    ],
)
def test_a_line_that_cannot_be_meant_is_wrong_usage(ledger_call, line):
    answer = ledger_call(*line)
    assert (answer.code, answer.json["error"]["code"]) == (2, "usage")


def test_reminders_reach_over_the_end_of_the_lunar_tables(ledger_call, json_file):
    member = {
        "name": "陈秋生", "stage": "full", "admitted_on": "2070-07-01", "promoted_on": "2071-07-01",
        "birthday_calendar": "lunar", "lunar_birthday": {"month": 8, "day": 15, "leap": False},
    }  # fmt: skip
    ledger_call("add", "person", "--from", json_file(member))
    found = ledger_call("reminders", "--days", "3660", "--on", "2099-12-31").json
    assert [each["on"][:4] for each in found if each["kind"] == "birthday"] == ["2100"]


def test_a_file_about_another_record_does_not_change_this_one(ledger_call, json_file):
    first, second = ledger_call(
        "add", "person", "--from", json_file([{"name": "陈秋生"}, {"name": "林小满"}])
    ).json["uids"]
    answer = ledger_call(
        "change", "person", first, "--from", json_file({"uid": second, "phone": "13800001234"})
    )
    assert answer.code == 1
    assert ledger_call("show", "person", first).json["phone"] is None


def test_an_answer_to_what_no_rule_can_find_is_refused(ledger_call):
    for key in ("nope", "MTG-01|2026Q1", "XXX-01|2026Q1|x", "duty|nothing|2026Q1|"):
        answer = ledger_call("answer", key, "--state", "explained", "--reason", "汛期")
        assert (answer.code, answer.json["error"]["code"]) == (1, "not_found")


def test_a_duty_can_be_answered_by_the_key_it_shows(ledger_call):
    def first_theme_day() -> dict:
        return next(each for each in ledger_call("duties").json if each["duty"] == "theme_day")

    key = first_theme_day()["key"]
    answered = ledger_call("answer", key, "--state", "not_applicable", "--reason", "防汛值守")
    assert answered.code == 0
    assert (first_theme_day()["state"], first_theme_day()["reason"]) == ("not_applicable", "防汛值守")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ORG-10.days", "abc"),
        ("ORG-10.days", "[1, 2]"),
        ("ORG-10.days", "99999999999999"),
        ("MTG-04.enabled", "maybe"),
        ("political_birthday_source", "bogus"),
        ("REC-14.theme_day", "video"),
    ],
)
def test_a_setting_takes_only_what_it_can_mean(ledger_call, name, value):
    before = ledger_call("settings", name).json[0]["value"]
    answer = ledger_call("settings", name, value)
    assert (answer.code, answer.json["error"]["code"]) == (1, "invalid")
    assert ledger_call("settings", name).json[0]["value"] == before


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("ORG-10.days", "120", 120),
        ("MTG-04.enabled", "false", False),
        ("political_birthday_source", "promoted_on", "promoted_on"),
        ("REC-14.theme_day", "material", "material"),
    ],
)
def test_a_setting_keeps_the_kind_of_its_default(ledger_call, name, value, kept):
    assert ledger_call("settings", name, value).json[0]["value"] == kept
    assert (
        ledger_call("settings", name, "default").json[0]["value"]
        == ledger_call("settings", name).json[0]["default"]
    )


def test_a_folder_is_no_file_to_write(ledger_call, tmp_path):
    for line in (("export", "person", tmp_path), ("print", "roster", "--out", tmp_path)):
        answer = ledger_call(*line)
        assert (answer.code, answer.json["error"]["code"]) == (1, "write_failed")
        assert "文件夹" in answer.err


def test_a_refusal_cannot_steer_the_terminal(ledger_call, json_file):
    answer = ledger_call(
        "add", "person", "--from", json_file({"name": "陈秋生", "group": "\u202e\x1b[2J组\n二"})
    )
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert not any(ch in answer.err + answer.json["error"]["message"] for ch in "\u202e\x1b")


def test_a_refusal_repeats_only_the_beginning_of_what_was_given(ledger_call, json_file):
    talk = {"held_on": "2026-03-01", "initiator": "很长" * 50_000, "partner": "林小满", "键" * 50_000: 1}
    answer = ledger_call("add", "heart_talk", "--from", json_file(talk))
    assert answer.code == 1
    assert len(answer.err) < 400
    assert all(len(key) < 60 for key in answer.json["error"]["problems"])


def test_many_problems_are_counted_in_the_sentence_and_listed_in_the_answer(ledger_call, json_file):
    answer = ledger_call("add", "person", "--from", json_file({f"key{number}": 1 for number in range(500)}))
    assert "等500处" in answer.err
    assert answer.err.count("这一项") == 5
    assert len(answer.json["error"]["problems"]) == 500


def test_what_is_in_the_recycle_bin_is_not_removed_again(ledger_call, json_file):
    uid = ledger_call("add", "person", "--from", json_file({"name": "陈秋生"})).json["uid"]
    assert ledger_call("put-back", "person", uid).json["error"]["code"] == "not_removed"
    assert ledger_call("remove", "person", uid).code == 0
    assert ledger_call("remove", "person", uid).json["error"]["code"] == "already_removed"
    assert len(ledger_call("history", "person", uid).json) == 2


def test_the_history_names_fields_by_their_keys(ledger_call, json_file):
    uid = ledger_call("add", "person", "--from", json_file({"name": "陈秋生"})).json["uid"]
    ledger_call("change", "person", uid, "--from", json_file({"phone": "13800001234"}))
    (change,) = ledger_call("history", "person", uid).json[0]["changes"]
    assert (change["key"], change["after"]) == ("phone", "13800001234")


def test_a_crash_that_cannot_be_logged_still_ends_in_one_sentence(call, monkeypatch, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be", "utf-8")
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(variable, str(blocked))

    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr("desktop.cli.running.application", broken)
    answer = call("ledgers", "--json")
    assert answer.code == 1
    assert json.loads(answer.out)["error"]["code"] == "internal"
    assert answer.err.count("\n") == 1


def test_the_list_of_duties_says_which_period_and_whose(ledger_call, call, branch_dir, json_file):
    ledger_call("add", "group", "--from", json_file({"name": "溪东党小组"}))
    member = {"name": "陈秋生", "stage": "full", "admitted_on": "1990-07-01", "promoted_on": "1991-07-01"}
    ledger_call(
        "add", "person", "--from", json_file(member | {"group": "溪东党小组", "group_since": "2020-01-01"})
    )
    shown = call("duties", "--year", "2026", "--data-dir", branch_dir, "--on", "2026-11-22").out
    assert "溪东党小组2026年3月党小组会" in shown
    assert "2026年第一季度支部党员大会" in shown


def test_where_nothing_may_be_written_the_refusal_is_one_sentence_and_reading_goes_on(
    ledger_call, json_file, monkeypatch
):
    monkeypatch.setattr("db.recovery.starting.free_bytes", lambda root: 20_000_000)
    refused = ledger_call("add", "person", "--from", json_file({"name": "曾淑"}))
    assert (refused.code, refused.json["error"]["code"]) == (1, "read_only")
    assert refused.err.count("\n") == 1
    assert "腾出空间" in refused.err
    looked = ledger_call("package", "status")
    assert (looked.code, looked.json["not_sent"], looked.json["code"]) == (0, 2, "")
    assert "只能查看" in looked.err


@pytest.mark.parametrize("name", ["名册.pdf", "名册", "名册.xls"])
def test_an_export_under_the_name_of_another_kind_of_file_is_wrong_usage(ledger_call, tmp_path, name):
    answer = ledger_call("export", "person", tmp_path / name)
    assert (answer.code, answer.json["error"]["code"]) == (2, "usage")
    assert not (tmp_path / name).exists()
