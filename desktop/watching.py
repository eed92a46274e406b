"""When the window must be locked: nobody has touched it for a while, the PC slept, or the system says so.

Time is the machine's own count of seconds, sleep included; the date is never asked. What the system tells is taken
where it can be had (logind on Linux, session messages on Windows) and done without elsewhere: a leap between two ticks
shows that the PC slept in any case.
"""

import logging
import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from db.keys.tries import machine_seconds

TICK_MS = 2000
LEAP_SECONDS = 30.0  # longer than any wait of the window; after that the PC was asleep
SHORTEST_MINUTES, USUAL_MINUTES, LONGEST_MINUTES = 1, 10, 30
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
_LOG = logging.getLogger(__name__)


def minutes_of(text: str) -> int:
    """Minutes until the lock as chosen, within 1 to 30; anything else is the usual 10."""
    minutes = int(text) if text.isdecimal() and len(text) < 4 else USUAL_MINUTES
    return min(LONGEST_MINUTES, max(SHORTEST_MINUTES, minutes))


class Watch(QObject):
    """Watches from `start` to `stop`.

    Signals:
        lock_wanted(str): idle, slept, asked (Ctrl+L) or system.
    """

    lock_wanted = Signal(str)

    def __init__(
        self,
        minutes: Callable[[], int],
        seconds: Callable[[], float] = machine_seconds,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._minutes, self._seconds = minutes, seconds
        self._touched = self._ticked = seconds()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self.kept: tuple[object, ...] = ()  # what must live as long as this, to hear the system

    @property
    def is_on(self) -> bool:
        """Whether it watches now."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begins, with the full time before it."""
        self._touched = self._ticked = self._seconds()
        if self.is_on:
            return
        self._timer.start()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_window)
            # an input method takes the keys before any window sees them; the cursor moves all the same
            QGuiApplication.inputMethod().cursorRectangleChanged.connect(self.touch)
        self._on_focus_window(QGuiApplication.focusWindow())

    def stop(self) -> None:
        """Ends; nothing is wanted any more."""
        if not self.is_on:
            return
        self._timer.stop()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.disconnect(self._on_focus_window)
            QGuiApplication.inputMethod().cursorRectangleChanged.disconnect(self.touch)

    @Slot()
    def touch(self) -> None:
        """Somebody is there."""
        self._touched = self._seconds()

    @Slot()
    def tick(self) -> None:
        """Looks at the time; wants the lock after a leap, or when nobody has been there for long enough."""
        now = self._seconds()
        has_slept, self._ticked = now - self._ticked > LEAP_SECONDS, now
        if has_slept:
            self.lock_wanted.emit("slept")
        elif now - self._touched >= self._minutes() * 60:
            self.lock_wanted.emit("idle")

    @Slot()
    def tell(self) -> None:
        """The system says that the session is locked, left, or about to sleep."""
        if self.is_on:
            self.lock_wanted.emit("system")

    @Slot(bool)
    def tell_sleep(self, is_beginning: bool) -> None:
        """The system goes to sleep, or wakes up."""
        if is_beginning:
            self.tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys and mouse of our windows, once for each window, never for each widget."""
        if event.type() in _TOUCHES and self.is_on:
            self.touch()
            if isinstance(event, QKeyEvent) and _is_lock_key(event):
                self.lock_wanted.emit("asked")
                return True
        return super().eventFilter(watched, event)

    def _on_focus_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
            self.touch()


def _is_lock_key(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_L and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def listen_to_system(watch: Watch) -> bool:
    """Has the system tell the watch of locks and sleep; False where it does not. Never reaches beyond this PC."""
    if sys.platform == "win32":
        from desktop.windows_session import listen

        return listen(watch)
    address = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "")
    if sys.platform != "linux" or (address and not address.startswith("unix:")):
        return False
    return _listen_to_logind(watch)


def _listen_to_logind(watch: Watch) -> bool:
    try:
        from PySide6.QtDBus import QDBusConnection
    except ImportError:
        return False
    bus = QDBusConnection.systemBus()
    if not bus.isConnected():
        return False
    service, whole = "org.freedesktop.login1", "/org/freedesktop/login1"
    slots = (
        ("Manager", "PrepareForSleep", whole, b"1tell_sleep(bool)"),
        ("Session", "Lock", "", b"1tell()"),
    )
    heard = [
        bus.connect(service, path, f"{service}.{kind}", name, watch, slot) for kind, name, path, slot in slots
    ]
    _LOG.info("logind heard: %s", heard)
    return all(heard)
