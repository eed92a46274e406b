"""A mistake of the program itself: what was typed is kept, one dialog says so, and nothing typed stands in the log."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QDialog

from desktop import messages
from desktop.crash_hook import install_excepthook


@pytest.fixture
def hooks() -> Iterator[None]:
    kept = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = kept


def mistake(text: str) -> None:
    try:
        raise ValueError(text)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)


@pytest.mark.expects_log
@pytest.mark.usefixtures("hooks", "qapp")
def test_drafts_are_kept_before_the_dialog_and_a_second_mistake_shows_no_second_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    happened: list[str] = []

    def shown(dialog: QDialog) -> None:
        happened.append("dialog")
        mistake("again 330899195702041426")
        dialog.deleteLater()

    monkeypatch.setattr(messages, "run_modal", shown)
    install_excepthook(lambda: happened.append("drafts"), lambda: None)

    with caplog.at_level(logging.ERROR):
        mistake("张三 330899195702041426")

    assert happened == ["drafts", "dialog"]
    assert "ValueError" in caplog.text
    assert "张三" not in caplog.text
    assert "330899" not in caplog.text

    mistake("a third, after the first was put away")
    assert happened == ["drafts", "dialog", "drafts", "dialog"]
