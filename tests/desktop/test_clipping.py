"""The clipboard after a whole number was copied."""

from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.clipping import ClipboardKeeper

NUMBER = "330899198901248774"
OURS = [True]


@pytest.fixture
def keeper(qapp: QApplication) -> Any:
    owner = QObject()
    made = ClipboardKeeper(QGuiApplication.clipboard(), owner, lambda: OURS[0])  # offscreen, nobody owns it
    yield made
    OURS[0] = True
    QGuiApplication.clipboard().clear()
    owner.deleteLater()


def copied() -> str:
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize("text", [NUMBER, "13812345678", f"曾淑，{NUMBER}，电话 138 1234 5678"])
def test_a_whole_number_is_cleared_when_its_time_is_over(keeper: ClipboardKeeper, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    assert keeper.holds_number
    assert keeper._timer.isActive()
    assert keeper._timer.interval() == 30_000
    assert copied() == text
    keeper._timer.timeout.emit()
    assert copied() == ""
    assert not keeper.holds_number


@pytest.mark.parametrize("text", ["330899********8774", "曾淑", "2026-11-22", "第12345678901234567890号"])
def test_what_is_no_whole_number_stays(keeper: ClipboardKeeper, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    assert not keeper.holds_number
    keeper.clear()
    assert copied() == text


def test_what_was_copied_since_stays(keeper: ClipboardKeeper) -> None:
    QGuiApplication.clipboard().setText(NUMBER)
    QGuiApplication.clipboard().setText("会议地点")
    keeper._timer.timeout.emit()
    assert copied() == "会议地点"


def test_another_number_has_half_a_minute_of_its_own(keeper: ClipboardKeeper) -> None:
    QGuiApplication.clipboard().setText(NUMBER)
    QGuiApplication.clipboard().setText("13812345678")
    assert keeper.holds_number
    keeper._timer.timeout.emit()
    assert copied() == ""


def test_histories_and_clouds_are_asked_to_leave_it(keeper: ClipboardKeeper) -> None:
    QGuiApplication.clipboard().setText(NUMBER)
    formats = " ".join(QGuiApplication.clipboard().mimeData().formats())
    for mark in (
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanUploadToCloudClipboard",
        "x-kde-passwordManagerHint",
    ):
        assert mark in formats


def test_what_is_no_text_is_left_alone(keeper: ClipboardKeeper) -> None:
    content = QMimeData()
    content.setData("application/x-thing", b"1")
    QGuiApplication.clipboard().setMimeData(content)
    assert not keeper.holds_number


def test_what_another_program_copied_is_none_of_our_business(keeper: ClipboardKeeper) -> None:
    OURS[0] = False
    QGuiApplication.clipboard().setText(NUMBER)
    assert not keeper.holds_number
    keeper.clear()
    assert copied() == NUMBER


def test_what_another_program_took_over_since_stays(keeper: ClipboardKeeper) -> None:
    QGuiApplication.clipboard().setText(NUMBER)
    OURS[0] = False
    keeper._timer.timeout.emit()
    assert copied() == NUMBER
