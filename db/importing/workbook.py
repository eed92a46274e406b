"""Reads a spreadsheet file into sheets, by way of a process that may fail without harm.

The file is read once here, its bytes go to `child.py` in a process of its own (memory limit where the system
has one, time limit everywhere), plain JSON comes back. Nothing from the file is run or unpacked to disk.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson

from db import limits
from db.importing import child
from db.importing.cells import Cell, Sheet, SheetRow
from db.importing.refusals import FileRefusedError

_OUR_VARIABLES = "BRANCH_LEDGER"
CHILD_ARGUMENT = (
    "--parse-spreadsheet"  # a frozen program answers to it by calling `child.main()` before all else
)


def read_workbook(path: Path, *, run_in_process: bool = False) -> tuple[Sheet, ...]:
    """The sheets of an xlsx, xls, et or csv file, told apart by content and not by name.

    Raises FileRefusedError, with one sentence, for whatever cannot be read. `run_in_process` parses without
    the protecting process: for tests and for looking into a failure.
    """
    content = _content_of(path)
    parsed = child.parse(content) if run_in_process else _parse_apart(content)
    return tuple(_sheet(sheet, path) for sheet in parsed)


def _content_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise FileRefusedError("file_missing", name=path.name)
        if path.stat().st_size > limits.FILE_BYTES:
            raise FileRefusedError("file_too_large")
        with path.open("rb") as file:
            content = file.read(limits.FILE_BYTES + 1)
    except OSError as error:
        raise FileRefusedError("file_unreadable", name=path.name) from error
    if len(content) > limits.FILE_BYTES:
        raise FileRefusedError("file_too_large")
    if not content:
        raise FileRefusedError("file_empty")
    return content


def _parse_apart(content: bytes) -> child.Parsed:
    try:
        done = subprocess.run(
            _command(),
            input=content,
            capture_output=True,
            timeout=limits.PARSER_SECONDS,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefusedError("parser_timeout") from error
    answer = _answer(done)
    if "refused" in answer:
        raise FileRefusedError(answer["refused"], **answer["facts"])
    sheets: child.Parsed = answer["sheets"]
    return sheets


def _environment() -> dict[str, str]:
    """What the child needs to start, without the passphrase that may stand among our variables."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_OUR_VARIABLES)}
    return kept | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"}


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_ARGUMENT]
    return [sys.executable, "-P", "-m", child.__name__]


def _answer(done: "subprocess.CompletedProcess[bytes]") -> dict[str, Any]:
    """What the child said. A native parser out of memory aborts and says so only on standard error."""
    try:
        answer: dict[str, Any] = orjson.loads(done.stdout)
    except ValueError as error:
        starved = done.returncode < 0 or b"memory allocation" in done.stderr or b"MemoryError" in done.stderr
        raise FileRefusedError("parser_memory" if starved else "file_broken") from error
    return answer


def _cells(parsed: list[Any]) -> tuple[Cell, ...]:
    """The cells of a row; one that claims to be a number and is none (NaN) says nothing."""
    return tuple("" if cell is None else cell for cell in parsed) if None in parsed else tuple(parsed)


def _sheet(parsed: dict[str, Any], path: Path) -> Sheet:
    return Sheet(
        name=parsed["name"] or path.stem,
        rows=tuple(SheetRow(number, _cells(cells)) for number, cells in parsed["rows"]),
        merged=tuple((top, left, bottom, right) for top, left, bottom, right in parsed["merged"]),
        date_1904=parsed["date_1904"],
        is_hidden=parsed["hidden"],
    )
