"""A table of counts: words on the left, numbers on the right, and any number can be chosen.

Data in, a signal out. Arrow keys move from number to number; whatever is current is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop import theme
from desktop.widgets.text_table import TextColumn, TextTable, TextTableModel

Index = QModelIndex | QPersistentModelIndex
_LABEL_CHARACTERS, _NUMBER_CHARACTERS = 14, 5


@dataclass(frozen=True, slots=True)
class CountLine:
    """One row; `is_sum` sets it off from those that it sums up."""

    label: str
    counts: tuple[int, ...]
    is_sum: bool = False


class _CountModel(TextTableModel):
    """Right-aligned numbers; noughts are faint, sums are bold."""

    def __init__(self, columns: Sequence[TextColumn], parent: QWidget | None = None) -> None:
        super().__init__(columns, parent)
        self.lines: tuple[CountLine, ...] = ()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and line.is_sum:
            bold = QFont()
            bold.setBold(True)
            return bold
        if role == Qt.ItemDataRole.ForegroundRole and index.column() and not line.counts[index.column() - 1]:
            return theme.current().color("faint")
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole) and index.column():
            title = self.columns[index.column()].title
            return f"{line.label.strip()}，{title}：{line.counts[index.column() - 1]}"
        return super().data(index, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and section > 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return super().headerData(section, orientation, role)


class CountGrid(TextTable):
    """The table.

    Signals:
        count_chosen(int, int): row and column of numbers (both from 0) that became current.
    """

    count_chosen = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        columns = (TextColumn("项目", _LABEL_CHARACTERS),)
        super().__init__(name, columns, parent)
        self.counts = _CountModel(columns, self)
        self.texts = self.counts
        self.setModel(self.texts)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)

    def show_counts(self, titles: Sequence[str], lines: Sequence[CountLine]) -> None:
        """Shows another table; nothing is chosen."""
        self.counts.lines = tuple(lines)
        columns = [TextColumn("项目", _LABEL_CHARACTERS)]
        columns += [TextColumn(title, _NUMBER_CHARACTERS) for title in titles]
        self.show_rows(
            [(line.label, *(str(count) for count in line.counts)) for line in lines], columns=columns
        )

    @property
    def whole_height(self) -> int:
        """What it takes to show every row."""
        rows = sum(self.rowHeight(row) for row in range(self.texts.rowCount()))
        return rows + self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 4

    def choose(self, row: int, column: int) -> None:
        """Makes a number current."""
        self.setCurrentIndex(self.texts.index(row, column + 1))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.count_chosen.emit(current.row(), max(0, current.column() - 1))
