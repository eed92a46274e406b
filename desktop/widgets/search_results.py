"""What the search over everything found, in a panel under the search field: where, what, and the words
around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.basic import Chip, label

_WIDTH = 560
_MOST_VISIBLE = 7


@dataclass(frozen=True, slots=True)
class Found:
    """One record that was found."""

    ledger: str
    uid: str
    kind: str
    title: str
    excerpt: str


class _ResultList(QListWidget):
    """A list that opens on Enter and goes back to the field on Esc or above its first line."""

    accepted = Signal(QListWidgetItem)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.accepted.emit(self.currentItem())
        elif event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and self.currentRow() <= 0):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class SearchResults(QFrame):
    """A panel over the page.

    Signals:
        chosen(str, str): ledger key and uid.
        left: the user wants back into the field.
    """

    chosen = Signal(str, str)
    left = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("surface", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        self.message = label("", "secondary")
        self.message.setContentsMargins(10, 8, 10, 8)
        column.addWidget(self.message)
        self.list = _ResultList()
        self.list.setAccessibleName("搜索结果")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._choose)
        self.list.accepted.connect(self._choose)
        self.list.left.connect(self.left)
        column.addWidget(self.list)
        self.hide()

    def show_found(self, found: Sequence[Found], below: QWidget) -> None:
        """Lists what was found under the field it was typed into."""
        self.list.clear()
        for each in found:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, each)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{each.kind}：{each.title} {each.excerpt}")
            line = _line(each)
            item.setSizeHint(QSize(0, line.sizeHint().height()))
            self.list.addItem(item)
            self.list.setItemWidget(item, line)
        self.list.setVisible(bool(found))
        self.message.setText(
            f"找到 {len(found)} 条" if found else "没有找到。可以换一个词，或用拼音首字母试试"
        )
        self._place(below)

    def enter(self) -> None:
        """Moves the keyboard into the list."""
        if self.isVisible() and self.list.count():
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hide()

    def _place(self, below: QWidget) -> None:
        window = self._window
        width = min(round(_WIDTH * theme.current().scale), window.width() - 32)
        rows = [self.list.sizeHintForRow(row) for row in range(min(self.list.count(), _MOST_VISIBLE))]
        height = sum(rows) + self.message.sizeHint().height() + 32
        corner = below.mapTo(window, QPoint(below.width() - width, below.height() + 4))
        self.setGeometry(
            max(16, corner.x()), corner.y(), width, min(height, window.height() - corner.y() - 16)
        )
        self.show()
        self.raise_()

    def _choose(self, item: QListWidgetItem) -> None:
        found: Found = item.data(Qt.ItemDataRole.UserRole)
        self.hide()
        self.chosen.emit(found.ledger, found.uid)


def _line(found: Found) -> QWidget:
    line = QWidget()
    line.setProperty("surface", "clear")
    line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    row = QHBoxLayout(line)
    row.setContentsMargins(10, 6, 10, 6)
    row.setSpacing(12)
    row.addWidget(Chip(found.kind, "neutral"))
    words = QVBoxLayout()
    words.setSpacing(1)
    words.addWidget(label(found.title, "strong"))
    excerpt = label(found.excerpt, "note")
    if not found.excerpt:
        excerpt.hide()
    words.addWidget(excerpt)
    row.addLayout(words, 1)
    return line
