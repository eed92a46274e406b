"""Rosters as they come, through the command line: what is told, and what a second import leaves alone."""

from pathlib import Path

import pytest
import xlsxwriter

from tests.importing_support.rosters import citizen_number, write_xlsx

TITLES = ["姓名", "身份证号", "入党时间", "转正时间"]
WANG = citizen_number("1960-05-06", 101)
LI = citizen_number("1970-11-12", 203)


def with_hidden_sheet(path: Path) -> Path:
    """Two people, the second on a sheet nobody sees, and a hidden list of words."""
    book = xlsxwriter.Workbook(str(path))
    for name, rows in {
        "名册": [TITLES, ["王小明", WANG, "1985.06", "1986.06"]],
        "旧名册": [TITLES, ["李小红", LI, "1995.07", "1996.07"]],
        "字典": [["男"], ["女"]],
    }.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if name != "名册":
            sheet.hide()
    book.close()
    return path


def test_a_hidden_sheet_with_people_is_told_of_and_read_when_it_is_named(ledger_call, tmp_path):
    path = with_hidden_sheet(tmp_path / "a.xlsx")
    found = ledger_call("import-roster", path, "--dry-run").json
    assert (found["added"], [each["sheet"] for each in found["sheets"]]) == (1, ["名册"])
    assert [(each["row"], each["code"], each["sheet"]) for each in found["warnings"]] == [
        (1, "sheet_hidden", "旧名册")
    ]
    named = ledger_call("import-roster", path, "--sheet", "旧名册", "--dry-run").json
    assert (named["added"], named["warnings"]) == (1, [])


def test_a_second_import_says_nothing_of_what_stands_on_record(ledger_call, tmp_path):
    ledger_call(
        "import-roster",
        write_xlsx(tmp_path / "a.xlsx", {"s": [TITLES, ["王小明", WANG, "1985.06", "1986.06"]]}),
    )
    later = write_xlsx(
        tmp_path / "b.xlsx", {"s": [[*TITLES, "联系电话"], ["王小明", WANG, "1985.06", "", "13800000000"]]}
    )
    found = ledger_call("import-roster", later).json
    assert (found["added"], found["updated"], found["warnings"]) == (0, 1, [])
    only_name = write_xlsx(tmp_path / "c.xlsx", {"s": [TITLES, ["王小明", WANG, "", ""]]})
    found = ledger_call("import-roster", only_name).json
    assert (found["unchanged"], found["warnings"]) == (1, [])


def test_a_row_of_groups_above_a_whole_header_is_its_first_row(ledger_call, tmp_path):
    rows = [
        ["桃溪村党支部党员花名册"],
        ["序号", "", "", "", "", "备注"],
        ["", "姓名", "身份证号", "入党时间", "转正时间", ""],
        [1, "王小明", WANG, "1985.06", "1986.06", ""],
    ]
    merged = [(1, 0, 2, 0, "序号"), (1, 1, 1, 2, "基本情况"), (1, 3, 1, 4, "入党情况"), (1, 5, 2, 5, "备注")]
    path = write_xlsx(tmp_path / "a.xlsx", {"名册": rows}, merged=merged)
    found = ledger_call("import-roster", path, "--dry-run").json
    assert (found["sheets"][0]["header_row"], found["added"]) == (2, 1)


@pytest.mark.parametrize(
    ("cell", "day", "codes"),
    [("98年", "1998", []), (98.7, "1998-07", []), (98.12, "1998-12", []), (5.07, "2005-07", []),
     (98.1, "1998-10", ["date_doubtful"])],
)  # fmt: skip
def test_a_year_of_two_digits_is_read_from_a_text_and_from_a_number(ledger_call, tmp_path, cell, day, codes):
    row = ["王小明", WANG, cell, "2009.06"]
    found = ledger_call("import-roster", write_xlsx(tmp_path / "a.xlsx", {"s": [TITLES, row]})).json
    assert [each["code"] for each in found["warnings"]] == codes
    assert ledger_call("list", "person").json[0]["admitted_on"] == day


def test_a_cell_with_many_names_is_not_one_person(ledger_call, tmp_path):
    row = ["、".join(["王小明"] * 60), WANG, "1985.06", "1986.06"]
    found = ledger_call("import-roster", write_xlsx(tmp_path / "a.xlsx", {"s": [TITLES, row]})).json
    assert [(each["row"], each["code"], each["field"]) for each in found["skipped"]] == [
        (2, "text_too_long", "name")
    ]
    assert ledger_call("list", "person").json == []


