"""数据包: what has not been taken to the other PC yet, writing and taking in packages, the other PCs, the register."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db.errors import LedgerError
from desktop import messages, theme
from desktop.dialogs.name_dialog import NameDialog
from desktop.pages.packages_page_preview import PreviewPanel
from desktop.pages.packages_page_reading import (
    RECEIVED,
    SENT,
    Overview,
    Preview,
    read_overview,
    read_preview,
    taken_words,
)
from desktop.pages.packages_page_tiles import PackageTiles, StickLine
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Notice, button, clear, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.exchange.checking_sent import CheckedPackage
    from db.exchange.inviting import Invitation
    from db.exchange.receiving import Received
    from db.exchange.sending import SentPackage
    from db.reports.document import ReportDocument
    from db.services.branch import Branch

STICK = "stick"  # preference: the folder that packages are written to
_PEERS = (
    TextColumn("电脑", 8),
    TextColumn("使用人", 6),
    TextColumn("还缺什么", 6),
    TextColumn("上次消息", 6),
    TextColumn("状态", 4),
)
_REGISTER = (
    TextColumn("收发", 3),
    TextColumn("数据包", 6),
    TextColumn("时间", 7),
    TextColumn("谁", 6),
    TextColumn("内容", 17),
    TextColumn("登记号", 6),
    TextColumn("情况", 6),
)
_RENAME = "收发登记和每条记录的历史里都用这个名称；编号不变，以前的数据包照样认得。"
_WRITING = "正在写到U盘，写完重新读一遍核对，请不要拔"
_HANDOVER = "交接包带上全部记录和附件。新电脑加入以后，现在的各台电脑都会停用，不能再往来数据包。"
_BEFORE = "现在还没有写入任何内容；接收以前会自动备份，30天内可以撤销。"
_MOST_PEERS_SHOWN = 3
_MOST_TOLD = 5
_NARROWEST = 640
_LEAST_ROWS = 4  # of the register, its header among them
_FRAME = 12  # of a table, above and below its rows


class PackagesPage(Page):
    """The overview, or the preview of a package."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "数据包", parent)
        self._overview: Overview | None = None
        self._preview: Preview | None = None
        self.cancel_button = button("取消", self.leave_preview)
        self.accept_button = button("接收", self.accept_preview, kind="primary", icon="check")
        for made in (self.cancel_button, self.accept_button):
            self.add_action(made)
        self.stack = QStackedWidget()
        overview = self.scrolled(self._build_overview())
        overview.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        overview.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stack.addWidget(overview)
        self.panel = PreviewPanel()
        self.stack.addWidget(self.panel)
        self.body.addWidget(self.stack, 1)
        self._turn_to(None)

    def refresh(self) -> None:
        self.query(read_overview, self._show, title="正在查看收发情况")

    # --- writing ---------------------------------------------------------------------------------------------
    def send(self, kind: str = "sync") -> None:
        """Writes a package (sync or receipt) to the stick."""
        folder = self._folder()
        if folder is None:
            return

        scope = self.stick.chosen_scope

        def work(branch: "Branch") -> "SentPackage":
            from db.exchange.sending import send

            return send(branch, kind, folder, scope)

        self.command(work, self._told_sent, title=_WRITING, failed=self._refused)

    def invite(self, kind: str = "invite") -> None:
        """Writes an invitation or a handover, and shows its code."""
        if kind == "handover" and not messages.ask(self, "要交接给新的电脑吗？", _HANDOVER, yes="写交接包"):
            return
        folder = self._folder()
        if folder is None:
            return

        def work(branch: "Branch") -> "Invitation":
            from db.exchange.inviting import invite

            return invite(branch, folder, kind)

        self.command(work, self._told_invited, title=_WRITING, failed=self._refused)

    def choose_stick(self) -> Path | None:
        """Asks for the folder that packages are written to, and remembers it."""
        chosen = messages.choose_folder(self, "数据包放到哪里（选U盘或U盘上的文件夹）")
        if chosen is not None:
            self.context.preferences.choose(STICK, str(chosen))
            self._show_stick()
        return chosen

    def check(self) -> None:
        """Reads again what this PC wrote to the stick."""
        folder = self._folder()
        if folder is None:
            return

        def work(branch: "Branch") -> "tuple[CheckedPackage, ...]":
            from db.exchange.checking_sent import check_sent

            return check_sent(branch, folder)

        self.query(work, self._told_checked, title="正在从U盘重新读出核对", failed=self._refused)

    # --- taking in -------------------------------------------------------------------------------------------
    def receive(self) -> None:
        """Asks where from, and shows what would change."""
        place = self._place_to_receive()
        if place is not None:
            self.preview(place)

    def preview(self, place: Path, *, trust: bool = False) -> None:
        """Shows what a package, or all those of a folder, would change."""
        self.query(
            partial(read_preview, place=place, trust=trust),
            self._turn_to,
            title="正在打开数据包，核对签名和内容",
            failed=partial(self._refused_preview, place),
        )

    def accept_preview(self) -> None:
        """Takes in what is shown."""
        preview = self._preview
        if preview is None:
            return

        def work(branch: "Branch") -> "tuple[Received, ...]":
            from db.exchange.receiving import receive

            return receive(branch, preview.place, trust=preview.is_trusting)

        self.command(work, self._told_received, title="正在接收，先备份")

    def leave_preview(self) -> None:
        """Back to the overview; nothing was written."""
        self._turn_to(None)

    def undo(self) -> None:
        """Takes the selected package back."""
        batch = self._chosen_batch()
        if not batch or not messages.ask(
            self,
            "撤销这次接收？",
            "恢复到接收以前的内容；接收以后又改过的记录保持不动。撤销也会随下一份数据包告诉对方。",
            yes="撤销接收",
        ):
            return

        def work(branch: "Branch") -> int:
            from db.exchange.undoing import undo

            return len(undo(branch, batch).kept)

        self.command(work, self._told_undone, title="正在撤销")

    def revoke(self) -> None:
        """Stops believing the selected PC."""
        site = self.peers.chosen_key
        if not site or not messages.ask(
            self,
            "停用这台电脑？",
            "它丢了或换了人时才停用。以后不再接收它的数据包，下一份数据包会告诉别的电脑；要恢复只能重新邀请。",
            yes="停用",
        ):
            return

        def work(branch: "Branch") -> None:
            from db.exchange.sites import revoke

            revoke(branch, site)

        self.command(work, lambda _none: self._told("已停用"))

    def rename(self, site: str = "") -> NameDialog:
        """Asks for another name of a PC, this one where none is named."""
        overview = self._overview
        names = dict(zip(overview.sites, (row[0] for row in overview.peers), strict=True)) if overview else {}
        known = names.get(site, "") if site else overview.own_name if overview else ""
        dialog = NameDialog("给电脑改名", _RENAME, known, self)

        def submit(name: str) -> None:
            def work(branch: "Branch") -> object:
                from db.exchange.naming_sites import rename_site

                return rename_site(branch, site, name)

            def done(_changes: object) -> None:
                dialog.accept()
                self._told("已改名，会随下一份数据包告诉别的电脑")

            self.command(work, done, failed=lambda error: dialog.refuse(error.message))

        dialog.submitted.connect(submit)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    # --- showing ---------------------------------------------------------------------------------------------
    def _show(self, overview: Overview) -> None:
        self._overview = overview
        if self._preview is None:
            self.set_subtitle(overview.subtitle)
        self.waiting.say(overview.waiting)
        self.stick.show_scopes(overview.scopes)
        self.peers.show_rows(overview.peers, overview.sites)
        self.peers_card.setVisible(bool(overview.peers))
        self.own_code.setText(
            f"本机“{overview.own_name}”，核对码（电话核对时念给对方）：{overview.own_code}"
            if overview.own_code
            else ""
        )
        rows = min(len(overview.peers), _MOST_PEERS_SHOWN)
        header = self.peers.horizontalHeader().sizeHint().height()
        self.peers.setFixedHeight(header + rows * theme.current().px("height_row") + _FRAME)
        self._show_register()
        self._enable()

    def _show_register(self) -> None:
        wanted = self.direction.currentData()
        overview = self._overview
        lines = [line for line in (overview.lines if overview else ()) if wanted in ("", line.direction)]
        self.register.show_rows([line.texts for line in lines], [line.package for line in lines])
        self._enable()

    def _turn_to(self, preview: Preview | None) -> None:
        self._preview = preview
        for action in (self.cancel_button, self.accept_button):
            action.setVisible(preview is not None)
        self.stack.setCurrentIndex(0 if preview is None else 1)
        if preview is None:
            self.set_title("数据包", self._overview.subtitle if self._overview else "")
            return
        said = "内容这里都已经有了，接收只登记一下。" if preview.is_empty else _BEFORE
        self.set_title("接收以前先看看", said)
        self.panel.show_preview(preview)
        self.accept_button.setFocus()

    def _told_sent(self, sent: "SentPackage") -> None:
        from db.exchange.sending import left_words
        from db.exchange.sticks import stick_warning

        volumes = f"，附件{len(sent.volumes)}卷" if sent.volumes else ""
        what = "回执" if sent.kind == "receipt" else f"{sent.changes}次改动{volumes}"
        left = left_words(sent.manifest)
        further = f"\n{left}，下一份完整的数据包会带上。" if left else ""
        warning = stick_warning(sent.file)
        further += f"\n{warning}。" if warning else ""
        words = f"已写好并重新读出核对：{what}\n文件：{sent.file.name}{further}"
        messages.tell(self, "现在可以安全弹出U盘", words)

    def _told_checked(self, found: "tuple[CheckedPackage, ...]") -> None:
        wrong = [each for each in found if each.problem]
        lines = [f"{each.title}第{each.number}号：{each.problem}。" for each in wrong[:_MOST_TOLD]]
        if wrong:
            messages.tell(self, f"{len(wrong)} 份数据包没有写好", "\n".join(lines), warning=True)
        else:
            messages.toast(self, f"{len(found)} 份数据包都完好，与写的时候一样")

    def _told_invited(self, made: "Invitation") -> None:
        from desktop.dialogs.code_dialog import CodeDialog

        title = "交接包" if made.sent.kind == "handover" else "邀请"
        is_handover = made.sent.kind == "handover"
        on_print = partial(self._print_handover, made.sent) if is_handover else None
        self.code_dialog = CodeDialog(title, made.code, made.sent.file.name, self, on_print=on_print)
        self.code_dialog.finished.connect(self.code_dialog.deleteLater)
        self.code_dialog.open()

    def _print_handover(self, sent: "SentPackage") -> None:
        """Shows the list of what changes hands, to be signed."""

        def work(branch: "Branch") -> "ReportDocument":
            from db.reports.handover import handover_page

            return handover_page(branch, sent)

        self.query(work, partial(self._show_paper, self.code_dialog), title="正在准备交接清单")

    def lost_stick(self) -> None:
        """Shows what was written that a lost stick may have held, who can open it, and what to do."""

        def work(branch: "Branch") -> "ReportDocument":
            from db.reports.lost_stick import lost_stick_page

            return lost_stick_page(branch)

        self.query(work, partial(self._show_paper, self), title="正在准备遗失情况表")

    def _show_paper(self, over: QWidget, content: "ReportDocument") -> None:
        from desktop.dialogs.print_preview import PrintDialog

        dialog = PrintDialog(self.context.tasks, content.title, over)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.panel.show_content(content)

    def _told_received(self, received: "tuple[Received, ...]") -> None:
        words, has_work = taken_words(received)
        self._turn_to(None)
        if has_work:
            messages.toast(self, words, "去处理", partial(self.page_wanted.emit, "conflicts"))
        else:
            messages.toast(self, words, "写回执", partial(self.send, "receipt"))

    def _told_undone(self, kept: int) -> None:
        self._told(f"已撤销接收；{kept}条后来又改过，保持不动" if kept else "已撤销接收")

    def _told(self, words: str) -> None:
        messages.toast(self, words)

    def _refused(self, error: LedgerError) -> None:
        if error.code == "not_found":
            self.context.preferences.choose(STICK, "")
            self._show_stick()
        messages.show(self, error)

    def _refused_preview(self, place: Path, error: LedgerError) -> None:
        digits = getattr(error, "digits", "")
        if not digits:
            messages.show(self, error)
            return
        who = "，".join(part for part in (getattr(error, "person", ""), getattr(error, "place", "")) if part)
        if messages.ask(
            self,
            f"第一次收到这台电脑的数据包（{who or '没有写名字'}）\n核对码：{digits}",
            "请打电话给对方，对方在自己的程序里能看到本机核对码；六组数字完全一致才可以信任，有一组不同就取消。",
            yes="数字一致，信任",
        ):
            self.preview(place, trust=True)

    def _enable(self) -> None:
        self.undo_button.setEnabled(bool(self._chosen_batch()))
        row = self.peers.currentIndex().row()
        peers = self._overview.peers if self._overview else ()
        is_used = 0 <= row < len(peers) and bool(self.peers.chosen_key) and peers[row][-1] == "使用中"
        self.revoke_button.setEnabled(is_used)
        self.rename_button.setEnabled(bool(self.peers.chosen_key))

    def _chosen_batch(self) -> str:
        chosen = self.register.chosen_key
        lines = self._overview.lines if self._overview else ()
        return next((line.batch for line in lines if line.package == chosen), "")

    # --- where -----------------------------------------------------------------------------------------------
    def _folder(self) -> Path | None:
        known = self.context.preferences.text(STICK)
        return Path(known) if known else self.choose_stick()

    def _place_to_receive(self) -> Path | None:
        known = self.context.preferences.text(STICK)
        answers = [
            messages.Answer("folder", "选U盘文件夹", is_default=not known),
            messages.Answer("file", "选一个文件"),
            messages.Answer("", "取消", is_escape=True),
        ]
        if known:
            answers.insert(0, messages.Answer("known", f"从“{Path(known).name or known}”", is_default=True))
        chosen = messages.choose(
            self, "从哪里接收？", "选文件夹会找出里面给本支部的、还没有收过的数据包。", answers
        )
        if chosen == "known":
            return Path(known)
        if chosen == "folder":
            return self.choose_stick()
        return messages.choose_file(self, "选数据包", "数据包 (*.dbx)") if chosen == "file" else None

    def _show_stick(self) -> None:
        self.stick.show_place(self.context.preferences.text(STICK))

    # --- building --------------------------------------------------------------------------------------------
    def _build_overview(self) -> QWidget:
        holder = clear(QWidget())
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.waiting = Notice("", "gold")
        self.waiting.add(button("去处理", partial(self.page_wanted.emit, "conflicts"), kind="link"))
        self.waiting.hide()
        column.addWidget(self.waiting)
        self.tiles = PackageTiles()
        self.tiles.chosen.connect(self._act)
        column.addWidget(self.tiles)
        self.stick = StickLine(self.choose_stick, self.check)
        column.addWidget(self.stick)
        self._show_stick()
        column.addWidget(self._build_peers())
        column.addWidget(self._build_register(), 1)
        return holder

    def _act(self, key: str) -> None:
        """What a tile stands for."""
        acts: dict[str, Callable[[], None]] = {
            "send": self.send,
            "receive": self.receive,
            "receipt": partial(self.send, "receipt"),
            "invite": self.invite,
            "handover": partial(self.invite, "handover"),
        }
        acts[key]()

    def _build_peers(self) -> Card:
        self.peers = TextTable("别的电脑", _PEERS)
        self.revoke_button = button("停用……", self.revoke, kind="link")
        self.peers_card = Card("别的电脑")
        self.rename_button = button("改名……", lambda: self.rename(self.peers.chosen_key), kind="link")
        self.peers_card.add_to_head(self.rename_button)
        self.peers_card.add_to_head(self.revoke_button)
        self.peers_card.add(self.peers)
        self.own_code = label("", "note", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.own_code, 1)
        row.addWidget(button("给本机改名", self.rename, kind="link"))
        self.peers_card.body.addLayout(row)
        self.peers.selectionModel().selectionChanged.connect(lambda _on, _off: self._enable())
        return self.peers_card

    def _build_register(self) -> Card:
        self.register = TextTable("收发登记", _REGISTER)
        self.register.setMinimumHeight(_LEAST_ROWS * theme.current().px("height_row"))
        self.direction = QuietCombo()
        self.direction.setAccessibleName("看哪一种收发")
        for title, code in (("全部", ""), ("发出的", SENT), ("收到的", RECEIVED)):
            self.direction.addItem(title, code)
        self.direction.activated.connect(lambda _index: self._show_register())
        self.undo_button = button("撤销接收", self.undo, kind="link", icon="undo", hint="30天内可以撤销")
        card = Card("收发登记")
        self.lost_button = button(
            "U盘丢了……", self.lost_stick, kind="link", hint="写过什么、谁能打开、怎么办"
        )
        card.add_to_head(self.lost_button)
        card.add_to_head(self.undo_button)
        card.add_to_head(self.direction)
        card.add(self.register, 1)
        self.register.selectionModel().selectionChanged.connect(lambda _on, _off: self._enable())
        return card

    def minimumSizeHint(self) -> QSize:
        """The tiles fold under each other, so that the page may be narrower than all of them side by side."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), round(_NARROWEST * theme.current().scale)), hint.height())
