"""The ways out of a damaged ledger, each into a new file: from the journal, from a backup, or what can be read.

Everything works on copies. In place (for the window) the damaged file lies in `aside` before a new one takes its
place; into a new folder (for the command line) the damaged folder is only read.
"""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from db.backup.attached import bring_back
from db.backup.leftovers import at_work, clear_beside
from db.backup.making import check_integrity, make_backup, version_vector
from db.backup.manifest import StoredBackup, stored_backup, stored_backups
from db.backup.rehearsing import examine, live_counts
from db.backup.restoring import settle
from db.backup.work_days import NUMBER, remembered
from db.clock import Clock
from db.engine import open_database
from db.errors import LedgerError
from db.files import copy_file, sync_folder, sync_tree
from db.journal.capture import remember
from db.journal.tables import TRANSACTION
from db.locking import FolderLock
from db.paths import BranchFolder
from db.recovery.aside import copy_aside, database_files, put_in_place
from db.recovery.damaged_file import DamagedFile, Readable
from db.recovery.rebuilding import Rebuilt, rebuild
from db.recovery.without_schema import FileWithoutSchema

JOURNAL, BACKUP, SALVAGE = "journal", "backup", "salvage"
WAYS = (JOURNAL, BACKUP, SALVAGE)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may be hoped for: pages the engine finds wrong, whether the journal is whole, the newest sound backup with
    its live records, and how many changes it lacks (None where that cannot be told)."""

    problems: tuple[str, ...]
    is_readable: bool
    is_journal_whole: bool
    changes: int
    backup: StoredBackup | None
    backup_records: int
    changes_since: int | None
    is_by_page: bool = False  # the engine finds no table; what is known was read page by page
    lacking: str = ""  # what no rebuilding could give back, in Chinese


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was done: the way, the folder, the copy of the damaged file, live records by table, what is missing."""

    way: str
    root: Path
    aside: Path | None
    records: int
    lost_changes: int | None
    rebuilt: Rebuilt | None
    backup: StoredBackup | None
    missing_attachments: int


def look(folder: BranchFolder, key: bytes) -> Outlook:
    """Look at a damaged branch and its backups; works on a copy of the file."""
    backup, records = _newest_sound(folder, key)
    with copied(folder, key) as damaged:
        problems = damaged.problems()
        is_readable = "s_row_change" in damaged.tables
        heads = _heads(damaged)
        since = _changes_since(damaged, backup) if backup is not None else None
        rows = damaged.rows("s_transaction") if is_readable else []
        damaged.rows("s_row_change")
        is_whole = bool(heads) and damaged.lost_ranges == 0 and len(rows) == sum(heads.values())
        return Outlook(
            problems,
            is_readable,
            is_whole,
            len(rows),
            backup,
            records,
            since,
            damaged.is_by_page,
            damaged.lacking,
        )


