"""换届一览 in the window: steps, a count with its outcome while one types, a second round, officers and vacancies."""

import gc
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from db.changes import Draft
from db.ledgers import by_key
from db.services import saving
from desktop.main_window import MainWindow
from desktop.pages.elections_page import ElectionsPage
from desktop.widgets.basic import label
from tests.support.typing_in import cut_texts, type_text

CANDIDATES = ("周国强", "方桂𬭛", "叶子涵")


def write(context: Any, key: str, **values: Any) -> str:
    found: list[Any] = []
    context.tasks.run_command(
        label(""), lambda branch: saving.save(branch, by_key(key), Draft(values)), found.append
    )
    return str(next(iter(found[0].of(key))))


@pytest.fixture
def page(shown: Any, context: Any) -> ElectionsPage:
    write(context, "term", elected_on="2023-11-30", years=3)
    return shown(ElectionsPage(context))


def planned(context: Any, **more: Any) -> str:
    values = {"held_on": "2026-11-20", "seats": 2, "candidates": list(CANDIDATES)}
    return write(context, "election", **{**values, **more})


def enter(editor: Any, value: object) -> None:
    editor.line.clear()
    type_text(editor.line, str(value))


def texts(page: ElectionsPage) -> str:
    QTest.qWait(1)  # what was just built is shown with the next events
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisibleTo(page))


def press(page: ElectionsPage, text: str) -> None:
    next(
        each for each in page.findChildren(QPushButton) if each.text() == text and each.isVisibleTo(page)
    ).click()


def test_the_coming_election_shows_its_steps_and_offers_to_record_it(
    page: ElectionsPage, wanted: Any, context: Any
) -> None:
    assert "2026年11月30日届满" in page.subtitle.text()
    assert "换届选举请示" in texts(page)
    assert "逾期" in texts(page)
    asked = wanted(page)
    page.new_button.click()
    ((ledger, draft),) = asked
    assert (ledger, draft.values["occasion"]) == ("election", "term")
    assert not page.count_button.isVisible()
    assert cut_texts(page) == []


def test_a_count_is_judged_while_it_is_typed_and_then_saved(page: ElectionsPage, context: Any) -> None:
    planned(context)
    page.count_button.click()
    dialog = page.dialog
    voters = int("".join(each for each in dialog.law.text().split("人")[0] if each.isdigit()))
    for key in ("present", "ballots_issued", "ballots_returned", "ballots_valid"):
        enter(dialog.counts[key].editor, voters)
    for (_person, editors), count in zip(dialog.votes.values(), (voters, voters - 1, 1), strict=True):
        enter(editors["for"], count)
        enter(editors["against"], voters - count)
    assert "当选：周国强、方桂𬭛" in dialog.winners.text()
    told = "\n".join(each.text() for each in dialog.findChildren(QLabel))
    assert "差额" in told
    dialog.save()
    assert f"赞成 {voters}" in texts(page)
    assert "还没有登记任职" in texts(page)


def test_a_count_that_cannot_be_stays_typed_and_is_told(page: ElectionsPage, context: Any) -> None:
    planned(context)
    page.count_button.click()
    dialog = page.dialog
    enter(dialog.counts["present"].editor, 3)
    enter(dialog.counts["ballots_issued"].editor, 4)
    dialog.save()
    assert "发出选票4张，多于实到会有选举权的3人" in dialog.refusal.label.text()
    assert dialog.isVisible()
    assert dialog.counts["ballots_issued"].editor.value() == 4
    enter(dialog.counts["ballots_valid"].editor, "三张")
    dialog.save()
    assert "应填整数" in dialog.refusal.label.text()


def test_a_second_round_takes_over_who_may_stand_again(
    page: ElectionsPage, context: Any, wanted: Any
) -> None:
    planned(context)
    page.count_button.click()
    voters = int("".join(each for each in page.dialog.law.text().split("人")[0] if each.isdigit()))
    page.dialog.reject()
    counts = dict.fromkeys(("present", "ballots_issued", "ballots_returned", "ballots_valid"), voters)
    votes = [
        {"person": "周国强", "for": voters},
        {"person": "方桂𬭛", "for": 1},
        {"person": "叶子涵", "for": 1},
    ]
    uid = planned(context, held_on="2026-11-21", votes=votes, **counts)
    page.choose(uid)
    asked = wanted(page)
    page.second_button.click()
    ((ledger, draft),) = asked
    assert (ledger, draft.values["is_second"], draft.values["seats"]) == ("election", True, 1)
    assert [each.name for each in draft.values["candidates"]] == ["方桂𬭛", "叶子涵"]


def test_officers_posts_and_vacancies_lead_to_their_forms(
    page: ElectionsPage, context: Any, wanted: Any
) -> None:
    planned(context)
    page.count_button.click()
    voters = int("".join(each for each in page.dialog.law.text().split("人")[0] if each.isdigit()))
    page.dialog.reject()
    counts = dict.fromkeys(("present", "ballots_issued", "ballots_returned", "ballots_valid"), voters)
    votes = [{"person": "周国强", "for": voters}, {"person": "方桂𬭛", "for": voters}]
    page.choose(planned(context, held_on="2026-11-21", votes=votes, **counts))
    assert "新选出的支部委员会全体会议选举" in texts(page)
    asked = wanted(page)
    press(page, "登记任职")
    press(page, "记第一次支委会")
    press(page, "登记补选")
    assert [ledger for ledger, _draft in asked] == ["post", "committee_meeting", "election"]
    assert asked[0][1].values["person"].name == "周国强"
    assert [item["title"] for item in asked[1][1].values["agenda"]] == ["选举支部书记", "支部委员会成员分工"]
    assert asked[2][1].values["occasion"] == "by_election"


def test_the_papers_of_an_election_are_offered_after_the_page_was_left_too(qtbot: Any, context: Any) -> None:
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    write(context, "term", elected_on="2023-11-30", years=3)
    window.go_to("elections")
    page: Any = window.page
    assert not page.print_button.menu().actions()[0].isEnabled()
    window.go_to("duties")
    gc.collect()
    planned(context)
    window.go_to("elections")
    assert page.print_button.menu().actions()[0].isEnabled()
