"""What was typed into a form and not saved yet: kept in the books every five seconds, offered the next time.

The form is the caller's, and so is the question whether it may be left.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.dialogs.record_form import RecordForm, with_refs
from desktop.tasks import Tasks
from desktop.widgets.basic import Notice, button

if TYPE_CHECKING:
    from db.services.branch import Branch

EVERY_MS = 5000


class DraftKeeper(QObject):
    """Keeps what stands in one form. `notice` offers what was kept before; the caller gives it its place.

    `owner` is who asks for the work while the form is open, `stays` who is still there when it closes.
    """

    def __init__(self, tasks: Tasks, owner: QWidget, stays: QWidget | None = None) -> None:
        super().__init__(owner)
        self._tasks, self._owner, self._stays = tasks, owner, stays or owner
        self._form: RecordForm | None = None
        self._ledger, self._uid = "", ""
        self._kept: dict[str, Any] = {}
        self._offered: dict[str, Any] | None = None
        self.notice = Notice("上次有填了一半没保存的内容。", "blue")
        self.notice.add(button("接着填", self.take, kind="link"))
        self.notice.add(button("不要了", self.refuse, kind="link"))
        self.notice.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.keep)

    @property
    def is_keeping(self) -> bool:
        """Whether the form is looked at every five seconds."""
        return self._timer.isActive()

    def watch(
        self, form: RecordForm, ledger: str, uid: str | None, earlier: Mapping[str, Any] | None
    ) -> None:
        """Looks after a form as it stands now; `earlier` is what was kept of it before, offered above it."""
        self._form, self._ledger = form, ledger
        self.take_as_kept(uid)
        self._offered = dict(earlier) if earlier else None
        self.notice.setVisible(bool(earlier))
        self.resume()

    def take_as_kept(self, uid: str | None) -> None:
        """What stands in the form needs no keeping: it has just been opened or saved, under this uid."""
        self._uid = uid or ""
        self._kept = self._form.values() if self._form is not None else {}

    def rest(self) -> None:
        """Stops looking, such as behind the lock."""
        self._timer.stop()

    def resume(self) -> None:
        """Looks again, where there is a form."""
        if self._form is not None:
            self._timer.start()

    def leave(self) -> None:
        """The form is gone."""
        self.rest()
        self._form = self._offered = None
        self.notice.hide()

    def keep(self) -> None:
        """Keeps what stands in the form, where it differs from what was kept last."""
        if self._form is None or not self._form.is_changed:
            return
        values = self._form.values()
        if values == self._kept:
            return
        self._kept = values
        ledger, uid = self._ledger, self._uid or None

        def work(branch: "Branch") -> None:
            from db.services import drafts

            drafts.keep_draft(branch, ledger, uid, values)

        self._tasks.run_command(self._owner, work, title="正在留底稿", quiet=True)

    def forget(self) -> None:
        """Takes what was kept out of the books."""
        if not self._ledger:
            return
        ledger, uid = self._ledger, self._uid or None

        def work(branch: "Branch") -> None:
            from db.services import drafts

            drafts.drop_draft(branch, ledger, uid)

        self._tasks.run_command(self._stays, work, quiet=True)

    def take(self) -> None:
        """Types what was kept before into the form."""
        if self._form is not None and self._offered:
            self._form.put_values(with_refs(self._offered))
            self._form.focus_first()
        self.notice.hide()

    def refuse(self) -> None:
        """Throws away what was kept before."""
        self.forget()
        self.notice.hide()
