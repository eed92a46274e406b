"""Opening without typing, by the system's own store of secrets; off until a person turns it on (requirement R31).

The store holds a random slot key, never the database key or a passphrase; the slot which that opens lies in this
user's profile, so that neither works without the other, and no backup or copied folder carries it. Any program of the
same user can read the store: it is for a PC that one person alone uses. The slot counts for as long as the passphrase
it was made with stays what it is; after a lock the passphrase is asked for all the same.

Turning it on and off is `db.keys.keyring_choice`'s.
"""

import base64
import json
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from db.errors import LedgerError
from db.files import atomic_write
from db.keys.slots import (
    KEYRING,
    PASSPHRASE,
    KeySlots,
    Slot,
    Unlocked,
    keyring_slot,
    open_keyring_slot,
)
from db.paths import BranchFolder

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "branch-ledger"
SECRET_BYTES = 32
LARGEST = 10_000  # bytes of the slot's file
STORES = {
    "keyring.backends.Windows": "Windows 凭据管理器",
    "keyring.backends.macOS": "macOS 钥匙串",
    "keyring.backends.SecretService": "系统钥匙环（Secret Service）",
}
"""The stores that keep a secret behind the login of the user, by the module that knows them. Whatever else is
installed or configured (plain text, files, none at all) is refused."""
GONE, UNREACHABLE, UNUSABLE = "keyring_gone", "keyring_unreachable", "no_keyring"
ASK_INSTEAD = (GONE, UNREACHABLE, UNUSABLE)  # after these the passphrase opens as ever


@dataclass(frozen=True, slots=True)
class _Kept:
    """The file in the profile. `is_resting`: the books were locked since, the passphrase is asked for first."""

    slot: Slot
    is_resting: bool = False


# --- at the door ------------------------------------------------------------------------------------------------
def opens_by_itself(folder: BranchFolder) -> bool:
    """Whether it is on here and nobody locked the books since; asks nothing of the store."""
    kept = _read(folder)
    return kept is not None and not kept.is_resting


def open_by_keyring(folder: BranchFolder, slots: KeySlots) -> Unlocked:
    """The database key by the store of this user.

    LedgerErrors: `keyring_gone` when slot, secret or passphrase are no longer what they were, which turns it off;
    `keyring_unreachable` or `no_keyring` when the store does not answer now.
    """
    kept, way = _read(folder), holder(folder, slots)
    if kept is None or way is None:
        raise gone(folder)
    secret = _asked(kept.slot.id)
    key = open_keyring_slot(kept.slot, secret) if secret is not None else None
    if key is None:
        raise gone(folder)
    return Unlocked(key, way, 0.0, by_keyring=True)


def holder(folder: BranchFolder, slots: KeySlots) -> Slot | None:
    """The passphrase slot in whose name it is on; None where it is off, or void because that slot has changed."""
    kept = _read(folder)
    return _way_of(kept.slot, slots) if kept is not None else None


def drop_void(folder: BranchFolder, slots: KeySlots) -> None:
    """Turns it off where its passphrase was changed or taken away."""
    if holder(folder, slots) is None:
        forget_keyring(folder)


def gone(folder: BranchFolder) -> LedgerError:
    """Turns it off and says why the passphrase is asked for."""
    forget_keyring(folder)
    return LedgerError(
        GONE,
        "系统钥匙串打不开这份台账了，已经停用",
        "台账没有改动",
        "请输入口令打开；还要用，请到“口令与恢复表”重新启用",
    )


def rest(folder: BranchFolder) -> None:
    """The books were locked: until the passphrase was typed, they do not open by themselves, not even after a start."""
    kept = _read(folder)
    if kept is not None and not kept.is_resting:
        try:
            _write(folder, replace(kept, is_resting=True))
        except LedgerError:
            forget_keyring(folder)


