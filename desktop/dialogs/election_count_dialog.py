"""计票: ballots and the votes of each candidate, with quorum, validity and who is elected while one types."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from db.changes import Ref
from db.errors import InvalidDraftError, LedgerError
from desktop import messages, theme
from desktop.dialogs.filling import FillingDialog
from desktop.tasks import Tasks
from desktop.widgets.basic import Notice, button, clear, label
from desktop.widgets.editor import Editor, Field
from desktop.widgets.layouts import FieldGrid
from desktop.widgets.placing import fit
from desktop.widgets.text_edits import IntegerEditor

if TYPE_CHECKING:
    from db.changes import Changes, Row
    from db.services.branch import Branch

COUNTS = (
    ("present", "实到会有选举权人数"),
    ("ballots_issued", "发出选票"),
    ("ballots_returned", "收回选票"),
    ("ballots_valid", "有效票"),
)
VOTES = (("for", "赞成"), ("against", "不赞成"), ("abstain", "弃权"))
Judge = Callable[["Branch", Mapping[str, Any], str], Mapping[str, Any]]


class ElectionCountDialog(FillingDialog):
    """The count of one round. `judge` works out the outcome for what is typed; it runs in the database thread."""

    def __init__(self, tasks: Tasks, row: "Row", judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tasks, self.record, self.judge = tasks, row, judge
        self.setWindowTitle("计票")
        scale = theme.current().scale
        fit(self, round(760 * scale), round(640 * scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        seats = row.get("seats")
        column.addWidget(label(f"{row.get('held_on')}　应选 {seats} 名", "heading"))
        self.law = label("", "secondary", wrap=True)
        column.addWidget(self.law)
        self.counts: dict[str, Field] = {}
        grid = FieldGrid(round(150 * scale), most=4)
        for key, title in COUNTS:
            self.counts[key] = field = Field(title, self._number(row.get(key)))
            grid.add(field)
        column.addWidget(grid)
        self.votes: dict[str, tuple[Ref, dict[str, Editor]]] = {}
        table = self._vote_table()
        column.addWidget(_scrolled(table, "候选人得票"), max(2, len(self.votes)))
        self.winners = label("", "strong", wrap=True)
        column.addWidget(self.winners)
        self.outcome = QVBoxLayout()
        self.outcome.setSpacing(4)
        holder = clear(QWidget())
        holder.setLayout(self.outcome)
        column.addWidget(_scrolled(holder, "计票结果和依据"), 5)
        self.refusal = Notice("", "red")
        self.refusal.hide()
        column.addWidget(self.refusal)
        column.addLayout(self._buttons())
        self._look()
        self.begin()
        self.counts["present"].editor.setFocus()

    def filled(self) -> dict[str, Any]:
        return self.values()

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.addWidget(label("另选他人的，在“全部内容”里加一行得票。", "note"))
        buttons.addStretch(1)
        buttons.addWidget(button("取消", self.reject))
        self.save_button = button("保存", self.save, kind="primary")
        self.save_button.setDefault(True)
        buttons.addWidget(self.save_button)
        return buttons

    def _number(self, value: Any) -> IntegerEditor:
        made = IntegerEditor()
        made.set_value(value)
        made.edited.connect(self._look)
        return made

    def _vote_table(self) -> QWidget:
        """One line for each candidate and whoever got votes besides."""
        holder = clear(QWidget())
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for place, title in enumerate(("候选人", *(title for _key, title in VOTES))):
            grid.addWidget(label(title, "label"), 0, place)
        known = {each["person"].uid: each for each in self.record.get("votes") or () if each.get("person")}
        people = {person.uid: person for person in self.record.get("candidates") or ()}
        people |= {uid: each["person"] for uid, each in known.items() if uid not in people}
        for line, person in enumerate(people.values(), start=1):
            grid.addWidget(label(person.name), line, 0)
            editors: dict[str, Editor] = {}
            for place, (key, title) in enumerate(VOTES, start=1):
                editors[key] = editor = self._number(known.get(person.uid, {}).get(key))
                editor.set_name(f"{person.name}{title}")
                grid.addWidget(editor, line, place)
            self.votes[person.uid] = (person, editors)
        if not people:
            grid.addWidget(label("还没有登记候选人，先在“全部内容”里填写。", "note", wrap=True), 1, 0, 1, 4)
        grid.setColumnStretch(0, 2)
        grid.setRowStretch(len(people) + 2, 1)
        return holder

    def values(self) -> dict[str, Any]:
        """What is typed, as the ledger takes it; a line without any number stays out."""
        votes = []
        for person, editors in self.votes.values():
            counted = {key: editor.value() for key, editor in editors.items()}
            if any(value is not None for value in counted.values()):
                votes.append({"person": person, **counted})
        return {**{key: field.editor.value() for key, field in self.counts.items()}, "votes": votes}

    def _look(self) -> None:
        values = {**self.record.values, **self.values()}
        self.tasks.run_query(self, lambda branch: self.judge(branch, values, self.record.uid), self._tell)

    def _tell(self, found: Mapping[str, Any]) -> None:
        self.law.setText(
            f"应到会有选举权 {found.get('ought_to_attend')} 人，至少到会 {found.get('quorum')} 人；"
            f"当选至少 {found.get('votes_needed')} 票"
        )
        elected = "、".join(person.name for person in found.get("elected") or ())
        seats = found.get("second_seats")
        words = [f"当选：{elected}"] if elected else []
        words += [f"还有 {seats} 个名额要再次投票"] if seats else []
        self.winners.setText("；".join(words))
        while self.outcome.count():
            item = self.outcome.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for reason in found.get("reasons") or ():
            self.outcome.addWidget(label(reason_words(reason), _role(reason), wrap=True))
        self.outcome.addStretch(1)

    def save(self) -> None:
        """Saves the count; what is refused stays typed and is told."""
        editors = [field.editor for field in self.counts.values()]
        editors += [editor for _person, each in self.votes.values() for editor in each.values()]
        for editor in editors:
            problem = editor.reading_problem()
            editor.mark_problem(problem)
            if problem:
                self.refusal.say(f"{editor.accessibleName()}：{problem}")
                editor.setFocus()
                return
        self.tasks.run_command(
            self,
            partial(_save, values=self.values(), uid=self.record.uid, revision=self.record.revision),
            lambda _changes: self.accept(),
            failed=self._refused,
        )

    def _refused(self, error: LedgerError) -> None:
        if isinstance(error, InvalidDraftError):
            self.refusal.say("没有保存：" + "；".join(error.problems.values()))
        else:
            messages.show(self, error)


def _scrolled(inner: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    area.setAccessibleName(name)
    return area


def reason_words(reason: Mapping[str, Any]) -> str:
    """One reason with what it rests on."""
    basis = reason["basis"]
    rests_on = f"{basis['regulation']}{basis['edition'] and '（' + basis['edition'] + '）'}{basis['article']}"
    return f"{'● ' if reason['is_fault'] else ''}{reason['text']}（依据：{rests_on}）"


def _role(reason: Mapping[str, Any]) -> str:
    return "problem" if reason["is_fault"] else "note"


def _save(branch: "Branch", values: Mapping[str, Any], uid: str, revision: int) -> "Changes":
    from db.changes import Draft
    from db.ledgers import by_key
    from db.services.saving import save

    return save(branch, by_key("election"), Draft(values, uid, revision))
