"""Chips with counts above a list; pressing one narrows the list to it, pressing it again takes that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.widgets.basic import FilterChip
from desktop.widgets.layouts import FlowLayout


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a list: field `key` equal to `value`, and how many records that leaves."""

    title: str
    key: str
    value: Any
    count: int
    tone: str = "blue"


class FacetBar(QWidget):
    """Chips; at most one per key is pressed.

    Signals:
        changed: another choice; see `where`.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "clear")
        self.setAccessibleName("快速筛选")
        self._chips: dict[tuple[str, Any], FilterChip] = {}
        self._where: dict[str, Any] = {}
        self._flow = FlowLayout(self)

    @property
    def where(self) -> Mapping[str, Any]:
        """Values wanted, by field key."""
        return self._where

    def show_facets(self, facets: Sequence[Facet]) -> None:
        """Puts up chips; what is chosen stays chosen while its chip is there."""
        wanted = [(facet.key, facet.value) for facet in facets]
        if wanted != list(self._chips):
            self._rebuild(facets)
        for facet in facets:
            self._chips[facet.key, facet.value].say(f"{facet.title} {facet.count}")

    def clear_choice(self) -> None:
        """Nothing chosen; does not speak."""
        self._where = {}
        self._mark()

    def toggle(self, key: str, value: Any) -> None:
        """Chooses, or takes the choice back."""
        if self._where.get(key) == value:
            del self._where[key]
        else:
            self._where[key] = value
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        for (key, value), chip in self._chips.items():
            chip.setChecked(self._where.get(key) == value)

    def _rebuild(self, facets: Sequence[Facet]) -> None:
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = {}
        for facet in facets:
            chip = FilterChip(f"{facet.title} {facet.count}", facet.tone, self)
            chip.clicked.connect(lambda _on=False, facet=facet: self.toggle(facet.key, facet.value))
            self._flow.addWidget(chip)
            self._chips[facet.key, facet.value] = chip
            chip.show()
        self._where = {key: value for key, value in self._where.items() if (key, value) in self._chips}
        self._mark()
        self.updateGeometry()
