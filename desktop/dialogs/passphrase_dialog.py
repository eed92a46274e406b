"""Changing the passphrase: the old one, the new one twice. What makes a good one is decided by the key slots."""

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.dialogs.unlock_window import PassphraseLine
from desktop.widgets.basic import button, label

_ROWS = (("old", "现在的口令"), ("new", "新口令"), ("again", "再输一遍新口令"))


class PassphraseDialog(QDialog):
    """Three hidden fields; nothing typed is kept after it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改口令")
        self.setMinimumWidth(round(480 * theme.current().scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        words = "口令改了以后，原来的恢复表仍然有效。口令和恢复表都丢了，谁也打不开台账。"
        column.addWidget(label(words, "secondary", wrap=True))
        grid = QGridLayout()
        grid.setVerticalSpacing(10)
        self.lines: dict[str, PassphraseLine] = {}
        for number, (key, title) in enumerate(_ROWS):
            line = PassphraseLine(title)
            line.hint_changed.connect(self._tell)
            name = label(title, "label")
            name.setBuddy(line)
            grid.addWidget(name, number, 0)
            grid.addWidget(line, number, 1)
            self.lines[key] = line
        column.addLayout(grid)
        self.problem = label("", "problem", wrap=True)
        column.addWidget(self.problem)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("取消", self.reject))
        self.save_button = button("修改", self.submit, kind="primary")
        self.save_button.setDefault(True)
        row.addWidget(self.save_button)
        column.addLayout(row)

    @property
    def old(self) -> str:
        return self.lines["old"].text()

    @property
    def new(self) -> str:
        return self.lines["new"].text()

    def submit(self) -> None:
        """Accepts when both entries of the new one agree."""
        if not self.old:
            self._refuse("old", "请输入现在的口令")
        elif not self.new:
            self._refuse("new", "请输入新口令")
        elif self.new != self.lines["again"].text():
            self._refuse("again", "两次输入的新口令不一样，请重新输入")
        else:
            self.accept()

    def _refuse(self, key: str, sentence: str) -> None:
        self.problem.setText(sentence)
        self.lines[key].setFocus()

    def _tell(self, sentence: str) -> None:
        self.problem.setText(sentence)
