"""Dialogs into which something is typed: leaving them asks, and the lock loses nothing."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop import messages
from desktop.dialogs.answer_dialog import AnswerDialog, ask_for_answer
from desktop.dialogs.sign_in_paste import PasteDialog
from tests.support.typing_in import type_text

ANSWERS = (("explained", "作说明", "情况属实"), ("accepted", "认可", "问题属实"))
REASON = "台风停电，改到次日补开"


@pytest.fixture
def dialog(qtbot: QtBot) -> AnswerDialog:
    made = AnswerDialog("九月支委会没有记录", ANSWERS)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_leaving_a_typed_reason_asks_and_keeps_it(qtbot: QtBot, dialog: AnswerDialog, person: Any) -> None:
    type_text(dialog.reason.targets()[0], REASON)
    person.will_answer("继续填写")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.answer[1] == REASON
    person.will_answer("不保存")
    dialog.close()
    assert not dialog.isVisible()


def test_an_untouched_dialog_closes_without_a_question(qtbot: QtBot, dialog: AnswerDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_pasted_list_is_not_dropped_by_a_wrong_key(qtbot: QtBot, person: Any) -> None:
    dialog = PasteDialog(())
    qtbot.addWidget(dialog)
    dialog.show()
    type_text(dialog.text.targets()[0], "1. 张三\n2. 李四 请假")
    person.will_answer("继续填写", "不保存")
    dialog.reject()
    assert dialog.isVisible()
    dialog.reject()
    assert not dialog.isVisible()


def test_a_reason_broken_off_by_the_lock_stands_there_again(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    found: list[str] = []

    def locked(box: QDialog) -> int:
        assert isinstance(box, AnswerDialog)
        found.append(box.answer[1])
        if not box.answer[1]:
            type_text(box.reason.targets()[0], REASON)
            box.choices["accepted"].setChecked(True)
            box.done(QDialog.DialogCode.Rejected)  # as the lock does
            return QDialog.DialogCode.Rejected
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(messages, "run_modal", locked)
    assert ask_for_answer(parent, "九月支委会没有记录", ANSWERS) is None
    assert ask_for_answer(parent, "九月支委会没有记录", ANSWERS) == ("accepted", REASON)
    assert found == ["", REASON]
