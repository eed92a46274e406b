"""The cards of the page 今天: what is to be done, the year's grid, the week's days, the self-check, recent records.

Each is filled by `show_view` and speaks by the page's own signals; none reads anything.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop.widgets.basic import Card, Chip, StatusChip, button, clear, label
from desktop.widgets.frequency_grid import FrequencyGrid
from desktop.widgets.item_line import ItemLine
from desktop.widgets.score_donut import ScoreDonut

if TYPE_CHECKING:
    from desktop.pages.today_reading import ComingDay, TodayView, ToDo

MOST_TO_DO = 4
MOST_COMING = 5
COLOURS = MappingProxyType(
    {
        "birthday": ("● 生日", "red"),
        "political_birthday": ("★ 政治", "gold"),
        "work_anniversary": ("▲ 工作", "blue"),
    }
)


class LinesCard(Card):
    """A card whose lines are made anew each time."""

    def __init__(self, heading: str, *, grows: bool = False) -> None:
        super().__init__(heading)
        self._holder: QWidget | None = None
        if not grows:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def put_lines(self, lines: list[QWidget]) -> None:
        """Replaces what stands in the card."""
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.deleteLater()
        self._holder = clear(QWidget())
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for line in lines:
            column.addWidget(line)
        column.addStretch(1)
        self.add(self._holder, 1)


class ToDoCard(LinesCard):
    """该办的事: late and soon, each with its basis and one verb.

    Signals:
        wanted(str, object): ledger, and a uid or a Draft to start with.
        page_wanted(str): the page on which a thing is done.
        all_wanted: the whole list.
    """

    wanted = Signal(str, object)
    page_wanted = Signal(str)
    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("该办的事")
        self.all_link = button("", self.all_wanted.emit, kind="link")
        self.add_to_head(self.all_link)

    def show_view(self, view: "TodayView") -> None:
        self.all_link.setText(f"全部 {view.duty_count} 件")
        lines: list[QWidget] = [self._line(each) for each in view.to_do[:MOST_TO_DO]]
        if not lines:
            lines = [label("近一个月内没有要办的事，逾期的也没有。", "secondary", wrap=True)]
        self.put_lines(lines)

    def _line(self, to_do: "ToDo") -> ItemLine:
        line = ItemLine(to_do.title, to_do.note, chip=StatusChip(to_do.days_left))
        line.add_verb(to_do.verb, partial(self._open, to_do))
        return line

    def _open(self, to_do: "ToDo") -> None:
        from db.changes import Draft

        if to_do.page:
            self.page_wanted.emit(to_do.page)
            return
        self.wanted.emit(to_do.ledger, to_do.uid or (Draft(to_do.starts) if to_do.starts else None))


class GridCard(Card):
    """The year at a glance; a cell opens what was recorded there, or a new record.

    Signals:
        wanted(str, object): ledger and uid, None for a new record.
    """

    wanted = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("组织生活")
        self.add_to_head(label("数字 次数　缺 逾期　待 未到　补 补记", "note"))
        self.grid = FrequencyGrid()
        self.grid.cell_chosen.connect(self.open_cell)
        self.add(self.grid)
        self.body.addStretch(1)
        self._held: Any = {}

    def show_view(self, view: "TodayView") -> None:
        self.heading.setText(f"{view.grid.year} 年组织生活")
        self.grid.set_rows(view.grid.rows)
        self._held = view.held

    def open_cell(self, ledger: str, month: int) -> None:
        """One record is opened, several are offered, none means a new one."""
        held = self._held.get((ledger, month), ())
        if len(held) <= 1:
            self.wanted.emit(ledger, held[0][0] if held else None)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for uid, title in held:
            menu.addAction(title, partial(self.wanted.emit, ledger, uid))
        menu.addSeparator()
        menu.addAction("再记一次", partial(self.wanted.emit, ledger, None))
        menu.popup(QCursor.pos())


class CheckCard(Card):
    """迎检自评: what the number means is said in words beside it.

    Signals:
        doctor_wanted: the check-up.
    """

    doctor_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout()
        row.setSpacing(16)
        self.donut = ScoreDonut()
        row.addWidget(self.donut)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label("迎检自评", "heading"))
        self.share = label("", "secondary", wrap=True)
        self.counts = label("", "secondary", wrap=True)
        for line in (self.share, self.counts):
            words.addWidget(line)
        link = button("去体检", self.doctor_wanted.emit, kind="link")
        words.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)
        self.body.addLayout(row)

    def show_view(self, view: "TodayView") -> None:
        check = view.check
        self.donut.set_score(check.score)
        share = f"到期的 {check.owed} 件事办了 {check.done} 件" if check.owed else "还没有到期的事"
        self.share.setText(share)
        self.donut.setAccessibleName(f"{share}，完成百分之 {check.score or 0}")
        serious, ordinary, hints = (check.counts[code] for code in ("S1", "S2", "S3"))
        self.counts.setText(f"严重 {serious} · 一般 {ordinary} · 提示 {hints}")


class BackupCard(LinesCard):
    """备份: shown only while something is to be done about it.

    Signals:
        backups_wanted: the page of backups.
    """

    backups_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("备份")
        self.add_to_head(button("去看看", self.backups_wanted.emit, kind="link"))
        self.hide()

    def show_view(self, view: "TodayView") -> None:
        self.setVisible(bool(view.backup_words))
        self.put_lines([label(words, wrap=True) for words in view.backup_words])


class ExchangeCard(LinesCard):
    """数据包: shown only while changes wait too long to be taken along, or conflicts wait.

    Signals:
        page_wanted(str): the page that settles it.
    """

    page_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__("数据包")
        self.hide()

    def show_view(self, view: "TodayView") -> None:
        self.setVisible(bool(view.exchange))
        lines: list[QWidget] = []
        for words, verb, page in view.exchange:
            line = ItemLine(words)
            line.add_verb(verb, partial(self.page_wanted.emit, page))
            lines.append(line)
        self.put_lines(lines)


class ComingCard(LinesCard):
    """近七天的日子, in three colours and words.

    Signals:
        wanted(str, object): ledger and uid.
        poster_wanted: the page of birthdays.
    """

    wanted = Signal(str, object)
    poster_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("近七天的日子")
        self.add_to_head(button("三色生日表", self.poster_wanted.emit, kind="link"))
        self._today = date.min

    def show_view(self, view: "TodayView", today: date) -> None:
        self._today = today
        lines: list[QWidget] = [self._line(each) for each in view.coming[:MOST_COMING]]
        if len(view.coming) > MOST_COMING:
            lines.append(label(f"还有 {len(view.coming) - MOST_COMING} 位，见三色生日表", "note"))
        self.put_lines(lines or [label("近七天没有生日和政治生日。", "secondary", wrap=True)])

    def _line(self, coming: "ComingDay") -> ItemLine:
        words, tone = COLOURS[coming.kind]
        return ItemLine(coming.name, coming.words, chip=Chip(words, tone), when=_when(coming.on, self._today))


class RecentCard(LinesCard):
    """最近记录.

    Signals:
        wanted(str, object): ledger and uid.
    """

    wanted = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("最近记录", grows=True)

    def show_view(self, view: "TodayView") -> None:
        lines: list[QWidget] = []
        for recent in view.recent:
            line = ItemLine(recent.title, recent.note)
            line.add_verb("打开", partial(self.wanted.emit, recent.ledger, recent.uid))
            lines.append(line)
        self.put_lines(lines or [label("还没有记录。", "secondary")])


class FirstStepsCard(LinesCard):
    """An empty branch: what to do first, in order, with what is done already.

    Signals:
        wanted(str, object): ledger and uid (None: a new record).
        import_wanted: the import of the roster.
    """

    wanted = Signal(str, object)
    import_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("先做这三件事")

    def show_view(self, view: "TodayView") -> None:
        steps: tuple[tuple[str, str, str, str, Callable[[], object]], ...] = (
            ("person", "导入党员名册", "从现有的 Excel 名册导入，先核对、再写入，可以撤销。", "导入名册", self.import_wanted.emit),
            ("post", "登记支委", "谁任书记、委员，从哪天起；应到人数和任期由此算出。", "登记支委",
             partial(self.wanted.emit, "post", None)),
            ("meetings", "记第一次会议", "应到名单按会议当天的名册自动列出，会后可直接打印记录和签到表。", "记会议",
             partial(self.wanted.emit, "general_meeting", None)),
        )  # fmt: skip
        lines: list[QWidget] = []
        for number, (key, title, note, verb, act) in enumerate(steps, start=1):
            is_done = bool(view.counts.get(key))
            chip = Chip("已完成" if is_done else f"第 {number} 步", "green" if is_done else "blue")
            line = ItemLine(title, note, chip=chip)
            if not is_done:
                line.add_verb(verb, act)
            lines.append(line)
        self.put_lines(lines)


def _when(on: date, today: date) -> str:
    days = (on - today).days
    word = ("今天", "明天", "后天")[days] if 0 <= days < 3 else f"周{'一二三四五六日'[on.weekday()]}"
    return f"{word} {on.month}月{on.day}日"
