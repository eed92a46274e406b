"""Every page of the window: nothing cut, reachable by keyboard, named, one primary button, and narrow enough."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from desktop.main_window import MainWindow
from desktop.pages import PAGES
from tests.support.typing_in import cut_texts, overlaps

KEYS = [spec.key for spec in PAGES if spec.key != "meeting"]
NARROW = 911  # 1366 at 150 %


@pytest.fixture
def window(qtbot, context):
    made = MainWindow(context)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


@pytest.mark.parametrize("key", KEYS)
def test_nothing_on_a_page_is_cut_or_lies_on_something_else(window, qtbot, key):
    window.go_to(key)
    qtbot.wait(1)
    assert cut_texts(window.page) == []
    assert overlaps(window.page) == []


@pytest.mark.parametrize("key", KEYS)
def test_a_page_has_at_most_one_primary_button(window, key):
    window.go_to(key)
    shown = [b for b in window.page.findChildren(QAbstractButton) if b.isVisible()]
    assert sum(button.property("kind") == "primary" for button in shown) <= 1


@pytest.mark.parametrize("key", KEYS)
def test_whatever_takes_input_has_a_name(window, key):
    window.go_to(key)
    for widget in window.page.findChildren(QWidget):
        if isinstance(widget, (QLineEdit, QPlainTextEdit, QComboBox)) and widget.isVisible():
            assert widget.accessibleName(), f"{type(widget).__name__} on {key}"
        if isinstance(widget, QAbstractButton) and widget.isVisible():
            assert widget.text() or widget.accessibleName(), f"{type(widget).__name__} on {key}"


@pytest.mark.parametrize("key", KEYS)
def test_a_page_fits_into_a_window_at_one_and_a_half_times_the_size(window, qtbot, key):
    window.go_to(key)
    window.resize(NARROW, 512)
    qtbot.wait(1)
    assert window.width() <= NARROW, f"{key} needs {window.page.minimumSizeHint().width()}"


def test_a_meeting_fits_too_and_its_side_panel_folds_under(window, qtbot):
    window.open_record("general_meeting", None)
    window.resize(NARROW, 512)
    qtbot.wait(1)
    assert window.width() <= NARROW
    form, card = window.page.form, window.page.form.attendance_card
    assert (
        card.mapTo(window.page, card.rect().topLeft()).y()
        > form.mapTo(window.page, form.rect().topLeft()).y()
    )
    assert cut_texts(window.page) == []


def test_links_between_pages_lead_somewhere():
    known = {spec.key for spec in PAGES}
    wanted = {"today", "duties", "doctor", "birthdays", "print_centre", "import", "rules", "about", "holiday"}
    assert wanted | {"recycle_bin", "person", "general_meeting"} <= known
