"""A third value for a conflict, typed into the entry that the field has in its form."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from db.errors import LedgerError
from db.fields import Kind, Sensitivity
from desktop import theme
from desktop.dialogs.conflict_words import conflict_title, named_sides, side_words
from desktop.dialogs.filling import FillingDialog
from desktop.tasks import Tasks
from desktop.widgets.basic import button, label
from desktop.widgets.editor import Field
from desktop.widgets.editors import Sources, has_own_title, make_editor
from desktop.widgets.person_edits import PeopleModel

if TYPE_CHECKING:
    from db.changes import Changes
    from db.exchange.conflicts import Conflict
    from db.services.branch import Branch
    from db.services.queries import PersonChoice

_References = tuple[tuple[str, str], ...]


class ThirdValueDialog(FillingDialog):
    """Shows all sides and takes another value; what the books refuse is said beside it and stays typed."""

    def __init__(
        self, tasks: Tasks, today: date, conflict: "Conflict", sources: Sources, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._conflict = tasks, conflict
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("另写一个值")
        self.setMinimumWidth(round(560 * theme.current().scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(conflict_title(conflict), "title", wrap=True))
        for name, side in named_sides(conflict):
            column.addWidget(label(f"{name}　{side_words(conflict, side, today)}", "secondary", wrap=True))
        editor = make_editor(conflict.spec, sources)
        is_open = conflict.spec.sensitivity is Sensitivity.OPEN
        editor.set_value(conflict.mine.value if is_open else None)
        self.field = Field(conflict.title, editor, is_titled=not has_own_title(conflict.spec))
        column.addWidget(self.field)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("取消", self.reject))
        self.save_button = button("就用这个", self.save, kind="primary")
        self.save_button.setDefault(conflict.spec.kind is not Kind.LONG_TEXT)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self.begin()
        editor.setFocus()

    def filled(self) -> Any:
        return self.field.editor.value()

    def save(self) -> None:
        """Decides for what is typed."""
        if not self.field.check():
            return
        conflict, value = self._conflict, self.field.editor.value()

        def work(branch: "Branch") -> "Changes":
            from db.exchange.conflicts import resolve

            return resolve(branch, conflict.id, value=value)

        self._tasks.run_command(self, work, lambda _changes: self.accept(), failed=self._refused)

    def _refused(self, error: LedgerError) -> None:
        self.field.show_problem(error.message)
        self.field.editor.setFocus()


def ask_third_value(
    parent: QWidget, tasks: Tasks, today: date, conflict: "Conflict", then: Callable[[], None]
) -> None:
    """Opens the dialog once it is known what there is to choose from; `then` is called when it was decided."""

    def work(branch: "Branch") -> "tuple[tuple[PersonChoice, ...], _References]":
        from db.services.queries import people_index

        return people_index(branch), _references(branch, conflict.spec.refers_to)

    def show(found: "tuple[tuple[PersonChoice, ...], _References]") -> None:
        people, references = found
        sources = Sources(PeopleModel(people, parent), today, {conflict.spec.refers_to: references})
        dialog = ThirdValueDialog(tasks, today, conflict, sources, parent)
        dialog.accepted.connect(then)
        dialog.open()

    tasks.run_query(parent, work, show)


def _references(branch: "Branch", ledger: str) -> _References:
    if not ledger:
        return ()
    from db.ledgers import by_key
    from db.services import queries, saving
    from db.services.naming_records import MEETING, choices_of

    if ledger == MEETING:
        return choices_of(branch, ledger)
    spec = by_key(ledger)
    rows = queries.list_rows(branch, spec, queries.ListQuery(keys=spec.summary))
    return tuple((row.uid, saving.title_of(spec, row)) for row in rows)
