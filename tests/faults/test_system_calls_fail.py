"""Errors of the disk as the system reports them, injected into the real engine (F13, F14, F50).

Needs strace, which takes a moment to install where we may; a fault that never fired is not a pass.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from db.errors import LedgerError
from db.ledgers import by_key
from db.services.queries import ListQuery, full_rows
from db.services.verifying import verify
from tests.faults.fuzzing import SENTENCE
from tests.support.branches import open_folder

ROOT = Path(__file__).parents[2]
SAVES = 5
PATIENCE = 60  # seconds


@pytest.fixture(scope="session")
def strace() -> str:
    """The path of strace, installed if need be."""
    if shutil.which("strace") is None and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "strace"]):
            subprocess.run(["apt-get", *words], check=False, capture_output=True, env=quiet)
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed and may not be installed from here")
    return found


def run_failing(strace: str, root: Path, injected: str, log: Path) -> dict[str, object]:
    """Run the saving program with the fault; how it ended and how often the fault came."""
    calls = injected.partition(":")[0]
    command = [strace, "-f", "-qq", "-o", str(log), "-e", f"trace={calls}", "-e", f"inject={injected}"]
    for name in ("branch.db", "branch.db-wal"):  # nothing else is to fail
        command += ["-P", str(root / name)]
    done = subprocess.run(
        [*command, sys.executable, "-B", "-m", "tests.support.failing", str(root), str(SAVES)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    told: dict[str, object] = json.loads(done.stdout)
    told["fired"] = log.read_text(errors="replace").count("(INJECTED)")
    return told


def found_names(root: Path) -> list[str]:
    branch = open_folder(root)
    assert verify(branch) == []
    names = [row.text("name") for row in full_rows(branch, by_key("person"), ListQuery())]
    branch.close()
    return names


@pytest.mark.parametrize(
    "injected",
    [
        "fsync,fdatasync:error=EIO:when=3",
        "fsync,fdatasync:error=EIO:when=5+",
        "fsync,fdatasync:error=EIO:when=7+",
        "fsync,fdatasync:error=EIO:when=10+",
        "pwrite64:error=ENOSPC:when=1+",
        "pwrite64:error=ENOSPC:when=60+",
        "pread64:error=EIO:when=30+",
    ],
)
def test_a_disk_that_fails_is_told_in_a_sentence_and_nothing_acknowledged_is_lost(
    branch_folder: Path, tmp_path: Path, strace: str, injected: str
) -> None:
    told = run_failing(strace, branch_folder, injected, tmp_path / "strace.txt")
    assert told["fired"], "the fault never came"
    if told["code"]:
        assert SENTENCE.fullmatch(str(told["message"]))
    saved = int(str(told["saved"]))
    names = sorted(found_names(branch_folder))
    assert names == [f"党员{n}" for n in range(1, len(names) + 1)]
    unknown = 1 if told["code"] == "outcome_unknown" else 0
    assert saved <= len(names) <= saved + unknown
    if told["code"] == "":
        assert saved == SAVES


def test_a_bad_sector_met_at_the_start_is_told_and_the_file_kept(
    branch_folder: Path, tmp_path: Path, strace: str
) -> None:
    before = (branch_folder / "branch.db").read_bytes()
    told = run_failing(strace, branch_folder, "pread64:error=EIO:when=1+", tmp_path / "strace.txt")
    assert told["fired"]
    assert told["code"] in ("damaged", "open_failed", "disk_failed", "wrong_key")
    assert (branch_folder / "branch.db").read_bytes() == before
    assert found_names(branch_folder) == []


def test_without_a_fault_the_program_saves_everything(branch_folder: Path) -> None:
    from tests.support.failing import main

    assert main(branch_folder, SAVES)["saved"] == SAVES
    assert len(found_names(branch_folder)) == SAVES
    with pytest.raises(LedgerError):
        open_folder(branch_folder / "nowhere")
