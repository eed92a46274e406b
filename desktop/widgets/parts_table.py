"""Many short elements keyed in as a table: a line for each, made for the keyboard.

Typing begins a cell and replaces what stands in it, Enter goes down, Tab to the right; in a column of words the digits
1 to 9 choose directly, Delete empties. What cannot be read stays as it was typed, in red, with the reason.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.widgets.basic import button, label
from desktop.widgets.editor import Editor
from desktop.widgets.parts_table_model import Element, ElementModel, Index, TableField

LINES_SHOWN = 12
_PADDING = 14
_TICKS = frozenset({"是", "√", "✓", "1", "true"})


class _CellDelegate(QStyledItemDelegate):
    """The entry field of a column, in the cell; it closes with Enter, Tab, Esc or when left."""

    moved = Signal(int, int)  # lines down, columns to the right, once a cell is closed

    def __init__(self, model: ElementModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._open: Editor | None = None
        self._targets: tuple[QWidget, ...] = ()
        self._number = 0  # of the entry field that was opened last
        self._at = QPersistentModelIndex()
        self._is_filled = False

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        build = self._model.fields[index.column()].build
        if build is None:
            return QWidget(parent)
        editor = build()
        editor.setParent(parent)
        editor.setAutoFillBackground(True)
        editor.set_name(self._model.fields[index.column()].title)
        self._targets = editor.targets()
        for target in self._targets:
            target.installEventFilter(self)
        self._number += 1
        editor.destroyed.connect(partial(self._gone, self._number))
        if self._model.fields[index.column()].options:
            editor.edited.connect(self.finish)  # a word picked from the list is meant
        self._open, self._at, self._is_filled = editor, QPersistentModelIndex(index), False
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Once: what is worked out while somebody types would put the old value back."""
        if isinstance(editor, Editor) and not (editor is self._open and self._is_filled):
            editor.set_value(self._model.value_at(index))
            self._is_filled = True

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, Editor):
            model.setData(index, editor.value(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: ARG002
        place = option.rect  # type: ignore[attr-defined]
        editor.setGeometry(place.adjusted(1, 1, max(0, editor.minimumSizeHint().width() - place.width()), -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        editor = self._open
        if editor is None or not any(watched is target for target in self._targets):
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {
                Qt.Key.Key_Return: (1, 0),
                Qt.Key.Key_Enter: (1, 0),
                Qt.Key.Key_Tab: (0, 1),
                Qt.Key.Key_Backtab: (0, -1),
            }
            if event.key() in steps:
                self._close(editor)
                self.moved.emit(*steps[Qt.Key(event.key())])
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._close(editor, keeps=False)
                return True
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            is_popup = event.reason() in (
                Qt.FocusReason.PopupFocusReason,
                Qt.FocusReason.ActiveWindowFocusReason,
            )
            if not is_popup and QApplication.activePopupWidget() is None:
                QTimer.singleShot(0, self, self._close_left)
        return False

    def _close_left(self) -> None:
        editor = self._open
        inside = QApplication.focusWidget()
        if editor is None or (inside is not None and editor.isAncestorOf(inside)):
            return
        if editor.isVisible():
            self._close(editor)
        else:  # the table has closed it itself, as when another cell is clicked
            self.forget()

    def _close(self, editor: Editor, *, keeps: bool = True) -> None:
        self.forget()
        if keeps:
            self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def finish(self) -> None:
        """Takes over what stands in an open cell, and closes it."""
        if self._open is not None:
            self._close(self._open)

    def forget(self) -> None:
        """The lines are replaced: what stands in an open cell goes with them."""
        for target in self._targets:
            target.removeEventFilter(self)
        self._open, self._targets = None, ()

    def _gone(self, number: int) -> None:
        """An entry field was destroyed; one that was opened after it is not touched by that."""
        if number == self._number:
            self._open, self._targets = None, ()

    def typing(self) -> tuple[int, str, Any] | None:
        """Line, key and value of the cell in which somebody is typing; it stays open."""
        if self._open is None or not self._at.isValid():
            return None
        return self._at.row(), self._model.fields[self._at.column()].key, self._open.value()


class ElementTable(QTableView):
    """The view: cells 40 px high, one current at a time.

    Signals:
        fill_wanted: Ctrl+D.
        paste_wanted: Ctrl+V.
    """

    fill_wanted = Signal()
    paste_wanted = Signal()

    def __init__(self, model: ElementModel) -> None:
        super().__init__()
        self.elements = model
        self.setModel(model)
        self.cells = _CellDelegate(model, self)
        self.cells.moved.connect(self._move)
        self.setItemDelegate(self.cells)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.current().px("height_row"))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        for change in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            change.connect(self.fit_height)
        self.fit_height()

    def fit_height(self) -> None:
        """As high as its lines, up to twelve of them."""
        lines = max(1, min(LINES_SHOWN, self.elements.rowCount()))
        height = theme.current().px("height_row") * (lines + 1) + 8
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(height + bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        unit = self.fontMetrics().horizontalAdvance("国")
        wanted = [unit * field.width + _PADDING for field in self.elements.fields]
        spare = max(0, self.viewport().width() - 2 - sum(wanted))
        for section, width in enumerate(wanted):
            self.setColumnWidth(section, width + spare * width // sum(wanted))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        field = self.elements.fields[at.column()] if at.isValid() else None
        digit = event.key() - Qt.Key.Key_0
        if event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.fill_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at.isValid():
            self._move(1, 0)
        elif field is not None and field.options and 1 <= digit <= len(field.options):
            self.elements.setData(at, field.options[digit - 1])
            self._move(1, 0)
        elif field is not None and field.build and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.elements.setData(at, False if field.is_check else None)
        elif field is not None and field.options and event.text() and event.text().isalnum():
            event.ignore()  # a letter picks nothing here and must not open the list at another word
        else:
            super().keyPressEvent(event)

    def _move(self, down: int, right: int) -> None:
        at = self.currentIndex()
        last = self.elements.columnCount() - 1
        row, column = at.row() + down, at.column() + right
        if column > last:
            row, column = row + 1, 0
        elif column < 0:
            row, column = row - 1, last
        if 0 <= row < self.elements.rowCount():
            self.setCurrentIndex(self.elements.index(row, column))
        self.setFocus()


class PartsTableEditor(Editor):
    """The table with buttons to add and take out lines; `offer` adds one that fills in what is missing."""

    is_wide = True

    def __init__(self, title: str, fields: Sequence[TableField], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.model = ElementModel(fields, self)
        self.table = ElementTable(self.model)
        self.model.typed.connect(self.edited)
        self.table.fill_wanted.connect(self.fill_down)
        self.table.paste_wanted.connect(self.paste)
        holder = QWidget()
        holder.setProperty("surface", "clear")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(8)
        self.add_button = button("加一行", self.add_line, icon="plus", hint=f"{title}加一行")
        self.drop_button = button("去掉这一行", self.drop_line, icon="bin", hint=f"去掉{title}里选中的一行")
        self.fill_button = button(
            "往下填满", self.fill_down, icon="down", hint="把选中这一格的内容填到下面空着的格里（Ctrl+D）"
        )
        for made in (self.add_button, self.drop_button, self.fill_button):
            self._foot.addWidget(made)
        self._foot.addWidget(label(self._keys(fields), "note", wrap=True), 1)
        column.addLayout(self._foot)
        self.row.addWidget(holder)
        self.finish_building()

    @staticmethod
    def _keys(fields: Sequence[TableField]) -> str:
        words = "直接打字填一格，回车往下，Tab 往右，Delete 清空，可从电子表格粘贴"
        chosen = next((field for field in fields if field.options), None)
        if chosen is None:
            return words
        listed = "、".join(f"{n} {chosen.text(code)}" for n, code in enumerate(chosen.options[:9], start=1))
        return f"{words}；{chosen.title}按数字：{listed}"

    def offer(self, text: str, on_click: Callable[[], object], hint: str) -> None:
        """One more button, for filling in what can be known."""
        self._foot.insertWidget(3, button(text, on_click, icon="person", hint=hint))

    def targets(self) -> tuple[QWidget, ...]:
        return (self.table,)

    def value(self) -> Any:
        return [each for each in self._typed() if not self.model.is_blank(each)]

    def _typed(self) -> list[Element]:
        """All lines as they stand, with the cell in which somebody is typing."""
        lines = [dict(each) for each in self.model.elements]
        typing = self.table.cells.typing()
        if typing is not None and typing[0] < len(lines):
            lines[typing[0]][typing[1]] = typing[2]
        return lines

    def set_value(self, value: Any) -> None:
        self.table.cells.forget()
        self.model.replace([each for each in value or () if isinstance(each, Mapping)])

    def put_lines(self, value: Sequence[Mapping[str, Any]]) -> None:
        """Other lines, as if somebody had typed them."""
        self.set_value(value)
        self.edited.emit()

    def show_worked(self, worked: Any) -> None:
        """What the books work out for each line."""
        found = [each for each in worked or () if isinstance(each, Mapping)]
        self.model.show_worked(found, self._typed())

    def reading_problem(self) -> str:
        for number, element in enumerate(self._typed(), start=1):
            if self.model.is_blank(element):
                continue
            for field in self.model.fields:
                value = element.get(field.key)
                if field.is_required and value in (None, ""):
                    return f"第{number}行缺{field.title}"
                problem = field.problem(value) if field.build else ""
                if problem:
                    return f"第{number}行的{field.title}：{problem}"
        return ""

    def mark_problem(self, sentence: str) -> None:
        """The cells show their own problems; the sentence below is read out with the table."""
        self.table.setAccessibleDescription(sentence)

    def add_line(self) -> None:
        """An empty line at the end, ready to type."""
        self.model.add_empty()
        self.table.setCurrentIndex(self.model.index(self.model.rowCount() - 1, 0))
        self.table.setFocus()
        self.table.edit(self.table.currentIndex())

    def paste(self) -> None:
        """Puts a block copied from a spreadsheet into the cells from the current one on; what is worked out is passed over."""
        self.table.cells.finish()
        at, lines = self.table.currentIndex(), QApplication.clipboard().text().rstrip("\n").splitlines()
        if at.isValid():
            columns = [n for n, field in enumerate(self.model.fields) if field.build and n >= at.column()]
            for row, line in enumerate(lines[: self.model.rowCount() - at.row()], start=at.row()):
                for column, word in zip(columns, line.split("\t"), strict=False):
                    value = _read_word(self.model.fields[column], word.strip())
                    self.model.setData(self.model.index(row, column), value)
        self.table.setFocus()

    def fill_down(self) -> None:
        """The cell's value for all empty cells below it: one day, one tick for everybody. People are never copied."""
        self.table.cells.finish()
        at = self.table.currentIndex()
        field = self.model.fields[at.column()] if at.isValid() else None
        if field is not None and field.build is not None and not field.is_required:
            self.model.fill_down(at)
        self.table.setFocus()

    def drop_line(self) -> None:
        """Takes out the current line."""
        at = self.table.currentIndex()
        if at.isValid():
            self.table.cells.finish()
            self.model.drop(at.row())
            self.edited.emit()
        self.table.setFocus()


def _read_word(field: TableField, word: str) -> Any:
    """A word from elsewhere as the entry field of a column would read it; what it cannot read stays the word."""
    if field.is_check:
        return word.lower() in _TICKS
    if not word or field.build is None:
        return None
    if field.options:
        return next((code for code in field.options if word in (code, field.text(code))), word)
    editor = field.build()
    line = editor.targets()[0]
    if isinstance(line, QLineEdit):
        line.setText(word)
    value = editor.value() if isinstance(line, QLineEdit) else word
    editor.deleteLater()
    return value
