"""学时: names and months, what is required, reached and missing; each number opens the records it comes from.

Hours are worked out by the rules from meetings and courses; nothing is typed here.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop import messages
from desktop.dialogs.print_preview import print_menu_button
from desktop.pages.page import Page, PageContext
from desktop.pages.study_page_reading import Source, StudyView, YearStory, read_study
from desktop.widgets.basic import EmptyState, button, clear, label
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.fold import Fold
from desktop.widgets.month_grid import MonthGrid
from desktop.widgets.story_panel import StoryPanel

if TYPE_CHECKING:
    from db.services.branch import Branch

_PANEL_WIDTH = 280
_FOLDED_BELOW = 960
_MEETINGS = (
    "general_meeting",
    "committee_meeting",
    "group_meeting",
    "party_lecture",
    "theme_day",
    "life_meeting",
)


class StudyPage(Page):
    """The grid on the left, the sources of the chosen month of the chosen person on the right."""

    ledgers = frozenset({"person", "post", "study", "mobile_member", *_MEETINGS})

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "学时", parent)
        self._view: StudyView | None = None
        self._at = ("", context.today.month)
        self._build_actions()
        self.body.addLayout(self._build_choices())
        self._build_content()
        self.legend = label("", "note", wrap=True)
        self.body.addWidget(self.legend)

    @property
    def year(self) -> int:
        """The year chosen."""
        return int(self.years.currentData())

    def refresh(self) -> None:
        self.query(partial(read_study, year=self.year), self._show, title="正在折算学时")

    def focus_start(self) -> None:
        (self.grid if self.stack.currentIndex() == 0 else self.new_button).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel goes under the grid where both have no room side by side."""
        super().resizeEvent(event)
        self._fold.fit(self.width())

    def export(self) -> None:
        """Writes the year as a workbook or separated values."""
        year = self.year
        target = messages.choose_target(self, "导出", f"{year}年学时.xlsx", messages.SPREADSHEET_FILTER)
        if target is None:
            return

        def work(branch: "Branch") -> Path:
            from db.files import atomic_write
            from db.reports.study_sheet import export_study

            content, _count = export_study(branch, target.name, year)
            return atomic_write(target, content)

        self.query(work, self._told_export, title="正在导出")

    def _told_export(self, path: Path) -> None:
        messages.toast(self, f"已导出：{path.name}")

    def _open_only_source(self) -> None:
        """Enter or a double click: the record, where there is only one."""
        sources = self._sources()
        if len(sources) == 1:
            self.record_wanted.emit(sources[0].ledger, sources[0].uid)

    # --- showing ---------------------------------------------------------------------------------------------
    def _build_actions(self) -> None:
        self.print_button = print_menu_button(
            self,
            (
                ("study_table", "全年学时汇总表"),
                ("study_card", "每人的学时登记表"),
                ("study_certificates", "培训证书登记表"),
            ),
            lambda: {"year": self.year},
        )
        self.export_button = button(
            "导出", self.export, icon="export", hint="全年的学时，一人一行，另附逐项来源"
        )
        self.new_button = button(
            "登记培训",
            partial(self.record_wanted.emit, "study", None),
            kind="primary",
            icon="plus",
            hint="不是开会的学习：集中培训、网络学习、自学；会议的学时自动折算",
        )
        self.add_action(self.print_button)
        self.add_action(self.new_button)

    def _build_content(self) -> None:
        self.grid = MonthGrid("学时", ("应达", "已达", "还缺"), ("00.0", "00.0"))
        self.grid.cell_chosen.connect(self._choose)
        self.grid.opened.connect(lambda _person: self._open_only_source())
        content = clear(QWidget())
        self._fold = Fold(content, _FOLDED_BELOW)
        self._fold.addWidget(self.grid, 1)
        self.panel = StoryPanel("点一格，看学时从哪里来")
        self._fold.add_panel(self.panel, _PANEL_WIDTH)
        self.empty = EmptyState(
            "lecture", "这一年还没有在册的党员", "党员每年学时够不够，书记和支委有没有参加集中培训"
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(content)
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)

    def _build_choices(self) -> ChoiceRow:
        row = ChoiceRow()
        self.years = row.add_years(self.context.today, self.refresh)
        row.addStretch(1)
        row.addWidget(self.export_button)
        return row

    def _show(self, found: StudyView) -> None:
        self._view = found
        self.set_subtitle(found.summary)
        self.legend.setText(found.rules)
        self.stack.setCurrentIndex(0 if found.lines else 1)
        self.grid.show_lines(found.lines)
        person = (
            self._at[0] if self._at[0] in found.stories else (found.lines[0].person if found.lines else "")
        )
        self.grid.choose(person, self._at[1])
        self._show_story()

    def _choose(self, person: str, month: int) -> None:
        self._at = person, month
        self._show_story()

    def _story(self) -> YearStory | None:
        return self._view.stories.get(self._at[0]) if self._view else None

    def _sources(self) -> tuple[Source, ...]:
        story = self._story()
        return story.by_month[self._at[1]] if story else ()

    def _show_story(self) -> None:
        story = self._story()
        if story is None:
            self.panel.tell_nothing()
        else:
            self.panel.tell(f"{story.name}　{self._at[1]}月", self._story_lines(story))

    def _story_lines(self, story: YearStory) -> list[QWidget]:
        still = f"，还缺 {story.missing}" if story.missing else "，够了"
        state = story.exempt or f"全年应达 {story.required}，已达 {story.reached}{still}"
        made: list[QWidget] = [label(state, wrap=True), label(story.basis, "note", wrap=True)]
        made += [self._source_line(each) for each in self._sources()]
        if not self._sources():
            made.append(label("这个月没有学时", "secondary"))
        if story.untimed:
            made.append(label(f"有 {len(story.untimed)} 次会议没有写起止时间，没有计入", wrap=True))
            made += [
                button("打开补上时间", partial(self.record_wanted.emit, *each), kind="link")
                for each in story.untimed[:3]
            ]
        return made

    def _source_line(self, source: Source) -> QWidget:
        box = clear(QWidget())
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(f"{source.on[5:]}　{source.hours} 学时", "heading"))
        column.addWidget(label(source.title, wrap=True))
        column.addWidget(label(source.words, "note", wrap=True))
        opening = button("打开", partial(self.record_wanted.emit, source.ledger, source.uid), kind="link")
        column.addWidget(opening, 0, Qt.AlignmentFlag.AlignLeft)
        return box