def wake(folder: BranchFolder, before: Slot, now: Slot, key: bytes) -> None:
    """The passphrase in the slot `before` was typed, which may since have been sealed anew as `now`."""
    kept = _read(folder)
    if kept is None or kept.slot.kdf.get("way") != before.id:
        return
    with suppress(LedgerError):
        if before.salt != now.salt and kept.slot.kdf.get("way_salt") == before.salt:
            forget_keyring(folder)
            keep(folder, now, key)
        elif kept.is_resting:
            _write(folder, replace(kept, is_resting=False))


def forget_keyring(folder: BranchFolder) -> None:
    """Take the slot out of the profile and its key out of the store, as far as that answers."""
    kept = _read(folder)
    with suppress(OSError):
        folder.keyring_slot.unlink(missing_ok=True)
    if kept is not None:
        with suppress(Exception):  # a key without its slot opens nothing
            _store().delete_password(SERVICE, kept.slot.id)


# --- the store --------------------------------------------------------------------------------------------------
def store_title() -> str:
    """What the store of this PC is called; LedgerError `no_keyring`."""
    return STORES[type(_store()).__module__]


def _store() -> "KeyringBackend":
    """The store of this user; LedgerError `no_keyring` where none is worth its name."""
    try:
        import keyring

        chosen = keyring.get_keyring()
        found = next((each for each in getattr(chosen, "backends", (chosen,)) if _is_worthy(each)), None)
    except Exception:  # noqa: BLE001 - what a store raises is its own affair
        found = None
    if found is None:
        raise LedgerError(
            UNUSABLE,
            "这台电脑没有由系统登录保护的钥匙串，不能用它打开台账",
            "钥匙没有改动",
            "请照旧用口令打开",
        )
    return found


def _is_worthy(backend: object) -> bool:
    return type(backend).__module__ in STORES


def keep(folder: BranchFolder, way: Slot, key: bytes) -> None:
    """A new slot and its secret; the secret is read back before anything counts on it."""
    store, name = _store(), secrets.token_hex(8)
    secret = secrets.token_bytes(SECRET_BYTES)
    text = base64.b64encode(secret).decode()
    try:
        store.set_password(SERVICE, name, text)
        is_kept = store.get_password(SERVICE, name) == text
    except Exception as error:
        raise _unreachable() from error
    if not is_kept:
        raise _unreachable()
    _write(folder, _Kept(keyring_slot(name, way, secret, key, secrets.token_bytes)))


def _asked(name: str) -> bytes | None:
    """The secret, None where the store no longer has it."""
    store = _store()
    try:
        text = store.get_password(SERVICE, name)
    except Exception as error:
        raise _unreachable() from error
    try:
        return base64.b64decode(text, validate=True) if text else None
    except ValueError:
        return None


def _unreachable() -> LedgerError:
    return LedgerError(
        UNREACHABLE, "系统钥匙串现在没有回应", "台账和钥匙没有改动", "请输入口令打开，或稍后再试"
    )


# --- the slot ---------------------------------------------------------------------------------------------------
def _way_of(slot: Slot, slots: KeySlots) -> Slot | None:
    """The passphrase slot it was made with, while that is what it was."""
    wanted = (slot.kdf.get("way"), slot.kdf.get("way_salt"))
    return next((way for way in slots.of_kind(PASSPHRASE) if (way.id, way.salt) == wanted), None)


def _read(folder: BranchFolder) -> _Kept | None:
    """What the profile holds; None for nothing, or for what cannot be read."""
    try:
        with folder.keyring_slot.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        parts = json.loads(content) if len(content) <= LARGEST else {}
        slot = Slot(**{name: parts["slot"][name] for name in Slot.__dataclass_fields__})
        if slot.kind != KEYRING or slot.kdf["name"] != "hkdf-sha256" or type(parts["resting"]) is not bool:
            return None
        for text in (slot.salt, slot.nonce, slot.wrapped):
            base64.b64decode(text, validate=True)
        if not slot.header or len(base64.b64decode(slot.nonce)) != 12:
            return None
        return _Kept(slot, parts["resting"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _write(folder: BranchFolder, kept: _Kept) -> None:
    content = {"slot": asdict(kept.slot), "resting": kept.is_resting}
    atomic_write(folder.keyring_slot, json.dumps(content, default=dict).encode())
