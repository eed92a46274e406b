"""No room, no rights, no memory: a sentence, and the branch goes on (F10, F11, F12, F27, F83)."""

import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from PIL import Image

from db.errors import LedgerError
from db.files import atomic_write
from db.ledgers import by_key
from db.opening import back_up
from db.services.attaching import attach, attachments
from db.services.branch import Branch
from db.services.exporting import spreadsheet_of
from db.services.queries import ListQuery, full_rows
from db.services.verifying import verify
from tests.faults.fuzzing import SENTENCE
from tests.support.branches import open_folder, save_new
from tests.support.processes import PATIENCE, another_process

OLD = b"old"


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file may grow beyond the size, as if the disk were full."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_keeps_the_earlier_export(branch: Branch, tmp_path: Path) -> None:
    for number in range(40):
        save_new(branch, "document", title=f"通知{number}", kind="received", summary="记" * number * 20)
    spec, target = by_key("document"), tmp_path / "文件.xlsx"
    target.write_bytes(OLD)
    content = spreadsheet_of(spec, full_rows(branch, spec, ListQuery()), ".xlsx")
    with files_of_at_most(len(content) - 1), pytest.raises(LedgerError) as refused:
        atomic_write(target, content)
    assert refused.value.code == "disk_full"
    assert SENTENCE.fullmatch(refused.value.message)
    assert target.read_bytes() == OLD
    assert list(tmp_path.glob("*.part")) == []


def test_a_full_disk_makes_no_backup_and_work_goes_on(branch: Branch) -> None:
    back_up(branch)
    before = sorted(path.name for path in branch.folder.backups.iterdir())
    with files_of_at_most(branch.database.path.stat().st_size - 4096), pytest.raises(LedgerError) as refused:
        back_up(branch)
    assert refused.value.code in ("backup_failed", "disk_full")
    assert SENTENCE.fullmatch(refused.value.message)
    assert sorted(path.name for path in branch.folder.backups.iterdir()) == before
    save_new(branch, "person", name="曾淑")
    assert verify(branch) == []
    back_up(branch)


@pytest.fixture
def read_only_folder(branch_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """The branch on a disk that can only be read."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a disk here")
    subprocess.run(["cp", "-r", str(branch_folder), str(place / "branch")], check=True)
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    yield place / "branch"
    subprocess.run(["umount", str(place)], check=True)


def test_a_folder_that_can_only_be_read_is_shown_and_never_written(read_only_folder: Path) -> None:
    before = {path: path.read_bytes() for path in read_only_folder.rglob("*") if path.is_file()}
    branch = open_folder(read_only_folder)
    assert branch.notices
    assert len(full_rows(branch, by_key("branch"), ListQuery())) == 1
    with pytest.raises(LedgerError) as refused:
        save_new(branch, "person", name="曾淑")
    assert SENTENCE.fullmatch(refused.value.message)
    branch.close()
    assert {path: path.read_bytes() for path in read_only_folder.rglob("*") if path.is_file()} == before


def attach_without_memory(root: Path, picture: Path, told: Connection) -> None:
    """Attach a large picture while hardly any memory may be had; tells the code and what is attached."""
    branch = open_folder(root)
    spec = by_key("document")
    (row,) = full_rows(branch, spec, ListQuery())
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + 60 * 1024 * 1024, before[1]))
    try:
        attach(branch, spec, row.uid, picture)
        code = ""
    except LedgerError as error:
        code = error.code
    resource.setrlimit(resource.RLIMIT_AS, before)
    save_new(branch, "person", name="曾淑")
    told.send((code, len(attachments(branch, row.uid)), verify(branch)))
    branch.close()


def test_without_memory_for_a_picture_nothing_is_attached_and_work_goes_on(
    branch_folder: Path, tmp_path: Path
) -> None:
    branch = open_folder(branch_folder)
    save_new(branch, "document", title="通知", kind="received")
    branch.close()
    picture = tmp_path / "扫描.png"
    Image.new("RGB", (7000, 7000)).save(picture)
    with another_process(attach_without_memory, branch_folder, picture) as (_, told):
        assert told.poll(PATIENCE)
        code, attached, problems = told.recv()
    assert (code, attached, problems) == ("photo_too_large", 0, [])
