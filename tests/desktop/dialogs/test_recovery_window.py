"""The recovery in the window: offered before any ordinary view, and the way back into the books."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from db.backup.keeping import keep_backup
from db.paths import BranchFolder
from db.recovery.start_counter import count_start, unsteady_starts
from desktop.app import Session
from desktop.dialogs.recovery_window import RecoveryWindow
from desktop.dialogs.unlock_window import UnlockWindow
from desktop.main_window import MainWindow
from desktop.preferences import Preferences
from tests.support import village

PATIENCE_MS = 20_000


@pytest.fixture
def session(qtbot: QtBot, branch_folder: Path) -> Any:
    made = Session(BranchFolder(branch_folder), village.still_clock(), "", Preferences())
    yield made
    made.close()


@pytest.fixture
def damaged(branch_folder: Path) -> Path:
    """A branch with a backup and a spoiled page."""
    branch = village.open_copy(branch_folder)
    keep_backup(branch)
    branch.close()
    path = branch_folder / "branch.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return branch_folder


def waited_for(qtbot: QtBot, session: Session, kind: type) -> Any:
    qtbot.waitUntil(lambda: isinstance(session.window, kind), timeout=PATIENCE_MS)
    return session.window


def test_a_damaged_file_leads_to_the_recovery_which_looks_at_once(
    qtbot: QtBot, session: Session, damaged: Path
) -> None:
    session.begin(village.PASSPHRASE)
    window = waited_for(qtbot, session, RecoveryWindow)
    assert "损坏" in window.reason.label.text()
    qtbot.waitUntil(window.ways.isVisible, timeout=PATIENCE_MS)
    assert "最近一份完好的备份" in window.backup_line.note.text()


def test_the_backup_brings_the_books_back_and_opens_them(
    qtbot: QtBot, session: Session, damaged: Path, person: Any
) -> None:
    before = (damaged / "branch.db").read_bytes()
    session.begin(village.PASSPHRASE)
    window = waited_for(qtbot, session, RecoveryWindow)
    qtbot.waitUntil(window.ways.isVisible, timeout=PATIENCE_MS)
    person.will_answer("知道了")
    window.backup_line.verbs[1].click()
    waited_for(qtbot, session, MainWindow)
    assert "台账已经恢复" in person.heard[0]
    assert (damaged / "aside" / "0001" / "branch.db").read_bytes() == before


def test_another_backup_can_be_chosen(
    qtbot: QtBot, session: Session, damaged: Path, person: Any, tmp_path: Path
) -> None:
    (backup,) = (damaged / "backups").glob("0*-manual")
    moved = Path(shutil.move(backup, tmp_path / backup.name))
    session.begin(village.PASSPHRASE)
    window = waited_for(qtbot, session, RecoveryWindow)
    qtbot.waitUntil(window.ways.isVisible, timeout=PATIENCE_MS)
    assert "没有找到完好的备份" in window.backup_line.note.text()
    person.will_answer(moved, "知道了")
    window.backup_line.verbs[0].click()
    waited_for(qtbot, session, MainWindow)


def test_two_starts_that_went_down_at_once_lead_to_the_recovery(
    qtbot: QtBot, session: Session, branch_folder: Path
) -> None:
    folder = BranchFolder(branch_folder)
    count_start(folder)
    count_start(folder)
    session.begin()
    window = waited_for(qtbot, session, RecoveryWindow)
    assert "连续两次" in window.reason.label.text()
    window.line.setText(village.PASSPHRASE)
    window.look_button.click()
    qtbot.waitUntil(window.ways.isVisible, timeout=PATIENCE_MS)
    assert "没有查出坏的地方" in window.found.text()
    window.again_line.verbs[0].click()
    waited_for(qtbot, session, MainWindow)
    assert unsteady_starts(folder) == 3
    session.close()
    assert unsteady_starts(folder) == 0


def test_a_wrong_passphrase_is_told_in_the_recovery(qtbot: QtBot, session: Session) -> None:
    session.begin()
    unlock = session.window
    assert isinstance(unlock, UnlockWindow)
    unlock.repair.click()
    window = waited_for(qtbot, session, RecoveryWindow)
    window.line.setText("不是这个口令啊")
    window.look_button.click()
    qtbot.waitUntil(window.problem.isVisible, timeout=PATIENCE_MS)
    assert "口令不对" in window.problem.label.text()
    window.back_button.click()
    waited_for(qtbot, session, UnlockWindow)


def test_a_lost_log_is_asked_about_before_any_view(
    qtbot: QtBot, session: Session, branch_folder: Path, tmp_path: Path
) -> None:
    """Fault F19: what was saved last may be gone."""
    branch = village.open_copy(branch_folder)
    left_open = tmp_path / "left open.db"
    shutil.copyfile(branch_folder / "branch.db", left_open)
    branch.close()
    shutil.copyfile(left_open, branch_folder / "branch.db")
    BranchFolder(branch_folder).in_profile.joinpath("place.json").unlink()
    session.begin(village.PASSPHRASE)
    window = waited_for(qtbot, session, RecoveryWindow)
    assert "日志文件" in window.reason.label.text()
    qtbot.waitUntil(window.ways.isVisible, timeout=PATIENCE_MS)
    window.again_line.verbs[0].click()
    main = waited_for(qtbot, session, MainWindow)
    qtbot.waitUntil(main.notice.isVisible, timeout=PATIENCE_MS)
    assert "日志文件" in main.notice.label.text()
