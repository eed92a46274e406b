"""The ways into an open branch: who has a passphrase, and the recovery sheet. Each change is noted in the trail.

Every change asks for a passphrase that opens the branch now: whoever finds an unlocked screen must not be able to make
a way in for later. A new recovery sheet counts only once two of its groups were typed back from the paper; until then
the old one opens. Removing a way does not change the database key: whoever kept an old copy of the key slots and knows
the passphrase that was removed can still open old copies of the books.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from db.errors import LedgerError
from db.keys.copies import keep_slots, slots_of
from db.keys.passphrases import check_passphrase, forbidden_parts
from db.keys.slots import (
    PASSPHRASE,
    RECOVERY,
    KeySlots,
    Slot,
    calibrated,
    new_sheet,
    open_slot,
    with_passphrase,
    with_sheet,
    without,
)
from db.keys.system_keyring import drop_void
from db.keys.tries import check_wait, count_wrong, forget_wrong
from db.services.branch import Branch
from db.services.settings import set_setting, setting
from db.services.trail import note

RENEWAL, PENDING = "keys.renewal", "keys.pending_sheet"
PASSPHRASE_DUE, SHEET_DUE = "passphrase", "sheet"
GROUPS, ASKED = 8, 2
MOST_PEOPLE = 6  # a wrong passphrase is tried on every slot, at a second apiece
KDF_TITLES = {"argon2id": "Argon2id", "hkdf-sha256": "48位数字"}


@dataclass(frozen=True, slots=True)
class Way:
    """One way in. `is_mine`: this session was opened by it."""

    id: str
    kind: str
    person: str
    strength: str
    is_mine: bool

    @property
    def title(self) -> str:
        """口令 or 恢复表."""
        return "口令" if self.kind == PASSPHRASE else "恢复表"


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A recovery sheet to be printed: the code is kept nowhere. `asked` are the groups (1 to 8) to type back."""

    code: str
    slot: str
    asked: tuple[int, ...]


def ways_of(branch: Branch) -> tuple[Way, ...]:
    """Every way in, passphrases first."""
    slots = slots_of(branch.folder)
    return tuple(
        Way(slot.id, slot.kind, slot.person, _strength(slot), slot.id == branch.way)
        for slot in (*slots.of_kind(PASSPHRASE), *slots.of_kind(RECOVERY))
    )


def change_own_passphrase(
    branch: Branch, old: str | None, new: str, *, cost: Mapping[str, int] | None = None
) -> None:
    """A new passphrase for whoever knows the old one; without `old` only after the sheet was used to open.

    LedgerErrors: wrong_passphrase, too_many_tries, weak_passphrase, write_failed, disk_full.
    """
    slots = slots_of(branch.folder)
    if old is None:
        own = _slot_after_sheet(branch, slots)
    else:
        own = proved(branch, slots, old)
    check_passphrase(new, forbidden_of(branch))
    _check_own(tuple(slot for slot in slots.of_kind(PASSPHRASE) if slot.id != own.id), new)
    _keep(
        branch,
        with_passphrase(slots, _key(branch), new, own.person, secrets.token_bytes, _cost(cost), own.id),
    )
    if setting(branch, RENEWAL) == PASSPHRASE_DUE:
        set_setting(branch, RENEWAL, SHEET_DUE)
    note(branch, "key_change", f"{own.person}的口令" if own.person else "口令", "修改", _why(old))


