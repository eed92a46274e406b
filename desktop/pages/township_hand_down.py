"""下发 of a township: what is in force, a form for one more piece, and writing it to the stick with the receipts."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from db.errors import LedgerError
from desktop import messages
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, button, clear, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.day_edit import DayEditor
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.exchange.handed_items import HandedItem
    from db.exchange.sending import SentPackage
    from db.services.branch import Branch
    from db.township.handing_down import Published

STICK = "stick"
_COLUMNS = (TextColumn("种类", 5), TextColumn("标题", 12), TextColumn("期限", 5), TextColumn("版本", 3))
_KINDS = (("notice", "通知"), ("rubric", "考核评分表"), ("boxes", "迎检盒分法"), ("template", "模板"))
_MOST_WORDS = 12  # lines of what was not read out of a table
_RUBRIC_HINT = "评分表附上 Excel 对照表就行，程序读成支部能直接打分的表；标题可以不填，用表里的名称。"
_NOTE = "下发包有签名，不含个人信息，因此不加密；里面同时带着各支部上报的回执。每一份都带上现在的全部内容，丢了一份不要紧。"


class TownshipHandDownPage(Page):
    """The list on the left, the form on the right."""

    reads_anew = True

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "下发", parent)
        self._pieces: dict[str, HandedItem] = {}
        self._item = ""
        self._file: Path | None = None
        self.card_button = button(
            "写乡镇名片", self.write_card, icon="person", hint="支部第一次认识乡镇的电脑用"
        )
        self.send_button = button("写下发包", self.send, kind="primary", icon="export")
        for made in (self.card_button, self.send_button):
            self.add_action(made)
        content = clear(QWidget())
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._build_list(), 1)
        row.addWidget(self._build_form(), 1)
        area = self.scrolled(content)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(area, 1)
        self.body.addWidget(label(_NOTE, "note", wrap=True))

    def refresh(self) -> None:
        def work(branch: "Branch") -> "tuple[HandedItem, ...]":
            from db.township.handing_down import items_in_force

            return items_in_force(branch)

        self.query(work, self._show)

    def focus_start(self) -> None:
        self.title_line.setFocus()

    def may_leave(self) -> bool:
        return not self._is_typed() or messages.ask(
            self,
            "这一件还没有放进下发包，要离开吗？",
            "换一页内容还在，回来可以接着填；关闭程序就没有了。",
            yes="离开",
            no="接着填",
        )

    # --- writing ---------------------------------------------------------------------------------------------
    def send(self) -> None:
        """Writes everything in force to the stick."""
        folder = self._folder()
        if folder is None:
            return

        def work(branch: "Branch") -> "SentPackage":
            from db.township.handing_down import hand_down

            return hand_down(branch, folder)

        self.command(work, self._told_sent, title="正在写到U盘，写完重新读一遍核对", failed=self._refused)

    def write_card(self) -> None:
        """Writes the card for branches that do not know this township yet."""
        folder = self._folder()
        if folder is None:
            return

        def work(branch: "Branch") -> tuple[Path, str]:
            from db.township.folder import own_signer
            from db.township.handing_down import write_card

            return write_card(branch, folder), own_signer(branch).code

        self.command(work, self._told_card, title="正在写名片", failed=self._refused)

    def publish(self) -> None:
        """Puts what is typed in force."""
        from db.exchange.handed_items import HandedItem

        problem = self.due.reading_problem()
        if problem:
            messages.toast(self, problem)
            self.due.line.setFocus()
            return
        day = self.due.value()
        piece = HandedItem(
            self._item,
            1,
            str(self.kind.currentData()),
            self.title_line.text(),
            self.text.toPlainText(),
            day or "",
        )
        file = self._file

        def work(branch: "Branch") -> "Published":
            from db.township.handing_down import publish_read

            return publish_read(branch, piece, file)

        self.command(work, self._told_published)

    def revise(self) -> None:
        """Takes the selected piece into the form, for a new version."""
        piece = self._pieces.get(self.table.chosen_key)
        if piece is None:
            messages.toast(self, "请先在左边选一件")
            return
        self._item = piece.item
        self.kind.setCurrentIndex(max(0, self.kind.findData(piece.kind)))
        self.title_line.setText(piece.title)
        self.text.setPlainText(piece.text)
        self.due.set_value(piece.due_on or None)
        self._take_file(None)
        self.form_card.heading.setText(f"第{piece.version + 1}版")
        self.title_line.setFocus()

    def withdraw(self) -> None:
        """Leaves the selected piece out from now on."""
        piece = self._pieces.get(self.table.chosen_key)
        if piece is None:
            messages.toast(self, "请先在左边选一件")
            return
        if not messages.ask(
            self, f"以后不再下发“{piece.title}”？", "已经发到支部的不受影响。", yes="不再下发"
        ):
            return

        def work(branch: "Branch") -> None:
            from db.township.handing_down import withdraw

            withdraw(branch, piece.item)

        self.command(work, lambda _none: self.refresh())

    def choose_file(self) -> None:
        """Asks for the file that comes along."""
        chosen = messages.choose_file(self, "随这一件下发的文件")
        if chosen is not None:
            self._take_file(chosen)

    # --- showing ---------------------------------------------------------------------------------------------
    def _show(self, found: "tuple[HandedItem, ...]") -> None:
        self._pieces = {each.item: replace(each, content=b"") for each in found}
        rows = [(each.kind_title, each.title, each.due_on, str(each.version)) for each in found]
        self.table.show_rows(rows, list(self._pieces))
        self.set_subtitle(f"现在下发的内容 {len(found)} 件" if found else "现在只带回执，还没有要下发的内容")

    def _folder(self) -> Path | None:
        known = self.context.preferences.text(STICK)
        if known and Path(known).is_dir():
            return Path(known)
        chosen = messages.choose_folder(self, "写到哪里（选U盘或U盘上的文件夹）")
        if chosen is not None:
            self.context.preferences.choose(STICK, str(chosen))
        return chosen

    def _refused(self, error: LedgerError) -> None:
        """The stick of last time may be another one: asked for again next time."""
        self.context.preferences.choose(STICK, "")
        messages.show(self, error)

    def _told_sent(self, sent: "SentPackage") -> None:
        messages.toast(self, f"第{sent.number}号下发包写好并核对过：{sent.file.name}，现在可以弹出U盘")

    def _told_card(self, written: tuple[Path, str]) -> None:
        path, code = written
        messages.tell(self, f"名片已写好：{path.name}", f"支部接收时请在电话里核对这六组数字：\n{code}")

    def _told_published(self, published: "Published") -> None:
        self._clear_form()
        self.refresh()
        told = f"“{published.piece.title}”会放进下一份下发包"
        if not published.words:
            messages.toast(self, told)
            return
        words = published.words
        more = (f"……共{len(words)}行",) if len(words) > _MOST_WORDS else ()
        messages.tell(self, told, "\n".join((*words[:_MOST_WORDS], *more)))

    def _is_typed(self) -> bool:
        return bool(self.title_line.text().strip() or self.text.toPlainText().strip() or self._file)

    def _clear_form(self) -> None:
        self._item = ""
        self.title_line.clear()
        self.text.clear()
        self.due.set_value(None)
        self._take_file(None)
        self.form_card.heading.setText("新的一件")

    def _take_file(self, file: Path | None) -> None:
        self._file = file
        self._tell_file()

    def _tell_file(self) -> None:
        """The name of the file, or what kind of file helps."""
        is_rubric = self.kind.currentData() == "rubric"
        self.file_name.setText(self._file.name if self._file else _RUBRIC_HINT if is_rubric else "没有文件")

    # --- building --------------------------------------------------------------------------------------------
    def _build_list(self) -> Card:
        card = Card("现在下发的")
        self.table = TextTable("现在下发的内容", _COLUMNS)
        card.add(self.table, 1)
        row = QHBoxLayout()
        row.addWidget(button("出新版本", self.revise, icon="edit"))
        row.addWidget(button("不再下发", self.withdraw, kind="link", icon="close"))
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _build_form(self) -> Card:
        card = self.form_card = Card("新的一件")
        self.kind = QuietCombo()
        for code, title in _KINDS:
            self.kind.addItem(title, code)
        self.title_line = QLineEdit()
        self.title_line.setMaxLength(100)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.due = DayEditor(self.context.today, coming=True)
        for title, field, buddy in (
            ("种类", self.kind, self.kind),
            ("标题", self.title_line, self.title_line),
            ("正文", self.text, self.text),
            ("期限（可以不填）", self.due, self.due.line),
        ):
            _add_field(card.body, title, field, buddy)
        row = QHBoxLayout()
        self.file_name = label("没有文件", "note", wrap=True)
        self.kind.currentIndexChanged.connect(lambda _index: self._tell_file())
        row.addWidget(button("附文件", partial(self.choose_file), icon="attach"))
        row.addWidget(self.file_name, 1)
        card.body.addLayout(row)
        last = QHBoxLayout()
        last.addWidget(button("放进下发包", self.publish, icon="plus"))
        last.addWidget(button("清空", self._clear_form, kind="link"))
        last.addStretch(1)
        card.body.addLayout(last)
        return card


def _add_field(column: QVBoxLayout, title: str, field: QWidget, buddy: QWidget) -> None:
    name = label(title, "label")
    name.setBuddy(buddy)
    buddy.setAccessibleName(title)
    column.addWidget(name)
    column.addWidget(field, 1 if isinstance(field, QPlainTextEdit) else 0)
