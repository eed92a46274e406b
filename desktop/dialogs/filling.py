"""A dialog into which something is typed: leaving it by Esc, 取消 or the cross asks where that would be lost."""

from typing import Any

from PySide6.QtWidgets import QDialog

from desktop import messages


class FillingDialog(QDialog):
    """Say `begin` when the dialog stands, and what it holds in `filled`."""

    _begun: Any = None
    was_given_up = False  # the user left what was typed; the lock closes a dialog without that

    def filled(self) -> Any:
        """What stands in the fields now, comparable with what stood there before."""
        raise NotImplementedError

    def begin(self) -> None:
        """From now on a difference is something typed."""
        self._begun = self.filled()

    @property
    def is_typed(self) -> bool:
        """Whether something stands here that stood nowhere before."""
        return bool(self.filled() != self._begun)

    def reject(self) -> None:
        if self.is_typed and not messages.ask(
            self,
            "填写的内容还没有保存",
            "现在离开，这次填写的内容就没有了。",
            yes="不保存",
            no="继续填写",
        ):
            return
        self.was_given_up = True
        super().reject()
