"""What is looked at when a branch is opened, beside its keys: room on the disk, the log, the machine, the file itself.

Nothing here needs a clock. A session leaves a word in the file while it is open, checkpointed, so that a file that was
copied or left without its write-ahead log says so (faults F19, F20). How far the journal went is also kept in this
user's profile: a file that has fallen behind it is an old copy. A file that this machine does not know at this place is
a copy, and goes on as a PC of its own (fault F42, requirement R15).
"""

import errno
import json
import platform
import secrets
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import getnode

from db.backup.leftovers import clear_leftovers
from db.backup.making import check_integrity, version_vector
from db.backup.work_days import begin_work_day, remembered, work_day
from db.engine import Database, translated_failures
from db.errors import LedgerError
from db.files import atomic_write, copy_file
from db.journal.capture import remember
from db.locking import FolderLock
from db.paths import BranchFolder
from db.recovery.aside import database_files
from db.services.branch import Branch

LITTLE_ROOM, LEAST_ROOM = 500_000_000, 50_000_000  # bytes free on the disk: a warning; reading only
DEEP_CHECK_AFTER = 5  # days of work
SESSION, TOKEN, CHECKED = "session", "token", "checked_on_work_day"


@dataclass(frozen=True, slots=True)
class Start:
    """What was found before the file was opened. `refusal` is why nothing may be written, or ""."""

    folder: BranchFolder
    database: Path  # the file to open: the branch's own, or a copy where its folder cannot be written
    has_log: bool
    refusal: str
    notices: tuple[str, ...]
    let_go: Callable[[], None]


def begin(folder: BranchFolder, free: Callable[[Path], int] | None = None) -> Start:
    """Take the folder, and look at its disk. LedgerError `locked`.

    In a folder that cannot be written, a copy of the file is opened elsewhere and nothing can be changed.
    """
    has_log = folder.database.with_name(f"{folder.database.name}-wal").is_file()
    if not is_writable(folder.root):
        return _begin_reading(folder, has_log)
    lock = FolderLock(folder.lock)
    clear_leftovers(folder)
    left = (free or free_bytes)(folder.root)
    megabytes = left // 1_000_000
    refusal = notice = ""
    if left < LEAST_ROOM:
        refusal = f"磁盘只剩 {megabytes} MB，为免损坏，台账现在只能查看"
    elif left < LITTLE_ROOM:
        notice = f"磁盘只剩 {megabytes} MB，请尽快腾出空间；少于 50 MB 时台账只能查看。"
    return Start(folder, folder.database, has_log, refusal, (notice,) if notice else (), lock.release)


def is_writable(root: Path) -> bool:
    """Whether files can be made in a folder, by trying; a full disk still counts as writable."""
    probe = root / f".probe-{secrets.token_hex(4)}.part"
    try:
        probe.touch()
        probe.unlink()
    except PermissionError:
        return False
    except OSError as error:
        return error.errno != errno.EROFS
    return True


def free_bytes(root: Path) -> int:
    """Room left on the disk; a great deal where the system does not say."""
    try:
        return shutil.disk_usage(root).free
    except OSError:
        return LITTLE_ROOM


def _begin_reading(folder: BranchFolder, has_log: bool) -> Start:
    place = tempfile.mkdtemp(prefix="branch-ledger-")

    def clear() -> None:
        shutil.rmtree(place, ignore_errors=True)

    try:
        for path in database_files(folder):
            if not path.name.endswith("-shm"):
                copy_file(path, Path(place) / path.name)
    except OSError as error:
        clear()
        raise LedgerError(
            "read_only",
            "数据文件夹不能写入，也没有地方临时放一份来查看",
            "台账没有改动",
            "请检查文件夹权限，或把整个数据文件夹拷到本机硬盘上",
        ) from error
    refusal = "数据文件夹不能写入，台账现在只能查看"
    return Start(folder, Path(place) / folder.database.name, has_log, refusal, (), clear)


def check_file(database: Database) -> bool:
    """Whether the file is sound at a quick look; the log is folded in first: after a full disk the file may end in
    half a page that the log makes whole (fault F18)."""
    database.fold_log()
    found = database.connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        return False
    last = int(remembered(database, CHECKED) or 0)
    return work_day(database) - last < DEEP_CHECK_AFTER or check_integrity(database) == []


def loss(start: Start, database: Database) -> str:
    """A sentence where the file does not hold what was saved last, as far as that can be told; "" otherwise."""
    place = _read_place(start.folder)
    session = remembered(database, SESSION)
    if session and not start.has_log and place.get("closed") != session:
        return (
            "上次没有正常关闭，而它的日志文件（branch.db-wal）不见了，最后一段时间保存的内容可能丢了；"
            "只拷贝数据库文件、没有用程序备份时也会这样"
        )
    if remembered(database, TOKEN) != place.get("token"):
        return ""
    held = {site: (sequence, digest) for site, sequence, digest in version_vector(database)}
    behind = 0
    for site, sequence, _ in place.get("heads", ()):
        behind += max(0, sequence - held.get(site, (0, ""))[0])
    return f"台账比上次关闭时少了 {behind} 次改动，文件可能被换成了旧的" if behind else ""


