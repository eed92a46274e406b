"""Fills pages with pieces: where a page ends, its running header, its number.

Keeping together: a heading stays with what it heads, a signature with the end of what is signed; a
paragraph leaves at least two lines on either page; a table breaks between rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.printing.pieces import Piece, text_piece
from desktop.printing.styles import HEADER, MILLIMETRE, PAGE_NUMBER, Geometry
from desktop.printing.text import Remarks, text_width

_RULE = 0.4


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around the text block: the running header's words, whether the page bears a number, and words at
    the foot.
    """

    header: str = ""
    numbered: bool = True
    foot: str = ""


@dataclass
class Pages:
    """Writes pages onto a canvas. `count` are the pages written so far, `number` the last page number
    printed.

    The number is reset for each box of a folder; pages without a number do not count in it.
    """

    canvas: Any
    remarks: Remarks
    count: int = 0
    number: int = 0
    titles: list[tuple[str, int]] = field(default_factory=list)

    def fill(self, pieces: Sequence[Piece | None], page: Geometry, around: Furniture) -> range:
        """Writes the pieces on as many pages as they need (None begins a page); gives the numbers of
        those pages.

        The range holds printed numbers where the pages are numbered, else places in the file (from 0).
        """
        first = self.number + 1 if around.numbered else self.count
        queue: list[Piece | None] = list(pieces)
        while queue:
            self._fill_page(queue, page, around)
        return range(first, (self.number + 1) if around.numbered else self.count)

    def _fill_page(self, queue: list[Piece | None], page: Geometry, around: Furniture) -> None:
        self._begin(page, around)
        top = page.height - page.top
        y, floor = top, page.bottom
        while queue:
            piece = queue.pop(0)
            if piece is None:
                break
            if y < top and self._moves_on(piece, queue, y - floor):
                queue.insert(0, piece)
                break
            fitting, rest = piece.cut(y - floor + 0.01)
            if fitting is None and y == top:
                fitting, rest = piece, None  # too high for any page: shown as far as the paper goes
            if fitting is not None:
                fitting.draw(self.canvas, page.left, y)
                y -= fitting.height
            if rest is not None:
                queue.insert(0, rest)
                break
        self.canvas.showPage()
        self.count += 1

    def _moves_on(self, piece: Piece, queue: Sequence[Piece | None], room: float) -> bool:
        """Whether a piece that heads others would be parted from the first of them that is not a heading."""
        if not piece.keep_with_next:
            return False
        for follower in queue:
            room -= piece.height
            if follower is None:
                return room < 0
            if not follower.keep_with_next:
                return room < 0 or follower.cut(room)[0] is None
            piece = follower
        return room < piece.height

    def _begin(self, page: Geometry, around: Furniture) -> None:
        self.canvas.setPageSize((page.width, page.height))
        if around.header:
            self._draw_header(page, around.header)
        if around.numbered:
            self.number += 1
            self._draw_number(page, f"— {self.number} —")
        if around.foot:
            self._draw_foot(page, around.foot)

    def _draw_foot(self, page: Geometry, words: str) -> None:
        """Small, below the text, on the side that the page number leaves free."""
        piece = text_piece(words, HEADER, page.text_width * 0.75, self.remarks)
        odd = self.number % 2 == 1
        x = page.left if odd else page.left + page.text_width - text_width(words, HEADER)
        piece.draw(self.canvas, x, page.bottom - page.number_below + HEADER.leading)

    def _draw_header(self, page: Geometry, words: str) -> None:
        y = page.height - page.top + page.header_above
        line = text_piece(words, HEADER, page.text_width, self.remarks)
        line.draw(self.canvas, page.left, y + HEADER.leading)
        self.canvas.setLineWidth(_RULE)
        self.canvas.line(page.left, y - 1.5, page.left + page.text_width, y - 1.5)

    def _draw_number(self, page: Geometry, words: str) -> None:
        """Outside at the foot, one character in: odd right, even left (GB/T 9704-2012, 7.5)."""
        odd = self.number % 2 == 1
        piece = text_piece(words, PAGE_NUMBER, page.text_width, self.remarks)
        width, inset = text_width(words, PAGE_NUMBER), PAGE_NUMBER.size
        if page.rotated_number:
            # Bound at its head: this page's foot is the right edge of the portrait pages. The words are
            # turned so that they read, and stand, as on those.
            right, left = 22 * MILLIMETRE + inset + width, page.height - 28 * MILLIMETRE - inset
            self.canvas.saveState()
            self.canvas.translate(page.left - page.number_below, right if odd else left)
            self.canvas.rotate(-90)
            piece.draw(self.canvas, 0, PAGE_NUMBER.leading)
            self.canvas.restoreState()
            return
        x = page.width - page.right - inset - width if odd else page.left + inset
        piece.draw(self.canvas, x, page.bottom - page.number_below + PAGE_NUMBER.leading)
