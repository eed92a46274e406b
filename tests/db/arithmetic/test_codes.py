"""National code tables and the ways people write their entries."""

import pytest

from db.arithmetic.codes import TABLES, choices, code_of, title_of


def test_there_are_fifty_six_ethnic_groups_in_the_order_of_the_standard() -> None:
    groups = choices("ethnicity")
    assert [group.number for group in groups] == [f"{number:02d}" for number in range(1, 57)]
    assert all(group.code == group.title and group.title.endswith("族") for group in groups)


@pytest.mark.parametrize("table", TABLES)
def test_every_spelling_of_a_table_means_one_entry(table: str) -> None:
    for choice in choices(table):
        for word in (choice.code, choice.title, choice.number, *choice.also):
            assert code_of(table, word) == choice.code
        assert title_of(table, choice.code) == choice.title


@pytest.mark.parametrize("table", ["education", "sex"])
def test_stored_choices_are_short_ascii_words(table: str) -> None:
    assert all(choice.code.isascii() and choice.code.islower() for choice in choices(table))


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        ("ethnicity", "汉", "汉族"),
        ("ethnicity", " 畲 族 ", "畲族"),
        ("ethnicity", "土", "土族"),
        ("ethnicity", "土家", "土家族"),
        ("ethnicity", "01", "汉族"),
        ("ethnicity", "维族", "维吾尔族"),
        ("education", "本科", "undergraduate"),
        ("education", "大学", "undergraduate"),
        ("education", "大专", "junior_college"),
        ("education", "研究生", "graduate"),
        ("education", "小学", "primary"),
        ("sex", "男", "male"),
        ("sex", "女", "female"),
        ("sex", "Male", "male"),
        ("sex", "不详", None),
        ("ethnicity", "", None),
    ],
)
def test_what_people_write_is_understood(table: str, text: str, code: str | None) -> None:
    assert code_of(table, text) == code


def test_an_unknown_table_or_code_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        choices("planets")
    with pytest.raises(KeyError):
        title_of("sex", "other")
