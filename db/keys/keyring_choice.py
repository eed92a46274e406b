"""Whether this user of the system opens the branch on this PC without typing: looked at, turned on, turned off.

What the store holds and when it no longer counts is told in `db.keys.system_keyring`.
"""

from dataclasses import dataclass

from db.errors import LedgerError
from db.keys.copies import slots_of
from db.keys.system_keyring import forget_keyring, holder, keep, store_title
from db.keys.ways import proved
from db.services.branch import Branch
from db.services.trail import note


@dataclass(frozen=True, slots=True)
class KeyringState:
    """Whether opening without typing is on here, as whom, and the store of this PC ("" with the `reason` where there
    is none that may be used)."""

    is_on: bool
    person: str
    store: str
    reason: str


def keyring_state(branch: Branch) -> KeyringState:
    """How it stands on this PC, for this user of the system."""
    way = holder(branch.folder, slots_of(branch.folder))
    try:
        store, reason = store_title(), ""
    except LedgerError as error:
        store, reason = "", error.happened
    return KeyringState(way is not None, way.person if way is not None else "", store, reason)


def turn_on(branch: Branch, passphrase: str) -> None:
    """From now on this user opens the branch on this PC without typing, in the name of that passphrase's person.

    LedgerErrors: wrong_passphrase, too_many_tries, no_keyring, keyring_unreachable, write_failed.
    """
    way = proved(branch, slots_of(branch.folder), passphrase)
    forget_keyring(branch.folder)
    keep(branch.folder, way, branch.secret("database"))
    note(branch, "key_change", "系统钥匙串", "启用")


def turn_off(branch: Branch) -> None:
    """The passphrase is asked for at every opening again; nothing to prove, since it only closes a way."""
    was_on = branch.folder.keyring_slot.is_file()
    forget_keyring(branch.folder)
    if was_on:
        note(branch, "key_change", "系统钥匙串", "停用")
