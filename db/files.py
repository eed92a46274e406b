"""Writing files so that a power cut leaves the old one or the new one, never a half (requirement R22).

The only module that opens a file for writing; nothing here knows what the content means.
"""

import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from db.errors import LedgerError

HOLDS_OPEN_FILES = os.name == "nt"  # a file that another program has open cannot be replaced there
TRIES, PAUSE = 5, 0.2  # seconds
PAPERS = frozenset((".pdf", ".xlsx", ".csv"))
FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


def atomic_write(path: Path, content: bytes | Callable[[BinaryIO], None]) -> Path:
    """Write beside the target, flush to the disk, then replace; returns the path really written.

    `content` is the bytes, or a function that writes them. On Windows a file that is open elsewhere cannot be
    replaced: a paper is then saved as “name (2)”. LedgerError `write_failed` names the folder.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:20]}-", suffix=".part")
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as stream:
            if callable(content):
                content(stream)
            else:
                stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        written = _put_in_place(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise _write_failed(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return written


def _put_in_place(temporary: Path, path: Path) -> Path:
    """Replace, waiting a second for a virus scanner to let go; a paper that a viewer holds open stays, and the new one
    is put beside it."""
    for _ in range(TRIES):
        try:
            temporary.replace(path)
        except PermissionError:
            if not HOLDS_OPEN_FILES:
                raise
            time.sleep(PAUSE)
        else:
            return path
    if path.suffix.lower() in PAPERS:
        path = path.with_name(f"{path.stem} (2){path.suffix}")
    temporary.replace(path)
    return path


def copy_file(source: Path, target: Path) -> str:
    """Copy a file through a name of its own, flushed, so that a link at the target is never written through; returns
    the SHA-256 of what was written. OSError as it comes."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        with source.open("rb") as reading, part.open("wb") as writing:
            while piece := reading.read(1024 * 1024):
                digest.update(piece)
                writing.write(piece)
            writing.flush()
            os.fsync(writing.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest()


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system can."""
    if os.name == "posix":
        _sync(folder)


def drop_cache(path: Path) -> None:
    """Ask the system to read the file from the disk next time, where it can: reading back then tests the stick."""
    if hasattr(os, "posix_fadvise"):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Flush every file below a folder, and the folders, so that renaming it afterwards is safe."""
    for path in folder.rglob("*"):
        if path.is_file():
            _sync(path)
    for path in (*(each for each in folder.rglob("*") if each.is_dir()), folder):
        sync_folder(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR if path.is_file() and os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_failed(path: Path, error: OSError) -> LedgerError:
    full = error.errno in FULL
    held = "，或者文件正被别的程序占用" if HOLDS_OPEN_FILES else ""
    happened = f"“{path.name}”没有写成：" + ("磁盘已满" if full else f"这个文件夹不能写入{held}")
    remedy = "请腾出空间后重试" if full else f"请换一个文件夹，或检查“{path.parent.name}”的权限"
    return LedgerError(
        "disk_full" if full else "write_failed", happened, "原来的文件未变，台账没有受影响", remedy
    )


FORBIDDEN = '<>:"/\\|?*'
RESERVED = frozenset(
    {
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "CONIN$",
        "CONOUT$",
        *(f"{n}{i}" for n in ("COM", "LPT") for i in "0123456789¹²³"),
    }
)
LONGEST_SUFFIX = 8  # characters after the last dot that are taken for the kind of the file


_OPENING = "（(《〈【「“"  # brackets that nothing closes any more where a name was cut


def safe_name(text: str, longest: int = 80) -> str:
    """A file name that Windows, FAT32 and Linux all take: forbidden, control and direction characters dropped, no
    blanks or dots at either end, no device's name, at most `longest` UTF-8 bytes with its suffix kept."""
    kept = "".join(ch for ch in text if ch not in FORBIDDEN and ch.isprintable()).strip(" .")
    if not kept or kept.partition(".")[0].strip().upper() in RESERVED:
        kept = f"_{kept}"
    stem, dot, suffix = kept.rpartition(".")
    if not dot or not stem or len(suffix) > LONGEST_SUFFIX:
        stem, suffix = kept, ""
    room = longest - len((dot if suffix else "").encode()) - len(suffix.encode())
    cut = stem.encode()[:room].decode(errors="ignore")
    cut = cut.rstrip(" ." if cut == stem else f" .{_OPENING}")
    return f"{cut}.{suffix}" if suffix else cut
