"""谈话对照表: who talked with whom in a year, and who is still to be talked with.

What is asked for is worked out by the rules; this page shows it, and a cell leads to the record or to a new one.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop import theme
from desktop.dialogs.print_preview import print_menu_button
from desktop.pages.page import Page, PageContext
from desktop.pages.talks_page_reading import TalksView, TalkTold, read_talks
from desktop.widgets.basic import Card, EmptyState, button, clear, label
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.fold import Fold
from desktop.widgets.story_panel import StoryPanel
from desktop.widgets.talk_grid import TalkCell, TalkGrid

if TYPE_CHECKING:
    from db.changes import Draft

_PANEL_WIDTH = 250
_GRID_HEIGHT, _PANEL_HEIGHT = 280, 220  # one under the other, where the page scrolls
_FOLDED_BELOW = 960
_LEGEND = "3-12：最近一次谈话的日子　×2：谈过两次　待：今年还没有谈　缺：全年没有谈　空白、不要求：没有谈过，也不必逐个谈"
_BASIS = "支委之间、支委和党员之间、党员之间每年谈心谈话一般不少于一次（《中国共产党支部工作条例（试行）》第十九条）。党员之间不逐对要求。"


class TalksPage(Page):
    """The grid on the left, the talks of the chosen pair on the right."""

    ledgers: frozenset[str] = frozenset()  # events of many ledgers ask for a talk

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "谈话对照表", parent)
        self._view: TalksView | None = None
        self.print_button = print_menu_button(
            self, (("talk_matrix", "谈心谈话对照表"),), lambda: {"year": self.year}
        )
        self.new_button = button(
            "登记谈话", partial(self.record_wanted.emit, "heart_talk", None), kind="primary", icon="plus"
        )
        self.add_action(self.print_button)
        self.add_action(self.new_button)
        self.body.addLayout(self._build_choices())
        self.grid = TalkGrid()
        self.grid.cell_chosen.connect(self._show_story)
        self.grid.cell_opened.connect(self.open_cell)
        content = clear(QWidget())
        self._fold = Fold(content, _FOLDED_BELOW)
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.grid, 1)
        self._fold.addWidget(card, 1)
        self.panel = StoryPanel("点一格，看谈过几次")
        self._fold.add_panel(self.panel, _PANEL_WIDTH)
        self.empty = EmptyState(
            "talk", "还没有登记支委任职，看不出谁该与谁谈", "支委之间、支委和每名党员本年是否谈过"
        )
        self.empty.offer("登记任职", partial(self.record_wanted.emit, "post", None))
        self.stack = QStackedWidget()
        self.area = self.scrolled(content)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stack.addWidget(self.area)
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)
        self.legend = label(_LEGEND, "note", wrap=True)
        self.body.addWidget(self.legend)

    @property
    def year(self) -> int:
        """The year chosen."""
        return int(self.years.currentData())

    def refresh(self) -> None:
        self.query(partial(read_talks, year=self.year), self._show, title="正在核对谈话")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel goes under the grid where both have no room side by side."""
        super().resizeEvent(event)
        self._fold.fit(self.width())
        for part, height in ((self.grid, _GRID_HEIGHT), (self.panel, _PANEL_HEIGHT)):
            part.setMinimumHeight(round(height * theme.current().scale) if self._fold.is_folded else 0)

    def focus_start(self) -> None:
        (self.grid if self.stack.currentIndex() == 0 else self.empty.action).setFocus()

    # --- verbs -----------------------------------------------------------------------------------------------
    def open_cell(self, cell: TalkCell) -> None:
        """The one talk of two people, or a new one with both filled in; of several the panel lets one choose."""
        told = self._talks_of(cell)
        if not told:
            self.record_wanted.emit("heart_talk", self._draft(cell))
        elif len(told) == 1 and cell.other:
            self.record_wanted.emit("heart_talk", told[0].uid)
        else:
            self._show_story(cell)
            first = self.panel.findChild(QPushButton)
            if first is not None:
                first.setFocus()

    def _draft(self, cell: TalkCell) -> "Draft":
        from db.changes import Draft, Ref

        names = self._view.names if self._view else {}
        begins, other = self._view.starts[cell.one, cell.other] if self._view else ("", "")
        values = {"initiator": begins, "partner": other}
        return Draft({key: Ref(uid, names[uid]) for key, uid in values.items() if uid})

    # --- showing ---------------------------------------------------------------------------------------------
    def _build_choices(self) -> ChoiceRow:
        row = ChoiceRow()
        self.years = row.add_years(self.context.today, self.refresh)
        self.parts = row.add_choice("看哪些人", self._show_part)
        row.addStretch(1)
        self.waiting_button = button("", partial(self.page_wanted.emit, "duties"), kind="link")
        self.waiting_button.hide()
        row.addWidget(self.waiting_button)
        return row

    def _show(self, found: TalksView) -> None:
        self._view = found
        self.set_subtitle(found.summary)
        self.waiting_button.setText(found.waiting)
        self.waiting_button.setVisible(bool(found.waiting))
        chosen = self.parts.currentData()
        self.parts.clear()
        for part in found.parts:
            self.parts.addItem(part.title, part.key)
        self.parts.setCurrentIndex(max(0, self.parts.findData(chosen)))
        self.stack.setCurrentIndex(0 if found.has_committee else 1)
        self.legend.setVisible(found.has_committee)
        self._show_part()

    def _show_part(self) -> None:
        key = self.parts.currentData()
        part = next((part for part in self._view.parts if part.key == key), None) if self._view else None
        if part is not None:
            self.grid.show_lines(part.across, part.lines)
            self._show_story(self.grid.cell)

    def _talks_of(self, cell: TalkCell) -> tuple[TalkTold, ...]:
        return self._view.talks.get((cell.one, cell.other), ()) if self._view else ()

    def _show_story(self, cell: TalkCell | None) -> None:
        if self._view is None or cell is None:
            self.panel.tell_nothing()
            return
        names = [self._view.names[uid] for uid in (cell.one, cell.other) if uid]
        self.panel.tell(" 与 ".join(names) or "同一个人", self._story_lines(cell))

    def _story_lines(self, cell: TalkCell) -> list[QWidget]:
        made: list[QWidget] = [label(cell.tooltip, wrap=True)]
        for told in self._talks_of(cell):
            made.append(label(told.words, "secondary", wrap=True))
            made.append(button("查看", partial(self.record_wanted.emit, "heart_talk", told.uid), kind="link"))
        if cell.one:
            begin = partial(self._begin, cell)
            made.append(button("登记谈话" if cell.other else "与此人谈话", begin, icon="plus"))
        return [*made, label(_BASIS, "note", wrap=True)]

    def _begin(self, cell: TalkCell) -> None:
        self.record_wanted.emit("heart_talk", self._draft(cell))
