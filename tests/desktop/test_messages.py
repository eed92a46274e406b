"""What the program says: three parts, a verb on each button, a way back."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from db.errors import LedgerError
from desktop import messages


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(800, 600)
    qtbot.addWidget(made)
    made.show()
    return made


def test_an_error_tells_what_happened_what_was_kept_and_what_to_do(window: QWidget, person: Any) -> None:
    person.will_answer("知道了")
    messages.show(window, LedgerError("x", "磁盘满了", "原有记录未变", "请清理后重试"))
    assert [part in person.heard[0] for part in ("磁盘满了", "原有记录未变", "请清理后重试")] == [True] * 3


@pytest.mark.parametrize(("answer", "wanted"), [("移除", True), ("取消", False), (None, False)])
def test_a_question_carries_its_verb_and_closing_means_no(
    window: QWidget, person: Any, answer: str | None, wanted: bool
) -> None:
    person.will_answer(answer)
    assert messages.ask(window, "移除这条记录？", yes="移除") is wanted


def test_a_file_to_write_gets_the_proposed_ending(window: QWidget, person: Any, tmp_path: Path) -> None:
    person.will_answer(tmp_path / "名册.xlsx", None)
    assert (
        messages.choose_target(window, "导出", "名册.xlsx", messages.SPREADSHEET_FILTER)
        == tmp_path / "名册.xlsx"
    )
    assert messages.choose_target(window, "导出", "名册.xlsx", messages.SPREADSHEET_FILTER) is None


def test_choosing_another_kind_of_file_changes_the_ending(
    window: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    def choose_csv(dialog: QFileDialog) -> int:
        dialog.filterSelected.emit(dialog.nameFilters()[1])
        (typed,) = dialog.selectedFiles()
        assert Path(typed).name == "名册.csv"
        dialog.accept()
        return 1

    monkeypatch.setattr(messages, "run_modal", choose_csv)
    target = messages.choose_target(window, "导出", "名册.xlsx", messages.SPREADSHEET_FILTER)
    assert target is not None
    assert target.name == "名册.csv"


def test_a_toast_acts_once_and_goes_away(qtbot: QtBot, window: QWidget) -> None:
    done: list[int] = []
    note = messages.toast(window, "已移到回收站", "撤销", lambda: done.append(1))
    assert note.isVisible()
    qtbot.mouseClick(note.button, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert not note.isVisible()


def test_a_new_toast_takes_the_place_of_the_old_one(window: QWidget) -> None:
    first = messages.toast(window, "一")
    second = messages.toast(window, "二")
    assert not first.isVisible()
    assert second.isVisible()
    assert window.rect().contains(second.geometry())
