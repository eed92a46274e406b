"""A disk with a volatile cache that loses power at a chosen step, as a VFS shim for apsw.

Model: until a file is synced, each write since the last sync may be kept, lost or torn by 512-byte sectors, in any
combination, and a truncation may or may not have happened; the name of a new or deleted file may revert until it is
synced. A step is a write, truncation, sync or deletion. A lying disk says that it has synced and has not.
Everything follows from the seed.
"""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import apsw

SECTOR = 512
LOCAL_ENDINGS = ("-shm",)  # shared memory: gone with the power, never read at the next start


class Pending(NamedTuple):
    """What was done to a file since its last sync: `content` is None for a truncation to `offset`."""

    offset: int
    content: bytes | None


class VolatileDisk:
    """What survives of each file, what is pending, and the count of steps until the cut."""

    def __init__(self, seed: int, cut_at: int | None = None, *, lies: bool = False) -> None:
        self.chance = random.Random(seed)
        self.cut_at = cut_at
        self.lies = lies
        self.steps = 0
        self.is_off = False
        self._durable: dict[str, bytes] = {}
        self._pending: dict[str, list[Pending]] = {}
        self._reverting: dict[str, bytes] = {}  # content that comes back if a deletion or a new name is lost
        self._named: set[str] = set()

    def step(self) -> None:
        """One more action; the power goes off at the chosen one, and every later one fails."""
        if self.is_off:
            raise apsw.IOError("the power is off")
        self.steps += 1
        if self.steps == self.cut_at:
            self.is_off = True
            raise apsw.IOError("the power goes off")

    # --- what the files tell ------------------------------------------------------------------------------
    def opened(self, path: str) -> None:
        """A file that was there before is durable; a new name is not, until the first sync."""
        if path in self._named:
            return
        is_new_here = path not in self._durable and path not in self._reverting
        if is_new_here and Path(path).stat().st_size:
            self._durable[path] = Path(path).read_bytes()
        elif path in self._durable:
            self._reverting[path] = self._durable.pop(path)
        self._named.add(path)
        self._pending[path] = []

    def wrote(self, path: str, offset: int, content: bytes | None) -> None:
        """A write, or a truncation where there is no content."""
        self.step()
        self._pending[path].append(Pending(offset, content))

    def synced(self, path: str) -> None:
        """From now on the file is as it stands, unless the disk lies."""
        self.step()
        if not self.lies:
            self._durable[path] = Path(path).read_bytes()
            self._pending[path] = []
            self._reverting.pop(path, None)

    def deleted(self, path: str, is_synced: bool) -> None:
        """The name is gone for good only if the folder was synced."""
        self.step()
        content = self._durable.pop(path, None)
        self._named.discard(path)
        self._pending.pop(path, None)
        if is_synced and not self.lies:
            self._reverting.pop(path, None)
        elif content is not None:
            self._reverting[path] = content

    def folder_synced(self) -> None:
        """Names made and deleted so far stay so."""
        self._reverting = {path: old for path, old in self._reverting.items() if path in self._named}

    # --- the next start -----------------------------------------------------------------------------------
    def after_the_cut(self) -> dict[str, bytes]:
        """The files as they may be found, one of the possible ways."""
        found = {path: self._torn(path, content) for path, content in self._durable.items()}
        for path in sorted(self._reverting.keys() | self._named):
            if path in self._durable:
                continue
            ways: list[Literal["old", "new", "none"]] = ["old", "none"]
            if path in self._named:
                ways.append("new")
            way = self.chance.choice(ways)
            if way == "new":
                found[path] = self._torn(path, b"")
            elif way == "old" and path in self._reverting:
                found[path] = self._reverting[path]
        return {path: content for path, content in found.items() if not path.endswith(LOCAL_ENDINGS)}

    def _torn(self, path: str, content: bytes) -> bytes:
        image = bytearray(content)
        for offset, written in self._pending.get(path, ()):
            if written is None:
                if self.chance.random() < 0.5:
                    del image[offset:]
                continue
            for start in range(0, len(written), SECTOR):
                if self.chance.random() < 0.5:
                    _put(image, offset + start, written[start : start + SECTOR])
        return bytes(image)


def _put(image: bytearray, offset: int, content: bytes) -> None:
    if len(image) < offset:
        image.extend(bytes(offset - len(image)))
    image[offset : offset + len(content)] = content


def _without_power(kind: type, error: BaseException, traceback: Any) -> None:
    """What cannot be raised to SQLite any more while it closes without power is no news."""
    if not isinstance(error, apsw.IOError):
        raise error


class _File(apsw.VFSFile):
    excepthook = staticmethod(_without_power)

    def __init__(self, disk: VolatileDisk, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._path = name.filename() if hasattr(name, "filename") else name
        if self._path:
            disk.opened(self._path)

    def xWrite(self, content: Any, offset: int) -> None:  # noqa: N802 - SQLite's names, here and below
        if self._path:
            self._disk.wrote(self._path, offset, bytes(content))
        super().xWrite(content, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        if self._path:
            self._disk.wrote(self._path, size, None)
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802 - the model needs no real sync
        if self._path:
            self._disk.synced(self._path)


class _Files(apsw.VFS):
    excepthook = staticmethod(_without_power)

    def __init__(self, name: str, disk: VolatileDisk) -> None:
        self._disk = disk
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> _File:  # noqa: N802
        return _File(self._disk, name, flags)

    def xDelete(self, path: str, sync_folder: bool) -> None:  # noqa: N802
        self._disk.deleted(path, sync_folder)
        super().xDelete(path, sync_folder)


@contextmanager
def mounted(disk: VolatileDisk) -> Iterator[str]:
    """The name under which apsw opens databases on the disk."""
    name = f"volatile-{id(disk)}"
    files = _Files(name, disk)
    try:
        yield name
    finally:
        files.unregister()


def start_again(disk: VolatileDisk, folder: Path) -> None:
    """Put into the folder what the disk holds after the cut."""
    found = disk.after_the_cut()
    for each in folder.iterdir():
        each.unlink()
    for path, content in found.items():
        if Path(path).parent == folder:
            Path(path).write_bytes(content)
            os.utime(path, (0, 0))