def test_a_column_of_addresses_is_known_by_its_short_title(ledger_call, tmp_path):
    rows = [[*TITLES, "地址"], ["王小明", WANG, "1985.06", "1986.06", "桃溪村12号"]]
    assert ledger_call("import-roster", write_xlsx(tmp_path / "a.xlsx", {"s": rows})).json["warnings"] == []
    assert ledger_call("list", "person").json[0]["address"] == "桃溪村12号"


# --- a ledger that was exported comes back ---------------------------------------------------------------------
PEOPLE = [
    {
        "name": "王小明",
        "id_number": WANG,
        "phone": "13800001111",
        "admitted_on": "1985-06",
        "promoted_on": "1986-06",
    },
    {
        "name": "李小红",
        "id_number": LI,
        "phone": "13800002222",
        "admitted_on": "1995-07",
        "promoted_on": "1996-07",
    },
]
RECORDS = {
    "group": {"name": "第一党小组", "leader": "王小明"},
    "dues_standard": {"person": "王小明", "class": "wage", "from_month": "2026-01", "base": "3000"},
    "dues_payment": {
        "person": "王小明", "months": ["2025-12", "2026-01"], "amount": "30", "paid_on": "2026-01-20",
    },
    "transfer": {"person": "李小红", "direction": "out", "issued_on": "2026-03-01", "dues_paid_to": "2026-02"},
    "study": {"title": "春训", "kind": "intensive", "begins_on": "2026-03-01", "hours": 24},
    "mobile_member": {"person": "李小红", "since": "2026-01-05", "phone": "13900003333"},
    "admission": {"person": "李小红", "notice": {"from": "2026-06-01", "to": "2026-06-08"}, "training": {"days": 3}},
    "appraisal": {"year": 2025, "held_on": "2026-01-10", "notice": {"from": "2026-01-12", "to": "2026-01-16"}},
}  # fmt: skip


@pytest.fixture
def kept(ledger_call, json_file):
    """A branch with a record of each sort that a spreadsheet has trouble with."""
    ledger_call("add", "person", "--from", json_file(PEOPLE))
    for key, record in RECORDS.items():
        answer = ledger_call("add", key, "--from", json_file(record))
        assert answer.code == 0, answer.err
    return ledger_call


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
@pytest.mark.parametrize("key", ["person", *RECORDS])
def test_an_export_that_comes_back_changes_nothing(kept, tmp_path, key, name):
    kept("export", key, tmp_path / name)
    found = kept("import", key, tmp_path / name).json
    assert [found[each] for each in ("added", "updated", "skipped", "batch")] == [0, 0, [], None]
    assert found["unchanged"] == len(kept("list", key).json)


@pytest.mark.parametrize("key", ["person", *RECORDS])
def test_an_export_with_whole_numbers_makes_the_same_records_elsewhere(
    kept, call, tmp_path, key, branch_dir, json_file
):
    kept("export", key, tmp_path / "a.xlsx", "--full-numbers", "--reason", "换电脑")
    before = kept("list", key).json
    for row in before:
        assert kept("remove", key, row["uid"]).code == 0
    found = kept("import", key, tmp_path / "a.xlsx").json
    assert (found["added"], found["skipped"]) == (len(before), [])
    told = [{name: row[name] for name in ("person", "name", "months", "from_month", "notice", "phone", "hours") if name in row}
            for row in (*before, *kept("list", key).json)]  # fmt: skip
    assert sorted(map(str, told[: len(before)])) == sorted(map(str, told[len(before) :]))


def test_a_masked_number_never_takes_the_place_of_a_whole_one(kept, tmp_path):
    rows = [["姓名", "身份证号", "联系电话"], ["王小明", WANG, "138****9999"]]
    found = kept("import-roster", write_xlsx(tmp_path / "a.xlsx", {"s": rows})).json
    assert (found["added"], found["warnings"]) == (0, [])
    assert {row["phone"] for row in kept("list", "person").json} == {each["phone"] for each in PEOPLE}
    rows = [["姓名", "外出（流入）日期", "联系电话"], ["王小明", "2026-02-01", "138****9999"]]
    found = kept("import", "mobile_member", write_xlsx(tmp_path / "b.xlsx", {"s": rows})).json
    assert (found["added"], [each["code"] for each in found["warnings"]]) == (1, ["number_masked"])


