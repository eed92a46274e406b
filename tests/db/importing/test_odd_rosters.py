"""Whole rosters as inventive offices keep them, from file to plan."""

from datetime import date
from pathlib import Path
from typing import Any

from tests.importing_support.biff import xls_bytes
from tests.importing_support.rosters import (
    citizen_number,
    codes,
    csv_bytes,
    damaged_number,
    plan_file,
    put,
    write_xlsx,
)

WANG = citizen_number("1960-05-06", 101)
LI = citizen_number("1970-11-12", 202)
ZHAO = citizen_number("2000-02-29", 303)


def rows_of(plan: Any, *keys: str) -> list[tuple[Any, ...]]:
    return [(row.row, *(row.values.get(key) for key in keys)) for row in plan.added]


def test_a_two_row_header_with_merged_cells_and_a_group_merged_beside_its_members(tmp_path: Path) -> None:
    rows = [
        ["上溪村党支部党员名册"],
        ["", "", "", "", "", "", "备注"],
        ["", "", "", "公民身份号码", "入党时间", "转正时间"],
        [1, "", "王小明", WANG, "1985.06", "1986.06"],
        [2, "", "李小红", LI, "1995年7月", "1996年7月"],
    ]
    merged = [
        (1, 0, 2, 0, "序号"),
        (1, 1, 2, 1, "党小组"),
        (1, 2, 2, 2, "姓名"),
        (1, 3, 1, 5, "基本情况"),
        (3, 1, 4, 1, "第一党小组"),
    ]
    plan = plan_file(write_xlsx(tmp_path / "a.xlsx", {"名册": rows}, merged=merged))
    assert plan.sheets[0].header_row == 2
    assert rows_of(plan, "name", "group", "admitted_on", "id_number") == [
        (4, "王小明", "第一党小组", "1985-06", WANG),
        (5, "李小红", "第一党小组", "1995-07", LI),
    ]
    assert plan.skipped == ()


def test_full_and_probationary_members_on_two_sheets(tmp_path: Path) -> None:
    header = ["序号", "姓名", "身份证号", "入党时间"]
    sheets = {
        "正式党员": [["党员名册"], header, [1, "王小明", WANG, "1985.06"], [2, "李小红", LI, "1995.07"]],
        "预备党员": [header, [1, "赵大山", ZHAO, "2025.06"]],
        "字典": [["男"], ["女"]],
    }
    plan = plan_file(write_xlsx(tmp_path / "a.xlsx", sheets))
    assert [(sheet.sheet, sheet.header_row) for sheet in plan.sheets] == [("正式党员", 2), ("预备党员", 1)]
    assert rows_of(plan, "name", "stage") == [
        (3, "王小明", "full"),
        (4, "李小红", "full"),
        (2, "赵大山", "probationary"),
    ]
    assert [row.sheet for row in plan.added] == ["正式党员", "正式党员", "预备党员"]


def test_one_person_on_two_sheets_comes_in_once(tmp_path: Path) -> None:
    header = ["姓名", "身份证号"]
    plan = plan_file(
        write_xlsx(
            tmp_path / "a.xlsx", {"正式": [header, ["王小明", WANG]], "流动": [header, ["王小明", WANG]]}
        )
    )
    assert [(row.sheet, row.row) for row in plan.added] == [("正式", 2)]
    assert [(problem.sheet, problem.row, problem.code) for problem in plan.skipped] == [
        ("流动", 2, "duplicate")
    ]


def test_headings_inside_one_sheet_give_stage_and_group(tmp_path: Path) -> None:
    rows = [
        ["姓名", "身份证号", "入党时间"],
        ["一、正式党员（1名）"],
        ["王小明", WANG, "1985.06"],
        ["二、预备党员（1名）"],
        ["赵大山", ZHAO, "2025.06"],
        ["第三党小组"],
        ["李小红", LI, "1995.07"],
        ["合计：3人"],
    ]
    plan = plan_file(write_xlsx(tmp_path / "a.xlsx", {"Sheet1": rows}))
    assert rows_of(plan, "name", "stage", "group") == [
        (3, "王小明", "full", None),
        (5, "赵大山", "probationary", None),
        (7, "李小红", "full", "第三党小组"),
    ]


def test_gb18030_text_with_title_lines_before_the_header(tmp_path: Path) -> None:
    rows = [
        ["上溪镇机关党支部党员花名册"],
        ["填报时间：2026.1", ""],
        ["姓名", "身份证号", "转正时间"],
        ["范凤𬭛", LI, "2010.02"],
    ]
    plan = plan_file(put(tmp_path / "名册.csv", csv_bytes(rows, "gb18030")))
    assert rows_of(plan, "name", "promoted_on") == [(4, "范凤𬭛", "2010-02")]


def test_utf_16_with_tabs_as_wps_saves_unicode_text(tmp_path: Path) -> None:
    rows = [["姓　名", "身份证号", "入党时间"], ["王　明", WANG.lower(), "１９８５．０６"]]
    plan = plan_file(put(tmp_path / "名册.txt", csv_bytes(rows, "utf-16", "\t")))
    assert rows_of(plan, "name", "id_number", "admitted_on") == [(2, "王明", WANG, "1985-06")]


def test_days_kept_as_general_numbers(tmp_path: Path) -> None:
    rows = [
        ["姓名", "出生日期", "入党时间", "转正时间"],
        ["王小明", 22042, 31199, 31564],
        ["李小红", 19701112, 1995.07, 199607],
    ]
    plan = plan_file(write_xlsx(tmp_path / "a.xlsx", {"s": rows}))
    assert rows_of(plan, "born_on", "admitted_on", "promoted_on") == [
        (2, "1960-05-06", "1985-06-01", "1986-06-01"),
        (3, "1970-11-12", "1995-07", "1996-07"),
    ]


