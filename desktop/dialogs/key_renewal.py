"""New keys that the program itself asks for: after the recovery sheet was used, or where a sheet was never typed back.

A person may close the sheet's dialog; the program asks again at the next opening.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from desktop.dialogs.passphrase_dialog import AGAIN, NEW, SecretDialog, Wording
from desktop.dialogs.recovery_dialog import RecoveryDialog
from desktop.tasks import Tasks

if TYPE_CHECKING:
    from db.keys.ways import NewSheet
    from db.services.branch import Branch

_FORCED = Wording(
    "设一个新口令",
    "这次是用恢复表打开的，请马上设一个新口令；原来的口令随即失效。接着还要换一张新的恢复表。",
    "设好了",
)


class KeyRenewal:
    """One round of questions over a window."""

    def __init__(self, tasks: Tasks, branch_name: str, proposed: Path, parent: QWidget) -> None:
        self.tasks, self.branch_name, self.proposed, self.parent = tasks, branch_name, proposed, parent
        self.dialog: QDialog | None = None

    def begin(self) -> None:
        """Asks for whatever is due."""

        def work(branch: "Branch") -> str:
            from db.keys.ways import renewal_due

            return renewal_due(branch)

        self.tasks.run_query(self.parent, work, self._ask)

    def first_sheet(self, code: str) -> None:
        """Shows the sheet of a branch just made."""

        def work(branch: "Branch") -> "NewSheet":
            from db.keys.ways import await_first_sheet

            return await_first_sheet(branch, code)

        self.tasks.run_command(self.parent, work, self._show_sheet, title="正在准备恢复表", quiet=True)

    def _ask(self, due: str) -> None:
        if due == "passphrase":
            self._ask_passphrase()
        elif due == "sheet":
            self._make_sheet()

    def _ask_passphrase(self) -> None:
        dialog = SecretDialog(_FORCED, (NEW, AGAIN), self.parent, may_cancel=False)

        def done(_none: None) -> None:
            dialog.accept()
            self._make_sheet()

        def submit() -> None:
            new = dialog.typed["new"]

            def work(branch: "Branch") -> None:
                from db.keys.ways import change_own_passphrase

                change_own_passphrase(branch, None, new)

            self.tasks.run_command(
                dialog,
                work,
                done,
                title="正在换口令",
                failed=lambda error: dialog.refuse(error.message),
                quiet=True,
            )

        dialog.submitted.connect(submit)
        self._open(dialog)

    def _make_sheet(self) -> None:
        def work(branch: "Branch") -> "NewSheet":
            from db.keys.ways import begin_sheet

            return begin_sheet(branch, None)

        self.tasks.run_command(self.parent, work, self._show_sheet, title="正在准备恢复表", quiet=True)

    def _show_sheet(self, sheet: "NewSheet") -> None:
        self._open(RecoveryDialog(self.tasks, self.branch_name, sheet, self.proposed, self.parent))

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
