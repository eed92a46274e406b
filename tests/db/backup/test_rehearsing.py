"""The rehearsal finds what has rotted; the second place is written to only when asked."""

from pathlib import Path

import pytest

from db.backup.attached import place_of
from db.backup.keeping import backup_state, keep_backup
from db.backup.manifest import stored_backups
from db.backup.rehearsing import rehearsal_is_due, rehearse
from db.backup.reminding import backup_reminders
from db.backup.second_place import back_up_there, choose_second_place, second_place
from db.errors import LedgerError
from db.ledgers import by_key
from db.reports.document import texts_of
from db.reports.rehearsal import rehearsal_page
from db.services.attaching import attach
from db.services.branch import Branch
from tests.support.branches import full_member


def flip(path: Path, place: int) -> None:
    """Spoil one bit of a file."""
    content = bytearray(path.read_bytes())
    content[place] ^= 0x10
    path.write_bytes(content)


def test_a_sound_backup_passes_and_is_compared_with_now(branch: Branch) -> None:
    full_member(branch, "曾淑")
    keep_backup(branch)
    full_member(branch, "李想")
    found = rehearse(branch)
    assert found.is_sound
    assert found.usable == found.backup
    assert found.changes_since == 1
    (people,) = [each for each in found.compared if each.title == by_key("person").title]
    assert (people.in_backup, people.now) == (1, 2)


@pytest.mark.parametrize("place", [30, 5000, -200])
def test_a_rotten_backup_is_marked_and_an_older_one_named(branch: Branch, place: int) -> None:
    """Fault F17."""
    older = keep_backup(branch)
    rotten = keep_backup(branch)
    flip(rotten.folder / "branch.db", place)
    found = rehearse(branch)
    assert found.problems
    assert found.usable is not None
    assert found.usable.number == older.number
    assert [each.is_bad for each in stored_backups(branch.folder.backups)] == [False, True]
    newest = backup_state(branch).newest
    assert newest is not None
    assert newest.number == older.number


def test_a_rotten_attachment_is_found(branch: Branch, tmp_path: Path) -> None:
    uid = full_member(branch, "曾淑")
    (tmp_path / "a.txt").write_bytes(b"hello")
    attach(branch, by_key("person"), uid, tmp_path / "a.txt")
    keep_backup(branch)
    (backup,) = stored_backups(branch.folder.backups)
    assert backup.manifest is not None
    flip(place_of(backup, backup.manifest.attachments[0]), 10)
    found = rehearse(branch)
    assert found.problems == ("有 1 份附件不见了或者变了。",)
    assert found.usable is None
    keep_backup(branch)
    assert rehearse(branch).is_sound, "the next backup does not link to the rotten file"


def test_looking_changes_nothing(branch: Branch) -> None:
    made = keep_backup(branch)
    before = {path.name: path.read_bytes() for path in made.folder.iterdir() if path.is_file()}
    rehearse(branch)
    assert {path.name: path.read_bytes() for path in made.folder.iterdir() if path.is_file()} == before


def test_without_a_backup_there_is_nothing_to_rehearse(branch: Branch) -> None:
    with pytest.raises(LedgerError) as refused:
        rehearse(branch)
    assert refused.value.code == "no_backup"


def test_the_page_says_what_was_opened_and_how_it_went(branch: Branch) -> None:
    full_member(branch, "曾淑")
    made = keep_backup(branch)
    page = texts_of(rehearsal_page(branch.name, rehearse(branch), "林书记", "2026-07-01"))
    assert "完好，可以用来恢复" in page
    flip(made.folder / "branch.db", 100)
    page = texts_of(rehearsal_page(branch.name, rehearse(branch), "林书记", "2026-07-01"))
    assert "没有找到完好的备份，请马上重新备份。" in page


def test_a_rehearsal_is_due_after_a_month_of_work(branch: Branch) -> None:
    keep_backup(branch)
    branch.journal.remember("work_day", "22")
    assert rehearsal_is_due(branch)
    assert any("演练" in words for words in backup_reminders(branch))
    rehearse(branch)
    assert not rehearsal_is_due(branch)


def test_choosing_a_second_place_writes_nothing(branch: Branch, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    choose_second_place(branch, stick)
    keep_backup(branch, "exit")
    assert list(stick.iterdir()) == []
    assert second_place(branch).path == stick
    back_up_there(branch)
    (folder,) = stick.iterdir()
    assert [each.number for each in stored_backups(folder)] == [1]


def test_the_second_place_is_due_after_seven_days_of_work(branch: Branch, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    choose_second_place(branch, stick)
    full_member(branch, "曾淑")
    keep_backup(branch)
    assert not second_place(branch).is_due
    branch.journal.remember("work_day", "7")
    assert any("第二处" in words for words in backup_reminders(branch))
    back_up_there(branch)
    assert backup_reminders(branch) == ()


@pytest.mark.parametrize("where", ["inside", "missing"])
def test_a_second_place_beside_the_data_or_nowhere_is_refused(
    branch: Branch, tmp_path: Path, where: str
) -> None:
    place = branch.folder.backups if where == "inside" else tmp_path / "gone"
    keep_backup(branch)
    with pytest.raises(LedgerError) as refused:
        choose_second_place(branch, place)
    assert refused.value.code == ("same_place" if where == "inside" else "not_found")


def test_a_stick_that_is_not_there_is_told(branch: Branch, tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as refused:
        back_up_there(branch)
    assert refused.value.code == "no_second_place"
    stick = tmp_path / "stick"
    stick.mkdir()
    choose_second_place(branch, stick)
    stick.rmdir()
    with pytest.raises(LedgerError) as refused:
        back_up_there(branch)
    assert refused.value.code == "second_place_missing"


def test_the_second_place_is_rotated_like_the_first(branch: Branch, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    choose_second_place(branch, stick)
    for _ in range(12):
        back_up_there(branch)
    (folder,) = stick.iterdir()
    assert [each.number for each in stored_backups(folder)] == list(range(3, 13))
