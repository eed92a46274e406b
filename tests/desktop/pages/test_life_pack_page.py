"""组织生活会材料 in the window: a card for each part, each leading to where it is written down."""

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from db.changes import Draft
from db.ledgers import by_key
from db.services.saving import save
from desktop.pages.life_pack_page import LifePackPage
from desktop.pages.page import PageContext
from tests.support.typing_in import cut_texts, overlaps


@pytest.fixture
def meeting(context: PageContext, qtbot: QtBot) -> str:
    """A life meeting of this year with opinions, one of which is all there is."""
    found: list[str] = []
    values = {
        "held_on": "2026-02-10",
        "topic": "组织生活会",
        "opinions": [{"words": "开会时间太长", "way": "sheet"}],
    }

    def work(branch: Any) -> str:
        return save(branch, by_key("life_meeting"), Draft(values)).uids[0]

    owner = QLabel()
    qtbot.addWidget(owner)
    context.tasks.run_command(owner, work, found.append)
    return found[0]


def shown(qtbot: QtBot, context: PageContext) -> LifePackPage:
    page = LifePackPage(context)
    qtbot.addWidget(page)
    page.resize(1158, 768)
    with qtbot.waitExposed(page):
        page.show()
    return page


def words(page: LifePackPage) -> str:
    return "\n".join(each.text() for each in page._cards.findChildren(QLabel) if each.isVisible())


def press(page: LifePackPage, text: str, place: int = 0) -> None:
    found = [
        each for each in page._cards.findChildren(QPushButton) if each.text() == text and each.isVisible()
    ]
    found[place].click()


def test_the_newest_meeting_is_shown_with_what_is_missing(
    qtbot: QtBot, context: PageContext, meeting: str
) -> None:
    page = shown(qtbot, context)
    page.meetings.setCurrentIndex(page.meetings.findData(meeting))
    page._show_pack()
    assert "1 条" in words(page)
    assert "征求意见" in words(page)
    assert page.subtitle.text() == "6 样材料，还有 5 样不齐"
    assert cut_texts(page) == []
    assert overlaps(page) == []


def test_an_item_begins_with_its_meeting(qtbot: QtBot, context: PageContext, meeting: str) -> None:
    page = shown(qtbot, context)
    page.meetings.setCurrentIndex(page.meetings.findData(meeting))
    page._show_pack()
    with qtbot.waitSignal(page.record_wanted) as wanted:
        press(page, "登记一条")
    ledger, draft = wanted.args
    assert (ledger, draft.values["found_on"], draft.values["meeting"].uid) == (
        "rectification",
        "2026-02-10",
        meeting,
    )


def test_the_record_of_the_meeting_is_opened(qtbot: QtBot, context: PageContext, meeting: str) -> None:
    page = shown(qtbot, context)
    page.meetings.setCurrentIndex(page.meetings.findData(meeting))
    page._show_pack()
    with qtbot.waitSignal(page.record_wanted) as wanted:
        press(page, "去登记")
    assert wanted.args == ["life_meeting", meeting]


def test_an_appraisal_begins_with_the_day_of_its_meeting(
    qtbot: QtBot, context: PageContext, meeting: str
) -> None:
    page = shown(qtbot, context)
    page.meetings.setCurrentIndex(page.meetings.findData(meeting))
    page._show_pack()
    with qtbot.waitSignal(page.record_wanted) as wanted:
        press(page, "登记评议")
    assert wanted.args[1].values["held_on"] == "2026-02-10"


def test_the_papers_of_the_meeting_are_offered(qtbot: QtBot, context: PageContext, meeting: str) -> None:
    page = shown(qtbot, context)
    page._fill_prints()
    titles = [action.text() for action in page.print_button.menu().actions()]
    assert titles == ["征求意见汇总表", "批评与自我批评记录", "整改清单"]
