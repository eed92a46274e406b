"""The card of a person in the window: its blocks, its photo, and the verbs that begin something new for the person."""

import pytest
from PIL import Image
from PySide6.QtWidgets import QLabel, QPushButton

from db.changes import Draft
from desktop.pages.roster import RosterPage
from desktop.widgets.basic import Card


@pytest.fixture
def page(shown, context, rows):
    made = shown(RosterPage(context))
    made.open_card(next(row for row in rows("person") if row["name"] == "周国强").uid)
    return made


def blocks(page) -> dict[str, Card]:
    return {card.heading.text(): card for card in page.card.findChildren(Card)}


def press(card: Card, words: str) -> None:
    next(each for each in card.findChildren(QPushButton) if each.text() == words).click()


def test_a_block_begins_a_new_record_with_the_person_filled_in(page, wanted) -> None:
    asked = wanted(page)
    press(blocks(page)["走访慰问"], "登记")
    ((ledger, draft),) = asked
    assert ledger == "care_visit"
    assert isinstance(draft, Draft)
    assert draft.values["person"].name == "周国强"


def test_the_hours_of_the_year_stand_on_the_card(page) -> None:
    card = blocks(page)["2026年学时"]
    assert any("应达" in each.text() for each in card.findChildren(QLabel))


def test_a_photo_is_chosen_on_the_card_and_shown(page, person, tmp_path) -> None:
    path = tmp_path / "照片.jpg"
    Image.new("RGB", (900, 1200), (200, 30, 30)).save(path)
    assert page.card.photo_button.text() == "放照片"
    person.will_answer(path)
    page.card.photo_button.click()
    page.refresh()
    assert page.card.photo_button.text() == "换照片"
    shown = [each for each in page.card.findChildren(QLabel) if not each.pixmap().isNull()]
    assert [each.accessibleName() for each in shown] == ["周国强的照片"]


def test_closing_the_chooser_changes_nothing(page, person) -> None:
    person.will_answer(None)
    page.card.photo_button.click()
    assert page.card.photo_button.text() == "放照片"
