"""The lock of the window (faults F29, F77): at once, nothing typed lost, keys dropped, and all back afterwards."""

import ctypes
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from db.paths import BranchFolder
from db.services import drafts
from db.services.trail import read_trail
from desktop import messages, watching
from desktop.app import Session
from desktop.dialogs.record_dialog import RecordDialog
from desktop.dialogs.unlock_window import UnlockWindow
from desktop.main_window import MainWindow
from desktop.preferences import Preferences
from desktop.tasks import SynchronousRunner
from desktop.watching import Watch, listen_to_system, minutes_of
from desktop.windows_session import Message, SessionFilter, is_leaving
from tests.support import village
from tests.support.keyrings import MemoryKeyring, memory_keyring

__all__ = ["memory_keyring"]

RUN_MODAL = messages.run_modal  # before the tests' person takes its place


class Hand:
    """Seconds moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


# --- when it is wanted ------------------------------------------------------------------------------------------------
@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def watched(qapp: QApplication, hand: Hand) -> Any:
    """A watch of 10 minutes with no timer of its own, and what it wanted."""
    watch = Watch(lambda: 10, hand)
    wanted: list[str] = []
    watch.lock_wanted.connect(wanted.append)
    watch.start()
    watch._timer.setInterval(10**8)
    yield watch, wanted
    watch.stop()


def pass_time(watch: Watch, hand: Hand, seconds: float, step: float = 2.0) -> None:
    for _ in range(round(seconds / step)):
        hand.now += step
        watch.tick()


def test_ten_minutes_without_anybody_lock(watched: Any, hand: Hand) -> None:
    watch, wanted = watched
    pass_time(watch, hand, 598)
    assert wanted == []
    pass_time(watch, hand, 2)
    assert wanted == ["idle"]


def test_a_touch_begins_the_time_anew(watched: Any, hand: Hand) -> None:
    watch, wanted = watched
    for _ in range(3):
        pass_time(watch, hand, 590)
        watch.touch()
    assert wanted == []


def test_a_leap_between_two_ticks_is_sleep_and_locks_at_once(watched: Any, hand: Hand) -> None:
    watch, wanted = watched
    pass_time(watch, hand, 60)
    hand.now += 31
    watch.tick()
    assert wanted == ["slept"]


def test_keys_and_mouse_of_a_window_are_touches(watched: Any, hand: Hand, qtbot: QtBot) -> None:
    watch, wanted = watched
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    watch._on_focus_window(line.windowHandle())
    for act in (
        lambda: QTest.keyClick(line.windowHandle(), Qt.Key.Key_A),
        lambda: QTest.mouseClick(line.windowHandle(), Qt.MouseButton.LeftButton),
    ):
        pass_time(watch, hand, 590)
        act()
        pass_time(watch, hand, 590)
        assert wanted == []
        watch.touch()


def test_control_l_locks_from_any_window_and_types_nothing(watched: Any, qtbot: QtBot) -> None:
    watch, wanted = watched
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    watch._on_focus_window(line.windowHandle())
    QTest.keyClick(line.windowHandle(), Qt.Key.Key_L)
    assert wanted == []
    QTest.keyClick(line.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert wanted == ["asked"]


def test_the_system_may_tell_of_locks_and_sleep(watched: Any) -> None:
    watch, wanted = watched
    watch.tell_sleep(False)
    assert wanted == []
    watch.tell_sleep(True)
    watch.tell()
    assert wanted == ["system", "system"]
    watch.stop()
    watch.tell()
    assert len(wanted) == 2


def test_a_bus_beyond_this_pc_is_never_called(watched: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching.sys, "platform", "linux")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "tcp:host=192.0.2.1,port=1")
    monkeypatch.setattr(watching, "_listen_to_logind", lambda _watch: pytest.fail("asked"))
    assert listen_to_system(watched[0]) is False


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1", 1),
        ("10", 10),
        ("30", 30),
        ("0", 1),
        ("31", 30),
        ("999", 30),
        ("9999", 10),
        ("", 10),
        ("never", 10),
        ("-5", 10),
    ],
)
def test_it_can_be_one_to_thirty_minutes_and_never_never(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes


def test_windows_messages_that_mean_nobody_is_there() -> None:
    assert is_leaving(0x02B1, 0x7)
    assert is_leaving(0x0218, 0x4)
    assert not is_leaving(0x02B1, 0x8)  # unlocked again
    assert not is_leaving(0x0218, 0x7)  # woken up
    assert not is_leaving(0x0001, 0x7)


def test_a_message_of_windows_reaches_the_watch(watched: Any) -> None:
    watch, wanted = watched
    heard = SessionFilter(watch)
    for kind, number in (
        (b"windows_generic_MSG", 0x02B1),
        (b"xcb_generic_event_t", 0x02B1),
        (b"windows_generic_MSG", 1),
    ):
        message = Message(None, number, 7, 0)
        assert heard.nativeEventFilter(QByteArray(kind), ctypes.addressof(message)) == (False, 0)
    assert wanted == ["system"]


# --- what it does -----------------------------------------------------------------------------------------------------
@pytest.fixture
def session(qtbot: QtBot, branch_folder: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session with the main window open, all its work done at once."""
    monkeypatch.setattr("desktop.app.ThreadRunner", SynchronousRunner)
    monkeypatch.setattr("desktop.app.theme.load_rare_fonts", lambda: None)
    made = Session(BranchFolder(branch_folder), village.still_clock(), "", Preferences())
    made.begin(village.PASSPHRASE)
    assert isinstance(made.window, MainWindow)
    yield made
    made.close()


