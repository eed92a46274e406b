"""Every ledger answers on the command line, and says no in one sentence."""

from pathlib import Path

import pytest


def people(count: int = 4) -> list[dict]:
    names = ["陈秋生", "林小满", "周国英", "徐海燕", "吴春山", "何桂兰"]
    return [
        {
            "name": names[i],
            "sex": "female" if i % 2 else "male",
            "stage": "full",
            "admitted_on": f"19{80 + i}-07-01",
            "promoted_on": f"19{81 + i}-07-01",
        }
        for i in range(count)
    ]


def test_a_person_added_is_listed_with_all_fields(ledger_call, json_file):
    added = ledger_call("add", "person", "--from", json_file(people(1)))
    listed = ledger_call("list", "person").json
    assert added.code == 0
    assert [person["name"] for person in listed] == ["陈秋生"]
    assert listed[0]["uid"] == added.json["uid"]
    assert listed[0]["stage"] == "full"
    assert listed[0]["roll_status"] == "on_roll"
    assert listed[0]["promoted_on"] == "1981-07-01"
    assert listed[0]["standing_years"] == 45


def test_uids_of_added_records_keep_the_order_of_the_file(ledger_call, json_file):
    uids = ledger_call("add", "person", "--from", json_file(people(4))).json["uids"]
    by_uid = {person["uid"]: person["name"] for person in ledger_call("list", "person").json}
    assert [by_uid[uid] for uid in uids] == [person["name"] for person in people(4)]


def test_global_options_stand_before_or_after_the_command(call, branch_dir):
    after = call("list", "person", "--json", "--data-dir", branch_dir)
    before = call("--json", f"--data-dir={branch_dir}", "list", "person")
    assert after.out == before.out == "[]\n"


def test_a_passphrase_file_opens_the_branch(call, branch_dir, tmp_path, monkeypatch):
    monkeypatch.delenv("BRANCH_LEDGER_PASSPHRASE")
    path = tmp_path / "口令.txt"
    path.write_text("溪边有三棵老樟树\n", "utf-8")
    assert call("list", "person", "--data-dir", branch_dir, "--passphrase-file", path).code == 0


def test_a_wrong_passphrase_is_refused_in_one_sentence(call, branch_dir, monkeypatch):
    monkeypatch.setenv("BRANCH_LEDGER_PASSPHRASE", "不是这一句话呀")
    answer = call("list", "person", "--data-dir", branch_dir, "--json")
    assert answer.code == 1
    assert answer.json["error"]["code"] == "wrong_passphrase"
    assert answer.err.count("\n") == 1


def test_what_show_gives_can_be_given_back_to_change(ledger_call, json_file):
    uid = ledger_call("add", "person", "--from", json_file(people(1))).json["uid"]
    shown = ledger_call("show", "person", uid).json
    shown["phone"] = "13800001234"
    assert ledger_call("change", "person", uid, "--from", json_file(shown)).code == 0
    assert ledger_call("show", "person", uid).json["phone"] == "13800001234"


def test_a_late_transfer_out_changes_the_counts_of_the_past(ledger_call, json_file):
    uids = ledger_call("add", "person", "--from", json_file(people(4))).json["uids"]
    meeting = {"held_on": "2026-06-20", "topic": "商量修渠", "everyone_present": True}
    held = ledger_call("add", "general_meeting", "--from", json_file(meeting)).json["uid"]
    assert ledger_call("show", "general_meeting", held).json["expected_count"] == 4
    moved = {"roll_status": "transferred_out", "roll_status_since": "2026-05-01"}
    ledger_call("change", "person", uids[0], "--from", json_file(moved))
    assert ledger_call("show", "general_meeting", held).json["expected_count"] == 3
    as_of = ledger_call("show", "person", uids[0], "--as-of", "2026-04-30").json
    assert as_of["roll_status"] == "on_roll"


