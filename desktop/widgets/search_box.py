"""A search field with a glass, a placeholder and a pause before it speaks, so that typing is never in the
way.
"""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from desktop import theme

_PAUSE_MS = 180


class SearchBox(QLineEdit):
    """Text to look for; Esc empties it.

    Signals:
        searched(str): the text, a moment after the last key or at once on Enter.
        left_down: the arrow down was pressed, to move into the results.
    """

    searched = Signal(str)
    left_down = Signal()

    def __init__(self, placeholder: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "search")
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self.addAction(theme.icon("search", "faint"), QLineEdit.ActionPosition.LeadingPosition)
        for tool in self.findChildren(QToolButton):
            tool.setAccessibleName("清空" if tool.cursor().shape() == Qt.CursorShape.ArrowCursor else name)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.search_now)
        self.textChanged.connect(lambda _text: self._pause.start())
        self.returnPressed.connect(self.search_now)

    def search_now(self) -> None:
        """Speaks without waiting."""
        self._pause.stop()
        self.searched.emit(self.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.search_now()
        elif event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)
