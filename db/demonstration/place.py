"""Where a demonstration branch lives, and how it is told from a real one: by a marker beside the data.

A folder without the marker is never touched.
"""

from pathlib import Path

from db.clock import Clock
from db.demonstration.making import DEMO_PASSPHRASE, make_demonstration
from db.demonstration.script import DemonstrationKind
from db.errors import LedgerError
from db.files import atomic_write
from db.opening import open_branch
from db.paths import BranchFolder
from db.services.branch import Branch

MARKER = "演示.txt"


def is_demonstration(folder: Path) -> bool:
    """Whether the folder holds a demonstration branch."""
    return (folder / MARKER).is_file()


def open_or_make_demonstration(folder: Path, kind: DemonstrationKind, clock: Clock) -> Branch:
    """The demonstration branch in this folder, made first if the folder is empty.

    LedgerError `not_a_demonstration` when a real branch, or a demonstration of the other kind, is there.
    """
    if not BranchFolder(folder).exists:
        branch = make_demonstration(folder, kind, DEMO_PASSPHRASE, clock.today())
        branch.close()
        atomic_write(folder / MARKER, f"{kind}\n演示支部，人物全部虚构，口令：{DEMO_PASSPHRASE}\n".encode())
    elif not is_demonstration(folder) or (folder / MARKER).read_text("utf-8").split()[0] != kind:
        raise LedgerError(
            "not_a_demonstration",
            f"文件夹“{folder.name}”里已经有别的台账",
            "原有台账没有改动",
            "请用 --data-dir 换一个空文件夹来放演示支部",
        )
    try:
        return open_branch(folder, clock, passphrase=DEMO_PASSPHRASE)
    except LedgerError as error:
        if error.code != "too_old":
            raise
        _set_aside(folder)
        return open_or_make_demonstration(folder, kind, clock)


def _set_aside(folder: Path) -> None:
    """Keep a demonstration of a version before the first release under another name."""
    number = 1
    while (aside := folder.with_name(f"{folder.name}-旧{number}")).exists():
        number += 1
    folder.rename(aside)
