"""Entering one step of 发展党员: its day, papers and meeting, with what the rule says while one types."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from db.errors import InvalidDraftError, LedgerError
from desktop import messages, theme
from desktop.dialogs.filling import FillingDialog
from desktop.tasks import Tasks
from desktop.widgets.basic import Notice, button, label
from desktop.widgets.choice_edits import ChoiceEditor, FlagsEditor
from desktop.widgets.day_edit import DayEditor
from desktop.widgets.editor import Editor, Field
from desktop.widgets.layouts import FieldGrid
from desktop.widgets.placing import fit
from desktop.widgets.text_edits import IntegerEditor, LongTextEditor

if TYPE_CHECKING:
    from db.changes import Changes, Row
    from db.services.branch import Branch

VOTED = (15, 23)
LISTING, TRAINING, PROMOTION = 7, 11, 23
NOTICES = {LISTING: ("notice", "公示"), PROMOTION: ("promotion_notice", "转正公示")}
_OWN = frozenset({"step", "planned_on", "done_on", "document", "meeting", "written", "note"})
Judge = Callable[["Branch", Mapping[str, Any], str, int], Mapping[str, Any]]
Words = Callable[["Branch", Any, Any], str]


@dataclass(frozen=True, slots=True)
class StepSheet:
    """What the form of one step is made from. `judge` says how it would stand, `words` counts the working days of a
    notice; both run in the database thread.
    """

    row: "Row"
    number: int
    papers: Sequence[str]
    meetings: Sequence[tuple[str, str]]
    judge: Judge
    words: Words


class AdmissionStepDialog(FillingDialog):
    """One step of one file."""

    def __init__(self, tasks: Tasks, today: date, sheet: StepSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tasks, self.file, self.number = tasks, sheet.row, sheet.number
        self.judge, self.words = sheet.judge, sheet.words
        self.step = self.file["steps"][self.number - 1]
        self.setWindowTitle(f"第{self.number}步　{self.step['title']}")
        scale = theme.current().scale
        fit(self, round(720 * scale), round(620 * scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(
            label(f"{self.file['person']}　第{self.number}步　{self.step['title']}", "heading", wrap=True)
        )
        self.rule = label("", "secondary", wrap=True)
        column.addWidget(self.rule)
        self.fields: dict[str, Field] = {}
        self.grid = FieldGrid(round(200 * theme.current().scale), most=3)
        self._build(today, sheet.papers, sheet.meetings)
        column.addWidget(self.grid)
        self.counter = label("", "secondary", wrap=True)
        self.counter.hide()
        column.addWidget(self.counter)
        self.verdict = Notice("")
        self.verdict.hide()
        column.addWidget(self.verdict)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(button("取消", self.reject))
        self.save_button = button("保存", self.save, kind="primary")
        self.save_button.setDefault(True)
        buttons.addWidget(self.save_button)
        column.addLayout(buttons)
        self._look()
        self.begin()
        self.fields["done_on"].editor.setFocus()

    def filled(self) -> dict[str, Any]:
        return {key: field.editor.value() for key, field in self.fields.items()}

    def _build(self, today: date, papers: Sequence[str], meetings: Sequence[tuple[str, str]]) -> None:
        held = {str(each) for each in (self.step["document"] or "").split("、") if each}
        self.other_papers = [each for each in held if each not in papers]
        meeting = self.step["meeting"]
        self._add("done_on", "完成日期", DayEditor(today), self.step["done_on"])
        self._add("planned_on", "计划日期", DayEditor(today), self.step["planned_on"])
        self._add("meeting", "会议记录", ChoiceEditor(meetings), meeting)
        if self.number in VOTED:
            self._add("written", "会前书面赞成（份）", IntegerEditor(), self.step["written"])
        for key, title in [NOTICES[self.number]] if self.number in NOTICES else []:
            self._add(f"{key}.from", f"{title}开始", DayEditor(today), self.file.get(f"{key}.from"))
            self._add(f"{key}.to", f"{title}结束", DayEditor(today), self.file.get(f"{key}.to"))
        if self.number == TRAINING:
            self._add("training.days", "集中培训天数", IntegerEditor(), self.file.get("training.days"))
            self._add("training.hours", "集中培训学时", IntegerEditor(), self.file.get("training.hours"))
        ticked = [each for each in papers if each in held]
        self._add("document", "已有的材料", FlagsEditor([(each, each) for each in papers]), ticked, wide=True)
        self._add(
            "note",
            "说明",
            LongTextEditor("日期特殊、材料缺少等情况写在这里", fewest=2),
            self.step["note"],
            wide=True,
        )

    def _add(self, key: str, title: str, editor: Editor, value: Any, *, wide: bool = False) -> None:
        field = Field(title, editor)
        editor.set_value(value)
        editor.edited.connect(self._look)
        self.fields[key] = field
        self.grid.add(field, wide=wide)

    def values(self) -> dict[str, Any]:
        """The steps of the file with this one as typed, and what stands beside the steps."""
        typed = {key: field.editor.value() for key, field in self.fields.items()}
        papers = [*(typed.pop("document") or ()), *self.other_papers]
        beside = {key: typed.pop(key) for key in list(typed) if "." in key}
        mine = {
            "step": self.number,
            "written": self.step["written"],
            **typed,
            "document": "、".join(papers) or None,
        }
        others = [
            {key: each[key] for key in _OWN} for each in self.file["steps"] if each["step"] != self.number
        ]
        return {"steps": [*others, mine], **beside}

    def _look(self) -> None:
        """Asks how the step would stand; what cannot be read yet is left out of account."""
        values = {**self.file.values, **self.values()}
        key, _title = NOTICES.get(self.number, ("", ""))
        begun, ended = values.get(f"{key}.from"), values.get(f"{key}.to")

        def work(branch: "Branch") -> tuple[Mapping[str, Any], str]:
            words = self.words(branch, begun, ended) if key else ""
            return self.judge(branch, values, self.file.uid, self.number), words

        self.tasks.run_query(self, work, self._tell)

    def _tell(self, found: tuple[Mapping[str, Any], str]) -> None:
        step, words = found
        basis = step["basis"]
        bounds = [f"最早 {step['earliest']}" if step["earliest"] else "最早日期要等前面的步骤"]
        bounds += [f"最迟 {step['latest']}"] if step["latest"] else []
        self.rule.setText("　".join([*bounds, f"依据 {basis['edition']}{basis['article']}"]))
        self.counter.setText(words)
        self.counter.setVisible(bool(words))
        self.verdict.setProperty("tone", "red" if step["state"] == "refused" else "gold")
        theme.mark(self.verdict, tone="red" if step["state"] == "refused" else "gold")
        self.verdict.say("；".join(step["reasons"]))

    def save(self) -> None:
        """Saves the step; what is refused stays typed and is told beside it."""
        for field in self.fields.values():
            problem = field.editor.reading_problem()
            field.show_problem(problem)
            if problem:
                field.editor.setFocus()
                return
        self.tasks.run_command(
            self,
            partial(_save, values=self.values(), uid=self.file.uid, revision=self.file.revision),
            lambda _changes: self.accept(),
            failed=self._refused,
        )

    def _refused(self, error: LedgerError) -> None:
        if isinstance(error, InvalidDraftError):
            theme.mark(self.verdict, tone="red")
            self.verdict.say("没有保存：" + "；".join(error.problems.values()))
        else:
            messages.show(self, error)


def _save(branch: "Branch", values: Mapping[str, Any], uid: str, revision: int) -> "Changes":
    from db.changes import Draft
    from db.ledgers import by_key
    from db.services.saving import save

    return save(branch, by_key("admission"), Draft(values, uid, revision))
