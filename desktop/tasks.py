"""Work that must not freeze the window: one thread that owns the branch, and a small pool for everything
else.

A page starts a task with itself as `owner`; the result comes back in the main thread, or nowhere once the
owner is gone. Work functions touch no Qt object. A LedgerError is shown (or given to `failed`); anything else
is a mistake of ours, is raised again in the main thread and ends in the crash dialog. Nothing here knows a
page or a ledger.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from db.errors import LedgerError

if TYPE_CHECKING:
    from db.services.branch import Branch

Result = TypeVar("Result")
PROGRESS_AFTER_MS = 500  # shorter work shows nothing: a flash is worse than a wait
_ASIDE_THREADS = 2


class CancelledError(Exception):
    """Raised inside work by `Progress.check`; silent."""


class Progress:
    """What long work says about itself, and how it learns that nobody wants it any more. Safe between
    threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._state: tuple[int, int, str] = (0, 0, "")

    def report(self, done: int, total: int, text: str = "") -> None:
        """How far the work is; call it at points where stopping is safe, it raises CancelledError then."""
        self.check()
        with self._lock:
            self._state = (done, total, text)

    def check(self) -> None:
        """Raises CancelledError once the user has pressed 取消."""
        if self._stop.is_set():
            raise CancelledError

    def cancel(self) -> None:
        self._stop.set()

    @property
    def state(self) -> tuple[int, int, str]:
        """(done, total, text); total 0 where it is not known."""
        with self._lock:
            return self._state


@dataclass(eq=False)
class Job:
    """One piece of work on its way. `cancel` before it has begun drops it; a write that has begun is
    finished.
    """

    owner: QObject
    work: Callable[[], Any]
    then: Callable[[Any], None] | None
    failed: Callable[[LedgerError], None] | None
    title: str
    writes: bool = False
    announces: bool = False
    progress: Progress = field(default_factory=Progress)
    result: Any = None
    error: BaseException | None = None

    def cancel(self) -> None:
        """Asks the work to stop at the next safe point."""
        self.progress.cancel()

    @property
    def can_cancel(self) -> bool:
        return not self.writes

    def run(self) -> None:
        """Does the work in whatever thread calls; keeps the outcome, raises nothing."""
        try:
            if not self.writes:
                self.progress.check()
            self.result = self.work()
        except BaseException as error:  # noqa: BLE001 - carried to the main thread and raised there
            self.error = error


class Runner(Protocol):
    """Where work is done. `finished` is called in the worker's thread."""

    def submit(self, job: Job, finished: Callable[[Job], None], *, on_database: bool) -> None: ...

    def close(self) -> None: ...


class ThreadRunner:
    """The real one: a single database thread and a general pool. Each begins with its first job, so that the
    first window need not wait for threads.
    """

    def __init__(self) -> None:
        self._pools: dict[str, _Pool] = {}

    def submit(self, job: Job, finished: Callable[[Job], None], *, on_database: bool) -> None:
        name, count = ("database", 1) if on_database else ("aside", _ASIDE_THREADS)
        if name not in self._pools:
            self._pools[name] = _Pool(name, count)
        self._pools[name].put(job, finished)

    def close(self) -> None:
        """Waits for what has begun; drops what has not."""
        for name in ("aside", "database"):
            if name in self._pools:
                self._pools.pop(name).close()


class _Pool:
    """Threads that take jobs from one queue. (`concurrent.futures` would cost the first window 20 ms of
    imports.)
    """

    def __init__(self, name: str, count: int) -> None:
        from queue import SimpleQueue

        self._queue: SimpleQueue[tuple[Job, Callable[[Job], None]] | None] = SimpleQueue()
        self._is_closing = False
        self._threads = [
            threading.Thread(target=self._serve, name=f"{name}-{n}", daemon=True) for n in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, job: Job, finished: Callable[[Job], None]) -> None:
        self._queue.put((job, finished))

    def close(self) -> None:
        self._is_closing = True
        for _thread in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        while (taken := self._queue.get()) is not None:
            job, finished = taken
            if self._is_closing:
                continue
            job.run()
            finished(job)


class SynchronousRunner:
    """For tests: everything at once, in the thread of the caller."""

    def submit(self, job: Job, finished: Callable[[Job], None], *, on_database: bool) -> None:  # noqa: ARG002
        job.run()
        finished(job)

    def close(self) -> None:
        """Nothing to wait for."""


