"""What happens when the program itself is wrong: a log without anything typed, drafts kept, one dialog at a time."""

import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtWidgets import QWidget


def install_excepthook(keep_drafts: Callable[[], None], window: Callable[[], QWidget | None]) -> None:
    """A mistake of ours is logged without what the user typed, drafts are kept, and a dialog over the `window` shown then
    says so.
    """
    import logging

    log = logging.getLogger(__name__)
    telling: list[bool] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        from desktop import messages
        from desktop.dialogs.crash_dialog import CrashDialog, report_of

        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report = report_of(kind, error, trace)
        log.error("unexpected error\n%s", report)
        if telling:
            return
        telling.append(True)
        keep_drafts()
        messages.run_modal(CrashDialog(report, window()))
        telling.clear()

    def thread_hook(arguments: threading.ExceptHookArgs) -> None:
        log.error("unexpected error in a thread: %s", arguments.exc_type.__qualname__)

    sys.excepthook = hook
    threading.excepthook = thread_hook
