"""Opening a branch: lock, key, back up, migrate, check, and the Branch is there. Making a new one goes the same way.

Nothing here shows anything; each refusal is a LedgerError with what to do.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher
from alembic.script import Script
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from db.backup.keeping import keep_backup
from db.backup.making import make_backup
from db.backup.manifest import is_backup
from db.changes import Draft
from db.clock import Clock
from db.engine import Database, open_database, translated_failures
from db.errors import LedgerError
from db.files import atomic_write, sync_folder
from db.keys.copies import keep_slots, mend_slots, slot_copies, slots_of
from db.keys.passphrases import check_passphrase, forbidden_parts
from db.keys.slots import (
    PASSPHRASE,
    KeySlots,
    Unlocked,
    calibrated,
    new_slots,
    open_slot,
    secret_of,
    upgrade_of,
    with_passphrase,
)
from db.keys.system_keyring import forget_keyring, open_by_keyring, wake
from db.keys.system_keyring import gone as keyring_gone
from db.keys.tries import check_wait, count_wrong, forget_wrong, last_way
from db.keys.ways import PASSPHRASE_DUE, RENEWAL
from db.ledgers import by_key
from db.locking import FolderLock
from db.migrations.running import migrate, pending
from db.paths import BranchFolder
from db.recovery.starting import begin, begin_session, check_file, is_known, loss, settle
from db.services.branch import Branch
from db.services.saving import save, save_many
from db.services.settings import set_setting
from db.services.trail import note_quietly
from db.township.folder import bring_up_to_date, make_township

if TYPE_CHECKING:
    from db.exchange.container import OpenedPackage
    from db.exchange.inviting import Joined

Random = Callable[[int], bytes]
DISK_FAILURES = ("disk_failed", "outcome_unknown", "open_failed", "write_failed")
SEEDED_FROM = 2024  # the holiday table starts here; earlier years come from the bundled calendar


@dataclass(frozen=True, slots=True)
class NewBranch:
    """A branch just made, and the 48 digits to print and put in the safe; they are not kept anywhere."""

    branch: Branch
    recovery_code: str


def create_branch(
    root: Path,
    profile: Mapping[str, Any],
    passphrase: str,
    clock: Clock,
    *,
    actor: str = "",
    cost: Mapping[str, int] | None = None,
) -> NewBranch:
    """Make a branch in an empty folder; `profile` are fields of the ledger "branch" (name, kind, …).

    LedgerErrors: `already_there` when the folder holds one, `weak_passphrase`, `disk_full` or `creation_failed` when
    the disk does not take it. A refusal leaves the disk as it was found.
    """
    wanted = _NewFolder(root, str(profile.get("name") or ""), passphrase, actor, "第1台电脑")
    return NewBranch(*_make_folder(wanted, clock, cost, lambda branch: _fill_in(branch, profile)))


def create_township(
    root: Path,
    name: str,
    passphrase: str,
    clock: Clock,
    *,
    actor: str = "",
    cost: Mapping[str, int] | None = None,
) -> NewBranch:
    """Make a township's folder, which takes the roll-ups of branches; keys and refusals as `create_branch`."""
    wanted = _NewFolder(root, name, passphrase, actor, "第1台电脑")
    return NewBranch(*_make_folder(wanted, clock, cost, lambda branch: make_township(branch, name)))


def join_branch(
    root: Path,
    invitation: "OpenedPackage",
    passphrase: str,
    clock: Clock,
    *,
    actor: str = "",
    cost: Mapping[str, int] | None = None,
) -> tuple[NewBranch, "Joined"]:
    """Make this PC one of the branch that invited it, in an empty folder with keys and a passphrase of its own.

    `invitation` comes from `db.exchange.inviting.open_invitation`. LedgerErrors: as `create_branch`, and what taking a
    package in raises.
    """
    from db.exchange.inviting import join

    name = f"{actor}的电脑" if actor else "新加入的电脑"
    wanted = _NewFolder(root, invitation.manifest.unit_name, passphrase, actor, name)
    joined: list[Joined] = []
    made = _make_folder(wanted, clock, cost, lambda branch: joined.append(join(branch, invitation)))
    return NewBranch(*made), joined[0]


