"""A row of the parts of a page that becomes a column where the page is narrow."""

from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop import theme

_WIDEST = 16_777_215  # Qt's own: no limit
_BESIDE, _UNDER = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class Fold(QBoxLayout):
    """Lays out `host`; folded below `below` pixels at the ordinary size of letters. Call `fit` when the page resizes."""

    def __init__(self, host: QWidget, below: int, spacing: int = 16) -> None:
        super().__init__(_BESIDE, host)
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)
        self._below = below
        self._panels: list[tuple[QWidget, int]] = []

    def add_panel(self, panel: QWidget, width: int) -> None:
        """A part that is at most so wide while it stands beside the others, and as wide as the page under them."""
        self._panels.append((panel, width))
        panel.setMaximumWidth(round(width * theme.current().scale))
        self.addWidget(panel, 1)

    @property
    def is_folded(self) -> bool:
        """Whether the parts stand one under the other."""
        return self.direction() == _UNDER

    def fit(self, width: int) -> None:
        """Stand as the width of the page allows."""
        scale = theme.current().scale
        is_narrow = width < self._below * scale
        self.setDirection(_UNDER if is_narrow else _BESIDE)
        for panel, beside in self._panels:
            panel.setMaximumWidth(_WIDEST if is_narrow else round(beside * scale))
