"""What a backup says about itself in its backup.json, and the list of the backups that stand in a folder.

Numbers decide, never days: `made_at` is only shown. A manifest holds counts and digests, nothing about a person.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from db.files import atomic_write

NUMBERED = re.compile(r"(\d{6,})-([a-z]+)")
NAME = "backup.json"
MARK = "damaged.txt"  # beside the manifest of a backup that was found damaged
FORMAT = 2
KIND_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "manual": "手动",
        "exit": "退出时",
        "hours": "工作中",
        "import": "导入前",
        "migration": "升级前",
        "restore": "恢复前",
    }
)

Heads = tuple[tuple[str, int, str], ...]  # site, sequence, hash


@dataclass(frozen=True, slots=True)
class KeptFile:
    """An encrypted attachment in a backup: `stamp` is the time of the file it was copied from, in nanoseconds, and
    serves only to see that it is still the same one."""

    name: str  # with its folder, "3f/3fa9….age"
    size: int
    stamp: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. `work_day` is the running number of the day of work on which it was made (see `rotation`);
    `state` tells whether anything has changed since; `shares` is folder (linked files) or store (a common folder);
    `unreadable` are attachments that the disk did not give."""

    number: int
    kind: str
    counts: Mapping[str, int]
    work_day: int = 0
    made_at: str = ""
    heads: Heads = ()
    state: str = ""
    digest: str = ""
    shares: str = "folder"
    attachments: tuple[KeptFile, ...] = ()
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredBackup:
    """A backup as it stands in its folder; `manifest` is None where it cannot be read, `is_bad` where a rehearsal
    found it damaged."""

    folder: Path
    number: int
    kind: str
    manifest: Manifest | None
    is_bad: bool

    @property
    def title(self) -> str:
        """第12份 · 退出时 · 2026-07-01."""
        words = [f"第{self.number}份", KIND_TITLES.get(self.kind, self.kind)]
        if self.manifest is not None and self.manifest.made_at:
            words.append(self.manifest.made_at[:10])
        return " · ".join(words)

    @property
    def work_day(self) -> int:
        """The day of work on which it was made; 0 where that is not known."""
        return self.manifest.work_day if self.manifest else 0

    @property
    def database(self) -> Path:
        """The copy of the database."""
        return self.folder / "branch.db"


def stored_backups(root: Path) -> tuple[StoredBackup, ...]:
    """The backups in a folder, oldest first; unfinished ones and foreign files are left out."""
    found = []
    for entry in root.iterdir() if root.is_dir() else ():
        match = NUMBERED.fullmatch(entry.name)
        if match and entry.is_dir():
            is_bad = (entry / MARK).exists()
            found.append(StoredBackup(entry, int(match[1]), match[2], read_manifest(entry), is_bad))
    return tuple(sorted(found, key=lambda each: each.number))


def stored_backup(folder: Path) -> StoredBackup:
    """One backup, by its folder, whatever that is called."""
    manifest = read_manifest(folder)
    match = NUMBERED.fullmatch(folder.name)
    number = manifest.number if manifest else int(match[1]) if match else 0
    kind = manifest.kind if manifest else match[2] if match else ""
    return StoredBackup(folder, number, kind, manifest, (folder / MARK).exists())


def is_backup(folder: Path) -> bool:
    """Whether a folder is a backup where it was made: opened like a branch's it would no longer be what was checked."""
    return bool(NUMBERED.fullmatch(folder.name)) and (folder / NAME).is_file()


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a backup; None where it is missing or spoiled."""
    try:
        parts: dict[str, Any] = json.loads((folder / NAME).read_bytes())
        parts.pop("format")
        parts["heads"] = tuple((str(a), int(b), str(c)) for a, b, c in parts.get("heads", ()))
        parts["attachments"] = tuple(KeptFile(**each) for each in parts.get("attachments", ()))
        parts["unreadable"] = tuple(str(each) for each in parts.get("unreadable", ()))
        manifest = Manifest(**parts)
        return manifest if all(_is_plain(each.name) for each in manifest.attachments) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _is_plain(name: str) -> bool:
    """Whether a name stays inside the folder: a spoiled manifest must not make us read or write elsewhere."""
    parts = name.split("/")
    return len(parts) <= 2 and all(re.fullmatch(r"[\w.-]{1,100}", part) and part != ".." for part in parts)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest; its presence makes a folder a backup."""
    content = {"format": FORMAT, **asdict(manifest)}
    atomic_write(folder / NAME, json.dumps(content, ensure_ascii=False, indent=1).encode())


def mark_bad(backup: StoredBackup, reason: str) -> None:
    """Say of a backup that it is damaged, so that nobody relies on it; its files are left as they are."""
    atomic_write(backup.folder / MARK, f"这份备份已经损坏，请不要用它恢复：{reason}\n".encode())


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_unaltered(backup: StoredBackup) -> bool:
    """Whether manifest and database are there and the database is byte for byte the one that was checked.

    A backup of the first format says nothing of its bytes; only a rehearsal can judge that one.
    """
    if backup.manifest is None or backup.is_bad:
        return False
    try:
        if not backup.manifest.digest:
            return backup.database.is_file()
        return file_digest(backup.database) == backup.manifest.digest
    except OSError:
        return False
