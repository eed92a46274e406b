"""Reading a list copied from a chat: names are recognised, never guessed."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.dialogs.sign_in_paste import PasteDialog, read_sign_in


@dataclass(frozen=True)
class Someone:
    uid: str
    name: str
    label: str = ""
    pinyin: str = ""
    initials: str = ""


PEOPLE = (
    Someone("1", "周国强", "周国强"),
    Someone("2", "王建国", "王建国（1957）"),
    Someone("3", "王建国", "王建国（1981）"),
    Someone("4", "叶子涵", "叶子涵"),
    Someone("5", "叶子", "叶子"),
    Someone("6", "方桂𬭛", "方桂𬭛"),
)


def _present(text):
    return [person.uid for person in read_sign_in(text, PEOPLE).present]


def _excused(text):
    return [(person.uid, reason) for person, reason in read_sign_in(text, PEOPLE).excused]


def test_a_numbered_list_is_read_line_by_line():
    assert _present("#接龙\n11月20日党员大会\n1. 周国强\n2、叶子涵\n（3）方桂𬭛") == ["1", "4", "6"]


def test_several_names_on_one_line_are_all_read():
    assert _present("到会：周国强、叶子涵、方桂𬭛") == ["1", "4", "6"]


def test_a_longer_name_is_not_taken_for_the_shorter_one_inside_it():
    assert _present("1 叶子涵") == ["4"]
    assert _present("1 叶子") == ["5"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2. 叶子涵 请假（出差）", "出差"),
        ("2. 叶子涵请假，家里有事", "家里有事"),
        ("叶子涵 病假", "病假"),
        ("叶子涵（带孩子看病）请假", "带孩子看病"),
        ("叶子涵 请假", ""),
    ],
)
def test_a_leave_is_read_with_its_reason(line, reason):
    assert _excused(line) == [("4", reason)]


def test_a_shared_name_is_left_to_the_user_unless_the_year_stands_with_it():
    found = read_sign_in("1. 王建国", PEOPLE)
    assert not found.present
    assert found.unclear == ["“王建国”：有 2 位同名，请在名单里点"]
    assert _present("1. 王建国（1981）") == ["3"]


def test_a_name_nobody_bears_is_shown_and_a_heading_is_not():
    found = read_sign_in("11月主题党日参会接龙\n1. 李不认\n2. 周国强", PEOPLE)
    assert found.unclear == ["“李不认”：名册里没有这个名字"]


def test_the_last_word_about_somebody_counts():
    assert _present("1. 叶子涵\n2. 周国强\n3. 叶子涵 请假（发烧）") == ["1"]
    assert _excused("1. 叶子涵\n3. 叶子涵 请假（发烧）") == [("4", "发烧")]


@given(st.text(max_size=200))
def test_whatever_is_pasted_ticks_only_people_named_in_it(text):
    found = read_sign_in(text, PEOPLE)
    named = [*found.present, *(person for person, _reason in found.excused)]
    assert all(person.name in text for person in named)
    assert len({person.uid for person in named}) == len(named)


def test_the_dialog_takes_nothing_before_a_name_is_recognised(qtbot):
    dialog = PasteDialog(PEOPLE)
    qtbot.addWidget(dialog)
    assert not dialog.take_button.isEnabled()
    dialog.text.set_value("1. 谁也不是")
    dialog.read()
    assert not dialog.take_button.isEnabled()
    assert "谁也不是" in dialog.unclear.label.text()
    dialog.text.set_value("1. 周国强")
    dialog.read()
    assert dialog.take_button.isEnabled()
    assert dialog.recognised.label.text() == "认出到会 1 人、请假 0 人"
