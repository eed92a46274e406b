"""操作登记: who opened, looked at whole numbers, exported, printed or changed what. Nothing can be changed here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.dialogs.print_preview import print_menu_button
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Notice, button, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.services.branch import Branch

MOST_SHOWN = 1000
_COLUMNS = (
    TextColumn("号", 3),
    TextColumn("时间", 9),
    TextColumn("谁", 5),
    TextColumn("做了什么", 6),
    TextColumn("对象", 14),
    TextColumn("内容", 9),
    TextColumn("理由", 8),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the rows as texts, the end of the chain, and what is wrong with it."""

    rows: tuple[tuple[str, ...], ...]
    head: str
    problems: tuple[str, ...]


class TrailPage(Page):
    """The newest rows first, of all acts or of one."""

    reads_anew = True  # rows are added without any record being changed

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "操作登记", parent)
        self.actions_shown = QuietCombo()
        self.actions_shown.setAccessibleName("看哪一种")
        self.actions_shown.addItem("全部", "")
        self.actions_shown.activated.connect(lambda _index: self.refresh())
        self.add_action(print_menu_button(self, (("trail_table", "打印今年的操作登记表"),), dict))
        self.add_action(button("核对登记", self.check, icon="shield", hint="逐条核对有没有被改动或删掉"))
        row = QHBoxLayout()
        row.setSpacing(8)
        name = label("看哪一种", "secondary")
        name.setBuddy(self.actions_shown)
        row.addWidget(name)
        row.addWidget(self.actions_shown)
        row.addStretch(1)
        self.body.addLayout(row)
        self.problem = Notice("", "red")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.table = TextTable("操作登记", _COLUMNS)
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.table, 1)
        self.body.addWidget(card, 1)
        self._is_checking = False

    def focus_start(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        action = str(self.actions_shown.currentData() or "")

        def work(branch: "Branch") -> Shown:
            return _read(branch, action)

        self.query(work, self._show)

    def check(self) -> None:
        """Looks at every row again and says what was found."""
        self._is_checking = True
        self.refresh()

    def _show(self, shown: Shown) -> None:
        self._fill_actions()
        self.table.show_rows(shown.rows)
        self.set_subtitle(
            f"登记号 {shown.head}，打印件的页脚上也有，可以对照；登记只增不改，号码都已遮盖。"
            if shown.head
            else "还没有登记。"
        )
        if shown.problems:
            self.problem.say(" ".join(shown.problems))
        else:
            self.problem.hide()
            if self._is_checking:
                from desktop import messages

                messages.toast(self, "登记完好，没有缺失或改动")
        self._is_checking = False

    def _fill_actions(self) -> None:
        if self.actions_shown.count() > 1:
            return
        from db.services.trail import ACTIONS

        for code, title in ACTIONS.items():
            self.actions_shown.addItem(title, code)


def _read(branch: "Branch", action: str) -> Shown:
    from db.services.trail import check_trail, trail_head
    from db.services.trail_reading import trail_texts

    rows = trail_texts(branch, MOST_SHOWN, action)
    return Shown(rows, trail_head(branch), tuple(check_trail(branch)))
