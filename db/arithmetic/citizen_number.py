"""Citizen numbers (公民身份号码): reading, checking, and what they say about birth and sex.

Source: GB 11643-1999. A number that contradicts the register is a warning made elsewhere: personnel files
may lawfully differ. Numbers never go to logs; to show one use `masking`.
"""

import re
from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import Literal

from db.errors import LedgerError

Sex = Literal["male", "female"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_WEIGHT_OF_ZEROS = ord("0") * sum(_WEIGHTS)
_CHECK_CHARACTERS = "10X98765432"
_FORM = re.compile(r"[0-9]{15}|[0-9]{17}[0-9X]")
# Full-width characters, and the look-alikes of X found in typed rosters: times sign, Cyrillic letter.
_SAME_CHARACTERS = str.maketrans("０１２３４５６７８９Ｘｘ×Хх", "0123456789XXXXX")


class CitizenNumberError(LedgerError):
    """A number that cannot be one.

    `code` is id_number_length, id_number_characters, id_number_check or id_number_date.
    """

    def __init__(self, code: str, happened: str) -> None:
        super().__init__(code, happened, "填写的内容未改动", "请对照身份证核对")


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """`number`: 18 characters, X in upper case; `area`: the six-digit division code at first registration."""

    number: str
    born_on: date
    sex: Sex
    area: str


def read_citizen_number(text: str) -> CitizenNumber:
    """Reads a number of 18 characters, or of 15 digits (issued before 1999), which becomes one of 18.

    Blanks, full-width characters and a lower-case x are accepted. Raises CitizenNumberError.
    """
    number = text if _FORM.fullmatch(text) else _tidied(text)
    if len(number) == 15:
        number = f"{number[:6]}19{number[6:]}"
        number += check_character(number)
    if number[17] != check_character(number[:17]):
        raise CitizenNumberError("id_number_check", "身份证号的末位校验码对不上，可能有一位写错")
    sex: Sex = "male" if int(number[16]) % 2 else "female"
    return CitizenNumber(number, _birth(number), sex, area=number[:6])


def stored_number(text: str) -> str:
    """A right number in its one spelling of 18 characters, so that two people with one number are seen; else `text`."""
    if len(text) == 18 and _FORM.fullmatch(text):
        return text  # as nearly all come: nothing to spell otherwise
    try:
        return read_citizen_number(text).number
    except CitizenNumberError:
        return text.upper()


def number_error(text: str) -> str:
    """What is wrong with the number itself, in a sentence that does not repeat it; empty where nothing is."""
    try:
        read_citizen_number(text)
    except CitizenNumberError as error:
        return error.happened
    return ""


def number_conflict(text: str, born: str | None, sex: str | None) -> str:
    """Where a right number says another (partial) day of birth or another sex; empty where it does not."""
    try:
        number = read_citizen_number(text)
    except CitizenNumberError:
        return ""
    if born and not number.born_on.isoformat().startswith(born):
        return f"号码里的出生日期是{number.born_on.isoformat()}，与登记的{born}不一致"
    if sex and sex != number.sex:
        return "号码里的性别与登记的不一致"
    return ""


def _tidied(text: str) -> str:
    """Without blanks and the invisible characters that copying brings along; CitizenNumberError for what is no number."""
    visible = (char for char in text.translate(_SAME_CHARACTERS) if char.isprintable() and char != " ")
    number = "".join(visible).upper()
    if len(number) not in (15, 18):
        raise CitizenNumberError("id_number_length", f"身份证号应为18位，现在是{len(number)}位")
    if not _FORM.fullmatch(number):
        raise CitizenNumberError("id_number_characters", "身份证号里有不该有的字符，只能是数字，末位可以是X")
    return number


def check_character(first17: str) -> str:
    """The 18th character for the first 17 digits (ISO 7064 MOD 11-2); else ValueError."""
    if len(first17) != 17 or not (first17.isascii() and first17.isdigit()):
        raise ValueError("校验码要由前17位数字算出")
    total = sum(map(mul, _WEIGHTS, first17.encode())) - _WEIGHT_OF_ZEROS
    return _CHECK_CHARACTERS[total % 11]


def _birth(number: str) -> date:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CitizenNumberError("id_number_date", "身份证号里的出生日期不存在") from error
