"""The lines of a scoring table under their headings: what each is worth, what it brings, and how it stands in a word.

Data in, signals out. The arrow keys go from line to line and pass over the headings.
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
_COLUMNS = (
    TextColumn("序号", 2),
    TextColumn("评分内容", 15),
    TextColumn("分值", 4),
    TextColumn("得分", 3),
    TextColumn("情况", 6),
)
_PADDING, _FEWEST = 22, 5
_TITLE, _WORTH, _SCORE, _STATE = range(1, 5)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line; `tone` is that of its state, `sentence` is read out and shown under the pointer."""

    number: str
    title: str
    worth: str
    score: str
    state: str
    tone: str
    sentence: str


class _LinesModel(TextTableModel):
    """Lines, and headings (plain texts) between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_COLUMNS, parent)
        self.lines: tuple[ScoreLine | str, ...] = ()

    def show_lines(self, lines: Sequence[ScoreLine | str]) -> None:
        """Replaces everything."""
        self.lines = tuple(lines)
        self.set_rows([_texts(line) for line in lines], [_number(line) for line in lines])

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.lines[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if isinstance(line, str):
            return _of_heading(line, role) or super().data(index, role)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return line.sentence
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == _STATE and line.tone != "neutral":
            return theme.current().color(line.tone)
        if role == Qt.ItemDataRole.BackgroundRole and index.column() == _STATE and line.tone != "neutral":
            return theme.current().color(f"{line.tone}_tint")
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (_WORTH, _SCORE):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return super().data(index, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (_WORTH, _SCORE):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return super().headerData(section, orientation, role)


class ScoreLines(TextTable):
    """The list.

    Signals:
        line_chosen(str): number of the line that became current, empty where there is none.
        line_opened(str): number of the line that was double-clicked, or on which Enter was pressed.
    """

    line_chosen = Signal(str)
    line_opened = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, _COLUMNS, parent)
        self.model_of_lines = _LinesModel(self)
        self.texts = self.model_of_lines
        self.setModel(self.texts)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentRowChanged.connect(self._move_on)
        self.opened.connect(self._open_line)

    def show_lines(self, lines: Sequence[ScoreLine | str]) -> None:
        """Shows lines; the one chosen stays chosen while it is there, else the next that is left, else the first."""
        kept, before = self.number, self._numbers()
        self.selectionModel().blockSignals(True)
        self.clearSpans()
        self.model_of_lines.show_lines(lines)
        for row, line in enumerate(lines):
            if isinstance(line, str):
                self.setSpan(row, 0, 1, len(_COLUMNS))
        numbers = self._numbers()
        after = before[before.index(kept) :] if kept in before else []
        self.choose(next((number for number in [*after, *numbers] if number in numbers), ""))
        self.selectionModel().blockSignals(False)
        self._tell()

    @property
    def number(self) -> str:
        """Number of the current line."""
        index = self.currentIndex()
        return _number(self.model_of_lines.lines[index.row()]) if index.isValid() else ""

    def choose(self, number: str) -> None:
        """Makes a line current."""
        for row, line in enumerate(self.model_of_lines.lines):
            if number and _number(line) == number and not isinstance(line, str):
                index = self.texts.index(row, _TITLE)
                self.setCurrentIndex(index)
                self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _fit(self) -> None:
        """Numbers and states keep their room; what is asked takes what is left."""
        unit = self.fontMetrics().horizontalAdvance("国")
        pixels = [unit * column.width + _PADDING for column in _COLUMNS]
        bar = self.verticalScrollBar().sizeHint().width()
        pixels[_TITLE] = max(
            unit * _FEWEST, self.width() - bar - 4 - sum(pixels[:_TITLE]) - sum(pixels[_WORTH:])
        )
        for section, width in enumerate(pixels):
            self.setColumnWidth(section, width)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Never onto a heading, but to the line beside it."""
        found = super().moveCursor(action, modifiers)
        move = QAbstractItemView.CursorAction
        if action in (move.MoveHome, move.MoveEnd):  # of the list: a line is one thing, not a row of cells
            last = self.texts.rowCount() - 1
            found = self.texts.index(0 if action is move.MoveHome else last, _TITLE)
        if not found.isValid() or not isinstance(self.model_of_lines.lines[found.row()], str):
            return found
        step = -1 if action in (move.MovePageDown, move.MoveEnd) else 1
        is_where_it_was = found.row() + step == self.currentIndex().row()
        return self.texts.index(found.row() + (-step if is_where_it_was and found.row() else step), _TITLE)

    def _show_heading(self, index: QModelIndex) -> None:
        """The heading of a line stays in sight with the line just below it."""
        above = index.row() - 1
        if above >= 0 and isinstance(self.model_of_lines.lines[above], str):
            self.scrollTo(self.texts.index(above, 0))
            self.scrollTo(index)

    def _numbers(self) -> list[str]:
        return [line.number for line in self.model_of_lines.lines if not isinstance(line, str)]

    def _move_on(self, now: QModelIndex, _before: QModelIndex) -> None:
        self._show_heading(now)
        self._tell()

    def _tell(self) -> None:
        self.line_chosen.emit(self.number)

    def _open_line(self, number: str) -> None:
        if number:
            self.line_opened.emit(number)


def _number(line: ScoreLine | str) -> str:
    return "" if isinstance(line, str) else line.number


def _texts(line: ScoreLine | str) -> tuple[str, ...]:
    if isinstance(line, str):
        return (line, *("" for _ in _COLUMNS[1:]))
    return (line.number, line.title, line.worth, line.score, line.state)


def _of_heading(text: str, role: int) -> Any:
    if role == Qt.ItemDataRole.FontRole:
        bold = QFont()
        bold.setBold(True)
        return bold
    if role == Qt.ItemDataRole.ForegroundRole:
        return theme.current().color("ink")
    return text if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole) else None
