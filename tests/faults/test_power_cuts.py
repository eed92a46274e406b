"""The power goes off at any step: what was acknowledged is there, and nothing is half (F01, F02, F05, F06, F07, R21).

The variants that must fail show that the tester sees loss and damage. `python3 run.py faults --long` makes three
thousand cuts and more.
"""

from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from db import engine
from tests.faults.power_cuts import OURS, cut_power
from tests.faults.recording import Recording, of_a_package, of_an_upgrade, of_work
from tests.faults.volatile_disk import VolatileDisk, mounted, start_again

IN_CI = 120
BUSY = {**OURS, "wal_autocheckpoint": "6"}  # the log is folded into the file after almost every commit
BACKUP = "VACUUM INTO '{folder}/copy.part'"


def test_the_recording_is_of_the_program_itself() -> None:
    work, upgrade = of_work(), of_an_upgrade()
    assert len(work.commits) > 10
    assert len(set(work.states)) == len(work.states)
    assert len(upgrade.commits) > 10
    said = "\n".join(statement for commit in work.commits for statement in commit)
    for part in ("s_row_change", "s_transaction", "s_guard", '"person"', "党员24"):
        assert part in said
    assert "ALTER TABLE" in "\n".join(statement for commit in upgrade.commits for statement in commit)


@pytest.mark.parametrize(
    ("recording", "settings", "statement"),
    [
        (of_work, OURS, ""),
        (of_work, BUSY, ""),
        (of_an_upgrade, BUSY, ""),
        (of_a_package, BUSY, ""),
        (of_work, OURS, BACKUP),
    ],
    ids=["commit", "checkpoint", "upgrade", "package", "backup"],
)
def test_no_cut_damages_the_file_or_loses_what_was_acknowledged(
    recording: Callable[[], Recording], settings: dict[str, str], statement: str
) -> None:
    verdict = cut_power(recording(), IN_CI, settings, statement=statement)
    assert verdict.cases == []
    assert verdict.survived == verdict.cuts == IN_CI


def test_with_fewer_syncs_acknowledged_commits_are_lost_and_the_tester_sees_it() -> None:
    verdict = cut_power(of_work(), IN_CI, {**BUSY, "synchronous": "NORMAL"})
    assert verdict.lost > 0
    assert verdict.corrupt == 0


@pytest.mark.parametrize(
    ("settings", "lies"),
    [({**BUSY, "synchronous": "OFF"}, False), (BUSY, True)],
    ids=["no sync", "lying disk"],
)
def test_without_syncs_the_file_is_damaged_and_the_tester_sees_it(
    settings: dict[str, str], lies: bool
) -> None:
    verdict = cut_power(of_work(), 40, settings, lies=lies)
    assert verdict.corrupt > 10


def found_after_creation(folder: Path, seed: int, *, with_folder_synced: bool) -> list[object]:
    """What the next start finds in a database made just before the cut."""
    for each in folder.iterdir():
        each.unlink()
    disk, path = VolatileDisk(seed), folder / "a.db"
    with mounted(disk) as vfs:
        connection = apsw.Connection(str(path), vfs=vfs)
        for name, value in OURS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        if with_folder_synced:
            disk.folder_synced()
        connection.execute("CREATE TABLE a (b); INSERT INTO a VALUES (1)")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    start_again(disk, folder)
    try:
        connection = apsw.Connection(str(path))
        return [row[0] for row in connection.execute("SELECT b FROM a")]
    except apsw.Error as error:
        return [error]
    finally:
        connection.close()


def test_a_new_file_survives_because_its_folder_is_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the journal of the very first step may come back and undo all that followed."""
    synced = {str(found_after_creation(tmp_path, seed, with_folder_synced=True)) for seed in range(12)}
    unsynced = {str(found_after_creation(tmp_path, seed, with_folder_synced=False)) for seed in range(12)}
    assert synced == {"[1]"}
    assert unsynced > {"[1]"}
    folders: list[Path] = []
    monkeypatch.setattr(engine, "sync_folder", folders.append)
    engine.open_database(tmp_path / "new.db", bytes(32), create=True).close()
    engine.open_database(tmp_path / "new.db", bytes(32)).close()
    assert folders == [tmp_path]
