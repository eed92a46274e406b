"""自评打分: a scoring table held against the year. What each line brings, what cost points and how to mend it, and marks
where the program cannot look.

The rules judge and count; this page shows it, takes marks and reads in a township's table. What was typed for a line stays
until it is saved or taken out again, whatever else is looked at.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from db.errors import LedgerError
from desktop import messages, theme
from desktop.dialogs.checks_dialog import ask_for_checks
from desktop.dialogs.print_preview import open_print
from desktop.pages.page import Page, PageContext
from desktop.pages.scoring_page_head import ScoreHead
from desktop.pages.scoring_page_intake import RUBRIC_FILES, TableIntake, read_file, sentence_of
from desktop.pages.scoring_page_line import LinePanel
from desktop.pages.scoring_page_reading import (
    Fix,
    ScoringView,
    Typed,
    keep_marks,
    lines_of,
    read_scoring,
)
from desktop.widgets.basic import Card, EmptyState, button, clear, label
from desktop.widgets.fold import Fold
from desktop.widgets.score_lines import ScoreLines

if TYPE_CHECKING:
    from db.arithmetic.rubric import Rubric
    from db.importing.rubric_table import RubricReading
    from db.services.branch import Branch

DRAFT_EVERY_MS = 5000
_PANEL_WIDTH, _FOLDED_BELOW, _LIST_HEIGHT = 400, 960, 230
_LOCAL = "分值和扣分办法是本地要求，无党内法规依据；每一处扣分的依据写在该项里。"


class ScoringPage(Page):
    """The lines on the left, the chosen one with its mark on the right."""

    ledgers: frozenset[str] = frozenset()  # the lines look at every ledger

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "自评打分", parent)
        self._view: ScoringView | None = None
        self._key = ""  # of the table chosen; empty for the one that is reported
        self._typed: dict[str, Typed] = {}
        self._kept: dict[str, Typed] = {}
        self.save_button = button("存为表格", self.save_table, icon="export")
        self.read_button = button("读入对照表…", self.choose_file, icon="import")
        self.print_button = button("打印评分表", self.print_table, kind="primary", icon="print")
        for action in (self.save_button, self.read_button, self.print_button):
            self.add_action(action)
        self.head = ScoreHead(context.today.year)
        self.head.rubric_chosen.connect(self.choose)
        self.head.year_chosen.connect(self._choose_year)
        self.head.report_wanted.connect(self.report)
        self.head.narrowed.connect(self._show_lines)
        content, work = clear(QWidget()), clear(QWidget())
        self._fold = Fold(work, _FOLDED_BELOW, spacing=12)
        self._build_lines()
        self.panel = LinePanel()
        self._connect_panel()
        self._fold.add_panel(self.panel, _PANEL_WIDTH)
        self.note = label(_LOCAL, "note", wrap=True)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.head)
        column.addWidget(work, 1)
        column.addWidget(self.note)
        self.area = area = self.scrolled(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(area, 1)
        self._draft_timer = QTimer(self)
        self._draft_timer.setInterval(DRAFT_EVERY_MS)
        self._draft_timer.timeout.connect(self.keep_draft)

    # --- what a page does -----------------------------------------------------------------------------------
    @property
    def year(self) -> int:
        """The year chosen."""
        return self.head.year

    def refresh(self) -> None:
        self.keep_draft()
        self.query(
            partial(read_scoring, key=self._key, year=self.year), self._show, title="正在对照评分表打分"
        )

    def focus_start(self) -> None:
        (self.lines if self.stack.currentIndex() == 0 else self.empty.action).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The line goes under the list where both have no room side by side."""
        super().resizeEvent(event)
        self._fold.fit(self.width())
        is_folded = self._fold.is_folded
        self.lines.setMinimumHeight(round(_LIST_HEIGHT * theme.current().scale) if is_folded else 0)
        self.panel.show_whole(is_folded=is_folded)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draft_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._draft_timer.stop()
        self.keep_draft()
        super().hideEvent(event)

    def keep_draft(self) -> None:
        """Keeps marks that were typed and not saved, where they differ from what was kept last."""
        if self._view is None or self._typed == self._kept:
            return
        self._kept = dict(self._typed)
        self._keep(self._view.rubric.key, self._view.found.year, dict(self._typed))

    def _keep(self, key: str, year: int, typed: dict[str, Typed]) -> None:
        def work(branch: "Branch") -> None:
            keep_marks(branch, key, year, typed)

        self.context.tasks.run_command(self, work, title="正在留底稿", quiet=True)

    # --- choosing -------------------------------------------------------------------------------------------
    def choose(self, key: str) -> None:
        """Shows another table."""
        self.keep_draft()
        self._key = key
        self.refresh()

    def _choose_year(self, _year: int) -> None:
        """The same table where it is not a record of one year, else the one reported."""
        rubric = self._view.rubric if self._view else None
        self.choose("" if rubric is None or rubric.is_record else rubric.key)

    # --- verbs ----------------------------------------------------------------------------------------------
    def mark(self, points: str, reason: str) -> None:
        """Saves what a person gives the chosen line."""
        self._change_line(points, reason)

    def take_back(self) -> None:
        """Takes the mark of the chosen line back."""
        self._change_line(None, "")

    def _change_line(self, points: str | None, reason: str) -> None:
        number = self.lines.number

        def work(branch: "Branch", rubric: "Rubric", year: int) -> "Rubric":
            from db.rules.scoring.keeping import mark

            return mark(branch, rubric, year, number, points, reason)

        self._change(
            work,
            lambda _kept: self._say(f"第{number}项已保存"),
            partial(self._refused, number),
            saves=number,
        )

    def change_checks(self) -> None:
        """Asks what the program is to look at for the chosen line, and keeps it."""
        view, number = self._view, self.lines.number
        each = view.line(number) if view else None
        if view is None or each is None:
            return
        subject = f"{number}. {each.item.title}"
        words = ask_for_checks(self, subject, tuple(view.check_titles.items()), each.item.checks)
        if words is None or words == each.item.checks:
            return

        def work(branch: "Branch", rubric: "Rubric", year: int) -> "Rubric":
            from db.rules.scoring.keeping import choose_checks

            return choose_checks(branch, rubric, year, number, words)

        self._change(work, lambda _kept: self._say("自动检查已改"))

    def report(self) -> None:
        """From now on the score of this table is the one that is reported for the year."""

        def work(branch: "Branch", rubric: "Rubric", year: int) -> "Rubric":
            from db.rules.scoring.keeping import report_by

            return report_by(branch, rubric, year)

        self._change(work, lambda kept: self._say(f"{kept.year} 年上报的得分用“{kept.title[:24]}”"))

    def _change(
        self,
        work: "Callable[[Branch, Rubric, int], Rubric]",
        then: "Callable[[Rubric], None]",
        failed: Callable[[LedgerError], None] | None = None,
        saves: str = "",
    ) -> None:
        """Changes the table that is shown; what is begun in other lines moves along to the record that holds it now.

        `saves` is the line whose typed mark is being saved; it is begun again where it is refused.
        """
        if self._view is None:
            return
        rubric, year, kept_before = self._view.rubric, self._view.found.year, self._kept
        typed = self._typed.pop(saves, None)
        rest = dict(self._typed)
        self._kept = dict(rest)

        def changed(branch: "Branch") -> "Rubric":
            kept = work(branch, rubric, year)
            if kept.key != rubric.key:
                keep_marks(branch, rubric.key, year, {})
            keep_marks(branch, kept.key, year, rest)
            self._key = kept.key  # the reading that follows at once shows the record
            return kept

        def refused(error: LedgerError) -> None:
            self._kept = kept_before
            if typed is not None:
                self._typed.setdefault(saves, typed)
            (failed or partial(messages.show, self))(error)

        self.command(changed, then, failed=refused)

    def print_table(self) -> None:
        """Shows the preview of the table as it stands."""
        if self._view is not None:
            options = {"year": self._view.found.year, "rubric": self._view.rubric.key}
            open_print(self, self.context.tasks, "score_table", options, "打印评分表")

    def save_table(self) -> None:
        """Writes the scored table as a workbook."""
        if self._view is None:
            return
        found = self._view.found
        name = f"{found.rubric.title[:40]}自评{found.year}.xlsx"
        chosen = messages.choose_target(self, "自评表存到哪里", name, "Excel 工作簿 (*.xlsx)")
        if chosen is None:
            return

        def work(branch: "Branch") -> Path:
            from db.files import atomic_write
            from db.rules.scoring.exporting import export_score

            return atomic_write(chosen, export_score(branch, chosen.name, found))

        self.command(work, lambda path: self._say(f"已存为 {path.name}"), title="正在写表格")

    def _say(self, words: str) -> None:
        messages.toast(self, words)

    # --- reading in -----------------------------------------------------------------------------------------
    def choose_file(self) -> None:
        """Asks for a township's table."""
        path = messages.choose_file(self, "选择上级的对照表、考核细则", RUBRIC_FILES)
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Reads a table and shows what was read; nothing is kept yet."""

        self.aside(
            lambda _progress: read_file(path),
            partial(self._preview, path),
            title=f"正在读取 {path.name}",
        )

    def _preview(self, path: Path, reading: "RubricReading") -> None:
        titles = self._view.check_titles if self._view else {}
        dialog = TableIntake(self.context.tasks, path, reading, self.year, titles, self)
        dialog.kept.connect(self._show_kept)
        messages.run_modal(dialog)
        dialog.deleteLater()

    def _show_kept(self, uid: str, year: int, title: str) -> None:
        self.head.show_year(year)
        self.choose(uid)
        self._say(f"已登记“{title[:24]}”")

    # --- building -------------------------------------------------------------------------------------------
    def _build_lines(self) -> None:
        self.lines = ScoreLines("评分项目")
        self.lines.line_chosen.connect(self._show_line)
        self.lines.line_opened.connect(lambda _number: self._go_to_mark())
        self.empty = EmptyState("checklist", "", "每一项得几分、扣在哪里、佐证在哪里")
        self.empty.offer("看全部", self._fill)
        self.stack = QStackedWidget()
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.lines, 1)
        self.stack.addWidget(card)
        self.stack.addWidget(self.empty)
        self._fold.addWidget(self.stack, 2)

    def _connect_panel(self) -> None:
        panel = self.panel
        panel.fix_wanted.connect(self._begin)
        panel.record_wanted.connect(self.record_wanted.emit)
        panel.checks_wanted.connect(self.change_checks)
        panel.form.saved.connect(self.mark)
        panel.form.taken_back.connect(self.take_back)
        panel.form.edited.connect(self._take_typed)

    # --- showing --------------------------------------------------------------------------------------------
    def _show(self, view: ScoringView) -> None:
        is_same = self._view is not None and (self._view.rubric.key, self._view.found.year) == (
            view.rubric.key,
            view.found.year,
        )
        if not is_same:
            self._typed = {number: typed for number, typed in view.typed.items() if view.line(number)}
            self._kept = dict(self._typed)
        self._view = view
        self.note.setText("　".join(part for part in (_LOCAL, view.rubric.note) if part))
        self.set_subtitle(
            f"{view.found.year} 年，截至 {view.found.today:%Y-%m-%d}；"
            "程序查不了的项目由人自评，没自评的不计分"
        )
        self.head.show_view(view)
        self._show_lines()

    def _fill(self) -> None:
        """What the button of the empty list does: everything again, or the record to write lines in."""
        if self._view is not None and not self._view.found.items:
            self.record_wanted.emit("rubric", self._view.rubric.key)
        else:
            self._show_all()

    def _show_all(self) -> None:
        self.head.show_all()
        self.lines.setFocus()

    def _show_lines(self) -> None:
        if self._view is None:
            return
        lines = list(lines_of(self._view.found, self.head.wanted, self._typed))
        self.stack.setCurrentIndex(0 if lines else 1)
        has_items = bool(self._view.found.items)
        self.empty.title.setText("没有这样的项目" if has_items else "这张评分表里还没有评分项目")
        self.empty.action.setText("看全部" if has_items else "去填写")
        self.lines.show_lines(lines)

    def _show_line(self, number: str) -> None:
        each = self._view.line(number) if self._view else None
        if self._view is None or each is None:
            self.panel.show_nothing("点一项，看扣在哪里")
        else:
            self.panel.show_line(self._view, each, self._typed.get(number))

    def _go_to_mark(self) -> None:
        """The cursor into the mark, which may lie below where the page is folded."""
        self.panel.form.points.setFocus()
        self._bring_form()

    def _bring_form(self) -> None:
        """The mark into sight, once the line above it has taken its room."""
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.panel.form, 0, 12))

    def _begin(self, fix: Fix) -> None:
        if fix.page:
            self.page_wanted.emit(fix.page)
        else:
            self.record_wanted.emit(fix.ledger, fix.record)

    # --- marks ----------------------------------------------------------------------------------------------
    def _take_typed(self) -> None:
        """Holds what stands in the fields, or forgets it where it is what is stored."""
        number, typed = self.lines.number, self.panel.form.typed
        had = number in self._typed
        if typed is not None:
            self._typed[number] = typed
        else:
            self._typed.pop(number, None)
        if had != (number in self._typed) and self._view is not None:
            self.lines.blockSignals(True)
            self._show_lines()
            self.lines.blockSignals(False)

    def _refused(self, number: str, error: LedgerError) -> None:
        if number == self.lines.number:
            self.panel.form.refuse(sentence_of(error))
            self._bring_form()
        else:
            messages.show(self, error)
