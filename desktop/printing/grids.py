"""Ruled grids: tables with a repeated header, forms of labels and values, small matrices.

Every row has its own cells, so that a form and a table are the same thing here. Lines are drawn, never
shaded: a photocopier turns grey into dirt.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from desktop.printing.pen import Pen, draw_rules
from desktop.printing.pieces import THICK, THIN, Piece
from desktop.printing.styles import TextStyle
from desktop.printing.text import Line, Remarks, set_text, write_lines

PADDING = 4.0  # points left and right of a cell's text
_AIR = 3.0  # points above and below


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's place in its row and its set lines."""

    x: float
    width: float
    lines: tuple[Line, ...]
    style: TextStyle
    middle: bool = True

    @property
    def text_height(self) -> float:
        """Height of the lines alone."""
        return len(self.lines) * self.style.leading


@dataclass(frozen=True, slots=True)
class GridRow:
    """Cells side by side; `least` is the least height in points."""

    cells: tuple[Cell, ...]
    least: float = 0.0
    height: float = field(init=False)  # of the tallest cell with air around it

    def __post_init__(self) -> None:
        tallest = max((cell.text_height for cell in self.cells), default=0.0) + 2 * _AIR
        object.__setattr__(self, "height", max(self.least, tallest))

    def cut(self, room: float) -> tuple["GridRow", "GridRow"] | None:
        """The row cut between lines; None if some cell could not show a line."""
        upper, lower = [], []
        for cell in self.cells:
            count = int((room - 2 * _AIR) // cell.style.leading)
            if count < 1:
                return None
            upper.append(replace(cell, lines=cell.lines[:count], middle=False))
            lower.append(replace(cell, lines=cell.lines[count:], middle=False))
        return GridRow(tuple(upper)), GridRow(tuple(lower))


@dataclass(frozen=True, slots=True)
class GridPiece:
    """Rows of cells with rules around them; the first `heads` rows are repeated on each page."""

    rows: tuple[GridRow, ...]
    width: float
    heads: int = 0
    after: float = 8.0
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        return sum(row.height for row in self.rows) + self.after

    def cut(self, room: float) -> tuple[Piece | None, Piece | None]:
        used = sum(row.height for row in self.rows[: self.heads])
        count = self.heads
        while count < len(self.rows) and used + self.rows[count].height <= room:
            used += self.rows[count].height
            count += 1
        if count == len(self.rows):
            return self, None
        head, body = self.rows[: self.heads], self.rows[self.heads :]
        taken = count - self.heads
        if taken:
            return self._with(head + body[:taken], 0.0), self._with(head + body[taken:], self.after)
        return self._cut_row(room - used, head, body)

    def _cut_row(
        self, room: float, head: tuple[GridRow, ...], body: tuple[GridRow, ...]
    ) -> tuple[Piece | None, Piece | None]:
        """Cuts the first row itself, which is done only where it is too high for half a page."""
        parts = body[0].cut(room) if body and body[0].height > 300 else None
        if parts is None:
            return None, self
        upper, lower = parts
        return self._with((*head, upper), 0.0), self._with((*head, lower, *body[1:]), self.after)

    def _with(self, rows: tuple[GridRow, ...], after: float) -> "GridPiece":
        return replace(self, rows=rows, after=after)

    def draw(self, canvas: Any, x: float, top: float) -> None:
        y, pen = top, Pen(canvas)
        rules: list[tuple[float, float, float, float]] = []
        for number, row in enumerate(self.rows):
            if number:
                rules.append((x, y, x + self.width, y))
            rules += [(x + cell.x, y, x + cell.x, y - row.height) for cell in row.cells[1:]]
            _write_cells(pen, row, x, y)
            y -= row.height
        pen.lift()
        canvas.setLineWidth(THIN)
        draw_rules(canvas, rules)
        canvas.setLineWidth(THICK)
        canvas.rect(x, y, self.width, top - y)


def _write_cells(pen: Pen, row: GridRow, x: float, top: float) -> None:
    for cell in row.cells:
        if cell.lines:
            drop = (row.height - cell.text_height) / 2 if cell.middle else _AIR
            write_lines(pen, cell.lines, cell.style, x + cell.x + PADDING, top - drop)


def make_row(
    texts: Sequence[str],
    widths: Sequence[float],
    styles: Sequence[TextStyle],
    remarks: Remarks,
    least: float = 0.0,
) -> GridRow:
    """A row of cells of the given widths, left to right."""
    cells = []
    x = 0.0
    for text, width, style in zip(texts, widths, styles, strict=True):
        lines = tuple(set_text(text, style, width - 2 * PADDING, remarks)) if text else ()
        cells.append(Cell(x, width, lines, style))
        x += width
    return GridRow(tuple(cells), least)


def spread(widths: Sequence[float], total: float, size: float, smallest: float) -> tuple[list[float], float]:
    """Column widths in points that fill `total`, and the type size that makes them fit.

    `widths` are characters. The size goes down in half points to `smallest`, never below; spare room is
    shared out in proportion.
    """
    padding = 2 * PADDING * len(widths)
    characters = sum(widths)
    while size > smallest and characters * size + padding > total:
        size -= 0.5
    return [width * (total - padding) / characters + 2 * PADDING for width in widths], size


def aligned(style: TextStyle, align: Literal["left", "center", "right"]) -> TextStyle:
    """The style with another alignment."""
    return style if style.align == align else replace(style, align=align)
