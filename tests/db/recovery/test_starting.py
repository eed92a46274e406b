"""What is noticed when a branch is opened: a lost log, an old file, a copied folder, no room, no right to write."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db.backup.keeping import keep_backup_if_changed
from db.backup.second_place import back_up_there, choose_second_place
from db.errors import LedgerError
from db.ledgers import by_key
from db.opening import open_branch
from db.paths import BranchFolder
from db.recovery import starting
from db.services.branch import Branch
from db.services.queries import ListQuery, count_rows
from db.services.verifying import verify
from tests.support.branches import CLOCK, PASSPHRASE, full_member, make_folder, open_folder

DIE = """
import os, sys
from pathlib import Path
from tests.support.branches import full_member, open_folder
branch = open_folder(Path(sys.argv[1]))
full_member(branch, "曾淑")
os._exit(9)
"""


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """A branch that was made here, not copied here."""
    root = tmp_path / "own"
    make_folder(root)
    return root


def die_at_work(root: Path) -> None:
    """A session that saves a person and is killed."""
    done = subprocess.run([sys.executable, "-c", DIE, str(root)], check=False, cwd=Path.cwd())
    assert done.returncode == 9


def opened_and_closed(root: Path) -> tuple[str, list[str], int]:
    """Site, notices and number of people at an opening."""
    branch = open_folder(root)
    found = branch.journal.site, list(branch.notices), count_rows(branch, by_key("person"), ListQuery())
    assert verify(branch) == []
    branch.close()
    return found


def test_an_ordinary_opening_has_nothing_to_tell(own_folder: Path) -> None:
    site, notices, _ = opened_and_closed(own_folder)
    assert notices == []
    assert opened_and_closed(own_folder) == (site, [], 0)


def test_a_killed_session_is_mentioned_and_nothing_is_lost(own_folder: Path) -> None:
    site, _, _ = opened_and_closed(own_folder)
    die_at_work(own_folder)
    again, notices, people = opened_and_closed(own_folder)
    assert (again, people) == (site, 1)
    assert "没有正常关闭" in notices[0]
    assert opened_and_closed(own_folder)[1] == []


def test_a_log_that_is_gone_is_told_and_the_copy_goes_on_as_another_pc(own_folder: Path) -> None:
    """Fault F19."""
    site, _, _ = opened_and_closed(own_folder)
    die_at_work(own_folder)
    (own_folder / "branch.db-wal").unlink()
    with pytest.raises(LedgerError) as refused:
        open_branch(own_folder, CLOCK, passphrase=PASSPHRASE, refuse_loss=True)
    assert refused.value.code == "saved_lost"
    assert not (own_folder / "branch.db-wal").exists(), "looking leaves the file as it was"
    again, notices, people = opened_and_closed(own_folder)
    assert again != site
    assert "日志文件" in notices[0]
    assert people == 0
    assert opened_and_closed(own_folder) == (again, [], 0)


def test_a_database_copied_without_its_log_says_so(branch: Branch, tmp_path: Path) -> None:
    """Fault F20: somebody copies the file by hand while the program is at work."""
    full_member(branch, "曾淑")
    root = tmp_path / "by hand"
    root.mkdir()
    for name in ("branch.db", "keyslots.json"):
        shutil.copyfile(branch.folder.root / name, root / name)
    _, notices, _ = opened_and_closed(root)
    assert "日志文件" in notices[0]


def test_an_older_file_put_back_is_told(own_folder: Path, tmp_path: Path) -> None:
    database = BranchFolder(own_folder).database
    old = database.read_bytes()
    branch = open_folder(own_folder)
    site = branch.journal.site
    for name in ("曾淑", "李想"):
        full_member(branch, name)
    branch.close()
    database.write_bytes(old)
    again, notices, _ = opened_and_closed(own_folder)
    assert "少了 2 次改动" in notices[0]
    assert again != site, "its numbers are on the way already"


def test_a_copied_folder_is_a_pc_of_its_own_and_says_so(own_folder: Path, tmp_path: Path) -> None:
    """Fault F42."""
    site, _, _ = opened_and_closed(own_folder)
    copy = tmp_path / "copy"
    shutil.copytree(own_folder, copy)
    other, notices, _ = opened_and_closed(copy)
    assert other != site
    assert "从别处复制来的" in notices[0]
    assert opened_and_closed(copy) == (other, [], 0)
    assert opened_and_closed(own_folder) == (site, [], 0)


def test_a_copy_on_another_machine_is_noticed(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, _, _ = opened_and_closed(own_folder)
    monkeypatch.setattr(starting, "machine", lambda: "another one")
    assert opened_and_closed(own_folder)[0] != site


def test_a_folder_that_was_moved_stays_the_same_pc(own_folder: Path, tmp_path: Path) -> None:
    site, _, _ = opened_and_closed(own_folder)
    own_folder.rename(tmp_path / "moved")
    assert opened_and_closed(tmp_path / "moved") == (site, [], 0)
    assert opened_and_closed(tmp_path / "moved") == (site, [], 0)


def with_room(monkeypatch: pytest.MonkeyPatch, bytes_free: int) -> None:
    monkeypatch.setattr(starting, "free_bytes", lambda root: bytes_free)


def test_little_room_is_told_and_work_goes_on(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_room(monkeypatch, 300_000_000)
    branch = open_folder(own_folder)
    assert "只剩 300 MB" in branch.notices[0]
    full_member(branch, "曾淑")
    branch.close()


def cannot_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a locked stick; file modes do not stop the superuser."""
    monkeypatch.setattr(starting, "is_writable", lambda root: False)


