"""What is done to the windows while the books are locked: all are taken off the screen, and come back as they were.

They are hidden, not taken down: half a form, a file being looked over before it is imported, a sheet not yet printed
are all still there afterwards. Questions that wait for an answer are closed as if they had been refused.
"""

from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget

from desktop import messages


class Curtain:
    """Before the main window and the dialogs over it."""

    def __init__(self, main: QWidget) -> None:
        self.main = main
        self._dialogs: list[QDialog] = []

    def draw(self, instead: QWidget) -> None:
        """Takes everything off the screen at once but the window that is shown `instead`."""
        messages.end_all()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        QToolTip.hideText()
        for window in QApplication.topLevelWidgets():
            if not window.isVisible() or window is instead:
                continue
            if isinstance(window, QDialog):
                self._dialogs.append(window)
            window.hide()

    def lift(self) -> None:
        """Brings everything back in its order."""
        self.main.show()
        for dialog in sorted(self._dialogs, key=_depth):
            dialog.open()

    def drop(self) -> None:
        """Takes everything down for good: somebody else has come."""
        self.main.deleteLater()


def _depth(widget: QWidget) -> int:
    """How many windows it stands upon."""
    parent, depth = widget.parentWidget(), 0
    while parent is not None:
        parent, depth = parent.parentWidget(), depth + 1
    return depth
