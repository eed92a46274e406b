"""党内统计: the tables of the yearly and half-yearly statistics as of a day, and who is behind each number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop import messages, theme
from desktop.dialogs.choose_day import ask_for_day
from desktop.dialogs.print_preview import print_menu_button
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, button, clear, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.count_grid import CountGrid, CountLine
from desktop.widgets.fold import Fold

if TYPE_CHECKING:
    from db.rules.statistics import StatTable
    from db.services.branch import Branch

_LIST_WIDTH, _PANEL_WIDTH = 190, 250
_FOLDED_BELOW, _LIST_HEIGHT = 900, 130
_OTHER_DAY = "other"
_HALVES = {"06-30": "半年报", "12-31": "年报"}
_OPENED = ("person", "discipline", "group", "term")  # records that can be opened from a name


@dataclass(frozen=True, slots=True)
class ShownStatistics:
    """The tables of a day with the names of everything they count."""

    day: date
    tables: "tuple[StatTable, ...]"
    names: Mapping[tuple[str, str], str]
    notes: Mapping[str, tuple[str, ...]]


def read_statistics(branch: "Branch", day: date) -> ShownStatistics:
    """Everything the page shows of one day."""
    from db.rules.gathering import gather
    from db.rules.statistics import statistics
    from db.rules.statistics.presenting import Namer, notes_of

    facts = gather(branch)
    tables, namer = statistics(facts, day), Namer(facts)
    records = {
        record for table in tables for row in table.rows for cell in row.cells.values() for record in cell
    }
    return ShownStatistics(
        day,
        tables,
        {record: namer.name(record) for record in records},
        {table.key: notes_of(table) for table in tables},
    )


class StatisticsPage(Page):
    """Tables on the left, the numbers in the middle, the names on the right."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "党内统计", parent)
        self._shown: ShownStatistics | None = None
        self.day = context.today
        self.print_button = print_menu_button(
            self, (("statistics", "打印党内统计表"),), lambda: {"day": self.day.isoformat()}
        )
        self.add_action(self.print_button)
        self.save_button = button("存为表格", self.save, kind="primary", icon="export")
        self.add_action(self.save_button)
        self.body.addLayout(self._build_days())
        content = clear(QWidget())
        self._fold = Fold(content, _FOLDED_BELOW, spacing=12)
        self._build_tables()
        self._build_names()
        area = self.scrolled(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(area, 1)

    def refresh(self) -> None:
        self.query(partial(read_statistics, day=self.day), self._show, title="正在统计")

    def focus_start(self) -> None:
        self.kinds.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The three parts stand under each other where they have no room side by side."""
        super().resizeEvent(event)
        self._fold.fit(self.width())
        for part in (self.kinds, self.names):
            part.setMinimumHeight(round(_LIST_HEIGHT * theme.current().scale) if self._fold.is_folded else 0)
        self._fit_grid()

    @property
    def table(self) -> "StatTable | None":
        """The table chosen."""
        row = self.kinds.currentRow()
        return self._shown.tables[row] if self._shown and row >= 0 else None

    def save(self) -> None:
        """Writes the tables and the names behind them as a workbook."""
        name = f"党内统计表{self.day:%Y%m%d}.xlsx"
        chosen = messages.choose_target(self, "统计表存到哪里", name, "Excel 工作簿 (*.xlsx)")
        if chosen is None:
            return
        day = self.day

        def work(branch: "Branch") -> Path:
            from db.files import atomic_write
            from db.rules.gathering import gather
            from db.rules.statistics import statistics
            from db.rules.statistics.exporting import export_statistics

            facts = gather(branch)
            return atomic_write(
                chosen, export_statistics(branch, chosen.name, statistics(facts, day), facts, day)
            )

        self.command(work, self._told, title="正在写表格")

    def choose_day(self, day: date) -> None:
        """Counts as of another day."""
        self.day = day
        if self.days.findData(day.isoformat()) < 0:
            self.days.insertItem(self.days.count() - 1, f"{day:%Y-%m-%d}", day.isoformat())
        self.days.setCurrentIndex(self.days.findData(day.isoformat()))
        self.refresh()

    # --- building --------------------------------------------------------------------------------------------
    def _build_days(self) -> QHBoxLayout:
        from db.rules.statistics import reference_days

        row = QHBoxLayout()
        row.setSpacing(8)
        name = label("统计截至", "secondary")
        self.days = QuietCombo()
        self.days.setAccessibleName("统计截至")
        self.days.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        name.setBuddy(self.days)
        today = self.context.today
        self.days.addItem(f"今天（{today:%Y-%m-%d}）", today.isoformat())
        for day in reference_days(today):
            if day != today:
                self.days.addItem(f"{day:%Y-%m-%d} {_HALVES[f'{day:%m-%d}']}", day.isoformat())
        self.days.addItem("其他日期…", _OTHER_DAY)
        self.days.activated.connect(self._take_day)
        row.addWidget(name)
        row.addWidget(self.days)
        self.hint = label("点一个数字，右边列出是哪些人；双击姓名打开", "note")
        row.addSpacing(8)
        row.addWidget(self.hint, 1)
        return row

    def _build_tables(self) -> None:
        self.kinds = QListWidget()
        self.kinds.setAccessibleName("统计表")
        self.kinds.currentRowChanged.connect(lambda _row: self._show_table())
        self.kinds_card = Card(margins=(4, 4, 4, 4))
        self.kinds_card.add(self.kinds, 1)
        self._fold.add_panel(self.kinds_card, _LIST_WIDTH)
        self.grid = CountGrid("统计数字")
        self.grid.count_chosen.connect(self._show_names)
        self.notes = label("", "note", wrap=True)
        middle = clear(QWidget())
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.grid, 1)
        column.addWidget(card, 1)
        column.addWidget(self.notes)
        self._fold.addWidget(middle, 4)

    def _build_names(self) -> None:
        self.names_card = Card()
        self.about = label("", "heading", wrap=True)
        self.names = QListWidget()
        self.names.setAccessibleName("名单")
        self.names.itemActivated.connect(lambda _item: self.open_name())
        self.open_button = button("打开", self.open_name, icon="eye")
        self.names_card.add(self.about)
        self.names_card.add(self.names, 1)
        self.names_card.add(self.open_button)
        self.names.currentRowChanged.connect(lambda _row: self._set_openable())
        self._fold.add_panel(self.names_card, _PANEL_WIDTH)

    # --- showing ---------------------------------------------------------------------------------------------
    def _take_day(self, _index: int) -> None:
        chosen = self.days.currentData()
        if chosen != _OTHER_DAY:
            self.choose_day(date.fromisoformat(chosen))
            return
        day = ask_for_day(self, "统计截至", self.day, self.context.today)
        self.choose_day(day or self.day)

    def _show(self, shown: ShownStatistics) -> None:
        self._shown = shown
        at = max(0, self.kinds.currentRow())
        self.kinds.blockSignals(True)
        self.kinds.clear()
        self.kinds.addItems([table.title for table in shown.tables])
        self.kinds.setCurrentRow(at)
        self.kinds.blockSignals(False)
        members = shown.tables[0].row("total").count()
        self.set_subtitle(
            f"截至 {shown.day:%Y-%m-%d}，党员 {members} 人；本年指 {shown.day.year} 年 1 月 1 日起"
        )
        self._show_table()

    def _show_table(self) -> None:
        table = self.table
        if table is None or self._shown is None:
            return
        lines = [
            CountLine(
                row.label,
                tuple(row.count(column.key) for column in table.columns),
                is_sum=not row.sign and table.has_total,
            )
            for row in table.rows
        ]
        self.grid.show_counts([column.title for column in table.columns], lines)
        self.notes.setText("\n".join(self._shown.notes[table.key]))
        self.notes.setVisible(bool(self._shown.notes[table.key]))
        self.grid.choose(len(lines) - 1 if table.has_total else 0, 0)
        self._fit_grid()

    def _fit_grid(self) -> None:
        """Folded, the grid is as high as its rows: the page itself scrolls, nothing in it does."""
        self.grid.setMinimumHeight(self.grid.whole_height if self._fold.is_folded else 0)

    def _show_names(self, row: int, column: int) -> None:
        table, shown = self.table, self._shown
        if table is None or shown is None:
            return
        chosen = table.rows[row]
        records = chosen.cells[table.columns[column].key]
        title = table.columns[column].title if len(table.columns) > 1 else ""
        words = "，".join(dict.fromkeys(part for part in (chosen.label.strip("　"), title) if part))
        self.about.setText(f"{words}：{len(records)}")
        self.names.clear()
        for record in records:
            item = QListWidgetItem(shown.names[record] or "（已删除）")
            item.setData(Qt.ItemDataRole.UserRole, record)
            self.names.addItem(item)
        self._set_openable()

    def _set_openable(self) -> None:
        item = self.names.currentItem()
        self.open_button.setEnabled(item is not None and item.data(Qt.ItemDataRole.UserRole)[0] in _OPENED)

    def open_name(self) -> None:
        """Opens the record of the name chosen."""
        item = self.names.currentItem()
        if item is None:
            return
        ledger, uid = item.data(Qt.ItemDataRole.UserRole)
        if ledger in _OPENED:
            self.record_wanted.emit(ledger, uid)

    def _told(self, path: Path) -> None:
        messages.toast(self, f"已存为 {path.name}")
