"""One program at a time, on a disk that keeps what it is given."""

from pathlib import Path

import pytest

from db.errors import LedgerError
from db.locking import FolderLock, kind_of_place, place_warning

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//server/share /mnt/share cifs rw 0 0
/dev/sdb1 /media/USB\\040DISK vfat rw 0 0
broken line
"""


def test_the_same_program_cannot_lock_a_folder_twice(tmp_path: Path) -> None:
    first = FolderLock(tmp_path / "branch.lock")
    with pytest.raises(LedgerError, match="进程") as refused:
        FolderLock(tmp_path / "branch.lock")
    assert refused.value.code == "locked"
    first.release()
    FolderLock(tmp_path / "branch.lock").release()


def test_a_garbled_lock_file_still_locks_and_names_this_pc(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "branch.lock")
    (tmp_path / "branch.lock").write_bytes(b"\0")
    with pytest.raises(LedgerError, match="本机"):
        FolderLock(tmp_path / "branch.lock")
    lock.release()


def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "branch.lock").mkdir()
    with pytest.raises(LedgerError) as refused:
        FolderLock(tmp_path / "branch.lock")
    assert refused.value.code == "read_only"


@pytest.mark.parametrize(
    ("root", "kind"),
    [
        ("/home/lin/branch", None),
        ("/mnt/share/branch", "network"),
        ("/mnt/shared/branch", None),
        ("/media/USB DISK/branch", "stick"),
        ("/home/lin/OneDrive - 镇/branch", "synced"),
        ("/home/lin/坚果云/branch", "synced"),
    ],
)
def test_places_that_lose_data_are_recognised(root: str, kind: str | None) -> None:
    assert kind_of_place(Path(root), MOUNTS) == kind
    assert (place_warning(Path(root), MOUNTS) is None) == (kind is None)


def test_the_folder_of_this_test_is_a_good_place(tmp_path: Path) -> None:
    assert kind_of_place(tmp_path, "/dev/sda1 / ext4 rw 0 0\n") is None
    assert kind_of_place(tmp_path) in (None, "network", "stick")
