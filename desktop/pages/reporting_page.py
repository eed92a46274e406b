"""上报与下发 of a branch: reporting to the township, and what it handed down: read, compared, taken over."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from db.errors import LedgerError
from desktop import messages
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Notice, button, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.exchange.handed_down import Adopted, HandedCopy
    from db.exchange.receiving import Received
    from db.exchange.sending import SentPackage
    from db.services.branch import Branch

STICK = "stick"  # preference: the folder that packages are written to
_COLUMNS = (TextColumn("种类", 5), TextColumn("标题", 10), TextColumn("期限", 5), TextColumn("情况", 7))
_ADOPTED = {"document": "已转入文件材料", "rubric": "已登记为评分表"}
_MAKES = {"document": "转入文件材料", "rubric": "登记为评分表"}
_OPENS = {"document": "打开文件材料", "rubric": "打开评分表"}
_NO_TOWNSHIP = "本支部还不认识上级党组织的电脑。请先用“接收下发”接收乡镇的名片（乡镇名片.dbx）或下发包，核对六组数字以后就能上报。"
_WHAT = (
    "上报的是名册（姓名、性别、类别、日期、党小组、职务）、会议的次数和题目、应办事项、检查结果的数目、评分表各项的分数；"
    "不带电话、住址、会议记录的内容、自评说明，身份证号只带末四位。只有上级的电脑打得开。"
)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """The township ("" where none is known), the newest roll-up in words, what may be chosen, what is held, and the score
    that would be reported now in words."""

    township: str
    newest: str
    scopes: tuple[tuple[str, str], ...]
    copies: "tuple[HandedCopy, ...]"
    score: str


@dataclass(frozen=True, slots=True)
class Piece:
    """The chosen piece: its text, the ledger its record stands in or would stand in, and the record's uid, "" for none."""

    text: str
    ledger: str
    uid: str


def read_reporting(branch: "Branch") -> Shown:
    """Everything on the page."""
    from db.exchange.handed_down import handed_copies
    from db.exchange.register import SENT, packages
    from db.exchange.superior import superior

    known = superior(branch)
    sent = next((each for each in packages(branch) if (each.kind, each.direction) == ("rollup", SENT)), None)
    newest = "还没有上报过"
    if sent is not None:
        newest = f"上次上报：第{sent.number}号，{sent.at[:10]}，{'对方已收到' if sent.confirmed_at else '还没有回执'}"
    copies = handed_copies(branch)
    return Shown(known.name if known else "", newest, _scopes(branch), copies, _score_words(branch, copies))


def _score_words(branch: "Branch", copies: "tuple[HandedCopy, ...]") -> str:
    """上报的得分：88.5分（满分100分），按“…”打分；还有2项待自评."""
    from db.arithmetic.rubric import points_text
    from db.exchange.rolling_up import reported_score

    scored = reported_score(branch)
    waiting = f"；还有{scored.unmarked}项待自评，没有自评的不计分" if scored.unmarked else ""
    return (
        f"上报的得分：{points_text(scored.score)}分（满分{points_text(scored.full)}分），"
        f"按“{scored.rubric.title}”打分{waiting}{_newer_words(branch, scored.rubric.key, copies)}"
    )


def _newer_words(branch: "Branch", record: str, copies: "tuple[HandedCopy, ...]") -> str:
    """Whether a newer version of the table in use was handed down and not taken over yet."""
    from db.rules.scoring.choosing import HANDED

    made_from = {row.text("source") for row in branch.rows("rubric") if row.uid == record}
    waiting = [each for each in copies if not each.adopted and f"{HANDED}{each.piece.item}" in made_from]
    return "；上级下发了新版本，登记以后才按新版本打分" if waiting else ""


def read_piece(branch: "Branch", item: str) -> Piece:
    """One piece with what changed since the version before."""
    from db.arithmetic.rubric import points_text
    from db.exchange.adopting_rubric import readable_rubric, rubric_lines
    from db.exchange.handed_down import difference, versions_of

    newest, *older = versions_of(branch, item)
    piece, rubric = newest.piece, readable_rubric(newest.piece)
    words = [piece.title, f"{newest.unit}　第{piece.version}版"]
    if piece.text:
        words += ["", piece.text]
    if piece.file:
        words += ["", f"附文件：{piece.file}"]
    if rubric is not None:
        words += [
            "",
            f"评分表共{len(rubric.items)}项，满分{points_text(rubric.full)}分：",
            *rubric_lines(rubric),
        ]
    if older:
        words += ["", f"与第{older[0].piece.version}版的不同（- 原来，+ 现在）："]
        words += difference(older[0].piece, piece) or ["没有不同"]
    return Piece("\n".join(words), newest.ledger or ("rubric" if rubric else "document"), newest.adopted)


