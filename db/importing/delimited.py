"""Text files of separated values: their encoding, their separator, their rows.

Encodings are tried strictly and in a fixed order, so that a name is never half right: byte order mark, UTF-16
by its NUL pattern, UTF-8, GB18030. Nothing is guessed about meaning here.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable

from db import limits
from db.importing.refusals import FileRefusedError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEPARATORS = ",\t;|，"
_SNIFFED_LINES = 30
_NUL_SHARE = 0.1  # of every second byte; digits, commas and line ends make far more than that in UTF-16
_TEXT_FORMULA = re.compile(r'="(.*)"', re.DOTALL)  # how some exports keep Excel from spoiling long numbers
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_rows(content: bytes) -> list[list[str]]:
    """Rows of cells in the file's order, blank lines included so that row numbers hold. FileRefusedError if
    no text.
    """
    text = decode(content)
    separator = separator_of(text)
    csv.field_size_limit(limits.CELL_CHARACTERS * 4)
    try:
        return _unwrap(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        pass  # a quote that is closed nowhere, or far below, swallows rows: read it as plain text below
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE)
        return [[cell.strip('"') for cell in row] for row in _unwrap(rows)]
    except csv.Error as error:
        raise FileRefusedError("cell_too_long", row="?") from error


def decode(content: bytes) -> str:
    """The text in whatever of the known encodings it is; FileRefusedError `file_encoding` or
    `file_kind_unknown`.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], (encoding,))
    sample = content[:4096]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[offset::2]
        if half.count(0) > _NUL_SHARE * len(half) and not sample[1 - offset :: 2].count(0):
            return _strict(content, (encoding,))
    return _strict(content, ("utf-8", "gb18030"))


def _strict(content: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        found = len(_CONTROL.findall(text))
        if found * 1000 > limits.CONTROL_CHARACTERS_PERMILLE * len(text):
            raise FileRefusedError("file_kind_unknown", kind="看不懂的文件")
        return _CONTROL.sub("", text) if found else text
    if b"\0" in content:
        raise FileRefusedError("file_kind_unknown", kind="看不懂的文件")
    raise FileRefusedError("file_encoding")


def separator_of(text: str) -> str:
    """The separator that cuts most of the first lines into equally many cells; a comma if none does."""
    lines = [line for line in text[:65536].splitlines()[:_SNIFFED_LINES] if line.strip()]

    def votes(separator: str) -> tuple[int, int]:
        counts = [count for count in (line.count(separator) for line in lines) if count]
        if not counts:
            return 0, 0
        usual = max(set(counts), key=counts.count)
        return counts.count(usual), usual

    return max(_SEPARATORS, key=votes) if lines else ","


def _unwrap(rows: Iterable[list[str]]) -> list[list[str]]:
    found = []
    for number, row in enumerate(rows, start=1):
        for index, cell in enumerate(row):
            if len(cell) > limits.CELL_CHARACTERS:
                raise FileRefusedError("cell_too_long", row=str(number))
            if cell.startswith('="'):
                wrapped = _TEXT_FORMULA.fullmatch(cell)
                row[index] = wrapped[1] if wrapped else cell
        found.append(row)
    return found
