"""The copies of the key slots: three in the data folder, one in the user's profile, one in every backup.

The newest readable copy in the folder counts. That of the profile is read only where the folder has none left: the
folder may since hold another branch, or a restored one, whose slots it would not know.
"""

from pathlib import Path

from db.errors import LedgerError
from db.keys.slots import KeySlots, mend_copies, read_slots, write_slots
from db.paths import BranchFolder


def slot_copies(folder: BranchFolder) -> tuple[Path, ...]:
    """Every place where the slots of a branch are kept: beside the database, the attachments and the backups, and in
    the user's profile."""
    return (*_in_folder(folder), folder.key_slots_in_profile)


def slots_of(folder: BranchFolder) -> KeySlots:
    """The slots that count now; LedgerError `no_key_slots` when no copy can be read."""
    try:
        return read_slots(_in_folder(folder))
    except LedgerError:
        return read_slots((folder.key_slots_in_profile,))


def keep_slots(folder: BranchFolder, slots: KeySlots) -> None:
    """Write new slots everywhere. The copies in the folder must all be written; the profile may refuse."""
    write_slots(slots, _in_folder(folder))
    mend_copies(slots, (folder.key_slots_in_profile,))


def mend_slots(folder: BranchFolder, slots: KeySlots) -> None:
    """Write again each copy that is missing, unreadable or older."""
    mend_copies(slots, slot_copies(folder))


def _in_folder(folder: BranchFolder) -> tuple[Path, ...]:
    return (folder.key_slots, folder.key_slots_copy, folder.backups / folder.key_slots.name)
