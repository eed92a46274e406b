"""Sealing on the command line: gaps first, then closed for writing, checked, reopened with a reason."""


def test_a_year_is_looked_at_sealed_checked_and_reopened(ledger_call, json_file, tmp_path):
    uid = ledger_call(
        "add", "general_meeting", "--from", json_file({"held_on": "2025-03-05", "topic": "学习"})
    ).json["uid"]
    seen = ledger_call("seal", "2025", "--preview").json
    assert (seen["state"], bool(seen["gaps"])) == ("open", True)
    sealed = ledger_call("seal", "2025", "--out", tmp_path / "移交单.pdf").json
    assert (sealed["state"], sealed["unchanged"], sealed["counts"]["general_meeting"]) == ("sealed", True, 1)
    assert (tmp_path / "移交单.pdf").read_bytes().startswith(b"%PDF")
    refused = ledger_call("change", "general_meeting", uid, "--from", json_file({"topic": "改"}))
    assert (refused.code, refused.json["error"]["code"]) == (1, "year_sealed")
    assert ledger_call("seal", "2025", "--check").code == 0
    assert ledger_call("reopen", "2025").code == 1
    assert ledger_call("reopen", "2025", "--reason", "人数写错").json["state"] == "reopened"
    assert ledger_call("change", "general_meeting", uid, "--from", json_file({"topic": "改"})).code == 0
    checked = ledger_call("seal", "2025", "--check")
    assert (checked.code, checked.json["unchanged"]) == (1, False)


def test_lines_for_people_say_how_the_year_stands(call, branch_dir):
    answer = call("seal", "2025", "--data-dir", branch_dir, "--on", "2026-02-01")
    assert answer.code == 0, answer.err
    assert "已封存（2026-02-01）" in answer.out
    assert "内容与封存时一致。" in answer.out
