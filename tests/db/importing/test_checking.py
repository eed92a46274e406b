"""From rows to the plan: who is new, who is known, what is kept out, what is doubtful."""

from pathlib import Path
from typing import Any

import pytest

from db.importing.plan import ImportPlan
from tests.importing_support.rosters import (
    TODAY,
    citizen_number,
    codes,
    damaged_number,
    plan_rows,
)

HEADER = ["姓名", "身份证号", "入党时间", "转正时间"]
MALE = citizen_number("1960-05-06", 101)
FEMALE = citizen_number("1970-11-12", 202)
WANG = {
    "name": "王小明",
    "sex": "male",
    "id_number": MALE,
    "born_on": "1960-05-06",
    "stage": "full",
    "admitted_on": "1985-06-01",
    "promoted_on": "1986-06-01",
}


def one_row(folder: Path, **cells: Any) -> ImportPlan:
    """The plan for one person given by titles; 姓名 is 王小明 unless given."""
    cells = {"姓名": "王小明"} | cells
    return plan_rows([list(cells), list(cells.values())], folder=folder)


def values(folder: Path, **cells: Any) -> dict[str, Any]:
    plan = one_row(folder, **cells)
    assert plan.skipped == ()
    return dict(plan.added[0].values)


# --- the ID doctor ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (damaged_number("1989-01-24"), "id_number_damaged"),
        ("3.30899E+17", "id_number_damaged"),
        ("1.10E+17", "id_number_damaged"),
        ("330899198901241000", "id_number_damaged"),
        (MALE[:-1] + ("0" if MALE[-1] != "0" else "1"), "id_number_check"),
        (MALE[:17], "id_number_length"),
        (MALE + "1", "id_number_length"),
        (12345, "id_number_length"),
        ("33089919A005061011", "id_number_characters"),
        (citizen_number("1999-02-30"), "id_number_date"),
        (citizen_number("2090-02-01"), "id_number_date"),
        (citizen_number("1799-02-01"), "id_number_date"),
    ],
)
def test_a_wrong_citizen_number_keeps_the_row_out(tmp_path: Path, cell: Any, code: str) -> None:
    plan = plan_rows([HEADER, ["王小明", cell, "1985.06", "1986.06"]], folder=tmp_path)
    assert plan.added == ()
    problem = plan.skipped[0]
    assert (problem.row, problem.code, problem.field, problem.sheet) == (2, code, "id_number", "名册")
    assert problem.message.startswith("王小明：")
    assert problem.value


@pytest.mark.parametrize(
    "text", [FEMALE.lower(), f" {FEMALE[:6]} {FEMALE[6:14]} {FEMALE[14:]} ", f"'{FEMALE}"]
)
def test_a_citizen_number_is_read_with_blanks_quotes_and_small_letters(tmp_path: Path, text: str) -> None:
    assert values(tmp_path, 身份证号=text)["id_number"] == FEMALE


def test_a_number_of_fifteen_digits_becomes_one_of_eighteen_also_from_a_numeric_cell(tmp_path: Path) -> None:
    old = MALE[:6] + MALE[8:17]
    for cell in (old, float(old)):
        plan = one_row(tmp_path, 身份证号=cell, 入党时间="1985.06", 转正时间="1986.06")
        assert plan.added[0].values["id_number"] == MALE
        assert codes(plan.warnings) == [(2, "id_number_converted")]


def test_a_masked_number_is_no_number(tmp_path: Path) -> None:
    plan = one_row(tmp_path, 身份证号="330899********1018", 入党时间="1985.06", 转正时间="1986.06")
    assert "id_number" not in plan.added[0].values
    assert codes(plan.warnings) == [(2, "id_number_masked")]


def test_a_number_ending_in_zeros_with_a_right_check_comes_in_with_a_warning(tmp_path: Path) -> None:
    candidates = (
        citizen_number(f"1989-01-{day}", 100 * hundred) for day in range(10, 30) for hundred in range(1, 10)
    )
    number = next(candidate for candidate in candidates if candidate.endswith("000"))
    plan = one_row(tmp_path, 身份证号=number)
    assert plan.added[0].values["id_number"] == number
    assert "id_number_doubtful" in {problem.code for problem in plan.warnings}


