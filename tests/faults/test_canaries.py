"""Planted people are found in no file of the machine, locked or left (F75, requirement R35)."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.canaries import ENCODINGS, ID_NUMBER, NAME, PLANTED, scan
from tests.importing_support.rosters import zip_bytes

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds
FOLDERS = {
    "HOME": "home", "XDG_CONFIG_HOME": "profile", "XDG_DATA_HOME": "share", "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "run", "APPDATA": "profile", "LOCALAPPDATA": "share",
    "TMPDIR": "temporary", "TEMP": "temporary", "TMP": "temporary",
}  # fmt: skip


def live_a_day(folder: Path) -> dict[str, Any]:
    """Run the day with a machine of its own; what was found while the window was locked."""
    places = {name: folder / "machine" / place for name, place in FOLDERS.items()}
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o700)
    environment = {**os.environ, **{name: str(place) for name, place in places.items()}}
    environment |= {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.canary_day", str(folder)],
        env=environment, capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_no_planted_person_is_found_after_a_day_of_work(tmp_path: Path) -> None:
    locked = live_a_day(tmp_path)
    left = scan(tmp_path / "machine")
    assert locked["found"] == []
    assert left.found == []
    assert min(left.files, locked["files"]) > 10
    assert left.size > 500_000
    papers = scan(tmp_path / "desk")  # what was asked for does hold them, or nothing was proved
    assert len({each.split(": ")[0] for each in papers.found}) >= 4


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", PLANTED)
def test_a_planted_plain_file_is_found(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "log").write_bytes(b"\0" * 999 + text.encode(encoding) + b"\0")
    assert [each.split(": ")[1] for each in scan(tmp_path).found] == [text]


def test_what_is_escaped_packed_or_a_name_is_found_as_well(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"x": NAME}))
    (tmp_path / "b.xlsx").write_bytes(zip_bytes({"xl/a.xml": f"<t>{ID_NUMBER}</t>".encode()}))
    (tmp_path / "c.gz").write_bytes(gzip.compress(NAME.encode()))
    (tmp_path / f"{NAME}.pdf").write_bytes(b"")
    assert len(scan(tmp_path).found) == 4
