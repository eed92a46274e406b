"""The second step of an import: what each column of the file means, with samples, to be confirmed or corrected."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.widgets.basic import Card, Chip, clear, label
from desktop.widgets.choice_edits import QuietCombo

if TYPE_CHECKING:
    from db.importing.mapping import ColumnMatch
    from db.importing.source import ImportSource

_TITLES = ("表格里的列", "前几格的内容", "导入为", "")


class MappingPanel(QScrollArea):
    """All sheets of a file, each with its columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setAccessibleName("列的含义")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.combos: dict[tuple[int, str], QuietCombo] = {}
        self._proposed: dict[tuple[int, str], str | None] = {}
        self._doubtful: list[QuietCombo] = []

    def show_source(self, source: "ImportSource", fields: Sequence[tuple[str, str]]) -> None:
        """Shows a file; `fields` are (key, title) of what may be chosen."""
        self.combos, self._proposed, self._doubtful = {}, {}, []
        holder = clear(QWidget())
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(16)
        for number, (table, mapping) in enumerate(zip(source.tables, source.mappings, strict=True)):
            card = Card(f"工作表“{table.sheet}”" if table.sheet else "表格")
            card.add_to_head(label(f"第 {table.header_row} 行是表头 · 共 {len(table.rows)} 行", "secondary"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(8)
            for place, title in enumerate(_TITLES):
                grid.addWidget(label(title, "label"), 0, place)
            for row, match in enumerate(mapping.columns, start=1):
                self._add_line(grid, row, (number, match), fields)
            for place, stretch in enumerate((3, 5, 3, 1)):
                grid.setColumnStretch(place, stretch)
            card.body.addLayout(grid)
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(holder)

    @property
    def doubtful(self) -> QuietCombo | None:
        """The first column that somebody has to look at."""
        return next(iter(self._doubtful), None)

    @property
    def corrections(self) -> Mapping[str, str | None]:
        """What the user made of columns, by title, where it differs from the proposal; None leaves one out."""
        return {
            title: combo.currentData() or None
            for (number, title), combo in self.combos.items()
            if (combo.currentData() or None) != (self._proposed[number, title] or None)
        }

    @property
    def doubled(self) -> tuple[str, ...]:
        """Titles of fields that two columns of one sheet are said to mean."""
        seen: dict[tuple[int, str], int] = {}
        words: dict[str, str] = {}
        for (number, _title), combo in self.combos.items():
            if combo.currentData():
                key = number, str(combo.currentData())
                seen[key] = seen.get(key, 0) + 1
                words[key[1]] = combo.currentText()
        return tuple(words[key] for (_number, key), count in seen.items() if count > 1)

    def _add_line(
        self,
        grid: QGridLayout,
        row: int,
        place: "tuple[int, ColumnMatch]",
        fields: Sequence[tuple[str, str]],
    ) -> None:
        number, match = place
        combo = QuietCombo()
        combo.setAccessibleName(f"“{match.title}”导入为")
        combo.addItem("不导入", "")
        for key, title in fields:
            combo.addItem(title, key)
        combo.setCurrentIndex(max(0, combo.findData(match.key or "")))
        chip = Chip(*_state(match))
        combo.activated.connect(lambda _index: chip.say("已选定", "green"))
        title = match.title or f"第 {match.column + 1} 列（没有标题）"
        grid.addWidget(label(title, "strong", wrap=True), row, 0)
        grid.addWidget(label("，".join(match.samples) or "（空）", "secondary", wrap=True), row, 1)
        grid.addWidget(combo, row, 2)
        grid.addWidget(chip, row, 3)
        if _state(match)[1] == "gold":
            self._doubtful.append(combo)
        self.combos[number, match.title] = combo
        self._proposed[number, match.title] = match.key


def _state(match: "ColumnMatch") -> tuple[str, str]:
    if match.confidence == "sure":
        return ("已认出", "green") if match.key else ("不需要", "neutral")
    if match.confidence == "guess":
        return "请核对", "gold"
    return ("请选择", "gold") if match.is_filled else ("空列", "neutral")