def add_person(
    branch: Branch, passphrase: str, person: str, new: str, *, cost: Mapping[str, int] | None = None
) -> str:
    """A passphrase of one's own for a second person; returns the number of the way.

    LedgerErrors: wrong_passphrase, too_many_tries, weak_passphrase, invalid (no name, already there, too many).
    """
    slots = slots_of(branch.folder)
    person = " ".join(person.split())[:40]
    if not person:
        raise _refused("没有写是谁的口令", "请写明姓名")
    if any(slot.person == person for slot in slots.of_kind(PASSPHRASE)):
        raise _refused(f"{person}已经有自己的口令", "要换口令请用“修改口令”")
    if len(slots.of_kind(PASSPHRASE)) >= MOST_PEOPLE:
        raise _refused(f"最多 {MOST_PEOPLE} 个人有口令，已经满了", "请先去掉不再使用的")
    proved(branch, slots, passphrase)
    check_passphrase(new, (*forbidden_of(branch), person))
    _check_own(slots.of_kind(PASSPHRASE), new)
    fresh = with_passphrase(slots, _key(branch), new, person, secrets.token_bytes, _cost(cost))
    _keep(branch, fresh)
    note(branch, "key_change", f"{person}的口令", "增加")
    return fresh.slots[-1].id


def remove_way(branch: Branch, passphrase: str, way: str) -> None:
    """Take a passphrase away; not the last one, and not the sheet, which can only be renewed.

    LedgerErrors: wrong_passphrase, too_many_tries, not_found, invalid.
    """
    slots = slots_of(branch.folder)
    found = next((slot for slot in slots.slots if slot.id == way), None)
    if found is None:
        raise LedgerError(
            "not_found", f"没有编号为“{way[:20]}”的钥匙", "没有改动任何内容", "请先列出全部钥匙，核对编号"
        )
    if found.kind == RECOVERY:
        raise _refused("恢复表不能去掉，只能换新的", "请用“更换恢复表”")
    if len(slots.of_kind(PASSPHRASE)) == 1:
        raise _refused("这是唯一的口令，不能去掉", "请先给另一个人设口令")
    proved(branch, slots, passphrase)
    _keep(branch, without(slots, way))
    note(branch, "key_change", f"{found.person}的口令", "去掉")


# --- the recovery sheet -----------------------------------------------------------------------------------------
def begin_sheet(branch: Branch, passphrase: str | None) -> NewSheet:
    """A new recovery sheet to be printed and typed back; the old one opens until then.

    `passphrase` None only where the program itself asks for a new sheet. LedgerErrors: wrong_passphrase,
    too_many_tries.
    """
    slots = slots_of(branch.folder)
    if passphrase is not None:
        proved(branch, slots, passphrase)
    elif setting(branch, RENEWAL) is None:
        raise _refused("换恢复表要先输入口令", "请输入现在的口令")
    slot, code = new_sheet(slots, _key(branch), secrets.token_bytes)
    return _await_typing(branch, slot, code)


def await_first_sheet(branch: Branch, code: str) -> NewSheet:
    """The sheet of a branch just made is to be typed back as well; until then the program asks for a new one."""
    slot = slots_of(branch.folder).of_kind(RECOVERY)[0]
    set_setting(branch, RENEWAL, SHEET_DUE)
    return _await_typing(branch, slot, code)


def confirm_sheet(branch: Branch, typed: Mapping[int, str]) -> None:
    """Put the new sheet into force, once the groups asked for were typed back from the paper.

    LedgerErrors: `wrong_groups` names those that do not agree, `no_new_sheet` when none is waiting.
    """
    waiting: Any = setting(branch, PENDING)
    if not waiting:
        raise LedgerError("no_new_sheet", "没有等着核对的新恢复表", "原来的恢复表仍然有效", "请先更换恢复表")
    wrong = [
        number
        for number, digits in waiting["groups"].items()
        if "".join(str(int(ch)) for ch in typed.get(int(number), "") if ch.isdecimal()) != digits
    ]
    if wrong:
        named = "、".join(f"第{number}组" for number in wrong)
        raise LedgerError(
            "wrong_groups",
            f"{named}与恢复表不符",
            "原来的恢复表仍然有效",
            "请看着打印出来的纸，重新输入这两组数字",
        )
    slots, sheet = slots_of(branch.folder), Slot(**waiting["slot"])
    if sheet not in slots.slots:
        _keep(branch, with_sheet(slots, sheet))
    set_setting(branch, PENDING, None)
    if setting(branch, RENEWAL) == SHEET_DUE:
        set_setting(branch, RENEWAL, None)
    note(branch, "key_change", f"恢复表（钥匙编号{sheet.id}）", "核对并启用")


