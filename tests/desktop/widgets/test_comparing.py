"""What differs between two texts is marked on both sides, and nothing of either is lost."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.widgets.comparing import BY_CHARACTER, SideBySide, abridged, differences

TEXTS = st.text(alphabet="甲乙丙。，\n", max_size=60)


@given(TEXTS, TEXTS)
def test_the_stretches_give_both_texts_again_and_share_what_is_the_same(first: str, second: str) -> None:
    left, right = differences(first, second)
    assert "".join(text for text, _ in left) == first
    assert "".join(text for text, _ in right) == second
    assert [text for text, differs in left if not differs] == [text for text, differs in right if not differs]


@given(TEXTS)
def test_equal_texts_have_nothing_marked(text: str) -> None:
    for pieces in differences(text, text):
        assert not any(differs for _, differs in pieces)


def test_a_very_long_text_is_compared_by_sentences() -> None:
    first = "大家都说了话。" * BY_CHARACTER
    left, right = differences(first + "先清东头。", first + "先清西头。")
    assert (left[-1], right[-1]) == (("先清东头。", True), ("先清西头。", True))


def test_long_stretches_that_are_the_same_are_cut_short_and_differences_never() -> None:
    pieces = abridged([("同" * 500, False), ("异" * 500, True)])
    assert len(pieces[0][0]) < 100
    assert "452字" in pieces[0][0]
    assert pieces[1] == ("异" * 500, True)


def test_marks_are_underlined_and_text_is_never_read_as_markup(qtbot) -> None:
    widget = SideBySide(("本机", "对方"), ("年龄<10岁", "年龄>10岁"))
    qtbot.addWidget(widget)
    assert "&lt;" in widget.labels[0].text()
    assert "underline" in widget.labels[0].text()
    assert widget.labels[1].accessibleName() == "对方：年龄>10岁"
