"""Nothing flashes up beside the window: a part is shown only when it stands in its place."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWidget
from pytestqt.qtbot import QtBot

from db.ledgers import LEDGERS
from desktop.main_window import MainWindow
from desktop.pages import PAGES
from desktop.pages.page import PageContext


class Watcher(QObject):
    """Notes every widget that appears as a window of its own, other than windows, dialogs and menus."""

    def __init__(self) -> None:
        super().__init__()
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() != QEvent.Type.Show or not isinstance(watched, QWidget):
            return False
        if watched.isWindow() and not isinstance(watched, (QMainWindow, QDialog, QMenu)):
            text = getattr(watched, "text", None)
            self.strays.append(f"{type(watched).__name__} {text() if callable(text) else ''}")
        return False


@pytest.fixture
def strays(qapp: QApplication) -> Iterator[list[str]]:
    watcher = Watcher()
    qapp.installEventFilter(watcher)
    yield watcher.strays
    qapp.removeEventFilter(watcher)


def test_no_page_flashes_a_part_of_itself_as_a_window(
    qtbot: QtBot, context: PageContext, strays: list[str]
) -> None:
    window = MainWindow(context)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    for spec in PAGES:
        window.go_to(spec.key)
    assert strays == []


def test_no_form_flashes_a_part_of_itself_as_a_window(
    qtbot: QtBot, context: PageContext, strays: list[str]
) -> None:
    window = MainWindow(context)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    for spec in LEDGERS:
        if not spec.meeting:
            window.open_record(spec.key, None)
            window.dialogs[0].reject()
    assert window.dialogs == []
    assert strays == []


def test_what_a_search_finds_does_not_flash_either(
    qtbot: QtBot, context: PageContext, strays: list[str]
) -> None:
    window = MainWindow(context)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.search.setText("会")
    window.search.search_now()
    assert window.results.list.count() > 0
    assert strays == []
