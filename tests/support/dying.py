"""Work that is killed at its n-th step: each making, renaming, removing, writing or syncing of a file, and each commit.

The process kills itself, as the power or the task manager would: nothing is tidied up on the way.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from db.backup.restoring import restore
from db.changes import Draft
from db.engine import Database
from db.ledgers import by_key
from db.opening import back_up, create_branch
from db.services.attaching import attach
from db.services.exporting import spreadsheet_of
from db.services.queries import ListQuery, full_rows
from db.services.saving import save_many
from tests.support.branches import ACTOR, CHEAP, CLOCK, PASSPHRASE, PROFILE, open_folder

STEPS = frozenset(
    (
        "os.rename",
        "os.remove",
        "os.mkdir",
        "os.rmdir",
        "os.link",
        "os.truncate",
        "shutil.copyfile",
        "shutil.rmtree",
    )
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Countdown:
    """Counts steps and kills the process at the chosen one (0: never)."""

    def __init__(self, last: int) -> None:
        self.steps = 0
        self._last = last

    def step(self) -> None:
        self.steps += 1
        if self.steps == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """What the interpreter tells about itself (PEP 578)."""
        if event in STEPS or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING):
            self.step()


def watch(last: int) -> Countdown:
    """From now on every step counts."""
    countdown = Countdown(last)
    sync, commit = os.fsync, Database._commit

    def counted_sync(descriptor: int) -> None:
        countdown.step()
        sync(descriptor)
        countdown.step()

    def counted_commit(database: Database) -> None:
        countdown.step()
        commit(database)
        countdown.step()

    os.fsync = counted_sync  # type: ignore[assignment]
    Database._commit = counted_commit  # type: ignore[method-assign]
    sys.addaudithook(countdown.heard)
    return countdown


def die_at(last: int, work: Callable[[Path], None], root: Path, told: Connection) -> None:
    """Do the work; tells how many steps it took if it was not killed before."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA"):
        os.environ[variable] = str(root.with_name("profile"))
    sys.dont_write_bytecode = True  # which would count as a step the first time only
    countdown = watch(last)
    work(root)
    told.send(countdown.steps)


# --- what is being done ---------------------------------------------------------------------------------------
def save_some(root: Path) -> None:
    branch = open_folder(root)
    save_many(branch, by_key("person"), [Draft({"name": name}) for name in ("曾淑", "李想")])
    branch.close()


def make_a_backup(root: Path) -> None:
    branch = open_folder(root)
    back_up(branch)
    branch.close()


def restore_a_backup(root: Path) -> None:
    (backup,) = (root / "backups").glob("*-manual")
    restore(backup, root.with_name("restored"), PASSPHRASE, CLOCK)


def upgrade(root: Path) -> None:
    open_folder(root).close()


def export(root: Path) -> None:
    from db.files import atomic_write

    branch = open_folder(root)
    rows = full_rows(branch, by_key("person"), ListQuery())
    atomic_write(root.with_name("名册.xlsx"), spreadsheet_of(by_key("person"), rows, ".xlsx"))
    branch.close()


def print_roster(root: Path) -> None:
    from desktop.cli import run

    os.environ["BRANCH_LEDGER_PASSPHRASE"] = PASSPHRASE
    target = root.with_name("名册.pdf")
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        code = run(["print", "roster", "--out", str(target), "--data-dir", str(root), "--on", "2026-07-01"])
    assert code == 0, code


def attach_a_paper(root: Path) -> None:
    branch = open_folder(root)
    (row,) = full_rows(branch, by_key("document"), ListQuery())
    paper = root.with_name("通知.pdf")
    attach(branch, by_key("document"), row.uid, paper, "other")
    branch.close()


def create(root: Path) -> None:
    shutil.rmtree(root)
    made = create_branch(root, PROFILE, PASSPHRASE, CLOCK, actor=ACTOR, cost=CHEAP)
    made.branch.close()
