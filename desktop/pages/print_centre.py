"""打印中心: everything that can be printed, with what may be chosen for it, and its pages.

The list is PRINTS; a print kind says itself what it needs. Nothing is laid out here.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop import theme
from desktop.dialogs.print_preview import PrintPanel
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, button, clear, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.fold import Fold

if TYPE_CHECKING:
    from db.reports import PrintKind
    from db.services.branch import Branch

_MEETINGS_ONLY = ("minutes", "sign_in_sheet", "meetings_table")
_LEFT_WIDTH, _LIST_HEIGHT = 280, 150
_FOLDED_BELOW, _DESK_HEIGHT = 760, 420
_OPTIONS = ("year", "month", "ledger", "uid", "paper", "template", "rubric", "spine")
_TITLES = {
    "year": "年度",
    "month": "月份",
    "ledger": "台账",
    "uid": "哪一条记录",
    "paper": "纸张",
    "template": "盒子模板",
    "rubric": "评分表",
    "spine": "盒脊宽度",
}


class PrintCentrePage(Page):
    """Kinds and options on the left, pages on the right."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "打印中心", parent)
        self.set_subtitle("选内容和条件，预览以后再打印或保存")
        self.combos: dict[str, QuietCombo] = {}
        self._rows: dict[str, QWidget] = {}
        content = clear(QWidget())
        self._fold = Fold(content, _FOLDED_BELOW)
        self._fold.addWidget(self._build_left(), 2)
        self.panel = PrintPanel(context.tasks)
        self._fold.addWidget(self.panel, 5)
        area = self.scrolled(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(area, 1)
        self._fill()

    def refresh(self) -> None:
        """Records may have changed: the choice of records is read again, and what the township handed down."""
        self._read_records()
        self._read_layouts()
        self.query(_rubrics, self._show_rubrics)

    def _read_layouts(self) -> None:
        def work(branch: "Branch") -> tuple[tuple[str, str], ...]:
            return tuple((each.item, each.title) for each in branch.handed_files("boxes"))

        self.query(work, self._show_layouts)

    def _show_rubrics(self, rubrics: tuple[tuple[str, str], ...]) -> None:
        combo = self.combos["rubric"]
        chosen = combo.currentData()
        combo.clear()
        combo.addItem("上报用的那张", "")
        for key, title in rubrics:
            combo.addItem(title, key)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))

    def _show_layouts(self, layouts: tuple[tuple[str, str], ...]) -> None:
        from db.reports.boxes import TEMPLATES

        combo = self.combos["template"]
        chosen = combo.currentData()
        while combo.count() > len(TEMPLATES) + 1:
            combo.removeItem(combo.count() - 1)
        for item, title in layouts:
            combo.addItem(f"{title}（上级下发）", item)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold.fit(self.width())
        height = _DESK_HEIGHT if self._fold.is_folded else 0
        self.panel.setMinimumHeight(round(height * theme.current().scale))

    @property
    def kind(self) -> "PrintKind":
        """The print kind chosen."""
        found: PrintKind = self.kinds.currentItem().data(Qt.ItemDataRole.UserRole)
        return found

    def show_preview(self) -> None:
        """Prepares the pages of what is chosen."""
        self.panel.prepare(self.kind.key, self.options())

    def options(self) -> Mapping[str, Any]:
        """What is chosen, only what the kind knows."""
        known = (*self.kind.needs, *self.kind.takes)
        return {
            key: self.combos[key].currentData()
            for key in known
            if key in self.combos and self._is_chosen(key)
        }

    def _is_chosen(self, key: str) -> bool:
        return self.combos[key].currentData() not in (None, "")

    def _show_options(self) -> None:
        known = (*self.kind.needs, *self.kind.takes)
        for key, row in self._rows.items():
            row.setVisible(key in known or (key == "year" and "uid" in known))
        self._fill_ledgers()
        self._read_records()

    def _fill_ledgers(self) -> None:
        from db.ledgers import LEDGERS

        combo = self.combos["ledger"]
        held = combo.currentData()
        combo.clear()
        if "ledger" in self.kind.takes:
            combo.addItem("全部", "")
        for spec in LEDGERS:
            if spec.meeting or self.kind.key not in _MEETINGS_ONLY:
                combo.addItem(spec.title, spec.key)
        combo.setCurrentIndex(max(0, combo.findData(held)))

    def _read_records(self) -> None:
        """The records of the ledger and year chosen, newest first, for kinds that print one of them."""
        ledger = self.kind.ledger or self.combos["ledger"].currentData()
        year = self.combos["year"].currentData()
        if "uid" not in self.kind.needs or not ledger:
            return

        def work(branch: "Branch") -> tuple[tuple[str, str], ...]:
            from db.ledgers import by_key
            from db.services import queries, saving

            spec = by_key(ledger)
            query = queries.ListQuery(
                year=year if spec.day else None, keys=spec.summary, sort=spec.day or None, descending=True
            )
            rows = queries.list_rows(branch, spec, query)
            return tuple((row.uid, saving.title_of(spec, row)) for row in rows)

        self.query(work, self._show_records)

    def _show_records(self, records: tuple[tuple[str, str], ...]) -> None:
        combo = self.combos["uid"]
        held = combo.currentData()
        combo.clear()
        for uid, title in records:
            combo.addItem(title, uid)
        if not records:
            combo.addItem("（这一年没有记录）", "")
        combo.setCurrentIndex(max(0, combo.findData(held)))

    # --- building --------------------------------------------------------------------------------------------
    def _build_left(self) -> QWidget:
        card = Card("打印什么")
        card.setMinimumWidth(round(_LEFT_WIDTH * theme.current().scale))
        self.kinds = QListWidget()
        self.kinds.setAccessibleName("打印什么")
        self.kinds.currentRowChanged.connect(lambda _row: self._show_options())
        self.kinds.setMinimumHeight(round(_LIST_HEIGHT * theme.current().scale))
        card.add(self.kinds, 1)
        holder = clear(QWidget())
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        for key in _OPTIONS:
            column.addWidget(self._build_option(key))
        card.add(holder)
        self.preview_button = button("预览", self.show_preview, icon="eye")
        card.add(self.preview_button)
        return card

    def _build_option(self, key: str) -> QWidget:
        made = clear(QWidget())
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        name = label(_TITLES[key], "secondary")
        name.setMinimumWidth(round(76 * theme.current().scale))
        combo = QuietCombo()
        combo.setAccessibleName(_TITLES[key])
        name.setBuddy(combo)
        row.addWidget(name)
        row.addWidget(combo, 1)
        self.combos[key], self._rows[key] = combo, made
        made.hide()
        return made

    def _fill(self) -> None:
        from db.reports import PRINTS
        from db.reports.boxes import TEMPLATES, template

        choices: Mapping[str, Callable[[], Any]] = {
            "year": lambda: [(f"{year} 年", year) for year in _years(self.context.today.year)],
            "month": lambda: [(f"{month} 月", month) for month in range(1, 13)],
            "paper": lambda: [("A4", "A4"), ("A3", "A3")],
            "template": lambda: [("按支部类型", ""), *((template(key).title, key) for key in TEMPLATES)],
            "spine": lambda: [(f"{width} 毫米", width) for width in (20, 30, 40, 50)],
        }
        for key, make in choices.items():
            for title, value in make():
                self.combos[key].addItem(title, value)
        self.combos["month"].setCurrentIndex(self.context.today.month - 1)
        self.combos["spine"].setCurrentIndex(1)
        for key in ("year", "ledger"):
            self.combos[key].activated.connect(lambda _index: self._read_records())
        for kind in PRINTS:
            item = QListWidgetItem(kind.title)
            item.setData(Qt.ItemDataRole.UserRole, kind)
            self.kinds.addItem(item)
        self.kinds.setCurrentRow(next(n for n, kind in enumerate(PRINTS) if kind.key == "minutes"))
        self.kinds.itemActivated.connect(lambda _item: self.show_preview())


def _rubrics(branch: "Branch") -> tuple[tuple[str, str], ...]:
    """Scoring tables to choose from, by key, with their years."""
    from db.rules.scoring.choosing import known_rubrics

    return tuple((each.key, f"{each.year or ''} {each.title}".strip()) for each in known_rubrics(branch))


def _years(this_year: int) -> range:
    return range(this_year, this_year - 5, -1)