def opened_form(session: Session) -> RecordDialog:
    """A form of a new talk over the window, with something typed."""
    main = session.window
    assert isinstance(main, MainWindow)
    main.open_record("document", None)
    dialog = main.dialogs[-1]
    assert dialog.form is not None
    dialog.form.put_values({"title": "写到一半的文件"})
    return dialog


def unlock(session: Session, passphrase: str = village.PASSPHRASE) -> None:
    window = session.window
    assert isinstance(window, UnlockWindow)
    window.line.setText(passphrase)
    window.submit()


def on_screen() -> list[str]:
    return [type(window).__name__ for window in QApplication.topLevelWidgets() if window.isVisible()]


def test_locking_leaves_nothing_but_the_question_on_the_screen(session: Session) -> None:
    opened_form(session)
    session.lock()
    assert on_screen() == ["UnlockWindow"]


def test_locking_closes_the_books_and_lets_the_folder_go(session: Session, branch_folder: Any) -> None:
    session.lock()
    assert session.tasks._branch is None
    village.open_copy(branch_folder).close()


def test_what_was_typed_is_kept_as_a_draft_and_is_still_in_the_form(
    session: Session, branch_folder: Any
) -> None:
    dialog = opened_form(session)
    session.lock()
    other = village.open_copy(branch_folder)
    kept = drafts.kept_draft(other, "document", None)
    other.close()
    assert kept is not None
    assert kept["title"] == "写到一半的文件"
    unlock(session)
    assert isinstance(session.window, MainWindow)
    assert dialog.isVisible()
    assert dialog.form is not None
    assert dialog.form.values()["title"] == "写到一半的文件"
    dialog.save()
    assert not dialog.isVisible()


def test_the_page_that_was_open_is_open_again_and_looks_anew(session: Session, branch_folder: Any) -> None:
    main = session.window
    assert isinstance(main, MainWindow)
    main.go_to("trail")
    session.lock()
    village.open_copy(branch_folder).close()  # leaves a row of its own
    unlock(session)
    assert session.window is main
    assert main.page_key == "trail"
    count: list[int] = []
    session.tasks.run_query(main, lambda branch: len(read_trail(branch, action="unlock")), count.append)
    model = main.page.table.texts  # type: ignore[attr-defined]
    assert sum(model.data(model.index(row, 3)) == "打开台账" for row in range(model.rowCount())) == count[0]


def test_a_wrong_passphrase_leaves_it_locked(session: Session) -> None:
    session.lock()
    unlock(session, "不是这个口令啊")
    assert on_screen() == ["UnlockWindow"]
    unlock(session)
    assert isinstance(session.window, MainWindow)


