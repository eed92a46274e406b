"""Branches for tests: real encrypted files in a temporary folder, with key derivation made cheap.

One branch is made per session; each test gets a copy of its folder, opened through the ordinary door.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from db.changes import Draft
from db.clock import Clock, fixed_clock
from db.files import atomic_write
from db.ledgers import by_key
from db.opening import create_branch, open_branch
from db.paths import BranchFolder
from db.services.branch import Branch
from db.services.saving import save

CHEAP = {"memory_kib": 64, "iterations": 1, "lanes": 1}
PASSPHRASE = "山上桃花四月才开"
PROFILE = {"name": "中共青石镇白果村支部委员会", "kind": "village", "founded_on": "1998-07"}
NOW = "2026-07-01T08:30:00+08:00"
CLOCK = fixed_clock(NOW)
ACTOR = "林书记"


def make_folder(root: Path, profile: Mapping[str, Any] = PROFILE) -> str:
    """A closed branch in `root`; returns the digits of its recovery sheet."""
    made = create_branch(root, profile, PASSPHRASE, CLOCK, actor=ACTOR, cost=CHEAP)
    made.branch.close()
    return made.recovery_code


def open_folder(root: Path, clock: Clock = CLOCK, actor: str = ACTOR) -> Branch:
    """The branch in `root`, open."""
    return open_branch(root, clock, passphrase=PASSPHRASE, actor=actor)


def save_new(branch: Branch, ledger: str, /, **values: Any) -> str:
    """Save a new record; returns its uid."""
    return save(branch, by_key(ledger), Draft(values)).uids[0]


def change(branch: Branch, ledger: str, uid: str, /, **values: Any) -> None:
    """Save new values of a record."""
    save(branch, by_key(ledger), Draft(values, uid=uid))


def full_member(branch: Branch, name: str, /, **values: Any) -> str:
    """A full member on the roll since 2010; returns the uid."""
    days = {"born_on": "1970-03-01", "admitted_on": "2010-07-01", "promoted_on": "2011-07-01"}
    return save_new(branch, "person", **{"name": name, **days, **values})


def journal_size(branch: Branch) -> int:
    """How many cells the journal holds."""
    return int(branch.database.connection.exec_driver_sql("SELECT count(*) FROM s_row_change").scalar_one())


def copy_as_its_own(template: Path, root: Path) -> None:
    """Copy a closed branch as if it had been made there: an ordinary copy would go on as another PC (fault F42)."""
    shutil.copytree(template, root)
    known = BranchFolder(template).in_profile / "place.json"
    if known.is_file():
        atomic_write(BranchFolder(root).in_profile / "place.json", known.read_bytes())


@pytest.fixture(scope="session")
def branch_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed branch, to be copied and never opened; its sheet's digits stand in a file beside it."""
    root = tmp_path_factory.mktemp("template") / "branch"
    code = make_folder(root)
    (root.parent / "recovery.txt").write_text(code, "utf-8")
    return root


@pytest.fixture
def recovery_code(branch_template: Path) -> str:
    """The digits of the recovery sheet of `branch_folder`."""
    return (branch_template.parent / "recovery.txt").read_text("utf-8")


@pytest.fixture
def branch_folder(branch_template: Path, tmp_path: Path) -> Path:
    """The folder of a closed branch of one's own."""
    root = tmp_path / "branch"
    copy_as_its_own(branch_template, root)
    return root


@pytest.fixture
def branch(branch_folder: Path) -> Iterator[Branch]:
    """An open branch of one's own."""
    opened = open_folder(branch_folder)
    yield opened
    if not opened.database.connection.closed:
        opened.close()
