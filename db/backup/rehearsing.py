"""The rehearsal: opening the newest backup as one would in need, and saying for the file whether it would have served.

It works on a copy in a temporary folder, so that looking cannot spoil anything. A damaged backup is marked, and the
newest older one that is sound is named (fault F17).
"""

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from db.backup.attached import spoiled_files
from db.backup.making import check_integrity, row_counts, version_vector
from db.backup.manifest import StoredBackup, file_digest, mark_bad, stored_backups
from db.backup.work_days import remembered, work_day
from db.engine import Database, open_database
from db.errors import LedgerError
from db.files import copy_file
from db.services.branch import Branch
from db.services.reading import sql_table

DUE_AFTER = 22  # days of work, about a month of daily work
REHEARSED = "rehearsed_on_work_day"


@dataclass(frozen=True, slots=True)
class Compared:
    """A ledger's live records in the backup and now."""

    title: str
    in_backup: int
    now: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was found. `problems` are sentences, empty when the backup is sound; `usable` is the newest sound one, the
    same unless this one is damaged, None where there is none."""

    backup: StoredBackup
    problems: tuple[str, ...]
    compared: tuple[Compared, ...]
    changes_since: int
    usable: StoredBackup | None

    @property
    def is_sound(self) -> bool:
        """Whether the branch could be restored from the newest backup."""
        return not self.problems


def rehearse(branch: Branch) -> Rehearsal:
    """Open the newest backup not known to be damaged; LedgerError `no_backup` where there is none."""
    key = branch.secret("database")
    waiting = [each for each in stored_backups(branch.folder.backups) if not each.is_bad]
    if not waiting:
        raise LedgerError("no_backup", "还没有可以演练的备份", "没有改动任何内容", "请先备份一次")
    newest = waiting.pop()
    problems, counts = examine(newest, key)
    usable: StoredBackup | None = newest
    if problems:
        usable = None
        with suppress(LedgerError):
            mark_bad(newest, problems[0])
        while waiting and usable is None:
            older = waiting.pop()
            found, _ = examine(older, key)
            if found:
                with suppress(LedgerError):
                    mark_bad(older, found[0])
            else:
                usable = older
    with suppress(LedgerError), branch.database.transaction():  # the books may be open for reading only
        branch.journal.remember(REHEARSED, str(work_day(branch.database)))
    return Rehearsal(newest, problems, _compared(branch, counts), _changes_since(branch, newest), usable)


def rehearsal_is_due(branch: Branch) -> bool:
    """Whether about a month of work has passed since the last one."""
    last = remembered(branch.database, REHEARSED)
    return work_day(branch.database) - int(last or 0) >= DUE_AFTER


def examine(backup: StoredBackup, key: bytes) -> tuple[tuple[str, ...], Mapping[str, int]]:
    """What is wrong with a backup, in sentences, and the live records it holds by table."""
    if backup.manifest is None:
        return ("备份说明 backup.json 不见了或者读不出来。",), {}
    try:
        if backup.manifest.digest and file_digest(backup.database) != backup.manifest.digest:
            return ("数据库文件与备份时不一样了。",), {}
        with tempfile.TemporaryDirectory() as place:
            copy = Path(place) / backup.database.name
            copy_file(backup.database, copy)
            problems, counts = _examine_database(backup, copy, key)
    except OSError:
        return ("备份文件读不出来，硬盘可能有坏的地方。",), {}
    spoiled = spoiled_files(backup)
    if spoiled:
        problems += (f"有 {len(spoiled)} 份附件不见了或者变了。",)
    return problems, counts


def _examine_database(
    backup: StoredBackup, copy: Path, key: bytes
) -> tuple[tuple[str, ...], Mapping[str, int]]:
    assert backup.manifest is not None
    try:
        database = open_database(copy, key)
    except LedgerError as error:
        return (f"{error.happened}。",), {}
    try:
        problems = [f"文件有损坏的地方（{found[:60]}）。" for found in check_integrity(database)[:1]]
        if not problems and row_counts(database) != dict(backup.manifest.counts):
            problems.append("各表的条数与备份说明对不上。")
        if not problems and backup.manifest.heads and version_vector(database) != backup.manifest.heads:
            problems.append("操作记录的末尾与备份说明对不上。")
        return tuple(problems), {} if problems else live_counts(database)
    except (LedgerError, DatabaseError):
        return ("文件有损坏的地方，读到一半读不下去。",), {}
    finally:
        database.close()


def live_counts(database: Database) -> dict[str, int]:
    """Records that are not in the recycle bin, by table."""
    connection = database.connection
    query = "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'removed_at' WHERE m.type = 'table'"
    return {
        name: int(
            connection.exec_driver_sql(f'SELECT count(*) FROM "{name}" WHERE removed_at IS NULL').scalar_one()
        )
        for name in connection.exec_driver_sql(query).scalars().all()
    }


def _compared(branch: Branch, counts: Mapping[str, int]) -> tuple[Compared, ...]:
    now = live_counts(branch.database)
    named = [(spec.title, sql_table(spec.record).name) for spec in branch.ledgers] + [("附件", "attachment")]
    pairs = ((title, counts.get(table, 0), now.get(table, 0)) for title, table in named)
    return tuple(Compared(*pair) for pair in pairs if any(pair[1:]))


def _changes_since(branch: Branch, backup: StoredBackup) -> int:
    """How many changes were written since the backup."""
    held = {site: sequence for site, sequence, _ in backup.manifest.heads} if backup.manifest else {}
    return sum(max(0, sequence - held.get(site, 0)) for site, sequence, _ in version_vector(branch.database))
