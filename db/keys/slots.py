"""Key slots: the database's random 256-bit key, wrapped once for each way in.

A passphrase goes through Argon2id (RFC 9106), the recovery sheet's 128 random bits through HKDF (RFC 5869); the key is
sealed with ChaCha20-Poly1305 (RFC 8439), the slot's header being authenticated with it. The slots are not secret but
vital, so they are kept in several copies. The program cannot open the books without one of the secrets.
"""

import base64
import json
import time
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db import limits
from db.errors import LedgerError
from db.files import atomic_write
from db.keys.recovery_code import new_code, read_code

KEY_BYTES = 32
PASSPHRASE, RECOVERY, KEYRING = "passphrase", "recovery", "keyring"
STRONG = {"memory_kib": 128 * 1024, "iterations": 3, "lanes": 2}
FLOOR = {"memory_kib": 64 * 1024, "iterations": 3, "lanes": 4}
ARGON2_VERSION = 19
WANTED, QUICK, SLOWEST = 0.8, 0.4, 1.5  # seconds of one derivation: aimed at, to be raised, not to be borne


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in. `kdf` holds the derivation's name and parameters; bytes are base64 text."""

    id: str
    kind: str
    person: str
    kdf: Mapping[str, Any]
    salt: str
    nonce: str = ""
    wrapped: str = ""

    @property
    def header(self) -> bytes:
        """What is authenticated along with the wrapped key."""
        parts = asdict(self)
        for name in ("nonce", "wrapped"):
            parts.pop(name)
        return json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class KeySlots:
    """All ways into one branch; `revision` tells the newest copy."""

    branch: str
    revision: int
    slots: tuple[Slot, ...]
    algorithm: str = "chacha20-poly1305"

    def of_kind(self, kind: str) -> tuple[Slot, ...]:
        """The slots of one kind in their order."""
        return tuple(slot for slot in self.slots if slot.kind == kind)

    def changed(self, slots: tuple[Slot, ...]) -> "KeySlots":
        """The next revision with other slots."""
        return replace(self, revision=self.revision + 1, slots=slots)

    @property
    def next_id(self) -> str:
        """A number that no slot has or had while an older one is there: papers name it."""
        return str(
            1
            + max(
                (int(slot.id) for slot in self.slots if slot.id.isdecimal() and len(slot.id) < 10), default=0
            )
        )


def normalised(passphrase: str) -> bytes:
    """The passphrase as hashed: NFC, full-width letters and digits as half-width (Chinese input methods)."""
    folded = "".join(chr(ord(ch) - 0xFEE0) if 0xFF01 <= ord(ch) <= 0xFF5E else ch for ch in passphrase)
    return unicodedata.normalize("NFC", folded.replace("\u3000", " ")).encode()


