"""One person's card: facts, photo, how they came about, and everything the books hold about the person on one page.

Citizen and phone numbers stay masked; they are shown for a minute after the user has said what for.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop import theme
from desktop.dialogs.reasons import ask_reason
from desktop.widgets.basic import Card, Chip, button, clear, label
from desktop.widgets.item_line import ItemLine
from desktop.widgets.layouts import FieldGrid
from desktop.widgets.showing import shown

if TYPE_CHECKING:
    from db.changes import Row
    from db.rules.member_card import CardBlock, CardLine
    from db.services.branch import Branch

SHOWN_SECONDS = 60
_NARROWEST = 150
_PHOTO = 128  # pixels of the longer side
_LEFT = ("history", "admission", "posts", "study", "dues", "transfers", "away", "sanctions")
_MOST_SHOWN = 6
_COUNT_WORDS = {2: "两", 3: "三"}
_STATES = {
    "present": ("到会", "green"),
    "excused": ("请假", "gold"),
    "absent": ("缺席", "red"),
    "observer": ("列席", "blue"),
    "unknown": ("未登记", "neutral"),
}


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """Everything the card shows, as of a day. `photo` are the bytes of a picture, None where there is none."""

    row: "Row"
    blocks: "tuple[CardBlock, ...]"
    united: int = 0  # how many entries are shown as this one person, 0 for one
    photo: bytes | None = None


def read_member(branch: "Branch", uid: str, day: date) -> MemberFacts:
    """Reads the card; NotFoundError if there is nobody with this uid."""
    from db.exchange.doubles import united_with
    from db.ledgers import by_key
    from db.rules.gathering import gather
    from db.rules.member_card import member_blocks
    from db.services import queries

    row = queries.get_row(branch, by_key("person"), uid, as_of=day)
    blocks = member_blocks(gather(branch), branch.rows, uid, day)
    return MemberFacts(row, blocks, len(united_with(branch, uid)), branch.portrait(uid))


class MemberCard(QWidget):
    """The card.

    Signals:
        back_wanted, edit_wanted, print_wanted, extract_wanted: the verbs at the top.
        record_wanted(str, object): ledger and uid of something in a list, or a Draft of something new.
        photo_wanted: another photo is to be chosen.
        separate_wanted, erase_wanted: the verbs at the end.
    """

    back_wanted = Signal()
    numbers_wanted = Signal(str)
    edit_wanted = Signal()
    print_wanted = Signal()
    extract_wanted = Signal()
    photo_wanted = Signal()
    separate_wanted = Signal()
    erase_wanted = Signal()
    record_wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: MemberFacts | None = None
        self._is_masked = True
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(SHOWN_SECONDS * 1000)
        self._hiding.timeout.connect(self.hide_numbers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._build_verbs())
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self.area, 1)

    def show_member(self, facts: MemberFacts) -> None:
        """Shows a person, numbers masked."""
        self._facts = facts
        self.hide_numbers()

    def hide_numbers(self) -> None:
        """Hides the numbers again."""
        self._is_masked = True
        self._hiding.stop()
        self.reveal_button.setEnabled(True)
        self._fill()

    def show_numbers(self) -> None:
        """Asks what for; the page notes it and calls `reveal`."""
        reason = ask_reason(
            self,
            "为什么要看完整的身份证号和电话？",
            f"显示 {SHOWN_SECONDS} 秒后自动遮住，并记入操作登记。",
            no="不看了",
        )
        if reason:
            self.numbers_wanted.emit(reason)

    def reveal(self) -> None:
        """Shows the numbers for a minute, once the trail has it."""
        self._is_masked = False
        self.reveal_button.setEnabled(False)
        self._hiding.start()
        self._fill()

    def _build_verbs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.back_button = button("返回名册", self.back_wanted.emit, kind="quiet", icon="left")
        self.reveal_button = button(
            "显示号码", self.show_numbers, icon="eye", hint=f"完整身份证号和电话显示 {SHOWN_SECONDS} 秒"
        )
        self.print_button = button("打印", self.print_wanted.emit, icon="print")
        self.extract_button = button(
            "查阅件",
            self.extract_wanted.emit,
            icon="document",
            hint="本人要查阅、复制自己的信息时：全部内容，交给过谁",
        )
        self.edit_button = button("修改", self.edit_wanted.emit, kind="primary", icon="edit")
        row.addWidget(self.back_button)
        row.addStretch(1)
        for made in (self.reveal_button, self.extract_button, self.print_button, self.edit_button):
            row.addWidget(made)
        return row

    def _fill(self) -> None:
        if self._facts is None:
            return
        content = clear(QWidget())
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(16)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, stretch in ((left, 3), (right, 2)):
            column.setSpacing(16)
            row.addLayout(column, stretch)
        self._fill_facts(left)
        for block in self._facts.blocks:
            (left if block.key in _LEFT else right).addWidget(self._build_block(block))
        left.addStretch(1)
        right.addWidget(self._build_end())
        right.addStretch(1)
        self.area.setWidget(content)

    def _build_end(self) -> QWidget:
        """Quiet lines below everything: of how many entries this is one person, and erasing for good."""
        assert self._facts is not None
        holder = clear(QWidget())
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        if self._facts.united:
            line = ItemLine(f"由{_COUNT_WORDS.get(self._facts.united, self._facts.united)}条登记合成")
            line.add_verb("分开", self.separate_wanted.emit)
            column.addWidget(line)
        erasing = button("彻底删除……", self.erase_wanted.emit, kind="quiet", icon="bin")
        column.addWidget(erasing, 0, Qt.AlignmentFlag.AlignRight)
        return holder

    def _fill_facts(self, column: QVBoxLayout) -> None:
        from db.ledgers import by_key

        assert self._facts is not None
        spec, row = by_key("person"), self._facts.row
        extra = {"党内情况": ("standing_years", "standing_from", "standing_text"), "基本情况": ("age",)}
        for group in spec.form:
            grid = FieldGrid(round(_NARROWEST * theme.current().scale), most=3)
            keys = [key for key in group.keys if not key.endswith("_since")]
            for key in (*keys, *extra.get(group.title, ())):
                field = spec.by_key[key]
                value = row.get(key)
                if field.choices and isinstance(value, list):
                    text = "、".join(field.title_of(code) for code in value)
                else:
                    text = shown(field, value, masked=self._is_masked)
                if text:
                    grid.add(_fact(field.title, text), wide=len(text) > 24)
            card = Card(group.title)
            if group is spec.form[0]:
                beside = clear(QWidget())
                both = QHBoxLayout(beside)
                both.setContentsMargins(0, 0, 0, 0)
                both.setSpacing(16)
                both.addWidget(grid, 1)
                both.addWidget(self._build_photo())
                card.add(beside)
            else:
                card.add(grid)
            column.addWidget(card)

    def _build_photo(self) -> QWidget:
        """The photo beside the first facts; where there is none, the verb alone."""
        assert self._facts is not None
        holder = clear(QWidget())
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        picture = QPixmap()
        if self._facts.photo and picture.loadFromData(self._facts.photo):
            size = round(_PHOTO * theme.current().scale)
            ratio, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            shown_photo = QLabel()
            shown_photo.setPixmap(picture.scaled(size, size, ratio, smooth))
            shown_photo.setAccessibleName(f"{self._facts.row.text('name')}的照片")
            column.addWidget(shown_photo, 0, Qt.AlignmentFlag.AlignHCenter)
        words = "换照片" if self._facts.photo else "放照片"
        self.photo_button = button(words, self.photo_wanted.emit, kind="link")
        column.addWidget(self.photo_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return holder

    def _build_block(self, block: "CardBlock") -> Card:
        card = Card(block.title)
        if block.adds:
            card.add_to_head(button("登记", partial(self._add_to, block.adds), kind="link"))
        if block.summary:
            card.add(label(block.summary, "secondary", wrap=True))
        for line in block.lines[:_MOST_SHOWN]:
            card.add(self._build_line(line))
        if len(block.lines) > _MOST_SHOWN:
            card.add(label(f"更早的还有 {len(block.lines) - _MOST_SHOWN} 条", "note"))
        if block.nothing and not block.lines:
            card.add(label(block.nothing, "secondary", wrap=True))
        return card

    def _build_line(self, line: "CardLine") -> ItemLine:
        chip = Chip(*_STATES[line.state]) if line.state in _STATES else None
        made = ItemLine(line.words, line.on, chip=chip)
        if line.uid and line.ledger != "person":
            made.add_verb("打开", partial(self.record_wanted.emit, line.ledger, line.uid))
        return made

    def _add_to(self, ledger: str) -> None:
        """A new record of a ledger, with this person filled in."""
        from db.changes import Draft, Ref

        assert self._facts is not None
        person = Ref(self._facts.row.uid, self._facts.row.text("name"))
        starts: dict[str, dict[str, object]] = {
            "study": {"participants": [{"person": person}]},
            "heart_talk": {"partner": person},
        }
        self.record_wanted.emit(ledger, Draft(starts.get(ledger, {"person": person})))


def _fact(title: str, text: str) -> QWidget:
    made = clear(QWidget())
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(label(title, "label"))
    value = label(text, wrap=True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    value.setAccessibleName(f"{title}：{text}")
    column.addWidget(value)
    return made
