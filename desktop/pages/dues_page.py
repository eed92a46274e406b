"""党费: names and months, who owes what and why, a month taken in from everybody and the exceptions after it.

What is owed is worked out by the rules; this page shows it, and every verb leads to a record that can be corrected.
"""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop import messages
from desktop.dialogs.print_preview import open_print
from desktop.pages.dues_page_reading import STATE_TITLES, CellStory, DuesYearView, Paid, read_year
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Chip, EmptyState, button, clear, label, menu_button
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.fold import Fold
from desktop.widgets.month_grid import MonthGrid
from desktop.widgets.story_panel import StoryPanel

if TYPE_CHECKING:
    from db.changes import Changes
    from db.rules.dues.collecting import Collected
    from db.services.branch import Branch

_PANEL_WIDTH = 280
_FOLDED_BELOW = 960
_CHIPS = {"paid": "green", "part": "gold", "late": "red", "due": "gold", "unsettled": "gold"}
_LEGEND = (
    "数字：已交的金额　欠：过了月没有交　待：本月还没有交　免：经批准免交　未核：没有核定　—：当月不在册"
)
_PRINTS = (
    ("dues_receipts", "本月收据"),
    ("dues_settling", "党费核定表"),
    ("dues_notice", "全年收缴情况公示"),
    ("dues_table", "全年收缴一览表"),
)


