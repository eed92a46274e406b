"""Backups on the command line: made, listed, rehearsed, taken elsewhere."""

from pathlib import Path


def test_backups_are_listed_with_what_is_to_be_said(ledger_call, json_file):
    ledger_call("add", "person", "--from", json_file({"name": "陈秋生"}))
    assert ledger_call("backup").json["verified"]
    assert ledger_call("backup", "--if-changed").json["file"] is None
    found = ledger_call("backups").json
    assert [(each["number"], each["kind"], each["damaged"]) for each in found["backups"]] == [
        (1, "manual", False)
    ]
    assert found["current"]


def test_an_import_is_preceded_by_a_backup(ledger_call, tmp_path):
    sheet = tmp_path / "名册.csv"
    sheet.write_text("姓名,性别\n陈秋生,男\n", "utf-8")
    assert ledger_call("import", "person", sheet).json["added"] == 1
    assert [each["kind"] for each in ledger_call("backups").json["backups"]] == ["import"]


def test_a_rehearsal_prints_its_page_and_fails_on_a_damaged_backup(ledger_call, tmp_path):
    folder = ledger_call("backup").json["file"]
    answer = ledger_call("rehearse", "--out", tmp_path / "演练.pdf")
    assert (answer.code, answer.json["sound"]) == (0, True)
    assert (tmp_path / "演练.pdf").read_bytes().startswith(b"%PDF")
    with (Path(folder) / "branch.db").open("r+b") as stream:
        stream.seek(5000)
        stream.write(b"rot")
    answer = ledger_call("rehearse")
    assert (answer.code, answer.json["sound"], answer.json["usable"]) == (1, False, None)
    assert ledger_call("backups").json["backups"][0]["damaged"]


def test_the_second_place_is_remembered_and_written_to_on_demand(ledger_call, tmp_path):
    stick = tmp_path / "备份盘"
    stick.mkdir()
    assert ledger_call("second-place", stick).json["path"] == str(stick)
    assert list(stick.iterdir()) == []
    assert str(stick) in ledger_call("backup", "--second").json["file"]


def test_a_backup_is_not_opened_like_a_branch(ledger_call, call):
    made = Path(ledger_call("backup").json["file"])
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    refused = call("list", "person", "--data-dir", made, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "is_a_backup")
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before


def test_a_backup_that_lost_one_copy_of_its_key_slots_is_restored(ledger_call, call, tmp_path):
    made = Path(ledger_call("backup", "--to", tmp_path).json["file"])
    (made / "keyslots.json").unlink()
    assert call("restore", made, "--data-dir", tmp_path / "恢复", "--json").code == 0
    assert call("verify", "--data-dir", tmp_path / "恢复", "--json").json["sound"] is True


def test_a_backup_cut_short_is_called_damaged(ledger_call, call, tmp_path):
    made = Path(ledger_call("backup", "--to", tmp_path).json["file"])
    database = made / "branch.db"
    database.write_bytes(database.read_bytes()[:100_000])
    refused = call("restore", made, "--data-dir", tmp_path / "恢复", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "backup_damaged")
    assert not (tmp_path / "恢复").exists()
