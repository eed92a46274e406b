"""A damaged folder on the command line: looked at, recovered into a new folder or in place, described for help."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def damaged(ledger_call, json_file, branch_dir: Path) -> Path:
    """The folder of a branch with one person, a backup, and a spoiled page in the middle of the file."""
    ledger_call("add", "person", "--from", json_file({"name": "陈秋生"}))
    ledger_call("backup")
    path = branch_dir / "branch.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return branch_dir


def people(call, folder: Path) -> list[str]:
    return [row["name"] for row in call("list", "person", "--data-dir", folder, "--json").json]


def test_looking_says_what_may_be_hoped_for(call, damaged):
    found = call("recover", damaged, "--json").json
    assert found["problems"]
    assert found["backup_records"] > 1
    assert call("recover", damaged).out.count("。") >= 2


@pytest.mark.parametrize("way", ["--from-journal", "--from-backup", "--salvage"])
def test_each_way_gives_the_person_back_in_a_new_folder(call, damaged, tmp_path, way):
    before = (damaged / "branch.db").read_bytes()
    answer = call("recover", damaged, way, "--data-dir", tmp_path / "新的", "--json")
    if way == "--from-journal" and answer.code == 1:
        assert answer.json["error"]["code"] in ("journal_damaged", "not_readable")
        return
    assert answer.code == 0, answer.err
    assert people(call, tmp_path / "新的") == ["陈秋生"]
    assert (damaged / "branch.db").read_bytes() == before


def test_in_place_the_damaged_file_is_kept_aside(call, damaged):
    before = (damaged / "branch.db").read_bytes()
    answer = call("recover", damaged, "--from-backup", "--in-place", "--json").json
    assert (Path(answer["aside"]) / "branch.db").read_bytes() == before
    assert people(call, damaged) == ["陈秋生"]


def test_a_certain_backup_can_be_named(call, ledger_call, damaged, tmp_path):
    (backup,) = (damaged / "backups").glob("0*-manual")
    moved = shutil.move(backup, tmp_path / "000001-manual")
    answer = call("recover", damaged, "--backup", moved, "--data-dir", tmp_path / "新的", "--json")
    assert answer.json["backup"] == str(moved)
    assert people(call, tmp_path / "新的") == ["陈秋生"]


def test_a_way_needs_a_place(call, damaged):
    assert call("recover", damaged, "--salvage").code == 2
    assert call("recover", damaged, "--salvage", "--from-backup", "--in-place").code == 2


def test_a_package_for_help_is_written_with_its_code(call, damaged, tmp_path):
    answer = call("recover", damaged, "--support", tmp_path / "求助.age", "--json").json
    assert Path(answer["file"]).is_file()
    assert len(answer["code"]) == 19


def test_what_was_noticed_at_opening_is_said_beside_the_answer(call, branch_dir, tmp_path):
    shutil.copytree(branch_dir, tmp_path / "拷来的")
    answer = call("list", "person", "--data-dir", tmp_path / "拷来的", "--json")
    assert answer.json == []
    assert "从别处复制来的" in answer.err