def recover_into(
    source: Path, target: Path, way: str, key: bytes, clock: Clock, chosen: Path | None = None
) -> Recovered:
    """Recover the branch in `source` into the new folder `target`; the source is only read.

    `chosen` is a certain backup. LedgerErrors: already_there, not_readable, journal_damaged, no_backup, backup_damaged,
    recovery_failed.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise LedgerError(
            "already_there", f"“{target.name}”里已经有内容", "原有内容没有改动", "请换一个新的空文件夹"
        )
    folder = BranchFolder(source)
    part = BranchFolder(target.with_name(f"{target.name}.{secrets.token_hex(4)}.part"))
    clear_beside(target)
    with _disk_told(part.root):
        with at_work(part):
            done = _make(folder, part, way, key, clock, chosen)
            missing = _bring_attachments(folder, part, done.backup)
            for path in (folder.key_slots, folder.key_slots_copy):
                if path.is_file() and not part.key_slots.is_file():
                    copy_file(path, part.key_slots)
        sync_tree(part.root)
        if target.is_dir():
            target.rmdir()
        part.root.rename(target)
        sync_folder(target.parent)
    return _told(done, target, None, missing)


def recover_in_place(root: Path, way: str, key: bytes, clock: Clock, chosen: Path | None = None) -> Recovered:
    """Recover the branch in its own folder: the damaged file is copied aside, then a new one takes its place.

    LedgerErrors as above, `aside_failed` and `locked`.
    """
    folder = BranchFolder(root)
    lock = FolderLock(folder.lock)
    try:
        aside = copy_aside(folder)
        part = BranchFolder(root / f".recovering-{secrets.token_hex(4)}.part")
        with _disk_told(part.root):
            if way == BACKUP:
                chosen = chosen or _folder_of(_newest_sound(folder, key)[0])
                _back_up_first(folder, key, clock)
            done = _make(folder, part, way, key, clock, chosen)
            _go_on_counting(folder, part, key)
            sync_tree(part.root)
            missing = _bring_attachments(folder, folder, done.backup)
            put_in_place(folder, part.database, aside)
    finally:
        lock.release()
    return _told(done, root, aside, missing)


def _back_up_first(folder: BranchFolder, key: bytes, clock: Clock) -> None:
    """Where the present file is sound, an older backup is put in its place for a reason: what it holds is backed up
    first, checked and counted. Works on a copy; the one in `aside` is there in any case."""
    with suppress(LedgerError, DatabaseError), _copy_of(folder) as path:
        database = open_database(path, key)
        try:
            if check_integrity(database) == []:
                make_backup(database, key, folder, kind="restore", clock=clock)
        finally:
            database.close()


@dataclass(frozen=True, slots=True)
class _Done:
    way: str
    records: int
    rebuilt: Rebuilt | None
    backup: StoredBackup | None
    lost_changes: int | None


def _make(
    folder: BranchFolder, part: BranchFolder, way: str, key: bytes, clock: Clock, chosen: Path | None
) -> _Done:
    """The new database in the unfinished folder."""
    if way == BACKUP:
        return _from_backup(folder, part, key, clock, chosen)
    with copied(folder, key) as damaged:
        rebuilt = rebuild(damaged, key, part, clock, with_gaps=way == SALVAGE)
    return _Done(way, _count(part, key), rebuilt, None, rebuilt.lost_transactions)


def _from_backup(
    folder: BranchFolder, part: BranchFolder, key: bytes, clock: Clock, chosen: Path | None
) -> _Done:
    backup, records = _newest_sound(folder, key) if chosen is None else (None, 0)
    if chosen is not None:
        backup = stored_backup(chosen)
        problems, counts = examine(backup, key)
        if problems:
            raise LedgerError(
                "backup_damaged",
                f"这份备份用不了：{problems[0]}",
                "备份和现有的台账都没有改动",
                "请换一份较早的备份",
            )
        records = sum(counts.values())
    if backup is None:
        raise LedgerError(
            "no_backup",
            "没有找到完好的备份",
            "原来的文件没有改动",
            "请到备份盘上找一份，或抢救能读出来的内容",
        )
    part.root.mkdir(parents=True, exist_ok=True)
    copy_file(backup.database, part.database)
    settle(part, key, clock, backup.folder.name)
    with copied(folder, key) as damaged:
        since = _changes_since(damaged, backup)
    return _Done(BACKUP, records, None, backup, since)


def _heads(damaged: Readable) -> dict[str, int]:
    """How far the journal goes by its own word; empty where that cannot be read."""
    return {row["site"]: row["sequence"] for row in damaged.rows("s_version_vector")}


def _changes_since(damaged: Readable, backup: StoredBackup) -> int | None:
    """How many changes of the damaged file a backup lacks; None where that cannot be told."""
    heads = _heads(damaged)
    if not heads or backup.manifest is None:
        return None
    held = {site: sequence for site, sequence, _ in backup.manifest.heads}
    return sum(max(0, end - held.get(site, 0)) for site, end in heads.items())


def _folder_of(backup: StoredBackup | None) -> Path | None:
    return None if backup is None else backup.folder


def _newest_sound(folder: BranchFolder, key: bytes) -> tuple[StoredBackup | None, int]:
    for backup in reversed(stored_backups(folder.backups)):
        problems, counts = examine(backup, key)
        if not problems:
            return backup, sum(counts.values())
    return None, 0


@contextmanager
def copied(folder: BranchFolder, key: bytes) -> Iterator[Readable]:
    """The damaged file for reading, as a copy: by the engine, or page by page where the engine finds no table."""
    with _copy_of(folder) as path:
        damaged = DamagedFile(path, key)
        try:
            if TRANSACTION.name in damaged.tables:
                yield damaged
                return
        finally:
            damaged.close()
    with _copy_of(folder) as path:  # another one: the engine may have touched the first
        pages = FileWithoutSchema(path, key)
        yield pages if TRANSACTION.name in pages.tables else damaged


@contextmanager
def _copy_of(folder: BranchFolder) -> Iterator[Path]:
    """A copy of the database with its log, in a temporary folder beside it, for it may be large."""
    with (
        tempfile.TemporaryDirectory(prefix=".reading-", dir=_room(folder)) as place,
        at_work(BranchFolder(Path(place))),
    ):
        for path in database_files(folder):
            if not path.name.endswith("-shm"):
                copy_file(path, Path(place) / path.name)
        yield Path(place) / folder.database.name


def _room(folder: BranchFolder) -> Path | None:
    """Beside the data where that can be written, else where the system keeps temporary files."""
    probe = folder.root / f".probe-{secrets.token_hex(4)}.part"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return None
    return folder.root


def _bring_attachments(folder: BranchFolder, target: BranchFolder, backup: StoredBackup | None) -> int:
    """Attachments of the damaged folder and of the backup together; returns how many of the backup's are missing."""
    if folder.root != target.root and folder.attachments.is_dir():
        shutil.copytree(folder.attachments, target.attachments, dirs_exist_ok=True)
    return len(bring_back(backup, target.attachments)) if backup is not None else 0


def _go_on_counting(folder: BranchFolder, part: BranchFolder, key: bytes) -> None:
    """Days of work go on from the highest that any backup here knows, so that older backups keep their groups."""
    highest = max((each.work_day for each in stored_backups(folder.backups)), default=0)
    database = open_database(part.database, key)
    try:
        if int(remembered(database, NUMBER) or 0) <= highest:
            with database.transaction():
                remember(database, NUMBER, str(highest + 1))
        if check_integrity(database) or not version_vector(database):
            raise LedgerError(
                "recovery_failed", "新的台账文件核对不上，没有换上", "原来的文件没有改动", "请换一种办法"
            )
    finally:
        database.close()


def _count(part: BranchFolder, key: bytes) -> int:
    database = open_database(part.database, key)
    try:
        return sum(live_counts(database).values())
    finally:
        database.close()


@contextmanager
def _disk_told(part: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LedgerError(
            "recovery_failed",
            "没有恢复成，可能是磁盘已满或有读不出来的地方",
            "原来的文件没有改动",
            "请腾出空间，或换一个位置再试",
        ) from error
    finally:
        with suppress(OSError):
            shutil.rmtree(part, ignore_errors=True)


def _told(done: _Done, root: Path, aside: Path | None, missing: int) -> Recovered:
    return Recovered(
        done.way, root, aside, done.records, done.lost_changes, done.rebuilt, done.backup, missing
    )
