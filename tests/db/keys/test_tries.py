"""Wrong passphrases cost waits that neither a restart nor the clock skips, and nothing is ever wiped (fault F76)."""

import json
from pathlib import Path

import pytest

from db.errors import LedgerError
from db.keys import tries
from db.keys.tries import WaitError, check_wait, count_wrong, forget_wrong, last_way, machine_seconds
from db.opening import open_branch
from db.paths import BranchFolder
from db.services.trail import read_trail
from tests.support.branches import CLOCK, PASSPHRASE, open_folder


class Machine:
    """Seconds since the machine was started, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 1000.0
        monkeypatch.setattr(tries.check_wait, "__defaults__", (self.read,))
        monkeypatch.setattr(tries.count_wrong, "__defaults__", (self.read,))

    def read(self) -> float:
        return self.seconds


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> BranchFolder:
    return BranchFolder(tmp_path / "branch")


def waited(folder: BranchFolder) -> int:
    """Seconds still owed."""
    try:
        check_wait(folder)
    except WaitError as error:
        return error.seconds
    return 0


def test_three_are_free_then_each_costs_twice_as_much_up_to_a_minute(
    machine: Machine, folder: BranchFolder
) -> None:
    assert [count_wrong(folder).seconds for _ in range(12)] == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_after_ten_the_sheet_is_pointed_at(machine: Machine, folder: BranchFolder) -> None:
    messages = [count_wrong(folder).message for _ in range(10)]
    assert ["保险柜" in message for message in messages] == [False] * 9 + [True]


def test_a_wait_is_served_by_the_count_of_the_machine(machine: Machine, folder: BranchFolder) -> None:
    for _ in range(6):
        count_wrong(folder)
    assert waited(folder) == 8
    with pytest.raises(WaitError, match="请等 8 秒"):
        check_wait(folder)
    machine.seconds += 7.5
    assert waited(folder) == 1
    machine.seconds += 0.5
    assert waited(folder) == 0


def test_asking_too_early_costs_nothing_more(machine: Machine, folder: BranchFolder) -> None:
    for _ in range(5):
        count_wrong(folder)
    machine.seconds += 3
    assert [waited(folder) for _ in range(5)] == [1] * 5


def test_after_a_restart_of_the_machine_what_was_owed_is_owed_again(
    machine: Machine, folder: BranchFolder
) -> None:
    for _ in range(5):
        count_wrong(folder)
    machine.seconds = 10
    assert waited(folder) == 4
    machine.seconds += 4
    assert waited(folder) == 0


def test_nobody_is_locked_out_for_longer_than_a_minute(machine: Machine, folder: BranchFolder) -> None:
    for _ in range(40):
        count_wrong(folder)
    for at in (1e18, -5, 0, float("1e308")):
        folder.tries.write_text(json.dumps({"wrong": 10**30, "at": at, "way": ""}), "utf-8")
        assert waited(folder) <= 60
        machine.seconds += 60
        assert waited(folder) == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"wrong": "x"}', b'{"wrong": 1e999, "at": 1, "way": ""}', b"\xff"],
)
def test_a_spoiled_file_is_no_wrong_try(machine: Machine, folder: BranchFolder, content: bytes) -> None:
    folder.tries.parent.mkdir(parents=True)
    folder.tries.write_bytes(content)
    assert waited(folder) == 0
    assert count_wrong(folder).seconds == 0


def test_a_right_one_begins_anew_and_is_tried_first_next_time(machine: Machine, folder: BranchFolder) -> None:
    for _ in range(5):
        count_wrong(folder)
    assert forget_wrong(folder, "3") == 5
    assert (waited(folder), last_way(folder), forget_wrong(folder, "3")) == (0, "3", 0)


def test_each_data_folder_has_its_own_count(machine: Machine, folder: BranchFolder, tmp_path: Path) -> None:
    for _ in range(5):
        count_wrong(folder)
    assert waited(BranchFolder(tmp_path / "other")) == 0


def test_the_count_of_the_machine_only_rises() -> None:
    assert machine_seconds() <= machine_seconds()


# --- at the door --------------------------------------------------------------------------------------------------
def refused(root: Path, passphrase: str = "不是这一句话啊") -> LedgerError:
    with pytest.raises(LedgerError) as error:
        open_branch(root, CLOCK, passphrase=passphrase)
    return error.value


def test_twenty_wrong_ones_wipe_nothing_and_the_right_one_opens_after_the_wait(
    machine: Machine, branch_folder: Path
) -> None:
    before = {path: path.read_bytes() for path in branch_folder.rglob("*") if path.is_file()}
    codes = []
    for _ in range(20):
        codes.append(refused(branch_folder).code)
        machine.seconds += 60
    assert codes == ["wrong_passphrase"] * 20
    assert all(path.read_bytes() == content for path, content in before.items())
    branch = open_folder(branch_folder)
    newest = read_trail(branch, 2)
    assert [entry.action for entry in newest] == ["unlock", "failed_unlock"]
    assert newest[1].fields == "20次"
    branch.close()


def test_even_the_right_one_waits_and_the_sheet_does_not(
    machine: Machine, branch_folder: Path, recovery_code: str
) -> None:
    for _ in range(4):
        refused(branch_folder)
    assert refused(branch_folder, PASSPHRASE).code == "too_many_tries"
    open_branch(branch_folder, CLOCK, recovery_code=recovery_code).close()
    open_folder(branch_folder).close()


def test_a_clock_set_forward_skips_nothing(machine: Machine, branch_folder: Path) -> None:
    from db.clock import fixed_clock

    for _ in range(5):
        refused(branch_folder)
    with pytest.raises(WaitError):
        open_branch(branch_folder, fixed_clock("2099-01-01T00:00:00"), passphrase=PASSPHRASE)
