"""A backup is a copy that was reopened; a restore is a new folder with a new identity."""

import shutil
from pathlib import Path

import pytest

from db.backup import making
from db.backup.making import make_backup
from db.backup.restoring import restore
from db.errors import LedgerError
from db.ledgers import by_key
from db.opening import back_up, open_branch
from db.services.attaching import attach, attachments, read_attachment
from db.services.branch import Branch
from db.services.queries import ListQuery, count_rows
from db.services.verifying import verify
from tests.support.branches import CLOCK, PASSPHRASE, full_member, open_folder

PERSON = by_key("person")


@pytest.fixture
def backup(branch: Branch, tmp_path: Path) -> Path:
    """The folder of a backup with one person and one attached file."""
    uid = full_member(branch, "曾淑")
    (tmp_path / "note.txt").write_bytes(b"hello")
    attach(branch, PERSON, uid, tmp_path / "note.txt")
    return back_up(branch)


def test_a_backup_of_a_branch_in_use_is_complete(branch: Branch, backup: Path, tmp_path: Path) -> None:
    """The newest pages are still in the write-ahead log: copying the file alone would lose the person."""
    assert Path(f"{branch.database.path}-wal").stat().st_size > 0
    restore(backup, tmp_path / "again", PASSPHRASE, CLOCK)
    again = open_folder(tmp_path / "again")
    (person,) = again.rows("person")
    assert person["name"] == "曾淑"
    (kept,) = attachments(again, person.uid)
    assert read_attachment(again, kept.digest) == b"hello"
    assert verify(again) == []
    again.close()


def test_copying_the_live_file_alone_would_have_lost_it(branch: Branch, tmp_path: Path) -> None:
    """Shows that the test above tests something."""
    full_member(branch, "曾淑")
    shutil.copyfile(branch.database.path, tmp_path / "copy.db")
    copy = making.open_database(tmp_path / "copy.db", branch.secret("database"))
    assert copy.connection.exec_driver_sql("SELECT count(*) FROM person").scalar() == 0
    copy.close()


def test_a_restored_branch_has_an_identity_of_its_own(branch: Branch, backup: Path, tmp_path: Path) -> None:
    restore(backup, tmp_path / "again", PASSPHRASE, CLOCK)
    again = open_folder(tmp_path / "again")
    assert again.journal.site != branch.journal.site
    full_member(again, "李想")
    full_member(branch, "王建国")
    issued = [
        {
            (row.site, row.sequence): row.hash
            for row in each.database.connection.exec_driver_sql(
                "SELECT site, sequence, hash FROM s_transaction"
            )
        }
        for each in (branch, again)
    ]
    assert all(issued[0][key] == issued[1][key] for key in issued[0].keys() & issued[1].keys())
    assert verify(again) == []
    again.close()


def test_backups_are_numbered_and_never_overwritten(branch: Branch, tmp_path: Path) -> None:
    assert [back_up(branch, tmp_path / "stick").name for _ in range(3)] == [
        f"00000{n}-manual" for n in (1, 2, 3)
    ]
    shutil.rmtree(tmp_path / "stick" / "000001-manual")
    assert back_up(branch, tmp_path / "stick").name == "000004-manual"


def test_what_a_power_cut_left_is_cleared_and_nothing_else(branch: Branch) -> None:
    left = branch.folder.backups / "000007-manual.part"
    left.mkdir(parents=True)
    foreign = branch.folder.backups / "别人的.part"
    foreign.mkdir()
    made = make_backup(branch.database, branch.secret("database"), branch.folder)
    assert not left.exists()
    assert foreign.exists()
    assert made.folder.is_dir()


def test_a_copy_that_does_not_check_out_is_no_backup(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    first = back_up(branch)
    monkeypatch.setattr(making, "check_integrity", lambda database: ["page 3"])
    with pytest.raises(LedgerError) as refused:
        back_up(branch)
    assert refused.value.code == "backup_failed"
    assert [entry.name for entry in branch.folder.backups.iterdir() if entry.is_dir()] == [first.name]


def test_a_copy_behind_the_journal_is_no_backup(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([[("site", 1, "x")], [("site", 2, "y")]])
    monkeypatch.setattr(making, "version_vector", lambda database: next(answers))
    with pytest.raises(LedgerError, match="核对不上"):
        back_up(branch)


def test_a_folder_that_cannot_be_written_leaves_the_branch_at_work(branch: Branch, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LedgerError) as refused:
        back_up(branch, tmp_path / "file" / "inside")
    assert refused.value.code == "backup_failed"
    full_member(branch, "曾淑")


def test_restoring_over_anything_is_refused(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "full"
    target.mkdir()
    (target / "note.txt").write_bytes(b"mine")
    with pytest.raises(LedgerError) as refused:
        restore(backup, target, PASSPHRASE, CLOCK)
    assert refused.value.code == "already_there"
    assert [path.name for path in target.iterdir()] == ["note.txt"]


def test_restoring_needs_a_backup_and_its_passphrase(backup: Path, tmp_path: Path) -> None:
    for source, passphrase, code in (
        (tmp_path / "nothing", PASSPHRASE, "not_a_backup"),
        (backup, "不是这一句话啊", "wrong_passphrase"),
    ):
        with pytest.raises(LedgerError) as refused:
            restore(source, tmp_path / "again", passphrase, CLOCK)
        assert refused.value.code == code
        assert not (tmp_path / "again").exists()


def test_a_refused_source_is_named_as_it_was_chosen(branch: Branch, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_bytes(b"")
    for name, words in (
        ("never", "没有找到“never”"),
        ("note.txt", "“note.txt”不是本程序做的备份"),
        ("长" * 300, f"“{'长' * 40}”读不出来"),
    ):
        with pytest.raises(LedgerError, match=words) as refused:
            restore(tmp_path / name, tmp_path / "again", PASSPHRASE, CLOCK)
        assert refused.value.code == "not_a_backup"


def test_a_copy_that_does_not_open_again_is_no_backup(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(path: Path, _: bytes) -> None:
        raise LedgerError("damaged", f"台账文件“{path.name}”是空的，没有打开", "文件原样保留", "请从备份恢复")

    monkeypatch.setattr(making, "open_database", failing)
    with pytest.raises(LedgerError, match="核对不上"):
        back_up(branch)


def test_any_file_of_the_backup_names_it_and_the_sheet_opens_it(
    backup: Path, tmp_path: Path, recovery_code: str
) -> None:
    restore(backup / "branch.db", tmp_path / "again", None, CLOCK, recovery_code=recovery_code)
    again = open_branch(tmp_path / "again", CLOCK, recovery_code=recovery_code)
    assert count_rows(again, PERSON, ListQuery()) == 1
    again.close()


def test_a_spoiled_backup_is_not_restored(backup: Path, tmp_path: Path) -> None:
    content = bytearray((backup / "branch.db").read_bytes())
    content[7 * 4096 + 100] ^= 1
    (backup / "branch.db").write_bytes(content)
    with pytest.raises(LedgerError) as refused:
        restore(backup, tmp_path / "again", PASSPHRASE, CLOCK)
    assert refused.value.code == "backup_damaged"
    assert not (tmp_path / "again").exists()
    assert list(tmp_path.glob("*.part")) == []
