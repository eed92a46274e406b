"""Two PCs of one branch, and a USB stick between them, for tests."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.changes import Row
from db.clock import fixed_clock
from db.exchange.inviting import invite, open_invitation
from db.exchange.receiving import Received, receive
from db.exchange.sending import send
from db.fields import FieldSpec, Kind
from db.ledger_spec import LedgerSpec
from db.opening import join_branch
from db.services.branch import Branch
from db.services.verifying import verify
from tests.support.branches import CHEAP, PASSPHRASE, make_folder, open_folder

OFFICE_CLOCK = fixed_clock("2026-07-01T08:30:00+08:00")
OTHER_CLOCK = fixed_clock("2009-01-01T00:00:10+00:00")  # the battery of the second PC is dead


@dataclass
class Stick:
    """A folder that stands for a stick."""

    folder: Path

    def put(self, branch: Branch, kind: str = "sync") -> Path:
        """Write a package onto it."""
        return send(branch, kind, self.folder).file

    def carry(self, sender: Branch, reader: Branch) -> Received:
        """From one PC to the other; both must be what their journals say afterwards."""
        (received,) = receive(reader, self.put(sender))
        assert verify(reader) == []
        return received


def ledgers(branch: Branch) -> dict[str, list[object]]:
    """Everything that the two PCs must agree on: what is computed as of today is each PC's own."""
    return {spec.key: sorted(_stored(spec, row) for row in branch.rows(spec.key)) for spec in branch.ledgers}


def _stored(spec: LedgerSpec, row: Row) -> tuple[str, str]:
    shown = {key: row.get(key) for key in row.values if _is_same_everywhere(spec.by_key[key])}
    return row.uid, str(sorted(shown.items(), key=lambda item: item[0]))


def _is_same_everywhere(field: FieldSpec) -> bool:
    """Whether the value does not depend on the day that this PC takes as today."""
    return field.kind is not Kind.COMPUTED and not field.timed


@pytest.fixture(scope="session")
def pair_of_folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two data folders of one branch, put away; see `make_pair`."""
    return make_pair(tmp_path_factory.mktemp("pair"))


def make_pair(root: Path) -> tuple[Path, Path]:
    """Two data folders of one branch: the second PC joined by invitation, and each has heard of the other. They are put
    away and are to be used in copies, by `brought_out`."""
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
    return _put_away(root / "office"), _put_away(root / "home")


def _put_away(folder: Path) -> Path:
    """Where the folder lies until it is wanted: the machine must find it gone from its place, or a copy of it would
    count as another PC."""
    return folder.rename(folder.with_name(f"{folder.name}.template"))


@contextmanager
def brought_out(template: Path, place: Path) -> Iterator[Path]:
    """A folder of one's own, taken away afterwards for the same reason."""
    shutil.copytree(template, place)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def office_folder(pair_of_folders: tuple[Path, Path], tmp_path: Path) -> Iterator[Path]:
    """The data folder of the first PC, closed."""
    with brought_out(pair_of_folders[0], tmp_path / "office") as folder:
        yield folder


@pytest.fixture
def home_folder(pair_of_folders: tuple[Path, Path], tmp_path: Path) -> Iterator[Path]:
    """The data folder of the second PC, closed."""
    with brought_out(pair_of_folders[1], tmp_path / "home") as folder:
        yield folder


@pytest.fixture
def office(office_folder: Path) -> Iterator[Branch]:
    """The first PC, with a right clock."""
    branch = open_folder(office_folder, OFFICE_CLOCK, "林书记")
    yield branch
    branch.close()


@pytest.fixture
def home(home_folder: Path) -> Iterator[Branch]:
    """The second PC, whose clock says 2009."""
    branch = open_folder(home_folder, OTHER_CLOCK, "组织委员")
    yield branch
    branch.close()


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    """An empty stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return Stick(folder)