def no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    with_room(monkeypatch, 20_000_000)


@pytest.mark.parametrize("arrange", [cannot_write, no_room])
def test_where_nothing_can_be_written_the_books_can_be_read(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, arrange: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """Fault F27."""
    branch = open_folder(own_folder)
    uid = full_member(branch, "曾淑")
    branch.close()
    before = BranchFolder(own_folder).database.read_bytes()
    arrange(monkeypatch)
    branch = open_folder(own_folder)
    assert "只能查看" in branch.notices[0]
    assert [row.uid for row in branch.rows("person")] == [uid]
    with pytest.raises(LedgerError) as refused:
        full_member(branch, "李想")
    assert refused.value.code == "read_only"
    branch.close()
    if arrange is cannot_write:
        assert BranchFolder(own_folder).database.read_bytes() == before


def test_the_copy_for_reading_is_cleared_away(
    own_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = tmp_path / "temporary"
    places.mkdir()
    monkeypatch.setattr(starting.tempfile, "mkdtemp", lambda prefix: str(places))
    cannot_write(monkeypatch)
    branch = open_folder(own_folder)
    assert (places / "branch.db").is_file()
    branch.close()
    assert not places.exists()


def test_every_page_is_checked_after_a_week_of_work(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []

    def look(database: object) -> list[str]:
        looked.append(True)
        return []

    monkeypatch.setattr(starting, "check_integrity", look)
    opened_and_closed(own_folder)
    assert looked == []
    branch = open_folder(own_folder)
    branch.journal.remember("work_day", "5")
    branch.close()
    opened_and_closed(own_folder)
    opened_and_closed(own_folder)
    assert looked == [True]


def test_a_half_page_at_the_end_is_no_damage_once_the_log_is_folded_in(own_folder: Path) -> None:
    """Fault F18: after a full disk the file may end in part of a page while the log still holds the whole one."""
    die_at_work(own_folder)
    database = BranchFolder(own_folder).database
    with database.open("ab") as stream:
        stream.write(b"half a page")
    assert opened_and_closed(own_folder)[2] == 1


def test_from_a_disk_without_room_a_backup_can_still_be_taken_elsewhere(
    own_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    branch = open_folder(own_folder)
    choose_second_place(branch, stick)
    full_member(branch, "曾淑")
    branch.close()
    no_room(monkeypatch)
    branch = open_folder(own_folder)
    assert keep_backup_if_changed(branch, "exit") is None
    assert (back_up_there(branch).folder / "branch.db").is_file()
    branch.close()
