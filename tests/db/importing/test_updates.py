"""People of the file who are on record already: updates field by field, and never a silent merger."""

from pathlib import Path

from db.changes import Ref
from db.importing.checking import NEW_PERSON
from db.importing.plan import PlannedUpdate
from tests.importing_support.rosters import citizen_number, codes, existing_person, plan_rows

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


def test_an_existing_person_becomes_an_update_field_by_field(tmp_path: Path) -> None:
    known = existing_person("u1", WANG | {"phone": "13800000009", "address": "上溪村"})
    plan = plan_rows(
        [[*HEADER, "电话", "家庭住址"], ["王小明", MALE, "1985.06", "1986.06", "13800000001", ""]],
        [known],
        folder=tmp_path,
    )
    assert plan.added == ()
    assert plan.updated == (
        PlannedUpdate(2, "u1", "王小明", {"phone": ("13800000009", "13800000001")}, "名册"),
    )


def test_empty_cells_and_coarser_days_never_change_a_record(tmp_path: Path) -> None:
    known = existing_person("u1", WANG)
    plan = plan_rows(
        [HEADER, ["王小明", MALE, "1985.06", ""], ["李小红", FEMALE, "", ""]], [known], folder=tmp_path
    )
    assert plan.unchanged == 1
    assert plan.updated == ()


def test_a_finer_day_and_a_filled_gap_are_updates(tmp_path: Path) -> None:
    known = existing_person("u1", WANG | {"admitted_on": "1985-06", "sex": None})
    plan = plan_rows([HEADER, ["王小明", MALE, "1985.06.01", ""]], [known], folder=tmp_path)
    assert plan.updated[0].changes == {"admitted_on": ("1985-06", "1985-06-01"), "sex": (None, "male")}


def test_what_was_only_concluded_changes_nothing_on_record(tmp_path: Path) -> None:
    known = existing_person("u1", WANG | {"sex": "female", "born_on": "1961-01-01", "stage": "probationary"})
    assert plan_rows([HEADER, ["王小明", MALE, "1985.06", ""]], [known], folder=tmp_path).unchanged == 1


def test_a_stage_that_will_follow_from_days_to_come_is_no_change(tmp_path: Path) -> None:
    ahead = WANG | {"admitted_on": "2025-06-01", "promoted_on": "2026-06-01", "stage": "probationary"}
    rows = [[*HEADER, "党员类别"], ["王小明", MALE, "2025.06", "2026.06", "正式党员"]]
    assert plan_rows(rows, [existing_person("u1", ahead)], folder=tmp_path).unchanged == 1
    not_yet = ahead | {"admitted_on": "2026-06-01", "promoted_on": None, "stage": None}
    rows = [HEADER, ["王小明", MALE, "2026.06", ""]]
    assert plan_rows(rows, [existing_person("u1", not_yet)], folder=tmp_path).unchanged == 1


def test_other_spellings_of_the_same_are_no_change(tmp_path: Path) -> None:
    known = existing_person("u1", WANG | {"education": "大学", "group": Ref("g", "第3党小组"), "note": "a b"})
    rows = [["姓名", "身份证号", "学历", "党小组", "备注"], ["王 小明", MALE, "本科", "第三党小组", "ａ b"]]
    assert plan_rows(rows, [known], folder=tmp_path).unchanged == 1


def test_a_flag_is_taken_away_only_by_a_no(tmp_path: Path) -> None:
    known = existing_person("u1", WANG | {"flags": ["hardship", "lives_away"]})
    rows = [["姓名", "身份证号", "是否困难", "是否流动"], ["王小明", MALE, "否", ""]]
    plan = plan_rows(rows, [known], folder=tmp_path)
    assert plan.updated[0].changes == {"flags": (["hardship", "lives_away"], ["lives_away"])}


def test_a_changed_name_of_the_same_number_is_an_update_with_a_warning(tmp_path: Path) -> None:
    plan = plan_rows([HEADER, ["王晓明", MALE, "", ""]], [existing_person("u1", WANG)], folder=tmp_path)
    assert plan.updated[0].changes == {"name": ("王小明", "王晓明")}
    assert (2, "name_differs") in codes(plan.warnings)


def test_an_update_that_contradicts_a_day_on_record_is_kept_out(tmp_path: Path) -> None:
    plan = plan_rows(
        [HEADER, ["王小明", MALE, "1990.06", ""]], [existing_person("u1", WANG)], folder=tmp_path
    )
    assert codes(plan.skipped) == [(2, "order_odd")]
    assert plan.updated == ()


def test_a_name_and_birthday_alone_never_join_two_people(tmp_path: Path) -> None:
    known = existing_person("u1", WANG)
    rows = [["姓名", "出生日期", "联系电话"], ["王小明", "1960-05-06", "13800000001"]]
    plan = plan_rows(rows, [known], folder=tmp_path)
    assert len(plan.added) == 1
    assert (2, "same_name_exists") in codes(plan.warnings)


def test_a_row_without_a_number_that_says_nothing_new_is_the_person_on_record(tmp_path: Path) -> None:
    rows = [["姓名", "出生年月", "入党时间"], ["王小明", "1960.05", "1985.06"]]
    plan = plan_rows(rows, [existing_person("u1", WANG)], folder=tmp_path)
    assert (plan.added, plan.unchanged) == ((), 1)


def test_a_decision_joins_a_row_to_a_person_on_record(tmp_path: Path) -> None:
    rows = [["姓名", "出生日期", "联系电话"], ["王小明", "1960-05-06", "13800000001"]]
    plan = plan_rows(rows, [existing_person("u1", WANG)], folder=tmp_path, decided={("名册", 2): "u1"})
    assert plan.updated[0].changes == {"phone": (None, "13800000001")}
    assert "same_name_exists" not in {problem.code for problem in plan.warnings}


def test_a_decision_can_say_that_somebody_is_new(tmp_path: Path) -> None:
    rows = [["姓名", "出生日期"], ["王小明", "1960-05-06"]]
    plan = plan_rows(rows, [existing_person("u1", WANG)], folder=tmp_path, decided={("名册", 2): NEW_PERSON})
    assert len(plan.added) == 1


def test_two_rows_for_one_person_on_record_do_not_both_change_it(tmp_path: Path) -> None:
    rows = [
        ["姓名", "身份证号", "入党时间", "党小组"],
        ["王晓明", MALE, "1985.06", ""],
        ["王小明", "", "1985.06", ""],
    ]
    plan = plan_rows(rows, [existing_person("u1", WANG)], folder=tmp_path)
    assert codes(plan.skipped) == [(3, "duplicate")]


def test_spellings_of_one_groups_name_make_one_group(tmp_path: Path) -> None:
    known = existing_person("u1", WANG | {"group": "第1党小组"})
    rows = [["姓名", "党小组"], ["李小红", "第一党小组"], ["赵大山", "第二党小组"], ["钱多多", "第 2 党小组"]]
    plan = plan_rows(rows, [known], folder=tmp_path)
    assert [row.values["group"] for row in plan.added] == ["第1党小组", "第二党小组", "第二党小组"]
    assert plan.group_names == ("第1党小组", "第二党小组")
