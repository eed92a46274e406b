"""The lines of a list that is keyed in as a table: what was typed, what was worked out beside it, what cannot be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.widgets.editor import Editor

_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
Element = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TableField:
    """One column. `build` None: worked out, not typed. `text` shows a value, `problem` says why it cannot be read;
    `options` are codes chosen by digits. `width` in characters.
    """

    key: str
    title: str
    width: int
    text: Callable[[Any], str]
    build: Callable[[], Editor] | None = None
    problem: Callable[[Any], str] = lambda _value: ""
    options: tuple[Any, ...] = ()
    is_check: bool = False
    is_right: bool = False
    is_required: bool = False


class ElementModel(QAbstractTableModel):
    """The elements as typed, beside them what was worked out for each.

    Signals:
        typed: a cell was changed by hand.
    """

    typed = Signal()

    def __init__(self, fields: Sequence[TableField], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self.elements: list[Element] = []
        self._worked: list[Mapping[str, Any]] = []

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.elements)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.fields)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        field, plain = self.fields[index.column()], Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if field.is_check:
            return plain | Qt.ItemFlag.ItemIsUserCheckable
        return plain | Qt.ItemFlag.ItemIsEditable if field.build else plain

    def value_at(self, index: Index) -> Any:
        """What stands in a cell, typed or worked out."""
        field = self.fields[index.column()]
        if field.build is not None:
            return self.elements[index.row()].get(field.key)
        worked = self._worked[index.row()] if index.row() < len(self._worked) else {}
        return worked.get(field.key)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        field, value = self.fields[index.column()], self.value_at(index)
        problem = field.problem(value)
        if role == Qt.ItemDataRole.CheckStateRole and field.is_check:
            return Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if field.is_check else field.text(value)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            shown = ("是" if value else "否") if field.is_check else field.text(value)
            return f"{field.title}：{shown}{f'（{problem}）' if problem else ''}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if field.is_right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and (problem or field.build is None):
            return theme.current().color("red" if problem else "secondary")
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or self.fields[index.column()].build is None:
            return False
        if role == Qt.ItemDataRole.CheckStateRole:
            value = Qt.CheckState(value) == Qt.CheckState.Checked
        elif role != Qt.ItemDataRole.EditRole:
            return False
        key = self.fields[index.column()].key
        if self.elements[index.row()].get(key) != value:
            self.elements[index.row()][key] = value
            self.dataChanged.emit(index, index)
            self.typed.emit()
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return self.fields[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignRight if self.fields[section].is_right else Qt.AlignmentFlag.AlignLeft
            )
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def replace(self, elements: Sequence[Mapping[str, Any]]) -> None:
        """Other elements in place of these."""
        self.beginResetModel()
        self.elements = [self._kept(each) for each in elements]
        self._worked = []
        self.endResetModel()

    def add_empty(self) -> None:
        """One more line at the end."""
        place = len(self.elements)
        self.beginInsertRows(QModelIndex(), place, place)
        self.elements.append(self._kept({}))
        self.endInsertRows()

    def drop(self, row: int) -> None:
        """Takes a line out."""
        self.beginRemoveRows(QModelIndex(), row, row)
        del self.elements[row]
        if row < len(self._worked):
            del self._worked[row]
        self.endRemoveRows()

    def fill_down(self, index: Index) -> int:
        """Puts what stands in a cell into the empty cells below it; returns how many that were."""
        key, value = self.fields[index.column()].key, self.value_at(index)
        below = [each for each in self.elements[index.row() + 1 :] if not self.is_blank(each)]
        empty = [each for each in below if each.get(key) in (None, "", False)]
        for element in empty:
            element[key] = value
        if empty:
            self.dataChanged.emit(index, self.index(len(self.elements) - 1, index.column()))
            self.typed.emit()
        return len(empty)

    def show_worked(self, worked: Sequence[Mapping[str, Any]], typed: Sequence[Element]) -> None:
        """What was worked out for the lines that say something, in their order; `typed` are all lines as they stand."""
        found = iter(worked)
        self._worked = [{} if self.is_blank(each) else next(found, {}) for each in typed]
        if self.elements:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.elements) - 1, len(self.fields) - 1))

    def is_blank(self, element: Element) -> bool:
        """Whether nothing was typed into a line."""
        return not any(value not in (None, "", False) for key, value in element.items() if key != "uid")

    def _kept(self, element: Mapping[str, Any]) -> Element:
        uid = {"uid": element["uid"]} if element.get("uid") else {}
        typed = (field for field in self.fields if field.build is not None)
        return uid | {
            field.key: bool(element.get(field.key)) if field.is_check else element.get(field.key)
            for field in typed
        }
