"""个人信息 in the window: the tables of the page, its papers, and the extract from a person's card."""

import json

import pytest

from db.exchange.doubles import unite
from db.ledgers import by_key
from db.services.exporting import export_ledger
from db.services.trail import read_trail
from desktop.dialogs.extract_dialog import ExtractDialog
from desktop.dialogs.print_preview import PrintDialog
from desktop.pages.privacy_page import PRINTS, VIEWS, PrivacyPage
from desktop.pages.roster import RosterPage
from tests.support.branches import full_member

NUMBER = "330899197003010018"


@pytest.fixture
def page(shown, pc):
    return shown(PrivacyPage(pc.context))


def texts(page):
    model = page.table.texts
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return [[model.data(model.index(row, column)) for column in columns] for row in rows]


@pytest.mark.parametrize("key", VIEWS)
def test_every_table_has_its_columns_and_says_that_it_is_no_legal_advice(page, key):
    page.choose(key)
    assert page.table.texts.columns == VIEWS[key].columns
    assert "不是法律意见" in page.subtitle.text()


def test_the_list_says_of_each_number_that_it_is_masked_and_what_of_it_leaves(page):
    row = next(each for each in texts(page) if each[1] == "公民身份号码")
    assert "遮盖" in row[4]
    assert "后四位" in row[5]


def test_the_other_pc_is_among_those_who_hold_copies(page):
    page.choose("holders")
    assert sum("别的电脑" in row[0] for row in texts(page)) == 1
    assert sum(row[0].startswith("本机“") for row in texts(page)) == 1


def test_what_was_exported_since_is_there_when_the_page_is_shown_again(page, pc):
    page.choose("handed")
    page.hide()
    full_member(pc.branch, "曾淑", id_number=NUMBER)
    export_ledger(pc.branch, by_key("person"), "名册.xlsx", full_for="填写上级表格")
    page.show()
    row = next(each for each in texts(page) if each[2] == "导出文件")
    assert (row[3], row[6]) == ("", "填写上级表格")
    assert row[5] == "1条，完整号码"


def test_the_year_chosen_is_the_one_of_the_register(page, pc):
    export_ledger(pc.branch, by_key("person"), "名册.xlsx")
    page.choose("handed")
    assert texts(page) != []
    page.years.setCurrentIndex(1)
    page.years.activated.emit(1)
    assert texts(page) == []


@pytest.mark.parametrize(("key", "words"), PRINTS)
def test_every_paper_of_the_page_is_one_that_can_be_printed(key, words):
    from db.reports import print_kind

    assert print_kind(key).title.removeprefix("个人信息")[-4:] in words


# --- the extract ------------------------------------------------------------------------------------------------
@pytest.fixture
def uid(pc):
    return full_member(pc.branch, "曾淑", id_number=NUMBER)


@pytest.fixture
def asked(shown, pc, uid):
    page = shown(RosterPage(pc.context))
    page.open_card(uid)
    page.card.extract_button.click()
    return page.findChild(ExtractDialog)


def test_the_extract_is_shown_as_pages_and_is_in_the_trail(asked, pc, uid):
    roster = asked.parentWidget()
    asked.show_pages()
    assert roster.findChild(PrintDialog).panel.desk.page_count > 0
    entry = read_trail(pc.branch, action="export")[0]
    assert (entry.object, entry.reason) == (f"person:{uid}", "本人要求查阅")
    assert "号码遮盖" in entry.fields


def test_the_extract_is_written_as_a_file_where_the_user_says(asked, person, tmp_path):
    person.will_answer(tmp_path / "查阅件.json")
    asked.save_file()
    content = (tmp_path / "查阅件.json").read_text("utf-8")
    assert json.loads(content)["name"] == "曾淑"
    assert NUMBER not in content


def test_whole_numbers_want_a_use_and_a_second_yes(asked, pc, person, tmp_path):
    asked.is_full.set_value(True)
    person.will_answer(tmp_path / "a.json", "核对本人证件", "导出完整号码")
    asked.save_file()
    assert NUMBER in (tmp_path / "a.json").read_text("utf-8")
    entry = read_trail(pc.branch, action="export")[0]
    assert entry.reason == "核对本人证件"
    assert "完整号码" in entry.fields


def test_without_a_use_nothing_is_written(asked, pc, person, tmp_path):
    before = read_trail(pc.branch)
    asked.is_full.set_value(True)
    person.will_answer(tmp_path / "a.json", "取消")
    asked.save_file()
    assert not (tmp_path / "a.json").exists()
    assert read_trail(pc.branch) == before


def test_without_a_reason_the_buttons_wait(asked):
    asked.reason.set_value("")
    asked.reason.edited.emit()
    assert not asked.pages_button.isEnabled()
    assert not asked.file_button.isEnabled()


def test_two_entries_that_are_one_person_give_one_extract(pc):
    from db.privacy.person_extract import extract_person

    first, second = full_member(pc.branch, "区敏"), full_member(pc.branch, "区敏")
    unite(pc.branch, first, second)
    found = extract_person(pc.branch, min(first, second), "PDF")
    assert [each.text for each in found.known if each.key == "name"] == ["区敏"]
