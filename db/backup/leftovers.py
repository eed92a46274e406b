"""What a kill in the midst of a restore, a recovery or a write leaves behind: removed at the next start.

Only what bears one of our own names and holds nothing but our own files, and only where nobody is at work on it. All of
it is sealed or empty; nothing of it was ever anybody's books.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.errors import LedgerError
from db.locking import FolderLock
from db.paths import BranchFolder

_UNFINISHED_FOLDER = re.compile(r".+\.[0-9a-f]{8}\.part")  # of a restore or a recovery, beside its target
_INSIDE = re.compile(r"\.recovering-[0-9a-f]{8}\.part|\.reading-[a-z0-9_]{8}")
_UNFINISHED_FILE = re.compile(r"\..{1,20}-[a-z0-9_]{8}\.part|\.probe-[0-9a-f]{8}\.part")


@contextmanager
def at_work(folder: BranchFolder) -> Iterator[None]:
    """Holds an unfinished folder for as long as it is worked on, so that no start takes it for a leftover. OSError
    where it cannot be written."""
    try:
        lock = FolderLock(folder.lock)
    except LedgerError as error:
        raise OSError("the folder cannot be written") from error
    try:
        yield
    finally:
        lock.discard()


def clear_leftovers(folder: BranchFolder) -> None:
    """At a start, once the folder is locked: nobody else writes into it now."""
    for path in _entries(folder.root):
        if _INSIDE.fullmatch(path.name) and path.is_dir():
            _remove_folder(path)
    for place in (folder.root, folder.attachments):
        for path in _entries(place):
            if _is_unfinished(path):
                with suppress(OSError):
                    path.unlink()
    clear_beside(folder.root)


def clear_beside(root: Path) -> None:
    """Beside a data folder, or the place for one: restores and recoveries that were never finished."""
    for path in _entries(root.parent):
        if _UNFINISHED_FOLDER.fullmatch(path.name) and path.is_dir():
            _remove_folder(path)


def _entries(place: Path) -> Iterator[Path]:
    try:
        found = [path for path in place.iterdir() if not path.is_symlink()]
    except OSError:
        return
    yield from found


def _remove_folder(path: Path) -> None:
    """Unless somebody is at work on it, or something lies in it that is not ours."""
    ours = set(_names(BranchFolder(path)))
    if any(entry.name not in ours and not _is_unfinished(entry) for entry in _entries(path)):
        return
    with suppress(LedgerError, OSError):
        FolderLock(BranchFolder(path).lock).discard()
        shutil.rmtree(path, ignore_errors=True)


def _is_unfinished(path: Path) -> bool:
    """Whether it is a file that was being written when the program was killed."""
    return _UNFINISHED_FILE.fullmatch(path.name) is not None and path.is_file()


def _names(folder: BranchFolder) -> Iterator[str]:
    yield from (f"{folder.database.name}{ending}" for ending in ("", "-wal", "-shm", "-journal", ".part"))
    for path in (folder.key_slots, folder.attachments, folder.backups, folder.lock):
        yield path.name
        yield f"{path.name}.part"
