"""The program's start: the first window at once, our words, one window per folder, mistakes told without secrets."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QPushButton
from pytestqt.qtbot import QtBot

from db.backup.manifest import stored_backups
from db.changes import Draft
from db.ledgers import by_key
from db.paths import BranchFolder
from db.recovery import starting
from db.services.saving import save
from desktop.app import Session
from desktop.dialogs.crash_dialog import report_of
from desktop.dialogs.first_start import KINDS, Beginning, FirstStart
from desktop.dialogs.unlock_window import UnlockWindow
from desktop.main_window import MainWindow
from desktop.preferences import Preferences
from desktop.single_window import SingleWindow
from tests.support import village
from tests.support.typing_in import type_text

HEAVY = ("sqlmodel", "sqlalchemy", "reportlab", "pypinyin", "typer", "alembic", "desktop.messages", "queue")
COSTLY = ("Qt", "QEvent", "QStyle", "QSizePolicy", "QMessageBox", "QFileDialog")  # Qt classes with many enums


def after_the_first_window(expression: str) -> str:
    """What an expression is worth in a process that has shown the unlock window and ended."""
    code = (
        "import sys, desktop.__main__; from desktop.app import measure_start; measure_start();"
        f"print({expression})"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def test_the_first_window_needs_nothing_heavy() -> None:
    assert after_the_first_window(f"[name for name in {HEAVY!r} if name in sys.modules]") == "[]"


def test_the_first_window_makes_no_costly_qt_class() -> None:
    made = "vars(sys.modules['PySide6.QtCore']) | vars(sys.modules['PySide6.QtWidgets'])"
    assert after_the_first_window(f"[name for name in {COSTLY!r} if name in {made}]") == "[]"
    assert after_the_first_window(f"'QLabel' in {made}") == "True"  # classes do show there once they are made


def test_qts_own_buttons_speak_chinese(qapp: QApplication) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"


@pytest.fixture
def session(qtbot: QtBot, branch_folder: Path) -> Any:
    made = Session(BranchFolder(branch_folder), village.still_clock(), "演示", Preferences())
    yield made
    made.close()


def test_the_right_passphrase_opens_the_window(qtbot: QtBot, session: Session) -> None:
    session.begin()
    window = session.window
    assert isinstance(window, UnlockWindow)
    window.line.setText(village.PASSPHRASE)
    qtbot.keyClick(window.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(session.window, MainWindow), timeout=15_000)
    assert isinstance(session.window, MainWindow)
    assert village.NAME in session.window.windowTitle()


def test_a_wrong_passphrase_is_told_and_may_be_typed_again(qtbot: QtBot, session: Session) -> None:
    session.begin()
    window = session.window
    assert isinstance(window, UnlockWindow)
    window.line.setText("不是这个口令啊")
    window.submit()
    assert not window.line.isEnabled()
    qtbot.waitUntil(window.line.isEnabled, timeout=15_000)
    assert "口令不对" in window.problem.label.text()
    assert window.line.isVisible()


def test_a_recovery_code_must_have_its_48_digits(qtbot: QtBot, session: Session) -> None:
    session.begin()
    window = session.window
    assert isinstance(window, UnlockWindow)
    window.use_recovery()
    window.line.setText("123456 123456")
    window.submit()
    assert "48" in window.problem.label.text()
    assert "12" in window.problem.label.text()


def test_caps_lock_is_hinted_at(qtbot: QtBot) -> None:
    window = UnlockWindow("x")
    qtbot.addWidget(window)
    window.show()
    shift, nothing = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for modifier, hint in ((shift, ""), (nothing, "大写锁定可能开着")):
        QApplication.sendEvent(window.line, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_B, modifier, "B"))
        assert window.hint.text() == hint


def test_the_passphrase_is_hidden_from_input_methods(qtbot: QtBot) -> None:
    window = UnlockWindow("x")
    qtbot.addWidget(window)
    hidden = Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText
    assert window.line.inputMethodHints() & hidden == hidden
    type_text(window.line, "")
    assert "输入法" in window.hint.text()


def test_the_first_start_offers_the_kinds_of_the_ledger() -> None:
    assert tuple((choice.code, choice.title) for choice in by_key("branch").field("kind").choices) == KINDS


def test_the_first_start_asks_for_what_is_missing_in_order(qtbot: QtBot) -> None:
    first = FirstStart("文件夹")
    qtbot.addWidget(first)
    wanted: list[Beginning] = []
    first.branch_wanted.connect(wanted.append)
    steps = (
        (lambda: None, "支部全称"),
        (lambda: first.name.setText("中共试溪村支部委员会"), "口令至少"),
        (lambda: first.passphrase.setText("四个不相干的词"), "不一样"),
        (lambda: first.again.setText("四个不相干的词"), "涉密"),
    )
    for act, sentence in steps:
        act()
        first.submit()
        assert sentence in first.problem.label.text()
    first.agreed.setChecked(True)
    first.submit()
    assert wanted == [Beginning("village", "中共试溪村支部委员会", "", "四个不相干的词")]


def test_a_second_start_calls_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SingleWindow(tmp_path), SingleWindow(tmp_path)
    assert not first.calls_first_window()
    first.listen()
    called: list[str] = []
    first.called.append(lambda: called.append("front"))
    assert second.calls_first_window()
    qtbot.waitUntil(lambda: called == ["front"])
    first.close()
    assert SingleWindow(tmp_path / "other").calls_first_window() is False


def test_a_crash_report_says_where_and_never_what_was_typed() -> None:
    try:
        raise ValueError("张三 330899195702041426")
    except ValueError as error:
        report = report_of(type(error), error, error.__traceback__)
    assert "ValueError" in report
    assert "test_app.py" in report
    assert "张三" not in report
    assert "330899" not in report


def test_an_unreadable_preferences_file_means_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "window.toml"
    path.write_bytes(b"\xff\xfe = [")
    preferences = Preferences(path)
    assert preferences.text("theme", "light") == "light"
    preferences.choose("columns.person", ("name", "age"))
    preferences.choose("theme", "dark")
    again = Preferences(path)
    assert again.text("theme") == "dark"
    assert again.texts("columns.person") == ("name", "age")


def test_a_first_start_in_a_synchronised_folder_is_warned(qtbot: QtBot, tmp_path: Path) -> None:
    first_session = Session(
        BranchFolder(tmp_path / "坚果云" / "支部"), village.still_clock(), "", Preferences()
    )
    first_session.begin()
    try:
        window = first_session.window
        assert isinstance(window, FirstStart)
        assert "本机硬盘" in window.problem.label.text()
    finally:
        first_session.close()


def opened(qtbot: QtBot, session: Session) -> MainWindow:
    session.begin(village.PASSPHRASE)
    qtbot.waitUntil(lambda: isinstance(session.window, MainWindow), timeout=15_000)
    assert isinstance(session.window, MainWindow)
    return session.window


def add_person(qtbot: QtBot, session: Session, name: str) -> None:
    done: list[object] = []
    window = session.window
    assert window is not None

    def work(branch: Any) -> object:
        return save(branch, by_key("person"), Draft({"name": name}))

    session.tasks.run_command(window, work, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=15_000)


def kinds_of_backups(folder: Path) -> list[str]:
    return [each.kind for each in stored_backups(folder / "backups")]


def test_leaving_makes_a_backup_where_something_has_changed(
    qtbot: QtBot, session: Session, branch_folder: Path
) -> None:
    opened(qtbot, session)
    add_person(qtbot, session, "新来的")
    session.close()
    assert kinds_of_backups(branch_folder) == ["exit"]


def test_after_hours_of_work_there_is_a_backup_without_asking(
    qtbot: QtBot, session: Session, branch_folder: Path
) -> None:
    opened(qtbot, session)
    add_person(qtbot, session, "新来的")
    session.back_up_now()
    qtbot.waitUntil(lambda: kinds_of_backups(branch_folder) == ["hours"], timeout=15_000)
    session.back_up_now()
    session.close()
    assert kinds_of_backups(branch_folder) == ["hours"], "nothing has changed since"


def test_what_was_noticed_at_opening_stands_above_the_pages_until_put_away(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "free_bytes", lambda root: 300_000_000)
    window = opened(qtbot, session)
    qtbot.waitUntil(window.notice.isVisible, timeout=15_000)
    assert "只剩 300 MB" in window.notice.label.text()
    window.notice.findChild(QPushButton).click()
    assert not window.notice.isVisible()


def test_the_first_start_offers_a_passphrase_in_sight(qtbot: QtBot) -> None:
    first = FirstStart("文件夹")
    qtbot.addWidget(first)
    first.offer()
    assert first.passphrase.text() == first.again.text() == first.passphrase.displayText()
    assert len(first.passphrase.text()) == 8
