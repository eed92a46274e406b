"""A form whose saving the disk refuses keeps all that was typed, and saves once there is room (F10)."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.ledgers import by_key
from db.services import queries
from desktop.dialogs.record_dialog import RecordDialog
from desktop.pages.page import PageContext
from tests.support.typing_in import type_text

DOCUMENT = by_key("document")


@contextmanager
def no_room() -> Iterator[None]:
    """No file may grow, as if the disk were full."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_a_full_disk_leaves_the_form_open_with_everything_in_it(
    qtbot: QtBot, context: PageContext, person: Any
) -> None:
    dialog = RecordDialog(context.tasks, context.today, DOCUMENT, None)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.form is not None
    line = dialog.form.fields["title"].editor.targets()[0]
    type_text(line, "关于修路的通知")
    person.will_answer("知道了")
    with no_room():
        qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "磁盘" in person.heard[-1]
    assert dialog.isVisible()
    assert line.text() == "关于修路的通知"
    with qtbot.waitSignal(dialog.record_saved) as saved:
        qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (uid,) = saved.args[0].of("document")
    found: list[Any] = []
    context.tasks.run_query(dialog, lambda branch: queries.get_row(branch, DOCUMENT, uid), found.append)
    assert found[0].text("title") == "关于修路的通知"
