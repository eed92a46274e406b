"""Study hours on the command line: who needs, has and lacks how many, from which records; and the table as a file."""

import csv

import pytest


@pytest.fixture
def peopled(ledger_call, json_file) -> dict[str, str]:
    names = ("陈秋生", "林小满")
    people = [
        {"name": name, "stage": "full", "admitted_on": "1990-07-01", "promoted_on": "1991-07-01"}
        for name in names
    ]
    uids = ledger_call("add", "person", "--from", json_file(people)).json["uids"]
    post = {"person": "陈秋生", "post": "secretary", "from_on": "2024-03-10"}
    ledger_call("add", "post", "--from", json_file(post))
    meeting = {"held_on": "2026-05-20", "starts_at": "14:00", "ends_at": "16:15", "topic": "防汛"}
    attendance = [{"person": "陈秋生"}, {"person": "林小满", "state": "excused"}]
    assert (
        ledger_call("add", "theme_day", "--from", json_file({**meeting, "attendance": attendance})).code == 0
    )
    course = {
        "title": "村书记轮训班", "begins_on": "2026-06-02", "ends_on": "2026-06-04", "hours": 24,
        "organizer": "县委组织部", "organizer_level": "county",
        "participants": [{"person": "陈秋生", "certificate_number": "2026-118", "result": "合格"}],
    }  # fmt: skip
    assert ledger_call("add", "study", "--from", json_file(course)).code == 0
    return dict(zip(names, uids, strict=True))


def test_a_year_says_who_needs_has_and_lacks_how_many_hours_and_why(ledger_call, peopled):
    rows = {row["person"]["name"]: row for row in ledger_call("study-hours", "--year", "2026").json}

    first = rows["陈秋生"]
    assert (first["required"], first["reached"], first["missing"]) == (56, 27, 29)
    assert [(line["ledger"], line["on"], line["hours"]) for line in first["lines"]] == [
        ("theme_day", "2026-05-20", 3),
        ("study", "2026-06-02", 24),
    ]
    assert "本地要求" in first["lines"][0]["how"]
    assert (first["months"]["5"], first["months"]["6"]) == (3, 24)
    second = rows["林小满"]
    assert (second["required"], second["reached"], second["missing"]) == (32, 0, 32)
    assert second["basis"]["article"] == "第二十条"


def test_the_conversion_is_a_setting_of_the_branch(ledger_call, peopled):
    assert ledger_call("settings", "study.minutes", "60").code == 0
    (row,) = ledger_call("study-hours", "--person", "陈秋生").json
    assert row["reached"] == 26.3  # 135 minutes are 2.3 hours of 60


def test_one_person_is_shown_line_by_line_to_a_reader(call, branch_dir, peopled):
    said = call("--data-dir", branch_dir, "study-hours", "--person", "陈秋生").out
    assert "村书记轮训班" in said
    assert "135分钟，45分钟为1学时（本地要求）" in said


@pytest.mark.parametrize("name", ["学时.xlsx", "学时.csv"])
def test_the_table_goes_into_a_file(ledger_call, peopled, tmp_path, name):
    target = tmp_path / name
    assert ledger_call("study-hours", "--year", "2026", "--to", target).code == 0
    if target.suffix == ".csv":
        rows = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
        assert rows[0][:2] == ["姓名", "1月"]
        assert next(row for row in rows if row[0] == "陈秋生")[-4:] == ["56", "27", "29", ""]
    else:
        assert target.read_bytes()[:2] == b"PK"


def test_another_kind_of_file_is_refused(ledger_call, peopled, tmp_path):
    assert ledger_call("study-hours", "--to", tmp_path / "学时.docx").code == 2


def test_the_certificates_print(ledger_call, peopled, tmp_path):
    target = tmp_path / "证书.pdf"
    assert ledger_call("print", "study_certificates", "--out", target, "--year", "2026").code == 0
    assert target.read_bytes()[:4] == b"%PDF"
