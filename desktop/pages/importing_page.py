"""导入: from a spreadsheet to records in four steps, with nothing written before 确定导入 and a way back for 30 days.

The books read, judge and write; this page shows each step and takes the user's corrections.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop import messages
from desktop.dialogs.record_side import DropArea
from desktop.pages.importing_page_mapping import MappingPanel
from desktop.pages.importing_page_plan import PlanPanel
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Notice, button, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.fields import FieldSpec
    from db.importing.commit import BatchRow, ImportResult, UndoResult
    from db.importing.plan import ImportPlan
    from db.importing.source import ImportSource
    from db.ledger_spec import LedgerSpec
    from db.services.branch import Branch

SHEET_FILTER = "表格文件 (*.xlsx *.xls *.et *.csv *.txt)"
_CHOOSE, _MAP, _PLAN = range(3)
_STEPS = ("第 1 步：选择表格文件", "第 2 步：核对每一列的含义", "第 3 步：核对要导入的内容，确定以前不写入")
_BATCHES = (
    TextColumn("导入日期", 6),
    TextColumn("台账", 6),
    TextColumn("文件", 14),
    TextColumn("结果", 10),
    TextColumn("状态", 5),
)


class ImportPage(Page):
    """Choosing a file, its columns, the plan, and past imports."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "导入", parent)
        self.source: ImportSource | None = None
        self.plan: ImportPlan | None = None
        self._batches: dict[str, BatchRow] = {}
        self.back_button = button("上一步", self.go_back, icon="left")
        self.next_button = button("下一步", self.make_plan, kind="primary")
        self.commit_button = button("确定导入", self.commit, kind="primary")
        for made in (self.back_button, self.next_button, self.commit_button):
            self.add_action(made)
        self.result = Notice("", "blue")
        self.undo_button = button("撤销本次导入", lambda: self.undo(self._last_batch), kind="link")
        self.result.add(self.undo_button)
        self.result.hide()
        self._last_batch = ""
        self.body.addWidget(self.result)
        self.mapping, self.plan_panel = MappingPanel(), PlanPanel()
        self.steps = QStackedWidget()
        for step in (self._build_first(), self.mapping, self._in_card(self.plan_panel)):
            self.steps.addWidget(step)
        self.body.addWidget(self.steps, 1)
        self._show_step(_CHOOSE)

    @property
    def spec(self) -> "LedgerSpec":
        """The ledger into which is imported."""
        from db.ledgers import by_key

        return by_key(str(self.target.currentData()))

    def refresh(self) -> None:
        def work(branch: "Branch") -> "tuple[BatchRow, ...]":
            from db.importing import commit

            return commit.batches(branch)

        self.query(work, self._show_batches)

    def may_leave(self) -> bool:
        if self.steps.currentIndex() == _CHOOSE:
            return True
        return messages.ask(
            self,
            "导入还没有完成，要离开吗？",
            "还没有写入任何内容，下次可以重新选择文件。",
            yes="离开",
            no="继续导入",
        )

    # --- the steps -------------------------------------------------------------------------------------------
    def choose(self) -> None:
        """Asks for a file."""
        path = messages.choose_file(self, "选择名册或其他表格", SHEET_FILTER)
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Reads a file and shows what its columns are taken to mean."""
        spec = self.spec

        def work(branch: "Branch") -> "ImportSource":
            from db.importing import commit

            return commit.read_source(branch, spec, path)

        self.result.hide()
        self.query(work, self._show_source, title=f"正在读取 {path.name}")

    def make_plan(self) -> None:
        """Works out what importing would do, with the user's corrections."""
        if self.source is None:
            return
        if self.mapping.doubled:
            messages.tell(
                self, f"有两列都选成了“{self.mapping.doubled[0]}”", "请把其中一列改为“不导入”或别的项目。"
            )
            return
        spec, source = self.spec, self.source.with_corrections(self.mapping.corrections)

        def work(branch: "Branch") -> "ImportPlan":
            from db.importing import commit

            return commit.make_plan(branch, spec, source)

        self.query(work, self._show_plan, title="正在核对")

    def commit(self) -> None:
        """Writes the plan: the first moment at which anything is written."""
        if self.plan is None or self.source is None:
            return
        spec, plan, name, corrections = self.spec, self.plan, self.source.name, self.mapping.corrections

        def work(branch: "Branch") -> "ImportResult":
            from db.importing import commit
            from db.opening import back_up

            back_up(branch, kind="import")
            result = commit.commit(branch, plan, name, spec)
            if corrections:
                commit.learn_titles(branch, spec, corrections)
            return result

        self.command(work, self._committed, title="正在导入")

    def undo(self, batch: str) -> None:
        """Takes an import back after asking."""
        held = self._batches.get(batch)
        words = f"{held.source}（{held.summary}）" if held else batch
        if not batch or not messages.ask(
            self, f"撤销导入 {words}？", "导入以后又改过的记录会保留，不会被覆盖。", yes="撤销导入"
        ):
            return

        def work(branch: "Branch") -> "UndoResult":
            from db.importing import commit

            return commit.undo(branch, batch)

        self.command(work, self._undone, title="正在撤销")

    def go_back(self) -> None:
        """One step back; nothing has been written."""
        self._show_step(max(_CHOOSE, self.steps.currentIndex() - 1))

    # --- showing ---------------------------------------------------------------------------------------------
    def _show_source(self, source: "ImportSource") -> None:
        self.source = source
        self.mapping.show_source(source, [(key, field.title) for key, field in self._fields().items()])
        self._show_step(_MAP)
        (self.mapping.doubtful or self.next_button).setFocus()

    def _show_plan(self, plan: "ImportPlan") -> None:
        self.plan = plan
        self.plan_panel.show_plan(plan, self._fields())
        self._show_step(_PLAN)
        self.commit_button.setEnabled(bool(plan.added or plan.updated))
        same = f"，{plan.unchanged} 行与名册一致、不用改" if plan.unchanged else ""
        self.set_subtitle(_STEPS[_PLAN] + same)

    def _committed(self, result: "ImportResult") -> None:
        self._last_batch = result.batch
        self._show_step(_CHOOSE)
        self.result.say(f"已导入：新增 {result.added} 条，更新 {result.updated} 条。30 天内可以整批撤销。")
        self.undo_button.show()
        self.refresh()

    def _undone(self, result: "UndoResult") -> None:
        kept = f"，{len(result.kept)} 条导入后又改过，没有动" if result.kept else ""
        self.result.say(f"已撤销：移除 {result.removed} 条，恢复原值 {result.restored} 条{kept}。")
        self.undo_button.hide()
        self.refresh()

    def _show_batches(self, batches: "tuple[BatchRow, ...]") -> None:
        from db.ledgers import by_key

        self._batches = {batch.batch: batch for batch in batches}
        rows = [
            (
                each.made_on,
                by_key(each.kind).title,
                each.source,
                each.summary,
                "已撤销" if each.is_undone else "有效",
            )
            for each in batches
        ]
        self.past.show_rows(rows, [batch.batch for batch in batches])
        self.past_card.setVisible(bool(batches))
        self._enable_undo()

    def _enable_undo(self) -> None:
        held = self._batches.get(self.past.chosen_key)
        self.undo_chosen.setEnabled(held is not None and not held.is_undone)

    def _show_step(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.set_subtitle(_STEPS[step])
        self.back_button.setVisible(step != _CHOOSE)
        self.next_button.setVisible(step == _MAP)
        self.commit_button.setVisible(step == _PLAN)

    def _fields(self) -> "dict[str, FieldSpec]":
        from db.importing.checking import person_vocabulary
        from db.importing.records import ledger_vocabulary

        spec = self.spec
        vocabulary = person_vocabulary() if spec.key == "person" else ledger_vocabulary(spec)
        return dict(vocabulary.fields)

    # --- building --------------------------------------------------------------------------------------------
    def _build_first(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        card = Card()
        row = QHBoxLayout()
        row.addWidget(label("导入到"))
        self.target = QuietCombo()
        self.target.setAccessibleName("导入到哪个台账")
        self.target.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        self._fill_targets()
        row.addWidget(self.target)
        row.addStretch(1)
        card.body.addLayout(row)
        card.add(self._build_drop(), 1)
        column.addWidget(card, 2)
        self.past_card = Card("以前的导入")
        self.past = TextTable("以前的导入", _BATCHES)
        self.past.selectionModel().selectionChanged.connect(lambda _on, _off: self._enable_undo())
        self.undo_chosen = button("撤销所选", lambda: self.undo(self.past.chosen_key), icon="undo")
        self.undo_chosen.setEnabled(False)
        self.past_card.add_to_head(self.undo_chosen)
        self.past_card.add(self.past, 1)
        column.addWidget(self.past_card, 3)
        return holder

    def _build_drop(self) -> DropArea:
        drop = DropArea(lambda paths: self.open_file(paths[0]) if paths else None)
        column = QVBoxLayout(drop)
        column.setContentsMargins(24, 16, 24, 16)
        column.addStretch(1)
        for text, role in (
            ("把表格文件拖到这里，或者", "strong"),
            (
                "支持 .xlsx、.xls、.et 和 .csv。标题行、两行表头、合并单元格、几张工作表都能认；文件本身不会改动。",
                "secondary",
            ),
        ):
            line = label(text, role, wrap=True)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.addStretch(1)
        self.choose_button = button("选择文件", self.choose, icon="folder", kind="primary")
        row.addWidget(self.choose_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return drop

    def _fill_targets(self) -> None:
        from db.ledgers import LEDGERS

        for spec in LEDGERS:
            if not spec.single:
                self.target.addItem(spec.title, spec.key)

    def _in_card(self, content: QWidget) -> Card:
        card = Card()
        card.add(content, 1)
        return card
