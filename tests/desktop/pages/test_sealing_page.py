"""The page of sealed years: gaps first, a year closed after a yes, reopened with a reason."""

from datetime import date

import pytest

from desktop.pages import sealing_page
from desktop.pages.sealing_page import SealingPage


@pytest.fixture
def page(qtbot, context) -> SealingPage:
    made = SealingPage(context)
    qtbot.addWidget(made)
    made.show()
    return made


def add_meeting(context, held_on: str) -> None:
    from db.changes import Draft
    from db.ledgers import by_key
    from db.services.saving import save

    def work(branch):
        return save(branch, by_key("general_meeting"), Draft({"held_on": held_on, "topic": "学习"}))

    context.tasks.run_command(sealing_page.QWidget(), work)


def test_last_year_is_offered_with_what_is_open(page: SealingPage) -> None:
    assert page.year == date(2026, 11, 22).year - 1
    assert page.gaps.lines or page.no_gaps.isVisible()
    assert page.seal_button.isEnabled()
    assert not page.reopen_button.isVisible()


def test_a_year_is_sealed_after_a_yes_and_its_records_are_closed(page: SealingPage, context, person) -> None:
    person.will_answer("取消")
    page.seal_button.click()
    assert "没有封存" in page.standing.text()
    person.will_answer("封存")
    page.seal_button.click()
    assert "内容与封存时一致" in page.standing.text()
    assert not page.seal_button.isEnabled()
    person.will_answer("知道了")
    add_meeting(context, "2025-03-05")
    assert "2025年度已经封存" in person.heard[-1]


def test_reopening_asks_for_a_reason_and_shows_it(page: SealingPage, context, person, monkeypatch) -> None:
    person.will_answer("封存")
    page.seal_button.click()
    monkeypatch.setattr(sealing_page, "ask_for_answer", lambda *_: ("reopened", "实到人数写错"))
    page.reopen_button.click()
    assert "理由：实到人数写错" in page.standing.text()
    add_meeting(context, "2025-03-05")
    assert "1 条" in page.counts.text()


def test_this_year_is_refused_in_a_sentence(page: SealingPage, person) -> None:
    page.years.setCurrentIndex(0)
    page.refresh()
    person.will_answer("封存", "知道了")
    page.seal_button.click()
    assert "还没有过完" in person.heard[-1]
