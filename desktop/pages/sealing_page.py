"""封存年度: what is still open in a year, then closing it for writing; the page for handing over; reopening with a reason."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop import messages, theme
from desktop.dialogs.answer_dialog import ask_for_answer
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Chip, Notice, button, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.item_line import ItemLine, LineList

if TYPE_CHECKING:
    from db.reports.document import ReportDocument
    from db.rules.year_gaps import Gap
    from db.services.branch import Branch
    from db.services.sealing_years import SealedState, YearContent

YEARS = 6
_WHY = "封存以后，这一年的会议、活动、谈话、走访和文件都不能再改、再移走；名册和任职不受影响。写错了可以新增更正记录，或写明理由重开。"

_REOPENING = (("reopened", "重开", "写明为什么要重开；会记在历史里，也会印在移交单上。"),)


@dataclass(frozen=True, slots=True)
class YearView:
    """A year as the page shows it."""

    state: "SealedState | None"
    content: "YearContent"
    gaps: "tuple[Gap, ...]"
    branch_name: str

    @property
    def is_unchanged(self) -> bool:
        """Whether a sealed year still holds what was sealed."""
        return self.state is not None and self.state.digest == self.content.digest

    def page(self) -> "ReportDocument":
        """The page for handing over."""
        from db.reports.sealed_year import sealed_year_page

        assert self.state is not None
        return sealed_year_page(self.branch_name, self.state, self.content, self.gaps)


def read_year(branch: "Branch", year: int) -> YearView:
    """Everything the page shows of a year."""
    from db.rules.gathering import gather
    from db.rules.year_gaps import year_gaps
    from db.services.sealing_years import content_of_year, state_of_year

    return YearView(
        state_of_year(branch, year),
        content_of_year(branch, year),
        year_gaps(gather(branch), year),
        branch.name,
    )


class SealingPage(Page):
    """The open things of the chosen year on the left, how it stands on the right."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "封存年度", parent)
        self._view: YearView | None = None
        self.print_button = button("打印移交单", self.print_page, icon="print")
        self.reopen_button = button("重开……", self.reopen, icon="undo", hint="写明理由，重开这一年度")
        self.seal_button = button("封存", self.seal, kind="primary", icon="lock")
        for made in (self.print_button, self.reopen_button, self.seal_button):
            self.add_action(made)
        self.years = QuietCombo()
        self.years.setAccessibleName("年度")
        self.years.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        for year in range(context.today.year, context.today.year - YEARS, -1):
            self.years.addItem(f"{year} 年度", year)
        self.years.setCurrentIndex(1)
        self.years.activated.connect(lambda _index: self.refresh())
        row = QHBoxLayout()
        name = label("年度", "secondary")
        name.setBuddy(self.years)
        row.addWidget(name)
        row.addWidget(self.years)
        row.addStretch(1)
        self.body.addLayout(row)
        self.notice = Notice("", "red")
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.body.addLayout(self._build_cards(), 1)
        self.body.addWidget(label(_WHY, "note", wrap=True))

    @property
    def year(self) -> int:
        """The year chosen."""
        return int(self.years.currentData())

    def refresh(self) -> None:
        self.query(partial(read_year, year=self.year), self._show, title="正在清点这一年度")

    # --- verbs -----------------------------------------------------------------------------------------------
    def seal(self) -> None:
        """Closes the year, after saying once more what is open."""
        if self._view is None:
            return
        open_count = len(self._view.gaps)
        details = f"还有 {open_count} 件事没有办结，会印在移交单上。" if open_count else "没有未办结的事。"
        if not messages.ask(self, f"封存 {self.year} 年度？", f"{details}\n{_WHY}", yes="封存"):
            return
        year = self.year

        def work(branch: "Branch") -> object:
            from db.services.sealing_years import seal_year

            return seal_year(branch, year)

        self.command(work, lambda _changes: self._told_sealed(year), title="正在封存")

    def reopen(self) -> None:
        """Opens the year again; the reason is kept."""
        year = self.year
        given = ask_for_answer(self, f"重开 {year} 年度", _REOPENING)
        if given is None:
            return
        reason = given[1]

        def work(branch: "Branch") -> object:
            from db.services.sealing_years import reopen_year

            return reopen_year(branch, year, reason)

        self.command(work, lambda _changes: self._told_reopened(year))

    def print_page(self) -> None:
        """The page for handing over, as it would come out of the printer."""
        if self._view is None or self._view.state is None:
            return
        from desktop.dialogs.print_preview import PrintDialog

        page = self._view.page()
        dialog = PrintDialog(self.context.tasks, page.title, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.panel.show_content(page)

    def _told_reopened(self, year: int) -> None:
        messages.toast(self, f"{year} 年度已重开，改完请再封存")

    # --- showing ---------------------------------------------------------------------------------------------
    def _told_sealed(self, year: int) -> None:
        messages.toast(self, f"{year} 年度已封存", "打印移交单", self.print_page)

    def _show(self, view: YearView) -> None:
        self._view = view
        state = view.state
        is_sealed = state is not None and state.is_sealed
        self.seal_button.setEnabled(not is_sealed)
        self.reopen_button.setVisible(is_sealed)
        self.print_button.setVisible(state is not None)
        self.gaps_card.heading.setText(f"还没办结的事（{len(view.gaps)}）")
        self.gaps.show_lines(partial(self._gap_line, gap) for gap in view.gaps)
        self.no_gaps.setVisible(not view.gaps)
        self.standing.setText(_standing(view))
        self.counts.setText(
            "\n".join(f"{ledger.title}　{ledger.count} 条" for ledger in view.content.ledgers if ledger.count)
            or "这一年度还没有记录。"
        )
        is_altered = is_sealed and not view.is_unchanged
        self.notice.say(
            "封存以后内容有改动（可能来自另一台电脑的数据包），校验码对不上；请看历史，再决定是否重新封存。"
            if is_altered
            else ""
        )

    def _gap_line(self, gap: "Gap") -> ItemLine:
        is_duty = gap.kind == "duty"
        chip = Chip("没有办" if is_duty else "有问题", "red" if is_duty else "gold")
        chip.setMinimumWidth(round(64 * theme.current().scale))
        line = ItemLine(gap.title, gap.note, chip=chip)
        line.add_verb("去看", partial(self.page_wanted.emit, "duties" if is_duty else "doctor"))
        return line

    def _build_cards(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        self.gaps_card = Card("还没办结的事")
        self.no_gaps = label("没有未办结的事，可以封存。", "secondary", wrap=True)
        self.no_gaps.hide()
        self.gaps_card.add(self.no_gaps)
        self.gaps = LineList("还没办结的事")
        self.gaps_card.add(self.gaps, 1)
        row.addWidget(self.gaps_card, 7)
        side = Card("这一年度")
        self.standing = label("", wrap=True)
        self.counts = label("", "secondary", wrap=True)
        side.add(self.standing)
        side.add(self.counts)
        side.body.addStretch(1)
        row.addWidget(side, 3)
        return row


def _standing(view: YearView) -> str:
    state = view.state
    if state is None:
        return f"没有封存，共 {view.content.count} 条记录。"
    if not state.is_sealed:
        return f"曾于 {state.sealed_on} 封存，后来重开。\n理由：{state.reason}\n改完请再封存。"
    words = "内容与封存时一致" if view.is_unchanged else "内容与封存时不一致"
    return f"{state.sealed_on} 由{state.sealed_by or '（未记名）'}封存，{words}。\n校验码 {state.digest[:16]}"
