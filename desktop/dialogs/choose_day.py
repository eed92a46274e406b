"""Choosing one day, typed or from the calendar."""

from datetime import date

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop import messages, theme
from desktop.widgets.basic import button
from desktop.widgets.day_edit import DayEditor
from desktop.widgets.editor import Field


class DayDialog(QDialog):
    """A day field with 确定 and 取消."""

    def __init__(self, title: str, shown: date, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(round(360 * theme.current().scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        self.editor = DayEditor(today)
        self.editor.set_value(shown.isoformat())
        self.field = Field(title, self.editor)
        column.addWidget(self.field)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("取消", self.reject))
        self.ok_button = button("确定", self.submit, kind="primary")
        self.ok_button.setDefault(True)
        row.addWidget(self.ok_button)
        column.addLayout(row)
        self.editor.line.selectAll()
        self.editor.setFocus()

    @property
    def day(self) -> date | None:
        """The day typed; None where it cannot be read."""
        try:
            return date.fromisoformat(str(self.editor.value()))
        except ValueError:
            return None

    def submit(self) -> None:
        """Accepts a day that can be read."""
        if self.day is None:
            self.field.show_problem("这里应填日期，如 2026-3-5 或 3月5日")
        else:
            self.accept()


def ask_for_day(parent: QWidget, title: str, shown: date, today: date) -> date | None:
    """The day chosen, or None where the question was left."""
    dialog = DayDialog(title, shown, today, parent)
    accepted = messages.run_modal(dialog) == QDialog.DialogCode.Accepted
    day = dialog.day
    dialog.deleteLater()
    return day if accepted else None
