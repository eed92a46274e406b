"""Backups that are kept without being asked for, and attachments that stand on the disk once."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from db.backup import attached, keeping
from db.backup.attached import can_link, place_of
from db.backup.keeping import backup_state, keep_backup, keep_backup_if_changed, rotate
from db.backup.manifest import read_manifest, stored_backups
from db.backup.reminding import backup_reminders
from db.backup.restoring import restore
from db.clock import fixed_clock
from db.errors import LedgerError
from db.ledgers import by_key
from db.services.attaching import attach, attachments, read_attachment
from db.services.branch import Branch
from db.services.settings import set_setting
from tests.support.branches import CLOCK, PASSPHRASE, full_member, open_folder

PERSON = by_key("person")


def with_paper(branch: Branch, tmp_path: Path, name: str = "曾淑", content: bytes = b"hello") -> str:
    """A person with one attached file; returns the uid."""
    uid = full_member(branch, name)
    paper = tmp_path / f"{name}.txt"
    paper.write_bytes(content)
    attach(branch, PERSON, uid, paper)
    return uid


@pytest.fixture(params=["links", "store"])
def file_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Once with hard links, once as on a FAT stick, which knows none."""
    if request.param == "store":

        def refuse(*_: object) -> None:
            raise OSError("no links here")

        monkeypatch.setattr(os, "link", refuse)
    return str(request.param)


def test_a_backup_is_made_only_where_something_has_changed(branch: Branch) -> None:
    assert keep_backup_if_changed(branch, "exit") is not None
    assert keep_backup_if_changed(branch, "exit") is None
    full_member(branch, "曾淑")
    assert not backup_state(branch).is_current
    assert keep_backup_if_changed(branch, "hours") is not None
    set_setting(branch, "late_days", 5)
    assert keep_backup_if_changed(branch, "exit") is not None
    assert [each.kind for each in stored_backups(branch.folder.backups)] == ["exit", "hours", "exit"]


def test_a_manifest_says_which_day_of_work_and_what_the_clock_showed(branch: Branch) -> None:
    made = read_manifest(keep_backup(branch).folder)
    assert made is not None
    assert (made.work_day, made.made_at) == (1, "2026-07-01T00:30:00Z")
    branch.clock = fixed_clock("2026-07-02T08:30:00+08:00")
    again = read_manifest(keep_backup(branch).folder)
    assert again is not None
    assert again.work_day == 2


def test_an_attachment_stands_on_the_disk_once_for_all_backups(
    branch: Branch, tmp_path: Path, file_system: str
) -> None:
    with_paper(branch, tmp_path, content=b"x" * 100_000)
    folders = [keep_backup(branch).folder for _ in range(4)]
    inodes = set()
    for backup in stored_backups(branch.folder.backups):
        assert backup.manifest is not None
        (kept,) = backup.manifest.attachments
        inodes.add(place_of(backup, kept).stat().st_ino)
    assert len(inodes) == 1
    live = next(branch.folder.attachments.rglob("*.age"))
    assert live.stat().st_ino not in inodes, "a bad sector under the file in use must not spoil the backup"
    assert (folders[0] / "attachments" / live.parent.name).is_dir() is (file_system == "links")


def test_any_backup_gives_back_its_attachments(branch: Branch, tmp_path: Path, file_system: str) -> None:
    with_paper(branch, tmp_path)
    first = keep_backup(branch).folder
    with_paper(branch, tmp_path, "李想", b"second")
    keep_backup(branch)
    if file_system == "links":
        first = shutil.move(first, tmp_path / "carried away")
    restore(Path(first), tmp_path / "again", PASSPHRASE, CLOCK)
    again = open_folder(tmp_path / "again")
    (person,) = again.rows("person")
    (kept,) = attachments(again, person.uid)
    assert read_attachment(again, kept.digest) == b"hello"
    again.close()


def test_a_file_that_was_written_again_is_copied_again(
    branch: Branch, tmp_path: Path, file_system: str
) -> None:
    """The live file was damaged and attached anew: the backup must not go on with the old bytes unseen."""
    uid = with_paper(branch, tmp_path)
    keep_backup(branch)
    live = next(branch.folder.attachments.rglob("*.age"))
    live.write_bytes(b"spoiled")
    attach(branch, PERSON, uid, tmp_path / "曾淑.txt")
    keep_backup(branch)
    newest = stored_backups(branch.folder.backups)[-1]
    assert newest.manifest is not None
    assert place_of(newest, newest.manifest.attachments[0]).read_bytes() == live.read_bytes()


def test_the_common_store_keeps_only_what_a_backup_names(
    branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attached, "can_link", lambda folder: False)
    with_paper(branch, tmp_path)
    keep_backup(branch)
    store = branch.folder.backups / "attachments"
    assert len(list(store.rglob("*.age"))) == 1
    for path in branch.folder.attachments.rglob("*.age"):
        path.unlink()
    keep_backup(branch)
    shutil.rmtree(stored_backups(branch.folder.backups)[0].folder)
    assert attached.drop_unneeded(branch.folder.backups) == 1
    assert list(store.rglob("*.age")) == []


