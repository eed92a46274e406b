"""A writer that is killed, or runs out of disk, at any moment: the next start finds whole change sets and all that was
acknowledged (faults F04, F10)."""

import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.changes import Draft
from db.errors import LedgerError
from db.ledgers import by_key
from db.recovery import starting
from db.services.queries import ListQuery, full_rows
from db.services.saving import save
from db.services.verifying import verify
from tests.support.branches import make_folder, open_folder
from tests.support.processes import PATIENCE, another_process
from tests.support.writers import write_pairs, write_until_full

PERSON = by_key("person")
ROUNDS = 10


def acknowledged_until_killed(root: Path, number: int, how_many: int) -> int:
    """The last number that the writer told before it was killed."""
    with another_process(write_pairs, root, number) as (process, told):
        for _ in range(how_many):
            assert told.poll(PATIENCE)
            number = told.recv()
        process.kill()
        process.join(PATIENCE)
        try:
            while told.poll():
                number = told.recv()
        except EOFError:
            pass
    return number


def test_a_killed_writer_leaves_whole_change_sets_and_all_that_was_acknowledged(branch_folder: Path) -> None:
    chance, written = random.Random(7), 0
    for _ in range(ROUNDS):
        acknowledged = acknowledged_until_killed(branch_folder, written, chance.randint(1, 8))
        branch = open_folder(branch_folder)
        notes = [row.text("note").rstrip("字") for row in full_rows(branch, PERSON, ListQuery())]
        branch.close()
        written = max(map(int, notes))
        assert sorted(notes) == sorted([str(n) for n in range(1, written + 1)] * 2), "pairs, without a gap"
        assert acknowledged <= written <= acknowledged + 1
    branch = open_folder(branch_folder)
    assert verify(branch) == []
    branch.close()


def check_after_full_disk(root: Path, saved: int, code: str) -> None:
    """All that was acknowledged is there, and nothing that was said not to be saved."""
    branch = open_folder(root)
    held = len(full_rows(branch, PERSON, ListQuery()))
    assert verify(branch) == []
    branch.close()
    assert code in ("disk_full", "disk_failed")
    assert held == saved
    assert saved > 0


def test_a_file_that_may_not_grow_refuses_the_save_and_keeps_what_was_there(branch_folder: Path) -> None:
    with another_process(write_until_full, branch_folder, 300_000) as (_, told):
        assert told.poll(PATIENCE)
        saved, code = told.recv()
    check_after_full_disk(branch_folder, saved, code)


@pytest.fixture
def tiny_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of four megabytes, on which work is tried all the same."""
    monkeypatch.setattr(starting, "LEAST_ROOM", 0)
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_branch_on_a_full_disk_closes_in_peace_and_is_read_again(
    branch_folder: Path, tiny_disk: Path
) -> None:
    root = tiny_disk / "branch"
    shutil.copytree(branch_folder, root)
    branch, saved = open_folder(root), 0
    with pytest.raises(LedgerError) as refused:  # noqa: PT012 - how many fit is not known beforehand
        while True:
            save(branch, PERSON, Draft({"name": "曾淑", "note": "字" * 6000}))
            saved += 1
    branch.close()
    assert refused.value.code == "disk_full"
    assert saved > 0
    again = open_folder(root)
    assert len(full_rows(again, PERSON, ListQuery())) == saved
    again.close()


@pytest.mark.parametrize("room", [0, 16, 64, 300, 600])
def test_a_branch_that_does_not_fit_on_the_disk_leaves_nothing_there(tiny_disk: Path, room: int) -> None:
    """`room` is in kibibytes; the largest takes the key slots and the first tables."""
    (tiny_disk / "films").write_bytes(bytes((4096 - room) * 1024))
    with pytest.raises(LedgerError) as refused:
        make_folder(tiny_disk / "桃花镇" / "branch")
    assert refused.value.code in ("disk_full", "creation_failed")
    assert [path.name for path in tiny_disk.iterdir()] == ["films"]


def test_a_full_disk_refuses_the_save_and_keeps_what_was_there(branch_folder: Path, tiny_disk: Path) -> None:
    root = tiny_disk / "branch"
    shutil.copytree(branch_folder, root)
    with another_process(write_until_full, root, None) as (_, told):
        assert told.poll(PATIENCE)
        saved, code = told.recv()
    # the person has cleared some files
    subprocess.run(["mount", "-o", "remount,size=16m", str(tiny_disk)], check=True, capture_output=True)
    check_after_full_disk(root, saved, code)
