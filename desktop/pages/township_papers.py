"""通报: the month's bulletin and the other papers of a township, as pages, to print or save; letters all at once."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop import messages
from desktop.dialogs.print_preview import PrintPanel
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, button, label
from desktop.widgets.choice_edits import QuietCombo

if TYPE_CHECKING:
    from db.reports.document import ReportDocument
    from db.services.branch import Branch

_KINDS = (
    ("bulletin", "月度通报"),
    ("progress", "进度表"),
    ("league", "得分与完成情况"),
    ("statistics", "统计表"),
)
_YEARS = 5
_LATEST_DAYS = 15  # in the first half of a month the bulletin is about the one before


class TownshipPapersPage(Page):
    """What to print and of which month on the left, the pages on the right."""

    reads_anew = True

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "通报", parent)
        self.set_subtitle("选内容，预览以后再打印或保存")
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._build_choice(), 2)
        self.panel = PrintPanel(context.tasks)
        row.addWidget(self.panel, 5)
        self.body.addLayout(row, 1)

    def refresh(self) -> None:
        self.show_paper()

    def focus_start(self) -> None:
        self.kind.setFocus()

    def show_paper(self) -> None:
        """Builds the paper that is chosen, and shows its pages."""
        kind = str(self.kind.currentData())
        self.month_row.setEnabled(kind == "bulletin")
        month = f"{self.year.currentData()}-{self.month.currentData():02d}"
        self.panel.clear("正在准备……")
        self.query(_builder(kind, month), self.panel.show_content, title="正在整理打印内容")

    def save_letters(self) -> None:
        """Writes a letter for each branch that is behind into a folder."""
        folder = messages.choose_folder(self, "提醒函放到哪里")
        if folder is None:
            return

        def work(branch: "Branch") -> int:
            from db.files import safe_name
            from db.township.papers import letters, read_overview
            from desktop.printing.producing import produce_document

            found = letters(read_overview(branch))
            for number, (name, document) in enumerate(found, start=1):
                target = Path(folder) / safe_name(f"{number:03d}_{document.title}_{name}.pdf", 120)
                produce_document(branch, document, target)
            return len(found)

        self.command(work, self._told_letters, title="正在写提醒函")

    def _told_letters(self, count: int) -> None:
        messages.toast(self, f"已写好 {count} 份提醒函")

    def _build_choice(self) -> Card:
        card = Card("打印什么")
        self.kind = QuietCombo()
        for code, title in _KINDS:
            self.kind.addItem(title, code)
        self.year, self.month = QuietCombo(), QuietCombo()
        today = self.context.today
        told_of = today - timedelta(days=_LATEST_DAYS)
        for year in range(today.year, today.year - _YEARS, -1):
            self.year.addItem(f"{year}年", year)
        for month in range(1, 13):
            self.month.addItem(f"{month}月", month)
        self.month.setCurrentIndex(told_of.month - 1)
        self.year.setCurrentIndex(today.year - told_of.year)
        _add(card.body, "内容", self.kind)
        self.month_row = QWidget()
        self.month_row.setProperty("surface", "clear")
        inner = QVBoxLayout(self.month_row)
        inner.setContentsMargins(0, 0, 0, 0)
        _add(inner, "年度", self.year)
        _add(inner, "月份", self.month)
        card.add(self.month_row)
        for combo in (self.kind, self.year, self.month):
            combo.activated.connect(lambda _index: self.show_paper())
        card.body.addSpacing(12)
        card.add(label("提醒函：给每个待推进的支部各写一份 PDF。", "note", wrap=True))
        card.add(button("提醒函存到文件夹", self.save_letters, icon="folder"))
        card.body.addStretch(1)
        return card


def _builder(kind: str, month: str) -> "Callable[[Branch], ReportDocument]":
    def work(branch: "Branch") -> "ReportDocument":
        from db.township.papers import PAPERS, bulletin, read_overview

        return bulletin(branch, month) if kind == "bulletin" else PAPERS[kind][1](read_overview(branch))

    return work


def _add(column: QVBoxLayout, title: str, combo: QuietCombo) -> None:
    name = label(title, "label")
    name.setBuddy(combo)
    combo.setAccessibleName(title)
    column.addWidget(name)
    column.addWidget(combo)
