"""The page every ledger gets for free: its list with chips, filter, columns, order, and the verbs of the
program.

Everything comes from the LedgerSpec; a ledger with special wishes has a page of its own instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QWidget

from db.arithmetic.days import day_text
from db.changes import EMPTY
from desktop import messages, theme
from desktop.dialogs.reasons import ask_full
from desktop.pages.facets import read_facets
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, EmptyState, button, clear, menu_button
from desktop.widgets.facet_bar import FacetBar
from desktop.widgets.layouts import FlowLayout
from desktop.widgets.record_table import RecordTable, RecordTableModel
from desktop.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from db.changes import Changes, Row
    from db.fields import FieldSpec
    from db.ledger_spec import Column, LedgerSpec
    from db.services.branch import Branch

FIRST_ROWS = 200
_STROKES = "stroke_key"
_BESIDE_FROM = 1000  # narrower than this the chips stand above the filter
_LIST_PRINTS = {
    "person": (("roster", "党员花名册"), ("birthday_poster", "三色生日表")),
    "general_meeting": (("meetings_table", "组织生活一览表"),),
    "post": (("committee_table", "支委情况台账"),),
    "term": (("term_table", "换届提醒台账"),),
    "secretary_appraisal": (("secretary_figures", "今年述职数据页"),),
    "commendation": (("commendation_list", "表彰奖励登记表"),),
    "rectification": (("rectification_list", "整改清单"),),
    "study": (("study_certificates", "培训证书登记表"), ("study_table", "学时汇总表")),
}
_ICONS = {
    "members": "person",
    "life": "meeting",
    "responsibility": "document",
    "inspection": "checklist",
    "settings": "settings",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """What one reading of the list brings."""

    rows: "tuple[Row, ...]"
    total: int
    is_narrowed: bool


class LedgerPage(Page):
    """List of one ledger."""

    def __init__(self, context: PageContext, spec: "LedgerSpec", parent: QWidget | None = None) -> None:
        super().__init__(context, spec.title, parent)
        self.spec = spec
        self.ledgers = frozenset({spec.key, "person", "group"})
        self._sort: str | None = None
        self._descending = bool(spec.day)
        self.model = RecordTableModel(self._chosen_columns(), self)
        self.model.more_wanted.connect(self._read_more)
        self._build_actions()
        self._build_controls()
        self._build_table()
        self._fit()

    # --- reading ----------------------------------------------------------------------------------------
    def refresh(self) -> None:
        spec, query, is_narrowed = self.spec, self._query(), self._is_narrowed()

        def work(branch: "Branch") -> Listing:
            from db.services import queries

            return Listing(
                queries.list_rows(branch, spec, query), queries.count_rows(branch, spec, query), is_narrowed
            )

        self.query(work, self._show)
        self.query(partial(read_facets, spec=spec), self.facets.show_facets)

    def _query(self, offset: int = 0) -> Any:
        from db.services.queries import ListQuery

        where = dict(self.facets.where)
        year = where.pop("year", None)
        return ListQuery(
            text=self.filter.text().strip(),
            where=where,
            year=year,
            sort=self._sort,
            descending=self._descending,
            keys=tuple(column.key for column, _field in self._all_columns()),
            limit=FIRST_ROWS,
            offset=offset,
        )

    def _is_narrowed(self) -> bool:
        return bool(self.filter.text().strip() or self.facets.where)

    def _read_more(self, offset: int) -> None:
        from db.services import queries

        query = self._query(offset)
        self.query(lambda branch: queries.list_rows(branch, self.spec, query), self.model.append)

    def _show(self, listing: Listing) -> None:
        selected = self.table.selected_uids()
        self.model.set_rows(listing.rows, listing.total)
        unit = "人" if self.spec.key == "person" else "条"
        today = day_text(self.context.today.isoformat())
        self.set_subtitle(f"{self.context.branch_name} · 截至{today} · 共 {listing.total} {unit}")
        is_empty = not listing.rows
        self.stack.setCurrentIndex(0 if not is_empty else (2 if listing.is_narrowed else 1))
        for uid in selected[:1]:
            self._select(uid)

    def _select(self, uid: str) -> None:
        row = self.model.row_of(uid)
        if row >= 0:
            self.table.selectRow(row)

    # --- verbs ------------------------------------------------------------------------------------------
    def open_selected(self) -> None:
        """Opens the first of the selected records."""
        for uid in self.table.selected_uids()[:1]:
            self._open(uid)

    def new_record(self) -> None:
        """Opens an empty form; the one record of a single ledger where there is one."""
        uid = self.model.uid_at(0) if self.spec.single and self.model.rowCount() else None
        self.record_wanted.emit(self.spec.key, uid)

    def remove(self, uids: tuple[str, ...]) -> None:
        """Moves records to the recycle bin; the toast takes it back."""
        spec = self.spec

        def work(branch: "Branch") -> "Changes":
            from db.services import saving

            return saving.remove(branch, spec, uids)

        def told(_changes: "Changes") -> None:
            text = f"已移到回收站：{spec.title} {len(uids)} 条"
            messages.toast(self, text, "撤销", lambda: self._put_back(uids))

        self.command(work, told, title="正在移除")

    def _put_back(self, uids: tuple[str, ...]) -> None:
        spec = self.spec

        def work(branch: "Branch") -> "Changes":
            from db.services import saving

            return saving.put_back(branch, spec, uids)

        self.command(work, lambda _changes: None, title="正在还原")

    def _open(self, uid: str) -> None:
        self.record_wanted.emit(self.spec.key, uid)

    def _remove_selected(self) -> None:
        uids = self.table.selected_uids()
        if uids:
            self.remove(uids)

    # --- paper and files --------------------------------------------------------------------------------
    def export_full(self) -> None:
        """Asks what for and once more, then exports with whole numbers and a mark on the file."""
        reason = ask_full(self, "导出")
        if reason:
            self.export(reason)

    def export(self, full_for: str | None = None) -> None:
        """Writes the ledger (or the year that is chosen) as a workbook; ID numbers and phones are masked unless a
        reason was given.
        """
        target = messages.choose_target(self, "导出", f"{self.spec.title}.xlsx", messages.SPREADSHEET_FILTER)
        if target is None:
            return
        spec, year = self.spec, self.facets.where.get("year")

        def work(branch: "Branch") -> Path:
            from db.files import atomic_write
            from db.services.exporting import export_ledger

            content, _count = export_ledger(branch, spec, target.name, year=year, full_for=full_for)
            return atomic_write(target, content)

        self.query(work, self._told_export, title="正在导出")

    def _told_export(self, path: Path) -> None:
        messages.toast(self, f"已导出：{path.name}")

    def _fill_print_menu(self) -> None:
        """Everything the list, or the selected record, can become on paper."""
        from db.reports import PRINTS

        menu = self.print_button.menu()
        menu.clear()
        for key, title in _LIST_PRINTS.get(self.spec.key, ()):
            menu.addAction(title, partial(self._print, key, title, {}))
            if key == "roster":
                menu.addAction(f"{title}（完整号码）……", partial(self.print_full, key, title, {}))
        menu.addAction(f"{self.spec.title}一览表", partial(self._print_list))
        uids = self.table.selected_uids()
        menu.addSeparator()
        kinds = (("minutes", "会议记录"), ("sign_in_sheet", "签到表")) if self.spec.meeting else ()
        own = [kind for kind in PRINTS if kind.ledger == self.spec.key]
        named = {"ledger": self.spec.key, "uid": uids[0] if uids else ""}
        actions = [
            (f"所选记录的{title}", partial(self._print, key, title, named))
            for key, title in (*kinds, *((kind.key, kind.title) for kind in own), ("record_page", "记录页"))
        ]
        actions += [
            (f"所选记录的{kind.title}（完整号码）……", partial(self.print_full, kind.key, kind.title, named))
            for kind in own
            if "full_numbers" in kind.takes
        ]
        for text, act in actions:
            menu.addAction(text, act).setEnabled(bool(uids))

    def print_full(
        self, key: str, title: str, options: Mapping[str, Any] = EMPTY, _checked: bool = False
    ) -> None:
        """Asks what for and once more, then previews the paper with whole numbers and a mark."""
        reason = ask_full(self, "打印")
        if reason:
            self._print(key, title, {**options, "full_for": reason})

    def _print_list(self) -> None:
        options: dict[str, Any] = {"ledger": self.spec.key}
        if "year" in self.facets.where:
            options["year"] = self.facets.where["year"]
        self._print("ledger_table", f"{self.spec.title}一览表", options)

    def _print(self, key: str, title: str, options: Mapping[str, Any], _checked: bool = False) -> None:
        from desktop.dialogs.print_preview import open_print

        open_print(self, self.context.tasks, key, options, title)

    # --- order and columns ------------------------------------------------------------------------------
    def sort_by(self, key: str, *, descending: bool = False) -> None:
        """Orders the list by a field; `stroke_key` is 姓氏笔画."""
        self._sort, self._descending = key, descending
        header = self.table.horizontalHeader()
        keys = [column.key for column, _field in self.model.columns]
        header.setSortIndicatorShown(key in keys)
        if key in keys:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(keys.index(key), order)
        if hasattr(self, "sort_button"):
            self.sort_button.setText("按姓氏笔画" if key == _STROKES else "排序")
        self.refresh()

    def _sort_by_section(self, section: int) -> None:
        key = self.model.columns[section][0].key
        self.sort_by(key, descending=self._sort == key and not self._descending)

    def _all_columns(self) -> "tuple[tuple[Column, FieldSpec], ...]":
        return tuple((column, _field_of(self.spec, column)) for column in self.spec.columns)

    def _chosen_columns(self) -> "tuple[tuple[Column, FieldSpec], ...]":
        chosen = self.context.preferences.texts(f"columns.{self.spec.key}")
        shown = [
            pair
            for pair in self._all_columns()
            if (pair[0].shown if chosen is None else pair[0].key in chosen)
        ]
        return tuple(shown) or self._all_columns()[:1]

    def choose_columns(self, keys: tuple[str, ...]) -> None:
        """Shows these columns from now on, on this PC."""
        self.context.preferences.choose(f"columns.{self.spec.key}", keys)
        self.model.set_columns(self._chosen_columns())
        self._fit()

    def _toggle_column(self, key: str, is_shown: bool) -> None:
        shown = {column.key for column, _field in self.model.columns}
        wanted = shown | {key} if is_shown else shown - {key}
        self.choose_columns(tuple(column.key for column in self.spec.columns if column.key in wanted))

    # --- building ---------------------------------------------------------------------------------------
    def _build_actions(self) -> None:
        if self.spec.meeting:
            self.copy_button = button(
                "复制上次", self._copy_last, icon="copy", hint="照上一次的地点、主持人和议题标题新建"
            )
            self.add_action(self.copy_button)
        title = "修改" if self.spec.single else "新增"
        self.new_button = button(
            title, self.new_record, kind="primary", hint=f"{title}{self.spec.title}（Ctrl+Insert）"
        )
        self.new_button.setShortcut(QKeySequence("Ctrl+Insert"))
        self.add_action(self.new_button)

    def _copy_last(self) -> None:
        self.copy_wanted.emit(self.spec.key)

    def _build_controls(self) -> None:
        self.facets = FacetBar()
        self.facets.changed.connect(self.refresh)
        self.filter = SearchBox("筛选：姓名、拼音、文字", f"筛选{self.spec.title}")
        self.filter.setFixedWidth(round(210 * theme.current().scale))
        self.filter.searched.connect(lambda _text: self.refresh())
        self.filter.left_down.connect(self._enter_table)
        self._tools = clear(QWidget())
        tools = FlowLayout(self._tools)
        for made in (self.filter, *self._build_menus()):
            tools.addWidget(made)
        self._controls = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._controls.setSpacing(8)
        self._controls.addWidget(self.facets, 1)
        self._controls.addWidget(self._tools)
        self.body.addLayout(self._controls)

    def _build_menus(self) -> list[QPushButton]:
        made: list[QPushButton] = []
        if any(column.key == "name" for column in self.spec.columns) and self.spec.sort == _STROKES:
            self.sort_button = menu_button("按姓氏笔画")
            for title, key in (("按姓氏笔画", _STROKES), ("按姓名拼音", "name"), *self._day_orders()):
                self.sort_button.menu().addAction(title, partial(self.sort_by, key))
            made.append(self.sort_button)
        self.column_button = menu_button("列")
        self.column_button.setAccessibleName("选择显示的列")
        self.column_button.menu().aboutToShow.connect(self._fill_column_menu)
        made.append(self.column_button)
        self.print_button = menu_button("打印")
        self.print_button.menu().aboutToShow.connect(self._fill_print_menu)
        self.export_button = self._build_export()
        return [*made, self.print_button, self.export_button]

    def _build_export(self) -> QPushButton:
        hint = "把整本台账存成 Excel 文件"
        if not any(field.sensitivity in ("citizen_number", "phone") for field in self.spec.fields):
            return button("导出", self.export, hint=hint)
        made = menu_button("导出")
        made.setToolTip(hint)
        made.menu().addAction("导出（号码遮盖）", self.export)
        made.menu().addAction("导出完整号码……", self.export_full)
        return made

    def _day_orders(self) -> tuple[tuple[str, str], ...]:
        days = [field for _column, field in self._all_columns() if field.kind in ("day", "partial_day")]
        return tuple((f"按{field.title}", field.key) for field in days)

    def _fill_column_menu(self) -> None:
        menu = self.column_button.menu()
        menu.clear()
        shown = {column.key for column, _field in self.model.columns}
        for column, field in self._all_columns():
            action = menu.addAction(column.title or field.title)
            action.setCheckable(True)
            action.setChecked(column.key in shown)
            action.setEnabled(column.key not in shown or len(shown) > 1)
            action.toggled.connect(partial(self._toggle_column, column.key))

    def _build_table(self) -> None:
        self.table = RecordTable(self.spec.title)
        self.table.setModel(self.model)
        self.table.opened.connect(self._open)
        self.table.removal_wanted.connect(self.remove)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by_section)
        self._add_row_actions()
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.table, 1)
        icon = _ICONS.get(self.spec.place, "document")
        self.empty = EmptyState(icon, self.spec.notes or self.spec.title, self.spec.inspected)
        self.empty.offer(f"新增第一条{self.spec.title}", self.new_record)
        self.nothing_found = EmptyState("search", "没有符合筛选条件的记录")
        self.nothing_found.offer("取消筛选", self.clear_filters)
        self.stack = QStackedWidget()
        for page in (card, self.empty, self.nothing_found):
            self.stack.addWidget(page)
        self.body.addWidget(self.stack, 1)

    def _add_row_actions(self) -> None:
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        actions: list[tuple[str, Any]] = [("打开", self.open_selected)]
        if not self.spec.single:
            actions.append(("移到回收站", self._remove_selected))
        for title, slot in actions:
            action = QAction(title, self.table)
            action.triggered.connect(lambda _checked=False, slot=slot: slot())
            self.table.addAction(action)

    def clear_filters(self) -> None:
        """Shows the whole list again."""
        self.filter.clear()
        self.facets.clear_choice()
        self.refresh()

    def _enter_table(self) -> None:
        self.table.setFocus()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0, QModelIndex()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _BESIDE_FROM * theme.current().scale
        beside, under = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._controls.setDirection(under if is_narrow else beside)
        wide = QSizePolicy.Policy.Preferred if is_narrow else QSizePolicy.Policy.Minimum
        self._tools.setSizePolicy(wide, QSizePolicy.Policy.Preferred)

    def focus_start(self) -> None:
        (self.table if self.model.rowCount() else self.filter).setFocus()

    def _fit(self) -> None:
        self.table.fit_columns([_width_of(column, field) for column, field in self.model.columns])


def _width_of(column: "Column", field: "FieldSpec") -> int:
    """Characters a column needs: what the spec says, or its longest choice or title."""
    longest = max((len(choice.title) for choice in field.choices), default=0)
    return max(column.width, longest if field.kind == "choice" else 0, len(column.title or field.title) - 1)


def _field_of(spec: "LedgerSpec", column: "Column") -> "FieldSpec":
    from db.fields import FieldSpec

    found: Mapping[str, FieldSpec] = spec.by_key
    return found.get(column.key) or FieldSpec(column.key, column.title or column.key)
