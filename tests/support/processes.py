"""Processes of our own that write, die or run out of something while a test watches."""

import multiprocessing
import multiprocessing.forkserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

PATIENCE = 30  # seconds
PRELOADED = ["tests.support.writers", "tests.support.dying"]


@contextmanager
def another_process(work: Callable[..., None], *arguments: Any) -> Iterator[tuple[BaseProcess, Connection]]:
    """A process of our own and the end of the pipe that it tells its results through; killed when it is left."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(*arguments, sender), daemon=True)
    process.start()
    sender.close()
    try:
        yield process, receiver
    finally:
        process.kill()
        process.join(PATIENCE)
        process.close()
        receiver.close()
