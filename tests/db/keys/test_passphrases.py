"""What makes a passphrase: never what a colleague or a list would try first, and one that is offered."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from db.errors import LedgerError
from db.keys.passphrases import check_passphrase, forbidden_parts, offered_passphrase

BRANCH = "中共青石镇白果村支部委员会"
PEOPLE = (("曾淑", "330899198901248774", "13812345678", "1989-01-24"), ("欧阳敏", "", "", "1970"))


def refusal_of(passphrase: str, forbidden: frozenset[str] = frozenset()) -> str:
    with pytest.raises(LedgerError) as refused:
        check_passphrase(passphrase, forbidden)
    assert refused.value.code == "weak_passphrase"
    return refused.value.message


@pytest.mark.parametrize("passphrase", ["短", "四个汉字", "ninechars", "         短", "  abc12345  "])
def test_a_short_one_is_refused(passphrase: str) -> None:
    assert "太短" in refusal_of(passphrase)


@pytest.mark.parametrize(
    "passphrase",
    [
        "Dangzhibu123",
        "ＤＡＮＧＺＨＩＢＵ１２３",
        "为人民服务",
        " iloveyou520",
        "ababababab",
        "abcdefghijkl",
        "9876543210",
    ],
)
def test_a_common_one_is_refused(passphrase: str) -> None:
    assert "太常见" in refusal_of(passphrase)


@pytest.mark.parametrize(
    "passphrase",
    [
        "白果村的老樟树", "中共青石镇白果村支部委员会", "我是曾淑你好吗", "欧阳敏爱喝绿茶", "tree13812345678", "kaoya12345678",
        "zhufu345678zhufu", "shan330899198901248774", "kaimen19890124", "kaimen890124men", "kaimen330899men",
        "kaimen248774men", "Ｋａｉｍｅｎ１９８９０１２４",
    ],
)  # fmt: skip
def test_one_with_parts_of_the_branch_or_its_people_is_refused(passphrase: str) -> None:
    message = refusal_of(passphrase, forbidden_parts(BRANCH, PEOPLE))
    assert "不要用" in message
    assert not any(digits in message for digits in ("890124", "345678", "330899", "248774"))


@pytest.mark.parametrize(
    "passphrase", ["河边柳树六月才绿", "Village2026,park", "kaimen1970hao", "老樟树下听蝉 3"]
)
def test_a_good_one_is_taken(passphrase: str) -> None:
    check_passphrase(passphrase, forbidden_parts(BRANCH, PEOPLE))


def test_every_line_of_the_bundled_list_is_refused() -> None:
    lines = resources.read_text("keys/common.txt").split("\n")[:-1]
    assert len(lines) == len(set(lines)) >= 200
    for line in lines:
        refusal_of(line)


def test_the_words_are_two_characters_each_and_enough_for_36_bits() -> None:
    words = resources.read_text("keys/words.txt").split()
    assert len(words) == len(set(words))
    assert {len(word) for word in words} == {2}
    assert 4 * math.log2(len(words)) > 36


def test_an_offered_one_is_taken_and_never_the_same() -> None:
    offered = {offered_passphrase() for _ in range(50)}
    assert len(offered) == 50
    for passphrase in offered:
        check_passphrase(passphrase, forbidden_parts(BRANCH, PEOPLE))


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=12), st.text(max_size=12))
def test_any_roster_gives_parts_that_can_be_looked_for(name: str, number: str, phone: str, day: str) -> None:
    parts = forbidden_parts(BRANCH, [(name, number, phone, day)])
    assert all(len(part) >= 2 and (not part.isascii() or len(part) >= 6) for part in parts)
