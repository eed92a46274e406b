"""The big buttons of the page 数据包, and the line that says where packages are written to."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from desktop import theme
from desktop.widgets.basic import Tile, button, clear, label

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
    """Where packages are written to, and whether attachments go along."""

    def __init__(self, on_choose: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(clear(self))
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.words = label("", "secondary", wrap=True)
        self.choose_button = button("", on_choose, kind="link", icon="folder")
        self.without_files = QCheckBox("这次不带附件")
        self.without_files.setAccessibleName("这次不带附件")
        self.without_files.setToolTip("U盘放不下时用；附件下次再带")
        row.addWidget(self.words)
        row.addWidget(self.choose_button)
        row.addStretch(1)
        row.addWidget(self.without_files)

    def show_place(self, place: str) -> None:
        """Shows the folder, or that none has been chosen."""
        self.words.setText(f"U盘文件夹：{place}" if place else "U盘文件夹：还没有选，导出时会问。")
        self.choose_button.setText("换一个" if place else "现在选")
