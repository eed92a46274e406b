"""Masked numbers, alone and inside free text."""

import pytest

from db.arithmetic.masking import mask_citizen_number, mask_phone, mask_text


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("330899194603211234", "330899********1234"),
        ("33089919581129364X", "330899********364X"),
        ("330899460321123", "330899*****1123"),
        ("33089919460321", "330899****0321"),
        ("330899194603", "********4603"),
        ("12345", "****5"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_a_citizen_number_keeps_its_area_and_its_end(number: str, masked: str) -> None:
    assert mask_citizen_number(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [("13812341234", "138****1234"), ("0570-8881234", "057*****1234"), ("8881234", "****234")],
)
def test_a_phone_number_keeps_its_beginning_and_its_end(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证330899194603211234，电话13812341234。", "身份证330899********1234，电话138****1234。"),
        ("旧号330899460321123", "旧号330899*****1123"),
        ("末位33089919581129364x", "末位330899********364x"),
        ("分写330899 19460321 1234", "分写330899********1234"),
        ("分写138-1234-1234、138 1234 1234", "分写138****1234、138****1234"),
        ("国际+8613812341234", "国际+86138****1234"),
        ("全角１３８１２３４１２３４", "全角１３８****１２３４"),
    ],
)
def test_numbers_inside_a_text_are_masked_and_the_rest_stays(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月7日",
        "金额12345678901元",
        "档号2026-D30-0012",
        "流水号1234567890123456789012",
        "座机0570-8881234",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask_text(text) == text