def test_a_transfer_out_typed_by_mistake_can_be_taken_back(ledger_call, json_file):
    uid = ledger_call("add", "person", "--from", json_file(people(1))).json["uid"]
    for status in ("transferred_out", "on_roll"):
        changed = {"roll_status": status, "roll_status_since": "2026-05-01"}
        assert ledger_call("change", "person", uid, "--from", json_file(changed)).code == 0
    for day in ("2026-04-30", "2026-05-01", "2026-11-22"):
        assert ledger_call("show", "person", uid, "--as-of", day).json["roll_status"] == "on_roll"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        ({"id_number": "330899198901248775"}, "校验"),
        ({"born_on": "1989-02"}, "出生日期"),
        ({"born_on": "1989-01"}, None),
        ({"sex": "female"}, "性别"),
    ],
)
def test_an_odd_citizen_number_is_kept_and_pointed_out(ledger_call, json_file, changes, words):
    person = {
        "name": "区敏",
        "sex": "male",
        "born_on": "1989-01-24",
        "id_number": "330899198901248774",
    } | changes
    uid = ledger_call("add", "person", "--from", json_file(person)).json["uid"]
    shown = ledger_call("show", "person", uid).json
    assert shown["id_number"] == person["id_number"]
    assert words in shown["id_number_problem"] if words else shown["id_number_problem"] is None


def test_a_shared_name_is_refused_and_the_choices_are_named(ledger_call, json_file):
    twins = [{"name": "王建国", "born_on": "1957"}, {"name": "王建国", "born_on": "1981"}]
    uids = ledger_call("add", "person", "--from", json_file(twins)).json["uids"]
    talk = {"held_on": "2026-03-01", "initiator": "王建国", "partner": "王建国"}
    answer = ledger_call("add", "heart_talk", "--from", json_file(talk))
    assert answer.code == 1
    assert answer.json["error"]["code"] == "ambiguous_name"
    assert answer.json["error"]["choices"] == ["王建国（1957）", "王建国（1981）"]
    assert answer.json["error"]["uids"] == uids
    assert all(uid in answer.err for uid in uids)
    assert ledger_call("list", "heart_talk").json == []


def test_every_problem_of_a_record_is_told_at_once(ledger_call, json_file):
    bad = {"held_on": "2026-02-30", "starts_at": "26:00", "chair": "没有这个人", "nonsense": 1}
    answer = ledger_call("add", "general_meeting", "--from", json_file(bad))
    assert answer.code == 1
    assert set(answer.json["error"]["problems"]) == {"held_on", "starts_at", "chair", "nonsense"}


def test_a_record_removed_is_not_listed_and_can_be_put_back(ledger_call, json_file):
    uid = ledger_call("add", "person", "--from", json_file(people(1))).json["uid"]
    ledger_call("remove", "person", uid)
    assert ledger_call("list", "person").json == []
    assert [row["uid"] for row in ledger_call("list", "person", "--removed").json] == [uid]
    ledger_call("put-back", "person", uid)
    assert len(ledger_call("list", "person").json) == 1


def test_history_tells_what_a_field_was_and_became(ledger_call, json_file):
    uid = ledger_call("add", "person", "--from", json_file(people(1))).json["uid"]
    ledger_call("change", "person", uid, "--from", json_file({"education": "大专"}))
    newest = ledger_call("history", "person", uid).json[0]
    assert [(c["title"], c["before"], c["after"]) for c in newest["changes"]] == [("学历", None, "大专")]


def test_a_meeting_entered_late_says_so_with_both_days(ledger_call, json_file):
    ledger_call("add", "person", "--from", json_file(people(3)))
    meeting = json_file({"held_on": "2026-03-10", "topic": "春耕"})
    in_time = ledger_call("add", "general_meeting", "--from", meeting, "--on", "2026-03-13").json["uid"]
    late = ledger_call("add", "general_meeting", "--from", meeting, "--on", "2026-03-14").json["uid"]
    assert ledger_call("show", "general_meeting", in_time).json["is_late_entry"] is False
    text = ledger_call("show", "general_meeting", late).json["late_entry_text"]
    assert "2026年3月10日" in text
    assert "2026年3月14日" in text


