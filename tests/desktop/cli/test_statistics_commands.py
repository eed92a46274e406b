"""党内统计 on the command line: as of any day, with who is behind each number, and as a workbook that runs nothing."""

from typing import Any

import openpyxl
import pytest


@pytest.fixture
def peopled(ledger_call, json_file) -> dict[str, str]:
    """Three full members, one admitted in 2026, one applicant."""
    people: list[dict[str, Any]] = [
        {"name": "陈秋生", "sex": "male", "ethnicity": "汉族", "born_on": "1950-05-06", "education": "初中", "occupation_class": "farmer"},
        {"name": "蓝小满", "sex": "female", "ethnicity": "畲族", "born_on": "1984-01-06", "education": "大专"},
        {"name": "=1+1", "sex": "female", "born_on": "1990"},
    ]  # fmt: skip
    for each in people:
        each |= {"stage": "full", "admitted_on": "2009-07-01", "promoted_on": "2010-07-01"}
    people.append({"name": "徐海燕", "sex": "female", "stage": "probationary", "admitted_on": "2026-06-20"})
    people.append({"name": "吴思远", "stage": "applicant", "applied_on": "2026-05-10"})
    uids = ledger_call("add", "person", "--from", json_file(people)).json["uids"]
    return dict(zip((each["name"] for each in people), uids, strict=True))


def tables(answer: Any) -> dict[str, dict[str, Any]]:
    return {table["key"]: table for table in answer.json["tables"]}


def counts(table: dict[str, Any], column: str = "total") -> dict[str, int]:
    return {row["key"]: row["columns"][column] for row in table["rows"] if row["columns"][column]}


def test_the_tables_are_those_of_the_day_of_on(ledger_call, peopled):
    now, before = (tables(ledger_call("statistics", "--on", day)) for day in ("2026-12-31", "2025-12-31"))

    assert counts(now["kind"]) == {"full": 3, "probationary": 1, "total": 4}
    assert counts(before["kind"]) == {"full": 3, "total": 3}
    assert counts(now["balance"]) == {"opening": 3, "added": 1, "developed": 1, "total": 4}
    assert counts(now["applying"]) == {"applicant": 1, "total": 1}
    assert counts(now["ethnicity"]) == {"han": 1, "minority": 1, "unknown": 2, "total": 4}


def test_every_number_knows_its_people(ledger_call, peopled):
    answer = ledger_call("statistics", "--on", "2026-12-31", "--table", "sex")
    (table,) = answer.json["tables"]
    women = next(row for row in table["rows"] if row["key"] == "female")

    assert (answer.json["on"], table["title"], women["label"]) == ("2026-12-31", "性别", "女")
    assert set(women["uids"]) == {peopled[name] for name in ("蓝小满", "=1+1", "徐海燕")}
    assert women["of"]["minority"] == [{"ledger": "person", "uid": peopled["蓝小满"]}]
    assert [column["title"] for column in table["columns"]][:2] == ["合计", "预备党员"]


def test_a_transfer_typed_late_changes_the_year_it_belongs_to(ledger_call, json_file, peopled):
    transfer = {
        "person": "陈秋生", "direction": "out", "to_organization": "青湖镇党委", "letter_number": "第1号",
        "issued_on": "2025-11-03", "receipt_on": "2025-12-01",
    }  # fmt: skip
    assert ledger_call("add", "transfer", "--from", json_file(transfer)).code == 0

    last_year = tables(ledger_call("statistics", "--on", "2025-12-31"))
    assert counts(last_year["balance"]) == {"opening": 3, "taken": 1, "transferred_out": 1, "total": 2}
    assert counts(tables(ledger_call("statistics", "--on", "2026-06-30"))["balance"])["opening"] == 2


def test_the_same_history_entered_in_another_order_gives_the_same_numbers(ledger_call, json_file, peopled):
    uid = peopled["蓝小满"]
    changes = [
        {"roll_status": "suspended", "roll_status_since": "2025-03-01"},
        {"roll_status": "on_roll", "roll_status_since": "2026-02-01"},
        {"roll_status": "deceased", "roll_status_since": "2026-09-01"},
    ]
    for change in (changes[2], changes[0], changes[1]):
        assert ledger_call("change", "person", uid, "--from", json_file(change)).code == 0

    balance = tables(ledger_call("statistics", "--on", "2026-12-31", "--table", "balance"))["balance"]
    assert counts(balance) == {
        "opening": 2, "added": 2, "developed": 1, "restored": 1, "taken": 1, "deceased": 1, "total": 3,
    }  # fmt: skip


def test_the_workbook_holds_texts_and_numbers_and_runs_nothing(ledger_call, peopled, tmp_path):
    answer = ledger_call("statistics", "--on", "2026-12-31", "--xlsx", tmp_path / "年报.xlsx")
    book = openpyxl.load_workbook(answer.json["file"])

    assert book.sheetnames[0] == "党员人数"
    assert book.sheetnames[-1] == "名单"
    assert [cell.value for cell in book["党员人数"]["B"]] == ["合计", 3, 1, 4]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("=1+1" in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    assert "党内统计表 → 年报.xlsx" in ledger_call("audit").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--table", "fees"), 1, "没有名为“fees”的统计表"),
        (("--xlsx", "年报.csv"), 2, "应以 .xlsx 结尾"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(ledger_call, words, code, said):
    answer = ledger_call("statistics", *words)

    assert answer.code == code
    assert said in answer.err + answer.out


def test_read_aloud_it_says_the_numbers_and_the_notes(call, branch_dir, peopled):
    answer = call("statistics", "--data-dir", branch_dir, "--on", "2026-12-31", "--table", "joined")

    assert "十一届三中全会后至十八大前" in answer.out
    assert "分界日期按历史常识取（K）" in answer.out


def test_it_prints(ledger_call, peopled, tmp_path):
    answer = ledger_call("print", "statistics", "--on", "2026-12-31", "--out", tmp_path / "统计.pdf")

    assert answer.code == 0
    assert answer.json["pages"] >= 3