def test_a_row_that_names_nobody_or_several_is_kept_out_alone_and_already_in_the_preview(
    kept, json_file, tmp_path
):
    kept("add", "person", "--from", json_file({"name": "王小明", "born_on": "1990"}))
    rows = [
        ["走访日期", "走访对象"],
        ["2026-02-01", "王小明"],
        ["2026-02-01", "李小红"],
        ["2026-02-01", "无此人"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"s": rows})
    for more in (["--dry-run"], []):
        found = kept("import", "care_visit", path, *more).json
        assert (found["added"], [(each["row"], each["code"]) for each in found["skipped"]]) == (
            1,
            [(2, "ambiguous_name"), (4, "invalid")],
        )


def test_a_group_that_is_there_is_filled_in_and_not_made_twice(kept, tmp_path):
    rows = [["名称", "备注"], ["第一党小组", "桥东"], ["第二党小组", ""]]
    found = kept("import", "group", write_xlsx(tmp_path / "a.xlsx", {"s": rows})).json
    assert (found["added"], found["updated"]) == (1, 1)
    groups = {row["name"]: row for row in kept("list", "group").json}
    assert (groups["第一党小组"]["note"], groups["第一党小组"]["leader"]["name"]) == ("桥东", "王小明")
    assert sorted(groups) == ["第一党小组", "第二党小组"]


def test_the_profile_stays_one_record(kept, tmp_path):
    rows = [["支部全称", "支部类型", "上级党组织"], ["桃溪村党支部", "村党支部", "青石镇党委"]]
    assert kept("import", "branch", write_xlsx(tmp_path / "a.xlsx", {"s": rows})).json["updated"] == 1
    assert [row["superior"] for row in kept("list", "branch").json] == ["青石镇党委"]


@pytest.mark.parametrize(
    ("cell", "months"),
    [("2026-01至2026-03", ["2026-01", "2026-02", "2026-03"]), ("2026年1月、2026年3月", ["2026-01", "2026-03"]),
     (2026.02, ["2026-02"])],
)  # fmt: skip
def test_months_are_read_as_offices_write_them(kept, tmp_path, cell, months):
    rows = [["姓名", "所交月份", "金额（元）", "交纳日期"], ["李小红", cell, 15, "2026-04-01"]]
    found = kept("import", "dues_payment", write_xlsx(tmp_path / "a.xlsx", {"s": rows})).json
    assert (found["added"], found["skipped"]) == (1, [])
    assert months in [row["months"] for row in kept("list", "dues_payment").json]


def test_a_pair_of_days_that_cannot_be_read_is_left_out_with_a_warning(kept, tmp_path):
    rows = [["姓名", "公示开始"], ["王小明", "开春"]]
    answer = kept("import", "admission", write_xlsx(tmp_path / "a.xlsx", {"s": rows}), "--dry-run")
    assert answer.code == 0, answer.err


def test_people_of_one_name_are_told_apart_in_an_export_which_can_be_read_in_again(
    ledger_call, json_file, tmp_path
) -> None:
    people = [
        {
            "name": "王建国",
            "born_on": born,
            "stage": "full",
            "admitted_on": "2010-07-01",
            "promoted_on": "2011-07-01",
        }
        for born in ("1963-02-01", "1982-05-01")
    ]
    older, younger = ledger_call("add", "person", "--from", json_file(people)).json["uids"]
    talks = [{"held_on": "2026-03-05", "initiator": older, "partner": younger, "words": "谈水渠。"}]
    assert ledger_call("add", "heart_talk", "--from", json_file(talks)).code == 0
    book = tmp_path / "谈话.xlsx"
    assert ledger_call("export", "heart_talk", book).code == 0

    again = ledger_call("import", "heart_talk", book).json

    assert (again["added"], again["unchanged"], again["skipped"]) == (0, 1, [])
    by_label = {
        "held_on": "2026-04-05",
        "initiator": "王建国(1982)",
        "partner": "王建国（1963）",
        "words": "再谈。",
    }
    assert ledger_call("add", "heart_talk", "--from", json_file([by_label])).code == 0
    talk = ledger_call("list", "heart_talk", "--where", "held_on=2026-04-05").json[0]
    assert (talk["initiator"]["uid"], talk["partner"]["uid"]) == (younger, older)
    refused = ledger_call("add", "heart_talk", "--from", json_file([{**by_label, "initiator": "王建国"}]))
    assert (refused.code, refused.json["error"]["code"]) == (1, "ambiguous_name")
