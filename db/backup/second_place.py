"""The second place: a folder on another disk or a backup stick, remembered on this PC, written to only when asked.

A backup beside the data goes down with the disk. The second place holds numbered backups like the first one, under
the branch's name; attachments go there once. It is due after seven days of work without one.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from db.backup.keeping import keep_backup, rotate
from db.backup.making import Backup, state_of
from db.backup.manifest import StoredBackup, stored_backups
from db.backup.work_days import remembered, work_day
from db.errors import LedgerError
from db.files import safe_name
from db.locking import kind_of_place
from db.services.branch import Branch

DUE_AFTER = 7  # days of work
PLACE, MADE_ON = "second_place", "second_place_work_day"
KIND_WORDS = {"stick": "优盘或移动硬盘", "network": "网络上的文件夹", "synced": "同步盘"}


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """How the second place stands; `work_days_since` is None where none was ever made, `remark` a sentence or ""."""

    path: Path | None
    is_there: bool
    work_days_since: int | None
    is_due: bool
    newest: StoredBackup | None
    remark: str


def second_place(branch: Branch) -> SecondPlace:
    """Looks, writes nothing."""
    path = _place(branch)
    today = work_day(branch.database)
    made_on = remembered(branch.database, MADE_ON)
    since = None if made_on is None else max(0, today - int(made_on))
    is_there = path is not None and path.is_dir()
    backups = stored_backups(folder_there(branch, path)) if path is not None and is_there else ()
    is_due = (today if since is None else since) >= DUE_AFTER
    return SecondPlace(
        path, is_there, since, is_due, backups[-1] if backups else None, _remark(branch, path, is_there)
    )


def choose_second_place(branch: Branch, path: Path) -> SecondPlace:
    """Remember a folder; nothing is written there. LedgerError `same_place` or `not_found`."""
    chosen = path.resolve()
    if not chosen.is_dir():
        raise LedgerError(
            "not_found",
            f"没有找到文件夹“{path.name or path}”",
            "没有改动任何内容",
            "请插好备份盘，再选其中的文件夹",
        )
    if chosen.is_relative_to(branch.folder.root.resolve()):
        raise LedgerError(
            "same_place",
            "这个文件夹就在台账自己的文件夹里，硬盘坏了会一起丢",
            "没有改动任何内容",
            "请选另一块硬盘或备份专用优盘上的文件夹",
        )
    with branch.database.transaction():
        branch.journal.remember(PLACE, str(chosen))
    return second_place(branch)


def back_up_there(branch: Branch) -> Backup:
    """A verified backup in the second place. LedgerErrors: no_second_place, second_place_missing, backup_failed."""
    path = _place(branch)
    if path is None:
        raise LedgerError(
            "no_second_place", "还没有选过第二处备份放在哪里", "没有写任何文件", "请先选一个文件夹"
        )
    if not path.is_dir():
        raise LedgerError(
            "second_place_missing",
            f"第二处“{path}”现在打不开，可能备份盘没有插上",
            "没有写任何文件",
            "请插好备份盘再备份",
        )
    place = folder_there(branch, path)
    made = keep_backup(branch, "manual", place)
    rotate(branch, place)
    with suppress(LedgerError), branch.database.transaction():  # the books may be open for reading only
        branch.journal.remember(MADE_ON, str(work_day(branch.database)))
    return made


def is_current_there(branch: Branch) -> bool:
    """Whether the newest backup there holds everything."""
    newest = second_place(branch).newest
    return (
        newest is not None
        and newest.manifest is not None
        and newest.manifest.state == state_of(branch.database)
    )


def folder_there(branch: Branch, path: Path) -> Path:
    """The folder for the backups of this branch and PC inside the second place: two PCs on one stick count apart."""
    name = safe_name(branch.name or branch.folder.root.name, 100)
    return path / f"支部台账备份-{name}-{branch.journal.site[:4]}"


def _place(branch: Branch) -> Path | None:
    kept = remembered(branch.database, PLACE)
    return Path(kept) if kept else None


def _remark(branch: Branch, path: Path | None, is_there: bool) -> str:
    """What speaks against the place, in a sentence."""
    if path is None or not is_there:
        return ""
    try:
        is_same_disk = path.stat().st_dev == branch.folder.root.stat().st_dev
    except OSError:
        return ""
    if is_same_disk:
        return "它和台账在同一块硬盘上，硬盘坏了会一起丢，最好换到另一块硬盘或备份专用优盘。"
    kind = kind_of_place(path)
    return f"它在{KIND_WORDS[kind]}里，备份完请拔下来锁进抽屉。" if kind == "stick" else ""
