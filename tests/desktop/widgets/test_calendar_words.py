"""The calendar of a day field speaks Chinese, whatever the system speaks."""

from datetime import date

import pytest
from PySide6.QtWidgets import QAbstractButton, QCalendarWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.day_edit import DayEditor


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_no_word_of_the_calendar_is_english(qtbot: QtBot) -> None:
    editor = DayEditor(date(2026, 11, 22))
    qtbot.addWidget(editor)
    editor.show()
    editor.open_calendar()
    (calendar,) = editor.findChildren(QCalendarWidget)
    words = [each.text() for each in calendar.findChildren(QAbstractButton) if each.text()]
    assert any("月" in word for word in words), words
    assert not any(char.isascii() and char.isalpha() for word in words for char in word), words
