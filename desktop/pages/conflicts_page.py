"""待处理的冲突: what two PCs wrote apart, one line a field, and records that were entered twice. Nothing is dropped
until somebody decides, and a decision can be made again by editing the record.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QWidget

from desktop import messages
from desktop.dialogs.conflict_words import (
    REMOVED,
    author_words,
    conflict_title,
    is_long,
    is_masked,
    named_sides,
    side_words,
    waiting_words,
)
from desktop.dialogs.reasons import ask_reason
from desktop.dialogs.third_value import ask_third_value
from desktop.pages.conflicts_page_reading import Compared, DoubleView, Inbox, read_inbox
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Chip, EmptyState, button, clear, label
from desktop.widgets.comparing import SideBySide
from desktop.widgets.item_line import ItemLine, LineList

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.changes import Changes
    from db.exchange.conflicts import Conflict
    from db.services.branch import Branch

SHOWN_SECONDS = 60
_NOT_SAME = "程序会记住，不再把这两条提示为重复；也会随下一份数据包告诉别的电脑。"
_SAME = "两条合成一条显示，哪一条的内容也不删；以后可以在这个人的卡片上再分开。"


class ConflictsPage(Page):
    """One list: conflicts first, doubles below."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "待处理的冲突", parent)
        self.add_action(button("返回数据包", partial(self.page_wanted.emit, "packages"), icon="left"))
        self._inbox = Inbox((), ())
        self._revealed: set[str] = set()
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(SHOWN_SECONDS * 1000)
        self._hiding.timeout.connect(self.hide_numbers)
        self.lines = LineList("待处理的冲突和疑似重复")
        card = Card(margins=(20, 12, 8, 12))
        card.add(self.lines, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(card)
        self.stack.addWidget(
            EmptyState("check", "没有要处理的。两台电脑改了同一处，或登记了同一个人时，会在这里请您定。")
        )
        self.body.addWidget(self.stack, 1)

    def refresh(self) -> None:
        self.query(read_inbox, self._show, title="正在查看冲突")

    # --- verbs -----------------------------------------------------------------------------------------------
    def take(self, conflict: "Conflict", side: str) -> None:
        """Decides for one side: mine or theirs."""

        def work(branch: "Branch") -> "Changes":
            from db.exchange.conflicts import resolve

            return resolve(branch, conflict.id, take=side)

        self.command(work, lambda _changes: self._told("已处理，会随下一份数据包告诉对方"))

    def write_another(self, conflict: "Conflict") -> None:
        """Decides for a third value, typed into the field's own entry."""
        ask_third_value(self, self.context.tasks, self.context.today, conflict, self._told_another)

    def reveal(self, conflict: "Conflict") -> None:
        """Shows both numbers whole for a minute, after it was said what for; two masked ones may look alike."""
        reason = ask_reason(
            self,
            "为什么要看完整的号码？",
            f"显示 {SHOWN_SECONDS} 秒后自动遮住，并记入操作登记。",
            no="不看了",
        )
        if not reason:
            return

        def work(branch: "Branch") -> None:
            from db.services.trail import note

            note(branch, "view_full", f"{conflict.ledger}:{conflict.uid}", conflict.title, reason)

        def shown(_none: None) -> None:
            self._revealed.add(conflict.id)
            self._hiding.start()
            self._show(self._inbox)

        self.context.tasks.run_command(self, work, shown, title="正在登记", quiet=True)

    def hide_numbers(self) -> None:
        """Masks the numbers again."""
        self._revealed.clear()
        self._show(self._inbox)

    def unite(self, view: DoubleView) -> None:
        """They are one."""

        def work(branch: "Branch") -> "Changes":
            from db.exchange.doubles import unite

            return unite(branch, *view.uids)

        if messages.ask(self, "这两条是同一个人？", _SAME, yes="是同一个人"):
            self.command(work, lambda _changes: self._told("已合成一条"))

    def keep_apart(self, view: DoubleView) -> None:
        """They are two, and are not proposed again."""

        def work(branch: "Branch") -> None:
            from db.exchange.doubles import keep_apart

            keep_apart(branch, *view.uids)

        if messages.ask(self, "这两条不是同一个人？", _NOT_SAME, yes="不是同一个人"):
            self.command(work, lambda _none: self._told("已记下"))

    # --- showing ---------------------------------------------------------------------------------------------
    def _show(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self.set_subtitle(waiting_words(len(inbox.conflicts), len(inbox.doubles)))
        makers: list[Callable[[], ItemLine]] = [
            *(partial(self._conflict_line, each) for each in inbox.conflicts),
            *(partial(self._double_line, each) for each in inbox.doubles),
        ]
        self.stack.setCurrentIndex(0 if makers else 1)
        self.lines.show_lines(makers)

    def _conflict_line(self, conflict: "Conflict") -> ItemLine:
        today = self.context.today
        line = ItemLine(conflict_title(conflict), chip=Chip("冲突", "gold"))
        if is_long(conflict):
            sides = ("本机", conflict.mine), ("对方", conflict.theirs)
            headings = tuple(f"{name}（{author_words(side, today)}）" for name, side in sides)
            line.add_below(
                SideBySide(
                    (headings[0], headings[1]),
                    (str(conflict.mine.value or ""), str(conflict.theirs.value or "")),
                )
            )
        else:
            masked = conflict.id not in self._revealed
            for name, side in named_sides(conflict):
                line.add_below(
                    label(f"{name}　{side_words(conflict, side, today, masked=masked)}", wrap=True)
                )
        line.add_below(self._verbs(conflict))
        return line

    def _verbs(self, conflict: "Conflict") -> QWidget:
        """The choices under a conflict; a removal is kept or carried out."""
        holder = clear(QWidget())
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        for title, act in self._choices(conflict):
            made = button(title, act)
            made.setAccessibleDescription(conflict_title(conflict))
            row.addWidget(made)
        if is_masked(conflict) and conflict.id not in self._revealed:
            row.addWidget(button("显示号码", partial(self.reveal, conflict), kind="link"))
        opening = button(
            "打开记录", partial(self.record_wanted.emit, conflict.ledger, conflict.uid), kind="link"
        )
        opening.setAccessibleDescription(conflict.record_title)
        row.addWidget(opening)
        row.addStretch(1)
        return holder

    def _choices(self, conflict: "Conflict") -> "list[tuple[str, Callable[[], None]]]":
        mine, theirs = partial(self.take, conflict, "mine"), partial(self.take, conflict, "theirs")
        if conflict.field == REMOVED:
            keeps_mine = conflict.mine.value == "kept"
            keep, remove = (mine, theirs) if keeps_mine else (theirs, mine)
            return [("保留", keep), ("移除", remove)]
        return [
            ("取本机", mine),
            ("取对方", theirs),
            ("另写……", partial(self.write_another, conflict)),
        ]

    def _double_line(self, view: DoubleView) -> ItemLine:
        names = "、".join(dict.fromkeys(view.double.titles))
        line = ItemLine(f"{names}：可能登记了两次", view.double.why, chip=Chip("疑似重复", "blue"))
        line.add_below(_field_by_field(view.fields))
        holder = clear(QWidget())
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        for title, act in (("是同一个人", self.unite), ("不是同一个人", self.keep_apart)):
            made = button(title, partial(act, view))
            made.setAccessibleDescription(line.title.text())
            row.addWidget(made)
        row.addStretch(1)
        line.add_below(holder)
        return line

    def _told(self, words: str) -> None:
        messages.toast(self, words)

    def _told_another(self) -> None:
        self._told("已处理，会随下一份数据包告诉对方")


def _field_by_field(fields: tuple[Compared, ...]) -> QWidget:
    """Both records beside each other; where they differ it is said."""
    holder = clear(QWidget())
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 4, 0, 4)
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(4)
    for number, compared in enumerate((Compared("", "第一条", "第二条"), *fields)):
        is_head, differs = number == 0, compared.differs
        grid.addWidget(label(compared.title, "secondary"), number, 0, Qt.AlignmentFlag.AlignTop)
        for column, text in enumerate((compared.first, compared.second), start=1):
            value: QLabel = label(
                text or "（空）", "label" if is_head else "strong" if differs else "", wrap=True
            )
            grid.addWidget(value, number, column, Qt.AlignmentFlag.AlignTop)
        if differs:
            grid.addWidget(Chip("不同", "gold"), number, 3)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    return holder
