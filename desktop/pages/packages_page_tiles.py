"""The big buttons of the page 数据包, and the line that says where packages are written to."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop import theme
from desktop.widgets.basic import Tile, button, clear, label
from desktop.widgets.choice_edits import QuietCombo

TILES = (
    ("send", "export", "导出同步包", "带到另一台电脑去"),
    ("receive", "import", "接收", "先看变化，再接收"),
    ("receipt", "check", "写回执", "告诉对方已经收到"),
    ("invite", "people", "邀请另一台电脑", "让它加入本支部"),
    ("handover", "package", "交接", "换书记、换电脑"),
)
_FIVE_FROM, _THREE_FROM = 1040, 600


class PackageTiles(QWidget):
    """The buttons side by side, folded where it is narrow.

    Signals:
        chosen(str): key of the button pressed.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: dict[str, Tile] = {}
        self._grid = QGridLayout(clear(self))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        for key, icon, title, note in TILES:
            self.tiles[key] = Tile(icon, title, note)
            self.tiles[key].clicked.connect(partial(self._choose, key))
        self._arrange(len(TILES))

    def _choose(self, key: str, _checked: bool = False) -> None:
        self.chosen.emit(key)

    def _arrange(self, columns: int) -> None:
        for number, tile in enumerate(self.tiles.values()):
            self._grid.addWidget(tile, number // columns, number % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width() / theme.current().scale
        self._arrange(5 if width >= _FIVE_FROM else 3 if width >= _THREE_FROM else 2)


class StickLine(QWidget):
    """Where packages are written to, and what goes along."""

    def __init__(
        self, on_choose: Callable[[], object], on_check: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(clear(self))
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.words = label("", "secondary", wrap=True)
        self.choose_button = button("", on_choose, kind="link", icon="folder")
        self.scope = QuietCombo()
        self.scope.setAccessibleName("同步包带什么")
        self.scope.setToolTip("U盘放不下、或只急着带一部分时用；没带的下一份完整的数据包会带上")
        self.scope.setMinimumContentsLength(10)
        name = label("同步包带", "secondary")
        name.setBuddy(self.scope)
        row.addWidget(self.words)
        row.addWidget(self.choose_button)
        self.check_button = button("重新核对", on_check, kind="link", icon="check")
        self.check_button.setToolTip("把U盘拔下再插上，重新读一遍写过的数据包，看有没有写完")
        row.addWidget(self.check_button)
        row.addStretch(1)
        row.addWidget(name)
        row.addWidget(self.scope)

    @property
    def chosen_scope(self) -> str:
        """What the next package is about."""
        return str(self.scope.currentData() or "all")

    def show_scopes(self, scopes: Iterable[tuple[str, str]]) -> None:
        """Offers these (code, words); what was chosen stays chosen."""
        chosen = self.scope.currentData()
        self.scope.clear()
        for code, title in scopes:
            self.scope.addItem(title, code)
        self.scope.setCurrentIndex(max(0, self.scope.findData(chosen)))

    def show_place(self, place: str) -> None:
        """Shows the folder, or that none has been chosen."""
        self.words.setText(f"U盘文件夹：{place}" if place else "U盘文件夹：还没有选，导出时会问。")
        self.choose_button.setText("换一个" if place else "现在选")
        self.check_button.setVisible(bool(place))
