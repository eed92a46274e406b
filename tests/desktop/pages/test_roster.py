"""The roster as of a day, its chips, and one person's card."""

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel

from db.changes import Draft
from db.ledgers import by_key
from db.services import saving
from db.services.trail import read_trail
from desktop.pages.roster import RosterPage
from desktop.widgets.item_line import ItemLine


@pytest.fixture
def page(shown, context):
    return shown(RosterPage(context))


def _save(context, page, name, values, rows):
    row = next(row for row in rows("person") if row["name"] == name)
    draft = Draft(values, row.uid)
    context.tasks.run_command(page, lambda branch: saving.save(branch, by_key("person"), draft))
    return row.uid


def _count(page, view):
    return next((chip.text() for (key, value), chip in page.facets._chips.items() if value == view), "")


def _names(page):
    return [page.model.data(page.model.index(row, 0)) for row in range(page.model.rowCount())]


def test_the_chips_count_members_as_of_the_day(page):
    assert _count(page, "members") == "在册党员 6"
    assert _count(page, "full") == "正式 5"
    assert _count(page, "probationary") == "预备 1"
    page.choose_day(date(2026, 1, 1))
    assert _count(page, "members") == "在册党员 5"
    assert _count(page, "probationary") == ""


def test_a_chip_shows_only_the_people_it_counts(page):
    page.facets.toggle("view", "probationary")
    assert _names(page) == ["汪树生"]


def test_who_left_later_still_counts_on_the_day_before(page, context, rows):
    values = {"roll_status": "transferred_out", "roll_status_since": "2026-06-01"}
    _save(context, page, "叶子涵", values, rows)
    assert _count(page, "members") == "在册党员 5"
    page.choose_day(date(2026, 5, 31))
    assert _count(page, "members") == "在册党员 6"


def test_fifty_years_of_standing_have_a_chip(page, context, rows):
    _save(context, page, "方桂𬭛", {"admitted_on": "1975-06-01", "promoted_on": None}, rows)
    assert _count(page, "fifty") == "50年以上 1"
    page.facets.toggle("view", "fifty")
    assert _names(page) == ["方桂𬭛"]


def test_enter_opens_the_card_and_the_way_back_leads_to_the_list(page, rows):
    uid = page.model.uid_at(0)
    page.table.opened.emit(uid)
    assert page.stack.currentWidget() is page.card
    assert not page.new_button.isVisible()
    page.card.back_button.click()
    assert page.stack.currentIndex() == 0
    assert page.new_button.isVisible()


def test_the_card_tells_the_meetings_of_a_year_and_how_many_were_attended(page, rows):
    page.open_card(next(row for row in rows("person") if row["name"] == "叶子涵").uid)
    words = [line.title.text() for line in page.card.findChildren(ItemLine)]
    assert sum("支部党员大会" in text for text in words) == 4
    labels = [label.text() for label in page.card.findChildren(QLabel)]
    assert "应到 4 次，到会 4 次" in labels


def test_numbers_stay_masked_until_a_reason_is_given_and_are_hidden_again(page, context, rows, person):
    uid = _save(context, page, "叶子涵", {"id_number": "330899199210300046", "phone": "13812345678"}, rows)
    page.open_card(uid)
    assert "330899********0046" in _texts(page.card)
    assert "13812345678" not in _texts(page.card)
    person.will_answer("核对本人证件")
    page.card.reveal_button.click()
    assert "330899199210300046" in _texts(page.card)
    page.card._hiding.timeout.emit()
    assert "330899199210300046" not in _texts(page.card)


def test_refusing_to_say_why_shows_nothing(page, context, rows, person):
    uid = _save(context, page, "叶子涵", {"phone": "13812345678"}, rows)
    page.open_card(uid)
    person.will_answer("不看了")
    page.card.reveal_button.click()
    assert "13812345678" not in _texts(page.card)


def test_changing_a_person_goes_through_the_form(page, rows, wanted):
    asked = wanted(page)
    uid = page.model.uid_at(0)
    page.open_card(uid)
    page.card.edit_button.click()
    assert asked == [("person", uid)]


def test_the_history_tells_since_when(page, context, rows):
    values = {"roll_status": "transferred_out", "roll_status_since": "2026-06-01"}
    page.open_card(_save(context, page, "叶子涵", values, rows))
    lines = [line.accessibleName() for line in page.card.findChildren(ItemLine)]
    assert "已转出，2026-06-01" in lines


def _texts(card):
    return [label.text() for label in card.area.widget().findChildren(QLabel)]


def test_a_look_at_whole_numbers_is_in_the_trail(page, context, rows, person):
    uid = _save(context, page, "叶子涵", {"phone": "13812345678"}, rows)
    page.open_card(uid)
    person.will_answer("转接组织关系")
    page.card.reveal_button.click()
    found = []
    context.tasks.run_query(page, lambda branch: read_trail(branch)[0], found.append)
    assert (found[0].action, found[0].object, found[0].reason) == (
        "view_full",
        f"person:{uid}",
        "转接组织关系",
    )


def test_whole_numbers_are_exported_after_a_reason_and_a_second_question(
    page, context, rows, person, tmp_path
):
    _save(context, page, "叶子涵", {"phone": "13812345678"}, rows)
    person.will_answer("填写上级表格", "取消")
    page.export_full()
    person.will_answer("填写上级表格", "导出完整号码", tmp_path / "名册.csv")
    page.export_full()
    text = (tmp_path / "名册.csv").read_text("utf-8-sig")
    assert "13812345678" in text
    assert "填写上级表格" in text
    person.will_answer(tmp_path / "遮盖.csv")
    page.export()
    assert "13812345678" not in (tmp_path / "遮盖.csv").read_text("utf-8-sig")


def test_a_roster_with_whole_numbers_is_previewed_after_a_reason_and_a_second_question(
    page, context, rows, person
):
    _save(context, page, "叶子涵", {"phone": "13812345678"}, rows)
    person.will_answer("填写上级表格", "打印完整号码")
    page.print_full("roster", "党员花名册")
    found = []
    context.tasks.run_query(page, lambda branch: read_trail(branch, action="print"), found.append)
    assert [(each.fields, each.reason) for each in found[0]] == [("6人，完整号码", "填写上级表格")]
