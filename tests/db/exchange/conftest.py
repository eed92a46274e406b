"""Two PCs of one branch, and a stick between them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.clock import Clock, fixed_clock
from db.exchange.inviting import invite, open_invitation
from db.opening import join_branch
from db.services.branch import Branch
from tests.support.branches import CHEAP, PASSPHRASE, make_folder, open_folder
from tests.support.exchange import Stick

OTHER_CLOCK = fixed_clock("2009-01-01T00:00:10+00:00")  # the battery of the second PC is dead


@pytest.fixture(scope="session")
def pair_of_folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two data folders of one branch: the second one joined by invitation and is known to the first."""
    root = tmp_path_factory.mktemp("pair")
    make_folder(root / "office")
    office = open_folder(root / "office")
    invitation = invite(office, root)
    opened = open_invitation(invitation.sent.file, invitation.code)
    made, _ = join_branch(root / "home", opened, PASSPHRASE, OTHER_CLOCK, actor="组织委员", cost=CHEAP)
    stick = Stick(root)
    stick.carry(made.branch, office)
    stick.carry(office, made.branch)
    made.branch.close()
    office.close()
    return root / "office", root / "home"


def _copy(folder: Path, target: Path, clock: Clock, actor: str) -> Branch:
    shutil.copytree(folder, target)
    return open_folder(target, clock, actor)


@pytest.fixture
def office(pair_of_folders: tuple[Path, Path], tmp_path: Path) -> Iterator[Branch]:
    """The first PC, with a right clock."""
    branch = _copy(
        pair_of_folders[0], tmp_path / "office", fixed_clock("2026-07-01T08:30:00+08:00"), "林书记"
    )
    yield branch
    branch.close()


@pytest.fixture
def home(pair_of_folders: tuple[Path, Path], tmp_path: Path) -> Iterator[Branch]:
    """The second PC, whose clock says 2009."""
    branch = _copy(pair_of_folders[1], tmp_path / "home", OTHER_CLOCK, "组织委员")
    yield branch
    branch.close()


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    """An empty stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return Stick(folder)
