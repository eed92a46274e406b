"""The other way to begin: this PC joins a branch by the invitation that another one wrote. It makes nothing itself.

Like the first start it imports nothing heavy; the code is checked group by group while it is typed.
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from desktop import theme
from desktop.dialogs.unlock_window import SECRECY, PassphraseLine
from desktop.widgets.basic import Card, Notice, button, label

SHORTEST = 10
_HOW = "在原来的电脑上点“数据包—邀请另一台电脑”（或“交接”），把U盘插到这台电脑，选上面的邀请文件，输入那边显示的验证码。"


@dataclass(frozen=True, slots=True)
class Joining:
    """What a PC joins with."""

    invitation: Path
    code: str
    person: str
    passphrase: str


class JoinCard(Card):
    """Filled in from top to bottom; whatever is refused, everything typed stays.

    Signals:
        join_wanted(Joining): everything is there; join.
        left: back to making a new branch.
    """

    join_wanted = Signal(object)
    left = Signal()

    def __init__(self, place: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, margins=(32, 24, 32, 24))
        self.setFixedWidth(round(620 * min(theme.current().scale, 1.3)))
        self.add(label("加入已有的支部", "title"))
        self.add(label(f"{_HOW}数据存在这台电脑上（{place}），全部加密。", "secondary", wrap=True))
        self.file = QLineEdit()
        self.file.setPlaceholderText("如：E:\\…_邀请_….dbx")
        self.code = QLineEdit()
        self.code.setPlaceholderText("四组，每组六位数字")
        self.code.textEdited.connect(lambda _text: self.check_code())
        self.person = QLineEdit()
        self.person.setPlaceholderText("谁使用这台电脑，可不填")
        self.passphrase = PassphraseLine("口令")
        self.again = PassphraseLine("再输一次口令")
        self.code_state = label("", "note", wrap=True)
        self.body.addLayout(self._build_fields())
        self.add(
            label("口令是这台电脑自己的，不必与原来的电脑相同。加入后会打印一张恢复表。", "note", wrap=True)
        )
        self.agreed = QCheckBox(f"我知道：{SECRECY}")
        self.agreed.setAccessibleName(self.agreed.text())
        self.add(self.agreed)
        self.problem = Notice("", "red")
        self.problem.hide()
        self.add(self.problem)
        self.join_button = button("加入支部", self.submit, kind="primary")
        self.join_button.setDefault(True)
        self.add(self.join_button)
        self.back_button = button("不加入，新建一个支部", self.left.emit, kind="link")
        self.add(self.back_button)

    def submit(self) -> None:
        """Checks everything and asks to join; the first thing that is missing gets the focus."""
        for control, sentence in self._missing():
            self.problem.say(sentence)
            control.setFocus()
            return
        self.problem.say("")
        path = Path(self.file.text().strip().strip('"'))
        self.join_wanted.emit(
            Joining(path, self.code.text(), self.person.text().strip(), self.passphrase.text())
        )

    def choose(self) -> None:
        """Asks for the invitation's file."""
        from desktop import messages

        chosen = messages.choose_file(self, "选邀请文件", "数据包 (*.dbx)")
        if chosen is not None:
            self.file.setText(str(chosen))
            self.code.setFocus()

    def check_code(self) -> bool:
        """Says of each group typed so far whether it can be right; True once the whole code can be."""
        from db.exchange.codes import DIGITS, GROUPS, is_group, typed_groups

        words, groups = [], typed_groups(self.code.text())
        for number, group in enumerate(groups[:GROUPS], start=1):
            if len(group) < DIGITS:
                words.append(f"第{number}组还差{DIGITS - len(group)}位")
            else:
                words.append(f"第{number}组 ✓" if is_group(group) else f"第{number}组不对，请重看")
        if len(groups) > GROUPS:
            words.append("多了几位")
        is_wrong = any("不对" in word or "多了" in word for word in words)
        self.code_state.setText("　".join(words))
        theme.mark(self.code, state="error" if is_wrong else "")
        return len(groups) == GROUPS and all(map(is_group, groups))

    def set_busy(self, is_busy: bool) -> None:
        """While the records are taken in, which may take minutes."""
        self.join_button.setEnabled(not is_busy)
        self.join_button.setText("正在加入，请不要拔U盘……" if is_busy else "加入支部")
        self.back_button.setEnabled(not is_busy)

    def _missing(self) -> list[tuple[QWidget, str]]:
        from desktop.dialogs.first_start import weight

        passphrase = self.passphrase.text()
        checks: list[tuple[bool, QWidget, str]] = [
            (not self.file.text().strip(), self.file, "请选U盘上的邀请文件"),
            (not self.check_code(), self.code, "验证码还不对，请对照原来那台电脑上显示的四组数字"),
            (
                weight(passphrase) < SHORTEST,
                self.passphrase,
                f"口令至少 {SHORTEST} 个字母数字，或 {SHORTEST // 2} 个汉字",
            ),
            (passphrase != self.again.text(), self.again, "两次输入的口令不一样，请重新输入"),
            (not self.agreed.isChecked(), self.agreed, "请先确认不存储、不处理涉密信息"),
        ]
        return [(control, sentence) for is_wrong, control, sentence in checks if is_wrong]

    def _build_fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        chooser = QHBoxLayout()
        chooser.setSpacing(8)
        chooser.addWidget(self.file, 1)
        chooser.addWidget(button("选择……", self.choose, icon="folder"))
        self._name(grid, "邀请文件", self.file, (0, 0, 2))
        grid.addLayout(chooser, 1, 0, 1, 2)
        self._name(grid, "验证码", self.code, (2, 0, 1))
        self._name(grid, "您的姓名", self.person, (2, 1, 1))
        grid.addWidget(self.code, 3, 0)
        grid.addWidget(self.person, 3, 1)
        grid.addWidget(self.code_state, 4, 0, 1, 2)
        self._name(grid, f"这台电脑的口令，至少 {SHORTEST} 个字母数字", self.passphrase, (5, 0, 1))
        self._name(grid, "再输一次口令", self.again, (5, 1, 1))
        grid.addWidget(self.passphrase, 6, 0)
        grid.addWidget(self.again, 6, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _name(self, grid: QGridLayout, title: str, line: QLineEdit, place: tuple[int, int, int]) -> None:
        words = label(title, "label")
        words.setBuddy(line)
        line.setAccessibleName(title)
        line.returnPressed.connect(self.submit)
        row, column, span = place
        grid.addWidget(words, row, column, 1, span)
