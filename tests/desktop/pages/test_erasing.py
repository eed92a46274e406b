"""Erasing a person for good: only with a reason and the name typed back, and then it is told what is left to do.
Records shown as one say so on the card."""

import pytest
from PySide6.QtWidgets import QPushButton

from db.exchange.doubles import unite
from db.exchange.erasing import erase_person
from db.ledgers import by_key
from db.services.queries import ListQuery, list_rows
from db.services.saving import remove
from desktop.dialogs.erase_dialog import EraseDialog
from desktop.dialogs.print_preview import PrintDialog
from desktop.pages.recycle_bin import RecycleBinPage
from desktop.pages.roster import RosterPage
from desktop.widgets.item_line import ItemLine
from tests.support.branches import full_member, save_new

PERSON = by_key("person")


@pytest.fixture
def roster(shown, pc):
    return shown(RosterPage(pc.context))


def _press(widget, word):
    next(each for each in widget.findChildren(QPushButton) if each.text() == word).click()


def _asked(page, uid):
    page.open_card(uid)
    _press(page.card.area.widget(), "彻底删除……")
    return page.findChild(EraseDialog)


def _type(dialog, reason, name):
    dialog.reason.set_value(reason)
    dialog.typed_name.set_value(name)
    dialog.typed_name.edited.emit()


def _names(pc):
    return {row.text("name") for row in pc.branch.rows("person")}


@pytest.mark.parametrize(("reason", "name"), [("", "曾淑"), ("本人要求", "曾叔"), ("本人要求", "")])
def test_nothing_is_erased_without_a_reason_and_the_name(roster, pc, reason, name):
    dialog = _asked(roster, full_member(pc.branch, "曾淑"))
    _type(dialog, reason, name)
    assert not dialog.erase_button.isEnabled()
    dialog.erase()
    assert "曾淑" in _names(pc)


def test_afterwards_the_places_that_still_hold_something_are_listed_and_can_be_printed(roster, pc, stick):
    uid = full_member(pc.branch, "曾淑")
    save_new(pc.branch, "document", title="关于曾淑同志的情况", kind="received")
    stick.put(pc.branch)
    dialog = _asked(roster, uid)
    _type(dialog, "本人要求", "曾淑")
    dialog.erase_button.click()
    assert "曾淑" not in _names(pc)
    assert dialog.stack.currentIndex() == 1
    told = [line.title.text() for line in dialog.lines.lines]
    assert any("关于曾淑同志的情况" in words for words in told)
    assert any("数据包" in words for words in told)
    dialog.print_button.click()
    assert dialog.findChild(PrintDialog).panel._title == "个人信息彻底删除后的处理清单"


def test_the_card_of_an_erased_person_closes(roster, pc):
    dialog = _asked(roster, full_member(pc.branch, "曾淑"))
    _type(dialog, "本人要求", "曾淑")
    dialog.erase_button.click()
    assert roster.stack.currentWidget() is not roster.card
    assert roster.title.text() == PERSON.title


def test_a_talk_with_an_erased_person_stays_on_the_other_ones_card(roster, pc):
    first, second = full_member(pc.branch, "曾淑"), full_member(pc.branch, "李想")
    save_new(pc.branch, "heart_talk", held_on="2026-05-01", initiator=second, partner=first)
    roster.open_card(second)
    words = [line.title.text() for line in roster.card.area.widget().findChildren(ItemLine)]
    assert "与曾淑谈心谈话" in words
    erase_person(pc.branch, first, "本人要求")
    roster.open_card(second)
    words = [line.title.text() for line in roster.card.area.widget().findChildren(ItemLine)]
    assert "谈心谈话，对方已不在名册" in words


def test_what_is_refused_is_said_and_stays_typed(roster, pc):
    uid = full_member(pc.branch, "曾淑")
    dialog = _asked(roster, uid)
    _type(dialog, "本人要求", "曾淑")
    erase_person(pc.branch, uid, "本人要求")
    dialog.erase_button.click()
    assert dialog.stack.currentIndex() == 0
    assert "彻底删除" in dialog.problem.label.text()
    assert dialog.reason.value() == "本人要求"


def test_only_one_person_at_a_time_is_erased_from_the_recycle_bin(shown, pc):
    first, second = full_member(pc.branch, "曾淑"), full_member(pc.branch, "李想")
    paper = save_new(pc.branch, "document", title="通知", kind="received")
    remove(pc.branch, by_key("document"), [paper])
    remove(pc.branch, PERSON, [first, second])
    page = shown(RecycleBinPage(pc.context))
    for row, (ledger, is_person) in enumerate((each.ledger, each.ledger == "person") for each in page._rows):
        page.table.clearSelection()
        page.table.selectRow(row)
        assert page.erase_button.isEnabled() is is_person, ledger
    page.table.selectAll()
    assert not page.erase_button.isEnabled()
    row = next(number for number, each in enumerate(page._rows) if each.uid == first)
    page.table.clearSelection()
    page.table.selectRow(row)
    page.erase_button.click()
    dialog = page.findChild(EraseDialog)
    _type(dialog, "误登记", "曾淑")
    dialog.erase_button.click()
    assert [each.title for each in page._rows if each.ledger == "person"] == ["李想"]
    assert [row.uid for row in list_rows(pc.branch, PERSON, ListQuery(removed=True))] == [second]


def test_the_card_says_that_it_shows_two_entries_and_they_can_be_separated(roster, pc, person):
    first, second = full_member(pc.branch, "区敏"), full_member(pc.branch, "区敏")
    unite(pc.branch, first, second)
    roster.open_card(min(first, second))
    line = next(
        each
        for each in roster.card.area.widget().findChildren(ItemLine)
        if each.title.text() == "由两条登记合成"
    )
    person.will_answer("分开")
    line.verbs[0].click()
    assert {row.uid for row in pc.branch.rows("person")} == {first, second}
    titles = [each.title.text() for each in roster.card.area.widget().findChildren(ItemLine)]
    assert "由两条登记合成" not in titles