@dataclass(frozen=True, slots=True)
class _NewFolder:
    """Where, for which branch, behind which passphrase, by whom, and what to call the PC."""

    root: Path
    name: str
    passphrase: str
    actor: str
    site_name: str


def _make_folder(
    wanted: _NewFolder, clock: Clock, cost: Mapping[str, int] | None, fill: Callable[[Branch], object]
) -> tuple[Branch, str]:
    """A data folder with keys, tables and an identity, filled by `fill`: whole, or not there. Returns the branch and the
    recovery code."""
    folder = BranchFolder(wanted.root)
    if folder.exists:
        raise LedgerError(
            "already_there",
            f"文件夹“{wanted.root.name}”里已经有一份台账",
            "原有台账没有改动",
            "请换一个空文件夹，或直接打开它",
        )
    check_passphrase(wanted.passphrase, forbidden_parts(wanted.name, [(wanted.actor, "", "", "")]))
    with _disk_told(), _nothing_left(folder) as undo:
        lock = FolderLock(folder.lock)
        undo.callback(lock.discard)
        undo.callback(_remove_quietly, folder.unfinished)
        _begin(folder)
        slots, key, code = new_slots(
            wanted.name, wanted.passphrase, wanted.actor, secrets.token_bytes, cost or calibrated()
        )
        undo.callback(_remove_files, folder)
        keep_slots(folder, slots)
        database = open_database(folder.database, key, create=True)
        undo.callback(_close_quietly, database)
        migrate(database)
        branch = _branch(folder, database, key, clock, wanted.actor)
        branch.on_close.append(lock.release)
        branch.journal.mint_site(wanted.site_name, wanted.actor)
        fill(branch)
        begin_session(branch)
        _finish(folder)
    return branch, code


def _begin(folder: BranchFolder) -> None:
    """Mark the folder as one in which a branch is being made; what a power cut left of an earlier try goes aside."""
    try:
        if folder.unfinished.is_file():
            aside = folder.root / f"unfinished-{secrets.token_hex(4)}"
            aside.mkdir()
            for path in _files_of(folder):
                if path.is_file() and path.is_relative_to(folder.root):
                    path.replace(aside / f"{path.parent.name}-{path.name}")
    except OSError as error:
        raise LedgerError("write_failed", "台账没有建成") from error
    atomic_write(folder.unfinished, b"")


def _finish(folder: BranchFolder) -> None:
    """From now on the folder holds a branch; LedgerError `write_failed` where it cannot be said."""
    try:
        folder.unfinished.unlink()
        sync_folder(folder.root)
    except OSError as error:
        raise LedgerError("write_failed", "台账没有建成") from error


@contextmanager
def _nothing_left(folder: BranchFolder) -> Iterator[ExitStack]:
    """What stands on the stack is undone when the work fails, and the folders it made are taken away again.

    Half a branch could be neither opened nor made again.
    """
    places = (folder.attachments, folder.backups, folder.root, *folder.root.parents)
    made = [place for place in places if not place.exists()]
    with ExitStack() as undo:
        undo.callback(_remove_empty, made)
        yield undo
        undo.pop_all()


def _remove_empty(places: Sequence[Path]) -> None:
    for place in places:
        with suppress(OSError):
            place.rmdir()


def _remove_files(folder: BranchFolder) -> None:
    for path in _files_of(folder):
        _remove_quietly(path)


def _files_of(folder: BranchFolder) -> tuple[Path, ...]:
    """What a creation writes."""
    names = (folder.database.name + ending for ending in ("", "-wal", "-shm", "-journal"))
    return (*map(folder.root.joinpath, names), *slot_copies(folder))


