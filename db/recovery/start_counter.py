"""How often in a row the program went down right after a start: then the recovery comes before any ordinary view.

A number in this user's profile, raised at a start and taken back after a minute of work or at an orderly end. No clock
takes part.
"""

import json
from contextlib import suppress
from pathlib import Path

from db.errors import LedgerError
from db.files import atomic_write
from db.paths import BranchFolder

TOO_MANY = 2
STEADY_AFTER_MS = 60_000


def unsteady_starts(folder: BranchFolder) -> int:
    """How many starts in a row ended at once."""
    try:
        return max(0, int(json.loads(_path(folder).read_bytes())["starts"]))
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def count_start(folder: BranchFolder) -> None:
    """A start; whoever comes after must call `forget_starts` when it went well."""
    _write(folder, unsteady_starts(folder) + 1)


def forget_starts(folder: BranchFolder) -> None:
    """The start went well."""
    if unsteady_starts(folder):
        _write(folder, 0)


def _write(folder: BranchFolder, starts: int) -> None:
    with suppress(LedgerError):
        atomic_write(_path(folder), json.dumps({"starts": starts}).encode())


def _path(folder: BranchFolder) -> Path:
    return folder.in_profile / "starts.json"
