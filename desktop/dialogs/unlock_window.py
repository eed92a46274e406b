"""The first window: the passphrase of an existing branch, or the digits of its recovery sheet.

It imports nothing heavy, so that it stands before anything else is loaded; opening itself is `app.py`'s.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.basic import Card, Notice, button, icon_button, label
from desktop.widgets.placing import Middle, fit
from desktop.widgets.progress_line import ProgressLine

if TYPE_CHECKING:
    from PySide6.QtGui import QInputMethodEvent, QKeyEvent

SECRECY = "本程序不得存储、处理涉密信息。"
_DIGITS = 48


class PassphraseLine(QLineEdit):
    """A hidden entry that says when Caps Lock may be on or an input method composes, the two usual reasons
    for a refused passphrase.

    Signals:
        hint_changed(str): a sentence, or empty.
    """

    hint_changed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._last = ""

    def show_text(self, is_shown: bool) -> None:
        """Shows or hides what is typed."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        from PySide6.QtCore import Qt

        text = event.text()
        has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if text.isalpha() and text.isascii():
            self._hint("大写锁定可能开着" if text.isupper() != has_shift else "")
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: "QInputMethodEvent") -> None:
        self._hint("正在用输入法；口令是汉字的，先点“显示”再输入，不是汉字请切换到英文")
        super().inputMethodEvent(event)

    def _hint(self, sentence: str) -> None:
        if sentence != self._last:
            self._last = sentence
            self.hint_changed.emit(sentence)


class UnlockWindow(QFrame):
    """Passphrase or recovery sheet. A frame, because the style sheet paints the ground of a frame unasked.

    Signals:
        passphrase_given(str): open with it.
        recovery_given(str): the 48 digits.
        repair_wanted: the books do not open, or a backup is to be restored.
    """

    passphrase_given = Signal(str)
    recovery_given = Signal(str)
    repair_wanted = Signal()

    def __init__(self, place: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "page")
        self.setWindowTitle("支部台账")
        fit(self, 880, 600)
        self._left = 0
        self._waiting = QTimer(self)  # counts by a clock that nobody sets
        self._waiting.setInterval(1000)
        self._waiting.timeout.connect(self._second_passed)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 20)
        self.progress = ProgressLine()
        outer.addWidget(self.progress)
        middle = Middle(2, 3)
        middle.add_card(self._build_card(place, note))
        outer.addWidget(middle, 1)
        secrecy = label(SECRECY, "note")
        secrecy.setProperty("alignment", "AlignCenter")
        outer.addWidget(secrecy)
        self.use_passphrase()

    def use_passphrase(self) -> None:
        """Asks for the passphrase."""
        self._ask(False)

    def use_recovery(self) -> None:
        """Asks for the digits of the recovery sheet instead."""
        self._ask(True)

    def refuse(self, sentence: str) -> None:
        """Opening failed: says why and lets the user try again."""
        self.set_busy(False)
        self._count_down()
        self.problem.say(sentence)
        theme.mark(self.line, state="error")
        self.line.selectAll()
        self.line.setFocus()

    def wait(self, seconds: int) -> None:
        """After too many wrong tries: counts the seconds down before the next one; the sheet may be used meanwhile."""
        self._left = seconds
        self._count_down()
        self._waiting.start()

    def _count_down(self) -> None:
        is_waiting = self._left > 0 and not self._is_recovery
        self.open_button.setEnabled(not is_waiting)
        self.open_button.setText(f"还要等 {self._left} 秒" if is_waiting else "打开台账")
        if self._left <= 0:
            self._waiting.stop()

    def _second_passed(self) -> None:
        self._left -= 1
        if self.line.isEnabled():  # not while the sheet is being looked at
            self._count_down()

    def set_busy(self, is_busy: bool) -> None:
        """While the key is being worked out, which takes about a second."""
        self.open_button.setText("正在打开……" if is_busy else "打开台账")
        theme.mark(self.open_button, state="busy" if is_busy else "")
        for control in (self.open_button, self.line, self.switch):
            control.setEnabled(not is_busy)
        if is_busy:
            self.progress.begin("正在核对口令、检查台账", can_cancel=False)
        else:
            self.progress.end()

    def submit(self) -> None:
        """Gives what was typed."""
        text = self.line.text()
        if not self.open_button.isEnabled():
            return
        if not text.strip():
            self.refuse("还没有输入")
            return
        if not self._is_recovery:
            self._begin()
            self.passphrase_given.emit(text)
            return
        digits = "".join(char for char in text if char.isdigit())
        if len(digits) != _DIGITS:
            self.refuse(f"恢复表上有 {_DIGITS} 位数字，现在输入了 {len(digits)} 位")
            return
        self._begin()
        self.recovery_given.emit(digits)

    def _begin(self) -> None:
        self.problem.say("")
        theme.mark(self.line, state="")
        self.set_busy(True)

    def _ask(self, is_recovery: bool) -> None:
        self._is_recovery = is_recovery
        self.line.clear()
        self.problem.say("")
        self.eye.setChecked(is_recovery)
        self.line.show_text(is_recovery)
        what = "恢复表上的 48 位数字" if is_recovery else "口令"
        self.line_label.setText(what)
        self.line.setAccessibleName(what)
        self.switch.setText("改用口令" if is_recovery else "忘记口令？用恢复表")
        self.line.setFocus()
        self._count_down()

    def _switch(self) -> None:
        self._ask(not self._is_recovery)

    def _build_card(self, place: str, note: str) -> Card:
        card = Card(margins=(32, 28, 32, 24))
        card.setFixedWidth(round(420 * min(theme.current().scale, 1.3)))
        card.add(label("支部台账", "title"))
        card.add(label(place, "secondary", wrap=True))
        if note:
            card.add(Notice(note, "blue"))
        card.body.addSpacing(8)
        self.line = PassphraseLine("口令")
        self.line.returnPressed.connect(self.submit)
        self.line_label = QLabel("口令")
        self.line_label.setProperty("role", "label")
        self.line_label.setBuddy(self.line)
        card.add(self.line_label)
        card.body.addLayout(self._build_line())
        self.hint = label("", "note", wrap=True)
        self.hint.setVisible(False)
        self.line.hint_changed.connect(self._show_hint)
        card.add(self.hint)
        self.problem = Notice("", "red")
        self.problem.hide()
        card.add(self.problem)
        card.body.addSpacing(4)
        self.open_button = button("打开台账", self.submit, kind="primary")
        card.add(self.open_button)
        self.switch = button("", self._switch, kind="link")
        card.add(self.switch)
        self.repair = button("打不开？恢复", self.repair_wanted.emit, kind="link")
        card.add(self.repair)
        return card

    def _build_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        self.eye = icon_button("eye", "显示输入的内容")
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self.line.show_text)
        row.addWidget(self.eye)
        return row

    def _show_hint(self, sentence: str) -> None:
        self.hint.setText(sentence)
        self.hint.setVisible(bool(sentence))