def new_slots(
    branch: str,
    passphrase: str,
    person: str,
    random_bytes: Callable[[int], bytes],
    cost: Mapping[str, int] = STRONG,
) -> tuple[KeySlots, bytes, str]:
    """Slots for a new branch: returns them, the database key, and the code for the recovery sheet."""
    key = random_bytes(KEY_BYTES)
    code, secret = new_code(random_bytes)
    first = _passphrase_sealed("1", person, passphrase, key, random_bytes, cost)
    second = Slot("2", RECOVERY, "恢复表", {"name": "hkdf-sha256"}, _text(random_bytes(16)))
    return KeySlots(branch, 1, (first, _sealed(second, secret, key, random_bytes))), key, code


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The database key, the slot that gave it, and how long its derivation took in seconds.

    `by_keyring`: the system's keyring gave it in the name of that slot; nobody typed anything.
    """

    key: bytes
    slot: Slot
    seconds: float
    by_keyring: bool = False


def unlock(slots: KeySlots, *, passphrase: str | None = None, recovery_code: str | None = None) -> bytes:
    """The database key; LedgerError `wrong_passphrase` or `wrong_recovery_code`."""
    return open_slot(slots, passphrase=passphrase, recovery_code=recovery_code).key


def open_slot(
    slots: KeySlots, *, passphrase: str | None = None, recovery_code: str | None = None, first: str = ""
) -> Unlocked:
    """The slot that a secret opens; the one with the id `first` is tried first, since each try takes a second."""
    kind = PASSPHRASE if recovery_code is None else RECOVERY
    secret = normalised(passphrase or "") if recovery_code is None else read_code(recovery_code)
    for slot in sorted(slots.of_kind(kind), key=lambda slot: slot.id != first):
        began = time.perf_counter()
        try:
            key = _opened(slot, secret)
        except MemoryError as error:
            raise _no_memory() from error
        if key is not None:
            return Unlocked(key, slot, time.perf_counter() - began)
    if kind == RECOVERY:
        raise LedgerError(
            "wrong_recovery_code",
            "恢复表上的数字打不开这份台账",
            "台账没有改动",
            "请确认恢复表上的支部和日期",
        )
    raise LedgerError(
        "wrong_passphrase",
        "口令不对，台账没有打开",
        "台账没有改动",
        "请检查大写锁定和输入法后再试；忘记口令可用恢复表",
    )


def _no_memory() -> LedgerError:
    return LedgerError(
        "no_memory",
        "内存不够，核对口令要一百多兆内存",
        "台账没有改动",
        "请关闭别的程序，或重新启动电脑后再打开",
    )


# --- other slots ----------------------------------------------------------------------------------------------
def with_passphrase(  # noqa: PLR0913, PLR0917 - a slot has that many parts
    slots: KeySlots,
    key: bytes,
    passphrase: str,
    person: str,
    random_bytes: Callable[[int], bytes],
    cost: Mapping[str, int] = STRONG,
    slot_id: str = "",
) -> KeySlots:
    """The same ways in with one more passphrase, or with a new one in the slot `slot_id`."""
    place = slot_id or slots.next_id
    fresh = _passphrase_sealed(place, person, passphrase, key, random_bytes, cost)
    if not slot_id:
        return slots.changed((*slots.slots, fresh))
    return slots.changed(tuple(fresh if slot.id == slot_id else slot for slot in slots.slots))


def with_sheet(slots: KeySlots, sheet: Slot) -> KeySlots:
    """The same ways in with a new recovery sheet in place of every older one."""
    return slots.changed((*slots.of_kind(PASSPHRASE), sheet))


def new_sheet(slots: KeySlots, key: bytes, random_bytes: Callable[[int], bytes]) -> tuple[Slot, str]:
    """A slot for a new recovery sheet, not yet among the others, and the code that opens it."""
    code, secret = new_code(random_bytes)
    slot = Slot(slots.next_id, RECOVERY, "恢复表", {"name": "hkdf-sha256"}, _text(random_bytes(16)))
    return _sealed(slot, secret, key, random_bytes), code


def without(slots: KeySlots, slot_id: str) -> KeySlots:
    """The same ways in without one of them."""
    return slots.changed(tuple(slot for slot in slots.slots if slot.id != slot_id))


# --- cost -----------------------------------------------------------------------------------------------------
def calibrated(measure: Callable[[Mapping[str, int]], float] | None = None) -> Mapping[str, int]:
    """The cost at which one derivation takes about 0.8 s on this PC, so that opening stays under a second: the strong one with more iterations on a fast
    PC, the floor on a slow one or one without the memory, never less.

    `measure` gives the seconds of one derivation.
    """
    try:
        seconds = (measure or _seconds_of)(STRONG)
    except MemoryError:
        return FLOOR
    if seconds > SLOWEST:
        return FLOOR
    return raised(STRONG, seconds)


def raised(cost: Mapping[str, int], seconds: float) -> Mapping[str, int]:
    """The cost with as many iterations as bring a derivation that took `seconds` to WANTED, never fewer."""
    each = max(seconds, 0.001) / cost["iterations"]
    return {
        **cost,
        "iterations": min(limits.DERIVATION["iterations"], max(cost["iterations"], int(WANTED / each))),
    }


def upgrade_of(slot: Slot, seconds: float) -> Mapping[str, int] | None:
    """The cost to which a slot is to be raised because its derivation has become quick on this PC, or None.

    One below the floor is left alone: this program never makes such a slot.
    """
    cost = {name: slot.kdf.get(name, 0) for name in FLOOR}
    if slot.kdf["name"] != "argon2id" or cost["memory_kib"] < FLOOR["memory_kib"] or seconds > QUICK:
        return None
    better = calibrated()
    work = [each["memory_kib"] * each["iterations"] for each in (better, cost)]
    return better if work[0] > work[1] else None


def _seconds_of(cost: Mapping[str, int]) -> float:
    kdf = {"name": "argon2id", "version": ARGON2_VERSION, **cost}
    began = time.perf_counter()
    _derived(Slot("0", PASSPHRASE, "", kdf, _text(bytes(16))), b"measuring")
    return time.perf_counter() - began


def _passphrase_sealed(
    slot_id: str,
    person: str,
    passphrase: str,
    key: bytes,
    random_bytes: Callable[[int], bytes],
    cost: Mapping[str, int],
) -> Slot:
    """A passphrase slot; a PC without the memory for the strong derivation gets the floor, never less."""

    def sealed(with_cost: Mapping[str, int]) -> Slot:
        kdf = {"name": "argon2id", "version": ARGON2_VERSION, **with_cost}
        slot = Slot(slot_id, PASSPHRASE, person, kdf, _text(random_bytes(16)))
        return _sealed(slot, normalised(passphrase), key, random_bytes)

    try:
        return sealed(cost)
    except MemoryError:
        return sealed(FLOOR)


def _derived(slot: Slot, secret: bytes) -> bytes:
    salt = _bytes(slot.salt)
    if slot.kdf["name"] == "argon2id":
        return Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=slot.kdf["iterations"],
            lanes=slot.kdf["lanes"],
            memory_cost=slot.kdf["memory_kib"],
        ).derive(secret)
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"branch-ledger recovery").derive(
        secret
    )


def keyring_slot(
    slot_id: str, way: Slot, secret: bytes, key: bytes, random_bytes: Callable[[int], bytes]
) -> Slot:
    """A slot that a random `secret` opens for as long as the passphrase slot `way` stays what it is."""
    kdf = {"name": "hkdf-sha256", "way": way.id, "way_salt": way.salt}
    return _sealed(Slot(slot_id, KEYRING, "", kdf, _text(random_bytes(16))), secret, key, random_bytes)


def open_keyring_slot(slot: Slot, secret: bytes) -> bytes | None:
    """The database key, or None where the secret does not open the slot."""
    return _opened(slot, secret)


def _sealed(slot: Slot, secret: bytes, key: bytes, random_bytes: Callable[[int], bytes]) -> Slot:
    nonce = random_bytes(12)
    wrapped = ChaCha20Poly1305(_derived(slot, secret)).encrypt(nonce, key, slot.header)
    return replace(slot, nonce=_text(nonce), wrapped=_text(wrapped))


def _opened(slot: Slot, secret: bytes) -> bytes | None:
    try:
        cipher = ChaCha20Poly1305(_derived(slot, secret))
        return cipher.decrypt(_bytes(slot.nonce), _bytes(slot.wrapped), slot.header)
    except InvalidTag:
        return None


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def subkey(key: bytes, purpose: str) -> bytes:
    """A key for one purpose (attachments, names of files, audit), derived from the database key."""
    return HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"branch-ledger {purpose}".encode()
    ).derive(key)


def secret_of(key: bytes, purpose: str) -> bytes:
    """The key of one purpose; of "database" it is the database key itself."""
    return key if purpose == "database" else subkey(key, purpose)


# --- files ----------------------------------------------------------------------------------------------------
def write_slots(slots: KeySlots, paths: tuple[Path, ...]) -> None:
    """Write every copy."""
    content = json.dumps(asdict(slots), ensure_ascii=False, indent=1, default=dict).encode()
    for path in paths:
        atomic_write(path, content)


def mend_copies(slots: KeySlots, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Write again every copy that is missing, unreadable or older; returns those written.

    A copy that cannot be written now (full disk) waits for the next start: one readable copy is enough to open.
    """
    written = []
    for path in paths:
        if _read_copy(path) != slots:
            with suppress(LedgerError):
                write_slots(slots, (path,))
                written.append(path)
    return tuple(written)


