"""Making a backup: a snapshot inside one folder, reopened with the key, checked, and only then given its name.

A copy of a database in use is not a backup (the newest pages are in its write-ahead log); VACUUM INTO is. Backups
are numbered, never judged by the date (requirement R25).
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from db.backup.attached import keep_attachments
from db.backup.manifest import NUMBERED, Heads, Manifest, file_digest, write_manifest
from db.backup.work_days import work_day
from db.clock import Clock
from db.engine import Database, open_database
from db.errors import LedgerError
from db.files import sync_folder, sync_tree
from db.paths import BranchFolder


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup: its folder, number, kind (a word of KIND_TITLES), and row counts by table."""

    folder: Path
    number: int
    kind: str
    counts: dict[str, int]


def make_backup(
    database: Database,
    key: bytes,
    folder: BranchFolder,
    *,
    kind: str = "manual",
    to: Path | None = None,
    clock: Clock | None = None,
) -> Backup:
    """Back the branch up into a new numbered folder under `to` (default: the branch's own backups).

    LedgerError `backup_failed` when the copy does not check out; earlier backups are never touched. The clock gives
    the instant that is shown, nothing else.
    """
    root = to or folder.backups
    _drop_unfinished(root)
    number = _next_number(root)
    place = root / f"{number:06d}-{kind}"
    part = root / f"{place.name}.part"
    try:
        part.mkdir(parents=True, exist_ok=False)
        counts = _fill(part, Manifest(number, kind, {}), (database, key, folder), root, clock or Clock())
        sync_tree(part)
        part.rename(place)
        sync_folder(root)
    except (OSError, DatabaseError) as error:
        raise LedgerError(
            "backup_failed",
            "备份没有做成，可能是磁盘已满或文件夹不能写入",
            "台账和以前的备份都没有改动",
            "请换一个位置再备份",
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Backup(place, number, kind, counts)


def _fill(
    part: Path, frame: Manifest, source: tuple[Database, bytes, BranchFolder], root: Path, clock: Clock
) -> dict[str, int]:
    """Write everything into the unfinished folder, the manifest last; returns the row counts."""
    database, key, folder = source
    copy = part / folder.database.name
    database.connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
    counts = _checked(copy, key, database)
    _keep_slots(folder, BranchFolder(part))
    attached = keep_attachments(folder.attachments, part, root)
    manifest = Manifest(
        number=frame.number,
        kind=frame.kind,
        counts=counts,
        work_day=work_day(database),
        made_at=clock.stamp(),
        heads=version_vector(database),
        state=state_of(database),
        digest=file_digest(copy),
        shares=attached.shares,
        attachments=attached.files,
        unreadable=attached.unreadable,
    )
    write_manifest(part, manifest)
    return counts


def _keep_slots(folder: BranchFolder, part: BranchFolder) -> None:
    """The key slots, twice: without them nothing opens."""
    part.attachments.mkdir()
    for place in (part.key_slots, part.key_slots_copy):
        shutil.copyfile(folder.key_slots, place)


def row_counts(database: Database) -> dict[str, int]:
    """Rows by table."""
    connection = database.connection
    tables = connection.exec_driver_sql(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    ).scalars()
    return {
        name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one())
        for name in tables.all()
        if not name.startswith("sqlite_")
    }


def version_vector(database: Database) -> Heads:
    """How far the journal of each PC goes, with the hash it ends in."""
    query = "SELECT site, sequence, hash FROM s_version_vector ORDER BY site"
    return tuple((str(a), int(b), str(c)) for a, b, c in database.connection.exec_driver_sql(query))


def state_of(database: Database) -> str:
    """A digest that is another one as soon as anything worth a backup has changed: the journal, or a setting."""
    query = "SELECT name, value FROM s_setting ORDER BY name"
    settings = [tuple(row) for row in database.connection.exec_driver_sql(query)]
    return hashlib.sha256(json.dumps([version_vector(database), settings]).encode()).hexdigest()


def _checked(copy: Path, key: bytes, original: Database) -> dict[str, int]:
    """Reopen the copy and compare: a backup that has not been reopened is not a backup."""
    counts = row_counts(original)
    try:
        reopened = open_database(copy, key)
    except LedgerError as error:
        raise _void() from error
    try:
        sound = (
            check_integrity(reopened) == []
            and row_counts(reopened) == counts
            and version_vector(reopened) == version_vector(original)
        )
    finally:
        reopened.close()
    if not sound:
        raise _void()
    return counts


def _void() -> LedgerError:
    return LedgerError(
        "backup_failed",
        "备份写好后核对不上，已经作废",
        "台账和以前的备份都没有改动",
        "请换一个位置再备份一次",
    )


def _drop_unfinished(root: Path) -> None:
    """Remove what a power cut left of earlier attempts; nothing that we did not write."""
    for entry in root.glob("*.part") if root.is_dir() else ():
        if NUMBERED.match(entry.name):
            shutil.rmtree(entry, ignore_errors=True)


def check_integrity(database: Database) -> list[str]:
    """What SQLite and SQLCipher find wrong with the file; empty when it is sound."""
    database.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    found = [str(row[0]) for row in database.connection.exec_driver_sql("PRAGMA integrity_check")]
    found = [] if found == ["ok"] else found
    found += [str(row[0]) for row in database.raw.execute("PRAGMA cipher_integrity_check").fetchall()]
    return found


def _next_number(root: Path) -> int:
    if not root.is_dir():
        return 1
    numbers = [
        int(found[1]) for found in map(NUMBERED.match, (entry.name for entry in root.iterdir())) if found
    ]
    return max(numbers, default=0) + 1
