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
