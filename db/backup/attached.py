"""Attachments in backups: whole in each backup to look at, once on the disk.

A file that the previous backup of the same place has already is linked to that one. The first copy is a real one:
linked to the file in use, a bad sector would spoil both. Where the file system knows no links (FAT32 and exFAT on
sticks), the files stand once in the folder `attachments` beside the numbered backups, and each manifest names those
it needs. Their names are HMACs of their contents, so that a name is never used for anything else.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from db.backup.manifest import KeptFile, StoredBackup, file_digest, stored_backups
from db.files import copy_file

FOLDER, STORE = "folder", "store"
SHARED = "attachments"  # the name of the folder in a branch, in a backup, and of the common store
SUFFIX = ".age"


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """How the attachments are kept (folder or store), the list for the manifest, and the names of those that the disk
    did not give and no earlier backup has."""

    shares: str
    files: tuple[KeptFile, ...]
    unreadable: tuple[str, ...]


def keep_attachments(source: Path, part: Path, root: Path) -> KeptFiles:
    """Put the attachments in `source` into the unfinished backup `part` under `root`.

    One that the disk does not give any more must not keep all the others from being backed up: the copy in an earlier
    backup stands for it. OSError when the disk does not take what is written.
    """
    known = _known(root)
    shares = FOLDER if can_link(part) else STORE
    target = (part if shares == FOLDER else root) / SHARED
    kept, unreadable = [], []
    for path in sorted(source.rglob(f"*{SUFFIX}")) if source.is_dir() else ():
        name = path.relative_to(source).as_posix()
        try:
            kept.append(_keep(path, name, target / name, known.get(name)))
        except OSError:
            if _is_readable(path):
                raise
            earlier = known.get(name)
            if earlier and _shared(earlier[1], target / name):
                kept.append(earlier[0])
            else:
                unreadable.append(name)
    return KeptFiles(shares, tuple(kept), tuple(unreadable))


def _is_readable(path: Path) -> bool:
    """Whether the disk gives the whole file."""
    try:
        file_digest(path)
    except OSError:
        return False
    return True


def can_link(folder: Path) -> bool:
    """Whether this file system takes hard links, by trying."""
    first, second = folder / ".link", folder / ".linked"
    try:
        first.touch()
        os.link(first, second)
    except OSError:
        return False
    finally:
        for path in (first, second):
            with suppress(OSError):
                path.unlink(missing_ok=True)
    return True


def bring_back(backup: StoredBackup, target: Path) -> tuple[str, ...]:
    """Copy the attachments of a backup into a branch's folder; returns the names of those that are missing or spoiled.

    What stands there under the same name and with the same content is left.
    """
    manifest = backup.manifest
    if manifest is None or not manifest.attachments:
        source = backup.folder / SHARED
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        return ()
    missing = []
    for kept in manifest.attachments:
        place = target / kept.name
        if place.is_file() and place.stat().st_size == kept.size and file_digest(place) == kept.digest:
            continue
        source_path = place_of(backup, kept)
        if not source_path.is_file() or file_digest(source_path) != kept.digest:
            missing.append(kept.name)
            continue
        copy_file(source_path, place)
    return tuple(missing)


def place_of(backup: StoredBackup, kept: KeptFile) -> Path:
    """Where the file stands: in the backup itself, else in the common store."""
    own = backup.folder / SHARED / kept.name
    return own if own.is_file() else backup.folder.parent / SHARED / kept.name


def spoiled_files(backup: StoredBackup) -> tuple[str, ...]:
    """Names of attachments that are missing or not what was copied."""
    found = []
    for kept in backup.manifest.attachments if backup.manifest else ():
        place = place_of(backup, kept)
        try:
            is_right = place.stat().st_size == kept.size and file_digest(place) == kept.digest
        except OSError:
            is_right = False
        if not is_right:
            found.append(kept.name)
    return tuple(found)


def drop_unneeded(root: Path) -> int:
    """Remove from the common store what no backup names any more; returns how many.

    Nothing is removed while a single manifest cannot be read.
    """
    backups = stored_backups(root)
    if any(each.manifest is None for each in backups):
        return 0
    needed = {kept.name for each in backups if each.manifest for kept in each.manifest.attachments}
    store, dropped = root / SHARED, 0
    for path in sorted(store.rglob(f"*{SUFFIX}")) if store.is_dir() else ():
        if path.relative_to(store).as_posix() not in needed:
            with suppress(OSError):
                path.unlink()
                dropped += 1
    return dropped


def _known(root: Path) -> Mapping[str, tuple[KeptFile, Path]]:
    """What earlier backups of this place hold, the newest one's word counting."""
    known: dict[str, tuple[KeptFile, Path]] = {}
    for backup in _sound(stored_backups(root)):
        assert backup.manifest is not None
        for kept in backup.manifest.attachments:
            known[kept.name] = (kept, place_of(backup, kept))
    return known


def _sound(backups: Iterable[StoredBackup]) -> Iterable[StoredBackup]:
    return (each for each in backups if each.manifest is not None and not each.is_bad)


def _keep(path: Path, name: str, target: Path, known: tuple[KeptFile, Path] | None) -> KeptFile:
    """Link or leave what is there already; copy what is not, or is another file by now."""
    state = path.stat()
    target.parent.mkdir(parents=True, exist_ok=True)
    if known is not None:
        kept, place = known
        is_same = kept.size == state.st_size and kept.stamp == state.st_mtime_ns
        if is_same and place.is_file() and place.stat().st_size == kept.size and _shared(place, target):
            return kept
    return KeptFile(name, state.st_size, state.st_mtime_ns, copy_file(path, target))


def _shared(place: Path, target: Path) -> bool:
    if place == target:
        return True
    try:
        os.link(place, target)
    except OSError:
        return False
    return True
