"""One thing in a list of things to see to: its state as a chip, what it is, why, and the verbs that settle it.

Used for duties, findings, coming days and recent records. It knows words and buttons, never what they stand for.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.widgets.basic import button, clear, label, rule

FIRST_LINES = 60  # a list of thousands is looked at in parts, so that it opens at once


class ItemLine(QFrame):
    """A chip, a title over a note, and verbs on the right; the words wrap, nothing is cut."""

    def __init__(self, title: str, note: str = "", *, chip: QWidget | None = None, when: str = "") -> None:
        super().__init__()
        self.setProperty("surface", "clear")
        self.setAccessibleName("，".join(part for part in (_chip_words(chip), title, when, note) if part))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 4, 0, 4)
        self._row.setSpacing(12)
        if chip is not None:
            self._row.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = label(title, wrap=True)
        words.addWidget(self.title)
        self.note = label(note, "note", wrap=True)
        if not note:
            self.note.hide()  # never shown before it has its place: it would stand as a window of its own
        words.addWidget(self.note)
        self._row.addLayout(words, 1)
        if when:
            self._row.addWidget(label(when, "secondary"), 0, Qt.AlignmentFlag.AlignTop)
        self.verbs: list[QPushButton] = []

    def add_verb(self, text: str, on_click: Callable[[], object], *, kind: str = "link") -> QPushButton:
        """A verb on the right; read out together with what it is about."""
        made = button(text, on_click, kind=kind)
        made.setAccessibleDescription(self.title.text())
        self._row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        self.verbs.append(made)
        return made

    def add_below(self, widget: QWidget) -> None:
        """A further line under the note."""
        words = self._row.itemAt(1 if self._row.count() > 1 else 0).layout()
        if words is not None:
            words.addWidget(widget)


class LineList(QScrollArea):
    """Lines under each other with thin rules between them; a long list shows its beginning and offers the rest."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines: list[ItemLine] = []
        self._waiting: list[Callable[[], ItemLine]] = []

    def show_lines(self, made_by: Iterable[Callable[[], ItemLine]]) -> None:
        """Shows lines in order, each made by its function when its turn comes."""
        self._waiting = list(made_by)
        self.lines = []
        holder = clear(QWidget())
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(4)
        self._more = button("", self.show_more, kind="link")
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        self.show_more()
        self.setWidget(holder)

    def show_more(self) -> None:
        """The next part of the list."""
        part, self._waiting = self._waiting[:FIRST_LINES], self._waiting[FIRST_LINES:]
        for make in part:
            if self.lines:
                self._column.insertWidget(self._column.count() - 2, rule())
            line = make()
            self.lines.append(line)
            self._column.insertWidget(self._column.count() - 2, line)
        self._more.setText(
            f"再显示 {min(FIRST_LINES, len(self._waiting))} 条（还有 {len(self._waiting)} 条）"
        )
        self._more.setVisible(bool(self._waiting))


def _chip_words(chip: QWidget | None) -> str:
    text = getattr(chip, "text", None)
    return str(text()) if callable(text) else ""