def test_sex_and_birth_follow_from_the_number(tmp_path: Path) -> None:
    found = values(tmp_path, 身份证号=FEMALE)
    assert (found["sex"], found["born_on"]) == ("female", "1970-11-12")


def test_a_month_of_birth_is_made_exact_by_the_number(tmp_path: Path) -> None:
    assert values(tmp_path, 身份证号=FEMALE, 出生年月="1970.11")["born_on"] == "1970-11-12"


def test_columns_that_contradict_the_number_stay_with_a_warning(tmp_path: Path) -> None:
    plan = one_row(
        tmp_path, 身份证号=FEMALE, 性别="男", 出生年月="1970.12", 入党时间="1995.06", 转正时间="1996.06"
    )
    assert plan.added[0].values["sex"] == "male"
    assert plan.added[0].values["born_on"] == "1970-12"
    assert codes(plan.warnings) == [(2, "sex_mismatch"), (2, "birth_mismatch")]


# --- rows kept out ----------------------------------------------------------------------------------------
def test_a_row_without_a_name_is_kept_out(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["", MALE, "1985.06", "1986.06"],
        ["---", FEMALE, "1985.06", ""],
        ["李小红", FEMALE, "1985.6", "1986.6"],
    ]
    plan = plan_rows(rows, folder=tmp_path)
    assert codes(plan.skipped) == [(2, "name_missing"), (3, "name_missing")]
    assert [row.row for row in plan.added] == [4]


@pytest.mark.parametrize("title", ["出生日期", "入党时间", "转正时间"])
def test_a_vital_day_that_does_not_exist_keeps_the_row_out(tmp_path: Path, title: str) -> None:
    plan = one_row(tmp_path, **{title: "1985年2月30日"})
    assert codes(plan.skipped) == [(2, "date_invalid")]
    assert plan.skipped[0].value == "1985年2月30日"


def test_another_day_that_does_not_exist_is_left_out_with_a_warning(tmp_path: Path) -> None:
    plan = one_row(tmp_path, 入党时间="1985.06", 转正时间="1986.06", 参加工作时间="1979.13", 身份证号=MALE)
    assert "worked_since" not in plan.added[0].values
    assert codes(plan.warnings) == [(2, "date_invalid")]


def test_several_faults_of_a_row_are_one_entry_under_the_gravest(tmp_path: Path) -> None:
    plan = one_row(tmp_path, 入党时间="1985.13", 身份证号=MALE[:17])
    assert codes(plan.skipped) == [(2, "id_number_length")]
    assert "1985.13" in plan.skipped[0].message


@pytest.mark.parametrize(
    ("admitted", "promoted", "applied"),
    [("1986.06", "1985.06", ""), ("1950.06", "1951.06", ""), ("1985.6", "1986.6", "1990")],
)
def test_an_order_of_days_that_the_form_refuses_keeps_the_row_out(
    tmp_path: Path, admitted: str, promoted: str, applied: str
) -> None:
    plan = one_row(tmp_path, 入党时间=admitted, 转正时间=promoted, 申请入党时间=applied, 身份证号=MALE)
    assert codes(plan.skipped) == [(2, "order_odd")]


def test_the_first_of_two_rows_with_one_number_wins(tmp_path: Path) -> None:
    row = ["王小明", MALE, "1985.06", "1986.06"]
    plan = plan_rows([HEADER, row, ["王晓明", MALE.lower(), "1985.07", "1986.07"]], folder=tmp_path)
    assert [planned.row for planned in plan.added] == [2]
    assert codes(plan.skipped) == [(3, "duplicate")]
    assert "第2行" in plan.skipped[0].message


def test_a_row_kept_out_does_not_make_a_later_one_a_double(tmp_path: Path) -> None:
    plan = plan_rows(
        [HEADER, ["王小明", MALE, "1985.13", ""], ["王小明", MALE, "1985.06", "1986.06"]], folder=tmp_path
    )
    assert codes(plan.skipped) == [(2, "date_invalid")]
    assert [planned.row for planned in plan.added] == [3]