def test_days_of_an_old_macintosh_workbook(tmp_path: Path) -> None:
    rows = [["姓名", "入党时间", "转正时间"], ["王小明", 31199 - 1462, date(1986, 6, 1)]]
    plan = plan_file(write_xlsx(tmp_path / "a.xlsx", {"s": rows}, date_1904=True))
    assert rows_of(plan, "admitted_on", "promoted_on") == [(2, "1985-06-01", "1986-06-01")]


def test_numbers_that_lost_their_digits_are_kept_out_one_by_one(tmp_path: Path) -> None:
    rows = [
        ["姓名", "身份证号"],
        ["王小明", damaged_number("1960-05-06")],
        ["李小红", LI],
        ["赵大山", "3.30899E+17"],
    ]
    plan = plan_file(write_xlsx(tmp_path / "a.xlsx", {"s": rows}))
    assert codes(plan.skipped) == [(2, "id_number_damaged"), (4, "id_number_damaged")]
    assert rows_of(plan, "name") == [(3, "李小红")]


def test_the_same_damage_in_text_saved_by_excel(tmp_path: Path) -> None:
    damaged = WANG[:15] + "000"
    plan = plan_file(
        put(
            tmp_path / "a.csv",
            csv_bytes([["姓名", "身份证号"], ["王小明", damaged], ["李小红", "3.30899E+17"]]),
        )
    )
    assert codes(plan.skipped) == [(2, "id_number_damaged"), (3, "id_number_damaged")]


def test_an_old_workbook_of_wps_with_every_page_repeating_its_header(tmp_path: Path) -> None:
    header: list[str | float] = ["序号", "姓名", "身份证号", "联系电话"]
    rows = [
        ["党员名册"],
        header,
        [1.0, "王小明", WANG, 13800000001.0],
        ["本页小计", "1人"],
        header,
        [2.0, "李小红", LI, ""],
        ["填表人：", "", "审核人："],
    ]
    plan = plan_file(put(tmp_path / "名册.et", xls_bytes(rows)))
    assert rows_of(plan, "name", "phone") == [(3, "王小明", "13800000001"), (6, "李小红", None)]
    assert len(plan.sheets) == 1


def test_probation_written_where_the_promotion_belongs(tmp_path: Path) -> None:
    rows = [
        ["姓名", "入党时间", "转正时间"],
        ["赵大山", "2025.06", "预备期"],
        ["钱多多", "2025.06", "预计2026年6月"],
        ["孙小", "25.6", "—"],
    ]
    plan = plan_file(write_xlsx(tmp_path / "a.xlsx", {"s": rows}))
    assert rows_of(plan, "admitted_on", "promoted_on", "stage") == [
        (row, "2025-06", None, "probationary") for row in (2, 3, 4)
    ]


def test_a_roster_whose_columns_have_no_titles_but_speak_for_themselves(tmp_path: Path) -> None:
    plan = plan_file(
        write_xlsx(tmp_path / "a.xlsx", {"s": [["姓名", "A", "B"], ["王小明", WANG, "13800000001"]]})
    )
    assert rows_of(plan, "id_number", "phone") == [(2, WANG, "13800000001")]


def test_a_title_the_user_explained(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"s": [["姓名", "组织发展日"], ["王小明", "1985.06"]]})
    assert "unknown_column" in {problem.code for problem in plan_file(path).warnings}
    plan = plan_file(path, corrections={"组织发展日": "admitted_on"})
    assert rows_of(plan, "admitted_on") == [(2, "1985-06")]


def test_a_roster_of_activists(tmp_path: Path) -> None:
    rows = [
        ["上溪村党支部入党积极分子名册"],
        ["姓名", "身份证号", "递交入党申请书时间"],
        ["王小明", WANG, "2024.03"],
    ]
    plan = plan_file(write_xlsx(tmp_path / "a.xlsx", {"Sheet1": rows}))
    assert rows_of(plan, "stage", "applied_on") == [(3, "activist", "2024-03")]


def test_people_with_relatives_and_recommenders_in_the_same_row(tmp_path: Path) -> None:
    rows = [
        ["姓名", "联系电话", "入党介绍人", "", "配偶姓名", "紧急联系人电话"],
        ["", "", "姓名", "联系电话", "", ""],
        ["王小明", "13800000001", "李大同", "13800000002", "张小芳", "13800000003"],
    ]
    plan = plan_file(write_xlsx(tmp_path / "a.xlsx", {"s": rows}))
    assert rows_of(plan, "name", "phone") == [(3, "王小明", "13800000001")]
    assert {problem.field for problem in plan.warnings if problem.code == "unknown_column"} == {
        "入党介绍人姓名",
        "入党介绍人联系电话",
        "配偶姓名",
        "紧急联系人电话",
    }


def test_a_list_for_the_notice_board_with_masked_numbers(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "联系电话"], ["王小明", "330899********1018", "138****0001"]]
    plan = plan_file(write_xlsx(tmp_path / "a.xlsx", {"s": rows}))
    assert rows_of(plan, "id_number") == [(2, None)]
    assert "id_number_masked" in {problem.code for problem in plan.warnings}


def test_formulas_are_text_and_never_run(tmp_path: Path) -> None:
    plan = plan_file(put(tmp_path / "a.csv", csv_bytes([["姓名", "备注"], ["王小明", "=cmd|'/c calc'!A1"]])))
    assert rows_of(plan, "note") == [(2, "=cmd|'/c calc'!A1")]
