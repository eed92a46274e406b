"""Asking for a reason: an answer to a finding, or why a duty does not arise this year.

It returns what was typed and writes nothing. A reason is always asked for: an inspector will ask too.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from desktop import messages, theme
from desktop.dialogs.filling import FillingDialog
from desktop.widgets.basic import button, label
from desktop.widgets.editor import Field
from desktop.widgets.text_edits import LongTextEditor

_HALF_TYPED: dict[
    str, tuple[str, str]
] = {}  # by subject: broken off by the lock; as long as the program runs


class AnswerDialog(FillingDialog):
    """One of several answers (code, title, what it means) and a reason."""

    def __init__(
        self,
        subject: str,
        answers: Sequence[tuple[str, str, str]],
        parent: QWidget | None = None,
        *,
        reason: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("说明情况")
        self.setMinimumWidth(round(520 * theme.current().scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(subject, "strong", wrap=True))
        self.choices: dict[str, QRadioButton] = {}
        for code, title, meaning in answers:
            self._add_choice(column, code, title, meaning)
        next(iter(self.choices.values())).setChecked(True)
        self.reason = LongTextEditor("写清楚情况，检查时会一并打印", fewest=3)
        self.reason.set_value(reason)
        self.field = Field("理由", self.reason, required=True)
        column.addWidget(self.field)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("取消", self.reject))
        self.save_button = button("保存", self._save, kind="primary")
        self.save_button.setDefault(True)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self.begin()
        self.reason.setFocus()

    def filled(self) -> str:
        return self.answer[1]

    @property
    def answer(self) -> tuple[str, str]:
        """Code of the answer and the reason."""
        code = next(code for code, choice in self.choices.items() if choice.isChecked())
        return code, str(self.reason.value() or "")

    def resume(self, code: str, reason: str) -> None:
        """Goes on with an answer that was broken off."""
        if reason:
            self.choices[code].setChecked(True)
            self.reason.set_value(reason)

    def _add_choice(self, column: QVBoxLayout, code: str, title: str, meaning: str) -> None:
        choice = QRadioButton(title)
        choice.setAccessibleDescription(meaning)
        self.choices[code] = choice
        column.addWidget(choice)
        note = label(meaning, "note", wrap=True)
        note.setContentsMargins(28, 0, 0, 0)
        column.addWidget(note)

    def _save(self) -> None:
        if self.answer[1]:
            self.accept()
        else:
            self.field.show_problem("请写明理由，不能只选一项")
            self.reason.setFocus()


def ask_for_answer(
    parent: QWidget, subject: str, answers: Sequence[tuple[str, str, str]], reason: str = ""
) -> tuple[str, str] | None:
    """Code and reason, or None where the question was left. What was being typed when the window was locked stands
    there again when the same is asked next.
    """
    dialog = AnswerDialog(subject, answers, parent, reason=reason)
    dialog.resume(*_HALF_TYPED.pop(subject, ("", "")))
    try:
        accepted = messages.run_modal(dialog) == QDialog.DialogCode.Accepted
        if not accepted and dialog.is_typed and not dialog.was_given_up:
            _HALF_TYPED[subject] = dialog.answer
        return dialog.answer if accepted else None
    finally:
        dialog.deleteLater()
