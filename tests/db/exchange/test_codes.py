"""The code of an invitation is settled however it is typed, and a slip in a group is told by its number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import LedgerError
from db.exchange.codes import GROUPS, is_group, new_code, read_code, typed_groups


@given(st.text(alphabet=" -－，　", max_size=3))
def test_a_code_is_read_with_whatever_stands_between_its_groups(between: str) -> None:
    code = new_code()
    assert read_code(code.replace("-", between)) == code
    full_width = code.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    assert read_code(full_width) == code


@given(st.integers(0, GROUPS - 1), st.integers(0, 5), st.integers(1, 9))
def test_one_wrong_digit_is_told_by_the_number_of_its_group(group: int, place: int, more: int) -> None:
    groups = new_code().split("-")
    digits = list(groups[group])
    digits[place] = str((int(digits[place]) + more) % 10)
    groups[group] = "".join(digits)
    with pytest.raises(LedgerError, match=f"第{group + 1}组"):
        read_code("".join(groups))


@given(st.text(alphabet="0123456789-１²x", max_size=40))
def test_whatever_is_typed_is_a_code_or_is_refused(text: str) -> None:
    groups = typed_groups(text)
    if len(groups) == GROUPS and all(map(is_group, groups)):
        assert read_code(text) == "-".join(groups)
    else:
        with pytest.raises(LedgerError, match="验证码"):
            read_code(text)


def test_what_is_typed_so_far_stands_in_groups() -> None:
    assert typed_groups("123453 0000") == ["123453", "0000"]
    assert typed_groups("") == []