def read_slots(paths: tuple[Path, ...]) -> KeySlots:
    """The newest readable copy, as most copies have it; LedgerError `no_key_slots` when none can be read."""
    found = [slots for slots in map(_read_copy, paths) if slots is not None]
    if not found:
        raise LedgerError(
            "no_key_slots",
            "没有找到完好的钥匙文件 keyslots.json，单有口令或恢复表打不开台账",
            "台账文件没有改动",
            "请从任何一份备份里把钥匙文件拷回数据文件夹",
        )
    return max(found, key=lambda slots: (slots.revision, found.count(slots)))


def _read_copy(path: Path) -> KeySlots | None:
    try:
        with path.open("rb") as stream:
            content = stream.read(limits.KEY_SLOTS_BYTES + 1)
        parts = json.loads(content) if len(content) <= limits.KEY_SLOTS_BYTES else {}
        slots = tuple(Slot(**slot) for slot in parts["slots"])
        if len(slots) > limits.KEY_SLOTS:
            return None
        for slot in slots:
            _check_slot(slot)
        str(parts["branch"]).encode()
        return KeySlots(str(parts["branch"]), int(parts["revision"]), slots, str(parts["algorithm"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _check_slot(slot: Slot) -> None:
    """ValueError, KeyError or TypeError for a slot that a spoiled file has made unusable."""
    if (
        not slot.header
        or len(_bytes(slot.salt)) < 8
        or len(_bytes(slot.nonce)) != 12
        or not _bytes(slot.wrapped)
    ):
        raise ValueError("no slot")
    if slot.kdf["name"] == "hkdf-sha256":
        return
    if slot.kdf["name"] != "argon2id" or not all(
        type(slot.kdf[name]) is int and 1 <= slot.kdf[name] <= most
        for name, most in limits.DERIVATION.items()
    ):
        raise ValueError("no derivation")
    if slot.kdf["memory_kib"] * slot.kdf["iterations"] > limits.DERIVATION_WORK_KIB:
        raise ValueError("more work than anybody would wait for")
    if slot.kdf["memory_kib"] < 8 * slot.kdf["lanes"]:
        raise ValueError("less memory than RFC 9106, section 3.1, asks")
