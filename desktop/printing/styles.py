"""Sizes and measures of Chinese official papers, in points: type scale, paragraph styles, page geometry.

Measures of formal papers: GB/T 9704-2012, clause 5 and 6 (A4, 37 mm head, 28 mm binding edge, block of
156 x 225 mm, 22 lines of 28 characters of size 3). Tables may use more of the page; the binding edge
stays.
"""

from dataclasses import dataclass, replace
from typing import Literal

from db.reports.document import ReportDocument
from desktop.printing.fonts import Role

MILLIMETRE = 72 / 25.4

# Chinese type sizes by their traditional numbers
SIZE_2 = 22.0  # 2号
SIZE_3 = 16.0  # 3号
SIZE_4 = 14.0  # 4号
SIZE_SMALL_4 = 12.0  # 小四
SIZE_5 = 10.5  # 五号
SIZE_SMALL_5 = 9.0  # 小五

Justify = Literal["left", "center", "right", "both"]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a paragraph is set. `leading` is the line pitch, `tracking` is added after each character."""

    role: Role
    size: float
    leading: float
    align: Justify = "left"
    first_indent: float = 0.0  # characters
    tracking: float = 0.0
    before: float = 0.0
    after: float = 0.0

    def sized(self, size: float) -> "TextStyle":
        """The same style in another size, with the leading in proportion."""
        return replace(self, size=size, leading=self.leading * size / self.size)


# 16 pt type at 28 characters to 156 mm: 442.2 pt / 28 = 15.79 pt each; 225 mm / 22 lines = 28.99 pt
FORMAL_BODY = TextStyle("fangsong", SIZE_3, 28.9, "both", 2, -0.22)
SHEET_BODY = TextStyle("fangsong", SIZE_4, 23, "both", 2)
TITLE = TextStyle("title", SIZE_2, 32, "center", after=10)
SHEET_TITLE = TextStyle("title", 20.0, 29, "center", after=5)
POSTER_TITLE = TextStyle("title", 28.0, 40, "center", after=4)
SUBTITLE = TextStyle("kai", SIZE_4, 21, "center", after=8)
HEADING_1 = TextStyle("hei_bold", SIZE_3, 28.9, first_indent=2, before=3)
HEADING_2 = TextStyle("kai", SIZE_3, 28.9, first_indent=2)
SHEET_HEADING_1 = TextStyle("hei_bold", SIZE_4, 22, before=8, after=4)
SHEET_HEADING_2 = TextStyle("kai", SIZE_4, 21, before=4, after=3)
SIGNATURE = TextStyle("fangsong", SIZE_4, 26)
NOTE = TextStyle("song", SIZE_5, 16, "both", before=3, after=2)
NOTICE = TextStyle("hei_bold", SIZE_SMALL_4, 18)
CAPTION = TextStyle("song", SIZE_5, 15, "center", before=4, after=6)
LABEL = TextStyle("hei_bold", SIZE_SMALL_4, 17, "center")
VALUE = TextStyle("song", SIZE_SMALL_4, 17)
HEADER = TextStyle("song", SIZE_SMALL_5, 12)
PAGE_NUMBER = TextStyle("song", SIZE_4, 17)


@dataclass(frozen=True, slots=True)
class Geometry:
    """Page size and margins in points. `rotated_number`: on a landscape page the page number stands where
    it stands on the portrait pages of the same volume (GB/T 9704-2012, clause 11).
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    header_above: float  # from the text block up to the running header's baseline
    number_below: float  # from the text block down to the page number's baseline
    rotated_number: bool = False

    @property
    def text_width(self) -> float:
        """Width of the text block."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Height of the text block."""
        return self.height - self.top - self.bottom


_PAPERS = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
_PORTRAIT_MARGINS = {
    # left, right, top, bottom, header above the block, page number below it; millimetres
    "formal": (28.0, 26.0, 37.0, 35.0, 9.0, 10.5),
    "sheet": (28.0, 18.0, 27.0, 26.0, 6.0, 11.0),
    "poster": (16.0, 16.0, 18.0, 16.0, 6.0, 8.0),
}
# A landscape page is bound at its top.
_LANDSCAPE_MARGINS = {
    "formal": (26.0, 22.0, 30.0, 20.0, 6.0, 10.0),
    "sheet": (24.0, 18.0, 30.0, 18.0, 6.0, 9.0),
    "poster": (16.0, 16.0, 16.0, 14.0, 6.0, 8.0),
}


def geometry_of(document: ReportDocument, in_folder: bool = False) -> Geometry:
    """The page of a document; in a folder landscape pages carry their number where the portrait ones do."""
    short, long = _PAPERS[document.paper]
    width, height = (long, short) if document.landscape else (short, long)
    margins = (_LANDSCAPE_MARGINS if document.landscape else _PORTRAIT_MARGINS)[document.form]
    width, height = width * MILLIMETRE, height * MILLIMETRE
    left, right, top, bottom, header_above, number_below = (value * MILLIMETRE for value in margins)
    return Geometry(
        width,
        height,
        left,
        right,
        top,
        bottom,
        header_above,
        number_below,
        rotated_number=in_folder and document.landscape,
    )
