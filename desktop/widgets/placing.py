"""Where a window stands and how large it may be: office screens are 1366×768, at 150 % no more than 910×512."""

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

_FRAME = QSize(16, 40)  # what the system draws around a window, before it can be asked


def room_for(window: QWidget) -> QSize:
    """The largest a window may be: as its parent's window, else what the screen has beside the task bar."""
    parent = window.parentWidget()
    if parent is not None and parent.window().isVisible():
        return parent.window().size()
    return window.screen().availableSize() - _FRAME


def fit(window: QWidget, width: int, height: int) -> None:
    """As large as wanted, or as there is room."""
    window.resize(QSize(width, height).boundedTo(room_for(window)))


def place(window: QWidget, old: QWidget | None) -> None:
    """Before a main window is shown: all of it on the screen, where the last one stood; one for which the screen is
    too small, or that follows a maximized one, is shown maximized.
    """
    screen = window.screen() if old is None else old.screen()
    room = screen.availableGeometry()
    free = room.size() - _FRAME
    is_too_small = window.width() > free.width() or window.height() > free.height()
    window.resize(window.size().boundedTo(free))
    if old is not None and not old.isMinimized():
        last = room.bottomRight() - QPoint(window.width() + _FRAME.width(), window.height() + _FRAME.height())
        corner = old.pos()
        window.move(
            max(room.left(), min(corner.x(), last.x())),
            max(room.top(), min(corner.y(), last.y())),
        )
    if is_too_small or (old is not None and old.isMaximized()):
        from PySide6.QtCore import Qt

        window.setWindowState(Qt.WindowState.WindowMaximized)


class Middle(QScrollArea):
    """Cards in the middle of a first window; where there is no room for them, they scroll.

    The parts above and below take what is left in the given shares.
    """

    def __init__(self, above: int = 1, below: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frameShape", "NoFrame")
        self.setProperty("focusPolicy", "NoFocus")
        self.setWidgetResizable(True)
        holder = QWidget()
        holder.setProperty("surface", "clear")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 8, 0, 8)
        column.addStretch(above)
        self.row = QHBoxLayout()
        self.row.addStretch(1)
        self.row.addStretch(1)
        column.addLayout(self.row)
        column.addStretch(below)
        self.setWidget(holder)

    def bring(self, part: QWidget) -> None:
        """Scrolls to a part that has just appeared."""
        holder = self.widget()
        layout = holder.layout()
        if layout is not None:
            layout.activate()
        holder.adjustSize()
        self.ensureWidgetVisible(part, 0, 8)

    def add_card(self, card: QWidget) -> None:
        """Puts a card after the ones that are there."""
        self.row.insertWidget(self.row.count() - 1, card)
