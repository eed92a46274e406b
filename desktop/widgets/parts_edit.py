"""A list of rows inside a form: agenda items, speeches, people present. Each row has its own fields, may
hold further lists, can be moved and removed. The fields come from outside: this module knows no ledger.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.basic import button, icon_button, label
from desktop.widgets.editor import Editor, Field
from desktop.widgets.layouts import FieldGrid

_NARROWEST = 200


@dataclass(frozen=True, slots=True)
class PartField:
    """One field of a row; a dotted key nests: "vote.for"."""

    key: str
    title: str
    build: Callable[[], Editor]
    required: bool = False
    hint: str = ""


class PartRow(QFrame):
    """One row of a list, with the fields of its element."""

    def __init__(self, title: str, fields: Sequence[PartField], owner: "PartsEditor") -> None:
        super().__init__()
        self.setProperty("surface", "inner")
        self.uid: str | None = None
        self.fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        self.heading = label(title, "strong")
        self.verdict = label("", "secondary")
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.heading)
        head.addSpacing(8)
        head.addWidget(self.verdict, 1)
        self.tools = (
            icon_button("up", f"{title}上移", lambda: owner.move_row(self, -1)),
            icon_button("down", f"{title}下移", lambda: owner.move_row(self, 1)),
            icon_button("bin", f"去掉{title}", lambda: owner.remove_row(self)),
        )
        for tool in self.tools:
            head.addWidget(tool)
        column.addLayout(head)
        grid = FieldGrid(round(_NARROWEST * theme.current().scale), most=4)
        for each in fields:
            editor = each.build()
            field = Field(each.title, editor, required=each.required, hint=each.hint)
            editor.edited.connect(owner.edited)
            grid.add(field, wide=editor.is_wide)
            self.fields[each.key] = field
        column.addWidget(grid)

    def rename(self, title: str) -> None:
        """The number of the row has changed."""
        self.heading.setText(title)
        for tool, words in zip(self.tools, (f"{title}上移", f"{title}下移", f"去掉{title}"), strict=True):
            tool.setAccessibleName(words)
            tool.setToolTip(words)

    def value(self) -> dict[str, Any]:
        values: dict[str, Any] = {"uid": self.uid} if self.uid else {}
        for key, field in self.fields.items():
            outer, _, inner = key.partition(".")
            if inner:
                values.setdefault(outer, {})[inner] = field.editor.value()
            else:
                values[outer] = field.editor.value()
        return {key: _none_if_empty(value) for key, value in values.items()}

    def set_value(self, value: dict[str, Any]) -> None:
        self.uid = value.get("uid")
        for key, field in self.fields.items():
            outer, _, inner = key.partition(".")
            held = value.get(outer)
            field.editor.set_value((held or {}).get(inner) if inner else held)


class PartsEditor(Editor):
    """The list with a button to add a row."""

    is_wide = True

    def __init__(self, title: str, fields: Sequence[PartField], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._fields = tuple(fields)
        self.rows: list[PartRow] = []
        holder = QWidget()
        holder.setProperty("surface", "clear")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        outer.addLayout(self._column)
        foot = QHBoxLayout()
        self.add_button = button(f"添加{title}", self._add_empty, icon="plus")
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        outer.addLayout(foot)
        self.row.addWidget(holder)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.add_button,)

    def set_name(self, name: str, description: str = "") -> None:
        self.setAccessibleName(name)
        self.add_button.setAccessibleDescription(description)

    def value(self) -> Any:
        return [row.value() for row in self.rows if not _is_blank(row.value())]

    def set_value(self, value: Any) -> None:
        while self.rows:
            self._drop(self.rows[-1])
        for each in value or ():
            self._add().set_value(dict(each))

    def reading_problem(self) -> str:
        for row in self.rows:
            for field in row.fields.values():
                field.check()
        wrong = sum(1 for row in self.rows for field in row.fields.values() if field.editor.reading_problem())
        return f"{self._title}里有 {wrong} 处看不懂，请改正" if wrong else ""

    def mark_problem(self, sentence: str) -> None:
        """The rows show their own problems."""

    def show_verdicts(self, sentences: Sequence[str]) -> None:
        """A sentence beside the heading of each row: how its vote stands."""
        for row, sentence in zip(self.rows, [*sentences, *[""] * len(self.rows)], strict=False):
            row.verdict.setText(sentence)

    def move_row(self, row: PartRow, by: int) -> None:
        """Moves a row up or down."""
        place = self.rows.index(row)
        target = max(0, min(len(self.rows) - 1, place + by))
        if target == place:
            return
        self.rows.insert(target, self.rows.pop(place))
        self._column.removeWidget(row)
        self._column.insertWidget(target, row)
        self._number()
        self.edited.emit()

    def remove_row(self, row: PartRow) -> None:
        """Takes a row out."""
        self._drop(row)
        self._number()
        self.add_button.setFocus()
        self.edited.emit()

    def _add_empty(self) -> None:
        row = self._add()
        next(iter(row.fields.values())).editor.setFocus()
        self.edited.emit()

    def _add(self) -> PartRow:
        row = PartRow("", self._fields, self)
        self.rows.append(row)
        self._column.addWidget(row)
        self._number()
        QWidget.setTabOrder(_last_target(self.rows[:-1], self), row.tools[0])
        return row

    def _drop(self, row: PartRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.setParent(None)
        row.deleteLater()

    def _number(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            row.rename(f"{self._title} {number}")


def _last_target(rows: Sequence[PartRow], editor: PartsEditor) -> QWidget:
    if not rows:
        return editor
    return list(rows[-1].fields.values())[-1].editor.targets()[-1]


def _none_if_empty(value: Any) -> Any:
    if isinstance(value, dict) and all(each is None for each in value.values()):
        return None
    return value


def _is_blank(values: dict[str, Any]) -> bool:
    return not any(value not in (None, "", []) for key, value in values.items() if key != "uid")
