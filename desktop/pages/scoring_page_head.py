"""The head of the page 自评打分: which table and year, how it stands, and what the list is narrowed to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.pages.scoring_page_reading import ALL, LOST, WAITING, ScoringView, is_wanted
from desktop.widgets.basic import Chip, button, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.facet_bar import Facet, FacetBar

YEARS = 5
_FOLDED_BELOW = 560
_BESIDE, _UNDER = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
_FACETS = ((ALL, "全部", "blue"), (LOST, "扣分", "red"), (WAITING, "待自评", "gold"))


class ScoreHead(QWidget):
    """Signals:
    rubric_chosen(str): key of another table.
    year_chosen(int): another year.
    report_wanted: this table is to be the one reported by.
    narrowed: something else is wanted in the list; see `wanted`.
    """

    rubric_chosen = Signal(str)
    year_chosen = Signal(int)
    report_wanted = Signal()
    narrowed = Signal()

    def __init__(self, this_year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "clear")
        self._rows: list[QBoxLayout] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._build_choices(this_year))
        column.addLayout(self._build_standing())

    @property
    def year(self) -> int:
        """The year chosen."""
        return int(self.years.currentData())

    @property
    def wanted(self) -> str:
        """What the list is narrowed to."""
        return str(self.facets.where.get("state", ALL))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stands on the right goes under what stands on the left where both have no room side by side."""
        super().resizeEvent(event)
        is_narrow = self.width() < _FOLDED_BELOW * theme.current().scale
        for row in self._rows:
            row.setDirection(_UNDER if is_narrow else _BESIDE)

    def show_year(self, year: int) -> None:
        """Makes a year the chosen one, without a signal."""
        if self.years.findData(year) < 0:
            self.years.addItem(f"{year} 年", year)
        self.years.setCurrentIndex(self.years.findData(year))

    def show_all(self) -> None:
        """Narrows the list no longer."""
        self.facets.clear_choice()
        self._narrow()

    def show_view(self, view: ScoringView) -> None:
        """Shows how the table stands."""
        from db.arithmetic.rubric import points_text

        self._show_choices(view)
        found = view.found
        self.score.setText(f"{points_text(found.score)} 分")
        waiting = f"，{found.unmarked} 项 {points_text(found.full - found.judged)} 分待自评"
        self.standing.setText(
            f"满分 {points_text(found.full)} 分" + (waiting if found.unmarked else "，每一项都有分了")
        )
        self.score.setAccessibleName(f"得分 {self.score.text()}，{self.standing.text()}")
        counts = {key: sum(is_wanted(each, key) for each in found.items) for key, _title, _tone in _FACETS}
        self.facets.show_facets(
            [Facet(title, "state", key, counts[key], tone) for key, title, tone in _FACETS]
        )
        if not self.facets.where:
            self.facets.toggle("state", ALL)

    # --- building -------------------------------------------------------------------------------------------
    def _build_choices(self, this_year: int) -> QBoxLayout:
        self.rubrics, self.years = QuietCombo(), QuietCombo()
        self.rubrics.setMinimumContentsLength(12)
        self.years.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        for year in range(this_year, this_year - YEARS, -1):
            self.years.addItem(f"{year} 年", year)
        self.rubrics.activated.connect(lambda _index: self.rubric_chosen.emit(self.rubrics.currentData()))
        self.years.activated.connect(lambda _index: self.year_chosen.emit(self.year))
        self.report_button = button("用于上报", self.report_wanted.emit, hint="这一年上报的得分用这张评分表")
        self.reported = Chip("上报用", "green")
        made = QBoxLayout(_BESIDE)
        made.addLayout(_named("评分表", self.rubrics, 1), 1)
        beside = _named("年度", self.years, 0)
        for part in (self.report_button, self.reported):
            part.hide()
            beside.addWidget(part)
        beside.addStretch(0)
        made.addLayout(beside)
        self._rows.append(made)
        return made

    def _build_standing(self) -> QBoxLayout:
        self.score = label("", "title")
        self.standing = label("", "secondary", wrap=True)
        self.facets = FacetBar()
        self.facets.changed.connect(self._narrow)
        words = QHBoxLayout()
        words.setSpacing(12)
        words.addWidget(self.score)
        words.addWidget(self.standing, 1)
        made = QBoxLayout(_BESIDE)
        made.setSpacing(10)
        made.addLayout(words, 1)
        made.addWidget(self.facets, 0, Qt.AlignmentFlag.AlignVCenter)
        self._rows.append(made)
        return made

    def _show_choices(self, view: ScoringView) -> None:
        self.rubrics.clear()
        for choice in view.choices:
            self.rubrics.addItem(choice.title, choice.key)
        self.rubrics.setCurrentIndex(self.rubrics.findData(view.rubric.key))
        self.rubrics.setToolTip(self.rubrics.currentText())
        self.report_button.setVisible(not view.is_reported)
        self.reported.setVisible(view.is_reported)

    def _narrow(self) -> None:
        """One of the chips is always pressed: taking the choice back means everything."""
        if not self.facets.where:
            self.facets.toggle("state", ALL)
        else:
            self.narrowed.emit()


def _named(name: str, combo: QuietCombo, stretch: int) -> QHBoxLayout:
    """A choice with its name before it."""
    words = label(name, "secondary")
    words.setBuddy(combo)
    combo.setAccessibleName(name)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(words)
    row.addWidget(combo, stretch)
    return row