def test_one_name_and_birthday_in_two_rows_is_one_person(tmp_path: Path) -> None:
    rows = [["姓名", "出生日期", "身份证号"], ["王小明", "1960-05-06", MALE], ["王小明", "1960-05-06", ""]]
    assert codes(plan_rows(rows, folder=tmp_path).skipped) == [(3, "duplicate")]


def test_two_people_of_one_name_with_two_numbers_both_come_in(tmp_path: Path) -> None:
    rows = [HEADER, ["王小明", MALE, "1985.06", "1986.06"], ["王小明", FEMALE, "1995.06", "1996.06"]]
    plan = plan_rows(rows, folder=tmp_path)
    assert len(plan.added) == 2
    assert plan.warnings == ()


def test_namesakes_of_whom_nothing_else_tells_come_in_with_a_warning(tmp_path: Path) -> None:
    plan = plan_rows([["姓名", "性别"], ["王小明", "男"], ["王小明", "男"]], folder=tmp_path)
    assert len(plan.added) == 2
    assert (3, "same_name_in_file") in codes(plan.warnings)


# --- stage ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cells", "stage"),
    [
        ({"入党时间": "1985.06", "转正时间": "1986.06"}, "full"),
        ({"入党时间": "2025.06", "转正时间": ""}, "probationary"),
        ({"入党时间": "2025.06", "转正时间": "预备"}, "probationary"),
        ({"入党时间": "2025.06", "转正时间": "未转正"}, "probationary"),
        ({"入党时间": "2025.06", "转正时间": "延长预备期半年"}, "probationary"),
        ({"入党时间": "1972.06", "转正时间": ""}, "full"),
        ({"党员类别": "中共党员", "入党时间": "2025.06"}, "probationary"),
        ({"党员类别": "中共党员"}, "full"),
        ({"党员类别": "正式"}, "full"),
        ({"政治面貌": "中共预备党员"}, "probationary"),
        ({"人员类别": "入党积极分子"}, "activist"),
        ({"人员类别": "发展对象"}, "prospective"),
        ({"申请入党时间": "2025.06"}, "applicant"),
    ],
)
def test_the_stage_follows_from_what_the_row_says(tmp_path: Path, cells: dict[str, str], stage: str) -> None:
    assert values(tmp_path, **cells)["stage"] == stage


def test_a_word_in_the_promotion_column_is_no_day(tmp_path: Path) -> None:
    assert "promoted_on" not in values(tmp_path, 入党时间="2025.06", 转正时间="预备")


def test_a_member_of_many_years_without_promotion_comes_in_as_full_with_a_warning(tmp_path: Path) -> None:
    plan = one_row(tmp_path, 入党时间="1985.06", 转正时间="", 身份证号=MALE)
    assert plan.added[0].values["stage"] == "full"
    assert codes(plan.warnings) == [(2, "promotion_missing")]


def test_a_probationary_member_with_a_promotion_that_has_come_is_full_with_a_warning(tmp_path: Path) -> None:
    plan = one_row(tmp_path, 党员类别="预备党员", 入党时间="2024.06", 转正时间="2025.06", 身份证号=MALE)
    assert plan.added[0].values["stage"] == "full"
    assert codes(plan.warnings) == [(2, "stage_conflict")]


def test_where_nothing_tells_the_stage_it_is_left_open(tmp_path: Path) -> None:
    plan = one_row(tmp_path, 身份证号=MALE)
    assert "stage" not in plan.added[0].values
    assert codes(plan.warnings) == [(2, "stage_unknown")]


