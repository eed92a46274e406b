"""口令与恢复表: who can open the books, and the verbs that change that. Each asks for the own passphrase first."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop import messages
from desktop.dialogs.passphrase_dialog import AGAIN, CHANGE, NEW, NOW, PERSON, SecretDialog, Wording
from desktop.dialogs.recovery_dialog import RecoveryDialog
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, button, label
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from pathlib import Path

    from db.keys.ways import NewSheet, Way
    from db.services.branch import Branch

_COLUMNS = (TextColumn("编号", 3), TextColumn("凭什么打开", 6), TextColumn("谁的", 8), TextColumn("强度", 9))
_ADD = Wording(
    "给另一个人设口令",
    "请那个人自己输入新口令。以后谁录入、谁打印，都按各自的口令记名；口令不要共用。",
    "设好了",
)
_REMOVE = Wording(
    "去掉这个人的口令",
    "去掉以后，这个口令打不开现在的台账。旧备份仍能用旧口令打开，人走了请另做一份备份，把旧的收回或销毁。",
    "去掉",
)
_RENEW = Wording(
    "更换恢复表", "新的恢复表打印并核对以后，旧的就作废，请销毁。核对之前，旧的一直有效。", "下一步"
)
_WORDS = (
    "数据用一把随机的钥匙加密，每个口令和恢复表各自锁着这把钥匙。全部口令和恢复表都丢了，谁也打不开台账。"
)


class KeysPage(Page):
    """The ways in as a table, and what can be done with them."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "口令与恢复表", parent)
        self.proposed: Path | None = None
        self.remove_button = button("去掉所选的口令", self.remove, icon="bin")
        self.renew_button = button("更换恢复表", self.renew, icon="shield")
        self.add_button = button("给另一个人设口令", self.add_person, icon="person")
        self.change_button = button("修改我的口令", self.change, kind="primary", icon="key")
        self.add_action(self.change_button)
        self.body.addWidget(label(_WORDS, "secondary", wrap=True))
        self.table = TextTable("能打开台账的口令和恢复表", _COLUMNS)
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.table, 1)
        self.body.addWidget(card, 1)
        row = QHBoxLayout()
        row.setSpacing(12)
        for verb in (self.add_button, self.renew_button, self.remove_button):
            row.addWidget(verb)
        row.addStretch(1)
        self.body.addLayout(row)

    def focus_start(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        def work(branch: "Branch") -> "tuple[tuple[Way, ...], Path]":
            from db.keys.ways import ways_of

            return ways_of(branch), branch.folder.recovery_sheet

        self.query(work, self._show)

    # --- verbs -----------------------------------------------------------------------------------------------
    def change(self) -> SecretDialog:
        """A new passphrase for whoever knows the old one."""

        def work(branch: "Branch", typed: Mapping[str, str]) -> None:
            from db.keys.ways import change_own_passphrase

            change_own_passphrase(branch, typed["old"], typed["new"])

        return self._ask(
            CHANGE, (NOW, NEW, AGAIN), work, lambda _none: self._told("口令已经修改，下次打开请用新口令")
        )

    def add_person(self) -> SecretDialog:
        """A passphrase of one's own for another person."""

        def work(branch: "Branch", typed: Mapping[str, str]) -> None:
            from db.keys.ways import add_person

            add_person(branch, typed["old"], typed["person"], typed["new"])

        rows = (("old", "您自己的口令"), PERSON, NEW, AGAIN)
        return self._ask(_ADD, rows, work, lambda _none: self._told("已经设好，那个人可以用自己的口令打开了"))

    def remove(self) -> SecretDialog | None:
        """Takes the chosen passphrase away."""
        way = self.table.chosen_key
        if not way:
            messages.toast(self, "请先在表里选一行")
            return None

        def work(branch: "Branch", typed: Mapping[str, str]) -> None:
            from db.keys.ways import remove_way

            remove_way(branch, typed["old"], way)

        return self._ask(
            _REMOVE,
            (("old", "您自己的口令"),),
            work,
            lambda _none: self._told("已经去掉，这个口令打不开台账了"),
        )

    def renew(self) -> SecretDialog:
        """A new recovery sheet, which counts once it was typed back."""

        def work(branch: "Branch", typed: Mapping[str, str]) -> "NewSheet":
            from db.keys.ways import begin_sheet

            return begin_sheet(branch, typed["old"])

        return self._ask(_RENEW, (("old", "您自己的口令"),), work, self._show_sheet)

    def _ask(
        self,
        wording: Wording,
        rows: tuple[tuple[str, str], ...],
        work: "Callable[[Branch, Mapping[str, str]], Any]",
        then: Callable[[Any], None],
    ) -> SecretDialog:
        dialog = SecretDialog(wording, rows, self)

        def done(result: Any) -> None:
            dialog.accept()
            then(result)

        def submit() -> None:
            typed = dialog.typed
            self.context.tasks.run_command(
                dialog,
                lambda branch: work(branch, typed),
                done,
                title="正在核对口令",
                failed=lambda error: dialog.refuse(error.message),
                quiet=True,
            )

        dialog.submitted.connect(submit)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    # --- showing ---------------------------------------------------------------------------------------------
    def _show_sheet(self, sheet: "NewSheet") -> None:
        assert self.proposed is not None
        self.sheet_dialog = RecoveryDialog(
            self.context.tasks,
            self.context.branch_name,
            sheet,
            self.proposed,
            self,
            lambda: self._told("新的恢复表已经启用，旧的请销毁"),
        )
        self.sheet_dialog.finished.connect(self.sheet_dialog.deleteLater)
        self.sheet_dialog.open()

    def _told(self, sentence: str) -> None:
        messages.toast(self, sentence)
        self.refresh()

    def _show(self, found: "tuple[tuple[Way, ...], Path]") -> None:
        ways, self.proposed = found
        self.table.show_rows(
            tuple(
                (
                    each.id,
                    each.title,
                    f"{each.person}（这次打开用的）" if each.is_mine else each.person,
                    each.strength,
                )
                for each in ways
            ),
            tuple(each.id for each in ways),
        )
