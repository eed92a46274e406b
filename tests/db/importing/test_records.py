"""Importing other ledgers from their spec alone."""

from pathlib import Path
from typing import Any

from db.changes import Ref, Row
from db.importing.plan import ImportPlan
from db.importing.records import ledger_vocabulary, plan_records
from db.importing.source import open_source
from db.ledgers import by_key
from tests.importing_support.rosters import TODAY, codes, write_xlsx


def plan_of(folder: Path, key: str, rows: list[list[Any]]) -> ImportPlan:
    spec = by_key(key)
    source = open_source(
        write_xlsx(folder / "a.xlsx", {"s": rows}), ledger_vocabulary(spec), run_in_process=True
    )
    return plan_records(spec, source.tables, source.mappings, TODAY)


def test_a_table_of_care_visits_is_read_by_the_titles_of_its_ledger(tmp_path: Path) -> None:
    header = ["序号", "走访日期", "走访对象", "走访人", "事由", "慰问金（元）", "慰问品", "天气"]
    plan = plan_of(
        tmp_path,
        "care_visit",
        [
            ["慰问台账"],
            header,
            [1, "2026年1月20日", "王小明", "李小红、赵大山", "生病住院", 500, "米、油", "晴"],
            ["合计", "", "", "", "", 500],
        ],
    )
    assert [(row.row, row.values) for row in plan.added] == [
        (
            3,
            {
                "visited_on": "2026-01-20",
                "person": "王小明",
                "visitors": ["李小红", "赵大山"],
                "reason": "illness",
                "amount": "500.00",
                "gift": "米、油",
            },
        )
    ]
    assert [(problem.code, problem.field) for problem in plan.warnings] == [("unknown_column", "天气")]


def test_a_required_value_that_is_missing_or_unreadable_keeps_the_row_out(tmp_path: Path) -> None:
    rows = [
        ["走访日期", "走访对象", "事由"],
        ["", "王小明", ""],
        ["2026.01", "王小明", ""],
        ["2026.1.5", "王小明", "闲聊"],
    ]
    plan = plan_of(tmp_path, "care_visit", rows)
    assert set(codes(plan.skipped)) == {(2, "required_missing"), (3, "date_invalid")}
    assert [row.row for row in plan.added] == [4]
    assert codes(plan.warnings) == [(4, "choice_unknown")]


def test_holidays_come_with_yes_and_no(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "holiday",
        [["日期", "名称", "上班（调休）"], ["2027-10-01", "国庆节", "否"], ["2027-10-09", "国庆节", "是"]],
    )
    assert [row.values["is_workday"] for row in plan.added] == [False, True]


def known(**values: Any) -> Row:
    """A care visit on record."""
    given = {
        "visited_on": "2026-01-20",
        "person": Ref("p1", "王小明"),
        "visitors": [Ref("p2", "李小红")],
        "note": None,
    }
    return Row("care_visit", "v1", given | values, 1, "2026-01-21", "", "", None)


def plan_beside(folder: Path, existing: Row, *row: Any) -> ImportPlan:
    spec = by_key("care_visit")
    table = [["走访日期", "走访对象", "走访人", "慰问金（元）"], list(row)]
    path = write_xlsx(folder / "a.xlsx", {"s": table})
    source = open_source(path, ledger_vocabulary(spec), run_in_process=True)
    return plan_records(spec, source.tables, source.mappings, TODAY, [existing])


def test_a_row_that_is_on_record_already_is_not_added_again(tmp_path: Path) -> None:
    plan = plan_beside(tmp_path, known(amount="500.00"), "2026-01-20", "王小明", "李小红", 500)
    assert (plan.added, plan.unchanged) == ((), 1)


def test_a_row_that_says_something_else_is_a_record_of_its_own(tmp_path: Path) -> None:
    for other in (known(amount="300.00"), known(amount=None), known(amount="500.00", visitors=[])):
        plan = plan_beside(tmp_path, other, "2026-01-20", "王小明", "李小红", 500)
        assert (len(plan.added), plan.unchanged) == (1, 0)


def test_lists_a_sheet_cannot_hold_are_told_of(tmp_path: Path) -> None:
    rows = [["日期", "主题", "议题", "到会人员"], ["2026-03-05", "学习", "一、学习文件", "陈秋生、林小满"]]
    plan = plan_of(tmp_path, "general_meeting", rows)
    assert len(plan.added) == 1
    assert [(each.code, each.field) for each in plan.warnings] == [
        ("column_not_imported", "agenda"),
        ("column_not_imported", "attendance"),
    ]
