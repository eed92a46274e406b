"""The one function that opens a database: encrypted, checked, with every PRAGMA read back (requirements R20, R30).

There is one writing connection; it runs in autocommit and `Database.transaction` says BEGIN IMMEDIATE itself, so
that schema changes roll back like everything else. Nothing here knows a table.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from db.errors import LedgerError
from db.files import sync_folder

OLDEST_SQLITE = (3, 51, 3)  # older ones carry the WAL-reset corruption bug
PRAGMAS: dict[str, tuple[str, object]] = {
    # name: (value set, value read back)
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),
    "temp_store": ("MEMORY", 2),
    "mmap_size": ("0", 0),
    "cell_size_check": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "busy_timeout": ("5000", 5000),
    "wal_autocheckpoint": ("1000", 1000),
    "cache_size": (
        "-65536",
        -65536,
    ),  # kibibytes of decrypted pages: a whole branch, so that lists need no disk
    "fullfsync": ("ON", 1),
    "checkpoint_fullfsync": ("ON", 1),
}
KNOWN_FAILURES = {
    # sign in the engine's message: (code, what happened, what to do)
    "database or disk is full": ("disk_full", "磁盘已满，没有保存", "请腾出空间后再保存"),
    "attempt to write a readonly database": ("read_only", "数据文件夹是只读的，没有保存", "请检查文件夹权限"),
    "disk i/o error": ("disk_failed", "读写磁盘出错，没有保存", "请先备份，再检查硬盘"),
    "database is locked": ("locked", "另一个程序正占用台账，没有保存", "请关闭另一个窗口后重试"),
    "database disk image is malformed": (
        "damaged", "台账文件有损坏的地方", "请先把数据文件夹整个另存一份，再从最近的备份恢复",
    ),
}  # fmt: skip
WAL_HEADER_BYTES, WAL_FRAME_HEADER_BYTES = 32, 24
UNUSABLE_DISK = ("disk is full", "readonly", "disk i/o error", "unable to open")


class Database:
    """An open, unlocked database: `connection` for reading, `transaction()` for writing.

    It belongs to the thread that opened it; any other thread is refused at once.
    """

    def __init__(self, path: Path, connection: Connection, raw: Any) -> None:
        self.path = path
        self.connection = connection
        self.raw = raw
        self._thread = threading.get_ident()
        self._depth = 0
        self.refusal = ""  # why nothing may be written just now

    def check_thread(self) -> None:
        """RuntimeError in any thread but the one that opened the database."""
        if threading.get_ident() != self._thread:
            raise RuntimeError("the database was used from a thread that does not own it")

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One commit, or nothing at all; must not be nested. Full or failing disks become a LedgerError."""
        self.check_thread()
        if self._depth:
            raise RuntimeError("transactions are not nested")
        if self.refusal:
            raise LedgerError(
                "read_only",
                self.refusal,
                "没有保存，此前保存的内容都在",
                "请腾出空间或检查文件夹权限，再重新打开",
            )
        with translated_failures():
            self.connection.exec_driver_sql("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            with translated_failures():
                yield self.connection
            self._commit()
        except BaseException:
            if self.raw.in_transaction:
                self.connection.exec_driver_sql("ROLLBACK")
            raise
        finally:
            self._depth = 0

    @contextmanager
    def joined(self) -> Iterator[Connection]:
        """The open transaction where there is one, else one of its own."""
        if self._depth:
            yield self.connection
        else:
            with self.transaction() as connection:
                yield connection

    def _commit(self) -> None:
        """Commit; where a disk fails right then, find out what became of the change before telling (requirement R27)."""
        try:
            with translated_failures():
                self.connection.exec_driver_sql("COMMIT")
        except LedgerError as error:
            if error.code != "disk_failed" or self._is_surely_unsaved():
                raise
            raise LedgerError(
                "outcome_unknown",
                "保存的最后一步磁盘出错，刚才的内容可能已保存，也可能没有",
                "此前保存的内容都在",
                "请重新打开这条记录核对，确认没有保存时再保存一次",
            ) from error

    def _is_surely_unsaved(self) -> bool:
        """Whether a commit that failed can turn up neither now nor at the next start.

        The engine takes it back for this connection, but a commit record that reached the log would count after a
        power cut. Folding the log into the file (without the change) leaves none; where there is no room for that,
        the log is read: the record is written last, so a change that was cut short has none.
        """
        if self.raw.in_transaction:
            self.connection.exec_driver_sql("ROLLBACK")
        if self.fold_log():
            return True
        try:
            _, frame_count, _ = self.connection.exec_driver_sql("PRAGMA wal_checkpoint(NOOP)").one()
            log = self.path.with_name(f"{self.path.name}-wal")
            return not _holds_commit_beyond(log, frame_count)
        except (DBAPIError, sqlcipher.Error, OSError):
            return False

    def fold_log(self) -> bool:
        """Write the log's pages into the file and empty it; False where the disk does not let us."""
        try:
            is_busy = self.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        except (DBAPIError, sqlcipher.Error):
            return False
        return is_busy == 0

    def pragma(self, name: str) -> Any:
        """The value a PRAGMA has now."""
        return self.connection.exec_driver_sql(f"PRAGMA {name}").scalar()

    def close(self) -> None:
        """Fold the write-ahead log into the file and close.

        On a full disk the log stays beside the file: all that was saved is in it, and the next start reads it.
        """
        self.check_thread()
        engine = self.connection.engine
        try:
            self.fold_log()
        finally:
            self.connection.close()
            engine.dispose()


def _holds_commit_beyond(log: Path, frame_count: int) -> bool:
    """Whether a write-ahead log holds a whole commit frame after the frames that count.

    A frame counts as of this log by its salts, as a commit by a size other than zero (SQLite database file format,
    section 4.1). Checksums are left out of account: at worst a frame that could not be read back is called one.
    """
    with log.open("rb") as stream:
        header = stream.read(WAL_HEADER_BYTES)
        frame_bytes = WAL_FRAME_HEADER_BYTES + int.from_bytes(header[8:12], "big")
        stream.seek(WAL_HEADER_BYTES + frame_count * frame_bytes)
        while len(frame := stream.read(frame_bytes)) == frame_bytes:
            if frame[8:16] == header[16:24] and any(frame[4:8]):
                return True
    return False


@contextmanager
def translated_failures() -> Iterator[None]:
    """Turn what the machine does to a database into sentences; our own mistakes pass through unchanged."""
    try:
        yield
    except (DBAPIError, sqlcipher.Error) as error:
        words = str(getattr(error, "orig", error)).lower()
        for sign, (code, happened, remedy) in KNOWN_FAILURES.items():
            if sign in words:
                raise LedgerError(code, happened, "此前保存的内容都在", remedy) from error
        raise


def open_database(path: Path, key: bytes, *, create: bool = False) -> Database:
    """Open the encrypted database at `path` with a raw 256-bit key.

    LedgerErrors: `wrong_key` when the key does not fit, `not_found` when there is no file and `create` is not set,
    `damaged` for an empty file (which SQLite would take for a new database), `open_failed` when the disk is full or
    fails, `sqlite_too_old`.
    """
    _check_version()
    if not create:
        _check_file(path)
    raw = _connect(path, key)
    if create:  # the journal of the first step, deleted by now, must not come back after a power cut
        sync_folder(path.parent)
    engine = create_engine("sqlite://", module=sqlcipher, creator=lambda: raw, poolclass=StaticPool)
    event.listen(engine, "begin", lambda _: None)
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    return Database(path, connection, raw)


def _check_version() -> None:
    found = tuple(int(part) for part in sqlcipher.sqlite_version.split("."))
    if found < OLDEST_SQLITE:
        raise LedgerError(
            "sqlite_too_old",
            f"数据库引擎版本过旧（{sqlcipher.sqlite_version}），为免损坏数据不能打开",
            "台账没有改动",
            "请重新安装本程序",
        )


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise LedgerError(
            "not_found", f"没有找到台账文件“{path.name}”", "没有改动任何内容", "请检查数据文件夹"
        )
    if path.stat().st_size == 0:
        raise _damaged(f"台账文件“{path.name}”是空的，没有打开")


def _damaged(happened: str) -> LedgerError:
    return LedgerError("damaged", happened, "文件原样保留", "请从最近的备份恢复，不要删除这份文件")


def _connect(path: Path, key: bytes) -> Any:
    if len(key) != 32:
        raise ValueError("the key has 32 bytes")
    try:
        raw = sqlcipher.connect(
            str(path), isolation_level=None, check_same_thread=True, cached_statements=256
        )
    except sqlcipher.Error as error:
        raise _not_opened(path) from error
    try:
        if raw.execute("PRAGMA cipher_version").fetchone() is None:
            raise RuntimeError(
                "the engine does not encrypt: another package has taken the place of sqlcipher3"
            )
        raw.execute("PRAGMA cipher_log_level = NONE")
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        _set_pragmas(raw)
    except sqlcipher.Error as error:
        raw.close()
        raise _refusal(path, error) from error
    except RuntimeError:
        raw.close()
        raise
    return raw


def _refusal(path: Path, error: sqlcipher.Error) -> Exception:
    """Why a file was not opened, as a sentence; the error itself where it is our own mistake."""
    words = str(error).lower()
    if "not a database" in words:
        return LedgerError(
            "wrong_key",
            "钥匙与台账文件不符，或者文件已经损坏",
            "文件没有改动",
            "请从备份恢复，或找回原来的钥匙文件",
        )
    if "malformed" in words:
        return _damaged(f"台账文件“{path.name}”有损坏的地方，没有打开")
    if "locked" in words:
        return LedgerError(
            "locked", "另一个程序正占用台账，没有打开", "台账没有改动", "请关闭另一个程序后重试"
        )
    return _not_opened(path) if any(sign in words for sign in UNUSABLE_DISK) else error


def _not_opened(path: Path) -> LedgerError:
    return LedgerError(
        "open_failed",
        f"台账文件“{path.name}”打不开，可能是磁盘已满或文件夹不能读写",
        "台账没有改动",
        "请腾出空间，检查文件夹权限后再打开",
    )


def _set_pragmas(raw: Any) -> None:
    for name, (value, expected) in PRAGMAS.items():
        raw.execute(f"PRAGMA {name} = {value}")
        found = raw.execute(f"PRAGMA {name}").fetchone()
        if found is None or found[0] != expected:
            raise RuntimeError(f"PRAGMA {name} is {found}, not {expected}")
