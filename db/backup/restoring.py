"""Restoring: a backup becomes a branch in a new folder. Nothing is ever restored over data that are there.

The restored copy gets a new site id, because the numbers it would give out next may be on other PCs already
(requirement R15). Everything is made beside the target and put in place at the end, so that a power cut leaves either
no branch or a whole one.
"""

import secrets
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from db.backup.attached import bring_back
from db.backup.leftovers import at_work, clear_beside
from db.backup.making import check_integrity
from db.backup.manifest import NAME, stored_backup
from db.clock import Clock
from db.engine import Database, open_database
from db.errors import LedgerError
from db.files import sync_folder, sync_tree
from db.journal.capture import write_site
from db.keys.slots import KeySlots, read_slots, secret_of, unlock, write_slots
from db.migrations.running import migrate
from db.paths import BranchFolder
from db.services.branch import Branch
from db.services.trail import note


@dataclass(frozen=True, slots=True)
class Restored:
    """The folder of the branch, and how many attached files could not be brought back with it."""

    root: Path
    missing_attachments: int


def restore(
    source: Path,
    root: Path,
    passphrase: str | None,
    clock: Clock,
    *,
    recovery_code: str | None = None,
) -> Restored:
    """Make a branch in the new folder `root` from a backup: its folder, or any file in it.

    LedgerErrors: not_a_backup, already_there, wrong_passphrase, wrong_recovery_code, backup_damaged, restore_failed.
    """
    backup = _backup_at(source)
    _check_target(root)
    slots = read_slots((backup.key_slots, backup.key_slots_copy))
    key = unlock(slots, passphrase=passphrase, recovery_code=recovery_code)
    part = root.with_name(f"{root.name}.{secrets.token_hex(4)}.part")
    clear_beside(root)
    try:
        with at_work(BranchFolder(part)):
            missing = _copy(backup, slots, BranchFolder(part))
            settle(BranchFolder(part), key, clock, backup.root.name)
        sync_tree(part)
        if root.is_dir():
            root.rmdir()  # empty, as was checked
        part.rename(root)
        sync_folder(root.parent)
    except OSError as error:
        raise LedgerError(
            "restore_failed", f"没有恢复到“{root.name}”，可能是磁盘已满或文件夹不能写入", "备份和现有的台账都没有改动",
            "请换一个位置再恢复",
        ) from error  # fmt: skip
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Restored(root, len(missing))


def _backup_at(source: Path) -> BranchFolder:
    """The backup that is, or holds, what was chosen; a refusal names what was chosen."""
    chosen = f"“{(source.name or str(source))[:40]}”"
    try:
        backup = BranchFolder(source if source.is_dir() else source.parent)
        if backup.database.is_file() and (backup.root / NAME).is_file() and source.exists():
            return backup
        happened = f"{chosen}不是本程序做的备份" if source.exists() else f"没有找到{chosen}"
    except OSError:
        happened = f"{chosen}读不出来"
    raise LedgerError("not_a_backup", happened, "没有改动任何内容", "请选备份文件夹（名字像 000012-manual）")


def _check_target(root: Path) -> None:
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise LedgerError(
            "already_there", f"“{root.name}”里已经有内容", "原有内容没有改动", "请换一个新的空文件夹来恢复"
        )


def _copy(backup: BranchFolder, slots: KeySlots, target: BranchFolder) -> tuple[str, ...]:
    """The slots from whichever of their copies is sound. Returns the names of attachments that the backup names and has not, or has only spoiled."""
    target.root.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(backup.database, target.database)
    write_slots(slots, (target.key_slots,))
    return bring_back(stored_backup(backup.root), target.attachments)


def settle(target: BranchFolder, key: bytes, clock: Clock, name: str) -> None:
    """Check the copy and give it an identity of its own; the trail says which backup it was."""
    try:
        database = open_database(target.database, key)
    except LedgerError as error:
        if error.code != "damaged":
            raise
        raise _damaged() from error
    try:
        if not _is_sound(database):
            raise _damaged()
        migrate(database)
        with database.transaction():
            forget_machine(database)
            write_site(database, clock, "恢复的电脑", secrets.token_bytes)
        note(Branch(target, database, clock, partial(secret_of, key)), "restore", name)
    finally:
        database.close()


def _damaged() -> LedgerError:
    return LedgerError(
        "backup_damaged",
        "这份备份已经损坏，没有恢复",
        "备份和现有的台账都没有改动",
        "请换一份较早的备份",
    )


def forget_machine(database: Database) -> None:
    """Drop what ties the file to the folder and the session it was copied from."""
    database.connection.exec_driver_sql("DELETE FROM s_me WHERE name IN ('token', 'session')")


def _is_sound(database: Database) -> bool:
    try:
        return check_integrity(database) == []
    except DatabaseError:
        return False
