"""Making branches, the demonstration, backups."""

import pypdf
import pytest


@pytest.fixture
def cheap_keys(monkeypatch):
    """Keys that cost little, for tests that make branches through the command line."""
    from db.keys import slots

    monkeypatch.setattr(slots, "STRONG", {"memory_kib": 8 * 1024, "iterations": 1, "lanes": 1})


def test_a_new_branch_prints_its_recovery_sheet_beside_the_data(call, tmp_path, cheap_keys):
    folder = tmp_path / "新支部"
    made = call(
        "init", "--name", "中共桃溪村支部委员会", "--kind", "village", "--founded", "2001-05-01",
        "--term-start", "2024-03-10", "--data-dir", folder, "--json",
    )  # fmt: skip
    text = "".join(page.extract_text() for page in pypdf.PdfReader(made.json["recovery_sheet"]).pages)
    assert made.code == 0
    assert sum(ch.isdigit() for ch in text) >= 48
    profile = call("list", "branch", "--data-dir", folder, "--json").json
    assert [(row["name"], row["kind"], row["term_start_on"]) for row in profile] == [
        ("中共桃溪村支部委员会", "village", "2024-03-10")
    ]


def test_the_digits_are_told_when_their_sheet_cannot_be_written(call, tmp_path, cheap_keys):
    folder = tmp_path / "新支部"
    (folder / "恢复表.pdf").mkdir(parents=True)
    made = call("init", "--name", "桃溪村党支部", "--kind", "village", "--data-dir", folder, "--json")
    assert made.code == 0
    assert sum(ch.isdigit() for ch in made.json["recovery_code"]) == 48


def test_a_folder_that_holds_a_branch_is_not_made_again(call, branch_dir):
    again = call("init", "--name", "别的支部", "--kind", "office", "--data-dir", branch_dir, "--json")
    assert again.json["error"]["code"] == "already_there"
    assert call("list", "branch", "--data-dir", branch_dir, "--json").json[0]["name"] == "桃溪村党支部"


@pytest.mark.parametrize("bad", [("--kind", "nonsense"), ("--kind", ""), ("--founded", "2001-13-01")])
def test_a_bad_profile_leaves_nothing_behind(call, tmp_path, cheap_keys, bad):
    folder = tmp_path / "新支部"
    options = {"--name": "桃溪村党支部", "--kind": "village", **dict([bad])}
    line = [word for pair in options.items() for word in pair]
    assert call("init", *line, "--data-dir", folder, "--json").code in (1, 2)
    options[bad[0]] = {"--kind": "village", "--founded": "2001-01-01"}[bad[0]]
    line = [word for pair in options.items() for word in pair]
    assert call("init", *line, "--data-dir", folder, "--json").code == 0


def test_a_weak_passphrase_is_refused(call, tmp_path, monkeypatch):
    monkeypatch.setenv("BRANCH_LEDGER_PASSPHRASE", "123")
    answer = call(
        "init", "--name", "桃溪村党支部", "--kind", "village", "--data-dir", tmp_path / "x", "--json"
    )
    assert answer.json["error"]["code"] == "weak_passphrase"


def test_a_backup_can_be_restored_into_a_new_folder_only(ledger_call, call, branch_dir, json_file, tmp_path):
    ledger_call("add", "person", "--from", json_file({"name": "陈秋生"}))
    backup = ledger_call("backup", "--to", tmp_path / "备份").json["file"]
    restored = tmp_path / "恢复"
    assert call("restore", backup, "--data-dir", restored, "--json").code == 0
    assert [row["name"] for row in call("list", "person", "--data-dir", restored, "--json").json] == [
        "陈秋生"
    ]
    assert call("restore", backup, "--data-dir", branch_dir, "--json").code == 1


def test_verify_says_that_a_sound_branch_is_sound(ledger_call, json_file):
    ledger_call("add", "person", "--from", json_file({"name": "陈秋生"}))
    answer = ledger_call("verify")
    assert (answer.code, answer.json["problems"]) == (0, [])


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["village", "office"])
def test_the_demonstration_is_made_checked_and_printed_without_a_window(call, tmp_path, monkeypatch, kind):
    monkeypatch.delenv("BRANCH_LEDGER_PASSPHRASE")
    line = ("demo", kind, "--data-dir", tmp_path / "demo", "--out", tmp_path / "out", "--json", "--no-window")
    first = call(*line, "--on", "2026-11-22")
    again = call(*line, "--on", "2026-11-22")
    assert first.code == again.code == 0
    assert first.json["findings"] > 5
    assert first.json["pages"] == len(pypdf.PdfReader(first.json["folder"]).pages) > 50
    assert call("list", "person", "--data-dir", tmp_path / "demo", "--json").code == 0


def test_the_demonstration_never_goes_into_a_real_branch(call, branch_dir, tmp_path):
    answer = call("demo", "--data-dir", branch_dir, "--out", tmp_path, "--no-window", "--json")
    assert answer.json["error"]["code"] == "not_a_demonstration"


def test_the_demonstration_without_a_display_says_so_and_ends_well(call, tmp_path, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    answer = call("demo", "office", "--data-dir", tmp_path / "demo", "--out", tmp_path / "out")
    assert answer.code == 0
    assert "没有显示器" in answer.out


def test_options_alone_open_the_window_on_that_folder(call, branch_dir, monkeypatch):
    opened = []
    monkeypatch.setattr("desktop.cli.running.has_display", lambda: True)
    monkeypatch.setattr(
        "desktop.app.start", lambda folder, **more: opened.append((folder, more["passphrase"])) or 0
    )
    assert call("--data-dir", branch_dir).code == 0
    assert opened == [(branch_dir, "溪边有三棵老樟树")]


def test_without_a_display_the_window_is_refused_in_a_sentence(call, branch_dir, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    answer = call("--data-dir", branch_dir)
    assert answer.code == 1
    assert "没有显示器" in answer.err