def test_this_file_system_is_asked_for_links_and_left_clean(tmp_path: Path) -> None:
    assert can_link(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_older_backups_are_rotated_out_by_number(branch: Branch) -> None:
    for turn in range(13):
        full_member(branch, f"党员{turn}")
        keep_backup_if_changed(branch, "exit")
    assert [each.number for each in stored_backups(branch.folder.backups)] == list(range(4, 14))


def test_nothing_is_rotated_out_while_the_clock_is_doubtful(branch: Branch) -> None:
    for turn in range(12):
        full_member(branch, f"党员{turn}")
        branch.clock = fixed_clock(f"{2009 if turn % 2 else 2099}-01-01T08:00:00+08:00")
        keep_backup(branch)
    assert len(stored_backups(branch.folder.backups)) == 12
    branch.clock = CLOCK
    keep_backup(branch)
    assert len(stored_backups(branch.folder.backups)) < 12


def test_rewritten_backups_stop_the_rotation_and_raise_the_alarm(branch: Branch) -> None:
    """Fault F84: something encrypts the backups while we go on making new ones."""
    for _ in range(10):
        keep_backup(branch)
    newest = stored_backups(branch.folder.backups)[-1]
    newest.database.write_bytes(b"pay us" * 1000)
    for _ in range(2):
        keep_backup(branch)
        assert "改写备份" in backup_state(branch).warning
    assert len(stored_backups(branch.folder.backups)) == 12


def test_the_alarm_is_over_when_the_newest_are_sound_again(branch: Branch) -> None:
    keep_backup(branch)
    stored_backups(branch.folder.backups)[-1].database.write_bytes(b"pay us")
    rotate(branch, branch.folder.backups)
    assert backup_state(branch).warning
    for _ in range(3):
        keep_backup(branch)
    assert not backup_state(branch).warning


def test_a_backup_that_failed_is_remembered_until_the_next_one(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise LedgerError("backup_failed", "备份没有做成")

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "make_backup", full)
        with pytest.raises(LedgerError):
            keep_backup(branch, "exit")
    assert backup_state(branch).failed_since == "2026-07-01"
    keep_backup(branch)
    assert backup_state(branch).failed_since == ""


def test_a_spoiled_manifest_cannot_lead_out_of_the_folder(branch: Branch, tmp_path: Path) -> None:
    with_paper(branch, tmp_path)
    folder = keep_backup(branch).folder
    path = folder / "backup.json"
    name = next(branch.folder.attachments.rglob("*.age")).name
    path.write_text(path.read_text("utf-8").replace(f"{name[:2]}/{name}", "../../branch.db"), "utf-8")
    assert read_manifest(folder) is None


def test_a_restore_counts_attachments_that_are_gone_or_spoiled(
    branch: Branch, tmp_path: Path, file_system: str
) -> None:
    with_paper(branch, tmp_path)
    with_paper(branch, tmp_path, "李想", b"second")
    keep_backup(branch)
    (backup,) = stored_backups(branch.folder.backups)
    assert backup.manifest is not None
    first, second = (place_of(backup, kept) for kept in backup.manifest.attachments)
    first.unlink()
    second.write_bytes(b"spoiled")
    assert restore(backup.folder, tmp_path / "again", PASSPHRASE, CLOCK).missing_attachments == 2


def test_one_attachment_that_cannot_be_read_does_not_stop_the_backup(
    branch: Branch, tmp_path: Path, file_system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bad sector under one file: its copy in the last backup stands for it, a new one is named as missing."""
    with_paper(branch, tmp_path)
    keep_backup(branch)
    with_paper(branch, tmp_path, "李想", b"second")
    old = stored_backups(branch.folder.backups)[0].manifest
    assert old is not None
    for path in branch.folder.attachments.rglob("*.age"):
        os.utime(path, ns=(1, 1))  # so that they are to be read again

    def bad_sector(source: Path, *_: object) -> str:
        raise OSError(errno.EIO, "bad sector")

    monkeypatch.setattr(attached, "copy_file", bad_sector)
    monkeypatch.setattr(attached, "file_digest", bad_sector)
    keep_backup(branch)
    newest = stored_backups(branch.folder.backups)[-1].manifest
    assert newest is not None
    assert newest.attachments == old.attachments
    assert len(newest.unreadable) == 1
    assert any("读不出来" in words for words in backup_reminders(branch))


def test_in_a_folder_that_a_person_named_nothing_is_ever_removed(branch: Branch, tmp_path: Path) -> None:
    for _ in range(12):
        keep_backup(branch, to=tmp_path / "mine")
    assert len(stored_backups(tmp_path / "mine")) == 12
