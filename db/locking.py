"""One program at a time on one branch folder.

The operating system holds the lock and lets go of it when the program dies, however it dies; the file beside it only
tells the second one who holds it. Network shares and sticks are not for live data.
"""

import json
import os
import platform
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from db.errors import LedgerError
from db.files import FULL

LOCK_AT = 4096  # beyond the text, so that Windows lets others read it


class FolderLock:
    """The lock of one branch folder; `LedgerError` `locked` names the holder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            # unbuffered: on a full disk nothing is left over for closing to fail on
            self._stream: IO[bytes] = os.fdopen(descriptor, "r+b", buffering=0)
        except OSError as error:
            raise _not_writable(error) from error
        try:
            _lock(self._stream)
        except OSError as error:
            holder = self._holder()
            self._stream.close()
            raise LedgerError(
                "locked",
                f"这份台账正由另一个窗口打开（{holder}）",
                "台账没有改动",
                "请回到那个窗口，或先把它关闭",
            ) from error
        self._write_holder()

    def _write_holder(self) -> None:
        """Tell others who holds the folder; on a full disk they learn only that it is held."""
        text = json.dumps({"pid": os.getpid(), "host": platform.node()}).encode()
        with suppress(OSError):
            self._stream.seek(0)
            self._stream.write(text)
            self._stream.truncate()

    def _holder(self) -> str:
        try:
            holder = json.loads(self._path.read_bytes())
            return f"电脑 {holder['host']}，进程 {holder['pid']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "本机"

    def release(self) -> None:
        """Let go of the folder."""
        self._stream.close()

    def discard(self) -> None:
        """Let go of a folder in which no branch was made, and leave no lock file in it."""
        if sys.platform == "win32":  # an open file cannot be removed there
            self._stream.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
        self._stream.close()


def _not_writable(error: OSError) -> LedgerError:
    if error.errno in FULL:
        return LedgerError("disk_full", "磁盘已满，台账没有打开", "没有改动任何内容", "请腾出空间后再打开")
    return LedgerError(
        "read_only",
        "数据文件夹不能写入，台账没有打开",
        "没有改动任何内容",
        "请检查文件夹权限，或把数据放到本机硬盘上",
    )


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: IO[bytes]) -> None:
        stream.seek(LOCK_AT)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


# --- where live data must not lie -----------------------------------------------------------------------------
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "davfs"})
STICKS = frozenset({"vfat", "exfat", "msdos", "fuseblk"})
SYNCED = (
    "onedrive",
    "百度网盘",
    "baidunetdisk",
    "坚果云",
    "nutstore",
    "wps云盘",
    "wpsdrive",
    "dropbox",
    "微云",
)
_KINDS = {
    "network": "网络共享文件夹",
    "stick": "U盘或移动硬盘",
    "synced": "网盘的同步文件夹",
}


def kind_of_place(root: Path, mounts: str | None = None) -> str | None:
    """Why live data should not lie here: network, stick or synced; None where nothing speaks against it.

    `mounts` is the text of /proc/self/mounts (read where there is one). Windows is asked for the kind of drive.
    """
    if any(word in part.lower() for part in root.parts for word in SYNCED):
        return "synced"
    if sys.platform == "win32":
        return _kind_of_drive(root)
    table = Path("/proc/self/mounts")
    if mounts is None:
        mounts = table.read_text("utf-8", errors="replace") if table.is_file() else ""
    file_system = _file_system(root, mounts)
    if file_system in NETWORK:
        return "network"
    return "stick" if file_system in STICKS else None


def place_warning(root: Path, mounts: str | None = None) -> str | None:
    """One Chinese sentence for the person choosing a folder; None where the place is good."""
    kind = kind_of_place(root, mounts)
    if kind is None:
        return None
    return f"“{root.name}”在{_KINDS[kind]}里，断开或同步时可能损坏台账；请把台账放在本机硬盘上，用备份或数据包带走。"


def _file_system(root: Path, mounts: str) -> str:
    """The type of the innermost file system that holds the folder."""
    best, found = -1, ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        place = Path(fields[1].replace("\\040", " "))
        if root.is_relative_to(place) and len(place.parts) > best:
            best, found = len(place.parts), fields[2]
    return found


def _kind_of_drive(root: Path) -> str | None:
    import ctypes

    ask = getattr(ctypes, "windll").kernel32.GetDriveTypeW  # noqa: B009 - absent elsewhere, also for type checkers
    return {2: "stick", 4: "network"}.get(int(ask(f"{root.anchor or root.drive}")))