# --- other values -----------------------------------------------------------------------------------------
def test_spellings_are_brought_to_the_ledgers_own(tmp_path: Path) -> None:
    found = values(
        tmp_path,
        姓名="王　 明",
        性别="女",
        民族="畲",
        学历="本科",
        电话="138-0000 0001",
        在册情况="组织关系转出",
        农历生日="腊月三十",
        备注="无",
        籍贯="—",
    )
    assert (found["name"], found["sex"], found["ethnicity"], found["education"]) == (
        "王明",
        "female",
        "畲族",
        "大学本科",
    )
    assert (found["phone"], found["roll_status"]) == ("13800000001", "transferred_out")
    assert found["lunar_birthday"] == {"month": 12, "day": 30, "leap": False}
    assert "note" not in found
    assert "native_place" not in found


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (13800000001, "13800000001"),
        ("+86 138 0000 0001", "13800000001"),
        ("0571-12345678", "0571-12345678"),
        ("13800000001/13800000002", "13800000001、13800000002"),
    ],
)
def test_phones_are_read_from_numbers_and_text(tmp_path: Path, cell: Any, phone: str) -> None:
    assert values(tmp_path, 电话=cell)["phone"] == phone


def test_a_phone_of_odd_length_comes_in_with_a_warning(tmp_path: Path) -> None:
    assert (2, "phone_odd") in codes(one_row(tmp_path, 电话="1380000000").warnings)


def test_flags_are_read_from_their_own_columns(tmp_path: Path) -> None:
    assert values(tmp_path, 是否困难="是", 是否流动党员="√", 年老体弱="否")["flags"] == [
        "hardship",
        "lives_away",
    ]
    assert "flags" not in values(tmp_path, 是否困难="否")


@pytest.mark.parametrize("name", ["任䶮", "范凤𬭛", "张\ue863", "王□"])
def test_a_name_with_a_rare_or_broken_character_comes_in_with_a_warning(tmp_path: Path, name: str) -> None:
    plan = one_row(tmp_path, 姓名=name)
    assert plan.added[0].values["name"] == name
    assert (2, "name_rare_character") in codes(plan.warnings)


@pytest.mark.parametrize("name", ["王小明", "阿依古丽·买买提", "欧阳春"])
def test_ordinary_names_are_not_remarked_upon(tmp_path: Path, name: str) -> None:
    assert (2, "name_rare_character") not in codes(one_row(tmp_path, 姓名=name).warnings)


def test_a_column_without_meaning_is_reported_once_with_the_header_row(tmp_path: Path) -> None:
    plan = plan_rows(
        [
            ["姓名", "身份证号", "党内职务", "空列"],
            ["王小明", MALE, "书记", ""],
            ["李小红", FEMALE, "委员", ""],
        ],
        folder=tmp_path,
    )
    unknown = [problem for problem in plan.warnings if problem.code == "unknown_column"]
    assert [(problem.row, problem.field) for problem in unknown] == [(1, "党内职务")]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"出生日期": "1905.01"}, "age_unlikely"),
        ({"出生日期": "1980.01", "入党时间": "1990.01", "转正时间": "1991.01"}, "age_unlikely"),
        ({"入党时间": "2026.05"}, "date_in_future"),
        ({"入党时间": 1998.1, "转正时间": 1999.11}, "date_doubtful"),
        ({"性别": "未知"}, "choice_unknown"),
        ({"身份证号": ""}, "id_number_missing"),
    ],
)
def test_odd_rows_come_in_with_a_warning(tmp_path: Path, cells: dict[str, Any], code: str) -> None:
    plan = one_row(tmp_path, **cells)
    assert len(plan.added) == 1
    assert (2, code) in codes(plan.warnings)


def test_a_roster_without_numbers_says_so_once(tmp_path: Path) -> None:
    plan = plan_rows([["姓名", "性别"], ["王小明", "男"], ["李小红", "女"]], folder=tmp_path)
    assert codes(plan.warnings).count((1, "id_number_missing")) == 1


def test_two_digit_years_follow_the_day_taken_as_today(tmp_path: Path) -> None:
    rows = [["姓名", "入党时间", "转正时间"], ["王小明", "31年7月", "32年7月"]]
    assert plan_rows(rows, folder=tmp_path, today=TODAY).added[0].values["admitted_on"] == "1931-07"
    assert (
        plan_rows(rows, folder=tmp_path, today=TODAY.replace(year=2035)).added[0].values["admitted_on"]
        == "2031-07"
    )
