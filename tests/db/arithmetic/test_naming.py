"""Names: tidying, reading, the order by strokes, searching."""

import pytest

import resources
from db.arithmetic.naming import pinyin_of, stroke_key, text_matches, tidy_name


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("王　芳", "王芳"),
        (" 王 \t 芳\n", "王芳"),
        ("欧 阳 修", "欧阳修"),
        ("\u202e王\u200b芳\u202c\ufeff\x07", "王芳"),
        ("阿不都•热西提", "阿不都·热西提"),
        ("阿不都 ・ 热西提", "阿不都·热西提"),
        ("阿不都．热西提", "阿不都·热西提"),
        ("阿不都.热西提", "阿不都·热西提"),
        ("·王芳·", "王芳"),
        ("John\tJ.  Smith", "John J. Smith"),
        ("张𠮷", "张𠮷"),
        ("", ""),
    ],
)
def test_a_name_has_one_spelling(text: str, tidy: str) -> None:
    assert tidy_name(text) == tidy


@pytest.mark.parametrize(
    ("name", "reading", "initials"),
    [
        ("曾淑", "zeng shu", "zs"),
        ("单雄信", "shan xiong xin", "sxx"),
        ("仇英", "qiu ying", "qy"),
        ("解缙", "xie jin", "xj"),
        ("区敏", "ou min", "om"),
        ("查良", "zha liang", "zl"),
        ("朴树", "piao shu", "ps"),
        ("任重", "ren zhong", "rz"),
        ("翟旺建", "zhai wang jian", "zwj"),
        ("覃勇", "qin yong", "qy"),
        ("盖华", "ge hua", "gh"),
        ("乐乐", "yue le", "yl"),
        ("种师道", "chong shi dao", "csd"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("万俟丑", "mo qi chou", "mqc"),
        ("欧阳修", "ou yang xiu", "oyx"),
        ("吕 布", "lv bu", "lb"),
        ("买买提·艾力", "mai mai ti ai li", "mmtal"),
        ("John Smith", "john smith", "js"),
        ("", "", ""),
    ],
)
def test_a_name_is_read_with_its_surname_s_reading(name: str, reading: str, initials: str) -> None:
    assert pinyin_of(name) == (reading, initials)


def test_the_surname_table_has_over_sixty_readings_of_whole_syllables() -> None:
    table = resources.read_toml("codes/surnames.toml")
    assert len(table["single"]) > 60
    assert all(len(surname) == 1 and reading.isalpha() for surname, reading in table["single"].items())
    assert all(len(surname) == 2 == len(reading.split()) for surname, reading in table["compound"].items())


@pytest.mark.parametrize(
    "ordered",
    [
        # fewer strokes first: 丁2 王4 刘6 李7 张7 陈7 赵9
        ["丁一", "王一", "刘一", "李一", "陈一", "赵一"],
        # equal strokes: 横 before 竖 before 撇 before 点 before 折
        ["王一", "贝一", "牛一", "文一", "尹一"],
        ["李一", "吴一", "何一", "沈一", "张一"],
        # one surname: single given names first, then by strokes
        ["王伟", "王赫", "王一鸣", "王小明"],
        # a compound surname by its first character, after the same surname alone
        ["刘备", "欧伟", "欧阳一", "曾一"],
        # transliterated names among the others
        ["丁一", "艾力·买买提", "赵一"],
        # characters without a listed order or number: by strokes
        ["陈一", "張一", "龑一"],
    ],
)
def test_names_stand_in_the_order_of_surname_strokes(ordered: list[str]) -> None:
    backwards = ordered[::-1]
    assert sorted(backwards, key=stroke_key) == ordered


def test_the_order_agrees_with_the_standard_table_within_each_of_its_levels() -> None:
    rows = [
        line.split("\t") for line in resources.read_text("codes/strokes.tsv").splitlines() if line[0] != "#"
    ]
    numbered = {int(number): char for char, _, _, number in rows if number}
    assert sorted(numbered) == list(range(1, 8106))
    for start, end in ((1, 3500), (3501, 6500), (6501, 8105)):
        keys = [stroke_key(numbered[number]) for number in range(start, end + 1)]
        assert keys == sorted(keys)


def test_stroke_orders_are_as_long_as_their_counts_and_every_common_character_has_its_own() -> None:
    rows = [
        line.split("\t") for line in resources.read_text("codes/strokes.tsv").splitlines() if line[0] != "#"
    ]
    for char, count, order, number in rows:
        assert len(order.removeprefix("~")) in (int(count), 0), char
        assert order.strip("~12345") == ""
        if number and int(number) <= 3500:
            assert order.isdigit(), char


def test_a_character_nobody_counted_sorts_last() -> None:
    assert sorted(["\ue000一", "龘一", "王一"], key=stroke_key) == ["王一", "龘一", "\ue000一"]


@pytest.mark.parametrize(
    "query", ["曾", "淑", "曾淑", "zs", "ZS", "s", "zeng", "zengs", "shu", "zeng shu", "曾 淑", ""]
)
def test_a_person_is_found_by_characters_initials_or_reading(query: str) -> None:
    assert text_matches(query, "曾淑", "zeng shu", "zs")


@pytest.mark.parametrize("query", ["eng", "hu", "sz", "王", "zengx", "曾x"])
def test_a_person_is_not_found_by_what_they_are_not(query: str) -> None:
    assert not text_matches(query, "曾淑", "zeng shu", "zs")


def test_a_name_with_a_dot_is_found_without_it_and_u_umlaut_as_v() -> None:
    assert text_matches("买买提艾", "买买提·艾力", "mai mai ti ai li", "mmtal")
    assert text_matches("lü", "吕布", "lv bu", "lb")
