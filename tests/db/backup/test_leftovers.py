"""What a kill leaves behind goes at the next start; nothing that is not ours, and nothing that somebody works on."""

from pathlib import Path

import pytest

from db.backup.leftovers import at_work
from db.backup.restoring import restore
from db.opening import back_up
from db.paths import BranchFolder
from db.recovery.recovering import JOURNAL, recover_into
from db.services.branch import Branch
from tests.support.branches import CLOCK, PASSPHRASE, open_folder


@pytest.fixture
def closed(branch: Branch) -> Path:
    """The folder of a closed branch."""
    branch.close()
    return branch.folder.root


def leave(place: Path, *names: str) -> Path:
    """A folder as a kill leaves it."""
    place.mkdir(parents=True)
    for name in names:
        (place / name).write_bytes(b"sealed")
    return place


@pytest.mark.parametrize("name", ["新的支部.0a1b2c3d.part", "branch.00000000.part"])
def test_an_unfinished_restore_beside_the_data_goes_at_the_next_start(closed: Path, name: str) -> None:
    left = leave(closed.with_name(name), "branch.db", "branch.db-wal", "keyslots.json", "branch.lock")
    (left / "attachments").mkdir()
    (left / "attachments" / "one").write_bytes(b"sealed")
    open_folder(closed).close()
    assert not left.exists()


@pytest.mark.parametrize("name", [".recovering-0a1b2c3d.part", ".reading-ab12_cd9"])
def test_an_unfinished_recovery_within_goes_as_well(closed: Path, name: str) -> None:
    left = leave(closed / name, "branch.db")
    open_folder(closed).close()
    assert not left.exists()


@pytest.mark.parametrize("name", [".keyslots-ab12_cd9.part", ".probe-0a1b2c3d.part"])
def test_an_unfinished_file_goes(closed: Path, name: str) -> None:
    for place in (closed, closed / "attachments"):
        place.mkdir(exist_ok=True)
        (place / name).write_bytes(b"half")
    open_folder(closed).close()
    assert list(closed.rglob(name)) == []


def test_what_is_not_ours_stays(closed: Path) -> None:
    foreign = [
        leave(closed.with_name("照片.0a1b2c3d.part"), "branch.db", "合影.jpg"),
        leave(closed.with_name("下载.part"), "branch.db"),
        leave(closed.with_name("a.0A1B2C3D.part"), "branch.db"),
    ]
    film = closed.with_name("film.0a1b2c3d.part")
    film.write_bytes(b"a file of a browser")
    draft = closed / "信.part"
    draft.write_bytes(b"mine")
    link = closed.with_name("link.0a1b2c3d.part")
    link.symlink_to(foreign[1])
    open_folder(closed).close()
    assert all(path.exists() for path in (*foreign, film, draft, link))


def test_what_somebody_works_on_stays(closed: Path) -> None:
    busy = BranchFolder(leave(closed.with_name("b.0a1b2c3d.part"), "branch.db"))
    with at_work(busy):
        open_folder(closed).close()
        assert busy.database.exists()
    open_folder(closed).close()
    assert not busy.root.exists()


def test_a_restore_to_the_same_place_takes_its_own_leftovers_away(branch: Branch, tmp_path: Path) -> None:
    backup = back_up(branch)
    left = leave(tmp_path / "there" / "new.0a1b2c3d.part", "branch.db")
    restored = restore(backup, tmp_path / "there" / "new", PASSPHRASE, CLOCK)
    assert not left.exists()
    assert [path.name for path in restored.root.parent.iterdir()] == ["new"]
    assert not (restored.root / "branch.lock").exists()
    open_folder(restored.root).close()


def test_a_recovery_into_a_new_folder_leaves_nothing_beside_it(closed: Path, tmp_path: Path) -> None:
    from db.opening import key_of

    key = key_of(closed, passphrase=PASSPHRASE)
    left = leave(tmp_path / "there" / "new.0a1b2c3d.part", "branch.db")
    recover_into(closed, tmp_path / "there" / "new", JOURNAL, key, CLOCK)
    assert not left.exists()
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["new"]
    assert not list(closed.glob(".reading-*"))
