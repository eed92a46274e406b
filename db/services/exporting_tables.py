"""Tables of words and numbers as one workbook, a sheet each: words are text, counts are numbers, nothing is a formula.

Written in memory; nothing is opened or saved here.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db import limits

LONGEST_NAME = 31  # of a sheet
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_FIRST_COLUMN, _OTHER_COLUMNS = 40, 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and rows; the last `bold_rows` rows stand out as totals; `notes` follow below them.

    `widths` of the columns in characters: where they are given, long texts are wrapped.
    """

    name: str
    titles: tuple[str, ...]
    rows: Sequence[tuple[str | int | float, ...]]
    bold_rows: int = 0
    notes: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()


def new_workbook(stream: io.BytesIO, title: str) -> Any:
    """A workbook to be filled (xlsxwriter.Workbook) in which no text becomes a formula, a link or a number, and which
    names nobody.
    """
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": title, "author": "", "comments": ""})
    return book


def workbook_of_sheets(title: str, sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx file with these sheets in order."""
    stream = io.BytesIO()
    book = new_workbook(stream, title)
    head = book.add_format(
        {"bold": True, "border": 1, "bg_color": "#F6F7F9", "text_wrap": True, "valign": "vcenter"}
    )
    for sheet in sheets:
        wrapped = {"border": 1, "text_wrap": True, "valign": "vcenter"} if sheet.widths else {"border": 1}
        looks = (book.add_format(wrapped), book.add_format({**wrapped, "bold": True}), head)
        _write(book, sheet, looks)
    book.close()
    return stream.getvalue()


def _write(book: Any, sheet: Sheet, looks: tuple[Any, Any, Any]) -> None:
    plain, bold, head = looks
    page = book.add_worksheet(sheet.name.translate(_FORBIDDEN_IN_NAMES)[:LONGEST_NAME])
    for column, text in enumerate(sheet.titles):
        page.write_string(0, column, text, head)
    first_bold = len(sheet.rows) - sheet.bold_rows
    for number, row in enumerate(sheet.rows):
        look = bold if number >= first_bold else plain
        for column, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(number + 1, column, value[: limits.CELL_CHARACTERS], look)
            else:
                page.write_number(number + 1, column, value, look)
    for number, text in enumerate(sheet.notes, start=len(sheet.rows) + 1):
        page.write_string(number, 0, text[: limits.CELL_CHARACTERS])
    page.set_column(0, 0, _FIRST_COLUMN)
    page.set_column(1, len(sheet.titles) - 1, _OTHER_COLUMNS)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    page.freeze_panes(1, 1)
