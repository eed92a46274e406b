"""生日与政治生日: twelve months with birthdays, days of joining and of starting work, told apart by mark and word too.

The days are those of the printed poster, so that paper and screen never differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop import theme
from desktop.dialogs.print_preview import open_print
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, EmptyState, clear, label, menu_button
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.facet_bar import Facet, FacetBar

if TYPE_CHECKING:
    from db.reports.document import LegendEntry, Occasion
    from db.services.branch import Branch

_TONES: Mapping[str, str] = {"birthday": "red", "political_birthday": "gold", "work_anniversary": "blue"}
_WORDS: Mapping[str, str] = {"birthday": "生日", "political_birthday": "入党", "work_anniversary": "工作"}
_NARROWEST = 250
_MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class YearOfDays:
    """Twelve months of occasions and the legend with its counts."""

    year: int
    months: "tuple[tuple[Occasion, ...], ...]"
    legend: "tuple[LegendEntry, ...]"


def read_year(branch: "Branch", year: int) -> YearOfDays:
    """The poster's content."""
    from db.reports import PrintOptions, build_print, print_kind
    from db.reports.document import CalendarPoster, ReportDocument
    from db.rules.gathering import gather

    built = build_print(print_kind("birthday_poster"), branch, gather(branch), PrintOptions(year=year))
    assert isinstance(built, ReportDocument)
    poster = next(block for block in built.blocks if isinstance(block, CalendarPoster))
    return YearOfDays(year, poster.months, poster.legend)


class BirthdaysPage(Page):
    """Month cards."""

    ledgers = frozenset({"person"})

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "生日与政治生日", parent)
        self._shown: YearOfDays | None = None
        self._columns = 0
        self._cards: list[Card] = []
        self.print_button = menu_button("打印", "print")
        menu = self.print_button.menu()
        menu.addAction("本月的日子", partial(self._print, "month_strip", {"month": context.today.month}))
        for paper in ("A4", "A3"):
            action = partial(self._print, "birthday_poster", {"paper": paper})
            menu.addAction(f"三色生日表 {paper}", action)
        self.add_action(self.print_button)
        self._build_choices()
        content = clear(QWidget())
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setSpacing(12)
        area = self.scrolled(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = EmptyState(
            "cake", "名册里还没有能排出日子的党员", "政治生日有没有过，困难和老党员有没有走访"
        )
        self.empty.offer("去名册", lambda: self.page_wanted.emit("person"))
        self.stack = QStackedWidget()
        self.stack.addWidget(area)
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)

    def refresh(self) -> None:
        self.query(partial(read_year, year=int(self.years.currentData())), self._show)

    def _print(self, key: str, options: Mapping[str, object]) -> None:
        open_print(
            self, self.context.tasks, key, {"year": self.years.currentData(), **options}, "生日与政治生日"
        )

    def _build_choices(self) -> None:
        row = QHBoxLayout()
        self.kinds = FacetBar()
        self.kinds.changed.connect(self._fill)
        row.addWidget(self.kinds, 1)
        self.years = QuietCombo()
        self.years.setAccessibleName("年度")
        self.years.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        this_year = self.context.today.year
        for year in (this_year - 1, this_year, this_year + 1):
            self.years.addItem(f"{year} 年", year)
        self.years.setCurrentIndex(1)
        self.years.activated.connect(lambda _index: self.refresh())
        row.addWidget(self.years)
        self.body.addLayout(row)

    def _show(self, shown: YearOfDays) -> None:
        self._shown = shown
        counts = {code: sum(each.kind == code for month in shown.months for each in month) for code in _TONES}
        facets = [
            Facet(
                f"{entry.mark} {entry.title.partition('（')[0]}",
                "kind",
                entry.kind,
                counts[entry.kind],
                _TONES[entry.kind],
            )
            for entry in shown.legend
        ]
        self.kinds.show_facets(facets)
        self.set_subtitle(f"{shown.year} 年；农历生日已经换成公历的日子")
        self.stack.setCurrentIndex(0 if any(counts.values()) else 1)
        self._fill()

    def _fill(self) -> None:
        if self._shown is None:
            return
        for card in self._cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        wanted = self.kinds.where.get("kind")
        marks = {entry.kind: (entry.mark, _WORDS[entry.kind]) for entry in self._shown.legend}
        self._cards = []
        for number, occasions in enumerate(self._shown.months, start=1):
            card = Card(f"{number} 月")
            chosen = [each for each in occasions if wanted in (None, each.kind)]
            card.add_to_head(label(f"{len(chosen)} 人次" if chosen else "", "note"))
            lines = QVBoxLayout()
            lines.setSpacing(4)
            for occasion in chosen:
                lines.addWidget(_line(occasion, marks[occasion.kind]))
            lines.addStretch(1)
            card.body.addLayout(lines)
            self._cards.append(card)
        self._arrange(max(1, self._columns))

    def _arrange(self, columns: int) -> None:
        self._columns = columns
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() // round(_NARROWEST * theme.current().scale)
        self._arrange(max(1, min(_MOST_COLUMNS, room)))


def _line(occasion: "Occasion", mark: tuple[str, str]) -> QLabel:
    """● 3 日 王建国 生日 农历八月十五: the mark and the word say what the colour says."""
    day = f"{occasion.day} 日" if occasion.day else "日不详"
    made = label(
        "　".join(part for part in (f"{mark[0]} {day}", occasion.name, mark[1], occasion.note) if part),
        wrap=True,
    )
    made.setStyleSheet(f"color: {theme.current().colors[_TONES[occasion.kind]]}")
    return made
