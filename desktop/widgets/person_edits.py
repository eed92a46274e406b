"""Fields for people of the roster: typed by name, pinyin or initials, told apart by the year of birth."""

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QSizePolicy, QToolButton, QWidget

from db.arithmetic.naming import text_matches
from db.changes import Ref
from desktop import theme
from desktop.widgets.editor import Editor
from desktop.widgets.layouts import FlowLayout

UID_ROLE = Qt.ItemDataRole.UserRole + 1
NAME_ROLE = Qt.ItemDataRole.UserRole + 2
_ROOT = QModelIndex()


class Choosable(Protocol):
    """A person to choose from; `label` tells people of one name apart."""

    @property
    def uid(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def pinyin(self) -> str: ...
    @property
    def initials(self) -> str: ...


class PeopleModel(QAbstractListModel):
    """Everybody on the roster; one model serves all fields of a form."""

    def __init__(self, people: Sequence[Choosable] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = tuple(people)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._people)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid():
            return None
        person = self._people[index.row()]
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.EditRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return person.label
        if role == UID_ROLE:
            return person.uid
        return person.name if role == NAME_ROLE else None

    def named(self, text: str) -> tuple[Choosable, ...]:
        """People with exactly this name or label."""
        return tuple(person for person in self._people if text in (person.name, person.label))

    def label_of(self, uid: str, otherwise: str) -> str:
        return next((person.label for person in self._people if person.uid == uid), otherwise)

    def matches(self, row: int, typed: str) -> bool:
        """Whether a person answers to what is typed."""
        person = self._people[row]
        return text_matches(typed, person.label, person.pinyin, person.initials)


class _Matching(QSortFilterProxyModel):
    """The people who answer to what is typed."""

    def __init__(self, people: PeopleModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._typed = ""
        self._people = people
        self.setSourceModel(people)

    def narrow(self, typed: str) -> None:
        self._typed = typed
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:  # noqa: ARG002
        return self._people.matches(row, self._typed)


class PersonEditor(Editor):
    """One person. With `outsiders` a name that is not on the roster is welcome as it stands."""

    def __init__(
        self, people: PeopleModel, *, outsiders: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._people = people
        self._outsiders = outsiders
        self._chosen: Ref | None = None
        self.line = QLineEdit()
        self.line.setPlaceholderText("姓名或拼音首字母")
        self._matching = _Matching(people, self)
        self._completer = QCompleter(self._matching, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        popup = self._completer.popup()
        if isinstance(popup, QListView):
            popup.setProperty("kind", "popup")
        self._completer.activated[QModelIndex].connect(self._choose)  # type: ignore[index]
        self.line.setCompleter(self._completer)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._settle)
        self.row.addWidget(self.line)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.line,)

    def value(self) -> Any:
        """A Ref, the text as typed where it names nobody (or several), or None."""
        text = self.line.text().strip()
        if self._chosen is not None and text == self._shown(self._chosen):
            return self._chosen
        found = self._people.named(text) if text else ()
        return Ref(found[0].uid, found[0].name) if len(found) == 1 else text or None

    def set_value(self, value: Any) -> None:
        self._chosen = value if isinstance(value, Ref) else None
        self.line.setText(self._shown(value) if isinstance(value, Ref) else str(value or ""))
        self.line.setCursorPosition(0)

    def reading_problem(self) -> str:
        value = self.value()
        if not isinstance(value, str) or self.line.hasFocus():
            return ""
        count = len(self._people.named(value))
        if count > 1:
            return f"有 {count} 位“{value}”，请从列表里选是哪一位"
        return "" if self._outsiders else f"名册里没有“{value}”"

    def _shown(self, person: Ref) -> str:
        return self._people.label_of(person.uid, person.name) if person.uid else person.name

    def _typed(self, text: str) -> None:
        self._matching.narrow(text)
        self.edited.emit()

    def _choose(self, index: QModelIndex) -> None:
        self._chosen = Ref(str(index.data(UID_ROLE)), str(index.data(NAME_ROLE)))
        self.line.setText(str(index.data()))
        self.edited.emit()

    def _settle(self) -> None:
        """One match for what was typed is taken, so that initials and Tab are enough."""
        text = self.line.text().strip()
        if isinstance(self.value(), str) and text.isascii() and self._matching.rowCount() == 1:
            self._choose(self._matching.index(0, 0))
        else:
            self.edited.emit()


class PeopleEditor(Editor):
    """Several people: those chosen stand as chips that a click removes."""

    is_wide = True

    def __init__(self, people: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = people
        self._chosen: list[Ref] = []
        holder = QWidget()
        holder.setProperty("surface", "clear")
        holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._flow = FlowLayout(holder, 6)
        self.adding = PersonEditor(people)
        self.adding.line.setPlaceholderText("加一位：姓名或拼音首字母")
        self.adding.setMinimumWidth(round(210 * theme.current().scale))
        self.adding.edited.connect(self._take)
        self._flow.addWidget(self.adding)
        self.row.addWidget(holder)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.adding.line,)

    def value(self) -> Any:
        left_over = self.adding.line.text().strip()
        return [*self._chosen, left_over] if left_over else list(self._chosen)

    def set_value(self, value: Any) -> None:
        self._chosen = [person for person in value or () if isinstance(person, Ref)]
        self._show_chips()

    def reading_problem(self) -> str:
        return self.adding.reading_problem()

    def _take(self) -> None:
        value = self.adding.value()
        if isinstance(value, Ref) and (not self.adding.line.hasFocus() or self._is_settled(value)):
            if value not in self._chosen:
                self._chosen.append(value)
            self.adding.set_value(None)
            self._show_chips()
        self.edited.emit()

    def _is_settled(self, value: Ref) -> bool:
        return self.adding.line.text() == self._people.label_of(value.uid, value.name)

    def _remove(self, person: Ref) -> None:
        self._chosen.remove(person)
        self._show_chips()
        self.adding.line.setFocus()
        self.edited.emit()

    def _show_chips(self) -> None:
        for chip in self.findChildren(QToolButton, "person_chip"):
            self._flow.removeWidget(chip)
            chip.setObjectName("")
            chip.deleteLater()
        self._flow.removeWidget(self.adding)
        for person in self._chosen:
            chip = QToolButton(self.adding.parentWidget())
            chip.setObjectName("person_chip")
            text = self._people.label_of(person.uid, person.name)
            chip.setText(f"{text} ×")
            chip.setAccessibleName(f"去掉{text}")
            chip.setToolTip("点一下去掉")
            chip.setProperty("chip", True)
            chip.setProperty("tone", "blue")
            chip.clicked.connect(lambda _on=False, person=person: self._remove(person))
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self.adding)
        self.updateGeometry()
