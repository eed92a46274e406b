"""A list inside a form that grows by a button below it: agenda items, speeches, rows of a part.

Each element says its own value and may be moved and taken out; what stands in an element is its own business.
"""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets.basic import button, clear
from desktop.widgets.editor import Editor


class ListElement(QFrame):
    """One element: a value in and out, whether anything was entered, and where one begins to type."""

    uid: str | None = None

    def value(self) -> dict[str, Any]:
        """What is entered, with the uid of an element that is stored already."""
        raise NotImplementedError

    def set_value(self, value: Mapping[str, Any]) -> None:
        """Shows an element as a Row holds it."""
        raise NotImplementedError

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered."""
        raise NotImplementedError

    def first_editor(self) -> QWidget:
        """Where the cursor goes in a new element."""
        raise NotImplementedError

    def rename(self, number: int) -> None:
        """The place in the list has changed."""


Element = TypeVar("Element", bound=ListElement)


class GrowingList(Editor, Generic[Element]):
    """The elements in their order, and the button that adds one. Subclasses make elements."""

    is_wide = True

    def __init__(
        self, add_title: str, spacing: int, *, kind: str = "plain", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.elements: list[Element] = []
        holder = clear(QWidget())
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(spacing)
        self._column = QVBoxLayout()
        self._column.setSpacing(spacing)
        outer.addLayout(self._column)
        foot = QHBoxLayout()
        self.add_button = button(add_title, self.add_empty, kind=kind, icon="plus")
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        outer.addLayout(foot)
        self.row.addWidget(holder)
        self.finish_building()

    def make_element(self) -> Element:
        """A new element, empty, with its signals joined to `edited`."""
        raise NotImplementedError

    # --- an entry field ---------------------------------------------------------------------------------------
    def targets(self) -> tuple[QWidget, ...]:
        return (self.add_button,)

    def set_name(self, name: str, description: str = "") -> None:
        self.setAccessibleName(name)
        self.add_button.setAccessibleDescription(description)

    def value(self) -> Any:
        return [element.value() for element in self.elements if not element.is_blank]

    def set_value(self, value: Any) -> None:
        for element in tuple(self.elements):
            self._drop(element)
        for each in value or ():
            self.add().set_value(each)

    def mark_problem(self, sentence: str) -> None:
        """The elements show their own problems."""

    # --- elements ---------------------------------------------------------------------------------------------
    def add(self) -> Element:
        """One more element at the end."""
        element = self.make_element()
        self.elements.append(element)
        self._column.addWidget(element)
        self._number()
        return element

    def add_empty(self) -> Element:
        """One more element at the end, ready to be typed."""
        element = self.add()
        element.first_editor().setFocus()
        return element

    def shift(self, element: Element, by: int) -> None:
        """Moves an element up or down."""
        place = self.elements.index(element)
        target = max(0, min(len(self.elements) - 1, place + by))
        if target == place:
            return
        self.elements.insert(target, self.elements.pop(place))
        self._column.removeWidget(element)
        self._column.insertWidget(target, element)
        self._number()
        self.edited.emit()

    def remove(self, element: Element) -> None:
        """Takes an element out."""
        self._drop(element)
        self._number()
        self.add_button.setFocus()
        self.edited.emit()

    def _drop(self, element: Element) -> None:
        self.elements.remove(element)
        self._column.removeWidget(element)
        element.hide()
        element.deleteLater()

    def _number(self) -> None:
        for number, element in enumerate(self.elements, start=1):
            element.rename(number)