def _scopes(branch: "Branch") -> tuple[tuple[str, str], ...]:
    """Everything, a month of the last twelve, a Party group, or the meetings of one kind."""
    from db.exchange.rolling_up import REPORTED
    from db.ledgers import by_key

    months = []
    year, month = branch.today.year, branch.today.month
    for _ in range(_MONTHS):
        months.append((f"month:{year}-{month:02d}", f"只报{year}年{month}月"))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    groups = [(f"group:{row.text('name')}", f"只报{row.text('name')}") for row in branch.rows("group")]
    ledgers = [(f"ledger:{key}", f"只报{by_key(key).title}") for key in REPORTED]
    return (("all", "全部"), *months, *groups, *ledgers)


class ReportingPage(Page):
    """Reporting above, what was handed down below with the chosen piece beside it."""

    reads_anew = True

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "上报与下发", parent)
        self._copies: dict[str, HandedCopy] = {}
        self._score = ""
        self.receive_button = button("接收下发", self.receive, icon="import", hint="乡镇的名片或下发包")
        self.send_button = button("上报", self.send, kind="primary", icon="export")
        for made in (self.receive_button, self.send_button):
            self.add_action(made)
        self.unknown = Notice(_NO_TOWNSHIP, "gold")
        self.unknown.hide()
        self.body.addWidget(self.unknown)
        self.body.addWidget(self._build_scope())
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._build_list(), 1)
        row.addWidget(self._build_piece(), 1)
        self.body.addLayout(row, 1)

    def refresh(self) -> None:
        self.query(read_reporting, self._show)

    def focus_start(self) -> None:
        (self.send_button if self.send_button.isEnabled() else self.receive_button).setFocus()

    # --- verbs -----------------------------------------------------------------------------------------------
    def send(self) -> None:
        """Writes the roll-up to the stick."""
        folder = self._folder()
        if folder is None:
            return
        scope = str(self.scope.currentData())

        def work(branch: "Branch") -> "SentPackage":
            from db.exchange.rolling_up import roll_up

            return roll_up(branch, folder, scope)

        self.command(work, self._told_sent, title="正在写到U盘，写完重新读一遍核对", failed=self._refused)

    def receive(self) -> None:
        """Asks for the township's package, and takes it in; a township nobody here knows needs its six groups first."""
        chosen = messages.choose_file(self, "乡镇的名片或下发包", "数据包 (*.dbx)")
        if chosen is not None:
            self.take_in(chosen)

    def take_in(self, path: Path, *, trust: bool = False) -> None:
        """Takes a hand-down in."""
        self.command(
            _taking(path, trust=trust),
            self._told_received,
            title="正在核对签名和内容",
            failed=partial(self._refused_received, path),
        )

    def adopt(self) -> None:
        """Makes a record of the branch's own from the chosen piece, or opens the one that was made."""
        item = self.table.chosen_key
        if not item:
            messages.toast(self, "请先在左边选一件")
            return
        copy = self._copies.get(item)
        if copy is not None and copy.adopted:
            self.record_wanted.emit(copy.ledger, copy.adopted)
            return

        def work(branch: "Branch") -> "Adopted":
            from db.exchange.handed_down import adopt

            return adopt(branch, item)

        self.command(work, self._told_adopted)

    def save_file(self) -> None:
        """Saves the file that came along."""
        copy = self._copies.get(self.table.chosen_key)
        if copy is None or not copy.piece.content:
            messages.toast(self, "这一件没有附文件")
            return
        target = messages.choose_target(self, "文件存到哪里", copy.piece.file, "全部文件 (*)")
        if target is None:
            return
        content = copy.piece.content

        def work(_progress: object) -> Path:
            from db.files import atomic_write

            return atomic_write(target, content)

        self.aside(work, self._told_saved)

    # --- showing ---------------------------------------------------------------------------------------------
    def _show(self, shown: Shown) -> None:
        self.unknown.setVisible(not shown.township)
        self._score = shown.score
        self.send_button.setEnabled(bool(shown.township))
        self.set_subtitle(f"上级：{shown.township}　{shown.newest}" if shown.township else "")
        chosen = self.scope.currentData()
        self.scope.clear()
        for code, title in shown.scopes:
            self.scope.addItem(title, code)
        self.scope.setCurrentIndex(max(0, self.scope.findData(chosen)))
        self._tell_score()
        self._copies = {each.piece.item: each for each in shown.copies}
        self.table.show_rows(
            [
                (each.piece.kind_title, each.piece.title, each.piece.due_on, _ADOPTED.get(each.ledger, ""))
                for each in shown.copies
            ],
            list(self._copies),
        )
        self._show_piece()

    def _tell_score(self) -> None:
        """The score goes with the whole alone."""
        is_whole = self.scope.currentData() in (None, "all")
        self.score.setText(self._score if is_whole else "只报一部分时不带得分。")

    def _show_piece(self) -> None:
        item = self.table.chosen_key
        for verb in (self.adopt_button, self.file_button):
            verb.setEnabled(bool(item))
        if not item:
            self.adopt_button.setText(_MAKES["document"])
            self.piece.setPlainText("在左边选一件，这里看内容。")
            return
        self.query(partial(read_piece, item=item), self._told_piece)

    def _told_piece(self, piece: Piece) -> None:
        self.piece.setPlainText(piece.text)
        self.adopt_button.setText((_OPENS if piece.uid else _MAKES)[piece.ledger])

    def _folder(self) -> Path | None:
        known = self.context.preferences.text(STICK)
        if known and Path(known).is_dir():
            return Path(known)
        chosen = messages.choose_folder(self, "上报的数据包放到哪里（选U盘或U盘上的文件夹）")
        if chosen is not None:
            self.context.preferences.choose(STICK, str(chosen))
        return chosen

    def _told_sent(self, sent: "SentPackage") -> None:
        messages.toast(self, f"第{sent.number}号上报写好并核对过：{sent.file.name}，现在可以弹出U盘")
        self.refresh()

    def _refused(self, error: LedgerError) -> None:
        """The stick of last time may be another one: asked for again next time."""
        self.context.preferences.choose(STICK, "")
        messages.show(self, error)

    def _told_received(self, received: "Received") -> None:
        handed = received.handed
        words = [f"已接收“{received.sender}”的{'下发' if received.manifest.number else '名片'}"]
        if received.new or received.changed:
            words.append(f"新内容 {received.new} 件，新版本 {received.changed} 件")
        if handed is not None and handed.ticked:
            words.append("上报的回执已登记")
        messages.toast(self, "，".join(words))
        self.refresh()

    def _refused_received(self, path: Path, error: LedgerError) -> None:
        if error.code != "unknown_sender":
            messages.show(self, error)
            return
        digits = str(getattr(error, "digits", ""))
        if messages.ask(
            self,
            "第一次见到这个上级的电脑",
            f"请打电话给乡镇，逐一核对六组数字：\n{digits}\n有一组不一样就不要接收。",
            yes="六组都一致，接收",
        ):
            self.take_in(path, trust=True)

    def _told_adopted(self, made: "Adopted") -> None:
        messages.toast(self, made.words, "打开", lambda: self.record_wanted.emit(made.ledger, made.uid))
        self.refresh()

    def _told_saved(self, path: Path) -> None:
        messages.toast(self, f"已存为 {path.name}", "打开", partial(_open_file, path))

    # --- building --------------------------------------------------------------------------------------------
    def _build_scope(self) -> Card:
        card = Card()
        row = QHBoxLayout()
        name = label("报什么", "secondary")
        self.scope = QuietCombo()
        self.scope.setAccessibleName("报什么")
        self.scope.setMinimumContentsLength(12)
        self.scope.activated.connect(lambda _index: self._tell_score())
        name.setBuddy(self.scope)
        row.addWidget(name)
        row.addWidget(self.scope)
        row.addStretch(1)
        card.body.addLayout(row)
        self.score = label("", wrap=True)
        card.add(self.score)
        card.add(label(_WHAT, "note", wrap=True))
        return card

    def _build_list(self) -> Card:
        card = Card("上级下发的")
        self.table = TextTable("上级下发的内容", _COLUMNS)
        self.table.selectionModel().selectionChanged.connect(lambda _new, _old: self._show_piece())
        card.add(self.table, 1)
        return card

    def _build_piece(self) -> Card:
        card = Card("内容（只读）")
        self.piece = QPlainTextEdit()
        self.piece.setReadOnly(True)
        self.piece.setTabChangesFocus(True)
        self.piece.setAccessibleName("下发的内容")
        card.add(self.piece, 1)
        row = QHBoxLayout()
        self.adopt_button = button("转入文件材料", self.adopt, icon="plus")
        self.file_button = button("另存附文件", self.save_file, kind="link", icon="attach")
        row.addWidget(self.adopt_button)
        row.addWidget(self.file_button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card


def _open_file(path: Path) -> None:
    """In whatever the system opens such a file with: the person chose where it lies."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _taking(path: Path, *, trust: bool) -> "Callable[[Branch], Received]":
    def work(branch: "Branch") -> "Received":
        from db.exchange.receiving import receive

        return receive(branch, path, trust=trust)[0]

    return work