def test_where_filters_by_stored_and_by_computed_fields(ledger_call, json_file):
    ledger_call("add", "person", "--from", json_file(people(4)))
    women = ledger_call("list", "person", "--where", "sex=female").json
    full = ledger_call("list", "person", "--where", "stage=full", "--as-of", "1982-12-31").json
    assert {person["name"] for person in women} == {"林小满", "徐海燕"}
    assert {person["name"] for person in full} == {"陈秋生", "林小满"}


def test_a_filter_by_a_word_that_is_no_choice_is_refused(ledger_call):
    answer = ledger_call("list", "person", "--where", "stage=nonsense")
    assert (answer.code, answer.json["error"]["code"]) == (1, "invalid")


def test_an_empty_filter_finds_those_without_a_value(ledger_call, json_file):
    ledger_call("add", "group", "--from", json_file({"name": "第一党小组"}))
    somebody = people(2)
    somebody[0]["group"] = "第一党小组"
    ledger_call("add", "person", "--from", json_file(somebody))
    assert [person["name"] for person in ledger_call("list", "person", "--where", "group=").json] == [
        "林小满"
    ]


def test_an_exported_agenda_holds_its_votes(ledger_call, json_file, tmp_path):
    import openpyxl

    ledger_call("add", "person", "--from", json_file(people(3)))
    item = {"title": "修渠", "vote": {"method": "open", "for": 3, "against": 0, "abstain": 0}}
    meeting = {"held_on": "2026-03-10", "topic": "春耕", "everyone_present": True, "agenda": [item]}
    ledger_call("add", "general_meeting", "--from", json_file(meeting))
    ledger_call("export", "general_meeting", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    texts = [str(cell.value) for cell in sheet[2]]
    assert any("修渠" in text and "举手表决 3 0 0" in text for text in texts)


def test_a_roster_sheet_comes_in_and_goes_back_out(ledger_call, branch_dir, tmp_path):
    sheet = tmp_path / "名册.csv"
    sheet.write_text(
        "姓名,性别,民族,公民身份号码,入党时间\n区敏,男,汉,330899198901248774,2011.01.19\n,女,汉,,2012.1\n",
        "utf-8",
    )
    dry = ledger_call("import-roster", sheet, "--dry-run").json
    assert (dry["added"], dry["batch"]) == (1, None)
    assert ledger_call("list", "person").json == []
    done = ledger_call("import-roster", sheet).json
    assert [(problem["row"], problem["code"]) for problem in done["skipped"]] == [(3, "name_missing")]
    assert done["sheets"][0]["mapping"]["入党时间"] == "admitted_on"
    assert ledger_call("list", "person").json[0]["id_number"] == "330899198901248774"
    assert ledger_call("undo-import", done["batch"]).json["removed"] == 1
    assert ledger_call("list", "person").json == []
    assert ledger_call("undo-import", done["batch"]).json["error"]["code"] == "already_undone"


def test_an_import_cannot_be_taken_back_after_thirty_days(ledger_call, tmp_path):
    sheet = tmp_path / "名册.csv"
    sheet.write_text("姓名,性别\n区敏,男\n", "utf-8")
    batch = ledger_call("import-roster", sheet).json["batch"]
    late = ledger_call("undo-import", batch, "--on", "2026-12-23")
    assert late.json["error"]["code"] == "too_late"
    assert ledger_call("undo-import", batch, "--on", "2026-12-22").code == 0


def test_a_record_edited_after_its_import_is_kept_when_the_batch_is_taken_back(
    ledger_call, json_file, tmp_path
):
    sheet = tmp_path / "名册.csv"
    sheet.write_text("姓名,性别\n区敏,男\n林小满,女\n", "utf-8")
    batch = ledger_call("import-roster", sheet).json["batch"]
    ledger_call("change", "person", "区敏", "--from", json_file({"note": "已核对"}))
    undone = ledger_call("undo-import", batch).json
    assert undone["removed"] == 1
    assert [person["name"] for person in ledger_call("list", "person").json] == ["区敏"]


def test_a_mark_that_an_import_set_is_gone_when_the_batch_is_taken_back(ledger_call, json_file, tmp_path):
    number = "330899198901248774"
    ledger_call("add", "person", "--from", json_file({"name": "区敏", "id_number": number, "note": "旧"}))
    sheet = tmp_path / "名册.csv"
    sheet.write_text(f"姓名,身份证号,是否困难党员,备注\n区敏,{number},是,新\n", "utf-8")
    batch = ledger_call("import-roster", sheet).json["batch"]
    assert ledger_call("list", "person").json[0]["flags"] == ["hardship"]
    assert ledger_call("undo-import", batch).json["restored"] == 1
    (person,) = ledger_call("list", "person").json
    assert (person["flags"], person["note"]) == ([], "旧")


def test_an_export_masks_numbers_unless_asked_otherwise(ledger_call, json_file, tmp_path):
    import openpyxl

    ledger_call("add", "person", "--from", json_file({"name": "区敏", "id_number": "330899198901248774"}))

    def cells(path: Path) -> str:
        return " ".join(str(cell.value) for row in openpyxl.load_workbook(path).active for cell in row)

    ledger_call("export", "person", tmp_path / "a.xlsx")
    ledger_call("export", "person", tmp_path / "b.xlsx", "--full-numbers", "--reason", "填写上级表格")
    assert "330899198901248774" not in cells(tmp_path / "a.xlsx")
    assert "330899198901248774" in cells(tmp_path / "b.xlsx")


def test_text_that_looks_like_a_formula_is_exported_as_text(ledger_call, json_file, tmp_path):
    import openpyxl

    ledger_call("add", "document", "--from", json_file({"title": "=1+1", "kind": "received"}))
    ledger_call("export", "document", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [cell.data_type for cell in sheet[2] if cell.value == "=1+1"] == ["s"]


def test_a_csv_is_inert_in_every_spreadsheet_and_comes_back_whole(ledger_call, json_file, tmp_path):
    title = "=1+1\n通知\n－2"
    ledger_call(
        "add", "document", "--from", json_file({"title": "＝1", "kind": "received", "summary": title})
    )
    ledger_call("export", "document", tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    assert "'＝1" in text
    assert "'=1+1\n通知\n'－2" in text
    (uid,) = [row["uid"] for row in ledger_call("list", "document").json]
    ledger_call("remove", "document", uid)
    assert ledger_call("import", "document", tmp_path / "a.csv").json["added"] == 1
    (back,) = ledger_call("list", "document").json
    assert (back["title"], back["summary"]) == ("＝1", title)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["list"], "缺少"),
        (["nonsense"], "没有"),
        (["list", "person", "--nope"], "--nope"),
        (["check", "--fail-on", "S9"], "S1"),
        (["list", "person", "--on", "2026-13-01"], "--on"),
        (["print", "roster"], "--out"),
    ],
)
def test_a_line_written_wrong_ends_with_two_and_a_chinese_sentence(call, line, words):
    answer = call(*line)
    assert answer.code == 2
    assert words in answer.err
    assert answer.out == ""


