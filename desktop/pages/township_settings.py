"""汇总设置: how the tables are worded, which branches ought to report, and a database that the overview is served to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop import messages
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, button, clear, label

if TYPE_CHECKING:
    from db.services.branch import Branch
    from db.township.serving import Served

_DATABASE = (
    "一台电脑不够用时，可以把进度表送到单位自己的 PostgreSQL 数据库，别的电脑从那里看。程序只连接您在这里填的地址，"
    "名册和身份证号不送。地址连同口令保存在加密的汇总里。"
)
_EXPECTED = "一行一个支部全称。登记以后，还没有上报的也会出现在进度里。"


@dataclass(frozen=True, slots=True)
class Shown:
    """The words in use by name with their titles, where the overview is served to and read from ("" for nowhere)."""

    words: tuple[tuple[str, str, Any], ...]
    place: str
    source: str


def read_settings(branch: "Branch") -> Shown:
    """Everything on the page."""
    from db.township.serving import reading_from, serving_to
    from db.township.wording import WORDINGS, wordings

    current = wordings(branch)
    words = tuple((each.name, each.title, current[each.name]) for each in WORDINGS)
    return Shown(words, serving_to(branch), reading_from(branch))


class TownshipSettingsPage(Page):
    """Three cards."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        from db.township.wording import WORDINGS

        super().__init__(context, "汇总设置", parent)
        self.save_button = button("保存叫法", self.save_words, kind="primary", icon="check")
        self.add_action(self.save_button)
        content = clear(QWidget())
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(16)
        card = Card("叫法")
        self.words = {each.name: _add_line(card, each.title) for each in WORDINGS}
        self._kept = dict.fromkeys(self.words, "")
        column.addWidget(card)
        column.addWidget(self._build_expected())
        column.addWidget(self._build_database())
        column.addStretch(1)
        area = self.scrolled(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(area, 1)

    def refresh(self) -> None:
        self.query(read_settings, self._show)

    def focus_start(self) -> None:
        next(iter(self.words.values()), self.expected).setFocus()

    def save_words(self) -> None:
        """Keeps what was changed."""
        changed = {
            name: line.text().strip() or "default"
            for name, line in self.words.items()
            if line.text().strip() != self._kept[name]
        }

        def work(branch: "Branch") -> Shown:
            from db.township.wording import set_wording

            for name, text in changed.items():
                set_wording(branch, name, text)
            return read_settings(branch)

        self.command(work, self._saved)

    def enter_expected(self) -> None:
        """Enters the branches that ought to report."""
        names = [line.strip() for line in self.expected.toPlainText().splitlines() if line.strip()]

        def work(branch: "Branch") -> int:
            from db.township.units import expect

            return len(expect(branch, names))

        def told(count: int) -> None:
            self.expected.clear()
            messages.toast(self, f"登记了 {count} 个支部")

        self.command(work, told)

    def serve(self) -> None:
        """Serves the overview to the address typed, or to the one that is remembered."""
        url = self.address.text().strip() or None

        def work(branch: "Branch") -> "Served":
            from db.township.serving import serve

            return serve(branch, url)

        self.command(work, self._served, title="正在送到数据库")

    def read_there(self) -> None:
        """Shows what another PC serves to the address typed."""
        url = self.address.text().strip()

        def work(branch: "Branch") -> str:
            from db.township.serving import read_from

            return read_from(branch, url)

        self.command(work, self._reads_there, title="正在连接数据库")

    def stop(self) -> None:
        """Forgets the database: nothing is served any more, and the folder's own tables are shown again."""

        def work(branch: "Branch") -> Shown:
            from db.township.serving import read_from, reading_from, serving_to, stop_serving

            if serving_to(branch):
                stop_serving(branch)
            if reading_from(branch):
                read_from(branch, None)
            return read_settings(branch)

        self.command(work, self._show)

    def may_leave(self) -> bool:
        if all(line.text().strip() == self._kept[name] for name, line in self.words.items()):
            return True
        return messages.ask(self, "改过的叫法还没有保存，要离开吗？", "", yes="离开", no="接着改")

    # --- showing ---------------------------------------------------------------------------------------------
    def _show(self, shown: Shown) -> None:
        for name, _title, value in shown.words:
            self._kept[name] = str(value)
            self.words[name].setText(str(value))
        words = [f"现在送到：{shown.place}"] if shown.place else []
        words += [f"现在看的是：{shown.source}"] if shown.source else []
        self.place.setText("　".join(words) or "现在不用数据库。")
        self.stop_button.setEnabled(bool(words))

    def _saved(self, shown: Shown) -> None:
        self._show(shown)
        messages.toast(self, "已保存")

    def _served(self, served: "Served") -> None:
        self.address.clear()
        messages.toast(self, f"已送到 {served.place}，{served.branches} 个支部")
        self.refresh()

    def _reads_there(self, place: str) -> None:
        self.address.clear()
        messages.toast(self, f"以后看的是 {place} 里的汇总")
        self.refresh()

    # --- cards -----------------------------------------------------------------------------------------------
    def _build_expected(self) -> Card:
        card = Card("应当上报的支部")
        self.expected = QPlainTextEdit()
        self.expected.setAccessibleName("应当上报的支部，一行一个")
        self.expected.setTabChangesFocus(True)
        self.expected.setPlaceholderText(_EXPECTED)
        self.expected.setMaximumHeight(110)
        card.add(self.expected)
        row = QHBoxLayout()
        row.addWidget(button("登记", self.enter_expected, icon="plus"))
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _build_database(self) -> Card:
        card = Card("数据库")
        card.add(label(_DATABASE, "note", wrap=True))
        self.place = label("", wrap=True)
        card.add(self.place)
        self.address = _add_line(card, "数据库地址")
        self.address.setPlaceholderText("postgresql+psycopg://用户:口令@主机/库")
        self.address.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        row = QHBoxLayout()
        self.stop_button = button("以后不用", self.stop, kind="link")
        row.addWidget(
            button("送到数据库", self.serve, icon="export", hint="这台电脑接收上报，每次接收后都送")
        )
        row.addWidget(button("从数据库看", self.read_there, icon="eye", hint="别的电脑接收上报，这台只看"))
        row.addWidget(self.stop_button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card


def _add_line(card: Card, title: str) -> QLineEdit:
    row = QHBoxLayout()
    name = label(title, "secondary")
    name.setMinimumWidth(190)
    line = QLineEdit()
    line.setAccessibleName(title)
    name.setBuddy(line)
    row.addWidget(name)
    row.addWidget(line, 1)
    card.body.addLayout(row)
    return line
