"""The clipboard after a whole number was copied: cleared after half a minute or at the lock, if it is still ours.

Lists show masked numbers, so what is copied from them is masked; whole ones come from a form or from a card that was
asked to show them. Such a text is also marked for the histories of Windows and KDE not to keep it and for the clouds
not to take it.
"""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

from db.arithmetic.masking import mask_text

CLEARED_AFTER_MS = 30_000
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
_MARKS = {
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"\0\0\0\0",
    _WINDOWS.format("CanIncludeInClipboardHistory"): b"\0\0\0\0",
    _WINDOWS.format("CanUploadToCloudClipboard"): b"\0\0\0\0",
    "x-kde-passwordManagerHint": b"secret",
}


class ClipboardKeeper(QObject):
    """Hears what this program puts on the clipboard."""

    def __init__(
        self, clipboard: QClipboard, parent: QObject | None = None, is_ours: Callable[[], bool] | None = None
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._is_ours = is_ours or clipboard.ownsClipboard
        self._held = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CLEARED_AFTER_MS)
        self._timer.timeout.connect(self.clear)
        clipboard.dataChanged.connect(self._look)

    @property
    def holds_number(self) -> bool:
        """Whether a whole number that we put there is to be cleared."""
        return bool(self._held)

    def clear(self) -> None:
        """Empties the clipboard, unless somebody has put something else there since."""
        held, self._held = self._held, ""
        self._timer.stop()
        if held and self._is_ours() and self._clipboard.text() == held:
            self._clipboard.clear()

    def _look(self) -> None:
        if not self._is_ours():
            self._held = ""
            return
        text = self._clipboard.text()
        if text == self._held:
            return  # our own marks
        self._held = text if text and mask_text(text) != text else ""
        if self._held:
            self._clipboard.setMimeData(_marked(text))
            self._timer.start()


def keep_clipboard(parent: QObject) -> ClipboardKeeper:
    """A keeper of the clipboard of this program."""
    return ClipboardKeeper(QGuiApplication.clipboard(), parent)


def _marked(text: str) -> QMimeData:
    content = QMimeData()
    content.setText(text)
    for kind, value in _MARKS.items():
        content.setData(kind, QByteArray(value))
    return content
