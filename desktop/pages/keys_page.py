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

    from db.keys.keyring_choice import KeyringState
    from db.keys.ways import NewSheet, Way
    from db.services.branch import Branch

_COLUMNS = (
    TextColumn("编号", 3),
    TextColumn("凭什么打开", 6),
    TextColumn("谁的", 9),
    TextColumn("有多难猜", 15),
)
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
_KEYRING = Wording(
    "在这台电脑上免输口令打开",
    "系统钥匙串里只存一把随机的钥匙，不存口令。能登录您这个系统账户的人和程序都能打开台账，所以只适合只有您"
    "一个人用的电脑。锁定以后仍要输入口令；改了口令、换了电脑或恢复了备份，会自动停用。",
    "启用",
)
_WORDS = (
    "数据用一把随机的钥匙加密，每个口令和恢复表各自锁着这把钥匙。全部口令和恢复表都丢了，谁也打不开台账。"
)


class KeysPage(Page):
    """The ways in as a table, and what can be done with them."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "口令与恢复表", parent)
        self.proposed: Path | None = None
        self._opens_by_keyring = False
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
        self.body.addWidget(self._build_keyring())

    def _build_keyring(self) -> Card:
        """The one choice that concerns this PC alone, with what it costs said beside it."""
        card, row = Card(), QHBoxLayout()
        row.setSpacing(12)
        self.keyring_words = label("", wrap=True)
        self.keyring_button = button("", self.choose_keyring)
        row.addWidget(self.keyring_words, 1)
        row.addWidget(self.keyring_button)
        card.body.addLayout(row)
        return card

    def focus_start(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        def work(branch: "Branch") -> "tuple[tuple[Way, ...], Path, KeyringState]":
            from db.keys.keyring_choice import keyring_state
            from db.keys.ways import ways_of

            return ways_of(branch), branch.folder.recovery_sheet, keyring_state(branch)

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

    def choose_keyring(self) -> SecretDialog | None:
        """Turns opening without typing on, which asks for the passphrase, or off."""
        if self._opens_by_keyring:

            def stop(branch: "Branch") -> None:
                from db.keys.keyring_choice import turn_off

                turn_off(branch)

            self.context.tasks.run_command(
                self,
                stop,
                lambda _none: self._told("已经停用，以后每次打开都要输入口令"),
                title="正在停用",
                quiet=True,
            )
            return None

        def work(branch: "Branch", typed: Mapping[str, str]) -> None:
            from db.keys.keyring_choice import turn_on

            turn_on(branch, typed["old"])

        said = "已经启用，下次在这台电脑上打开不用输入口令"
        return self._ask(_KEYRING, (("old", "您自己的口令"),), work, lambda _none: self._told(said))

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

    def _show_keyring(self, state: "KeyringState") -> None:
        self._opens_by_keyring = state.is_on
        self.keyring_button.setText("停用" if state.is_on else "启用")
        self.keyring_button.setEnabled(state.is_on or bool(state.store))
        words = (
            f"没有启用；可以用{state.store}，只适合只有您一个人用的电脑。"
            if state.store
            else f"{state.reason}。"
        )
        if state.is_on:
            words = (
                f"已经启用：在这台电脑上以{state.person or '您'}的名义打开，不用输入口令；锁定以后仍要输入。"
            )
        self.keyring_words.setText(f"免输口令打开：{words}")
        self.keyring_button.setAccessibleName(f"{self.keyring_button.text()}免输口令打开")

    def _show(self, found: "tuple[tuple[Way, ...], Path, KeyringState]") -> None:
        ways, self.proposed, keyring = found
        self._show_keyring(keyring)
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
