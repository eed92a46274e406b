"""One program at a time on one branch folder.

The operating system holds the lock and lets go of it when the program dies, however it dies; the file beside it only
tells the second one who holds it. Network shares and sticks are not for live data.
"""

import json
import os
import platform
import sys
from pathlib import Path
from typing import BinaryIO

from db.errors import LedgerError

LOCK_AT = 4096  # beyond the text, so that Windows lets others read it


class FolderLock:
    """The lock of one branch folder; `LedgerError` `locked` names the holder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._stream: BinaryIO = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        except OSError as error:
            raise LedgerError(
                "read_only", "数据文件夹不能写入，台账没有打开", "没有改动任何内容", "请检查文件夹权限，或把数据放到本机硬盘上"
            ) from error
        try:
            _lock(self._stream)
        except OSError as error:
            holder = self._holder()
            self._stream.close()
            raise LedgerError(
                "locked", f"这份台账正由另一个窗口打开（{holder}）", "台账没有改动", "请回到那个窗口，或先把它关闭"
            ) from error
        self._write_holder()

    def _write_holder(self) -> None:
        text = json.dumps({"pid": os.getpid(), "host": platform.node()}).encode()
        self._stream.seek(0)
        self._stream.truncate()
        self._stream.write(text)
        self._stream.flush()

    def _holder(self) -> str:
        try:
            holder = json.loads(self._path.read_bytes())
            return f"电脑 {holder['host']}，进程 {holder['pid']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "本机"

    def release(self) -> None:
        """Let go of the folder."""
        self._stream.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: BinaryIO) -> None:
        stream.seek(LOCK_AT)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(stream: BinaryIO) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
