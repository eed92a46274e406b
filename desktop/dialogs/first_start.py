"""The first start: what kind of branch, its full name as on the seal, a passphrase twice; or joining a branch that
another PC has invited this one to. It makes nothing itself.

Like the unlock window it imports nothing heavy; the kinds are those of the ledger 支部概况 (a test compares
them).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.dialogs.unlock_window import SECRECY, PassphraseLine
from desktop.widgets.basic import Card, Notice, button, label
from desktop.widgets.placing import Middle, fit
from desktop.widgets.progress_line import ProgressLine

if TYPE_CHECKING:
    from desktop.dialogs.join_card import JoinCard

KINDS = (
    ("village", "村党支部"),
    ("community", "社区党支部"),
    ("office", "机关党支部"),
    ("enterprise", "两新组织党支部"),
    ("school", "学校党支部"),
    ("joint", "联合党支部"),
    ("temporary", "临时党支部"),
)
TOWNSHIP = ("township", "乡镇，汇总各支部")  # no kind of branch: a folder that takes their roll-ups
SHORTEST = 10


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new branch is made from."""

    kind: str
    name: str
    person: str
    passphrase: str


class FirstStart(QWidget):
    """One page, filled in from top to bottom; the other way is a second card in its place, and what is typed stays.

    Signals:
        branch_wanted(Beginning): everything is there; make it.
        join_wanted(Joining): everything is there; join the branch that invites.
    """

    branch_wanted = Signal(object)
    join_wanted = Signal(object)

    def __init__(self, place: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("支部台账")
        fit(self, 980, 700)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 16)
        self.progress = ProgressLine()
        outer.addWidget(self.progress)
        self._place = place
        self.card = self._build_card(place)
        self.join_card: JoinCard | None = None
        self._middle = Middle(1, 2)
        self._middle.add_card(self.card)
        outer.addWidget(self._middle, 1)
        self.name.setFocus()

    def submit(self) -> None:
        """Checks everything and asks for the branch; the first thing that is missing gets the focus."""
        for control, sentence in self._missing():
            control.setFocus()
            self.refuse(sentence)
            return
        self.problem.say("")
        self.set_busy(True)
        chosen = next(code for code, radio in self.kinds.items() if radio.isChecked())
        person = self.person.text().strip()
        self.branch_wanted.emit(Beginning(chosen, self.name.text().strip(), person, self.passphrase.text()))

    def refuse(self, sentence: str) -> None:
        """Says what is missing or what went wrong, on the card that is filled in."""
        self.set_busy(False)
        problem = self.join_card.problem if self._joins and self.join_card else self.problem
        problem.say(sentence)
        self._middle.bring(problem)

    def offer_joining(self) -> None:
        """Shows the card for joining a branch."""
        if self.join_card is None:
            from desktop.dialogs.join_card import JoinCard

            self.join_card = JoinCard(self._place)
            self.join_card.left.connect(self.offer_beginning)
            self.join_card.join_wanted.connect(self._join)
            self._middle.add_card(self.join_card)
        self.card.hide()
        self.join_card.show()
        self.join_card.file.setFocus()

    def offer_beginning(self) -> None:
        """Shows the card for a new branch again."""
        if self.join_card is not None:
            self.join_card.hide()
        self.card.show()
        self.name.setFocus()

    @property
    def _joins(self) -> bool:
        return self.join_card is not None and not self.join_card.isHidden()

    def _join(self, wanted: object) -> None:
        self.set_busy(True)
        self.join_wanted.emit(wanted)

    def set_busy(self, is_busy: bool) -> None:
        if self._joins and self.join_card is not None:
            self.join_card.set_busy(is_busy)
            if is_busy:
                self.progress.begin("正在接收记录和附件", can_cancel=False)
            else:
                self.progress.end()
            return
        self.begin_button.setEnabled(not is_busy)
        self.begin_button.setText("正在建立……" if is_busy else "建立台账")
        if is_busy:
            self.progress.begin("正在建立台账", can_cancel=False)
        else:
            self.progress.end()

    def _missing(self) -> list[tuple[QWidget, str]]:
        name, passphrase = self.name.text().strip(), self.passphrase.text()
        checks: list[tuple[bool, QWidget, str]] = [
            (not name, self.name, "请填支部全称，与公章一致"),
            (
                weight(passphrase) < SHORTEST,
                self.passphrase,
                f"口令至少 {SHORTEST} 个字母数字，或 {SHORTEST // 2} 个汉字",
            ),
            (passphrase != self.again.text(), self.again, "两次输入的口令不一样，请重新输入"),
            (not self.agreed.isChecked(), self.agreed, "请先确认不存储、不处理涉密信息"),
        ]
        return [(control, sentence) for is_wrong, control, sentence in checks if is_wrong]

    def _build_card(self, place: str) -> Card:
        card = Card(margins=(32, 24, 32, 24))
        card.setFixedWidth(round(620 * min(theme.current().scale, 1.3)))
        card.add(label("建立支部台账", "title"))
        card.add(label(f"数据只存在这台电脑上（{place}），不联网，全部加密。", "secondary", wrap=True))
        card.body.addSpacing(4)
        card.add(label("支部类型", "label"))
        card.body.addLayout(self._build_kinds())
        self.name = QLineEdit()
        self.name.setPlaceholderText("如：中共某某村支部委员会")
        self.person = QLineEdit()
        self.person.setPlaceholderText("录入人，可不填")
        self.passphrase = PassphraseLine("口令")
        self.again = PassphraseLine("再输一次口令")
        card.body.addLayout(self._build_fields())
        card.body.addLayout(self._build_offer())
        card.add(label("口令忘了就打不开台账。建立后会打印一张恢复表，请封好放进保险柜。", "note", wrap=True))
        self.agreed = QCheckBox(f"我知道：{SECRECY}")
        self.agreed.setAccessibleName(self.agreed.text())
        card.add(self.agreed)
        self.problem = Notice("", "red")
        self.problem.hide()
        card.add(self.problem)
        self.begin_button = button("建立台账", self.submit, kind="primary")
        self.begin_button.setDefault(True)
        card.add(self.begin_button)
        self.join_link = button("已有支部，让这台电脑加入", self.offer_joining, kind="link")
        card.add(self.join_link)
        return card

    def offer(self) -> None:
        """Fills in a passphrase of four common words, in sight so that it can be written down."""
        from db.keys.passphrases import offered_passphrase

        offered = offered_passphrase()
        for line in (self.passphrase, self.again):
            line.show_text(True)
            line.setText(offered)
        self.offer_note.setText("请记住这四个词；可以先写在纸上锁好，记熟了再撕掉")

    def _build_offer(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(button("帮我想一个口令", self.offer, kind="link"))
        self.offer_note = label("四个常用词，随机抽出，好记也好打", "note")
        row.addWidget(self.offer_note)
        row.addStretch(1)
        return row

    def _build_kinds(self) -> QGridLayout:
        grid = QGridLayout()
        group = QButtonGroup(self)
        self.kinds: dict[str, QRadioButton] = {}
        for number, (code, title) in enumerate((*KINDS, TOWNSHIP)):
            radio = QRadioButton(title)
            radio.setAccessibleName(title)
            group.addButton(radio)
            grid.addWidget(radio, number // 4, number % 4)
            self.kinds[code] = radio
        self.kinds["village"].setChecked(True)
        return grid

    def _build_fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        fields = (
            ("支部全称，与公章一致", self.name, 0, 0),
            ("您的姓名", self.person, 0, 1),
            (f"口令，至少 {SHORTEST} 个字母数字", self.passphrase, 2, 0),
            ("再输一次口令", self.again, 2, 1),
        )
        for title, line, row, column in fields:
            words = label(title, "label")
            words.setBuddy(line)
            line.setAccessibleName(title)
            line.returnPressed.connect(self.submit)
            grid.addWidget(words, row, column)
            grid.addWidget(line, row + 1, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid


def weight(passphrase: str) -> int:
    """A Chinese character counts as two."""
    return sum(1 if char.isascii() else 2 for char in passphrase)
