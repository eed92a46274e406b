"""Who may open the books, and who did what, from the command line."""

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
    import pypdf

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
