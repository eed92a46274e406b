"""Citizen numbers: the artificial test numbers of the rules, and what each fault is called."""

from datetime import date

import pytest

from db.arithmetic.citizen_number import CitizenNumberError, check_character, read_citizen_number
from db.errors import LedgerError


@pytest.mark.parametrize(
    ("number", "sex", "born_on"),
    [
        ("11010519491231002X", "female", date(1949, 12, 31)),
        ("440524188001010014", "male", date(1880, 1, 1)),
        ("330802197202290013", "male", date(1972, 2, 29)),
        ("511102196608153328", "female", date(1966, 8, 15)),
        ("15042519850610042X", "female", date(1985, 6, 10)),
    ],
)
def test_a_number_tells_birth_and_sex(number: str, sex: str, born_on: date) -> None:
    read = read_citizen_number(number)
    assert (read.number, read.sex, read.born_on, read.area) == (number, sex, born_on, number[:6])


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "11010519491231002Х",
        "\u202a110105\u300019491231\u200b002X",
    ],
)
def test_small_x_full_width_blanks_and_invisible_characters_are_accepted(text: str) -> None:
    assert read_citizen_number(text).number == "11010519491231002X"


def test_a_number_of_fifteen_digits_becomes_one_of_eighteen() -> None:
    assert read_citizen_number("330802720229001").number == "330802197202290013"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("330802197102290016", "id_number_date"),
        ("330802710229001", "id_number_date"),
        ("330802197202290014", "id_number_check"),
        ("33080219720229001", "id_number_length"),
        ("3308021972022900133", "id_number_length"),
        ("", "id_number_length"),
        ("33080219720229O013", "id_number_characters"),
        ("3308021972022900X3", "id_number_characters"),
        ("33080272022900X", "id_number_characters"),
        ("3.30802197202e+17x", "id_number_characters"),
    ],
)
def test_each_fault_has_its_code_and_one_chinese_sentence(text: str, code: str) -> None:
    with pytest.raises(CitizenNumberError) as caught:
        read_citizen_number(text)
    assert isinstance(caught.value, LedgerError)
    assert caught.value.code == code
    assert caught.value.message.startswith("身份证号")
    assert caught.value.message.endswith("。")
    assert not text or text not in caught.value.message


def test_a_check_character_needs_seventeen_digits() -> None:
    assert check_character("11010519491231002") == "X"
    with pytest.raises(ValueError, match="17"):
        check_character("1101051949123100")
