"""Work beside the window: results come back in the main thread, or nowhere."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db.changes import Changes
from db.errors import LedgerError
from desktop.tasks import Progress, Tasks, ThreadRunner


class Books:
    """Stands for a branch: remembers in which threads it was used."""

    def __init__(self) -> None:
        self.threads: list[str] = []
        self.is_closed = False

    def use(self) -> str:
        self.threads.append(threading.current_thread().name)
        return "read"

    def close(self) -> None:
        self.use()
        self.is_closed = True


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def threaded(qtbot: QtBot, books: Books) -> Iterator[Tasks]:
    tasks = Tasks(ThreadRunner())
    opened: list[Any] = []
    owner = QWidget()
    qtbot.addWidget(owner)
    tasks.open_branch(owner, lambda: books, opened.append)  # type: ignore[arg-type,return-value]
    qtbot.waitUntil(lambda: bool(opened))
    yield tasks
    tasks.close()


def widget(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_a_result_comes_back_in_the_main_thread(qtbot: QtBot, threaded: Tasks, books: Books) -> None:
    came: list[tuple[str, QThread]] = []
    threaded.run_query(
        widget(qtbot), lambda branch: branch.use(), lambda text: came.append((text, QThread.currentThread()))
    )
    qtbot.waitUntil(lambda: bool(came))
    assert came[0][0] == "read"
    assert came[0][1] is threaded.thread()
    assert set(books.threads) == {"database-0"}


def test_reads_and_writes_use_one_thread_and_closing_uses_it_too(qtbot: QtBot, books: Books) -> None:
    tasks = Tasks(ThreadRunner())
    done: list[Any] = []
    owner = widget(qtbot)
    tasks.open_branch(owner, lambda: books, lambda _branch: None)  # type: ignore[arg-type,return-value]
    for _time in range(5):
        tasks.run_query(owner, lambda branch: branch.use(), done.append)
        tasks.run_command(owner, lambda branch: branch.use(), done.append)
    qtbot.waitUntil(lambda: len(done) == 10)
    tasks.close()
    assert books.is_closed
    assert set(books.threads) == {"database-0"}


def test_no_thread_is_begun_before_the_first_job() -> None:
    before = threading.active_count()
    tasks = Tasks(ThreadRunner())
    assert threading.active_count() == before
    tasks.close()


def test_a_result_is_dropped_when_its_page_is_gone(qtbot: QtBot, threaded: Tasks) -> None:
    gate = threading.Event()
    came: list[Any] = []
    owner = QObject()
    threaded.run_query(owner, lambda _branch: gate.wait(5), came.append)  # type: ignore[arg-type]
    import shiboken6

    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: not threaded.is_busy)
    assert came == []


def test_a_write_tells_everybody_what_changed(qtbot: QtBot, threaded: Tasks) -> None:
    changes = Changes(frozenset({("person", "1")}))
    with qtbot.waitSignal(threaded.changed) as told:
        threaded.run_command(widget(qtbot), lambda _branch: changes)
    assert told.args == [changes]


def test_a_quiet_write_tells_nobody(qtbot: QtBot, threaded: Tasks) -> None:
    told: list[Any] = []
    threaded.changed.connect(told.append)
    done: list[Any] = []
    threaded.run_command(widget(qtbot), lambda _branch: 1, done.append, quiet=True)
    qtbot.waitUntil(lambda: done == [1])
    assert told == []


def test_a_refusal_is_shown_in_its_three_parts(qtbot: QtBot, threaded: Tasks, person: Any) -> None:
    def work(_branch: Any) -> None:
        raise LedgerError("full", "磁盘满了", "原有记录未变", "请清理后重试")

    person.will_answer("知道了")
    threaded.run_query(widget(qtbot), work, lambda _none: None)
    qtbot.waitUntil(lambda: bool(person.heard))
    assert all(part in person.heard[0] for part in ("磁盘满了", "原有记录未变", "请清理后重试"))


def test_a_mistake_of_ours_reaches_the_crash_hook(qtbot: QtBot, threaded: Tasks) -> None:
    def work(_branch: Any) -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        threaded.run_query(widget(qtbot), work, lambda _none: None)
        qtbot.waitUntil(lambda: not threaded.is_busy)
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]


def test_long_work_can_be_cancelled_at_a_safe_point(qtbot: QtBot, threaded: Tasks) -> None:
    begun, came = threading.Event(), []

    def work(progress: Progress) -> str:
        begun.set()
        for step in range(1_000_000):
            progress.report(step, 1_000_000)
        return "finished"

    job = threaded.run_aside(widget(qtbot), work, came.append)
    begun.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: not threaded.is_busy)
    assert came == []


def test_work_that_takes_longer_than_half_a_second_is_announced(qtbot: QtBot, threaded: Tasks) -> None:
    gate = threading.Event()
    with qtbot.waitSignal(threaded.busy_changed, timeout=3000) as told:
        job = threaded.run_aside(
            widget(qtbot), lambda _progress: gate.wait(5), lambda _done: None, title="正在排版"
        )
    gate.set()
    assert told.args == [job]
    qtbot.waitUntil(lambda: not threaded.is_busy)


def test_who_stands_in_the_queue_is_known_to_wait(qtbot: QtBot, threaded: Tasks) -> None:
    first, second = widget(qtbot), widget(qtbot)
    goes_on = threading.Event()
    came: list[str] = []
    threaded.run_query(first, lambda _branch: goes_on.wait(5), lambda _was: came.append("first"))
    threaded.run_query(second, lambda _branch: "read", came.append, title="正在打开")
    with qtbot.waitSignal(threaded.busy_changed, timeout=3000):
        pass
    waiting = threaded.waiting_for(second)
    assert waiting is not None
    assert waiting.title == "正在打开"
    goes_on.set()
    qtbot.waitUntil(lambda: came == ["first", "read"])
    assert threaded.waiting_for(second) is None
