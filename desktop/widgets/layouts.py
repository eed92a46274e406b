"""Three arrangements Qt does not have: chips that flow into the next line, a title with tools at the other end that go
under it, and a grid that drops columns when narrow.
"""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QLayoutItem, QSizePolicy, QWidget


class FlowLayout(QLayout):
    """Widgets side by side, and below where there is no more room.

    It belongs to a widget of its own: put as a layout into another layout, its items are taken for deleted by the binding
    when the page is left, and Qt goes down.
    """

    def __init__(self, parent: QWidget, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, moves=True)

    def sizeHint(self) -> QSize:
        hints = [_hint(item) for item in self._items]
        width = sum(hint.width() + self._gap for hint in hints)
        return QSize(max(width - self._gap, 0), max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, moves: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._seen():
            hint = _hint(item)
            if line and x + hint.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self._gap, 0
            if moves:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self._gap
            line = max(line, hint.height())
        return y + line - rect.y()

    def _seen(self) -> list[QLayoutItem]:
        found = [(item, item.widget()) for item in self._items]
        return [item for item, widget in found if widget is None or not widget.isHidden()]


class TitleLine(FlowLayout):
    """The first widget at the left, the others at the right end of the line; who finds no room stands in the next one."""

    def _place(self, rect: QRect, *, moves: bool) -> int:
        y = rect.y()
        for line in self._lines(rect.width()):
            height = max(_hint(item).height() for item in line)
            if moves:
                self._set_line(line, QRect(rect.x(), y, rect.width(), height))
            y += height + self._gap
        return max(y - self._gap - rect.y(), 0)

    def _lines(self, room: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        taken = 0
        for item in self._seen():
            width = _hint(item).width()
            if not lines or taken + self._gap + width > room:
                lines.append([item])
                taken = width
            else:
                lines[-1].append(item)
                taken += self._gap + width
        return lines

    def _set_line(self, line: Sequence[QLayoutItem], rect: QRect) -> None:
        right = rect.right() + 1
        for item in reversed(line):
            hint = _hint(item)
            is_title = item is self._items[0]
            left = rect.x() if is_title else max(rect.x(), right - hint.width())
            height = rect.height() if is_title else hint.height()
            item.setGeometry(QRect(left, rect.y() + (rect.height() - height) // 2, right - left, height))
            right = left - self._gap


def _hint(item: QLayoutItem) -> QSize:
    return item.sizeHint().expandedTo(item.minimumSize())


class FieldGrid(QWidget):
    """Fields in up to `most` columns, as many as fit at `narrowest` pixels each; a wide field takes a whole
    row.

    The order of adding is the order of reading and of the Tab key, whatever the number of columns.
    """

    def __init__(self, narrowest: int, most: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setProperty("surface", "clear")
        self._narrowest = narrowest
        self._most = most
        self._columns = 0
        self._fields: list[tuple[QWidget, bool]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)

    def add(self, field: QWidget, *, wide: bool = False) -> None:
        """Puts a field after the last one."""
        field.setParent(self)
        if not wide:
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._fields.append((field, wide))
        self._arrange(self._columns or self._most)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = max(1, min(self._most, (event.size().width() + 16) // (self._narrowest + 16)))
        if fitting != self._columns:
            self._arrange(fitting)
            self._grid.activate()  # now, not with the next event: until then the old columns would be cut

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self._narrowest), hint.height())

    def _arrange(self, columns: int) -> None:
        self._columns = columns
        row = column = 0
        for field, wide in self._fields:
            if wide and column:
                row, column = row + 1, 0
            span = columns if wide else 1
            self._grid.addWidget(field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
            if column >= columns:
                row, column = row + 1, 0
        for index in range(self._most):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)
