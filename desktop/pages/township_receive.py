"""接收 of a township: what would become of each file, the six groups of those seen for the first time, then taking in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from db.errors import LedgerError
from desktop import messages
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Notice, button, label
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.services.branch import Branch
    from db.township.taking_in import RollUpResult

STICK = "stick"  # preference: the folder that packages are exchanged by
_COLUMNS = (TextColumn("支部", 9), TextColumn("情况", 6), TextColumn("说明", 20), TextColumn("文件", 10))
_BEFORE = "先选放上报数据包的U盘或文件夹。打开以后先看每一份的情况，确定了再接收；坏的不影响好的。"


@dataclass(frozen=True, slots=True)
class Shown:
    """What became, or would become, of each file; `served` is what is to be said of the database."""

    results: "tuple[RollUpResult, ...]"
    is_applied: bool
    served: str = ""
    warning: str = ""  # of a stick that seems to carry a virus


class TownshipReceivePage(Page):
    """One table; two buttons and the box by which first contacts are trusted."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "接收", parent)
        self._place: Path | None = None
        self.folder_button = button("选U盘或文件夹", self.choose_folder, icon="folder")
        self.file_button = button("选一个文件", self.choose_file, icon="document")
        self.accept_button = button("接收", self.accept, kind="primary", icon="check")
        self.accept_button.setEnabled(False)
        for made in (self.folder_button, self.file_button, self.accept_button):
            self.add_action(made)
        self.told = Notice("", "blue")
        self.told.hide()
        self.body.addWidget(self.told)
        self.trust = QCheckBox("第一次见到的电脑，已经在电话里逐一核对过六组数字，都一致")
        self.trust.hide()
        self.trust.toggled.connect(lambda _on: self._look())
        row = QHBoxLayout()
        row.addWidget(self.trust)
        row.addStretch(1)
        self.body.addLayout(row)
        self.table = TextTable("每一份数据包的情况", _COLUMNS)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # branches differ at the end of their names
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.table, 1)
        self.body.addWidget(card, 1)
        self.body.addWidget(label(_BEFORE, "note", wrap=True))

    def focus_start(self) -> None:
        self.folder_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        known = self.context.preferences.text(STICK)
        if self._place is None and known and Path(known).is_dir():
            self.set_subtitle(f"上次从“{Path(known).name or known}”接收")

    def choose_folder(self) -> None:
        """Asks where the roll-ups lie, and looks."""
        chosen = messages.choose_folder(self, "上报的数据包在哪里（U盘或文件夹）")
        if chosen is not None:
            self.context.preferences.choose(STICK, str(chosen))
            self.look_at(chosen)

    def choose_file(self) -> None:
        """Asks for one roll-up, and looks."""
        chosen = messages.choose_file(self, "上报的数据包", "数据包 (*.dbx)")
        if chosen is not None:
            self.look_at(chosen)

    def look_at(self, place: Path) -> None:
        """Shows what would become of each file; nothing is written."""
        self._place = place
        self.trust.setChecked(False)
        self._look()

    def _look(self) -> None:
        if self._place is not None:
            self.query(self._work(preview=True), self._show, title="正在打开数据包核对", failed=self._refused)

    def accept(self) -> None:
        """Takes in what is shown as acceptable."""
        if self._place is not None:
            self.command(self._work(preview=False), self._show, title="正在接收，先备份")

    def _work(self, *, preview: bool) -> "Callable[[Branch], Shown]":
        place, trust = self._place, self.trust.isChecked()
        assert place is not None

        def work(branch: "Branch") -> Shown:
            from db.exchange.sticks import stick_warning
            from db.township.serving import serve_quietly
            from db.township.taking_in import take_in

            results = take_in(branch, place, preview=preview, trust=trust)
            warning = stick_warning(place)
            served = "" if preview else serve_quietly(branch)
            return Shown(results, not preview, served, f"{warning}。" if warning else "")

        return work

    def _refused(self, error: LedgerError) -> None:
        self._place = None
        self.accept_button.setEnabled(False)
        messages.show(self, error)

    def _show(self, shown: Shown) -> None:
        from db.township.taking_in import STATES

        results = shown.results
        words_of = STATES if shown.is_applied else {**STATES, "accepted": "可以接收"}
        self.table.show_rows(
            [(each.branch, words_of[each.state], each.message, each.file) for each in results]
        )
        accepted = sum(each.state == "accepted" for each in results)
        first = sum(bool(each.code) for each in results)
        self.trust.setVisible(not shown.is_applied and (first > 0 or self.trust.isChecked()))
        self.accept_button.setEnabled(not shown.is_applied and accepted > 0)
        verb = "已接收" if shown.is_applied else "可以接收"
        words = [f"{len(results)} 份里{verb} {accepted} 份。"]
        if first and not shown.is_applied:
            words.append(f"{first} 份来自第一次见到的电脑：请打电话核对六组数字，一致的再勾选下面一行。")
        self.told.say(" ".join([*words, shown.served, shown.warning]).strip())
        if shown.is_applied:
            self._place = None
            messages.toast(self, f"已接收 {accepted} 份上报")