def renewal_due(branch: Branch) -> str:
    """What must be renewed now: "passphrase" after the sheet was used to open, then "sheet", else ""."""
    return str(setting(branch, RENEWAL) or "")


def forbidden_of(branch: Branch) -> frozenset[str]:
    """What a passphrase of this branch must not hold."""
    people = (
        tuple(row.text(key) for key in ("name", "id_number", "phone", "born_on"))
        for row in branch.rows("person")
    )
    return forbidden_parts(branch.name, people)  # type: ignore[arg-type]


def _await_typing(branch: Branch, slot: Slot, code: str) -> NewSheet:
    """Two groups are kept, in the encrypted database alone, until they were typed back."""
    digits = "".join(ch for ch in code if ch.isdigit())
    asked = sorted(secrets.SystemRandom().sample(range(1, GROUPS + 1), ASKED))
    groups = {str(number): digits[(number - 1) * 6 : number * 6] for number in asked}
    set_setting(
        branch, PENDING, {"slot": json.loads(json.dumps(asdict(slot), default=dict)), "groups": groups}
    )
    return NewSheet(code, slot.id, tuple(asked))


def proved(branch: Branch, slots: KeySlots, passphrase: str) -> Slot:
    """The slot that a passphrase opens; wrong ones count as at the door."""
    check_wait(branch.folder)
    try:
        opened = open_slot(slots, passphrase=passphrase, first=branch.way)
    except LedgerError as error:
        if error.code != "wrong_passphrase":
            raise
        raise count_wrong(branch.folder) from error
    forget_wrong(branch.folder, opened.slot.id)
    return opened.slot


def _check_own(others: tuple[Slot, ...], new: str) -> None:
    """Two persons must not have one passphrase: what the second does would bear the name of the first."""
    try:
        open_slot(KeySlots("", 0, others), passphrase=new)
    except LedgerError as error:
        if error.code == "wrong_passphrase":
            return
        raise
    raise LedgerError(
        "weak_passphrase", "这个口令不能用", "没有改动任何内容", "请另想一个，每个人的口令要不一样"
    )


def _slot_after_sheet(branch: Branch, slots: KeySlots) -> Slot:
    """Whose passphrase is replaced after the sheet was used: that of the person at the keyboard, else the first."""
    if setting(branch, RENEWAL) != PASSPHRASE_DUE:
        raise _refused("修改口令要先输入现在的口令", "请输入现在的口令；忘记了请用恢复表打开")
    known = slots.of_kind(PASSPHRASE)
    return next((slot for slot in known if slot.person == branch.actor), known[0])


def _keep(branch: Branch, slots: KeySlots) -> None:
    keep_slots(branch.folder, slots)
    drop_void(branch.folder, slots)


def _key(branch: Branch) -> bytes:
    return branch.secret("database")


def _cost(cost: Mapping[str, int] | None) -> Mapping[str, int]:
    return calibrated() if cost is None else cost


def _strength(slot: Slot) -> str:
    title = KDF_TITLES.get(str(slot.kdf["name"]), str(slot.kdf["name"]))
    if slot.kdf["name"] != "argon2id":
        return title
    memory, rounds = slot.kdf["memory_kib"] // 1024, slot.kdf["iterations"]
    return f"每猜一次占{memory}MB内存、算{rounds}遍（{title}）"


def _why(old: str | None) -> str:
    return "用恢复表打开之后" if old is None else ""


def _refused(happened: str, remedy: str) -> LedgerError:
    return LedgerError("invalid", happened, "钥匙没有改动", remedy)
