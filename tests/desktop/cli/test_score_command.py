"""`score`: a scoring table with points, deductions and evidence."""

import json

import pytest

TABLE = """title = "镇里的对照表"
[[item]]
number = "一-1"
group = "组织生活"
title = "每季度上党课"
points = 10
each = 2.5
deduction = "每少一次扣2.5分"
checks = ["party_lecture"]
[[item]]
number = "一-2"
group = "组织生活"
title = "制度上墙"
points = 5
"""


@pytest.fixture
def lectured(ledger_call, json_file):
    lectures = [{"held_on": "2026-02-10", "topic": "讲党史"}, {"held_on": "2026-08-12", "topic": "讲条例"}]
    people = [{"name": "陈秋生", "stage": "full", "admitted_on": "1990-07-01", "promoted_on": "1991-07-01"}]
    assert ledger_call("add", "person", "--from", json_file(people)).code == 0
    return ledger_call("add", "party_lecture", "--from", json_file(lectures)).json["uids"]


def test_a_file_is_scored_without_being_kept(ledger_call, lectured, tmp_path) -> None:
    path = tmp_path / "对照表.toml"
    path.write_text(TABLE, "utf-8")

    found = ledger_call("score", path, "--year", "2026").json

    assert (found["title"], found["year"], found["on"]) == ("镇里的对照表", 2026, "2026-11-22")
    assert (found["score"], found["full_points"], found["judged_points"], found["unmarked"]) == (
        7.5,
        15,
        10,
        1,
    )
    lecture, wall = found["items"]
    assert {key: lecture[key] for key in ("number", "points", "score", "deducted", "state")} == {
        "number": "一-1",
        "points": 10,
        "score": 7.5,
        "deducted": 2.5,
        "state": "lost",
    }
    (fault,) = lecture["deductions"]
    assert (fault["kind"], fault["id"], fault["period"]) == ("duty", "party_lecture", "2026Q2")
    assert fault["basis"]["text"] == "本地要求，无党内法规依据"
    assert {each["uid"] for each in lecture["evidence"]} == set(lectured)
    assert (wall["state"], wall["score"], wall["automatic"], wall["deductions"]) == ("unmarked", 0, None, [])
    assert ledger_call("list", "rubric").json == []


def test_a_past_year_and_a_future_one_are_scored_as_of_today(ledger_call, lectured) -> None:
    assert ledger_call("score", "standard", "--year", "2025").json["score"] < 100
    ahead = ledger_call("score", "standard", "--year", "2027").json
    assert ahead["score"] == ahead["full_points"] == 100


def test_an_unknown_table_is_refused_with_those_there_are(ledger_call) -> None:
    answer = ledger_call("score", "没有的表")
    assert (answer.code, answer.json["error"]["code"]) == (1, "not_found")
    assert "standard" in answer.err


@pytest.mark.parametrize("content", ["", "title = ", 'title = "表"', 'title = "表"\n[[item]]\npoints = 1'])
def test_a_file_that_is_no_table_is_refused_in_one_sentence(ledger_call, tmp_path, content: str) -> None:
    path = tmp_path / "坏.toml"
    path.write_text(content, "utf-8")
    answer = ledger_call("score", path)
    assert (answer.code, answer.json["error"]["code"]) == (1, "no_rubric")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("command", [("score",), ("rubric", "adopt")])
@pytest.mark.parametrize("name", ["没有.xlsx", "文件夹.xlsx", "没有.toml"])
def test_a_file_that_is_not_there_is_refused_as_a_file(
    ledger_call, tmp_path, monkeypatch, command, name
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "文件夹.xlsx").mkdir()
    answer = ledger_call(*command, name)
    refused = "no_rubric" if name.endswith(".toml") else "file_missing"
    assert (answer.code, answer.json["error"]["code"]) == (1, refused)
    assert name in answer.err
    assert answer.err.count("\n") == 1


def test_people_see_points_faults_and_what_waits(call, branch_dir, tmp_path) -> None:
    path = tmp_path / "对照表.toml"
    path.write_text(TABLE, "utf-8")
    out = call("score", path, "--year", "2026", "--data-dir", branch_dir, "--on", "2026-11-22").out
    assert "镇里的对照表（2026年度）：得分" in out
    assert "1项5分待自评" in out
    assert "程序查不了" in out


def test_the_table_goes_into_a_workbook_and_onto_paper(ledger_call, tmp_path) -> None:
    book, paper = tmp_path / "自评.xlsx", tmp_path / "自评.pdf"
    assert ledger_call("score", "checklist", "--xlsx", book).json["file"] == str(book)
    assert book.read_bytes()[:2] == b"PK"
    assert ledger_call("score", "checklist", "--xlsx", tmp_path / "自评.doc").code == 2
    assert ledger_call("print", "score_table", "--rubric", "checklist", "--out", paper).code == 0
    assert paper.read_bytes()[:5] == b"%PDF-"
    refused = ledger_call("print", "score_table", "--rubric", "没有的表", "--out", tmp_path / "无.pdf")
    assert (refused.code, json.loads(refused.out)["error"]["code"]) == (1, "not_found")