def test_another_person_gets_a_window_of_his_own_and_the_drafts(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.keys.ways import add_person

    monkeypatch.setattr("db.keys.ways.calibrated", lambda: village.CHEAP)
    main = session.window
    assert isinstance(main, MainWindow)
    session.tasks.run_command(
        main, lambda branch: add_person(branch, village.PASSPHRASE, "钱组委", "灯笼骆驼算盘小溪")
    )
    opened_form(session)
    main.go_to("document")
    session.lock()
    unlock(session, "灯笼骆驼算盘小溪")
    other = session.window
    assert isinstance(other, MainWindow)
    assert other is not main
    assert other.page_key == "document"
    assert other.dialogs == []
    other.open_record("document", None)
    assert "没保存" in other.dialogs[-1].drafts.notice.label.text()
    other.dialogs[-1].form.put_values({})  # type: ignore[union-attr]


def test_a_question_on_the_screen_is_closed_as_refused(session: Session) -> None:
    """The real way of asking, with the lock coming while the answer is awaited."""
    answers: list[int] = []
    box = QDialog(session.window)
    QTimer.singleShot(0, session.lock)
    answers.append(RUN_MODAL(box))
    assert answers == [QDialog.DialogCode.Rejected]
    assert on_screen() == ["UnlockWindow"]


def test_timers_of_hidden_windows_ask_for_nothing(session: Session) -> None:
    dialog = opened_form(session)
    session.lock()
    dialog.form.put_values({"title": "别的"})  # type: ignore[union-attr]
    dialog.keep_draft()
    session.back_up_now()
    unlock(session)
    assert isinstance(session.window, MainWindow)


def test_locking_twice_is_locking_once(session: Session) -> None:
    session.lock()
    first = session.window
    session.lock()
    assert session.window is first


def test_the_watch_locks_the_window_and_watches_again_after_unlocking(session: Session) -> None:
    assert session.watch is not None
    assert session.watch.is_on
    session.watch.lock_wanted.emit("idle")
    assert on_screen() == ["UnlockWindow"]
    assert not session.watch.is_on
    unlock(session)
    assert session.watch.is_on


def test_closing_while_locked_ends_everything(session: Session) -> None:
    session.lock()
    session.close()
    assert session.window is None


def test_half_a_meeting_is_kept_as_well(session: Session, branch_folder: Any) -> None:
    main = session.window
    assert isinstance(main, MainWindow)
    main.open_record("general_meeting", None)
    main.page.form.put_values({"topic": "第四季度党员大会"})  # type: ignore[attr-defined]
    session.lock()
    other = village.open_copy(branch_folder)
    kept = drafts.kept_draft(other, "general_meeting", None)
    other.close()
    assert kept is not None
    assert kept["topic"] == "第四季度党员大会"
    unlock(session)
    assert main.page.drafts.is_keeping  # type: ignore[attr-defined]
    main.page.form.put_values({"topic": ""})  # type: ignore[attr-defined]


def test_with_real_threads_the_books_close_behind_the_curtain_and_open_again(
    qtbot: QtBot, branch_folder: Any
) -> None:
    session = Session(BranchFolder(branch_folder), village.still_clock(), "", Preferences())
    session.begin(village.PASSPHRASE)
    qtbot.waitUntil(lambda: isinstance(session.window, MainWindow), timeout=20_000)
    main = session.window
    dialog = opened_when_ready(qtbot, session)
    session.lock()
    assert on_screen() == ["UnlockWindow"]
    unlock(session)  # at once, while the books are still being closed
    qtbot.waitUntil(lambda: session.window is main, timeout=20_000)
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not session.tasks.is_busy, timeout=20_000)
    other: list[Any] = []
    session.tasks.run_query(main, lambda branch: drafts.kept_draft(branch, "document", None), other.append)
    qtbot.waitUntil(lambda: bool(other), timeout=20_000)
    assert other[0]["title"] == "写到一半的文件"
    dialog.form.put_values({"title": None})  # type: ignore[union-attr]
    session.close()


def opened_when_ready(qtbot: QtBot, session: Session) -> RecordDialog:
    """As `opened_form`, once the form has been read in its own thread."""
    main = session.window
    assert isinstance(main, MainWindow)
    main.open_record("document", None)
    dialog = main.dialogs[-1]
    qtbot.waitUntil(lambda: dialog.form is not None, timeout=20_000)
    assert dialog.form is not None
    dialog.form.put_values({"title": "写到一半的文件"})
    return dialog


def test_a_window_opens_by_itself_but_after_a_lock_only_by_the_passphrase(
    memory_keyring: MemoryKeyring, session: Session, branch_folder: Any
) -> None:
    from db.keys.keyring_choice import turn_on

    main = session.window
    assert main is not None
    session.tasks.run_command(main, lambda branch: turn_on(branch, village.PASSPHRASE))

    def started() -> Session:
        session.close()
        again = Session(BranchFolder(branch_folder), village.still_clock(), "", Preferences())
        again.begin()
        return again

    session = started()
    assert isinstance(session.window, MainWindow)
    session.lock()
    assert isinstance(session.window, UnlockWindow)
    session = started()
    assert isinstance(session.window, UnlockWindow)
    unlock(session)
    session = started()
    assert isinstance(session.window, MainWindow)
    memory_keyring.kept.clear()
    session = started()
    assert isinstance(session.window, UnlockWindow)
    assert "已经停用" in session.window.problem.label.text()
    session.close()
