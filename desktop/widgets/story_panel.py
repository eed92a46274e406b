"""The panel beside a grid: what stands behind the cell one is on, line by line, with its verbs."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.widgets.basic import Card, clear


class StoryPanel(Card):
    """A card whose lines scroll. `invitation` is its heading while nothing is chosen."""

    def __init__(self, invitation: str, parent: QWidget | None = None) -> None:
        super().__init__(invitation, parent)
        self._invitation = invitation
        holder = QWidget()
        self._lines = QVBoxLayout(holder)
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(6)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(clear(holder))
        self.add(area, 1)

    def tell(self, heading: str, lines: Sequence[QWidget]) -> None:
        """Takes the place of what was told; a line that is a button stands at the left, as wide as its word."""
        self._take_away()
        self.heading.setText(heading)
        for widget in lines:
            is_verb = widget.property("kind") is not None
            self._lines.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft if is_verb else Qt.AlignmentFlag(0))
            widget.show()
        self._lines.addStretch(1)

    def tell_nothing(self) -> None:
        """Nothing is chosen."""
        self._take_away()
        self.heading.setText(self._invitation)

    def _take_away(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