class DuesPage(Page):
    """The grid on the left, the chosen month of the chosen person on the right."""

    ledgers = frozenset({"person", "dues_standard", "dues_payment", "dues_ledger"})

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "党费收缴", parent)
        self._view: DuesYearView | None = None
        self._is_fresh = True
        self._at = ("", context.today.month)
        self.print_button = menu_button("打印", "print")
        for key, title in _PRINTS:
            self.print_button.menu().addAction(title, partial(self._print, key))
        self.settle_button = button(
            "登记核定", self._settle_new, icon="plus", hint="一名党员的基数和类型，自某月起"
        )
        self.collect_button = button("全部已收", self.collect, kind="primary", icon="check")
        self.add_action(self.print_button)
        self.add_action(self.collect_button)
        self.body.addLayout(self._build_choices())
        self.grid = MonthGrid("党费收缴", ("应交", "实交"), ("000.00", "00000.00"))
        self.grid.cell_chosen.connect(self._choose)
        self.grid.opened.connect(lambda _person: self._open_payment())
        content = clear(QWidget())
        self._fold = Fold(content, _FOLDED_BELOW)
        self._fold.addWidget(self.grid, 1)
        self._fold.add_panel(self._build_panel(), _PANEL_WIDTH)
        self.empty = EmptyState(
            "coin",
            "还没有核定任何人的党费",
            "核定表是否每年年初重新核定、本人签名；是否按月足额交纳、每年公布一次",
        )
        self.empty.offer("登记核定", self._settle_new)
        self.stack = QStackedWidget()
        self.stack.addWidget(content)
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(label(_LEGEND, "note", wrap=True))

    @property
    def year(self) -> int:
        """The year chosen."""
        return int(self.years.currentData())

    @property
    def month(self) -> int:
        """The month that 全部已收 and the receipts are about."""
        return int(self.months.currentData())

    def refresh(self) -> None:
        self.query(partial(read_year, year=self.year), self._show, title="正在计算党费")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel goes under the grid where both have no room side by side."""
        super().resizeEvent(event)
        self._fold.fit(self.width())

    # --- verbs -----------------------------------------------------------------------------------------------
    def collect(self) -> None:
        """Records the month as paid by everybody who owes it, after saying how many and how much."""
        if self._view is None:
            return
        count, amount = self._view.to_collect[self.month]
        when = f"{self.year}年{self.month}月"
        if not count:
            messages.toast(self, f"{when}没有要收的党费")
            return
        details = f"登记 {count} 人今天交了 {when}的党费，共 {amount} 元，收据编号接着往下编。没有交的人，登记以后逐个去掉。"
        if not messages.ask(self, f"{when}党费全部已收？", details, yes="全部已收"):
            return
        month = f"{self.year:04d}-{self.month:02d}"

        def work(branch: "Branch") -> "Collected":
            from db.rules.dues.collecting import collect

            return collect(branch, month, branch.today)

        self.command(work, self._told_collected)

    def take_back(self, batch: str) -> None:
        """Takes a whole 全部已收 back."""

        def work(branch: "Branch") -> object:
            from db.importing.commit import undo

            return undo(branch, batch).changes

        def then(_changes: object) -> None:
            messages.toast(self, "已撤销，这些交纳记录在回收站里")

        self.command(work, then)

    def not_paid(self, payment: Paid) -> None:
        """Takes one payment away: an exception after 全部已收."""

        def work(branch: "Branch") -> "Changes":
            from db.ledgers import by_key
            from db.services.saving import remove

            return remove(branch, by_key("dues_payment"), (payment.uid,))

        def then(_changes: "Changes") -> None:
            messages.toast(self, "已去掉这笔交纳", "撤销", lambda: self._put_back(payment.uid))

        self.command(work, then)

    def _put_back(self, uid: str) -> None:
        def work(branch: "Branch") -> "Changes":
            from db.ledgers import by_key
            from db.services.saving import put_back

            return put_back(branch, by_key("dues_payment"), (uid,))

        self.command(work)

    def _told_collected(self, done: "Collected") -> None:
        text = f"已登记 {done.count} 人；没有交的点开那一格，选“没有交”"
        messages.toast(self, text, "撤销", lambda: self.take_back(done.batch))

    def _settle_new(self) -> None:
        from db.changes import Draft

        self.record_wanted.emit("dues_standard", Draft({"from_month": f"{self.year:04d}-01"}))

    def _open_payment(self) -> None:
        """Enter or a double click: the payment of the month, or a new one."""
        story = self._story()
        if story is None:
            return
        from db.changes import Draft

        if story.payments:
            self.record_wanted.emit("dues_payment", story.payments[0].uid)
        else:
            self.record_wanted.emit("dues_payment", Draft(dict(story.starts)))

    def _print(self, key: str, more: Mapping[str, object] | None = None) -> None:
        options: dict[str, object] = {"year": self.year, **(more or {})}
        if key == "dues_receipts" and more is None:
            options["month"] = self.month
        open_print(self, self.context.tasks, key, options, dict(_PRINTS)[key])

    # --- showing ---------------------------------------------------------------------------------------------
    def _build_choices(self) -> ChoiceRow:
        row = ChoiceRow()
        self.years = row.add_years(self.context.today, self.refresh)
        self.months = row.add_choice("收哪个月", self._show_month)
        for month in range(1, 13):
            self.months.addItem(f"{month} 月", month)
        self.months.setCurrentIndex(self.context.today.month - 1)
        self.owing = label("", "secondary")
        row.addWidget(self.owing)
        row.addStretch(1)
        row.addWidget(self.settle_button)
        return row

    def _build_panel(self) -> StoryPanel:
        self.panel = StoryPanel("点一格，看怎么算出来的")
        self.chip = Chip()
        self.chip.hide()
        self.panel.add_to_head(self.chip)
        return self.panel

    def _show(self, found: DuesYearView) -> None:
        self._view = found
        self.set_subtitle(found.summary)
        self.stack.setCurrentIndex(0 if found.is_kept else 1)
        self.collect_button.setEnabled(found.is_kept)
        self.grid.show_lines(found.lines)
        self._show_month()
        person = self._at[0] or (found.lines[0].person if found.lines else "")
        self.grid.choose(person, self._at[1])
        if self._is_fresh:
            self._is_fresh = False
            self.grid.setFocus()
        self._show_story()

    def _show_month(self) -> None:
        if self._view is not None:
            count, amount = self._view.to_collect[self.month]
            self.owing.setText(f"还有 {count} 人没有交，共 {amount} 元" if count else "没有要收的")

    def _choose(self, person: str, month: int) -> None:
        self._at = person, month
        self._show_story()

    def _story(self) -> CellStory | None:
        return self._view.stories.get(self._at) if self._view else None

    def _show_story(self) -> None:
        story = self._story()
        self.chip.setVisible(story is not None)
        if story is None:
            self.panel.tell_nothing()
            return
        self.chip.say(STATE_TITLES[story.state], _CHIPS.get(story.state, "neutral"))
        self.panel.tell(f"{story.name}　{int(story.month[5:])}月", self._story_lines(story))

    def _story_lines(self, story: CellStory) -> list[QWidget]:
        made: list[QWidget] = [label(f"应交 {story.due} 元，实交 {story.paid} 元")]
        if story.steps:
            made.append(label("试算", "heading"))
        for text, amount, basis in story.steps:
            made.append(label(f"{text}　{amount}", wrap=True))
            made.append(label(basis, "note", wrap=True))
        if story.basis:
            made.append(label(story.basis, "note", wrap=True))
        if story.arrears:
            made.append(label(f"欠交：{story.arrears}", wrap=True))
        if story.payments:
            made.append(label("交纳", "heading"))
        made += [self._payment_line(each) for each in story.payments]
        return [*made, *self._verbs(story)]

    def _payment_line(self, payment: Paid) -> QWidget:
        box = clear(QWidget())
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(payment.words, wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(
            button("查看", partial(self.record_wanted.emit, "dues_payment", payment.uid), kind="link")
        )
        receipt = partial(self._print, "dues_receipts", {"uid": payment.uid})
        row.addWidget(button("打印收据", receipt, kind="link"))
        if payment.covers_only_this:
            row.addWidget(button("没有交", partial(self.not_paid, payment), kind="link"))
        row.addStretch(1)
        column.addLayout(row)
        return box

    def _verbs(self, story: CellStory) -> list[QWidget]:
        from db.changes import Draft

        made: list[QWidget] = []
        if story.state in ("due", "late", "part"):
            begin = partial(self.record_wanted.emit, "dues_payment", Draft(dict(story.starts)))
            made.append(button("登记交纳", begin, icon="plus"))
        settle = partial(self.record_wanted.emit, "dues_standard", Draft(dict(story.settles)))
        if story.standard:
            look = partial(self.record_wanted.emit, "dues_standard", story.standard)
            made.append(button("查看核定", look, kind="link"))
            made.append(button(f"从{int(story.month[5:])}月起改核定", settle, kind="link"))
        elif story.state == "unsettled":
            made.append(button("登记核定", settle, icon="plus"))
        return made
