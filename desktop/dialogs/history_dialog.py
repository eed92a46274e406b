"""历史: who changed a record, when, on which PC, and each value before and after. It only shows."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from db.ledger_spec import LedgerSpec
from desktop.tasks import Tasks
from desktop.widgets.basic import Card, EmptyState, button, clear, label
from desktop.widgets.placing import fit
from desktop.widgets.showing import local_text

if TYPE_CHECKING:
    from db.services.branch import Branch
    from db.services.history import HistoryEntry

_LONGEST = 400


class HistoryDialog(QDialog):
    """The changes of one record, newest first."""

    def __init__(self, tasks: Tasks, spec: LedgerSpec, uid: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{spec.title}的历史")
        fit(self, 820, 600)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 18, 24, 16)
        outer.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(self.windowTitle(), "title"), 1)
        self.close_button = button("关闭", self.reject)
        self.close_button.setDefault(True)
        head.addWidget(self.close_button)
        outer.addLayout(head)
        content = clear(QWidget())
        self.entries = QVBoxLayout(content)
        self.entries.setContentsMargins(0, 0, 0, 0)
        self.entries.setSpacing(12)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("历次修改")
        area.setWidget(content)
        outer.addWidget(area, 1)

        def work(branch: "Branch") -> "tuple[HistoryEntry, ...]":
            from db.services import history

            return history.history_of(branch, spec, uid)

        tasks.run_query(self, work, self._show, title="正在读取历史")

    def _show(self, entries: "tuple[HistoryEntry, ...]") -> None:
        for entry in entries:
            self.entries.addWidget(_entry_card(entry))
        if not entries:
            self.entries.addWidget(EmptyState("history", "还没有修改记录"))
        self.entries.addStretch(1)


def _entry_card(entry: "HistoryEntry") -> Card:
    card = Card(local_text(entry.at))
    who = " · ".join(part for part in (entry.actor, entry.place) if part)
    card.add_to_head(label(f"{who}（电脑时间可能不准）" if entry.clock_doubt else who, "note"))
    if entry.note:
        card.add(label(entry.note, "secondary", wrap=True))
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    is_first = not any(change.before for change in entry.changes)
    for number, change in enumerate(entry.changes):
        grid.addWidget(label(change.title, "secondary"), number, 0)
        if is_first:
            grid.addWidget(label(_brief(change.after), wrap=True), number, 1, 1, 2)
            continue
        grid.addWidget(label(f"原：{_brief(change.before)}", "secondary", wrap=True), number, 1)
        grid.addWidget(label(f"改为：{_brief(change.after)}", wrap=True), number, 2)
    card.body.addLayout(grid)
    return card


def _brief(text: str | None) -> str:
    if not text:
        return "（空）"
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "……"
