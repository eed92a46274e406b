"""Parsing spreadsheets apart, ten times faster than the program does: a small process that forks the real parser.

The parser's own start takes most of the time of a small file. Here a process has loaded it once and forks for each
file, so that memory limit, abort and answer are those of the program.
"""

import atexit
import os
import pickle
import struct
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from db.importing import child

ROOT = Path(__file__).parents[2]
HEADER = struct.Struct("<Q")


def run(command: list[str], **options: Any) -> "subprocess.CompletedProcess[bytes]":
    """What `subprocess.run` is to the program."""
    nursery = _nursery()
    _send(nursery.stdin, pickle.dumps((options["input"], options["timeout"])))
    code, out, err = pickle.loads(_receive(nursery.stdout))
    if code is None:
        raise subprocess.TimeoutExpired(command, options["timeout"])
    return subprocess.CompletedProcess(command, code, out, err)


@cache
def _nursery() -> "subprocess.Popen[bytes]":
    nursery = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    atexit.register(_close, nursery)
    return nursery


def _close(nursery: "subprocess.Popen[bytes]") -> None:
    for stream in (nursery.stdin, nursery.stdout):
        stream.close()  # type: ignore[union-attr]
    nursery.wait()


def _send(stream: Any, content: bytes) -> None:
    stream.write(HEADER.pack(len(content)) + content)
    stream.flush()


def _receive(stream: Any) -> bytes:
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        raise EOFError
    found: bytes = stream.read(HEADER.unpack(header)[0])
    return found


def main() -> None:
    """Parse what comes in until nothing more does."""
    import python_calamine  # noqa: F401 - loaded once, before the forks

    while True:
        try:
            content, timeout = pickle.loads(_receive(sys.stdin.buffer))
        except EOFError:
            return
        _send(sys.stdout.buffer, pickle.dumps(_parsed(content, timeout)))


def _parsed(content: bytes, timeout: float) -> tuple[int | None, bytes, bytes]:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(content)
        given.seek(0)
        born = os.fork()
        if born == 0:
            _be_the_parser(given.fileno(), out.fileno(), err.fileno(), timeout)
        _, status = os.waitpid(born, 0)
        out.seek(0)
        err.seek(0)
        code = os.waitstatus_to_exitcode(status)
        return (None if code == -14 else code), out.read(), err.read()  # 14 is SIGALRM


def _be_the_parser(given: int, out: int, err: int, timeout: float) -> None:
    import signal

    for descriptor, place in ((given, 0), (out, 1), (err, 2)):
        os.dup2(descriptor, place)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    code = 1
    try:
        code = child.main()
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - a process of its own would print it and end
        os.write(2, f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
