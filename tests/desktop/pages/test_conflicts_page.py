"""The page of conflicts: both sides in words, one press to decide, and records entered twice beside each other."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from db.exchange.conflicts import inbox, resolve
from db.exchange.doubles import doubles
from db.ledgers import by_key
from db.services.queries import get_row
from db.services.saving import remove
from db.services.trail import read_trail
from desktop.dialogs.third_value import ThirdValueDialog
from desktop.pages.conflicts_page import ConflictsPage
from tests.support.branches import change, full_member, save_new

NUMBER = "330899198901248774"
LONG = "一、学习了党章第一章。二、商量了水渠清淤，由周国强牵头，先清东头这一段，再清西头那一段。"


@pytest.fixture
def disputed(pc, home, stick):
    """A person whose phone and native place were changed on both PCs."""
    uid = full_member(pc.branch, "曾淑", phone="1", native_place="老家")
    stick.carry(pc.branch, home)
    change(pc.branch, "person", uid, phone="13812345678", native_place="甲县")
    change(home, "person", uid, phone="13987654321", native_place="乙县")
    stick.carry(home, pc.branch)
    return uid


@pytest.fixture
def page(shown, pc):
    return shown(ConflictsPage(pc.context))


def _line(page, title):
    page.refresh()
    return next(line for line in page.lines.lines if line.title.text() == title)


def _texts(widget):
    return [each.text() for each in widget.findChildren(QLabel)]


def _press(line, word):
    next(each for each in line.findChildren(QPushButton) if each.text() == word).click()


def test_both_sides_stand_in_words_with_masked_numbers(page, disputed):
    texts = _texts(_line(page, "曾淑 的 联系电话"))
    assert "本机　138****5678（林书记，第1台电脑，今天）" in texts
    assert "对方　139****4321（组织委员，组织委员的电脑，那台电脑时钟可疑）" in texts
    assert page.subtitle.text() == "有2处冲突等您处理。"


def test_whole_numbers_are_shown_for_a_minute_after_a_reason_and_it_is_in_the_trail(
    page, pc, person, disputed
):
    person.will_answer("不看了")
    _press(_line(page, "曾淑 的 联系电话"), "显示号码")
    assert "13812345678" not in "".join(_texts(page.lines))
    person.will_answer("核对本人证件")
    _press(_line(page, "曾淑 的 联系电话"), "显示号码")
    line = next(each for each in page.lines.lines if each.title.text() == "曾淑 的 联系电话")
    assert "本机　13812345678（林书记，第1台电脑，今天）" in _texts(line)
    act = read_trail(pc.branch)[0]
    assert (act.action, act.object, act.reason) == ("view_full", f"person:{disputed}", "核对本人证件")
    page._hiding.timeout.emit()
    line = next(each for each in page.lines.lines if each.title.text() == "曾淑 的 联系电话")
    assert "13812345678" not in "".join(_texts(line))


@pytest.mark.parametrize(("word", "value"), [("取本机", "甲县"), ("取对方", "乙县")])
def test_one_press_decides_for_a_side(page, pc, disputed, word, value):
    _press(_line(page, "曾淑 的 籍贯"), word)
    assert get_row(pc.branch, by_key("person"), disputed).text("native_place") == value
    assert [each.field for each in inbox(pc.branch)] == ["phone"]
    assert len(page.lines.lines) == 1


def test_another_value_can_be_typed(page, pc, disputed):
    _press(_line(page, "曾淑 的 联系电话"), "另写……")
    dialog = page.findChild(ThirdValueDialog)
    assert dialog.field.editor.value() is None  # a number is not shown before somebody said what for
    dialog.field.editor.set_value("13700000003")
    dialog.save_button.click()
    assert get_row(pc.branch, by_key("person"), disputed).text("phone") == "13700000003"
    assert [each.field for each in inbox(pc.branch)] == ["native_place"]


def test_what_is_refused_is_said_in_the_dialog_and_stays_typed(page, pc, disputed):
    _press(_line(page, "曾淑 的 籍贯"), "另写……")
    dialog = page.findChild(ThirdValueDialog)
    assert dialog.field.editor.value() == "甲县"
    dialog.field.editor.set_value("丙县")
    for conflict in inbox(pc.branch):  # somebody else was quicker
        resolve(pc.branch, conflict.id, take="mine")
    dialog.save_button.click()
    assert dialog.isVisible()
    assert "可能已经处理过了" in dialog.field.problem.text()
    assert dialog.field.editor.value() == "丙县"


@pytest.mark.parametrize(("word", "is_removed"), [("保留", False), ("移除", True)])
def test_what_was_removed_there_and_edited_here_is_kept_or_removed(page, pc, home, stick, word, is_removed):
    uid = full_member(pc.branch, "曾淑")
    stick.carry(pc.branch, home)
    remove(home, by_key("person"), [uid])
    change(pc.branch, "person", uid, native_place="甲县")
    stick.carry(home, pc.branch)
    _press(_line(page, "曾淑：一边移除了，一边又改过"), word)
    assert (get_row(pc.branch, by_key("person"), uid).removed_at is not None) is is_removed
    assert inbox(pc.branch) == ()
    assert page.stack.currentIndex() == 1


def test_long_texts_stand_side_by_side_with_the_differences_underlined(page, pc, home, stick):
    uid = save_new(pc.branch, "document", title="总结", kind="summary", summary=LONG)
    stick.carry(pc.branch, home)
    change(pc.branch, "document", uid, summary=LONG.replace("东头", "南头"))
    change(home, "document", uid, summary=LONG.replace("东头", "北头"))
    stick.carry(home, pc.branch)
    marked = [text for text in _texts(_line(page, "总结 的 内容摘要")) if "underline" in text]
    assert [text.count("<span") for text in marked] == [1, 1]
    assert ">南</span>" in marked[0]
    assert ">北</span>" in marked[1]


@pytest.fixture
def twice(pc):
    """One person entered twice."""
    common = {"id_number": NUMBER, "born_on": "1989-01-24"}
    first = full_member(pc.branch, "区敏", **common, education="高中", phone="13812341234")
    second = full_member(pc.branch, "区敏", **common, phone="13899991234")
    return {first, second}


def test_records_entered_twice_stand_side_by_side_and_say_where_they_differ(page, twice):
    line = _line(page, "区敏：可能登记了两次")
    texts = _texts(line)
    assert texts.count("330899********8774") == 2
    assert NUMBER not in texts
    assert texts.count("138****1234") == 2
    assert (
        texts.count("不同") == 2
    )  # the schooling, and two numbers that look alike only because they are masked
    assert "高中" in texts


def test_they_are_united_after_a_yes(page, pc, person, twice):
    person.will_answer("取消")
    _press(_line(page, "区敏：可能登记了两次"), "是同一个人")
    assert len(doubles(pc.branch)) == 1
    person.will_answer("是同一个人")
    _press(_line(page, "区敏：可能登记了两次"), "是同一个人")
    assert [row.uid for row in pc.branch.rows("person")] == [min(twice)]


def test_they_are_not_proposed_again_once_they_are_said_to_be_two(page, pc, person, twice):
    person.will_answer("不是同一个人")
    _press(_line(page, "区敏：可能登记了两次"), "不是同一个人")
    assert page.stack.currentIndex() == 1
    assert {row.uid for row in pc.branch.rows("person")} == twice


def test_a_record_in_dispute_can_be_opened(page, disputed, wanted):
    asked = wanted(page)
    _press(_line(page, "曾淑 的 籍贯"), "打开记录")
    assert asked == [("person", disputed)]
