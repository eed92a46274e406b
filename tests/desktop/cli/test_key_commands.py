"""Who may open the books, and who did what, from the command line."""

import re

import pypdf
import pytest

from tests.support.keyrings import memory_keyring

__all__ = ["memory_keyring"]

CHEAP = {"memory_kib": 64, "iterations": 1, "lanes": 1}

NUMBER = "330899198901248774"


def entries_of(ledger_call, *words):
    return ledger_call("audit", *words).json["entries"]


def test_the_trail_tells_who_did_what(ledger_call, json_file, tmp_path):
    uid = ledger_call("add", "person", "--from", json_file({"name": "区敏", "id_number": NUMBER})).json["uid"]
    ledger_call("export", "person", tmp_path / "a.xlsx")
    ledger_call("print", "roster", "--out", tmp_path / "a.pdf")
    ledger_call("settings", "findings.none", "1")
    ledger_call("show", "person", uid)
    answer = ledger_call("audit")
    assert answer.code == 0
    assert answer.json["sound"]
    assert answer.json["problems"] == []
    newest = answer.json["entries"][0]
    assert answer.json["head"].startswith(f"{newest['number']}-")
    acts = {each["action"] for each in answer.json["entries"]}
    assert {"unlock", "export", "print", "view_full"} <= acts
    assert NUMBER not in answer.out
    assert next(e for e in answer.json["entries"] if e["action"] == "view_full")["object"] == f"person:{uid}"


def test_looking_without_numbers_leaves_no_row_but_the_opening(ledger_call, json_file):
    ledger_call("add", "person", "--from", json_file({"name": "区敏"}))
    ledger_call("list", "person")
    assert {each["action"] for each in entries_of(ledger_call)} == {"unlock"}


def test_one_kind_of_rows_and_the_newest_alone(ledger_call, tmp_path):
    for name in ("a", "b"):
        ledger_call("export", "person", tmp_path / f"{name}.xlsx")
    assert [each["object"] for each in entries_of(ledger_call, "--action", "export")] == [
        "党员名册 → b.xlsx",
        "党员名册 → a.xlsx",
    ]
    assert len(entries_of(ledger_call, "--limit", "1")) == 1
    assert ledger_call("audit", "--action", "peek").code == 2
    assert ledger_call("audit", "--limit", "0").code == 2


