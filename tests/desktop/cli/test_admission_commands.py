"""发展党员 on the command line: the file as JSON, refusals, duties, reminders, settings and papers."""

from pathlib import Path
from typing import Any

import pytest

DAYS = {1: "2024-01-10", 2: "2024-01-25", 3: "2024-07-01", 4: "2024-07-10", 5: "2024-07-01"}


@pytest.fixture
def add(ledger_call: Any, json_file: Any) -> Any:
    """`add(ledger, **values)` adds a record; the answer of the command."""

    def run(ledger: str, **values: Any) -> Any:
        return ledger_call("add", ledger, "--from", json_file(values), "--on", "2026-07-01")

    return run


@pytest.fixture
def file(add: Any) -> str:
    """The file of an activist; its uid."""
    add("person", name="方晓", born_on="2000-03-15", stage="activist")
    steps = [{"step": number, "done_on": day} for number, day in DAYS.items()]
    made = add(
        "admission", person="方晓", steps=steps, half_yearly=["2025-01-02"], training={"days": 3, "hours": 24}
    )
    return str(made.json["uid"])


def test_show_adds_to_every_step_what_the_rule_allows(ledger_call: Any, file: str) -> None:
    shown = ledger_call("show", "admission", file, "--on", "2026-07-01").json
    assert shown["training"] == {"days": 3, "hours": 24}
    assert [each["on"] for each in shown["half_yearly"]] == ["2025-01-02"]
    assert [each["step"] for each in shown["steps"]] == list(range(1, 26))
    for step in shown["steps"]:
        assert {"earliest", "latest", "state", "basis"} <= set(step)
        assert {"edition", "article"} <= set(step["basis"])
    assert (shown["steps"][1]["latest"], shown["steps"][1]["state"]) == ("2024-02-10", "done")
    assert shown["steps"][6]["state"] == "waiting"


def test_the_day_taken_as_today_chooses_state_and_edition(ledger_call: Any, file: str) -> None:
    before = ledger_call("show", "admission", file, "--on", "2025-12-01").json["steps"][6]
    assert (before["earliest"], before["state"], before["basis"]["edition"]) == (
        "2025-07-01",
        "next",
        "2014版",
    )
    assert ledger_call("settings", "admission.switch_on", "2026-12-01").code == 0
    after = ledger_call("show", "admission", file, "--on", "2026-07-01").json["steps"][6]
    assert (after["state"], after["basis"]["edition"]) == ("next", "2014版")
    assert ledger_call("settings", "admission.switch_on", "明天").code == 1


def test_an_impossible_order_is_refused_in_a_sentence(add: Any) -> None:
    add("person", name="方晓", born_on="2000-03-15", stage="activist")
    steps = [{"step": 1, "done_on": "2024-01-10"}, {"step": 2, "done_on": "2024-01-09"}]
    told = add("admission", person="方晓", steps=steps)
    assert told.code == 1
    assert "第2步“派人谈话”的日期2024年1月9日太早" in told.err


def test_duties_and_check_speak_of_the_file(ledger_call: Any, file: str) -> None:
    owed = ledger_call("duties", "--year", "2025", "--on", "2026-07-01").json
    assert {each["due_on"] for each in owed if each["duty"] == "half_yearly_examination"} == {
        "2025-01-01",
        "2025-07-01",
    }
    found = ledger_call("check", "--year", "2026", "--rule", "DEV-08", "--on", "2026-07-01").json
    assert [each["basis"]["article"] for each in found] == ["第十一条"]


def test_the_papers_of_a_file_are_printed(ledger_call: Any, file: str, tmp_path: Path) -> None:
    kinds = ("contents", "examination", "notice", "ballot", "request", "talk")
    for kind in kinds:
        target = tmp_path / f"{kind}.pdf"
        assert ledger_call("print", f"admission_{kind}", "--uid", file, "--out", str(target)).code == 0
        assert target.read_bytes().startswith(b"%PDF")


def test_a_step_without_its_document_is_told_in_a_sentence_and_can_be_explained(
    ledger_call: Any, json_file: Any, file: str
) -> None:
    def told(**values: Any) -> list[str]:
        steps = [{"step": number, "done_on": day} for number, day in DAYS.items() if number != 1]
        change = {"steps": [{"step": 1, "done_on": DAYS[1], **values}, *steps]}
        assert ledger_call("change", "admission", file, "--from", json_file(change)).code == 0
        return list(ledger_call("show", "admission", file).json["steps"][0]["reasons"])

    assert told() == ["还没有勾选材料：入党申请书"]
    assert told(document="入党申请书") == []
    assert told(note="原件在镇党委，已联系取回") == ["还没有勾选材料：入党申请书"]
    assert ledger_call("show", "admission", file).json["steps"][0]["note"] == "原件在镇党委，已联系取回"


def test_a_vote_with_more_ballots_than_voters_is_told_in_a_sentence(ledger_call: Any, add: Any) -> None:
    days = {"admitted_on": "2001-07-01", "promoted_on": "2002-07-01", "stage": "full"}
    for name in ("陈秋生", "林小满", "周国英"):
        add("person", name=name, **days)
    item = {
        "title": "接收方晓为预备党员",
        "matter": "admission",
        "vote": {"method": "secret", "for": 4, "against": 0, "abstain": 0},
    }
    held = add("general_meeting", held_on="2026-06-10", everyone_present=True, agenda=[item])
    shown = ledger_call("show", "general_meeting", held.json["uid"]).json
    assert shown["judgements"] == ["赞成、反对、弃权共4票，多于实到有表决权3人，请核对"]
    found = [each for each in ledger_call("check", "--year", "2026").json if "共4票，多于" in each["message"]]
    assert [each["rule"] for each in found] == ["ATT-18"]


def test_the_working_days_of_a_notice_are_counted_by_the_calendar(
    ledger_call: Any, json_file: Any, file: str
) -> None:
    days = {"notice": {"from": "2026-09-22", "to": "2026-09-28"}}
    assert ledger_call("change", "admission", file, "--from", json_file(days)).code == 0
    told = ledger_call("show", "admission", file).json["notice_text"]
    assert "第5个工作日是2026-09-29" in told
    assert "共4个工作日，不足5个" in told
    ledger_call("add", "holiday", "--from", json_file({"day": "2026-09-24", "name": "县里放假"}))
    assert "第5个工作日是2026-09-30" in ledger_call("show", "admission", file).json["notice_text"]
