"""The table of a ledger's records: a model over rows that were read, and the view with our rows and keys.

The model asks nobody anything while it is painted: texts are made when rows arrive. More rows are asked for
by a signal when the view gets near the end.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop import theme
from desktop.widgets.showing import is_right_aligned, shown

if TYPE_CHECKING:
    from db.changes import Row
    from db.fields import FieldSpec
    from db.ledger_spec import Column

SORT_ROLE = Qt.ItemDataRole.UserRole + 1
UID_ROLE = Qt.ItemDataRole.UserRole + 2
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_CELL_PADDING = 22


class RecordTableModel(QAbstractTableModel):
    """Rows of one ledger as a table.

    Roles: DisplayRole and AccessibleTextRole are texts, SORT_ROLE the raw value, UID_ROLE the record's uid.

    Signals:
        more_wanted(int): rows from this offset on are wanted; answer with `append`.
    """

    more_wanted = Signal(int)

    def __init__(self, columns: "Sequence[tuple[Column, FieldSpec]]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: list[Row] = []
        self._texts: list[tuple[str, ...]] = []
        self._total = 0
        self._is_asking = False

    # --- filling ----------------------------------------------------------------------------------------
    def set_columns(self, columns: "Sequence[tuple[Column, FieldSpec]]") -> None:
        """Shows other columns of the rows at hand."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self._texts = [self._text_of(row) for row in self._rows]
        self.endResetModel()

    def set_rows(self, rows: "Sequence[Row]", total: int | None = None) -> None:
        """Replaces everything; `total` is how many there are in all."""
        self.beginResetModel()
        self._rows = list(rows)
        self._texts = [self._text_of(row) for row in rows]
        self._total = len(rows) if total is None else total
        self._is_asking = False
        self.endResetModel()

    def append(self, rows: "Sequence[Row]") -> None:
        """The rows that were asked for."""
        self._is_asking = False
        if not rows:
            self._total = len(self._rows)
            return
        first = len(self._rows)
        self.beginInsertRows(_ROOT, first, first + len(rows) - 1)
        self._rows.extend(rows)
        self._texts.extend(self._text_of(row) for row in rows)
        self.endInsertRows()

    # --- asking -----------------------------------------------------------------------------------------
    @property
    def columns(self) -> "tuple[tuple[Column, FieldSpec], ...]":
        return self._columns

    def uid_at(self, row: int) -> str:
        return self._rows[row].uid

    def row_of(self, uid: str) -> int:
        """Position of a record, -1 where it is not among the rows read."""
        return next((index for index, row in enumerate(self._rows) if row.uid == uid), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and len(self._rows) < self._total and not self._is_asking

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._is_asking = True
            self.more_wanted.emit(len(self._rows))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        text = self._texts[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{self._title(index.column())}：{text}" if text else None
        if role == UID_ROLE:
            return self._rows[index.row()].uid
        if role == SORT_ROLE:
            return self._rows[index.row()].get(self._columns[index.column()][0].key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._title(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def _title(self, section: int) -> str:
        column, field = self._columns[section]
        return column.title or field.title

    def _alignment(self, section: int) -> Qt.AlignmentFlag:
        column, field = self._columns[section]
        is_right = column.right or is_right_aligned(field)
        return (
            Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        ) | Qt.AlignmentFlag.AlignVCenter

    def _text_of(self, row: "Row") -> tuple[str, ...]:
        return tuple(shown(field, _value(row, column.key)) for column, field in self._columns)


def _value(row: "Row", key: str) -> Any:
    if key == "entered_on":
        return row.entered_on
    outer, _, inner = key.partition(".")
    value = row.values.get(outer)
    return value if not inner else isinstance(value, list) and inner in value


class RecordTable(QTableView):
    """The view: whole rows, 40 px high, no grid, sorted by a click on the header.

    Signals:
        opened(str): uid of the record to open (double click or Enter).
        removal_wanted(object): uids of the selected records (Delete).
    """

    opened = Signal(str)
    removal_wanted = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.current().px("height_row"))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionsMovable(False)
        header.setSortIndicatorShown(False)
        header.setSectionsClickable(True)
        self._widths: tuple[int, ...] = ()
        self.doubleClicked.connect(self._open)

    def selected_uids(self) -> tuple[str, ...]:
        """Uids of the selected records, in the order of the table."""
        rows = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return tuple(str(index.data(UID_ROLE)) for index in rows)

    def fit_columns(self, widths: Sequence[int]) -> None:
        """Widths in characters; what is left over is shared out in proportion, now and whenever the table
        grows.
        """
        self._widths = tuple(widths)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        widths = self._widths
        if not widths:
            return
        unit = self.fontMetrics().horizontalAdvance("国")
        pixels = [unit * max(width, 2) + _CELL_PADDING for width in widths]
        bar = self.verticalScrollBar().sizeHint().width()
        spare = max(0, self.width() - bar - 4 - sum(pixels))
        for section, width in enumerate(pixels):
            self.setColumnWidth(section, width + spare * width // sum(pixels))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and self.selected_uids():
            self.removal_wanted.emit(self.selected_uids())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(str(index.data(UID_ROLE)))
