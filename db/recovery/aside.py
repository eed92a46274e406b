"""Copying a damaged branch aside before anything is tried, and putting a new file in its place afterwards.

The copies are numbered folders in `aside`; they are never changed or removed by the program.
"""

import re
from contextlib import suppress
from pathlib import Path

from db.backup.manifest import file_digest
from db.errors import LedgerError
from db.files import copy_file, sync_folder
from db.paths import BranchFolder

ENDINGS = ("", "-wal", "-shm")
_NUMBERED = re.compile(r"\d{4}")


def database_files(folder: BranchFolder) -> tuple[Path, ...]:
    """The database with its log and the log's index, as far as they are there."""
    paths = (folder.database.with_name(folder.database.name + ending) for ending in ENDINGS)
    return tuple(path for path in paths if path.is_file())


def copy_aside(folder: BranchFolder) -> Path:
    """Copy database, log and key slots into a new folder `aside/NNNN` and compare; returns it.

    LedgerError `aside_failed`: then nothing may be tried. A log index is copied but not compared: it is of no account.
    """
    root = folder.root / "aside"
    taken = (
        [int(path.name) for path in root.iterdir() if _NUMBERED.fullmatch(path.name)] if root.is_dir() else []
    )
    place = root / f"{max(taken, default=0) + 1:04d}"
    try:
        place.mkdir(parents=True)
        slots = [path for path in (folder.key_slots, folder.key_slots_copy) if path.is_file()][:1]
        for path in (*database_files(folder), *slots):
            digest = copy_file(path, place / path.name)
            if not path.name.endswith("-shm") and file_digest(path) != digest:
                raise OSError("the copy differs")
        sync_folder(place)
        sync_folder(root)
    except OSError as error:
        raise LedgerError(
            "aside_failed",
            "损坏的台账没有能先另存一份，可能是磁盘已满或有读不出来的地方",
            "原来的文件没有改动",
            "请腾出空间；还不行就把整个数据文件夹拷到另一块硬盘上再修",
        ) from error
    return place


def put_in_place(folder: BranchFolder, new_database: Path, aside: Path) -> None:
    """Put a recovered file where the damaged one is, whose copy lies in `aside`.

    The old log goes first: beside the new file it would be read into it. A power cut leaves the old file or the new
    one, never a mix. OSError as it comes.
    """
    if not (aside / folder.database.name).is_file() and folder.database.is_file():
        raise RuntimeError("the damaged file was not copied aside")
    for ending in ENDINGS[1:]:
        with suppress(FileNotFoundError):
            folder.database.with_name(folder.database.name + ending).unlink()
    sync_folder(folder.root)
    new_database.replace(folder.database)
    sync_folder(folder.root)
