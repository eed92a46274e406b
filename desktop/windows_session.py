"""What Windows says about the session: locked, left for another user, or about to sleep. Used on Windows alone.

Written after the documentation of WM_WTSSESSION_CHANGE and WM_POWERBROADCAST; where a call is missing, nothing is told
and the other signs of `watching` stay.
"""

import ctypes
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtGui import QWindow

if TYPE_CHECKING:
    from desktop.watching import Watch

SESSION_CHANGE, POWER_BROADCAST = 0x02B1, 0x0218
LEFT = frozenset({0x2, 0x4, 0x6, 0x7})  # console or remote disconnect, logoff, lock
SUSPEND = 0x4
THIS_SESSION = 0


class Message(ctypes.Structure):
    """MSG of Windows, as far as it is read."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("word", ctypes.c_size_t),
        ("long", ctypes.c_ssize_t),
    )


def is_leaving(message: int, word: int) -> bool:
    """Whether a message of the system means that nobody is at the screen from now on."""
    return (message == SESSION_CHANGE and word in LEFT) or (message == POWER_BROADCAST and word == SUSPEND)


class SessionFilter(QAbstractNativeEventFilter):
    """Hands such messages to the watch."""

    def __init__(self, watch: "Watch") -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: Any
    ) -> tuple[bool, int]:
        if QByteArray(kind).startsWith(b"windows_"):
            found = Message.from_address(int(message))
            if is_leaving(found.message, found.word):
                self._watch.tell()
        return False, 0


def listen(watch: "Watch") -> bool:
    """Asks for the messages and begins to hear them; False where Windows does not give them."""
    application, library = QCoreApplication.instance(), getattr(ctypes, "windll", None)
    if application is None or library is None:
        return False
    heard, window = SessionFilter(watch), QWindow()  # a window never shown: the others come and go
    application.installNativeEventFilter(heard)
    watch.kept = (heard, window)
    try:
        return bool(
            library.wtsapi32.WTSRegisterSessionNotification(
                ctypes.c_void_p(int(window.winId())), THIS_SESSION
            )
        )
    except (AttributeError, OSError):
        return False
