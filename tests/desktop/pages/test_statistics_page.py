"""The page of 党内统计: tables, the names behind a number, another day, the workbook."""

from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import Qt

from desktop.pages.statistics_page import StatisticsPage
from tests.support.typing_in import cut_texts

TABLES = 15


@pytest.fixture
def page(context, shown) -> StatisticsPage:
    made = shown(StatisticsPage(context))
    assert isinstance(made, StatisticsPage)
    return made


def choose_table(page: StatisticsPage, title: str) -> None:
    (found,) = page.kinds.findItems(title, Qt.MatchFlag.MatchExactly)
    page.kinds.setCurrentItem(found)


def label_of(page: StatisticsPage, row: int) -> str:
    return str(page.grid.texts.index(row, 0).data())


def names(page: StatisticsPage) -> list[str]:
    return [page.names.item(row).text() for row in range(page.names.count())]


def test_every_table_shows_its_numbers_and_nothing_is_cut(page: StatisticsPage, qtbot) -> None:
    assert page.kinds.count() == TABLES
    for row in range(TABLES):
        page.kinds.setCurrentRow(row)
        qtbot.wait(1)
        assert page.grid.texts.rowCount() >= 3
        assert cut_texts(page) == []


def test_a_number_lists_its_people_and_a_name_opens(page: StatisticsPage, wanted) -> None:
    asked = wanted(page)
    choose_table(page, "党员人数")
    page.grid.choose(0, 0)
    count = int(page.grid.texts.index(0, 1).data())

    assert (label_of(page, 0), page.about.text()) == ("正式党员", f"正式党员，合计：{count}")
    assert len(names(page)) == count > 0
    assert not page.open_button.isEnabled()
    page.names.setCurrentRow(0)
    page.open_button.click()
    ledger, uid = page.names.item(0).data(Qt.ItemDataRole.UserRole)
    assert asked == [(ledger, uid)]
    assert ledger == "person"


def test_the_arrow_keys_move_from_number_to_number(page: StatisticsPage, qtbot) -> None:
    choose_table(page, "性别")
    page.grid.choose(0, 0)
    before = page.about.text()
    qtbot.keyClick(page.grid, Qt.Key.Key_Down)

    assert page.about.text() != before
    assert page.about.text().startswith("女，合计")


def test_the_total_is_what_one_sees_first(page: StatisticsPage) -> None:
    members = int(page.grid.texts.index(2, 1).data())

    assert page.about.text() == f"合计：{members}"
    assert f"党员 {members} 人" in page.subtitle.text()


def test_another_day_counts_as_of_then_and_keeps_the_table(page: StatisticsPage) -> None:
    choose_table(page, "年内增减")
    page.choose_day(date(2025, 12, 31))

    assert "截至 2025-12-31" in page.subtitle.text()
    assert page.table is not None
    assert page.table.key == "balance"
    assert "12-31 年报" in page.days.currentText()
    page.choose_day(date(2026, 3, 8))
    assert page.days.currentText() == "2026-03-08"
    assert "本年指 2026 年" in page.subtitle.text()


def test_a_day_that_is_left_out_of_the_question_changes_nothing(page: StatisticsPage, person) -> None:
    person.will_answer(None)
    page.days.setCurrentIndex(page.days.count() - 1)
    page.days.activated.emit(page.days.count() - 1)

    assert page.days.currentText() == "今天（2026-11-22）"
    assert person.heard == ["统计截至"]


def test_the_workbook_is_that_of_the_day_chosen(page: StatisticsPage, person, tmp_path) -> None:
    page.choose_day(date(2026, 6, 30))
    person.will_answer(tmp_path / "半年报.xlsx")
    page.save_button.click()

    book = openpyxl.load_workbook(tmp_path / "半年报.xlsx")
    assert len(book.sheetnames) == TABLES + 1
    assert book["党员人数"]["A1"].value == "截至2026年6月30日"


def test_leaving_the_chooser_writes_nothing(page: StatisticsPage, person, tmp_path) -> None:
    person.will_answer(None)
    page.save_button.click()

    assert list(tmp_path.glob("*.xlsx")) == []


def test_folded_on_a_small_screen_the_page_scrolls_and_the_grid_does_not(page: StatisticsPage, qtbot) -> None:
    choose_table(page, "年内增减")
    page.resize(700, 600)
    qtbot.wait(1)

    assert page.grid.verticalScrollBar().maximum() == 0
