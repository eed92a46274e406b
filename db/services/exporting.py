"""A ledger as a spreadsheet: one row a record, every cell text, so that an 18-digit number stays whole and nothing
that looks like a formula is ever one. Written in memory; nothing is opened or saved here.
"""

import io
from collections.abc import Sequence

from db import limits
from db.changes import Row
from db.fields import FieldSpec, Kind
from db.ledger_spec import LedgerSpec
from db.services.presenting import shown_text

WIDEST = 40


def exported_fields(spec: LedgerSpec) -> tuple[FieldSpec, ...]:
    """The columns of the sheet: every field, by its title."""
    return tuple(field for field in spec.fields if field.title)


def workbook_of(spec: LedgerSpec, rows: Sequence[Row], *, masked: bool = True) -> bytes:
    """The .xlsx file with a header row of titles; numbers of people are masked unless asked otherwise."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": spec.title, "author": "", "comments": ""})
    sheet = book.add_worksheet(spec.title[:31])
    head = book.add_format(
        {"bold": True, "border": 1, "bg_color": "#F6F7F9", "num_format": "@", "valign": "vcenter"}
    )
    cell = book.add_format({"num_format": "@", "border": 1, "text_wrap": True, "valign": "top"})
    for index, field in enumerate(exported_fields(spec)):
        sheet.write_string(0, index, field.title, head)
        texts = [shown_text(spec, row, field.key, masked=masked) for row in rows]
        for number, text in enumerate(texts, start=1):
            sheet.write_string(number, index, text[: limits.CELL_CHARACTERS], cell)
        sheet.set_column(index, index, _width(field, texts))
    sheet.freeze_panes(1, 1)
    book.close()
    return stream.getvalue()


def _width(field: FieldSpec, texts: Sequence[str]) -> float:
    if field.kind in (Kind.LONG_TEXT, Kind.PARTS):
        return WIDEST
    longest = max([len(field.title), *(len(text) for text in texts)])
    return float(min(WIDEST, 2 * longest + 2))
