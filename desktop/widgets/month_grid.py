"""A grid of a year: names down, months and sums across; each cell says in a word or an amount how it stands.

Data in, a signal out. Arrow keys move from cell to cell; whatever is current is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop import theme
from desktop.widgets.text_table import TextColumn, TextTable, TextTableModel

MONTHS = 12
_NAME_CHARACTERS = 4
_PADDING = 10
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One month of one person: what stands in it, its tint (a tone of the theme or ""), and the whole sentence."""

    text: str
    tone: str
    tooltip: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One person's year; `sums` are texts, one for each column after the months, `tones` their tints (or none)."""

    person: str
    name: str
    cells: tuple[MonthCell, ...]
    sums: tuple[str, ...]
    tones: tuple[str, ...] = ()


class _GridModel(TextTableModel):
    """Texts with tints, right-aligned amounts, and the sentence of each cell for the reader and the pointer."""

    def __init__(self, columns: Sequence[TextColumn], parent: QWidget | None = None) -> None:
        super().__init__(columns, parent)
        self.lines: tuple[MonthLine, ...] = ()
        self.is_name_broken = False

    def break_names(self, is_broken: bool) -> None:
        """What tells two people of one name apart goes on a second line, or back beside the name."""
        if is_broken != self.is_name_broken:
            self.is_name_broken = is_broken
            if self.lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, 0))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, month = self.lines[index.row()], index.column() - 1
        if role == Qt.ItemDataRole.DisplayRole and month < 0 and self.is_name_broken:
            return line.name.replace("（", "\n（", 1)
        if role == Qt.ItemDataRole.TextAlignmentRole and month >= 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if 0 <= month < MONTHS:
            cell = line.cells[month]
            if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
                return f"{line.name}{month + 1}月：{cell.tooltip}"
            if role == Qt.ItemDataRole.ForegroundRole and cell.tone:
                return theme.current().color(cell.tone)
            if role == Qt.ItemDataRole.BackgroundRole and cell.tone:
                return theme.current().color(f"{cell.tone}_tint")
        if role == Qt.ItemDataRole.ForegroundRole and 0 <= month - MONTHS < len(line.tones):
            tone = line.tones[month - MONTHS]
            return theme.current().color(tone) if tone else super().data(index, role)
        return super().data(index, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and section > 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return super().headerData(section, orientation, role)


class MonthGrid(TextTable):
    """The grid.

    Signals:
        cell_chosen(str, int): uid of the person and month (1 to 12) that became current.
    """

    cell_chosen = Signal(str, int)

    def __init__(
        self,
        title: str,
        sums: Sequence[str],
        longest: tuple[str, str],
        parent: QWidget | None = None,
    ) -> None:
        """`sums` are the titles of the last columns, `longest` the widest texts of a month and of a sum."""
        columns = (
            TextColumn("姓名"),
            *(TextColumn(f"{month}月") for month in range(1, MONTHS + 1)),
            *(TextColumn(each) for each in sums),
        )
        # the base fits the columns while it is made
        self._longest, self._sums = longest, len(sums)
        self._names: tuple[str, ...] = ()
        self.model_of_lines = _GridModel(columns)
        super().__init__(title, columns, parent)
        self.model_of_lines.setParent(self)
        self.texts = self.model_of_lines
        self.setModel(self.texts)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setProperty("dense", True)
        self._fit()

    def show_lines(self, lines: Sequence[MonthLine]) -> None:
        """Shows a year and keeps the place."""
        at = self.currentIndex()
        row, column = max(0, at.row()), at.column()
        self.model_of_lines.lines, self._names = tuple(lines), tuple(each.name for each in lines)
        self.show_rows(
            [(each.name, *(cell.text for cell in each.cells), *each.sums) for each in lines],
            [each.person for each in lines],
        )
        self._fit()
        if lines and column > 0:
            self.setCurrentIndex(self.texts.index(min(row, len(lines) - 1), column))

    def choose(self, person: str, month: int) -> None:
        """Makes a cell current."""
        rows = [number for number, line in enumerate(self.model_of_lines.lines) if line.person == person]
        if rows:
            self.setCurrentIndex(self.texts.index(rows[0], month))

    def _fit(self) -> None:
        """Months as narrow as their amounts allow: twelve of them stand beside the panel on a small screen."""
        digits = self.fontMetrics().horizontalAdvance
        name = digits("国" * _NAME_CHARACTERS) + _PADDING
        month, total = (digits(text) + _PADDING for text in self._longest)
        wanted = [name, *[month] * MONTHS, *[total] * self._sums]
        bar = self.verticalScrollBar().sizeHint().width()
        spare = max(0, self.width() - bar - 4 - sum(wanted))
        names = [digits(each) + 2 * _PADDING for each in self._names]
        wider = min(spare, max([name, *names]) - name)  # two of one name stand on one line before months grow
        wanted[0], spare = name + wider, spare - wider
        self.model_of_lines.break_names(max([0, *names]) > wanted[0])
        for section, width in enumerate(wanted):
            self.setColumnWidth(section, width + spare * width // sum(wanted))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and 1 <= current.column() <= MONTHS:
            self.cell_chosen.emit(self.model_of_lines.lines[current.row()].person, current.column())
