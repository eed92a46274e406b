"""Where things are kept: the default folder, and the files inside a branch's folder.

Only names; nothing is made or read here.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

APPLICATION = "branch-ledger"


def default_folder() -> Path:
    """The branch's folder when none is named: the user's own local data folder."""
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False) / "branch"


def demonstration_folder(kind: str) -> Path:
    """A folder of its own for the demonstration branch, never the real one."""
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False) / f"demonstration-{kind}"


def profile_folder() -> Path:
    """Small files of this user on this PC: a second copy of the key slots, window geometry, log."""
    from platformdirs import user_config_path

    return user_config_path(APPLICATION, appauthor=False)


@dataclass(frozen=True, slots=True)
class BranchFolder:
    """The files of one branch."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "branch.db"

    @property
    def key_slots(self) -> Path:
        return self.root / "keyslots.json"

    @property
    def key_slots_copy(self) -> Path:
        """A second copy beside the attachments: the slots are not secret, but nothing opens without them."""
        return self.root / "attachments" / "keyslots.json"

    @property
    def attachments(self) -> Path:
        return self.root / "attachments"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def lock(self) -> Path:
        return self.root / "branch.lock"

    @property
    def recovery_sheet(self) -> Path:
        return self.root / "恢复表.pdf"

    @property
    def in_profile(self) -> Path:
        """Where this user's profile keeps small files about this data folder, outside of it."""
        name = sha256(str(self.root.absolute()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return profile_folder() / "branches" / name

    @property
    def key_slots_in_profile(self) -> Path:
        """A copy of the key slots outside the data folder, read only where every copy in it is gone."""
        return self.in_profile / "keyslots.json"

    @property
    def tries(self) -> Path:
        """How often a wrong passphrase was typed for this folder."""
        return self.in_profile / "tries.json"

    @property
    def keyring_slot(self) -> Path:
        """The slot that the system's keyring opens, where a person turned that on: of this user on this PC alone, so
        that no backup and no copied folder carries it."""
        return self.in_profile / "keyring.json"

    @property
    def exists(self) -> bool:
        """Whether a branch has been made here."""
        return (self.database.is_file() or self.key_slots.is_file()) and not self.unfinished.is_file()

    @property
    def unfinished(self) -> Path:
        """Stands here while a branch is being made: what lies beside it then was never anybody's books."""
        return self.root / "unfinished.part"
