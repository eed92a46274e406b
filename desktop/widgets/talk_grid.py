"""The grid of talks: people down and across, each cell the day of the last talk of two people, or what is missing.

Data in, signals out. Names down stand in the header of the rows, so that they stay in sight when sixty people are
looked through sideways. Arrow keys move from cell to cell; a click or Enter opens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from desktop import theme
from desktop.widgets.text_table import TextColumn, TextTable, TextTableModel

_LONGEST_CELL, _NAME = "12-31×2", "国国国"
_PADDING, _NAME_PADDING = 10, 16
_ROW = 32  # lower than in a list: sixty people are looked through
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class TalkCell:
    """Two people (`other` "" for everybody): what stands there, its tint (a tone of the theme or ""), the sentence."""

    text: str
    tone: str
    tooltip: str
    one: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One person's row."""

    person: str
    name: str
    cells: tuple[TalkCell, ...]


class _TalkModel(TextTableModel):
    """Texts with tints; the sentence of each cell for the reader and the pointer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((), parent)
        self.lines: tuple[TalkLine, ...] = ()

    def show_lines(self, titles: Sequence[str], lines: Sequence[TalkLine]) -> None:
        """Replaces everything."""
        self.lines = tuple(lines)
        columns = tuple(TextColumn(title) for title in titles)
        texts = [tuple(cell.text for cell in line.cells) for line in lines]
        self.set_rows(texts, [line.person for line in lines], columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.lines[index.row()].cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return cell.tooltip
        if cell.tone and role == Qt.ItemDataRole.ForegroundRole:
            return theme.current().color(cell.tone)
        if cell.tone and role == Qt.ItemDataRole.BackgroundRole:
            return theme.current().color(f"{cell.tone}_tint")
        return super().data(index, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return self.lines[section].name
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        return super().headerData(section, orientation, role)


class TalkGrid(TextTable):
    """The grid.

    Signals:
        cell_chosen(object): the TalkCell that became current.
        cell_opened(object): the TalkCell that was clicked, or on which Enter was pressed.
    """

    cell_chosen = Signal(object)
    cell_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("谈话对照表", (), parent)
        self.model_of_lines = _TalkModel(self)
        self.texts = self.model_of_lines
        self.setModel(self.texts)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setProperty("dense", True)
        names = self.verticalHeader()
        names.show()
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        names.setSectionsClickable(False)
        names.setDefaultSectionSize(round(_ROW * theme.current().scale))
        self.horizontalHeader().setStretchLastSection(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self._open_cell)

    def show_lines(self, titles: Sequence[str], lines: Sequence[TalkLine]) -> None:
        """Shows people, and stays where it was where the same two people still meet."""
        kept = self.cell
        self.model_of_lines.show_lines(titles, lines)
        widest = max((self._width(line.name) for line in lines), default=0)
        self.verticalHeader().setFixedWidth(max(self._width(_NAME), widest) + _NAME_PADDING)
        self._fit()
        if not (kept and kept.one and self.choose(kept.one, kept.other)):
            self._start()

    @property
    def cell(self) -> TalkCell | None:
        """The current cell."""
        index = self.currentIndex()
        return self._cell(index) if index.isValid() else None

    def choose(self, one: str, other: str) -> bool:
        """Makes the cell of two people current; False where there is none."""
        for row, line in enumerate(self.model_of_lines.lines):
            for column, cell in enumerate(line.cells):
                if cell.one and (cell.one, cell.other) == (one, other):
                    self.setCurrentIndex(self.texts.index(row, column))
                    return True
        return False

    def _start(self) -> None:
        """At the first thing that is missing, else at the first pair."""
        places = [
            (cell.tone not in ("gold", "red"), row, column)
            for row, line in enumerate(self.model_of_lines.lines)
            for column, cell in enumerate(line.cells)
            if cell.one
        ]
        if places:
            _is_there, row, column = min(places)
            self.setCurrentIndex(self.texts.index(row, column))

    def _cell(self, index: Index) -> TalkCell:
        return self.model_of_lines.lines[index.row()].cells[index.column()]

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _fit(self) -> None:
        """Columns as narrow as a day and a name allow; what is left over is shared by all."""
        titles = [column.title for column in self.texts.columns]
        if not titles:
            return
        least = self._width(_LONGEST_CELL) + _PADDING
        wanted = [max(least, self._width(title) + _PADDING) for title in titles]
        bar = self.verticalScrollBar().sizeHint().width()
        spare = max(0, self.width() - self.verticalHeader().width() - bar - 4 - sum(wanted))
        for section, width in enumerate(wanted):
            self.setColumnWidth(section, width + spare // len(wanted))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open_cell(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.cell_chosen.emit(self._cell(current))

    def _open_cell(self, index: Index) -> None:
        if index.isValid() and self._cell(index).one:
            self.cell_opened.emit(self._cell(index))

    def _open(self, _index: Index) -> None:
        """A double click opens nothing a second time."""
