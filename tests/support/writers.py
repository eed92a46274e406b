"""Processes that write until they are stopped: what a power cut or a full disk meets."""

import resource
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from db.changes import Draft
from db.errors import LedgerError
from db.ledgers import by_key
from db.recovery import starting
from db.services.saving import save, save_many
from tests.support.branches import open_folder

PADDING = "字" * 3000


def write_pairs(root: Path, number: int, acknowledgements: Connection) -> None:
    """Save pairs of people, each pair one change set, and tell each number once it is saved; never returns."""
    branch = open_folder(root)
    person = by_key("person")
    while True:
        number += 1
        save_many(
            branch, person, [Draft({"name": name, "note": f"{number}{PADDING}"}) for name in ("曾淑", "李想")]
        )
        acknowledgements.send(number)


def write_until_full(root: Path, room: int | None, result: Connection) -> None:
    """Save people until the disk refuses; tells how many were saved and the code of the refusal.

    With `room` no file may grow by more than that many bytes.
    """
    starting.LEAST_ROOM = 0  # the disk is small from the beginning, and work is tried all the same
    branch = open_folder(root)
    if room is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limit = branch.database.path.stat().st_size + room
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    saved = 0
    try:
        while True:
            save(branch, by_key("person"), Draft({"name": "曾淑", "note": f"{saved}{PADDING}{PADDING}"}))
            saved += 1
    except LedgerError as error:
        result.send((saved, error.code))
