"""回收站: what was removed, from every ledger, and the way back. Only a person can be erased for good, after questions."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop import messages, theme
from desktop.dialogs.erase_dialog import EraseDialog
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, EmptyState, button
from desktop.widgets.showing import local_text

if TYPE_CHECKING:
    from db.services.branch import Branch

_COLUMNS = ("台账", "记录", "移除时间")


@dataclass(frozen=True, slots=True)
class Removed:
    """One record in the bin."""

    ledger: str
    ledger_title: str
    uid: str
    title: str
    removed_at: str


class RecycleBinPage(Page):
    """Everything removed, newest first."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "回收站", parent)
        self._rows: tuple[Removed, ...] = ()
        self.put_back_button = button("还原所选", self.put_back, kind="primary", icon="undo")
        self.erase_button = button("彻底删除……", self.erase, icon="bin", hint="只用于名册里的人，不能恢复")
        for made in (self.erase_button, self.put_back_button):
            made.setEnabled(False)
            self.add_action(made)
        self.table = QTableWidget(0, len(_COLUMNS))
        self._dress_table()
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.table, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(card)
        self.stack.addWidget(EmptyState("bin", "回收站是空的。移除的记录先放在这里，随时可以还原。"))
        self.body.addWidget(self.stack, 1)

    def refresh(self) -> None:
        self.query(_read_removed, self._show)

    def put_back(self) -> None:
        """Takes the selected records out of the bin."""
        chosen = self._chosen()
        if not chosen:
            return

        def work(branch: "Branch") -> None:
            from db.ledgers import by_key
            from db.services import saving

            for ledger in dict.fromkeys(each.ledger for each in chosen):
                saving.put_back(
                    branch, by_key(ledger), [each.uid for each in chosen if each.ledger == ledger]
                )

        self.command(work, lambda _none: self._told(len(chosen)), title="正在还原")

    def erase(self) -> None:
        """Asks about erasing the selected person for good."""
        (chosen,) = self._chosen()
        EraseDialog(self.context.tasks, chosen.uid, chosen.title, self).open()

    def _chosen(self) -> list[Removed]:
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        return [self._rows[row] for row in rows if row < len(self._rows)]

    def _told(self, count: int) -> None:
        messages.toast(self, f"已还原 {count} 条")

    def _show(self, rows: tuple[Removed, ...]) -> None:
        self._rows = rows
        self.set_subtitle(f"共 {len(rows)} 条" if rows else "")
        self.stack.setCurrentIndex(0 if rows else 1)
        self.table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate((row.ledger_title, row.title, local_text(row.removed_at))):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{_COLUMNS[column]}：{text}")
                self.table.setItem(number, column, item)
        self._enable()

    def _enable(self) -> None:
        chosen = self._chosen()
        self.put_back_button.setEnabled(bool(chosen))
        self.erase_button.setEnabled([each.ledger for each in chosen] == ["person"])

    def _dress_table(self) -> None:
        table = self.table
        table.setAccessibleName("回收站里的记录")
        table.setHorizontalHeaderLabels(list(_COLUMNS))
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setHighlightSections(False)
        table.setColumnWidth(0, round(150 * theme.current().scale))
        table.setColumnWidth(2, round(200 * theme.current().scale))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.current().px("height_row"))
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.itemSelectionChanged.connect(self._enable)


def _read_removed(branch: "Branch") -> tuple[Removed, ...]:
    from db.ledgers import LEDGERS
    from db.services import queries, saving

    found = []
    for spec in LEDGERS:
        for row in queries.list_rows(branch, spec, queries.ListQuery(removed=True, keys=spec.summary)):
            found.append(
                Removed(spec.key, spec.title, row.uid, saving.title_of(spec, row), row.removed_at or "")
            )
    return tuple(sorted(found, key=lambda each: each.removed_at, reverse=True))
