"""The ways to the books from the first window, as work for the database thread: what is heavy is imported only there.

Nothing is shown or decided here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from db.clock import Clock

if TYPE_CHECKING:
    from db.opening import NewBranch
    from db.services.branch import Branch
    from desktop.dialogs.first_start import Beginning
    from desktop.dialogs.join_card import Joining

Opening = Callable[[], "Branch"]
_JOINED = "这台电脑已经加入支部。请到“数据包”导出一份同步包带回去，让原来的电脑认识这一台。"


@dataclass(frozen=True, slots=True)
class Openings:
    """One folder and the clock it is opened by."""

    folder: Path
    clock: Clock

    def by_passphrase(self, passphrase: str, *, accepts_loss: bool) -> Opening:
        """The usual way; a database that has lost something is refused unless that is accepted."""

        def opening() -> "Branch":
            from db.opening import open_branch

            return open_branch(self.folder, self.clock, passphrase=passphrase, refuse_loss=not accepts_loss)

        return opening

    def by_keyring(self) -> Opening:
        """Without typing, where the system's keyring holds a slot."""

        def opening() -> "Branch":
            from db.opening import open_without_typing

            return open_without_typing(self.folder, self.clock, refuse_loss=True)

        return opening

    def by_recovery(self, digits: str) -> Opening:
        """With the digits of the recovery sheet."""

        def opening() -> "Branch":
            from db.opening import open_branch

            return open_branch(self.folder, self.clock, recovery_code=digits)

        return opening


@dataclass(slots=True)
class Making:
    """New books in a folder; `recovery_code` is there once they were opened."""

    folder: Path
    clock: Clock
    _made: "list[NewBranch]" = field(default_factory=list)

    @property
    def recovery_code(self) -> str:
        """The digits for the sheet."""
        return self._made[0].recovery_code

    def branch(self, wanted: "Beginning") -> Opening:
        """A new branch, or the folder of a township with its card."""

        def opening() -> "Branch":
            from db.opening import create_branch, create_township
            from db.township.handing_down import write_card
            from desktop.dialogs.first_start import TOWNSHIP

            if wanted.kind == TOWNSHIP[0]:
                made = create_township(
                    self.folder, wanted.name, wanted.passphrase, self.clock, actor=wanted.person
                )
                write_card(made.branch)
            else:
                profile = {"name": wanted.name, "kind": wanted.kind}
                made = create_branch(self.folder, profile, wanted.passphrase, self.clock, actor=wanted.person)
            self._made.append(made)
            return made.branch

        return opening

    def second_pc(self, wanted: "Joining") -> Opening:
        """A further PC of a branch, from its invitation."""

        def opening() -> "Branch":
            from db.exchange.inviting import open_invitation
            from db.opening import join_branch

            invitation = open_invitation(wanted.invitation, wanted.code)
            made, joined = join_branch(
                self.folder, invitation, wanted.passphrase, self.clock, actor=wanted.person
            )
            made.branch.notices.append(_JOINED)
            if joined.attachments.missing:
                made.branch.notices.append(f"附件卷没有找到：{'、'.join(joined.attachments.missing)}。")
            self._made.append(made)
            return made.branch

        return opening
