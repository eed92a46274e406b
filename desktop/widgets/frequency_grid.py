"""Twelve months across, kinds of meetings down: how often each was held, and what is missing. Data in, a
signal out.

Each cell says its state in a word or number as well as in colour. Arrow keys move, Enter opens.
"""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop import theme

MONTHS = 12
_TONES = {"有": "green", "缺": "red", "待": "gold", "补": "blue"}


class MonthCell(Protocol):
    """`count` records; `state` is 有, 缺, 待, 补 or empty; `tooltip` is the whole sentence."""

    @property
    def count(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def tooltip(self) -> str: ...


class KindRow(Protocol):
    """One kind of meeting with its twelve months."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def cells(self) -> Sequence[MonthCell]: ...


def word_of(cell: MonthCell) -> str:
    """What stands in the cell: the number held, or the state."""
    return str(cell.count) if cell.count and cell.state in ("有", "") else cell.state


class FrequencyGrid(QWidget):
    """The grid of a year.

    Signals:
        cell_chosen(str, int): key of the row and month (1 to 12), by click or Enter.
    """

    cell_chosen = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("组织生活频次表")
        self._rows: tuple[KindRow, ...] = ()
        self._at = (0, 0)

    def set_rows(self, rows: Sequence[KindRow]) -> None:
        """Shows a year."""
        self._rows = tuple(rows)
        self._at = (min(self._at[0], max(0, len(rows) - 1)), self._at[1])
        self._tell()
        self.updateGeometry()
        self.update()

    @property
    def current(self) -> MonthCell | None:
        """The cell with the focus."""
        row, month = self._at
        return self._rows[row].cells[month] if row < len(self._rows) else None

    def sizeHint(self) -> QSize:
        return QSize(640, self._head() + len(self._rows) * self._step())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._title_width() + MONTHS * 30, self.sizeHint().height())

    # --- keys and mouse ---------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key = Qt.Key(event.key())
        if key in steps and self._rows:
            down, across = steps[key]
            self._go((self._at[0] + down) % len(self._rows), (self._at[1] + across) % MONTHS)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._rows:
            self.cell_chosen.emit(self._rows[self._at[0]].key, self._at[1] + 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._cell_at(event.position())
        if found is not None:
            self._go(*found)
            self.cell_chosen.emit(self._rows[found[0]].key, found[1] + 1)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = self._cell_at(QPointF(event.pos()))
            if found is not None:
                QToolTip.showText(event.globalPos(), self._rows[found[0]].cells[found[1]].tooltip, self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def _go(self, row: int, month: int) -> None:
        self._at = (row, month)
        self._tell()
        self.update()

    def _tell(self) -> None:
        cell = self.current
        if cell is not None:
            row, month = self._at
            self.setAccessibleDescription(
                f"{self._rows[row].title} {month + 1}月：{cell.tooltip or word_of(cell) or '无'}"
            )

    # --- painting ---------------------------------------------------------------------------------------
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("note"))
        self._paint_head(painter)
        for number, row in enumerate(self._rows):
            painter.setPen(theme.current().color("ink"))
            left = QRectF(0, self._head() + number * self._step(), self._title_width() - 8, self._step())
            painter.drawText(left, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.title)
            for month, cell in enumerate(row.cells):
                self._paint_cell(painter, self._rect(number, month), cell)
        if self.hasFocus() and self._rows:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.current().color("blue"), 2))
            painter.drawRoundedRect(self._rect(*self._at), 5, 5)

    def _paint_head(self, painter: QPainter) -> None:
        painter.setPen(theme.current().color("faint"))
        for month in range(MONTHS):
            rect = self._rect(0, month)
            rect.setTop(0)
            rect.setHeight(self._head())
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, f"{month + 1}月")

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: MonthCell) -> None:
        colors = theme.current()
        tone = _TONES.get(cell.state, "green" if cell.count else "")
        ground: QColor = colors.color(f"{tone}_tint") if tone else colors.color("cell_empty")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, colors.px("radius_cell"), colors.px("radius_cell"))
        if word_of(cell):
            painter.setPen(colors.color(tone or "secondary"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, word_of(cell))

    # --- measures ---------------------------------------------------------------------------------------
    def _step(self) -> int:
        return theme.current().px("height_cell") + 6

    def _head(self) -> int:
        return theme.current().px("type_note") + 14

    def _title_width(self) -> int:
        longest = max((len(row.title) for row in self._rows), default=5)
        return round(longest * theme.current().px("type_note") * 1.08) + 24

    def _rect(self, row: int, month: int) -> QRectF:
        left = self._title_width()
        width = max(1.0, (self.width() - left) / MONTHS)
        top = self._head() + row * self._step() + 3
        return QRectF(left + month * width + 2, top, width - 4, self._step() - 6)

    def _cell_at(self, place: QPointF) -> tuple[int, int] | None:
        for row in range(len(self._rows)):
            for month in range(MONTHS):
                if self._rect(row, month).contains(place):
                    return row, month
        return None
