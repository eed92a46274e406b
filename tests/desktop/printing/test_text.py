"""Lines: everything that was written stands in them, they fit, and no mark stands where it may not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.printing.fonts import MISSING, SQUARE, chain
from desktop.printing.styles import FORMAL_BODY, TITLE, VALUE
from desktop.printing.text import NOT_FIRST, NOT_LAST, Remarks, balance, clean, set_text, text_width

WRITTEN = st.text(
    st.sampled_from("党支部会议记录，。、；：？！（）《》“”…—1234567890abcXYZ. -%年月日𬭛㛃"), max_size=200
)


def total_width(text: str, spacing: float) -> float:
    return text_width(text, FORMAL_BODY) + (spacing - FORMAL_BODY.tracking) * len(text) - spacing


@given(WRITTEN, st.floats(60, 500))
def test_no_character_is_lost_in_breaking_lines(text, width):
    lines = set_text(text, FORMAL_BODY, width, Remarks())
    assert "".join("".join(line.text for line in lines).split()) == "".join(text.split())


@given(WRITTEN, st.floats(120, 500))
def test_no_line_is_wider_than_the_block(text, width):
    for line in set_text(text, FORMAL_BODY, width, Remarks()):
        if line.text:
            assert line.left + total_width(line.text, line.spacing) <= width + 0.1


@given(
    st.lists(
        st.sampled_from(["会", "议", "记录", "，", "。", "（", "）", "“", "”"]), min_size=60, max_size=150
    )
)
def test_no_line_begins_or_ends_with_a_forbidden_mark_unless_marks_leave_no_choice(parts):
    text = "".join(parts)
    lines = set_text(text, FORMAL_BODY, 400, Remarks())
    for before, after in pairwise(lines):
        if any(_breakable(before.text + after.text[0], place) for place in range(1, len(before.text) + 1)):
            assert after.text[0] not in NOT_FIRST
            assert before.text[-1] not in NOT_LAST


def _breakable(text: str, place: int) -> bool:
    return text[place] not in NOT_FIRST and text[place - 1] not in NOT_LAST


def test_twenty_eight_characters_fill_a_line_of_a_formal_paper():
    lines = set_text("字" * 100, FORMAL_BODY, 156 * 72 / 25.4, Remarks())
    assert [len(line.text) for line in lines[:2]] == [26, 28]


@pytest.mark.parametrize("width", range(80, 200, 3))
def test_numbers_times_and_words_are_not_torn_apart(width):
    lines = set_text(
        "时间定在2026年11月22日14:30到16:10在二楼召开branch会议，发放补贴1250.50元", VALUE, width, Remarks()
    )
    for whole in ("2026年", "11月", "22日", "14:30", "16:10", "branch", "1250.50元"):
        assert any(whole in line.text for line in lines), whole


def test_a_word_longer_than_the_line_is_cut_rather_than_lost():
    lines = set_text("x" * 200, VALUE, 90, Remarks())
    assert "".join(line.text for line in lines) == "x" * 200
    assert len(lines) > 5


def test_a_long_title_is_broken_into_even_lines():
    text = "中共某某县上溪镇上溪村支部委员会关于召开二〇二六年度组织生活会的情况报告"
    lines = balance(text, TITLE, 440, Remarks()).split("\n")
    assert "".join(lines) == text
    assert max(map(len, lines)) - min(map(len, lines)) <= 3


@pytest.mark.parametrize("name", ["𬭛", "𫖯", "𠅤", "𬸪", "𠮷", "㛃", "䶮"])
@pytest.mark.parametrize("role", ["song", "fangsong", "title", "hei", "hei_bold", "kai"])
def test_rare_characters_of_names_have_a_font_in_every_role(name, role):
    assert chain(role).has(name)


def test_the_square_for_missing_characters_has_a_font_in_every_role():
    assert all(chain(role).has(SQUARE) for role in ("song", "fangsong", "title", "hei", "hei_bold", "kai"))


def test_a_character_without_a_font_is_remarked_on_with_its_code_and_place():
    remarks = Remarks()
    set_text("陈\U000fabcd是新来的党员", VALUE, 300, remarks)
    assert len(remarks.sentences) == 1
    assert "U+FABCD" in remarks.sentences[0]
    assert "是新来的党员" in remarks.sentences[0]


def test_a_missing_character_is_a_run_of_its_own():
    runs = chain("song").runs("陈\U000fabcd\U000fabce明")
    assert [run.text for run in runs] == ["陈", "\U000fabcd", "\U000fabce", "明"]
    assert [run.font == MISSING for run in runs] == [False, True, True, False]


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\ufeff", "\x00", "\x1b", "\u00ad"])
def test_an_invisible_character_is_taken_out_and_remarked_on(hidden):
    remarks = Remarks()
    assert clean(f"王{hidden}明", remarks) == "王明"
    assert len(remarks.sentences) == 1


def test_line_ends_of_every_system_are_line_ends():
    assert clean("a\r\nb\rc\u2028d\te", Remarks()) == "a\nb\nc\nd e"


@given(WRITTEN)
def test_plain_words_cause_no_remark(text):
    remarks = Remarks()
    set_text(text, VALUE, 200, remarks)
    assert remarks.sentences == ()
