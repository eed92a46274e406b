"""The window around the pages: every page opens, everything is found, nothing typed is left behind."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

import resources
from db.ledgers import LEDGERS
from desktop import theme
from desktop.main_window import MainWindow
from desktop.messages import Toast
from desktop.pages import PAGES, PageSpec
from desktop.pages.ledger_page import LedgerPage
from desktop.pages.page import PageContext
from tests.support.typing_in import cut_texts, overlaps, type_text, visible_parts

EACH_PAGE = pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.key)


@pytest.fixture
def window(qtbot: QtBot, context: PageContext) -> MainWindow:
    made = MainWindow(context)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_page_keys_are_unique_and_every_ledger_has_a_page() -> None:
    keys = [spec.key for spec in PAGES]
    assert len(keys) == len(set(keys))
    assert {spec.key for spec in LEDGERS} <= set(keys)


@EACH_PAGE
def test_every_page_has_an_icon_and_opens(window: MainWindow, spec: PageSpec) -> None:
    assert resources.find(f"icons/{spec.icon}.svg")
    window.go_to(spec.key)
    assert window.page.isVisible()
    assert window.page.accessibleName()
    assert window.search.isVisible()


@EACH_PAGE
def test_one_primary_button_a_page_at_most(window: MainWindow, spec: PageSpec) -> None:
    window.go_to(spec.key)
    primary = [
        button.text()
        for button in window.page.findChildren(QAbstractButton)
        if button.property("kind") == "primary" and button.isVisible()
    ]
    assert len(primary) <= 1


@EACH_PAGE
def test_every_button_has_a_name_and_every_text_has_glyphs(window: MainWindow, spec: PageSpec) -> None:
    window.go_to(spec.key)
    for widget in visible_parts(window):
        if isinstance(widget, QAbstractButton) and widget.objectName() != "qt_toolbar_ext_button":
            assert widget.text() or widget.accessibleName() or widget.toolTip(), widget
        if isinstance(widget, (QLabel, QAbstractButton)):
            metrics = QFontMetrics(theme.font("body"))
            missing = [
                char
                for char in widget.text()
                if char not in "\n\u3000&" and not metrics.inFontUcs4(ord(char))
            ]
            assert not missing, (widget.text(), missing)


@EACH_PAGE
@pytest.mark.parametrize("size", ["standard", "huge"])
def test_no_page_cuts_a_text_or_lays_things_on_each_other(
    qtbot: QtBot, context: PageContext, spec: PageSpec, size: str, styled: Any
) -> None:
    styled("light", size)
    window = MainWindow(context)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.go_to(spec.key)

    def settled() -> None:  # wrapped texts find their height in a second round of layout
        assert cut_texts(window.page) == []
        assert overlaps(window.page) == []

    qtbot.waitUntil(lambda: settled() is None)


def test_the_search_finds_a_person_by_initials_and_opens_the_record(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.search.hasFocus()
    type_text(window.search, "yzh")
    window.search.search_now()
    assert window.results.isVisible()
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.results.list, Qt.Key.Key_Return)
    assert len(window.dialogs) == 1
    assert "叶子涵" in window.dialogs[0].title.text()
    window.dialogs[0].close()


def test_nothing_found_says_what_else_to_try(qtbot: QtBot, window: MainWindow) -> None:
    window.search.setText("没有这样的字")
    window.search.search_now()
    assert "没有找到" in window.results.message.text()


def test_removing_can_be_taken_back_from_the_toast(qtbot: QtBot, window: MainWindow) -> None:
    window.go_to("person")
    page = window.page
    assert isinstance(page, LedgerPage)
    before = page.model.rowCount()
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert page.model.rowCount() == before - 1
    toast = next(toast for toast in window.findChildren(Toast) if toast.isVisible())
    qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert page.model.rowCount() == before


def test_the_recycle_bin_gives_records_back(qtbot: QtBot, window: MainWindow) -> None:
    window.go_to("person")
    people = window.page
    assert isinstance(people, LedgerPage)
    before = people.model.rowCount()
    people.remove((people.model.uid_at(0), people.model.uid_at(1)))
    window.go_to("recycle_bin")
    bin_page: Any = window.page
    assert bin_page.table.rowCount() == 2
    bin_page.table.selectAll()
    bin_page.put_back()
    assert bin_page.table.rowCount() == 0
    window.go_to("person")
    assert people.model.rowCount() == before


def test_enter_opens_the_selected_record(qtbot: QtBot, window: MainWindow) -> None:
    window.go_to("group")
    page = window.page
    assert isinstance(page, LedgerPage)
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert len(window.dialogs) == 1
    window.dialogs[0].close()
    assert window.dialogs == []


def test_chips_and_filter_narrow_the_list_and_can_be_cleared(qtbot: QtBot, window: MainWindow) -> None:
    window.go_to("person")
    page = window.page
    assert isinstance(page, LedgerPage)
    everybody = page.model.rowCount()
    page.facets.toggle("stage", "probationary")
    assert page.model.rowCount() == 1
    page.filter.setText("没有这个人")
    page.filter.search_now()
    assert page.stack.currentWidget() is page.nothing_found
    page.nothing_found.action.click()
    assert page.model.rowCount() == everybody


def test_chosen_columns_are_remembered_on_this_pc(window: MainWindow, context: PageContext) -> None:
    window.go_to("person")
    page = window.page
    assert isinstance(page, LedgerPage)
    page.choose_columns(("name", "age"))
    assert [column.key for column, _field in LedgerPage(context, page.spec).model.columns] == ["name", "age"]


def test_numbers_that_give_a_person_away_are_masked_in_lists(window: MainWindow) -> None:
    window.go_to("person")
    page = window.page
    assert isinstance(page, LedgerPage)
    page.choose_columns(("name", "phone", "id_number"))
    texts = [page.model.index(row, 1).data() for row in range(page.model.rowCount())]
    assert all(not text or "****" in text for text in texts)


def test_closing_asks_for_the_form_that_is_still_open(qtbot: QtBot, window: MainWindow, person: Any) -> None:
    window.open_record("group", None)
    dialog = window.dialogs[0]
    assert dialog.form is not None
    type_text(dialog.form.fields["name"].editor.targets()[0], "第三党小组")
    person.will_answer("继续填写", "不保存")
    assert not window.close()
    assert window.isVisible()
    dialog.reject()
    assert window.close()