def test_a_printed_head_is_compared(ledger_call, tmp_path):

    ledger_call("print", "roster", "--out", tmp_path / "a.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "a.pdf").pages)
    head = text.split("登记号")[1].split()[0]
    assert ledger_call("audit", "--head", head).json["sound"]
    answer = ledger_call("audit", "--head", head[:-4] + "0000")
    assert answer.code == 1
    assert not answer.json["sound"]


def test_whole_numbers_are_not_exported_without_a_reason(ledger_call, json_file, tmp_path):
    ledger_call("add", "person", "--from", json_file({"name": "区敏", "id_number": NUMBER}))
    refused = ledger_call("export", "person", tmp_path / "b.csv", "--full-numbers")
    assert refused.code == 1
    assert refused.json["error"]["code"] == "reason_missing"
    assert not (tmp_path / "b.csv").exists()
    ledger_call("export", "person", tmp_path / "b.csv", "--full-numbers", "--reason", "填写上级表格")
    found = entries_of(ledger_call, "--action", "export")[0]
    assert (found["fields"], found["reason"]) == ("1条，完整号码", "填写上级表格")
    assert f"登记第 {found['number']} 号" in (tmp_path / "b.csv").read_text("utf-8-sig")


# --- who may open -------------------------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    monkeypatch.setattr("db.keys.ways.calibrated", lambda: CHEAP)


@pytest.fixture
def secret(tmp_path):
    """`secret(text)` is a file with that secret."""

    def write(text):
        path = tmp_path / f"secret-{len(text)}-{text[:1]}.txt"
        path.write_text(f"{text}\n", "utf-8")
        return path

    return write


def test_the_ways_in_are_listed(ledger_call):
    answer = ledger_call("keys")
    assert [(way["id"], way["kind"], way["mine"]) for way in answer.json["ways"]] == [
        ("1", "passphrase", True),
        ("2", "recovery", False),
    ]
    assert answer.json["renewal_due"] is None


def test_a_second_person_is_added_gets_in_and_is_removed(ledger_call, secret):
    own = secret("灯笼骆驼算盘小溪")
    added = ledger_call("keys", "add-person", "--person", "钱组委", "--new-passphrase-file", own)
    assert added.json == {"id": "3", "person": "钱组委"}
    seen = ledger_call("keys", "--passphrase-file", own)
    assert next(way["person"] for way in seen.json["ways"] if way["mine"]) == "钱组委"
    assert entries_of(ledger_call, "--passphrase-file", own, "--action", "unlock")[0]["person"] == "钱组委"
    assert ledger_call("keys", "remove", "3").json == {"removed": "3"}
    refused = ledger_call("keys", "--passphrase-file", own)
    assert (refused.code, refused.json["error"]["code"]) == (1, "wrong_passphrase")
    assert ledger_call("keys", "remove", "1").json["error"]["code"] == "invalid"


def test_the_passphrase_is_changed(ledger_call, secret):
    new = secret("河边柳树六月才绿")
    assert ledger_call("keys", "change", "--new-passphrase-file", new).code == 0
    assert ledger_call("keys").json["error"]["code"] == "wrong_passphrase"
    assert ledger_call("keys", "--passphrase-file", new).code == 0


def test_a_weak_or_missing_new_passphrase_changes_nothing(ledger_call, secret, tmp_path):
    weak = ledger_call("keys", "change", "--new-passphrase-file", secret("桃溪村的樟树"))
    assert weak.json["error"]["code"] == "weak_passphrase"
    missing = ledger_call("keys", "change", "--new-passphrase-file", tmp_path / "none.txt")
    assert missing.json["error"]["code"] == "passphrase_file"
    assert ledger_call("keys").code == 0


def code_on(path):
    """The 48 digits on a printed sheet."""
    text = pypdf.PdfReader(path).pages[0].extract_text()
    return re.findall(r"(?<!\d)\d{6}(?!\d)", text)


def test_a_new_sheet_is_printed_and_read_back(ledger_call, tmp_path):
    begun = ledger_call("keys", "renew-sheet", "--out", tmp_path / "sheet.pdf").json
    groups = code_on(tmp_path / "sheet.pdf")
    assert len(groups) == 8
    first, second = begun["asked"]
    wrong = ledger_call("keys", "renew-sheet", "--typed-back", f"{first}:{groups[first - 1]}")
    assert wrong.json["error"]["code"] == "wrong_groups"
    typed = [f"{number}:{groups[number - 1]}" for number in (first, second)]
    assert ledger_call("keys", "renew-sheet", "--typed-back", typed[0], "--typed-back", typed[1]).code == 0
    assert ledger_call("keys").json["ways"][-1]["id"] == begun["slot"] == "3"
    assert ledger_call("keys", "renew-sheet", "--typed-back", "x").code == 2


def test_a_forgotten_passphrase_is_replaced_by_the_sheet(ledger_call, secret, tmp_path):
    begun = ledger_call("keys", "renew-sheet", "--out", tmp_path / "sheet.pdf").json
    groups = code_on(tmp_path / "sheet.pdf")
    typed = [word for number in begun["asked"] for word in ("--typed-back", f"{number}:{groups[number - 1]}")]
    ledger_call("keys", "renew-sheet", *typed)
    new = secret("河边柳树六月才绿")
    done = ledger_call(
        "keys", "reset", "--recovery-file", secret(" ".join(groups)), "--new-passphrase-file", new,
        "--out", tmp_path / "next.pdf",
    )  # fmt: skip
    assert done.code == 0
    assert not done.json["in_force"]
    assert ledger_call("keys", "--passphrase-file", new).json["renewal_due"] == "sheet"
    assert ledger_call("keys").json["error"]["code"] == "wrong_passphrase"
    assert code_on(tmp_path / "next.pdf") != groups


def test_too_many_wrong_ones_are_told_how_long_to_wait(ledger_call, secret):
    wrong = secret("不是这一句话啊")
    answers = [ledger_call("keys", "--passphrase-file", wrong) for _ in range(5)]
    assert [answer.json["error"]["code"] for answer in answers] == [
        *["wrong_passphrase"] * 4,
        "too_many_tries",
    ]
    assert 1 <= answers[-1].json["error"]["seconds"] <= 2
    assert ledger_call("keys").json["error"]["code"] == "too_many_tries"


def test_a_passphrase_is_offered_without_any_branch(call):
    offered = [call("keys", "offer", "--json").json["passphrase"] for _ in range(2)]
    assert offered[0] != offered[1]
    assert {len(each) for each in offered} == {8}


def test_a_roster_with_whole_numbers_needs_a_reason(ledger_call, json_file, tmp_path):
    ledger_call(
        "add", "person", "--from",
        json_file({"name": "区敏", "id_number": NUMBER, "admitted_on": "2010-07-01", "promoted_on": "2011-07-01", "stage": "full"}),
    )  # fmt: skip
    out = tmp_path / "roster.pdf"
    refused = ledger_call("print", "roster", "--out", out, "--full-numbers")
    assert refused.json["error"]["code"] == "reason_missing"
    assert not out.exists()
    assert (
        ledger_call("print", "roster", "--out", out, "--full-numbers", "--reason", "转接组织关系").code == 0
    )
    text = "".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    assert NUMBER in text.replace("\n", "")
    assert "转接组织关系" in text
    assert "1人，完整号码" in [each["fields"] for each in entries_of(ledger_call, "--action", "print")]


# --- the system's keyring ---------------------------------------------------------------------------------------
def test_the_keyring_is_turned_on_used_and_turned_off(ledger_call, memory_keyring, monkeypatch):
    before = ledger_call("keys", "keyring").json
    assert before == {"on": False, "person": None, "store": "测试钥匙串", "reason": None}
    assert ledger_call("keys", "keyring", "on").json["on"]
    monkeypatch.delenv("BRANCH_LEDGER_PASSPHRASE")
    assert ledger_call("keys", "keyring", "status").json["on"]
    assert ledger_call("duties").code == 0
    assert not ledger_call("keys", "keyring", "off").json["on"]
    refused = ledger_call("duties")
    assert (refused.code, refused.json["error"]["code"]) == (1, "passphrase_missing")
    assert memory_keyring.kept == {}


def test_a_keyring_that_has_forgotten_says_so_and_asks(ledger_call, memory_keyring, monkeypatch):
    ledger_call("keys", "keyring", "on")
    memory_keyring.kept.clear()
    monkeypatch.delenv("BRANCH_LEDGER_PASSPHRASE")
    answer = ledger_call("duties")
    assert answer.json["error"]["code"] == "passphrase_missing"
    assert "系统钥匙串打不开这份台账了" in answer.err


def test_without_a_keyring_worth_its_name_it_stays_off(ledger_call):
    answer = ledger_call("keys", "keyring", "on")
    assert answer.code == 1
    assert answer.json["error"]["code"] == "no_keyring"
    status = ledger_call("keys", "keyring", "status").json
    assert (status["on"], status["store"]) == (False, None)
    assert "没有" in status["reason"]
    assert ledger_call("keys", "keyring", "maybe").code == 2
