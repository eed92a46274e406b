"""The import: steps, corrections, nothing written before 确定导入, and the way back."""

from pathlib import Path

import pytest

from desktop.pages.importing_page import ImportPage

HEADER = "序号,姓名,性别,身份证号,入党时间,随便一列\n"
GOOD = "1,林小满,女,330899199003070024,2015.7,甲\n"
DAMAGED = "3,坏号码,男,33089919900307,2015.7,丙\n"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "名册.csv"
    path.write_text(HEADER + GOOD + DAMAGED, "utf-8")
    return path


@pytest.fixture
def page(shown, context):
    return shown(ImportPage(context))


def _names(rows):
    return {row["name"] for row in rows("person")}


def test_nothing_is_written_before_the_last_button(page, roster, rows):
    before = _names(rows)
    page.open_file(roster)
    page.make_plan()
    assert _names(rows) == before
    page.commit()
    assert _names(rows) == before | {"林小满"}


def test_known_columns_are_recognised_and_an_unknown_one_is_to_be_chosen(page, roster):
    page.open_file(roster)
    chosen = {title: combo.currentText() for (_number, title), combo in page.mapping.combos.items()}
    assert chosen["姓名"] == "姓名"
    assert chosen["身份证号"] == "公民身份号码"
    assert chosen["随便一列"] == "不导入"


def test_what_the_user_makes_of_a_column_is_taken_in_and_remembered(page, roster, rows):
    page.open_file(roster)
    combo = page.mapping.combos[0, "随便一列"]
    combo.setCurrentIndex(combo.findData("note"))
    combo.activated.emit(combo.currentIndex())
    page.make_plan()
    page.commit()
    assert next(row for row in rows("person") if row["name"] == "林小满")["note"] == "甲"
    page.open_file(roster)
    assert page.mapping.combos[0, "随便一列"].currentData() == "note"


def test_two_columns_for_one_field_are_refused_in_words(page, roster, person):
    page.open_file(roster)
    combo = page.mapping.combos[0, "随便一列"]
    combo.setCurrentIndex(combo.findData("name"))
    person.will_answer("知道了")
    page.make_plan()
    assert "两列都选成了“姓名”" in person.heard[0]
    assert page.plan is None


def test_a_bad_row_stays_out_with_its_number_and_reason(page, roster):
    page.open_file(roster)
    page.make_plan()
    assert page.plan_panel.tabText(0) == "新增 1"
    assert page.plan_panel.tabText(2) == "不导入 1"
    model = page.plan_panel.skipped.texts
    row = [model.data(model.index(0, column)) for column in range(model.columnCount())]
    assert row[0] == "3"
    assert row[2] == "公民身份号码"
    assert "33089919900307" not in " ".join(row)


def test_the_import_can_be_taken_back(page, roster, rows, person):
    before = _names(rows)
    page.open_file(roster)
    page.make_plan()
    page.commit()
    person.will_answer("撤销导入")
    page.undo_button.click()
    assert _names(rows) == before
    assert page.result.label.text().startswith("已撤销：移除 1 条")


def test_past_imports_are_listed_and_one_taken_back_cannot_be_again(page, roster, person):
    page.open_file(roster)
    page.make_plan()
    page.commit()
    page.past.selectRow(0)
    assert page.undo_chosen.isEnabled()
    person.will_answer("撤销导入")
    page.undo_chosen.click()
    page.past.selectRow(0)
    assert not page.undo_chosen.isEnabled()


def test_a_file_that_is_no_table_is_refused_and_the_page_stays(page, tmp_path, person):
    path = tmp_path / "照片.xlsx"
    path.write_bytes(b"\xff\xd8\xff\xe0 not a table")
    person.will_answer("知道了")
    page.open_file(path)
    assert page.steps.currentIndex() == 0
    assert page.source is None


def test_leaving_half_way_asks(page, roster, person):
    page.open_file(roster)
    person.will_answer("继续导入")
    assert not page.may_leave()
    page.go_back()
    assert page.may_leave()


def test_only_the_button_of_the_step_is_shown(page, roster):
    assert [page.next_button.isVisible(), page.commit_button.isVisible()] == [False, False]
    page.open_file(roster)
    assert [page.next_button.isVisible(), page.commit_button.isVisible()] == [True, False]
    page.make_plan()
    assert [page.next_button.isVisible(), page.commit_button.isVisible()] == [False, True]


def test_the_keyboard_stands_at_the_column_that_has_to_be_looked_at(page, roster):
    page.open_file(roster)
    assert page.mapping.combos[0, "随便一列"].hasFocus()


def test_the_keyboard_stands_at_the_next_step_where_every_column_is_known(page, tmp_path):
    path = tmp_path / "清楚.csv"
    path.write_text("姓名,性别\n林小满,女\n", "utf-8")
    page.open_file(path)
    assert page.next_button.hasFocus()


def test_a_long_reason_stands_there_whole(page, tmp_path, qtbot):
    path = tmp_path / "坏的.csv"
    path.write_text(HEADER + "3,坏号码,男,33089919900307,2015.17,丙\n", "utf-8")
    page.resize(760, 500)
    page.open_file(path)
    page.make_plan()
    table = page.plan_panel.skipped
    page.plan_panel.setCurrentIndex(2)
    reason = table.texts.index(0, table.texts.columnCount() - 1)

    def is_whole() -> bool:
        room = table.visualRect(reason)
        needed = table.fontMetrics().horizontalAdvance(reason.data())
        lines = max(1, room.height() // table.fontMetrics().lineSpacing())
        return needed > room.width() and lines * room.width() >= needed

    qtbot.waitUntil(is_whole)
