"""Reading again what was written to a stick, after it was pulled out and put back: what the system only meant to write
shows then (fault F49)."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from db.errors import LedgerError
from db.exchange.container import SUFFIX, NotForUsError, file_digest
from db.exchange.receiving import open_own
from db.exchange.register import SENT, RegisteredPackage, packages
from db.journal.tables import PACKAGE
from db.services.branch import Branch


@dataclass(frozen=True, slots=True)
class CheckedPackage:
    """One package of this PC on the stick; `problem` is one sentence, "" where every byte is what was written."""

    file: str
    title: str
    number: int
    problem: str


def check_sent(branch: Branch, place: Path) -> tuple[CheckedPackage, ...]:
    """Every package on a stick that this PC wrote, and its volumes, against the register.

    LedgerErrors: unreadable, `nothing_to_check` where there is none.
    """
    written = {each.file: each for each in packages(branch) if each.direction == SENT}
    found = [path for path in _files(place) if path.name in written]
    if not found:
        raise LedgerError(
            "nothing_to_check",
            f"“{place.name or place}”里没有本机写的数据包",
            "没有改动任何内容",
            "请插好刚才的U盘，再选上面的文件夹",
        )
    return tuple(_checked(branch, path, written[path.name]) for path in found)


def _files(place: Path) -> list[Path]:
    """Of a folder and one level below it, whatever stands in them now: a file full of zeros is no package any more."""
    try:
        folders = [
            place,
            *(each for each in sorted(place.iterdir()) if each.is_dir() and not each.is_symlink()),
        ]
        return [path for folder in folders for path in sorted(folder.glob(f"*{SUFFIX}"))]
    except OSError as error:
        raise LedgerError(
            "unreadable", f"“{place.name}”读不出来，U盘可能没有插好", "没有改动任何内容", "请重新插好U盘再试"
        ) from error


def _checked(branch: Branch, path: Path, line: RegisteredPackage) -> CheckedPackage:
    return CheckedPackage(path.name, line.title, line.number, _problem(branch, path, line))


def _problem(branch: Branch, path: Path, line: RegisteredPackage) -> str:
    query = PACKAGE.select().where(PACKAGE.c.package == line.package, PACKAGE.c.direction == SENT)
    row = branch.database.connection.execute(query).one()
    try:
        if _digest(path)[1] != row.digest:
            return "与写的时候不一样，可能没有写完就拔了，请重新导出"
        try:
            volumes = open_own(branch, path).manifest.volumes
        except NotForUsError:  # sealed by a code or for the township alone
            return ""
        for name, size, digest in volumes:
            volume = path.parent / Path(name).name
            if not volume.is_file() or _digest(volume) != (size, digest):
                return f"附件卷{volume.name}不在或不完整，请重新导出"
    except OSError:
        return "读到一半读不下去了，U盘可能坏了，请换一个重新导出"
    except LedgerError as error:
        return error.happened
    return ""


def _digest(path: Path) -> tuple[int, str]:
    """From the stick itself, as far as the system lets go of what it remembers of the file."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as stream, suppress(OSError):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return file_digest(path)
