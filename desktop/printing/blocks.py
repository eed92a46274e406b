"""From the blocks of a report document to pieces of a page. Here it is decided how each block looks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from db.reports.document import (
    BoxFace,
    BoxSpines,
    CalendarPoster,
    Field,
    Fields,
    Grid,
    Heading,
    MonthCalendar,
    Notice,
    PageBreak,
    Paragraph,
    Picture,
    ReportDocument,
    RuledLines,
    SignatureLine,
    Table,
)
from desktop.printing import styles
from desktop.printing.grids import GridPiece, GridRow, aligned, make_row, spread
from desktop.printing.pieces import (
    Blank,
    FramedPiece,
    PicturePiece,
    Piece,
    PortraitPiece,
    RuledPiece,
    SignaturePiece,
    Signed,
    TextPiece,
    Whole,
    led_piece,
    text_piece,
)
from desktop.printing.styles import MILLIMETRE, Geometry, TextStyle
from desktop.printing.text import Remarks, balance, text_width

PORTRAIT_WIDTH, PORTRAIT_AIR = 84.0, 4.0  # points: a frame of 30 mm
_TALL = 4  # a form's field of more lines than this is written from its top
_TABLE_SIZES = {"normal": (styles.SIZE_5, 8.0), "small": (styles.SIZE_SMALL_5, 7.5), "large": (18.0, 9.0)}


class Setter:
    """Turns the blocks of one document into pieces for a page; `None` among them begins a page."""

    def __init__(self, document: ReportDocument, page: Geometry, remarks: Remarks) -> None:
        self.document = document
        self.page = page
        self.remarks = remarks
        self.width = page.text_width
        self.formal = document.form == "formal"
        forms = (block for block in document.blocks if isinstance(block, Fields))
        # One width for all forms of a paper, so that their rules stand under each other.
        self._longest_label = max(
            (len(f.label) for form in forms for row in form.rows for f in row), default=0
        )
        self._setters: dict[type, Callable[[Any], Iterator[Piece | None]]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Fields: self._fields,
            Table: self._table,
            SignatureLine: self._signature,
            RuledLines: self._ruled,
            Notice: self._notice,
            PageBreak: self._page_break,
            Picture: self._picture,
            Grid: self._grid,
            CalendarPoster: self._poster,
            MonthCalendar: self._month,
            BoxFace: self._face,
            BoxSpines: self._spines,
        }

    def pieces(self) -> list[Piece | None]:
        """All pieces of the document, the title first."""
        found: list[Piece | None] = list(self._title())
        for block in self.document.blocks:
            for piece in self._setters[type(block)](block):
                self._append(found, piece)
        return found

    @staticmethod
    def _append(found: list[Piece | None], piece: Piece | None) -> None:
        """Joins a signature to the text that it signs, so that it never stands alone on a page."""
        before = found[-1] if found else None
        if isinstance(piece, SignaturePiece) and isinstance(before, TextPiece):
            found[-1] = Signed(before, piece)
            return
        if isinstance(piece, SignaturePiece) and isinstance(before, Whole):
            found[-1] = before.kept()
        found.append(piece)

    def _title(self) -> Iterator[Piece]:
        document = self.document
        if document.titled:
            style = {"formal": styles.TITLE, "sheet": styles.SHEET_TITLE, "poster": styles.POSTER_TITLE}[
                document.form
            ]
            if document.paper == "A3":
                style = style.sized(style.size * 1.4)
            if document.subtitle:
                style = replace(style, after=2.0)
            title = balance(document.title, style, self.width, self.remarks)
            yield self._text(title, style, keep_with_next=True)
            if document.subtitle:
                yield self._text(document.subtitle, styles.SUBTITLE, keep_with_next=True)

    def _text(self, text: str, style: TextStyle, **more: Any) -> TextPiece:
        return text_piece(text, style, self.width, self.remarks, **more)

    def _heading(self, block: Heading) -> Iterator[Piece]:
        if self.formal:
            style = styles.HEADING_1 if block.level == 1 else styles.HEADING_2
        else:
            style = styles.SHEET_HEADING_1 if block.level == 1 else styles.SHEET_HEADING_2
        yield self._text(block.text, style, keep_with_next=True)

    def _paragraph(self, block: Paragraph) -> Iterator[Piece]:
        body = styles.FORMAL_BODY if self.formal else styles.SHEET_BODY
        style = {
            "body": body,
            "plain": replace(body, first_indent=0.0),
            "note": styles.NOTE,
            "centered": replace(body, align="center", first_indent=0.0),
            "signature": replace(body, align="right", first_indent=0.0),
        }[block.style]
        width = self.width - (4 * body.size if block.style == "signature" else 0)  # GB/T 9704-2012, 7.3.5
        if block.lead:
            lead = replace(style, role="hei_bold")
            yield led_piece((block.lead, lead), block.text, style, width, self.remarks)
        else:
            yield text_piece(block.text, style, width, self.remarks)

    def _notice(self, block: Notice) -> Iterator[Piece]:
        text = text_piece(block.text, styles.NOTICE, self.width - 16, self.remarks)
        yield FramedPiece(text.height + 18, width=self.width, text=text)

    def _page_break(self, _block: PageBreak) -> Iterator[Piece | None]:
        yield None

    def _ruled(self, block: RuledLines) -> Iterator[Piece]:
        style = replace(styles.FORMAL_BODY if self.formal else styles.SHEET_BODY, first_indent=0.0)
        named = replace(style, role="hei_bold", first_indent=2.0)
        label = self._text(block.label, named) if block.label else None
        label_width = text_width(block.label, named) + 2 * style.size if block.label else 0.0
        height = block.count * style.leading
        yield RuledPiece(height, width=self.width, pitch=style.leading, label=label, label_width=label_width)

    def _signature(self, block: SignatureLine) -> Iterator[Piece]:
        style = styles.SIGNATURE
        share = self.width / len(block.labels)
        dated = self._text("    年   月   日", style) if block.dated else None
        dated_width = text_width("    年   月   日", style) if block.dated else 0.0
        blanks = []
        for number, label in enumerate(block.labels):
            words = f"{label}："
            begin = number * share
            rule_from = begin + text_width(words, style) + 2
            rule_to = begin + share - (14 if number + 1 < len(block.labels) else 4) - dated_width
            blanks.append(Blank(self._text(words, style), begin, rule_from, rule_to, dated))
        yield SignaturePiece(style.leading * 1.7, blanks=tuple(blanks))

    # --- grids -----------------------------------------------------------------------------------------
    def _fields(self, block: Fields) -> Iterator[Piece]:
        label_width = max(block.label_width, min(self._longest_label, 6.5)) * styles.LABEL.size + 10
        beside = PORTRAIT_WIDTH if block.picture else 0.0
        rows = tuple(self._field_row(row, label_width, self.width - beside) for row in block.rows)
        grid = GridPiece(rows, self.width - beside)
        yield self._beside(grid, block.picture, beside) if block.picture else grid

    def _beside(self, grid: GridPiece, picture: bytes, wide: float) -> Piece:
        """A form with a picture in a frame to its right, as high as the form."""
        from reportlab.lib.utils import ImageReader

        image = ImageReader(BytesIO(picture))
        high = grid.height - grid.after
        across, down = image.getSize()
        scale = min((wide - 2 * PORTRAIT_AIR) / across, (high - 2 * PORTRAIT_AIR) / down)
        size = (across * scale, down * scale)
        return PortraitPiece(grid.height, grid=grid, image=image, image_size=size, frame=(wide, high))

    def _field_row(self, row: Sequence[Field], label_width: float, width: float) -> GridRow:
        spare = width - label_width * len(row)
        weights = sum(field.weight for field in row)
        texts: list[str] = []
        widths: list[float] = []
        shown: list[TextStyle] = []
        for field in row:
            texts += [field.label, field.value]
            widths += [label_width, spare * field.weight / weights]
            shown += [styles.LABEL, styles.VALUE]
        least = max(field.lines for field in row) * styles.VALUE.leading + 10
        made = make_row(texts, widths, shown, self.remarks, least)
        tall = any(field.lines > _TALL for field in row)
        return (
            replace(made, cells=tuple(replace(c, middle=c.style is styles.LABEL) for c in made.cells))
            if tall
            else made
        )

    def _table(self, block: Table) -> Iterator[Piece]:
        size, smallest = _TABLE_SIZES[block.size]
        widths, size = spread([column.width for column in block.columns], self.width, size, smallest)
        body = TextStyle("song", size, size * 1.42)
        head = TextStyle("hei_bold", size, size * 1.42, "center")
        shown = [aligned(body, column.align) for column in block.columns]
        least = block.row_height * MILLIMETRE
        rows = [
            make_row([c.title for c in block.columns], widths, [head] * len(widths), self.remarks, size * 2.1)
        ]
        rows += [make_row(row, widths, shown, self.remarks, max(least, size * 1.9)) for row in block.rows]
        if not block.rows:
            rows.append(
                make_row([block.empty], [self.width], [aligned(body, "center")], self.remarks, size * 2.4)
            )
        if block.totals:
            bold = [replace(style, role="hei_bold") for style in shown]
            rows.append(make_row(block.totals, widths, bold, self.remarks, size * 2.0))
        yield GridPiece(tuple(rows), self.width, heads=1)

    def _grid(self, block: Grid) -> Iterator[Piece]:
        label = max([3.0, *(len(title) + 0.5 for title, _cells in block.rows)])
        widths, size = spread([label, *([2.2] * len(block.columns))], self.width, styles.SIZE_5, 7.5)
        head = TextStyle("hei_bold", size, size * 1.42, "center")
        body = replace(head, role="song")
        rows = [
            make_row([block.label, *block.columns], widths, [head] * len(widths), self.remarks, size * 2.2)
        ]
        for title, cells in block.rows:
            shown = [replace(head, align="left"), *([body] * len(cells))]
            rows.append(make_row([title, *cells], widths, shown, self.remarks, size * 2.2))
        yield GridPiece(tuple(rows), self.width, heads=1)

    # --- pictures and sheets drawn as a whole ----------------------------------------------------------
    def _picture(self, block: Picture) -> Iterator[Piece]:
        from reportlab.lib.utils import ImageReader

        image = ImageReader(BytesIO(block.content))
        pixels_wide, pixels_high = image.getSize()
        caption = self._text(block.caption, styles.CAPTION) if block.caption else None
        below = caption.height if caption else 8.0
        scale = min(
            self.width * block.width / pixels_wide, (self.page.text_height - below - 60) / pixels_high
        )
        size = (pixels_wide * scale, pixels_high * scale)
        yield PicturePiece(size[1] + below, width=self.width, image=image, image_size=size, caption=caption)

    def _room(self) -> float:
        """Height left under the title."""
        return self.page.text_height - sum(piece.height for piece in self._title())

    def _poster(self, block: CalendarPoster) -> Iterator[Piece | None]:
        from desktop.printing.calendars import poster_pieces

        yield from poster_pieces(block, self.page, self._room(), self.remarks)

    def _month(self, block: MonthCalendar) -> Iterator[Piece | None]:
        from desktop.printing.calendars import month_pieces

        yield from month_pieces(block, self.page, self._room(), self.remarks)

    def _face(self, block: BoxFace) -> Iterator[Piece | None]:
        from desktop.printing.box_labels import face_piece

        yield face_piece(block, self.page, self._room(), self.remarks)

    def _spines(self, block: BoxSpines) -> Iterator[Piece | None]:
        from desktop.printing.box_labels import spine_pieces

        yield from spine_pieces(block, self.page, self._room(), self.remarks)
