"""The pieces a page is filled with: they know their height, can be cut at a height, and draw themselves.

A piece never decides where a page ends; `paging` does.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

from desktop.printing.styles import TextStyle
from desktop.printing.text import Line, Remarks, draw_lines, set_text, text_width

THIN, THICK = 0.5, 1.0  # rule weights that survive a photocopier
_LEAST_LINES = 2  # a paragraph leaves no fewer lines at the foot or the head of a page


class Piece(Protocol):
    """Something that stands in the text block. Measures are points; `draw` gets the left and upper edge."""

    @property
    def height(self) -> float:
        """Its whole height."""

    @property
    def keep_with_next(self) -> bool:
        """Whether a page may not end after it."""

    def cut(self, room: float) -> tuple["Piece | None", "Piece | None"]:
        """What fits into `room` and the rest; (None, itself) if nothing sensible fits."""

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draws it."""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Set lines of one style, with an optional lead in another face on the first line."""

    lines: tuple[Line, ...]
    style: TextStyle
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False
    lead: tuple[Line, TextStyle] | None = None

    @property
    def height(self) -> float:
        return self.before + len(self.lines) * self.style.leading + self.after

    def cut(self, room: float) -> tuple[Piece | None, Piece | None]:
        if self.height - self.after <= room:
            return self, None
        count = int((room - self.before) // self.style.leading)
        return self._cut_at(min(count, len(self.lines) - _LEAST_LINES))

    def cut_tail(self, count: int) -> tuple["TextPiece | None", "TextPiece"]:
        """The lines but the last `count`, and those."""
        head, tail = self._cut_at(len(self.lines) - count)
        return head, tail or self

    def _cut_at(self, count: int) -> tuple["TextPiece | None", "TextPiece | None"]:
        if count < _LEAST_LINES:
            return None, self
        head = replace(self, lines=self.lines[:count], after=0.0, keep_with_next=False)
        return head, replace(self, lines=self.lines[count:], before=0.0, lead=None)

    def draw(self, canvas: Any, x: float, top: float) -> None:
        if self.lead:
            line, style = self.lead
            draw_lines(canvas, [line], replace(style, leading=self.style.leading), x, top - self.before)
        draw_lines(canvas, self.lines, self.style, x, top - self.before)


@dataclass(frozen=True, slots=True)
class Whole:
    """Base of pieces that are never cut."""

    height: float
    keep_with_next: bool = False

    def cut(self, room: float) -> tuple[Piece | None, Piece | None]:
        return (self, None) if self.height <= room else (None, self)

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """A gap draws nothing."""

    def kept(self) -> Self:
        """The same piece, not to be parted from the next one."""
        return replace(self, keep_with_next=True)


@dataclass(frozen=True, slots=True)
class RuledPiece(Whole):
    """Empty ruled lines to write on, the first one beginning after a label."""

    width: float = 0.0
    pitch: float = 0.0
    label: TextPiece | None = None
    label_width: float = 0.0

    def draw(self, canvas: Any, x: float, top: float) -> None:
        if self.label:
            self.label.draw(canvas, x, top)
        canvas.setLineWidth(THIN)
        for number in range(round(self.height / self.pitch)):
            y = top - (number + 0.82) * self.pitch
            canvas.line(x + (self.label_width if number == 0 else 0), y, x + self.width, y)


@dataclass(frozen=True, slots=True)
class Blank:
    """One place to sign: words before the rule, and where the rule runs; points from the left edge."""

    words: TextPiece
    left: float
    rule_from: float
    rule_to: float
    after: TextPiece | None = None


@dataclass(frozen=True, slots=True)
class SignaturePiece(Whole):
    """Places to sign side by side; it takes the end of what it signs along to its page (see `Signed`)."""

    blanks: tuple[Blank, ...] = ()

    def draw(self, canvas: Any, x: float, top: float) -> None:
        baseline = top - self.height * 0.72
        for blank in self.blanks:
            words_top = baseline + blank.words.style.leading * 0.82
            blank.words.draw(canvas, x + blank.left, words_top)
            canvas.setLineWidth(THIN)
            canvas.line(x + blank.rule_from, baseline - 2, x + blank.rule_to, baseline - 2)
            if blank.after:
                blank.after.draw(canvas, x + blank.rule_to, words_top)


@dataclass(frozen=True, slots=True)
class Signed:
    """Text with the signature under it: at least the last two lines stay with the signature."""

    text: TextPiece
    signature: Piece
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        return self.text.height + self.signature.height

    def cut(self, room: float) -> tuple[Piece | None, Piece | None]:
        if self.height <= room:
            return self, None
        head, tail = self.text.cut(room)
        if tail is None:
            head, tail = self.text.cut_tail(_LEAST_LINES)
        if head is None or not isinstance(tail, TextPiece):
            return None, self
        return head, Signed(tail, self.signature)

    def draw(self, canvas: Any, x: float, top: float) -> None:
        self.text.draw(canvas, x, top)
        self.signature.draw(canvas, x, top - self.text.height)


@dataclass(frozen=True, slots=True)
class FramedPiece(Whole):
    """Text in a frame that a reader cannot overlook."""

    width: float = 0.0
    text: TextPiece | None = None

    def draw(self, canvas: Any, x: float, top: float) -> None:
        canvas.setLineWidth(THICK)
        canvas.rect(x + 0.5, top - self.height + 7, self.width - 1, self.height - 10)
        if self.text:
            self.text.draw(canvas, x + 8, top - 7)


@dataclass(frozen=True, slots=True)
class PicturePiece(Whole):
    """A picture, already read and measured, centred, with its caption under it."""

    width: float = 0.0
    image: Any = None
    image_size: tuple[float, float] = (0.0, 0.0)
    caption: TextPiece | None = None

    def draw(self, canvas: Any, x: float, top: float) -> None:
        wide, high = self.image_size
        canvas.drawImage(self.image, x + (self.width - wide) / 2, top - high, wide, high)
        if self.caption:
            self.caption.draw(canvas, x, top - high)


@dataclass(frozen=True, slots=True)
class PortraitPiece(Whole):
    """A form with a picture in a frame to its right; `frame` and `image_size` are width and height."""

    grid: Any = None
    image: Any = None
    image_size: tuple[float, float] = (0.0, 0.0)
    frame: tuple[float, float] = (0.0, 0.0)

    def draw(self, canvas: Any, x: float, top: float) -> None:
        self.grid.draw(canvas, x, top)
        left, (wide, high), (image_wide, image_high) = x + self.grid.width, self.frame, self.image_size
        canvas.setLineWidth(THICK)
        canvas.rect(left, top - high, wide, high)
        at = left + (wide - image_wide) / 2, top - (high + image_high) / 2
        canvas.drawImage(self.image, *at, image_wide, image_high)


Paint = Callable[[Any, float, float], None]


@dataclass(frozen=True, slots=True)
class Drawn(Whole):
    """A piece drawn by a function of the canvas and the upper left corner."""

    paint: Paint | None = None

    def draw(self, canvas: Any, x: float, top: float) -> None:
        if self.paint:
            self.paint(canvas, x, top)


def text_piece(text: str, style: TextStyle, width: float, remarks: Remarks, **more: Any) -> TextPiece:
    """A paragraph in a style, with the space before and after that the style asks for."""
    lines = tuple(set_text(text, style, width, remarks))
    return TextPiece(lines, style, **({"before": style.before, "after": style.after} | more))


def led_piece(
    lead: tuple[str, TextStyle], text: str, style: TextStyle, width: float, remarks: Remarks
) -> TextPiece:
    """A paragraph that begins with words in another face; the text follows them on the same line."""
    words, lead_style = lead
    lead_width = text_width(words, lead_style)
    em = style.size + style.tracking
    indented = replace(style, first_indent=style.first_indent + lead_width / em)
    first, *rest = text.split("\n")
    lines = set_text(first, indented, width, remarks)
    if rest:
        lines += set_text("\n".join(rest), style, width, remarks)
    set_text(words, lead_style, width, remarks)  # for its remarks on missing glyphs
    lead_line = Line(words, style.first_indent * em, 0.0)
    return TextPiece(tuple(lines), style, style.before, style.after, False, (lead_line, lead_style))
