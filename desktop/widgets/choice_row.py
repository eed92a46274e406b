"""The row above a grid: the year and what else one chooses, each with its word before it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout

from desktop.widgets.basic import label
from desktop.widgets.choice_edits import QuietCombo

YEARS = 5


class ChoiceRow(QHBoxLayout):
    """Choices from the left; what the page adds after `addStretch` stands at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(8)

    def add_choice(self, name: str, on_choice: Callable[[], object]) -> QuietCombo:
        """A combo box under that name, still empty."""
        combo = QuietCombo()
        combo.setAccessibleName(name)
        combo.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        combo.activated.connect(lambda _index: on_choice())
        words = label(name, "secondary")
        words.setBuddy(combo)
        self.addWidget(words)
        self.addWidget(combo)
        return combo

    def add_years(self, today: date, on_choice: Callable[[], object]) -> QuietCombo:
        """The running year and those before it; the data of an item is its year."""
        combo = self.add_choice("年度", on_choice)
        for year in range(today.year, today.year - YEARS, -1):
            combo.addItem(f"{year} 年", year)
        return combo
