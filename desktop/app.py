"""The composition root: builds the program's objects, shows the first window, and takes everything down again
in order.

The first window stands before the ORM is imported; what is heavy is imported inside functions or by the
warm-up that starts once the window is shown.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from db.clock import Clock
from db.errors import LedgerError
from db.paths import BranchFolder, default_folder, profile_folder
from desktop import theme
from desktop.application import apply_theme, make_application
from desktop.crash_hook import install_excepthook
from desktop.dialogs.unlock_window import UnlockWindow
from desktop.openings import Making, Opening, Openings
from desktop.preferences import FILE_NAME, Preferences
from desktop.single_window import SingleWindow
from desktop.tasks import Progress, Tasks, ThreadRunner
from desktop.widgets.placing import place

if TYPE_CHECKING:
    from db.services.branch import Branch
    from desktop.clipping import ClipboardKeeper
    from desktop.curtain import Curtain
    from desktop.dialogs.first_start import Beginning
    from desktop.dialogs.join_card import Joining
    from desktop.dialogs.key_renewal import KeyRenewal
    from desktop.dialogs.recovery_flow import RecoveryFlow
    from desktop.watching import Watch

_LOCKED = "已锁定。正在填的内容都留着，输入口令接着用。"
_BACKUP_EVERY_MS = 2 * 60 * 60 * 1000  # of work: the timer runs only while the books are open


def start(
    folder: Path | None = None,
    passphrase: str | None = None,
    demo_note: str = "",
    clock: Clock | None = None,
) -> int:
    """Opens the window on a branch's folder and stays until it is closed; returns the exit code.

    With a passphrase the branch is opened at once; otherwise the first window asks for it, or for a new
    branch where the folder holds none. A second start on the same folder brings the first window to the
    front.
    """
    application = make_application()
    _leave_no_dump()
    root = folder or default_folder()
    guard = SingleWindow(root)
    if guard.calls_first_window():
        return 0
    session = Session(
        BranchFolder(root), clock or Clock(), demo_note, Preferences(profile_folder() / FILE_NAME)
    )
    guard.called.append(session.come_to_front)
    session.begin(passphrase)
    QTimer.singleShot(0, lambda: install_excepthook(session.keep_drafts, lambda: session.window))
    QTimer.singleShot(0, guard.listen)
    code = application.exec()
    session.close()
    guard.close()
    return code


def _leave_no_dump() -> None:
    """A crash leaves no picture of the memory, with the key in it, on the disk."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def measure_start() -> None:
    """For the benchmark: what a start does up to the shown unlock window, then the end; opens and writes nothing."""
    application = make_application()
    root = default_folder()
    SingleWindow(root).calls_first_window()
    session = Session(BranchFolder(root), Clock(), "", Preferences(profile_folder() / FILE_NAME))
    session.ask_passphrase()
    QTimer.singleShot(0, application.quit)
    application.exec()
    session.close()


