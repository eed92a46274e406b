"""Keeping backups of an open branch: when one is due, making it, and rotating the old ones out.

What to remove is decided in `rotation`; here it is looked at and done. A failure is remembered until the next success,
so that the person hears of it in the window and not only at the moment (fault F12).
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from db.backup.attached import drop_unneeded
from db.backup.making import Backup, make_backup, state_of
from db.backup.manifest import StoredBackup, is_unaltered, stored_backups
from db.backup.rotation import LOOKED_AT, Numbered, to_remove
from db.backup.work_days import begin_work_day, clock_is_steady, remembered, work_day
from db.errors import LedgerError
from db.services.branch import Branch
from db.services.trail import note_quietly

FAILED, WARNING = "backup_failed_since", "backup_warning"
WARNING_TEXT = (
    "最近的备份与做的时候不一样了，可能有别的程序在改写备份；旧的备份一份也没有删除。"
    "请马上把一份备份放到另一块硬盘上，再请人检查这台电脑。"
)


@dataclass(frozen=True, slots=True)
class BackupState:
    """What there is to say about the branch's own backups.

    `newest` is the newest one not known to be damaged; `is_current` that nothing has changed since; `failed_since` the
    day of work since which making one failed (shown), "" where it did not; `warning` a sentence, or "".
    """

    backups: tuple[StoredBackup, ...]
    newest: StoredBackup | None
    is_current: bool
    work_days_since: int
    failed_since: str
    warning: str


def backup_state(branch: Branch) -> BackupState:
    """How the branch's own backups stand; reads the manifests only."""
    backups = stored_backups(branch.folder.backups)
    usable = [each for each in backups if each.manifest is not None and not each.is_bad]
    newest = usable[-1] if usable else None
    state = state_of(branch.database)
    return BackupState(
        backups=backups,
        newest=newest,
        is_current=newest is not None and newest.manifest is not None and newest.manifest.state == state,
        work_days_since=work_day(branch.database) - newest.work_day if newest else work_day(branch.database),
        failed_since=remembered(branch.database, FAILED) or "",
        warning=remembered(branch.database, WARNING) or "",
    )


def keep_backup(branch: Branch, kind: str = "manual", to: Path | None = None) -> Backup:
    """Make a verified backup and note it; in the branch's own folder older ones are rotated out.

    In a folder that a person named nothing is ever removed. LedgerError `backup_failed`; what could not be made in the
    own folder is remembered.
    """
    with suppress(LedgerError):
        begin_work_day(branch.database, branch.clock)
    try:
        made = make_backup(
            branch.database, branch.secret("database"), branch.folder, kind=kind, to=to, clock=branch.clock
        )
    except LedgerError:
        if to is None and not remembered(branch.database, FAILED):
            _keep_word(branch, FAILED, branch.clock.now().date().isoformat())
        raise
    note_quietly(branch, "backup", made.folder.name, kind)
    if to is None:
        _keep_word(branch, FAILED, "")
        rotate(branch, branch.folder.backups)
    return made


def keep_backup_if_changed(branch: Branch, kind: str) -> Backup | None:
    """The same where anything has changed since the newest sound backup; None where nothing has, or nothing may be
    written here."""
    if branch.database.refusal or backup_state(branch).is_current:
        return None
    return keep_backup(branch, kind)


def rotate(branch: Branch, root: Path) -> tuple[int, ...]:
    """Remove the backups of a place that are no longer needed; returns their numbers.

    Where a backup among the newest is no longer what was checked, nothing is removed and a warning is kept.
    """
    backups = stored_backups(root)
    newest = backups[-LOOKED_AT:]
    verified = {each.number for each in newest if is_unaltered(each)}
    altered = [each for each in newest if each.number not in verified and not each.is_bad]
    if root == branch.folder.backups:
        _keep_word(branch, WARNING, WARNING_TEXT if altered else "")
    numbers = to_remove(
        [Numbered(each.number, each.kind, each.work_day, each.is_bad) for each in backups],
        verified,
        clock_is_steady=clock_is_steady(branch.database, branch.clock),
    )
    removed = _remove(backups, numbers)
    if removed:
        drop_unneeded(root)
    return removed


def _remove(backups: Sequence[StoredBackup], numbers: Sequence[int]) -> tuple[int, ...]:
    """Rename first: what a power cut leaves of a removal is then cleared like an unfinished backup."""
    removed = []
    for backup in backups:
        if backup.number in numbers:
            part = backup.folder.with_name(f"{backup.folder.name}.part")
            with suppress(OSError):
                backup.folder.rename(part)
                shutil.rmtree(part, ignore_errors=True)
                removed.append(backup.number)
    return tuple(removed)


def _keep_word(branch: Branch, name: str, word: str) -> None:
    """Remember or forget; a disk that takes nothing must not turn a word about it into another failure."""
    if (remembered(branch.database, name) or "") == word:
        return
    with suppress(LedgerError), branch.database.transaction():
        branch.journal.remember(name, word)
