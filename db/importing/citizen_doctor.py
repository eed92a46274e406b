"""What became of a citizen number on its way through a spreadsheet.

Excel keeps 15 digits of a number: an 18-digit one typed into a cell that is not text ends in three zeros for
good, and cannot be repaired. Says what is wrong; whether a row is kept out is decided in `checking`.
"""

import re
from dataclasses import dataclass
from datetime import date

from db.arithmetic.citizen_number import CitizenNumber, CitizenNumberError, read_citizen_number
from db.importing.cells import Cell, text_of

FIRST_YEAR_OF_BIRTH = 1880
_EXACT_BELOW = 1e15  # numbers from here on lose digits in a spreadsheet
_ORDINARY = re.compile(r"[0-9]{17}[0-9X]")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE][+]?[0-9]{1,3}")
_MASKED = re.compile(r"[*＊●■#]|[xX×]{3,}")
_RETYPE = "请把这一列设为文本格式，对照身份证重新录入"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`number` when it may be used; `code` and `message` (a Chinese clause) when something is to be said.

    `is_fatal`: the row has a number that is certainly wrong. Without it the number is only doubtful or
    absent.
    """

    number: CitizenNumber | None = None
    code: str = ""
    message: str = ""
    is_fatal: bool = False


def examine(cell: Cell, today: date) -> Diagnosis:
    """Reads the cell of a citizen number. Codes: id_number_damaged, _masked, _converted, _doubtful, _date,
    _check, _length, _characters.
    """
    text = "".join(text_of(cell).removeprefix("'").split())
    is_ordinary = isinstance(cell, str) and _ORDINARY.fullmatch(text)
    if not is_ordinary and (spoilt := _spoilt(cell, text)):
        return spoilt
    try:
        number = read_citizen_number(text)
    except CitizenNumberError as error:
        if error.code == "id_number_check" and text.endswith("000"):
            return _damaged("末三位是 000 且校验不对，多半是表格软件丢了末三位")
        return Diagnosis(code=error.code, message=error.happened, is_fatal=True)
    return _plausible(number, text, today)


def _spoilt(cell: Cell, text: str) -> Diagnosis | None:
    """What the spreadsheet, or somebody discreet, did to the number; None where nothing can be seen of that."""
    if isinstance(cell, float) and abs(cell) >= _EXACT_BELOW:
        return _damaged("的单元格是数字格式，末三位已经丢失")
    if _SCIENTIFIC.fullmatch(text):
        return _damaged("变成了科学计数，末几位已经丢失")
    if _MASKED.search(text):
        return Diagnosis(code="id_number_masked", message="身份证号打了码，没有导入这一项")
    return None


def _plausible(number: CitizenNumber, text: str, today: date) -> Diagnosis:
    if number.born_on.year < FIRST_YEAR_OF_BIRTH or number.born_on > today:
        return Diagnosis(code="id_number_date", message="身份证号里的出生日期不可能", is_fatal=True)
    if len(text) == 15:
        return Diagnosis(number, "id_number_converted", "15位身份证号已换成18位，请对照身份证核对")
    if text.endswith("000"):
        return Diagnosis(number, "id_number_doubtful", "身份证号末三位是 000，校验虽对，仍请对照身份证核对")
    return Diagnosis(number)


def _damaged(what: str) -> Diagnosis:
    return Diagnosis(code="id_number_damaged", message=f"身份证号{what}，{_RETYPE}", is_fatal=True)
