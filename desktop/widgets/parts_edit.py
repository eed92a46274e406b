"""A list of rows inside a form: agenda items, speeches, people present. Each row has its own fields, may
hold further lists, can be moved and removed. The fields come from outside: this module knows no ledger.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.basic import icon_button, label
from desktop.widgets.editor import Editor, Field
from desktop.widgets.growing_list import GrowingList, ListElement
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


class PartRow(ListElement):
    """One row of a list, with the fields of its element."""

    def __init__(self, title: str, fields: Sequence[PartField], owner: "PartsEditor") -> None:
        super().__init__()
        self.setProperty("surface", "inner")
        self._title = title
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
            icon_button("up", f"{title}上移", lambda: owner.shift(self, -1)),
            icon_button("down", f"{title}下移", lambda: owner.shift(self, 1)),
            icon_button("bin", f"去掉{title}", lambda: owner.remove(self)),
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

    def rename(self, number: int) -> None:
        """The number of the row has changed."""
        title = f"{self._title} {number}"
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

    def set_value(self, value: Mapping[str, Any]) -> None:
        self.uid = value.get("uid")
        for key, field in self.fields.items():
            outer, _, inner = key.partition(".")
            held = value.get(outer)
            field.editor.set_value((held or {}).get(inner) if inner else held)

    @property
    def is_blank(self) -> bool:
        return not any(value not in (None, "", []) for key, value in self.value().items() if key != "uid")

    def first_editor(self) -> QWidget:
        return next(iter(self.fields.values())).editor

    def last_target(self) -> QWidget:
        """The last widget in which one types, which the next row comes after."""
        return list(self.fields.values())[-1].editor.targets()[-1]


class PartsEditor(GrowingList[PartRow]):
    """The list with a button to add a row."""

    def __init__(self, title: str, fields: Sequence[PartField], parent: QWidget | None = None) -> None:
        self._title = title
        self._fields = tuple(fields)
        super().__init__(f"添加{title}", spacing=10, parent=parent)

    def make_element(self) -> PartRow:
        return PartRow(self._title, self._fields, self)

    def add(self) -> PartRow:
        before: QWidget = self.elements[-1].last_target() if self.elements else self
        row = super().add()
        QWidget.setTabOrder(before, row.tools[0])
        return row

    def reading_problem(self) -> str:
        for row in self.elements:
            for field in row.fields.values():
                field.check()
        wrong = sum(
            1 for row in self.elements for field in row.fields.values() if field.editor.reading_problem()
        )
        return f"{self._title}里有 {wrong} 处看不懂，请改正" if wrong else ""

    def show_verdicts(self, sentences: Sequence[str]) -> None:
        """A sentence beside the heading of each row: how its vote stands."""
        for row, sentence in zip(self.elements, [*sentences, *[""] * len(self.elements)], strict=False):
            row.verdict.setText(sentence)


def _none_if_empty(value: Any) -> Any:
    if isinstance(value, dict) and all(each is None for each in value.values()):
        return None
    return value