class Session(QObject):
    """From the first window to the last: it owns the tasks and whichever window is shown."""

    def __init__(self, folder: BranchFolder, clock: Clock, note: str, preferences: Preferences) -> None:
        super().__init__()
        self.folder, self.clock, self.note, self.preferences = folder, clock, note, preferences
        self.openings = Openings(folder.root, clock)
        self.tasks = Tasks(ThreadRunner(), self)
        self.tasks.before_close.append(partial(_back_up, kind="exit"))
        self.window: QWidget | None = None
        self._branch_name = self._actor = ""
        self._is_township = False
        self._typed = ""  # the passphrase of an opening under way, for the recovery
        self._recovery: RecoveryFlow | None = None
        self._locked: Locked | None = None
        self.watch: Watch | None = None
        self.clipboard: ClipboardKeeper | None = None
        self._backing: QTimer | None = None

    # --- the first window -------------------------------------------------------------------------------
    def begin(self, passphrase: str | None = None) -> None:
        """Shows the first window; with a passphrase it opens at once."""
        if self.folder.exists:
            if self._is_unsteady():
                return
            unlock = self.ask_passphrase()
            if passphrase is not None:
                unlock.set_busy(True)
                self.open_with_passphrase(passphrase)
            elif self._opens_by_itself():
                unlock.set_busy(True)
                self._open(self.openings.by_keyring())
        else:
            self._offer_beginning()
        QTimer.singleShot(50, self._warm_up)

    def ask_passphrase(self, note: str = "") -> UnlockWindow:
        """Shows the window that asks for the passphrase of the branch."""
        apply_theme(make_application(), self.preferences)
        unlock = UnlockWindow(f"数据文件夹：{self.folder.root}", note or self.note)
        unlock.passphrase_given.connect(self.open_with_passphrase)
        unlock.recovery_given.connect(self._open_with_recovery)
        unlock.repair_wanted.connect(self.offer_recovery)
        self._show(unlock)
        return unlock

    def _offer_beginning(self) -> None:
        from db.locking import place_warning
        from desktop.dialogs.first_start import FirstStart

        apply_theme(make_application(), self.preferences)
        first = FirstStart(str(self.folder.root))
        first.branch_wanted.connect(self._make_branch)
        first.join_wanted.connect(self._join_branch)
        self._show(first)
        warning = place_warning(self.folder.root)
        if warning:
            first.refuse(warning)

    def come_to_front(self) -> None:
        """A second start was made: this window is the one."""
        if self.window is not None:
            self.window.showNormal() if self.window.isMinimized() else self.window.show()
            self.window.raise_()
            self.window.activateWindow()

    # --- the recovery -----------------------------------------------------------------------------------
    @property
    def recovery(self) -> "RecoveryFlow":
        """Made when it is first wanted."""
        if self._recovery is None:
            from desktop.dialogs.recovery_flow import RecoveryFlow

            self._recovery = RecoveryFlow(self.folder, self.clock, self.tasks, self)
        return self._recovery

    def offer_recovery(self, reason: str = "", passphrase: str = "") -> None:
        """The recovery in place of the first window."""
        apply_theme(make_application(), self.preferences)
        window = self.recovery.window(reason, passphrase)
        window.opening_wanted.connect(partial(self.open_with_passphrase, accepts_loss=True))
        window.left.connect(self.ask_passphrase)
        self._show(window)

    def _is_unsteady(self) -> bool:
        """Whether the recovery was offered because the last starts went down at once."""
        if not (self.folder.in_profile / "starts.json").exists() or not self.recovery.is_wanted:
            return False
        from desktop.dialogs.recovery_flow import UNSTEADY

        self.offer_recovery(UNSTEADY)
        return True

    # --- opening ----------------------------------------------------------------------------------------
    def open_with_passphrase(self, passphrase: str, *, accepts_loss: bool = False) -> None:
        """Opens the branch in the database thread."""
        self._typed = "" if accepts_loss else passphrase
        self._open(self.openings.by_passphrase(passphrase, accepts_loss=accepts_loss))

    def _opens_by_itself(self) -> bool:
        """Whether the system's keyring is to be asked; looks at the file alone before anything is loaded for it."""
        if not self.folder.keyring_slot.exists():
            return False
        from db.keys.system_keyring import opens_by_itself

        return opens_by_itself(self.folder)

    def _open_with_recovery(self, digits: str) -> None:
        self._open(self.openings.by_recovery(digits))

    def _make_branch(self, wanted: "Beginning") -> None:
        making = Making(self.folder.root, self.clock)
        self._open(making.branch(wanted), lambda: self._show_recovery(making.recovery_code))

    def _join_branch(self, wanted: "Joining") -> None:
        making = Making(self.folder.root, self.clock)
        self._open(making.second_pc(wanted), lambda: self._show_recovery(making.recovery_code))

    def _open(self, opening: Opening, then: Callable[[], None] | None = None) -> None:
        assert self.window is not None

        def opened(_branch: "Branch") -> None:
            self._enter(then)

        self.tasks.open_branch(self.window, opening, opened, self._refused)

    def _refused(self, error: LedgerError) -> None:
        typed, self._typed = self._typed, ""
        if typed and self._locked is None and self.recovery.helps(error):
            self.offer_recovery(error.message, typed)
            return
        refuse = getattr(self.window, "refuse", None)
        if refuse is not None:
            refuse(error.message)
        seconds = getattr(error, "seconds", 0)
        if seconds and isinstance(self.window, UnlockWindow):
            self.window.wait(seconds)

    def _enter(self, then: Callable[[], None] | None) -> None:
        assert self.window is not None

        def named(found: tuple[str, str, bool]) -> None:
            self._branch_name, actor, self._is_township = found
            if self._locked is None or not self._lift_curtain(actor):
                self._open_main_window(self._locked.page_key if self._locked else "")
            self._locked, self._actor = None, actor
            self._begin_backups()
            self._begin_watch()
            self._typed = ""
            self.recovery.begun()
            self._tell_notices()
            theme.load_rare_fonts()
            (then or self._renew_keys)()

        self.tasks.run_query(self.window, _whose, named)

    def _tell_notices(self) -> None:
        """What was noticed at opening stands above the pages until it is put away."""
        from desktop.main_window import MainWindow

        main = self.window
        if isinstance(main, MainWindow):
            self.tasks.run_query(main, lambda branch: tuple(branch.notices), main.show_notices)

    # --- the lock ---------------------------------------------------------------------------------------
    def lock(self, _why: str = "") -> None:
        """Keeps what stands in forms, takes every window off the screen, closes the books, which drops the keys, and
        asks for the passphrase.
        """
        from db.keys.system_keyring import rest
        from desktop.curtain import Curtain
        from desktop.main_window import MainWindow

        main = self.window
        if not isinstance(main, MainWindow) or self.watch is None:
            return
        self.watch.stop()
        if self.clipboard is not None:
            self.clipboard.clear()
        main.keep_drafts()
        rest(self.folder)
        self._locked = Locked(Curtain(main), main.page_key)
        self.window = None  # it stays, behind the curtain
        self._locked.curtain.draw(self.ask_passphrase(" ".join(filter(None, (_LOCKED, self.note)))))
        self.tasks.lock(_nothing)

    def _lift_curtain(self, actor: str) -> bool:
        """Everything comes back as it was, where the same person has come back; another gets a window of his own and
        the drafts that were kept.
        """
        assert self._locked is not None
        curtain = self._locked.curtain
        if actor != self._actor:
            curtain.drop()
            return False
        self._show(curtain.main)
        curtain.lift()
        self.tasks.look_again()
        return True

    def _begin_watch(self) -> None:
        from desktop.clipping import keep_clipboard
        from desktop.watching import Watch, listen_to_system, minutes_of

        if self.watch is None:
            self.watch = Watch(lambda: minutes_of(self.preferences.text("lock_minutes")), parent=self)
            self.watch.lock_wanted.connect(self.lock)
            QTimer.singleShot(0, partial(listen_to_system, self.watch))
            self.clipboard = keep_clipboard(self)
        self.watch.start()

    def _open_main_window(self, key: str = "") -> None:
        from desktop.main_window import MainWindow
        from desktop.pages.page import PageContext

        context = PageContext(
            self.tasks, self.clock.today(), self._branch_name, self.preferences, self._is_township
        )
        main = MainWindow(context)
        if self.note:
            main.bar.set_foot(self.note)
        main.style_chosen.connect(self._restyle)
        main.lock_wanted.connect(self.lock)
        if key:
            main.go_to(key)
        self._show(main)

    def _begin_backups(self) -> None:
        """Every two hours of work a backup, where something has changed; a failure is told on the first page."""
        if self._backing is None:
            self._backing = QTimer(self)
            self._backing.setInterval(_BACKUP_EVERY_MS)
            self._backing.timeout.connect(self.back_up_now)
        self._backing.start()

    def back_up_now(self) -> None:
        """A backup in the midst of work, where something has changed since the last one."""
        if self.window is not None:
            work = partial(_back_up, kind="hours")
            self.tasks.run_command(
                self.window, work, title="正在备份", failed=lambda _error: None, quiet=True
            )

    def _restyle(self, key: str) -> None:
        """Another theme or size: the window is built again, since it was measured for the old one."""
        apply_theme(make_application(), self.preferences)
        self._open_main_window(key)

    def _show_recovery(self, code: str) -> None:
        self._key_renewal().first_sheet(code)

    def _renew_keys(self) -> None:
        """After the recovery sheet was used, or where a sheet was never typed back, new ones are asked for."""
        self._key_renewal().begin()

    def _key_renewal(self) -> "KeyRenewal":
        from desktop.dialogs.key_renewal import KeyRenewal

        assert self.window is not None
        self.renewal = KeyRenewal(self.tasks, self._branch_name, self.folder.recovery_sheet, self.window)
        return self.renewal

    def _show(self, window: QWidget) -> None:
        old, self.window = self.window, window
        if window.windowHandle() is None:  # one that was on the screen before stands where it stood
            place(window, old)
        window.show()
        if old is not None:
            old.hide()
            old.deleteLater()

    def _warm_up(self) -> None:
        def work(_progress: Progress) -> None:
            import db.opening  # noqa: F401

        if self.window is not None:
            self.tasks.run_aside(self.window, work, lambda _none: None)

    # --- the end ----------------------------------------------------------------------------------------
    def keep_drafts(self) -> None:
        """Whatever stands in open forms is kept, after a crash as well."""
        from desktop.main_window import MainWindow

        if isinstance(self.window, MainWindow):
            self.window.keep_drafts()

    def close(self) -> None:
        """Stops the threads and closes the branch; the windows go last."""
        if self.watch is not None:
            self.watch.stop()
        if self.clipboard is not None:
            self.clipboard.clear()
        self.tasks.close()
        if self._recovery is not None:
            self._recovery.went_well()
        if self._backing is not None:
            self._backing.stop()  # by the thread that began it
        if self._locked is not None:
            self._locked.curtain.drop()
        if self.window is not None:
            self.window.deleteLater()
            self.window = None


def _nothing() -> None:
    """The window was blanked before; there is nothing to wait for."""


@dataclass(frozen=True, slots=True)
class Locked:
    """What waits behind the curtain: the windows, and the page that was open."""

    curtain: "Curtain"
    page_key: str


def _whose(branch: "Branch") -> tuple[str, str, bool]:
    """Name of the branch or township, who opened it, and which of the two it is."""
    from db.township.folder import is_township

    return branch.name, branch.actor, is_township(branch)


def _back_up(branch: "Branch", kind: str) -> None:
    from db.backup.keeping import keep_backup_if_changed

    keep_backup_if_changed(branch, kind)
