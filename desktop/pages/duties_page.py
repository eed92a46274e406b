"""全年该办的事: every obligation of a year, how it stands, its basis, and one verb to do it.

The rules decide what is owed; this page shows it and takes the answer 本年不发生 with its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.dialogs.answer_dialog import ask_for_answer
from desktop.dialogs.duty_words import duty_note, duty_title, verb_of
from desktop.dialogs.print_preview import print_menu_button
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Chip, EmptyState, StatusChip
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.facet_bar import Facet, FacetBar
from desktop.widgets.item_line import ItemLine, LineList

if TYPE_CHECKING:
    from db.changes import Duty
    from db.services.branch import Branch

_STATES = (
    ("late", "逾期", "red"),
    ("due", "未到期", "gold"),
    ("done", "已完成", "green"),
    ("not_applicable", "本年不发生", "neutral"),
)
_ORDER = {code: number for number, (code, _title, _tone) in enumerate(_STATES)}
_NOT_APPLICABLE = (
    ("not_applicable", "本年不发生", "本年确实没有这件事，检查和打印时写明“本年不发生”和理由。"),
)


@dataclass(frozen=True, slots=True)
class YearOfDuties:
    """What is owed in a year; `answered` are keys of duties the branch itself declared not applicable."""

    year: int
    duties: "tuple[Duty, ...]"
    answered: frozenset[str]
    starts: Mapping[str, Mapping[str, object]]


def read_year(branch: "Branch", year: int) -> YearOfDuties:
    """The duties of a year, late ones first, and what a form for each should start with."""
    from db.rules.duties import duties
    from db.rules.gathering import gather
    from desktop.dialogs.duty_words import duty_key, starting_values

    facts = gather(branch)
    found = sorted(duties(facts, year), key=lambda duty: (_ORDER[duty.state], duty.due_on))
    starts = {duty_key(duty): starting_values(facts, duty) for duty in found}
    return YearOfDuties(year, tuple(found), frozenset(facts.answers), starts)


class DutiesPage(Page):
    """The year's obligations as a list."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "全年该办的事", parent)
        self._shown: YearOfDuties | None = None
        self.print_button = print_menu_button(self, (("duties_table", "打印全年清单"),), self._print_options)
        self.add_action(self.print_button)
        self.years = QuietCombo()
        self.years.setAccessibleName("年度")
        self.years.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        for year in range(context.today.year, context.today.year - 5, -1):
            self.years.addItem(f"{year} 年", year)
        self.years.activated.connect(lambda _index: self.refresh())
        self.facets = FacetBar()
        self.facets.changed.connect(self._show_lines)
        row = QHBoxLayout()
        row.addWidget(self.facets, 1)
        row.addWidget(self.years)
        self.body.addLayout(row)
        self.list = LineList("该办的事")
        card = Card()
        card.add(self.list, 1)
        self.nothing = EmptyState("check", "这里没有事项", "应开的会、应讲的课、应交的计划总结是否按时做了")
        self.nothing.offer("看全部", self._show_all)
        self.stack = QStackedWidget()
        self.stack.addWidget(card)
        self.stack.addWidget(self.nothing)
        self.body.addWidget(self.stack, 1)

    def refresh(self) -> None:
        self.query(partial(read_year, year=self.year), self._show)

    @property
    def year(self) -> int:
        """The year chosen."""
        return int(self.years.currentData())

    def declare_not_applicable(self, duty: "Duty") -> None:
        """Asks why a duty does not arise, and keeps the answer."""
        from desktop.dialogs.duty_words import duty_key

        given = ask_for_answer(self, duty_title(duty), _NOT_APPLICABLE, duty.reason)
        if given is not None:
            self._answer(duty_key(duty), *given)

    def _answer(self, key: str, state: str, reason: str) -> None:
        from db.services import answering

        self.command(lambda branch: answering.answer(branch, key, state, reason))

    def _print_options(self) -> Mapping[str, object]:
        return {"year": self.year}

    def _show(self, found: YearOfDuties) -> None:
        self._shown = found
        counts = {code: sum(duty.state == code for duty in found.duties) for code in _ORDER}
        facets = [
            Facet(title, "state", code, counts[code], tone) for code, title, tone in _STATES if counts[code]
        ]
        self.facets.show_facets(facets)
        done, owed = counts["done"], len(found.duties) - counts["not_applicable"]
        self.set_subtitle(f"{found.year} 年应办 {owed} 件，已完成 {done} 件，逾期 {counts['late']} 件")
        self._show_lines()

    def _show_lines(self) -> None:
        if self._shown is None:
            return
        wanted = self.facets.where.get("state")
        duties = [duty for duty in self._shown.duties if wanted in (None, duty.state)]
        self.list.show_lines(partial(self._line, duty) for duty in duties)
        self.stack.setCurrentIndex(0 if duties else 1)

    def _show_all(self) -> None:
        self.facets.clear_choice()
        self._show_lines()

    def _line(self, duty: "Duty") -> ItemLine:
        from desktop.dialogs.duty_words import duty_key

        line = ItemLine(duty_title(duty), duty_note(duty), chip=_chip(duty, self.context.today))
        if duty.state in ("late", "due"):
            line.add_verb("本年不发生", partial(self.declare_not_applicable, duty))
            line.add_verb(verb_of(duty), partial(self._begin, duty))
        elif duty.evidence:
            line.add_verb("查看", partial(self.record_wanted.emit, *duty.evidence[0]))
        elif self._shown is not None and duty_key(duty) in self._shown.answered:
            line.add_verb("撤回说明", partial(self._answer, duty_key(duty), "open", ""))
        return line

    def _begin(self, duty: "Duty") -> None:
        from db.changes import Draft
        from desktop.dialogs.duty_words import duty_key, page_of

        if page := page_of(duty):
            self.page_wanted.emit(page)
            return
        if duty.about is not None:
            self.record_wanted.emit(*duty.about)
            return
        starts = self._shown.starts.get(duty_key(duty), {}) if self._shown else {}
        self.record_wanted.emit(duty.ledger, Draft(starts) if starts else None)


def _chip(duty: "Duty", today: date) -> Chip:
    if duty.state == "not_applicable":
        chip = Chip("本年不发生", "neutral")
        chip.setMinimumWidth(StatusChip(0).minimumWidth())
        return chip
    return StatusChip((date.fromisoformat(duty.due_on) - today).days, is_done=duty.state == "done")
