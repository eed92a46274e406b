"""What every entry field has in common: a value in and out, a sentence when it cannot be read, and a label
above it.
"""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.basic import label


class Editor(QWidget):
    """An entry field. Subclasses put their widgets into `self.row` and name the one that takes the focus.

    Signals:
        edited: the user changed something; not sent by `set_value`.
    """

    edited = Signal()
    is_wide = False  # takes a whole row of the form

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "clear")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)

    def value(self) -> Any:
        """What is entered, None where nothing is. What cannot be read comes back as the text itself."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Shows a value as a Row holds it."""
        raise NotImplementedError

    def reading_problem(self) -> str:
        """Why what is typed cannot be read, one Chinese sentence; empty where it can."""
        return ""

    def targets(self) -> tuple[QWidget, ...]:
        """The widgets in which one types, the first of them taking the focus."""
        raise NotImplementedError

    def set_name(self, name: str, description: str = "") -> None:
        """The name read out for the field."""
        self.setAccessibleName(name)
        for target in self.targets():
            if not target.accessibleName():
                target.setAccessibleName(name)
            target.setAccessibleDescription(description)

    def mark_problem(self, sentence: str) -> None:
        """Shows the error state, or takes it away."""
        for target in self.targets():
            theme.mark(target, state="error" if sentence else "")
            target.setAccessibleDescription(sentence)

    def finish_building(self) -> None:
        """Call at the end of `__init__`: the focus and the label's buddy go to the first target."""
        self.setFocusProxy(self.targets()[0])


class Field(QWidget):
    """A label above an editor, and below it a sentence when something is wrong or a hint."""

    def __init__(
        self,
        title: str,
        editor: Editor,
        *,
        required: bool = False,
        hint: str = "",
        is_titled: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "clear")
        self.title = title
        self.editor = editor
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.label = QLabel((f"{title}（必填）" if required else title) if is_titled else "")
        self.label.setProperty("role", "label")
        self.label.setBuddy(editor.targets()[0])
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.hint = label(hint, "note", wrap=True)
        if not hint:
            self.hint.hide()
        for part in (self.label, editor, self.problem, self.hint):
            column.addWidget(part)
        editor.set_name(f"{title}，必填" if required else title, hint)
        editor.edited.connect(self.check)

    def check(self) -> bool:
        """Shows what cannot be read; True where all is well."""
        return not self.show_problem(self.editor.reading_problem())

    def show_problem(self, sentence: str) -> str:
        """Shows a sentence below the field, or takes it away."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.editor.mark_problem(sentence)
        return sentence
