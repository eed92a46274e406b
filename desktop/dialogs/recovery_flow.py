"""When the recovery comes before the ordinary first window, and how a start is known to have gone well."""

from PySide6.QtCore import QObject, QTimer

from db.clock import Clock
from db.errors import LedgerError
from db.paths import BranchFolder
from db.recovery.start_counter import STEADY_AFTER_MS, TOO_MANY, count_start, forget_starts, unsteady_starts
from desktop.dialogs.recovery_window import RecoveryWindow
from desktop.tasks import Tasks

UNSTEADY = "连续两次刚打开不久就异常退出了。先看看台账有没有损坏；没有损坏就再打开一次。"
RECOVERABLE = frozenset(
    {"damaged", "wrong_key", "saved_lost", "disk_failed", "not_found", "migration_failed"}
)
"""Refusals of an opening after which the recovery is offered at once."""


class RecoveryFlow(QObject):
    """Counts starts that went down at once, and makes the recovery window."""

    def __init__(
        self, folder: BranchFolder, clock: Clock, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder, self._clock, self._tasks = folder, clock, tasks
        self._steady = QTimer(self)
        self._steady.setSingleShot(True)
        self._steady.setInterval(STEADY_AFTER_MS)
        self._steady.timeout.connect(self.went_well)

    @property
    def is_wanted(self) -> bool:
        """Whether the last starts went down right away."""
        return unsteady_starts(self._folder) >= TOO_MANY

    @staticmethod
    def helps(error: LedgerError) -> bool:
        """Whether the recovery may help against this refusal."""
        return error.code in RECOVERABLE

    def begun(self) -> None:
        """The books are open; from now on a crash counts for a minute."""
        if not self._steady.isActive():
            count_start(self._folder)
        self._steady.start()

    def went_well(self) -> None:
        """A minute has passed, or the program was left in order."""
        self._steady.stop()
        forget_starts(self._folder)

    def window(self, reason: str, passphrase: str) -> RecoveryWindow:
        """The window; with the passphrase that was just typed it looks at once."""
        return RecoveryWindow(self._tasks, self._folder.root, self._clock, reason, passphrase)
