"""述职评议 on the command line: the duty of the year, what is refused, the papers."""

import pytest


@pytest.fixture
def secretary(ledger_call, json_file) -> None:
    person = {"name": "陈秋生", "stage": "full", "admitted_on": "1990-07-01", "promoted_on": "1991-07-01"}
    assert ledger_call("add", "person", "--from", json_file(person)).code == 0
    post = {"person": "陈秋生", "post": "secretary", "from_on": "2024-03-10"}
    assert ledger_call("add", "post", "--from", json_file(post)).code == 0


def duty(ledger_call, year: int) -> dict:
    (found,) = [
        each for each in ledger_call("duties", "--year", year).json if each["duty"] == "secretary_appraisal"
    ]
    return found


def test_a_hearing_fulfils_the_duty_of_its_year(ledger_call, json_file, secretary):
    late = duty(ledger_call, 2025)
    assert (late["state"], late["due_on"], late["basis"]["article"]) == ("late", "2026-02-28", "第四十三条")

    hearing = {
        "year": 2025, "held_on": "2026-03-20", "reporter": "陈秋生", "ballots_issued": 12, "ballots_returned": 12,
        "ballots_valid": 12, "good": 9, "fairly_good": 3, "average": 0, "poor": 0,
    }  # fmt: skip
    (uid,) = ledger_call("add", "secretary_appraisal", "--from", json_file(hearing)).json["uids"]
    assert duty(ledger_call, 2025)["state"] == "done"
    assert duty(ledger_call, 2026)["state"] == "due"
    shown = ledger_call("show", "secretary_appraisal", uid).json
    assert (shown["post"], shown["result_text"]) == ("党支部书记", "好9票（75%），较好3票（25%）")


def test_more_ballots_than_were_handed_out_are_refused(ledger_call, json_file, secretary):
    hearing = {
        "year": 2025, "held_on": "2026-03-20", "reporter": "陈秋生", "ballots_issued": 12, "ballots_returned": 13,
    }  # fmt: skip
    answer = ledger_call("add", "secretary_appraisal", "--from", json_file(hearing))

    assert answer.code == 1
    assert "收回测评票13张，多于发出的12张" in answer.json["error"]["message"]
    assert ledger_call("list", "secretary_appraisal").json == []


def test_last_years_missing_hearing_is_reminded_of(ledger_call, secretary):
    titles = [each["title"] for each in ledger_call("reminders", "--on", "2026-03-02").json]

    assert "2025年书记抓党建述职评议" in titles


@pytest.mark.parametrize(
    "kind",
    ["secretary_notice", "secretary_opinions", "secretary_ballot", "secretary_tally", "secretary_figures"],
)
def test_its_papers_are_printed(ledger_call, json_file, secretary, tmp_path, kind):
    hearing = {"year": 2025, "held_on": "2026-03-20", "reporter": "陈秋生"}
    (uid,) = ledger_call("add", "secretary_appraisal", "--from", json_file(hearing)).json["uids"]
    chosen = ("--year", "2025") if kind == "secretary_figures" else ("--uid", uid)

    assert ledger_call("print", kind, *chosen, "--out", tmp_path / "纸.pdf").json["pages"] == 1
