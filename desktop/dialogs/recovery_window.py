"""The recovery: shown before any ordinary view when a ledger does not open, or goes down right after each start.

It looks first and says what may be hoped for; every way makes a new file, the broken one is copied aside before. It
holds the key only while it is shown.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from db.clock import Clock
from db.errors import LedgerError
from desktop import messages, theme
from desktop.dialogs.unlock_window import PassphraseLine
from desktop.tasks import Progress, Tasks
from desktop.widgets.basic import Card, Notice, button, clear, label
from desktop.widgets.item_line import ItemLine
from desktop.widgets.placing import Middle, fit
from desktop.widgets.progress_line import ProgressLine

if TYPE_CHECKING:
    from db.recovery.recovering import Outlook, Recovered

_ORDER = "从上到下试；原来的文件每次都先另存一份，从不改动。"


class RecoveryWindow(QFrame):
    """A passphrase, what was found, and five ways.

    Signals:
        opening_wanted(str): try to open with this passphrase, whatever was lost.
        left: back to the first window.
    """

    opening_wanted = Signal(str)
    left = Signal()

    def __init__(
        self, tasks: Tasks, root: Path, clock: Clock, reason: str = "", passphrase: str = ""
    ) -> None:
        super().__init__()
        self._tasks, self._root, self._clock = tasks, root, clock
        self._passphrase, self._key = passphrase, b""
        self.setProperty("surface", "page")
        self.setWindowTitle("支部台账 · 恢复")
        fit(self, 880, 600)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 20)
        self.progress = ProgressLine()
        outer.addWidget(self.progress)
        middle = Middle(0, 1)
        self.card = self._build_card(reason)
        middle.add_card(self.card)
        outer.addWidget(middle, 1)
        self.ways.hide()
        if passphrase:
            self.look()
        else:
            self.line.setFocus()

    # --- verbs -----------------------------------------------------------------------------------------------
    def look(self) -> None:
        """Says what may be hoped for; needs the passphrase."""
        typed = self._passphrase or self.line.text()
        if not typed.strip():
            self.refuse("还没有输入口令")
            return

        def work(_progress: Progress) -> "tuple[bytes, Outlook]":
            from db.opening import key_of
            from db.paths import BranchFolder
            from db.recovery.recovering import look

            key = key_of(self._root, passphrase=typed)
            return key, look(BranchFolder(self._root), key)

        def found(result: "tuple[bytes, Outlook]") -> None:
            self._passphrase, (self._key, outlook) = typed, result
            self._show_outlook(outlook)

        self._work(work, found, "正在查看台账和备份")

    def recover(self, way: str, backup: Path | None = None) -> None:
        """One of the ways, in place; the damaged file is copied aside first."""

        def work(_progress: Progress) -> "Recovered":
            from db.recovery.recovering import recover_in_place

            return recover_in_place(self._root, way, self._key, self._clock, backup)

        self._work(work, self._told, "正在另存原来的文件，再做新的")

    def choose_backup(self) -> None:
        """Another backup than the newest, also one on a stick."""
        chosen = messages.choose_folder(self, "选一份备份（名字像 000012-manual 的文件夹）")
        if chosen is not None:
            self.recover("backup", chosen)

    def write_support(self) -> None:
        """A package for whoever helps, with a code to be told by telephone."""
        target = messages.choose_target(self, "求助包放在哪里", "支部台账求助包.age", "求助包 (*.age)")
        if target is None:
            return

        def work(_progress: Progress) -> str:
            from db.paths import BranchFolder
            from db.recovery.support_package import write_support_package

            return write_support_package(BranchFolder(self._root), self._key or None, target)

        def written(code: str) -> None:
            messages.tell(
                self,
                f"求助包已写好：{target.name}",
                f"里面没有任何人的信息。打开它要用这串数字，请在电话里告诉帮忙的人：\n{code}",
            )

        self._work(work, written, "正在写求助包")

    def refuse(self, sentence: str) -> None:
        """Something did not go; says why."""
        self._set_busy(False)
        self.problem.say(sentence)
        if self.line.isVisibleTo(self):
            theme.mark(self.line, state="error")
            self.line.selectAll()
            self.line.setFocus()

    # --- showing ---------------------------------------------------------------------------------------------
    def _work(self, work: Callable[[Progress], object], then: Callable[..., None], title: str) -> None:
        self.problem.say("")
        self._set_busy(True, title)

        def done(result: object) -> None:
            self._set_busy(False)
            then(result)

        self._tasks.run_aside(self, work, done, title=title, failed=self._failed)

    def _failed(self, error: LedgerError) -> None:
        self.refuse(error.message)

    def _set_busy(self, is_busy: bool, title: str = "") -> None:
        for control in (self.line, *self.findChildren(QPushButton)):
            control.setEnabled(not is_busy)
        if is_busy:
            self.progress.begin(title, can_cancel=False)
        else:
            self.progress.end()

    def _show_outlook(self, outlook: "Outlook") -> None:
        from desktop.dialogs.recovery_words import backup_words, outlook_words

        self.entry.hide()
        self.found.setText("\n".join(outlook_words(outlook)[:-1]))
        self.found.show()
        self.journal_line.setVisible(outlook.is_journal_whole)
        self.salvage_line.setVisible(outlook.is_readable and not outlook.is_journal_whole)
        self.backup_line.verbs[1].setVisible(outlook.backup is not None)
        self.backup_line.note.setText(backup_words(outlook))
        self.ways.show()
        self.again_line.verbs[0].setFocus()

    def _told(self, done: "Recovered") -> None:
        from desktop.dialogs.recovery_words import done_words

        messages.tell(self, "台账已经恢复", "\n".join(done_words(done)))
        self.opening_wanted.emit(self._passphrase)

    # --- building --------------------------------------------------------------------------------------------
    def _build_card(self, reason: str) -> Card:
        card = Card(margins=(32, 28, 32, 24))
        card.setFixedWidth(round(640 * min(theme.current().scale, 1.3)))
        card.add(label("台账恢复", "title"))
        card.add(label(f"数据文件夹：{self._root}", "secondary", wrap=True))
        self.reason = Notice(reason, "gold")
        self.reason.setVisible(bool(reason))
        card.add(self.reason)
        card.add(self._build_entry())
        self.found = label("", wrap=True)
        self.found.hide()
        card.add(self.found)
        self.problem = Notice("", "red")
        self.problem.hide()
        card.add(self.problem)
        card.add(self._build_ways())
        self.back_button = button("返回", self.left.emit, kind="link", icon="left")
        card.add(self.back_button)
        return card

    def _build_entry(self) -> QWidget:
        self.entry = clear(QWidget())
        column = QVBoxLayout(self.entry)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.line = PassphraseLine("口令")
        self.line.returnPressed.connect(self.look)
        name = QLabel("口令")
        name.setProperty("role", "label")
        name.setBuddy(self.line)
        column.addWidget(name)
        column.addWidget(self.line)
        self.look_button = button("查看能恢复多少", self.look, kind="primary")
        column.addWidget(self.look_button)
        return self.entry

    def _build_ways(self) -> QWidget:
        self.ways = clear(QWidget())
        column = QVBoxLayout(self.ways)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(_ORDER, "note", wrap=True))
        self.again_line = ItemLine("再打开一次", "照常打开现有的文件，少了的内容不补。")
        self.again_line.add_verb("打开", lambda: self.opening_wanted.emit(self._passphrase))
        self.journal_line = ItemLine("由操作记录重做台账", "每次改动都有记录，重做以后一条不少。")
        self.journal_line.add_verb("重做", partial(self.recover, "journal"))
        self.backup_line = ItemLine("用最近的备份恢复", "　")
        self.backup_line.add_verb("另选一份……", self.choose_backup)
        self.backup_line.add_verb("恢复", partial(self.recover, "backup"))
        self.salvage_line = ItemLine("抢救能读出来的内容", "坏的地方读不出来，其余的都放进新的台账。")
        self.salvage_line.add_verb("抢救", partial(self.recover, "salvage"))
        self.support_line = ItemLine("写一份求助包", "交给帮忙的人看；里面没有任何人的信息。")
        self.support_line.add_verb("写……", self.write_support)
        for line in (
            self.again_line,
            self.journal_line,
            self.backup_line,
            self.salvage_line,
            self.support_line,
        ):
            column.addWidget(line)
        return self.ways