def settle(branch: Branch, start: Start, lost: str) -> None:
    """Count the day, mark the session as open, give a copy an identity of its own, and say what is to be told.

    Where nothing may be written, only the last.
    """
    branch.notices += start.notices
    if lost:
        branch.notices.append(f"{lost}；如果不是有意的，请马上退出程序，用备份恢复。")
    if start.refusal:
        branch.notices.insert(0, f"{start.refusal}；要录入，请先腾出空间或检查文件夹权限，再重新打开。")
        branch.database.refusal = start.refusal
        return
    with suppress(LedgerError), translated_failures():
        if remembered(branch.database, SESSION) and not lost:
            branch.notices.append("上次没有正常关闭；保存过的内容都在，放心的话可以在设置里核对一次。")
        begin_work_day(branch.database, branch.clock)
        _check_identity(branch, start, is_old_copy=bool(lost))
        _keep_word(branch.database, CHECKED, str(_checked_on(branch.database)))
        begin_session(branch)


def begin_session(branch: Branch) -> None:
    """Leave a word in the file itself, log folded in, that it is open; taken back when the branch is closed."""
    _keep_word(branch.database, SESSION, secrets.token_hex(8))
    branch.database.fold_log()
    branch.before_close.append(lambda: _end_session(branch))
    if remembered(branch.database, TOKEN) is None:
        _introduce(branch)


def _end_session(branch: Branch) -> None:
    session = remembered(branch.database, SESSION)
    _keep_word(branch.database, SESSION, "")
    _write_place(branch, {"closed": session, "heads": version_vector(branch.database)})


def _checked_on(database: Database) -> int:
    today, last = work_day(database), int(remembered(database, CHECKED) or 0)
    return today if today - last >= DEEP_CHECK_AFTER else last


def is_known(start: Start, database: Database) -> bool:
    """Whether this user of this machine had the very file open at this place: not a restored or copied one."""
    place, token = _read_place(start.folder), remembered(database, TOKEN)
    return token is not None and place.get("token") == token and place.get("machine") == machine()


def _check_identity(branch: Branch, start: Start, *, is_old_copy: bool) -> None:
    """A file that this machine does not know here gets a new site: its numbers may be given out elsewhere as well."""
    token = remembered(branch.database, TOKEN)
    is_known_here = is_known(start, branch.database)
    if token is None:
        _introduce(branch)
    elif is_old_copy or not (is_known_here or _was_moved(start.folder, token)):
        branch.journal.mint_site("复制的电脑", branch.actor)
        _introduce(branch)
        if not is_old_copy:
            branch.notices.append(
                "这份台账是从别处复制来的，已作为一台新电脑登记；以后与原来那台用数据包来往，不要再拷来拷去。"
            )
    elif not is_known_here:
        _write_place(branch, {})


def _introduce(branch: Branch) -> None:
    """Make file and profile know each other."""
    _keep_word(branch.database, TOKEN, secrets.token_hex(8))
    _write_place(branch, {})


def _was_moved(folder: BranchFolder, token: str) -> bool:
    """Whether this machine knows the file at another place where it no longer is: then it was moved, not copied."""
    for path in folder.in_profile.parent.glob("*/place.json"):
        place = _read(path)
        if place.get("token") == token and place.get("machine") == machine():
            return not BranchFolder(Path(str(place.get("root", "")))).database.is_file()
    return False


def machine() -> str:
    """A name for this machine that a copied profile does not carry along."""
    for path in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
        with suppress(OSError):
            return f"{platform.node()} {path.read_text('ascii').strip()}"
    return f"{platform.node()} {getnode():x}"


def _keep_word(database: Database, name: str, word: str) -> None:
    if (remembered(database, name) or "") != word:
        with database.transaction():
            remember(database, name, word)


def _read_place(folder: BranchFolder) -> dict[str, Any]:
    return _read(folder.in_profile / "place.json")


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def _write_place(branch: Branch, further: dict[str, Any]) -> None:
    """A profile that cannot be written costs the warning of the next start, nothing else."""
    content = {
        "token": remembered(branch.database, TOKEN),
        "machine": machine(),
        "root": str(branch.folder.root.absolute()),
        "heads": [],
        **further,
    }
    with suppress(LedgerError):
        atomic_write(branch.folder.in_profile / "place.json", json.dumps(content).encode())
