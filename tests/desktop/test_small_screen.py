"""A screen of 1366×768 at 150 %: 910×512 for the window. Nothing lies on another thing, nothing is out of sight."""

from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from db.changes import Draft
from db.ledgers import LEDGERS, by_key
from db.services import saving
from desktop import messages
from desktop.main_window import MainWindow
from desktop.pages import PAGES
from desktop.pages.page import PageContext
from tests.support.typing_in import cut_texts, overlaps

WIDTH, HEIGHT = 910, 512


@pytest.fixture
def window(qtbot: QtBot, context: PageContext) -> MainWindow:
    made = MainWindow(context)
    qtbot.addWidget(made)
    made.resize(WIDTH, HEIGHT)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_no_page_is_wider_than_the_window_or_lays_things_on_each_other(
    qtbot: QtBot, window: MainWindow
) -> None:
    for spec in PAGES:
        window.go_to(spec.key)

        def settled(key: str = spec.key) -> None:
            assert (key, cut_texts(window.page)) == (key, [])
            assert (key, overlaps(window.page)) == (key, [])

        qtbot.waitUntil(lambda check=settled: check() is None)  # type: ignore[misc]
        assert (window.width(), window.height()) == (WIDTH, HEIGHT), spec.key


def test_the_open_page_is_in_sight_in_the_bar(window: MainWindow) -> None:
    for spec in (spec for spec in PAGES if spec.section):
        window.go_to(spec.key)
        entry = window.bar._pages.get(spec.key) or window.bar._sections[spec.section]
        assert entry.visibleRegion().boundingRect().height() == entry.height(), spec.title


def test_choosing_a_section_shows_the_pages_that_unfold(window: MainWindow) -> None:
    section = window.bar._sections["台账与迎检"]
    section.click()
    pages = [page for page in window.bar._pages.values() if page.isVisibleTo(window.bar)]
    assert len(pages) > 3
    shown = [page.visibleRegion().boundingRect().height() for page in (section, *pages)]
    assert shown == [page.height() for page in (section, *pages)]


def test_no_form_is_larger_than_the_window(window: MainWindow) -> None:
    for spec in LEDGERS:
        if not spec.meeting:
            window.open_record(spec.key, None)
            dialog: Any = window.dialogs[0]
            dialog.title.setText("关于" + "很长的题名" * 12)
            dialog.layout().activate()
            assert dialog.width() <= WIDTH, spec.key
            assert dialog.height() <= HEIGHT, spec.key
            dialog.reject()


def test_the_keyboard_begins_in_the_work_not_at_the_print_button(window: MainWindow) -> None:
    window.go_to("doctor")
    at_top = [made for made in window.page.findChildren(QPushButton) if made.text() == "打印"]
    assert at_top
    assert window.focusWidget() not in (None, *at_top)


def test_the_file_of_one_person_does_not_widen_the_window(qtbot: QtBot, window: MainWindow) -> None:
    found: list[str] = []
    window.context.tasks.run_command(
        window,
        lambda branch: saving.save(branch, by_key("admission"), Draft({"person": "方桂𬭛"})),
        lambda changes: found.extend(changes.of("admission")),
    )
    window.go_to("admission")
    page: Any = window.page
    page.open_file(found[0])
    qtbot.waitUntil(page.step_button.isVisible)
    assert window.width() == WIDTH
    for action in (page.back_button, page.print_button, page.edit_button, page.step_button):
        assert page.rect().contains(action.geometry()), action.text()


def test_a_question_stands_beside_its_picture(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: list[QDialog] = []

    def look(box: QDialog) -> int:
        box.show()
        picture, text = (
            box.findChild(QLabel, name) for name in ("qt_msgboxex_icon_label", "qt_msgbox_label")
        )
        assert picture is not None
        assert text is not None
        assert text.x() - picture.x() < 80
        boxes.append(box)
        return 0

    monkeypatch.setattr(messages, "run_modal", look)
    assert not messages.ask(None, "封存 2025 年度？", "还有 65 件事没有办结。", yes="封存")
    for box in boxes:
        qtbot.addWidget(box)
    assert boxes
