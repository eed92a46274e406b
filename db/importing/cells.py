"""Sheets as they come out of a file: text and numbers at places, nothing understood yet.

A number stays a number, because an 18-digit citizen number that was one has lost its last digits. Days and
times come as ISO text, yes/no cells as 是/否, formulas as their last result.
"""

from dataclasses import dataclass

Cell = str | float
CellRange = tuple[
    int, int, int, int
]  # first row, first column, last row, last column; rows as numbered, columns from 0


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds something; `number` as the spreadsheet shows it, `cells` from column A without blanks
    at the end.
    """

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `date_1904`: its day numbers count from 1904 (old Excel for Macintosh)."""

    name: str
    rows: tuple[SheetRow, ...]
    merged: tuple[CellRange, ...] = ()
    date_1904: bool = False
    is_hidden: bool = False


def text_of(cell: Cell) -> str:
    """What the cell shows: text without outer blanks; whole numbers without a decimal point."""
    if isinstance(cell, str):
        return cell.strip()
    return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else repr(cell)
