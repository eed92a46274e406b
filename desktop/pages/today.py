"""今天: what is late and what is coming, the year at a glance, and the quick ways to write something down."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QVBoxLayout, QWidget

from desktop import theme
from desktop.pages.page import Page, PageContext
from desktop.pages.today_cards import (
    BackupCard,
    CheckCard,
    ComingCard,
    ExchangeCard,
    FirstStepsCard,
    GridCard,
    RecentCard,
    ToDoCard,
)
from desktop.pages.today_reading import TodayView, read_today
from desktop.widgets.basic import Tile, button, clear
from desktop.widgets.fold import Fold

if TYPE_CHECKING:
    from db.ledger_spec import LedgerSpec

_SIDE_FROM = 940  # narrower than this the side cards fold under
_OTHER_QUICK = ("heart_talk", "care_visit", "document", "person")


class TodayPage(Page):
    """The first page."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "今天", parent)
        self._build_quick()
        content = clear(QWidget())
        self._fold = Fold(content, _SIDE_FROM)
        self._build_main()
        self._build_side()
        area = self.scrolled(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(area, 1)

    def refresh(self) -> None:
        self.query(read_today, self._show, title="正在整理今天的事")

    def _show(self, view: TodayView) -> None:
        self.set_subtitle(view.day_words)
        self.first_steps.setVisible(view.is_new)
        self.first_steps.show_view(view)
        has_people = bool(view.counts["person"])
        for card in (self.to_do, self.grid, self.check):
            card.setVisible(has_people or not view.is_new)
            card.show_view(view)
        self.coming.show_view(view, self.context.today)
        self.recent.show_view(view)
        self.backup.show_view(view)
        self.exchange.show_view(view)

    # --- building --------------------------------------------------------------------------------------------
    def _build_quick(self) -> None:
        self.quick_button = button(
            "记一笔",
            self._open_quick_menu,
            kind="primary",
            icon="plus",
            hint="记会议、谈话、走访、文件（Ctrl+N）",
        )
        self.quick_button.setShortcut(QKeySequence("Ctrl+N"))
        self.quick_menu = QMenu(self.quick_button)
        self._fill_quick_menu(self.quick_menu)
        self.add_action(self.quick_button)

    def _open_quick_menu(self) -> None:
        self.quick_menu.popup(_below(self.quick_button))

    def _fill_quick_menu(self, menu: QMenu) -> None:
        from db.ledgers import by_key

        for spec in _meetings():
            menu.addAction(f"记{spec.title}", partial(self.record_wanted.emit, spec.key, None))
        menu.addSeparator()
        for key in _OTHER_QUICK:
            menu.addAction(f"新增{by_key(key).title}", partial(self.record_wanted.emit, key, None))

    def _build_tiles(self) -> QGridLayout:
        self.meeting_tile = Tile("meeting", "记会议", "党员大会、支委会……")
        menu = QMenu(self.meeting_tile)
        for spec in _meetings():
            menu.addAction(spec.title, partial(self.record_wanted.emit, spec.key, None))
        self.meeting_tile.clicked.connect(lambda: menu.popup(_below(self.meeting_tile)))
        self.activity_tile = Tile("flag", "记活动", "主题党日")
        self.activity_tile.clicked.connect(lambda: self.record_wanted.emit("theme_day", None))
        self.talk_tile = Tile("talk", "记谈话", "谈心谈话")
        self.talk_tile.clicked.connect(lambda: self.record_wanted.emit("heart_talk", None))
        self.dues_tile = Tile("coin", "收党费", "全部已收、试算")
        self.dues_tile.clicked.connect(lambda: self.page_wanted.emit("dues"))
        self.print_tile = Tile("print", "打印", "签到表、记录、名册")
        self.print_tile.clicked.connect(lambda: self.page_wanted.emit("print_centre"))
        self._tiles = (
            self.meeting_tile,
            self.activity_tile,
            self.talk_tile,
            self.dues_tile,
            self.print_tile,
        )
        self._tile_grid = QGridLayout()
        self._tile_grid.setSpacing(12)
        self._arrange_tiles(len(self._tiles))
        return self._tile_grid

    def _arrange_tiles(self, columns: int) -> None:
        for number, tile in enumerate(self._tiles):
            self._tile_grid.addWidget(tile, number // columns, number % columns)

    def _build_main(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addLayout(self._build_tiles())
        self.first_steps = FirstStepsCard()
        self.to_do = ToDoCard()
        self.grid = GridCard()
        for card, stretch in ((self.first_steps, 0), (self.to_do, 0), (self.grid, 1)):
            column.addWidget(card, stretch)
        column.addStretch(0)
        self.first_steps.wanted.connect(self.record_wanted)
        self.first_steps.import_wanted.connect(partial(self.page_wanted.emit, "import"))
        self.to_do.wanted.connect(self.record_wanted)
        self.to_do.page_wanted.connect(self.page_wanted)
        self.to_do.all_wanted.connect(partial(self.page_wanted.emit, "duties"))
        self.grid.wanted.connect(self.record_wanted)
        self._fold.addLayout(column, 7)

    def _build_side(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(12)
        self.backup = BackupCard()
        self.exchange = ExchangeCard()
        self.check = CheckCard()
        self.coming = ComingCard()
        self.recent = RecentCard()
        for card in (self.backup, self.exchange, self.check, self.coming):
            column.addWidget(card)
        column.addWidget(self.recent, 1)
        self.backup.backups_wanted.connect(partial(self.page_wanted.emit, "backups"))
        self.exchange.page_wanted.connect(self.page_wanted)
        self.check.doctor_wanted.connect(partial(self.page_wanted.emit, "doctor"))
        self.coming.poster_wanted.connect(partial(self.page_wanted.emit, "birthdays"))
        self.recent.wanted.connect(self.record_wanted)
        self._fold.addLayout(column, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold.fit(self.width())
        self._arrange_tiles(2 if self.width() < 760 * theme.current().scale else len(self._tiles))


def _meetings() -> "tuple[LedgerSpec, ...]":
    from db.ledgers import LEDGERS

    return tuple(spec for spec in LEDGERS if spec.meeting)


def _below(tile: QWidget) -> QPoint:
    return tile.mapToGlobal(tile.rect().bottomLeft())
