"""Fields for days and times: typed as people write them, or picked from a calendar."""

from contextlib import suppress
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.day_reading import read_day, read_time, with_weekday
from desktop.widgets.editor import Editor
from desktop.widgets.text_edits import KeyWatch


class DayEditor(Editor):
    """A day as "2026-03-05"; with `partial` also a month or a year; with `coming` a time limit, whose year is the next
    one where none is typed. Alt+Down opens the calendar.
    """

    def __init__(
        self, today: date, *, partial: bool = False, coming: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._partial = partial
        self._coming = coming
        self.line = QLineEdit()
        self.line.setPlaceholderText("如 1998-7 或 1998-7-1" if partial else "如 3月5日")
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self._tidy)
        picker = QAction(theme.icon("calendar", "faint"), "打开日历", self)
        picker.setToolTip("打开日历（Alt+↓）")
        picker.triggered.connect(self.open_calendar)
        self.line.addAction(picker, QLineEdit.ActionPosition.TrailingPosition)
        KeyWatch(self.line, (Qt.Key.Key_Down,), self._on_down)
        self.row.addWidget(self.line)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.line,)

    def value(self) -> Any:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            return read_day(text, self._today, partial=self._partial, coming=self._coming)
        except ValueError:
            return text

    def set_value(self, value: Any) -> None:
        self.line.setText(with_weekday(str(value)) if value and not self._partial else str(value or ""))
        self.line.setCursorPosition(0)

    def reading_problem(self) -> str:
        text = self.line.text().strip()
        if not text or self.line.hasFocus():
            return ""
        try:
            read_day(text, self._today, partial=self._partial, coming=self._coming)
        except ValueError as error:
            return str(error)
        return ""

    def open_calendar(self) -> None:
        """Shows a month to pick from."""
        value = self.value()
        shown = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else self._today
        popup = _CalendarPopup(shown, self._pick, self)
        popup.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        popup.show()
        popup.calendar.setFocus()

    def _pick(self, day: date) -> None:
        self.set_value(day.isoformat())
        self.edited.emit()
        self.line.setFocus()

    def _tidy(self) -> None:
        value = self.value()
        if isinstance(value, str):
            with suppress(ValueError):
                self.set_value(read_day(value, self._today, partial=self._partial, coming=self._coming))
        self.edited.emit()

    def _on_down(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return True
        return False


class _CalendarPopup(QFrame):
    """A calendar that closes once a day is picked."""

    def __init__(self, shown: date, on_pick: Any, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "inner")
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        self.calendar = QCalendarWidget()
        self.calendar.setAccessibleName("日历")
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        self._on_pick = on_pick
        self.calendar.clicked.connect(self._choose)
        self.calendar.activated.connect(self._choose)
        column.addWidget(self.calendar)

    def _choose(self, day: QDate) -> None:
        on_pick, self._on_pick = self._on_pick, None
        if on_pick is not None:
            on_pick(date(day.year(), day.month(), day.day()))
        self.close()


class TimeEditor(Editor):
    """A time as "14:30"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setPlaceholderText("如 14:30")
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self._tidy)
        self.row.addWidget(self.line)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.line,)

    def value(self) -> Any:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            return read_time(text)
        except ValueError:
            return text

    def set_value(self, value: Any) -> None:
        self.line.setText(str(value or ""))

    def reading_problem(self) -> str:
        text = self.line.text().strip()
        if not text or self.line.hasFocus():
            return ""
        try:
            read_time(text)
        except ValueError as error:
            return str(error)
        return ""

    def _tidy(self) -> None:
        self.set_value(self.value())
        self.edited.emit()