class Tasks(QObject):
    """The way from a window to the branch and back.

    Signals: changed(Changes): after each write. `Changes` without anything touched means: look again at
        everything. busy_changed(Job | None): the work that has been running for half a second, or None.
    """

    changed = Signal(object)
    busy_changed = Signal(object)
    _finished = Signal(object)

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._branch: Branch | None = None
        self.before_close: list[Callable[[Branch], object]] = []
        self._running: list[Job] = []
        self._is_closed = self._is_locked = self._was_open = False
        self._finished.connect(self._deliver)
        self._patience = QTimer(self)
        self._patience.setInterval(PROGRESS_AFTER_MS)
        self._patience.timeout.connect(self._announce)

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._running)

    def waiting_for(self, owner: QWidget) -> Job | None:
        """The first work that is under way or in the queue for a page or form, None where it waits for nothing."""
        return next((job for job in self._running if job.owner is owner), None)

    def open_branch(
        self,
        owner: QWidget,
        opening: Callable[[], "Branch"],
        then: Callable[["Branch"], None],
        failed: Callable[[LedgerError], None] | None = None,
    ) -> Job:
        """Opens the branch in the database thread, which owns it from then on.

        `then` gets it only to read what never changes (folder, today); every call goes through the two verbs
        below.
        """

        def work() -> "Branch":
            self._branch = opening()
            self._was_open = True
            return self._branch

        self._is_locked = False
        return self._start(Job(owner, work, then, failed, "正在打开台账", writes=True))

    def run_query(
        self,
        owner: QWidget,
        work: Callable[["Branch"], Result],
        then: Callable[[Result], None],
        *,
        title: str = "正在读取",
        failed: Callable[[LedgerError], None] | None = None,
    ) -> Job:
        """Reads. `then(result)` runs in the main thread while `owner` lives."""
        return self._start(Job(owner, self._with_branch(work), then, failed, title))

    def run_command(
        self,
        owner: QWidget,
        work: Callable[["Branch"], Result],
        then: Callable[[Result], None] | None = None,
        *,
        title: str = "正在保存",
        failed: Callable[[LedgerError], None] | None = None,
        quiet: bool = False,
    ) -> Job:
        """Writes, then `changed` is emitted, then `then(result)` runs. `work` returns Changes or anything
        else.

        `quiet` for what no page shows, such as a draft: nobody is told.
        """
        return self._start(
            Job(owner, self._with_branch(work), then, failed, title, writes=True, announces=not quiet)
        )

    def run_aside(
        self,
        owner: QWidget,
        work: Callable[[Progress], Result],
        then: Callable[[Result], None],
        *,
        title: str = "正在处理",
        failed: Callable[[LedgerError], None] | None = None,
    ) -> Job:
        """Work without the branch (drawing a PDF, hashing a file) in the general pool; it can be
        cancelled.
        """
        job = Job(owner, lambda: None, then, failed, title)
        job.work = lambda: work(job.progress)
        return self._start(job, on_database=False)

    def close(self) -> None:
        """Stops the threads, then closes the branch in the thread that owns it."""
        self._patience.stop()
        self._is_closed = True
        if self._branch is not None:
            closing = Job(self, self._close_branch, None, None, "正在关闭", writes=True)
            done = threading.Event()
            self._runner.submit(closing, lambda _job: done.set(), on_database=True)
            done.wait()
        self._runner.close()

    def lock(self, then: Callable[[], None]) -> None:
        """Closes the branch, which drops its keys; the threads stay. What was asked for before (drafts) is done first,
        what is asked for afterwards is dropped until a branch is opened again. `then` runs in the main thread.
        """
        if self._branch is None or self._is_closed or self._is_locked:
            return
        job = Job(self, self._close_branch, lambda _none: then(), None, "正在锁定", writes=True)
        self._start(job)
        self._is_locked = True

    def look_again(self) -> None:
        """Has every page look at everything again: another program may have written meanwhile."""
        from db.changes import Changes

        self.changed.emit(Changes())

    def _close_branch(self) -> None:
        """What is still to be done with the branch, then its end, whatever came of that. In its own thread, after all
        that was asked for before."""
        branch, self._branch = self._branch, None
        if branch is None:
            return
        try:
            for last in self.before_close:
                last(branch)
        finally:
            branch.close()

    def _with_branch(self, work: Callable[["Branch"], Any]) -> Callable[[], Any]:
        def bound() -> Any:
            if self._branch is None:
                if self._was_open:
                    raise CancelledError  # locked or closed meanwhile: nobody waits for it any more
                raise RuntimeError("no branch is open")
            return work(self._branch)

        return bound

    def _start(self, job: Job, *, on_database: bool = True) -> Job:
        if self._is_closed or (self._is_locked and on_database):
            return job  # a late timer of a window that is going away
        self._running.append(job)
        self._patience.start()
        self._runner.submit(job, self._finished.emit, on_database=on_database)
        return job

    def _announce(self) -> None:
        self.busy_changed.emit(self._running[0] if self._running else None)

    def _deliver(self, job: Job) -> None:
        self._running.remove(job)
        if not self._running:
            self._patience.stop()
            self.busy_changed.emit(None)
        if job.error is not None:
            self._report(job)
            return
        if job.announces:
            self.changed.emit(_changes_of(job.result))
        if job.then is not None and shiboken6.isValid(job.owner):
            job.then(job.result)

    def _report(self, job: Job) -> None:
        error = job.error
        if isinstance(error, CancelledError) or error is None:
            return
        if not isinstance(error, LedgerError):
            raise error
        if not shiboken6.isValid(job.owner):
            return
        if job.failed is not None:
            job.failed(error)
        else:
            from desktop import messages

            messages.show(job.owner if isinstance(job.owner, QWidget) else None, error)


def _changes_of(result: Any) -> Any:
    from db.changes import Changes

    if isinstance(result, Changes):
        return result
    nested = getattr(result, "changes", None)
    return nested if isinstance(nested, Changes) else Changes()