def test_an_unknown_ledger_names_the_known_ones(ledger_call):
    answer = ledger_call("list", "nonsense")
    assert answer.code == 1
    assert "general_meeting" in answer.json["error"]["message"]


def test_a_folder_without_a_branch_is_refused(call, tmp_path):
    answer = call("list", "person", "--data-dir", tmp_path / "nothing", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "not_a_branch")


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_broken_file_changes_nothing(ledger_call, tmp_path, content):
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    assert ledger_call("add", "person", "--from", path).code == 1
    assert ledger_call("list", "person").json == []


def test_who_was_transferred_in_is_on_no_list_of_the_days_before(ledger_call, json_file):
    came = people(1)[0] | {"roll_status": "on_roll", "roll_status_since": "2026-03-05"}
    uid = ledger_call("add", "person", "--from", json_file(came)).json["uid"]

    def on_roll(day: str) -> list[str]:
        found = ledger_call("list", "person", "--where", "roll_status=on_roll", "--as-of", day).json
        return [person["uid"] for person in found]

    assert on_roll("2026-03-05") == [uid]
    assert on_roll("2026-03-04") == []
    assert ledger_call("show", "person", uid, "--as-of", "2026-03-04").json["roll_status"] is None
    assert ledger_call("show", "person", uid).json["roll_status"] == "on_roll"
