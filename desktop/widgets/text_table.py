"""A table of plain texts: what an import would do, past batches, rules. A model over tuples and the view of our lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from desktop.widgets.record_table import UID_ROLE, RecordTable

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
MOST_WRAPPED = 500  # measuring the height of every row takes time


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A title and a width in characters."""

    title: str
    width: int = 6


class TextTableModel(QAbstractTableModel):
    """Rows of texts. UID_ROLE is the row's key, where keys are given."""

    def __init__(self, columns: Sequence[TextColumn], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: tuple[tuple[str, ...], ...] = ()
        self._keys: tuple[str, ...] = ()

    def set_rows(
        self,
        rows: Sequence[tuple[str, ...]],
        keys: Sequence[str] = (),
        columns: Sequence[TextColumn] | None = None,
    ) -> None:
        """Replaces everything, the columns too where other ones are given."""
        self.beginResetModel()
        self._rows, self._keys = tuple(rows), tuple(keys)
        if columns is not None:
            self.columns = tuple(columns)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        text = self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{self.columns[index.column()].title}：{text}" if text else None
        if role == UID_ROLE and index.row() < len(self._keys):
            return self._keys[index.row()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class TextTable(RecordTable):
    """The view of such a model; columns share the width in proportion. Where it `wraps`, rows are as high as their texts,
    so that reasons stand there whole.
    """

    def __init__(
        self, name: str, columns: Sequence[TextColumn], parent: QWidget | None = None, *, wraps: bool = False
    ) -> None:
        super().__init__(name, parent)
        self._wraps = wraps
        self.texts = TextTableModel(columns, self)
        self.setModel(self.texts)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().setSectionsClickable(False)
        self._fit_texts()

    def show_rows(
        self,
        rows: Sequence[tuple[str, ...]],
        keys: Sequence[str] = (),
        columns: Sequence[TextColumn] | None = None,
    ) -> None:
        """Shows other rows."""
        fits = self._wraps and len(rows) <= MOST_WRAPPED
        self.setWordWrap(fits)
        heights = self.verticalHeader()
        heights.setMinimumSectionSize(heights.defaultSectionSize() if fits else -1)
        heights.setSectionResizeMode(
            QHeaderView.ResizeMode.ResizeToContents if fits else QHeaderView.ResizeMode.Fixed
        )
        self.texts.set_rows(rows, keys, columns)
        self._fit_texts()

    def _fit_texts(self) -> None:
        """As wide as asked for, and never narrower than its title."""
        self.fit_columns([max(column.width, len(column.title)) for column in self.texts.columns])

    @property
    def chosen_key(self) -> str:
        """Key of the selected row, empty where none is selected."""
        return next(iter(self.selected_uids()), "") if self.selectionModel().hasSelection() else ""
