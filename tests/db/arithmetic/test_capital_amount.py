"""Amounts in capital numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.capital_amount import capital_amount

_VALUES = {character: number for number, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (20, "贰角整"),
        (5, "伍分"),
        (3212, "叁拾贰元壹角贰分"),
        (3002, "叁拾元零贰分"),
        (100_000, "壹仟元整"),
        (10_050_00, "壹万零伍拾元整"),
        (100_000_001_00, "壹亿零壹元整"),
        (20_300_10, "贰万零叁佰元壹角整"),
    ],
)
def test_amounts_are_written_as_on_receipts(fen: int, text: str) -> None:
    assert capital_amount(fen) == text


def _read(text: str) -> int:
    """The numerals back as fen."""
    total = section = digit = 0
    for character in text.removesuffix("整"):
        if character in _VALUES:
            digit = _VALUES[character]
        elif character in _PLACES:
            section, digit = section + digit * _PLACES[character], 0
        elif character in "万亿元":
            unit = {"万": 10**4, "亿": 10**8, "元": 1}[character]
            total, section, digit = total + (section + digit) * unit * 100, 0, 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[character], 0
    return total


@given(st.integers(0, 10**14 - 1))
def test_what_is_written_reads_back(fen: int) -> None:
    assert _read(capital_amount(fen)) == fen


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_what_no_receipt_can_hold_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="receipt"):
        capital_amount(fen)