def _remove_quietly(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _close_quietly(database: Database) -> None:
    with suppress(LedgerError, SQLAlchemyError, sqlcipher.Error):
        database.close()


@contextmanager
def _disk_told() -> Iterator[None]:
    """A disk that does not take a new branch ends in one sentence, whichever step met it."""
    try:
        with translated_failures():
            yield
    except LedgerError as error:
        if error.code == "disk_full":
            raise LedgerError(
                "disk_full",
                "磁盘已满，台账没有建成",
                "文件夹已恢复原样",
                "请腾出空间，或换一个文件夹后再建",
            ) from error
        if error.code not in DISK_FAILURES:
            raise
        raise LedgerError(
            "creation_failed",
            "读写磁盘出错，台账没有建成",
            "文件夹已恢复原样",
            "请检查磁盘空间和文件夹权限，或换一个文件夹后再建",
        ) from error


def open_branch(
    root: Path,
    clock: Clock,
    *,
    passphrase: str | None = None,
    recovery_code: str | None = None,
    actor: str = "",
    refuse_loss: bool = False,
) -> Branch:
    """Open the branch in a folder with its passphrase, or with the digits of its recovery sheet.

    LedgerErrors: not_a_branch, is_a_backup, locked, wrong_passphrase, wrong_recovery_code, no_key_slots, wrong_key,
    too_new, damaged, open_failed and disk_full when the disk is full. A file that lacks what was saved last is opened
    and the loss told in `notices`; with `refuse_loss` it is refused (`saved_lost`), for a window that asks first. What
    is otherwise to be told stands in `notices` as well: little room, a copied folder, a folder that can only be read.
    """
    door = _Door(lambda folder, slots: _unlocked(folder, slots, passphrase, recovery_code), passphrase)
    return _open(root, clock, door, actor, refuse_loss)


def open_without_typing(root: Path, clock: Clock, *, refuse_loss: bool = False) -> Branch:
    """Open it by the system's keyring, where a person turned that on.

    LedgerErrors: those of `ASK_INSTEAD` in `db.keys.system_keyring`, after which the passphrase is asked for; else as
    `open_branch`.
    """
    return _open(root, clock, _Door(open_by_keyring), "", refuse_loss)


@dataclass(frozen=True, slots=True)
class _Door:
    """What gives the key, and the passphrase that was typed for it."""

    key: Callable[[BranchFolder, KeySlots], Unlocked]
    passphrase: str | None = None


def _open(root: Path, clock: Clock, door: _Door, actor: str, refuse_loss: bool) -> Branch:
    folder = BranchFolder(root)
    _refuse_what_is_none(folder)
    start = begin(folder)
    try:
        slots = slots_of(folder)
        unlocked = door.key(folder, slots)
        mend_slots(folder, slots)
        database = open_database(start.database, unlocked.key)
        try:
            if unlocked.by_keyring and not is_known(start, database):
                raise keyring_gone(folder)
            with _damage_told():
                if not check_file(database):
                    raise _damaged()
                steps = pending(database)
            lost = loss(start, database)
            if lost and refuse_loss:
                raise LedgerError("saved_lost", lost, "文件原样保留", "请选择怎么办")
            _bring_up_to_date(database, steps, unlocked.key, folder, clock)
            branch = _branch(folder, database, unlocked.key, clock, actor or _person(slots, unlocked))
            branch.way = unlocked.slot.id
        except BaseException:
            _close_quietly(database)
            raise
    except BaseException:
        start.let_go()
        raise
    branch.on_close.append(start.let_go)
    settle(branch, start, lost)
    bring_up_to_date(branch)
    _settle_opening(branch, slots, unlocked, door.passphrase)
    return branch


def _refuse_what_is_none(folder: BranchFolder) -> None:
    """LedgerErrors `not_a_branch` and `is_a_backup`."""
    if not folder.exists:
        raise LedgerError(
            "not_a_branch",
            f"文件夹“{folder.root.name}”里没有台账",
            "没有改动任何内容",
            "请先新建（init），或换一个文件夹",
        )
    if is_backup(folder.root):
        raise LedgerError(
            "is_a_backup",
            f"“{folder.root.name}”是一份备份，直接打开会改动它",
            "备份没有改动",
            "请用“恢复”（restore）把它放到新的文件夹里",
        )


def key_of(root: Path, *, passphrase: str | None = None, recovery_code: str | None = None) -> bytes:
    """The key of a branch whose file may be too damaged to open, for the recovery; LedgerErrors as `open_branch`."""
    folder = BranchFolder(root)
    return _unlocked(folder, slots_of(folder), passphrase, recovery_code).key


def _unlocked(
    folder: BranchFolder, slots: KeySlots, passphrase: str | None, recovery_code: str | None
) -> Unlocked:
    """The key by the secret given; wrong passphrases are counted and cost a wait, the recovery sheet does not."""
    if recovery_code is not None:
        return open_slot(slots, recovery_code=recovery_code)
    check_wait(folder)
    try:
        return open_slot(slots, passphrase=passphrase, first=last_way(folder))
    except LedgerError as error:
        if error.code != "wrong_passphrase":
            raise
        raise count_wrong(folder) from error


def _settle_opening(branch: Branch, slots: KeySlots, unlocked: Unlocked, passphrase: str | None) -> None:
    """What opening leaves behind: rows in the trail, and new keys to be made after the sheet was used, or a stronger
    slot on a PC that has become quick. A full disk keeps nobody out."""
    if unlocked.by_keyring:
        note_quietly(branch, "unlock", "台账", "系统钥匙串")
        return
    is_passphrase = unlocked.slot.kind == PASSPHRASE
    wrong = forget_wrong(branch.folder, unlocked.slot.id if is_passphrase else "")
    if wrong:
        note_quietly(branch, "failed_unlock", "台账", f"{wrong}次")
    note_quietly(branch, "unlock", "台账", "口令" if is_passphrase else "恢复表")
    with suppress(LedgerError):
        if not is_passphrase:
            forget_keyring(branch.folder)
            set_setting(branch, RENEWAL, PASSPHRASE_DUE)
            return
        now = unlocked.slot
        if (cost := upgrade_of(unlocked.slot, unlocked.seconds)) is not None:
            slot, random_bytes = unlocked.slot, secrets.token_bytes
            stronger = with_passphrase(
                slots, unlocked.key, passphrase or "", slot.person, random_bytes, cost, slot.id
            )
            keep_slots(branch.folder, stronger)
            now = next(each for each in stronger.slots if each.id == slot.id)
        wake(branch.folder, unlocked.slot, now, unlocked.key)


def back_up(branch: Branch, to: Path | None = None, kind: str = "manual") -> Path:
    """A verified backup of an open branch, older ones rotated out; returns its folder."""
    return keep_backup(branch, kind, to).folder


def _branch(folder: BranchFolder, database: Database, key: bytes, clock: Clock, actor: str) -> Branch:
    return Branch(folder, database, clock, partial(secret_of, key), actor)


def _person(slots: KeySlots, unlocked: Unlocked) -> str:
    """Whose passphrase opened it; the sheet is nobody's, so the first person's."""
    if unlocked.slot.kind == PASSPHRASE:
        return unlocked.slot.person
    return next((slot.person for slot in slots.of_kind(PASSPHRASE)), "")


def _bring_up_to_date(
    database: Database, steps: tuple[Script, ...], key: bytes, folder: BranchFolder, clock: Clock
) -> None:
    if steps:
        make_backup(database, key, folder, kind="migration", clock=clock)
        migrate(database, steps)


@contextmanager
def _damage_told() -> Iterator[None]:
    """A page that does not decrypt or does not parse ends in one sentence, wherever it is met."""
    try:
        with translated_failures():
            yield
    except (LedgerError, SQLAlchemyError) as error:
        if isinstance(error, LedgerError) and error.code not in ("damaged", "disk_failed"):
            raise
        if isinstance(error, SQLAlchemyError) and not isinstance(error, DatabaseError):
            raise
        raise _damaged() from error


def _damaged() -> LedgerError:
    return LedgerError(
        "damaged", "台账文件有损坏的地方，没有打开", "文件原样保留", "请从最近的备份恢复，不要删除这份文件"
    )


def _fill_in(branch: Branch, profile: Mapping[str, Any]) -> None:
    from db.arithmetic.working_days import seed_days

    save(branch, by_key("branch"), Draft(profile))
    seeded = [
        Draft(
            {
                "day": day.isoformat(),
                "is_workday": is_workday,
                "name": name,
                "source": "国务院办公厅节假日安排",
            }
        )
        for day, (is_workday, name) in sorted(seed_days().items())
        if day.year >= SEEDED_FROM
    ]
    save_many(branch, by_key("holiday"), seeded, note="载入已公布的节假日安排")
