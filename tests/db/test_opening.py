"""Opening a branch: whom the lock lets in, which key fits, and what is said when something is wrong."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db import opening
from db.backup.making import make_backup
from db.errors import LedgerError
from db.keys.copies import slot_copies
from db.keys.slots import PASSPHRASE as PASSPHRASE_SLOT
from db.keys.slots import read_slots
from db.keys.ways import change_own_passphrase
from db.ledgers import by_key
from db.opening import back_up, create_branch, open_branch
from db.paths import BranchFolder
from db.services.queries import ListQuery, count_rows
from db.services.verifying import verify
from tests.support.branches import CHEAP, CLOCK, PASSPHRASE, PROFILE, full_member, make_folder, open_folder

HOLD = """
import sys, time
from pathlib import Path
from tests.support.branches import open_folder
branch = open_folder(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another_process(root: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that has the branch open until its standard input ends."""
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    try:
        yield process
    finally:
        process.communicate(timeout=20)


def refusal_of(root: Path, **how: str) -> str:
    """The code with which opening is refused."""
    with pytest.raises(LedgerError) as refused:
        open_branch(root, CLOCK, **(how or {"passphrase": PASSPHRASE}))  # type: ignore[arg-type]
    assert refused.value.kept
    assert refused.value.remedy
    return refused.value.code


def test_a_second_program_is_refused_and_told_who_holds_the_branch(branch_folder: Path) -> None:
    with held_by_another_process(branch_folder) as holder:
        with pytest.raises(LedgerError) as refused:
            open_folder(branch_folder)
        assert refused.value.code == "locked"
        assert str(holder.pid) in refused.value.message
        assert os.uname().nodename in refused.value.message
    open_folder(branch_folder).close()


def test_the_lock_of_a_killed_program_is_taken_over_at_once(branch_folder: Path) -> None:
    with held_by_another_process(branch_folder) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait(timeout=20)
        branch = open_folder(branch_folder)
    assert verify(branch) == []
    branch.close()


def test_a_lock_file_with_anothers_number_in_it_holds_nobody_up(branch_folder: Path) -> None:
    BranchFolder(branch_folder).lock.write_text(json.dumps({"pid": 1, "host": "旧电脑"}), "utf-8")
    open_folder(branch_folder).close()


def test_closing_gives_the_folder_back_even_when_the_disk_fails(
    branch_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch = open_folder(branch_folder)
    close = branch.database.close

    def failing() -> None:
        close()
        raise OSError("disk")

    monkeypatch.setattr(branch.database, "close", failing)
    with pytest.raises(OSError, match="disk"):
        branch.close()
    open_folder(branch_folder).close()


def test_a_wrong_passphrase_is_refused_and_the_lock_let_go(branch_folder: Path) -> None:
    assert refusal_of(branch_folder, passphrase="不是这一句话啊") == "wrong_passphrase"
    open_folder(branch_folder).close()


def test_full_width_typing_opens_as_well(tmp_path: Path) -> None:
    create_branch(tmp_path / "b", PROFILE, "Village-2026 桃花", CLOCK, cost=CHEAP).branch.close()
    open_branch(tmp_path / "b", CLOCK, passphrase="Ｖｉｌｌａｇｅ－２０２６　桃花").close()


def test_the_recovery_sheet_opens_and_sets_a_new_passphrase(branch_folder: Path, recovery_code: str) -> None:
    branch = open_branch(branch_folder, CLOCK, recovery_code=recovery_code)
    change_own_passphrase(branch, None, "河边柳树六月才绿", cost=CHEAP)
    branch.close()
    assert refusal_of(branch_folder) == "wrong_passphrase"
    open_branch(branch_folder, CLOCK, passphrase="河边柳树六月才绿").close()
    assert {read_slots((copy,)).revision for copy in slot_copies(BranchFolder(branch_folder))} == {2}


def test_a_mistyped_sheet_names_the_wrong_group(branch_folder: Path, recovery_code: str) -> None:
    groups = recovery_code.split("-")
    groups[4] = f"{int(groups[4]) + 1:06d}"
    with pytest.raises(LedgerError, match="第5组"):
        open_branch(branch_folder, CLOCK, recovery_code=" ".join(groups))


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
def test_a_lost_or_garbled_copy_of_the_key_slots_is_written_again(branch_folder: Path, lost: int) -> None:
    open_folder(branch_folder).close()
    copies = slot_copies(BranchFolder(branch_folder))
    whole = copies[0].read_bytes()
    copies[lost].unlink()
    copies[(lost + 1) % 4].write_bytes(whole[:100])
    open_folder(branch_folder).close()
    assert [copy.read_bytes() for copy in copies] == [whole] * 4


def test_the_copy_in_the_profile_opens_where_the_folder_has_none_left(branch_folder: Path) -> None:
    open_folder(branch_folder).close()
    copies = slot_copies(BranchFolder(branch_folder))
    whole = copies[3].read_bytes()
    for copy in copies[:3]:
        copy.unlink()
    open_folder(branch_folder).close()
    assert [copy.read_bytes() for copy in copies] == [whole] * 4


def test_the_copy_in_the_profile_never_overrules_the_folder(branch_folder: Path, tmp_path: Path) -> None:
    """Another branch in the same place, with an older revision than the one that was there before."""
    profile_copy = slot_copies(BranchFolder(branch_folder))[3]
    other = make_folder(tmp_path / "other")
    assert other
    newer = json.loads((tmp_path / "other" / "keyslots.json").read_text("utf-8")) | {"revision": 9}
    profile_copy.parent.mkdir(parents=True, exist_ok=True)
    profile_copy.write_text(json.dumps(newer), "utf-8")
    open_folder(branch_folder).close()
    assert read_slots((profile_copy,)).revision == 1


def test_without_any_key_slots_the_refusal_is_honest(branch_folder: Path, recovery_code: str) -> None:
    for copy in slot_copies(BranchFolder(branch_folder)):
        copy.unlink(missing_ok=True)
    assert refusal_of(branch_folder, recovery_code=recovery_code) == "no_key_slots"
    assert BranchFolder(branch_folder).database.is_file()


def test_a_folder_without_a_branch_stays_empty(tmp_path: Path) -> None:
    assert refusal_of(tmp_path) == "not_a_branch"
    assert list(tmp_path.iterdir()) == []


def test_a_branch_is_not_made_over_another(branch_folder: Path) -> None:
    before = BranchFolder(branch_folder).database.read_bytes()
    with pytest.raises(LedgerError) as refused:
        make_folder(branch_folder)
    assert refused.value.code == "already_there"
    assert BranchFolder(branch_folder).database.read_bytes() == before


def test_a_weak_passphrase_makes_nothing(tmp_path: Path) -> None:
    for passphrase in (
        "短",
        "1234567890",
        "aaaaaaaaaaaa",
        f"{PROFILE['name']}123",
        "白果村的樟树",
        "林书记家的狗",
    ):
        with pytest.raises(LedgerError) as refused:
            create_branch(tmp_path / "b", PROFILE, passphrase, CLOCK, actor="林书记", cost=CHEAP)
        assert refused.value.code == "weak_passphrase"
    assert not (tmp_path / "b").exists()


def test_a_creation_that_fails_can_be_tried_again_in_the_same_folder(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as refused:
        make_folder(tmp_path, {"name": "中共白果村支部委员会", "kind": "castle"})
    assert refused.value.code == "invalid"
    assert not BranchFolder(tmp_path).exists
    make_folder(tmp_path)
    open_folder(tmp_path).close()


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Writing beyond that many bytes fails, as on a disk with no room."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize(
    ("size", "code"),
    [(10, "disk_full"), (1000, "creation_failed"), (20_000, "creation_failed"), (500_000, "creation_failed")],
)
def test_a_disk_that_does_not_take_a_new_branch_is_left_as_it_was(
    tmp_path: Path, size: int, code: str
) -> None:
    with pytest.raises(LedgerError, match="没有建成") as refused, no_file_longer_than(size):
        make_folder(tmp_path / "桃花镇" / "branch")
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_refused_creation_leaves_what_was_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "attachments").mkdir()
    (tmp_path / "旧名册.xlsx").write_bytes(b"mine")
    with pytest.raises(LedgerError):
        make_folder(tmp_path, {"name": "中共白果村支部委员会", "kind": "castle"})
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["attachments", "旧名册.xlsx"]


@pytest.mark.parametrize("size", [10, 100, 20_000])
def test_a_disk_without_room_to_open_is_told_and_opens_later(branch_folder: Path, size: int) -> None:
    with no_file_longer_than(size):
        assert refusal_of(branch_folder) == "open_failed"
    open_folder(branch_folder).close()


def test_a_copy_of_the_key_slots_that_cannot_be_written_now_keeps_nobody_out(branch_folder: Path) -> None:
    copies = slot_copies(BranchFolder(branch_folder))
    copies[2].unlink()
    copies[2].mkdir()  # no file can be put in its place
    (copies[2] / "thing").touch()
    copies[1].unlink()
    open_folder(branch_folder).close()
    assert copies[1].read_bytes() == copies[0].read_bytes()


def test_a_disk_that_is_full_at_the_start_gives_the_folder_back(
    branch_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise LedgerError("disk_full", "磁盘已满，没有保存", "此前保存的内容都在", "请腾出空间后再保存")

    with monkeypatch.context() as patched:
        patched.setattr(opening, "_branch", failing)
        assert refusal_of(branch_folder) == "disk_full"
    open_folder(branch_folder).close()


def test_a_branch_made_by_a_newer_program_is_refused_unchanged(branch_folder: Path) -> None:
    branch = open_folder(branch_folder)
    with branch.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    branch.close()
    assert refusal_of(branch_folder) == "too_new"
    assert not BranchFolder(branch_folder).backups.joinpath("000001-migration").exists()


def test_a_pending_step_is_taken_after_a_backup(branch_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    branch = open_folder(branch_folder)
    full_member(branch, "曾淑")
    branch.close()
    saved = branch_folder / "backups" / "000001-migration" / "branch.db"
    taken: list[tuple[object, bool]] = []
    monkeypatch.setattr(opening, "pending", lambda database: ("a step",))
    monkeypatch.setattr(opening, "migrate", lambda database, steps: taken.append((steps, saved.is_file())))
    again = open_folder(branch_folder)
    assert taken == [(("a step",), True)]
    assert count_rows(again, by_key("person"), ListQuery()) == 1
    again.close()


def test_every_damaged_page_is_told_and_the_file_kept(branch_folder: Path) -> None:
    database = BranchFolder(branch_folder).database
    whole = database.read_bytes()
    for page in (0, 1, 5, len(whole) // 4096 - 1):
        spoiled = bytearray(whole)
        spoiled[page * 4096 + 200] ^= 0x40
        database.write_bytes(spoiled)
        assert refusal_of(branch_folder) in ("damaged", "wrong_key")
        assert database.read_bytes() == bytes(spoiled)
    database.write_bytes(whole[: len(whole) // 2])
    assert refusal_of(branch_folder) == "damaged"
    database.write_bytes(b"")
    assert refusal_of(branch_folder) == "damaged"
    database.write_bytes(whole)
    open_folder(branch_folder).close()


def test_the_newest_key_slots_win(branch_folder: Path) -> None:
    copies = slot_copies(BranchFolder(branch_folder))
    old = copies[2].read_bytes()
    branch = open_folder(branch_folder)
    change_own_passphrase(branch, PASSPHRASE, "河边柳树六月才绿", cost=CHEAP)
    branch.close()
    copies[0].write_bytes(old)
    open_branch(branch_folder, CLOCK, passphrase="河边柳树六月才绿").close()
    assert {slot.kind for slot in read_slots(copies).slots} == {PASSPHRASE_SLOT, "recovery"}
    assert copies[0].read_bytes() == copies[2].read_bytes() != old


def test_a_new_branch_has_its_profile_and_a_seeded_calendar(branch_folder: Path) -> None:
    branch = open_folder(branch_folder)
    assert branch.name == PROFILE["name"]
    assert count_rows(branch, by_key("holiday"), ListQuery(year=2025)) > 20
    assert verify(branch) == []
    branch.close()


def test_a_backup_of_an_open_branch_is_made_through_its_door(branch_folder: Path) -> None:
    branch = open_folder(branch_folder)
    assert back_up(branch).name == "000001-manual"
    assert make_backup(branch.database, branch.secret("database"), branch.folder, kind="import").number == 2
    branch.close()
