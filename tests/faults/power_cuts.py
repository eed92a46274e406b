"""Cutting the power while the program's own statements run, and judging what is found at the next start."""

import random
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from db.engine import PRAGMAS
from tests.faults.recording import Recording, digest, replay
from tests.faults.volatile_disk import VolatileDisk, mounted, start_again

OURS = {name: value for name, (value, _) in PRAGMAS.items()}


@dataclass(slots=True)
class Verdict:
    """`corrupt`: not readable, or in no state the program was ever in. `lost`: an acknowledged commit is not there."""

    cuts: int = 0
    survived: int = 0
    corrupt: int = 0
    lost: int = 0
    cases: list[str] = field(default_factory=list)


def cut_power(
    recording: Recording,
    count: int,
    settings: Mapping[str, str] = OURS,
    *,
    lies: bool = False,
    seed: int = 1,
    statement: str = "",
) -> Verdict:
    """Cut the power `count` times, each at another step; with `statement`, after all commits that one runs as well."""
    verdict = Verdict()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        steps = _run(recording, VolatileDisk(seed), folder, settings, statement)[1]
        chance = random.Random(seed)
        while verdict.cuts < count:
            case = seed * 1_000_003 + verdict.cuts
            disk = VolatileDisk(case, chance.randint(1, steps), lies=lies)
            acknowledged, _ = _run(recording, disk, folder, settings, statement)
            assert disk.is_off, "a fault that never fired is not a pass"
            start_again(disk, folder)
            _judge(verdict, recording, folder, acknowledged, f"case {case}, step {disk.cut_at}")
    return verdict


def _run(
    recording: Recording, disk: VolatileDisk, folder: Path, settings: Mapping[str, str], statement: str
) -> tuple[int, int]:
    """Replay until the end or the cut; how many commits were acknowledged, and the steps it took."""
    for each in folder.iterdir():
        each.unlink()
    (folder / "branch.db").write_bytes(recording.base)
    acknowledged: list[int] = [0]
    with mounted(disk) as vfs:
        connection = None
        try:
            connection = apsw.Connection(str(folder / "branch.db"), vfs=vfs)
            for name, value in settings.items():
                connection.execute(f"PRAGMA {name} = {value}")
            replay(connection, recording.commits, acknowledged.append)
            if statement:
                connection.execute(statement.format(folder=folder))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except apsw.Error:
            if not disk.is_off:
                raise
        finally:
            _close(connection)
    return acknowledged[-1], disk.steps


def _close(connection: apsw.Connection | None) -> None:
    if connection is not None:
        with suppress(apsw.Error):
            connection.close(force=True)


def _judge(verdict: Verdict, recording: Recording, folder: Path, acknowledged: int, case: str) -> None:
    verdict.cuts += 1
    try:
        connection = apsw.Connection(str(folder / "branch.db"))
        try:
            is_sound = [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
            state = digest(connection)
        finally:
            connection.close()
    except (apsw.Error, UnicodeDecodeError):
        is_sound, state = False, ""
    if not is_sound or state not in recording.states:
        verdict.corrupt += 1
        verdict.cases.append(f"{case}: corrupt")
    elif recording.states.index(state) < acknowledged:
        verdict.lost += 1
        verdict.cases.append(f"{case}: acknowledged {acknowledged}, found {recording.states.index(state)}")
    else:
        verdict.survived += 1
