"""A ledger as a spreadsheet: one row a record, every cell text, so that an 18-digit number stays whole and nothing
that looks like a formula is ever one (requirement R37). Written in memory; nothing is opened or saved here.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

from db import limits
from db.changes import Row
from db.fields import FieldSpec, Kind
from db.ledger_spec import LedgerSpec
from db.services.branch import Branch
from db.services.exporting_tables import new_workbook
from db.services.naming_records import with_labels
from db.services.presenting import shown_text
from db.services.queries import ListQuery, full_rows
from db.services.trail import note
from db.services.whole_numbers import mark_of, note_full_export

WIDEST = 40
FORMULA_SIGNS = "=+-@"  # also in their full-width and small forms, which some programs fold
LINE_ENDS = re.compile(r"(\r\n|[\r\n])")
INVISIBLE = ("Cf", "Zs")  # blanks and marks of no width, which some programs skip before a formula
EXACT_DIGITS = 15  # a spreadsheet rounds longer numbers


def exported_fields(spec: LedgerSpec) -> tuple[FieldSpec, ...]:
    """The columns of the sheet: every field, by its title."""
    return tuple(field for field in spec.fields if field.title)


def export_ledger(
    branch: Branch, spec: LedgerSpec, name: str, *, year: int | None = None, full_for: str | None = None
) -> tuple[bytes, int]:
    """The content of the file `name` and how many records are in it, noted in the trail.

    `full_for` is the reason for which numbers of people are wanted whole; such a file bears a mark saying who wanted
    it. LedgerError `reason_missing` where that is empty.
    """
    rows = with_labels(branch, full_rows(branch, spec, ListQuery(year=year)))
    about, suffix = f"{spec.title} → {name}", PurePath(name).suffix
    if full_for is None:
        note(branch, "export", about, f"{len(rows)}条")
        return spreadsheet_of(spec, rows, suffix), len(rows)
    number = note_full_export(branch, about, len(rows), full_for)
    mark = mark_of(branch, number, full_for)
    return spreadsheet_of(spec, rows, suffix, masked=False, mark=mark), len(rows)


def spreadsheet_of(
    spec: LedgerSpec, rows: Sequence[Row], suffix: str, *, masked: bool = True, mark: str = ""
) -> bytes:
    """The file that a name ending in `suffix` promises: ".csv" as separated values, else a workbook.

    A `mark` stands below the records and at the foot of printed pages.
    """
    make = csv_of if suffix.lower() == ".csv" else workbook_of
    return make(spec, rows, masked=masked, mark=mark)


def csv_of(spec: LedgerSpec, rows: Sequence[Row], *, masked: bool = True, mark: str = "") -> bytes:
    """Separated values in UTF-8 with a byte order mark, as Excel and WPS want them; every cell is inert."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    fields = exported_fields(spec)
    writer.writerow([field.title for field in fields])
    for row in rows:
        writer.writerow([inert(shown_text(spec, row, field.key, masked=masked)) for field in fields])
    if mark:
        writer.writerow([inert(mark)])
    return stream.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """The text with a ' before every line that a spreadsheet would calculate or round; importing takes it off again."""
    if text.isdecimal() and len(text) > EXACT_DIGITS:
        return f"'{text}"
    parts = LINE_ENDS.split(text)
    lines = [f"'{part}" if _is_live(part) else part for part in parts[::2]]
    ends = [*parts[1::2], ""]
    guarded = "".join(line + end for line, end in zip(lines, ends, strict=True))
    return f"'{guarded}" if guarded[:1] in ("\r", "\n") else guarded


def _is_live(line: str) -> bool:
    """Whether a line begins like a formula, be it after a tab, a blank or a mark that cannot be seen."""
    bare = line.lstrip(
        "".join(ch for ch in set(line) if ch.isspace() or unicodedata.category(ch) in INVISIBLE)
    )
    return line[:1] == "\t" or unicodedata.normalize("NFKC", bare[:1])[:1] in tuple(FORMULA_SIGNS)


def workbook_of(spec: LedgerSpec, rows: Sequence[Row], *, masked: bool = True, mark: str = "") -> bytes:
    """The .xlsx file with a header row of titles; numbers of people are masked unless asked otherwise."""
    stream = io.BytesIO()
    book = new_workbook(stream, spec.title)
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
    if mark:
        sheet.write_string(len(rows) + 1, 0, mark)
        sheet.set_footer(f"&L{mark}")
    sheet.freeze_panes(1, 1)
    book.close()
    return stream.getvalue()


def _width(field: FieldSpec, texts: Sequence[str]) -> float:
    if field.kind in (Kind.LONG_TEXT, Kind.PARTS):
        return WIDEST
    longest = max([len(field.title), *(len(text) for text in texts)])
    return float(min(WIDEST, 2 * longest + 2))
