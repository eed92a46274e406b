"""Entries of passphrases: changing one's own, making one for another person, proving that one may.

What makes a good one is decided by `db.keys`; the dialog stays open until that was done, so that nothing is typed
twice. Nothing typed is kept after it is closed.
"""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.dialogs.unlock_window import PassphraseLine
from desktop.widgets.basic import button, label

NOW, NEW, AGAIN = ("old", "现在的口令"), ("new", "新口令"), ("again", "再输一遍新口令")
PERSON = ("person", "姓名")
OFFER_HINT = "四个常用词，随机抽出，好记也好打"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a dialog is called, what it says, and the word on its button."""

    title: str
    words: str
    verb: str


CHANGE = Wording(
    "修改口令", "口令改了以后，原来的恢复表仍然有效。口令和恢复表都丢了，谁也打不开台账。", "修改"
)


class SecretDialog(QDialog):
    """Rows of entries, hidden but for a name.

    Signals:
        submitted: everything is filled in and both new entries agree; call `refuse` or `accept` then.
    """

    submitted = Signal()

    def __init__(
        self,
        wording: Wording,
        rows: tuple[tuple[str, str], ...],
        parent: QWidget | None = None,
        *,
        may_cancel: bool = True,
    ) -> None:
        super().__init__(parent)
        self._titles, self._may_cancel, self._verb = dict(rows), may_cancel, wording.verb
        self.setWindowTitle(wording.title)
        self.setMinimumWidth(round(500 * theme.current().scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(wording.words, "secondary", wrap=True))
        self.lines: dict[str, QLineEdit] = {}
        column.addLayout(self._build_rows(rows))
        if NEW in rows:
            column.addLayout(self._build_offer())
        self.problem = label("", "problem", wrap=True)
        column.addWidget(self.problem)
        column.addLayout(self._build_buttons())

    @property
    def typed(self) -> dict[str, str]:
        """What stands in each row, for work in another thread."""
        return {key: line.text() for key, line in self.lines.items()}

    def submit(self) -> None:
        """Gives what was typed once nothing is missing and both entries of a new one agree."""
        for key, line in self.lines.items():
            if not line.text().strip():
                self.refuse(f"请输入{self._titles[key]}", key)
                return
        if self.typed.get("new") != self.typed.get("again"):
            self.refuse("两次输入的新口令不一样，请重新输入", "again")
            return
        self._set_busy(True)
        self.submitted.emit()

    def refuse(self, sentence: str, key: str = "") -> None:
        """Says what is wrong and lets the person go on typing."""
        self._set_busy(False)
        self.problem.setText(sentence)
        line = self.lines.get(key) or next(iter(self.lines.values()))
        line.setFocus()
        line.selectAll()

    def offer(self) -> None:
        """Fills in a passphrase of four common words, in sight so that it can be written down."""
        from db.keys.passphrases import offered_passphrase

        offered = offered_passphrase()
        self.shown.setChecked(True)
        for key in (NEW[0], AGAIN[0]):
            self.lines[key].setText(offered)
        self.problem.setText("")
        self.offer_note.setText("请记住这四个词；可以先写在纸上锁好，记熟了再撕掉")

    def reject(self) -> None:
        if self._may_cancel:
            super().reject()

    def _set_busy(self, is_busy: bool) -> None:
        self.save_button.setEnabled(not is_busy)
        self.save_button.setText("正在核对……" if is_busy else self._verb)
        if is_busy:
            self.problem.setText("")

    def _show_text(self, is_shown: bool) -> None:
        for line in self.lines.values():
            if isinstance(line, PassphraseLine):
                line.show_text(is_shown)

    def _build_rows(self, rows: tuple[tuple[str, str], ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(10)
        for number, (key, title) in enumerate(rows):
            if key == PERSON[0]:
                line: QLineEdit = QLineEdit()
                line.setAccessibleName(title)
            else:
                line = hidden = PassphraseLine(title)
                hidden.hint_changed.connect(self.problem_said)
            line.returnPressed.connect(self.submit)
            name = label(title, "label")
            name.setBuddy(line)
            grid.addWidget(name, number, 0)
            grid.addWidget(line, number, 1)
            self.lines[key] = line
        return grid

    def problem_said(self, sentence: str) -> None:
        """Shows a hint of an entry (Caps Lock, input method)."""
        self.problem.setText(sentence)

    def _build_offer(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(button("帮我想一个口令", self.offer, kind="link", hint=OFFER_HINT))
        self.offer_note = label(OFFER_HINT, "note")
        row.addWidget(self.offer_note)
        row.addStretch(1)
        return row

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.shown = QCheckBox("显示输入的内容")
        self.shown.setAccessibleName(self.shown.text())
        self.shown.toggled.connect(self._show_text)
        row.addWidget(self.shown)
        row.addStretch(1)
        if self._may_cancel:
            row.addWidget(button("取消", self.reject))
        self.save_button = button(self._verb, self.submit, kind="primary")
        self.save_button.setDefault(True)
        row.addWidget(self.save_button)
        return row
