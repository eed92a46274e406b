"""Windows stand on the screen, all of them."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.dialogs.first_start import FirstStart
from desktop.widgets.placing import Middle, fit, place


@pytest.fixture
def screen(qtbot: QtBot) -> QRect:
    probe = QWidget()
    qtbot.addWidget(probe)
    return probe.screen().availableGeometry()


def test_a_window_is_never_larger_than_the_screen(qtbot: QtBot, screen: QRect) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    fit(window, 5000, 5000)
    assert window.width() < screen.width()
    assert window.height() < screen.height()


def test_a_dialog_is_never_larger_than_its_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 300)
    window.show()
    dialog = QDialog(window)
    fit(dialog, 900, 640)
    assert (dialog.width(), dialog.height()) == (500, 300)


def test_a_main_window_for_which_there_is_no_room_is_shown_maximized(qtbot: QtBot, screen: QRect) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(screen.width(), screen.height())  # the frame would stand beyond the edge
    place(window, None)
    window.show()
    assert window.isMaximized()


def test_a_window_that_follows_another_stands_in_its_place_but_on_the_screen(
    qtbot: QtBot, screen: QRect
) -> None:
    old, window = QWidget(), QWidget()
    for each in (old, window):
        qtbot.addWidget(each)
    old.resize(200, 100)
    old.move(screen.right() - 210, screen.bottom() - 150)
    window.resize(400, 300)
    place(window, old)
    assert screen.contains(QRect(window.pos(), window.size()))
    old.move(screen.topLeft())
    place(window, old)
    assert window.pos() == screen.topLeft()


def test_a_maximized_window_is_followed_by_a_maximized_one(qtbot: QtBot) -> None:
    old, window = QWidget(), QWidget()
    for each in (old, window):
        qtbot.addWidget(each)
        each.resize(200, 100)
    old.showMaximized()
    place(window, old)
    assert window.isMaximized()


def test_what_the_first_start_refuses_is_in_sight_on_a_small_screen(qtbot: QtBot) -> None:
    first = FirstStart("C:\\台账")
    qtbot.addWidget(first)
    first.resize(895, 445)
    with qtbot.waitExposed(first):
        first.show()
    first.submit()
    shown = first.problem.visibleRegion().boundingRect()
    assert shown.height() == first.problem.height()
    assert first.name.hasFocus()


def test_a_card_stands_in_the_middle_where_there_is_room(qtbot: QtBot) -> None:
    middle = Middle(1, 1)
    qtbot.addWidget(middle)
    card = QLabel("一张卡片")
    middle.add_card(card)
    middle.resize(600, 400)
    with qtbot.waitExposed(middle):
        middle.show()
    assert abs(card.geometry().center().x() - 300) <= 2
    assert abs(card.geometry().center().y() - 200) <= 2
