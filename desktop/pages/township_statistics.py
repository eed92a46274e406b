"""统计: one merged table of all branches with totals, to look at and to save as a spreadsheet."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop import messages
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, button, label
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.services.branch import Branch
    from db.township.statistics import MergedTable

_FILTERS = "Excel 工作簿 (*.xlsx);;CSV 文本表格 (*.csv)"
_SHORT = {
    "预备党员": "预备",
    "女党员": "女",
    "35岁及以下": "35下",
    "61岁及以上": "61上",
    "申请和培养对象": "培养",
    "党小组": "小组",
    "支部党员大会": "大会",
    "支委会": "支委",
    "党小组会": "组会",
    "主题党日": "党日",
    "组织生活会": "生活会",
    "应办完成": "完成",
    "应办未到期": "未到",
    "应办逾期": "逾期",
    "待处理问题": "问题",
}


class TownshipStatisticsPage(Page):
    """One table; its whole titles are in the spreadsheet and in the legend below."""

    reads_anew = True

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "统计", parent)
        self.add_action(button("打印", lambda: self.page_wanted.emit("township_papers"), icon="print"))
        self.save_button = button("存为表格", self.save, kind="primary", icon="export")
        self.add_action(self.save_button)
        self.table = TextTable("统计表", (TextColumn("支部", 10),))
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # branches differ at the end of their names
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.table, 1)
        self.body.addWidget(card, 1)
        self.legend = label("", "note", wrap=True)
        self.body.addWidget(self.legend)

    def refresh(self) -> None:
        self.query(_read, self._show, title="正在统计")

    def focus_start(self) -> None:
        self.table.setFocus()

    def save(self) -> None:
        """Writes the spreadsheet."""
        chosen = messages.choose_target(self, "统计表存到哪里", "统计表.xlsx", _FILTERS)
        if chosen is None:
            return

        def work(branch: "Branch") -> Path:
            from db.files import atomic_write
            from db.services.trail import note_quietly
            from db.township.statistics import spreadsheet_of

            merged = _read(branch)
            written = atomic_write(chosen, spreadsheet_of(merged, "统计表", chosen.suffix))
            note_quietly(branch, "export", f"统计表 → {written.name}", f"{len(merged.rows)}个支部")
            return written

        self.command(work, self._told, title="正在写表格")

    def _told(self, path: Path) -> None:
        messages.toast(self, f"已存为 {path.name}")

    def _show(self, merged: "MergedTable") -> None:
        columns = [
            TextColumn(_SHORT.get(title, title), 10 if not number else 2)
            for number, title in enumerate(merged.titles)
        ]
        rows = [tuple(str(cell) for cell in row) for row in merged.rows]
        if rows:
            rows.append(tuple(str(cell) for cell in merged.totals))
        self.table.show_rows(rows, columns=columns)
        self.set_subtitle(f"{len(merged.rows)} 个已上报的支部，会议为今年的次数")
        pairs = [f"{_SHORT[title]}：{title}" for title in merged.titles if title in _SHORT]
        self.legend.setText("　".join(pairs))


def _read(branch: "Branch") -> "MergedTable":
    from db.township.papers import merged_of, read_overview

    return merged_of(read_overview(branch))
