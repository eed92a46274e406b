"""Fields for text, numbers and money."""

import re
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from desktop.widgets.editor import Editor

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


class LineEditor(Editor):
    """One line of text; in fields for numbers, `pattern` says what is read and `problem` what to say
    otherwise.
    """

    pattern = ""
    problem = ""

    def __init__(self, placeholder: str = "", longest: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        if longest:
            self.line.setMaxLength(longest)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.row.addWidget(self.line)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.line,)

    def value(self) -> Any:
        return self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def reading_problem(self) -> str:
        text = self.line.text().strip().translate(_FULL_WIDTH)
        return self.problem if text and self.pattern and not re.fullmatch(self.pattern, text) else ""


class IntegerEditor(LineEditor):
    """A whole number that is not negative."""

    pattern = r"\d{1,9}"
    problem = "这里应填整数，如 12"

    def value(self) -> Any:
        text = self.line.text().strip().translate(_FULL_WIDTH)
        return int(text) if re.fullmatch(self.pattern, text) else text or None


class MoneyEditor(LineEditor):
    """Yuan with up to two decimals, as text."""

    pattern = r"\d{1,3}(,?\d{3})*(\.\d{1,2})?元?|\d{1,10}(\.\d{1,2})?元?"
    problem = "这里应填金额，如 300 或 12.50"

    def value(self) -> Any:
        return self.line.text().strip().translate(_FULL_WIDTH).replace(",", "").removesuffix("元") or None


class HoursEditor(LineEditor):
    """Hours with up to one decimal, as text."""

    pattern = r"\d{1,6}(\.\d0*)?(小时|学时)?"
    problem = "这里应填时数，如 24 或 1.5"

    def value(self) -> Any:
        return self.line.text().strip().translate(_FULL_WIDTH) or None


class PointsEditor(HoursEditor):
    """Points of a scoring table with up to one decimal, as text."""

    pattern = r"\d{1,6}(\.\d0*)?分?"
    problem = "这里应填分数，如 2 或 0.5"


class MonthEditor(LineEditor):
    """A month such as 2026-03."""

    pattern = r"\d{4}[-年./]?\d{1,2}月?"
    problem = "这里应填月份，如 2026-03"


class MonthsEditor(LineEditor):
    """Several months: 2026-01至2026-03、2026-05."""

    pattern = r"(\d{4}[-年./]?\d{1,2}月?[至到~、，,;；\s]*)+"
    problem = "这里应填月份，如 2026-03，或 2026-01至2026-03"

    def value(self) -> Any:
        text = self.line.text().strip().translate(_FULL_WIDTH)
        return [month for month in re.split(r"[、，,;；\s]+", text) if month] or None

    def set_value(self, value: Any) -> None:
        super().set_value("、".join(value) if isinstance(value, (list, tuple)) else value)


class _GrowingText(QPlainTextEdit):
    """As high as its text, between `fewest` and `most` lines; Tab leaves it, the wheel scrolls the form."""

    def __init__(self, fewest: int, most: int) -> None:
        super().__init__()
        self._fewest, self._most = fewest, most
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.updateGeometry())

    def sizeHint(self) -> QSize:
        lines = max(self._fewest, min(self._most, int(self.document().size().height())))
        return QSize(200, lines * self.fontMetrics().lineSpacing() + 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # a new width rewraps the text; said during the layout itself it would be lost
        QTimer.singleShot(0, self, self.updateGeometry)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class LongTextEditor(Editor):
    """Several lines; grows with the text."""

    is_wide = True

    def __init__(
        self, placeholder: str = "", fewest: int = 2, most: int = 14, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.text = _GrowingText(fewest, most)
        self.text.setPlaceholderText(placeholder)
        self._is_filling = False
        self.text.textChanged.connect(self._changed)
        self.row.addWidget(self.text)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.text,)

    def value(self) -> Any:
        return self.text.toPlainText().strip() or None

    def set_value(self, value: Any) -> None:
        self._is_filling = True
        self.text.setPlainText("" if value is None else str(value))
        self._is_filling = False

    def _changed(self) -> None:
        self.text.updateGeometry()
        if not self._is_filling:
            self.edited.emit()


class KeyWatch(QObject):
    """Tells a function about one key pressed in a widget; the function says whether it has dealt with it."""

    def __init__(self, watched: QWidget, keys: tuple[Qt.Key, ...], on_key: Any) -> None:
        super().__init__(watched)
        self._keys = keys
        self._on_key = on_key
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in self._keys
        ):
            return bool(self._on_key(event))
        return super().eventFilter(watched, event)
