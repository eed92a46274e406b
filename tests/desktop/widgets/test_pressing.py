"""Enter presses what the keyboard stands on."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QMenu, QVBoxLayout
from pytestqt.qtbot import QtBot

from desktop.widgets.basic import FilterChip, Tile, button, icon_button, menu_button
from desktop.widgets.nav_bar import NavBar, NavEntry

MADE: dict[str, Callable[[], QAbstractButton]] = {
    "button": lambda: button("取消"),
    "link": lambda: button("去收", kind="link"),
    "tile": lambda: Tile("meeting", "记会议"),
    "chip": lambda: FilterChip("在册 38"),
    "icon": lambda: icon_button("minus", "缩小预览"),
}


@pytest.mark.parametrize("kind", MADE)
def test_enter_presses_the_focused_button_and_not_the_default_one(qtbot: QtBot, kind: str) -> None:
    dialog, pressed = QDialog(), []
    qtbot.addWidget(dialog)
    made, default = MADE[kind](), button("保存", lambda: pressed.append("保存"), kind="primary")
    default.setDefault(True)
    made.clicked.connect(lambda: pressed.append(kind))
    column = QVBoxLayout(dialog)
    column.addWidget(made)
    column.addWidget(default)
    with qtbot.waitExposed(dialog):
        dialog.show()
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Return)
    qtbot.keyClick(made, Qt.Key.Key_Enter)
    assert pressed == [kind, kind]


def test_enter_opens_the_menu_of_a_button(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made = menu_button("打印")
    qtbot.addWidget(made)
    made.menu().addAction("签到表")
    opened: list[QMenu] = []
    monkeypatch.setattr(type(made), "showMenu", lambda self: opened.append(self.menu()))
    made.show()
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert opened == [made.menu()]


def test_enter_opens_a_page_in_the_bar(qtbot: QtBot) -> None:
    bar = NavBar((NavEntry("today", "今天", "今天", "home"), NavEntry("dues", "党费收缴", "党费", "coin")))
    qtbot.addWidget(bar)
    wanted: list[str] = []
    bar.chosen.connect(wanted.append)
    section = next(made for made in bar.findChildren(QAbstractButton) if made.text() == "党费")
    qtbot.keyClick(section, Qt.Key.Key_Return)
    assert wanted == ["dues"]
