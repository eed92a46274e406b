"""Sets plain text into lines: Chinese line breaking, the font chain, drawing. Text is never read as markup.

Nothing a person typed is parsed: "<img src=file:x>" is set as those characters. The one function through
which all text passes before it is set is `clean`.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from desktop.printing.fonts import CODE_SCALE, MISSING, SQUARE, Chain, chain, code_text
from desktop.printing.pen import Pen
from desktop.printing.styles import TextStyle

# 行首禁则, 行末禁则 (GB/T 15834-2011, 5.1): marks that may not begin, or end, a line
NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…—～·％‰℃,.;:?!)]}%")
NOT_LAST = frozenset("（《「『【〔〈“‘([{￥№#")
_HANGING = frozenset("，。、；：？！）》」』】〕〉”’")  # narrow enough in ink to be squeezed in
_SQUEEZE_FROM = 16  # characters in a line before a mark may be squeezed in
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_UNTIDY = re.compile(f"[\t\r\u00a0\u2028\u2029]|{_INVISIBLE.pattern}|{_SELECTORS.pattern}")
_UNITS = frozenset("年月日时分人名票次元")  # a number keeps its unit beside it
_WORD = re.compile(r"[0-9A-Za-z_@+*/\\&'=-]")


@dataclass
class Remarks:
    """What could not be printed as it was written, for the person who prints; each thing once."""

    found: dict[str, str] = field(default_factory=dict)

    def missing(self, character: str, text: str) -> None:
        """A character that no font has, with where it stands."""
        place = max(0, text.find(character) - 8)
        excerpt = text[place : place + 17].strip()
        sentence = f"字库中没有“{character}”（{code_text(character)}），已印成方框：{excerpt}"
        self.found.setdefault(character, sentence)

    def note(self, key: str, sentence: str) -> None:
        """Any other remark."""
        self.found.setdefault(key, sentence)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All remarks in the order in which they were met."""
        return tuple(self.found.values())


def clean(text: str, remarks: Remarks) -> str:
    """Line ends made one kind, tabs blanks, invisible characters taken out and remarked on.

    Nothing else is touched.
    """
    if not _UNTIDY.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\u00a0", " ")
    for found in _INVISIBLE.findall(text):
        remarks.note(found, f"有看不见的字符（{code_text(found)}），未印出")
    for found in _SELECTORS.findall(text):
        remarks.note(found, f"有异体字选择符（{code_text(found)}），按通用字形印出")
    return _SELECTORS.sub("", _INVISIBLE.sub("", text))


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: `left` from the edge of the block, `spacing` after each character, both in points."""

    text: str
    left: float
    spacing: float


def text_width(text: str, style: TextStyle) -> float:
    """Width of one line of text in points."""
    return sum(chain(style.role).widths(text)) * style.size + style.tracking * len(text)


def set_text(text: str, style: TextStyle, width: float, remarks: Remarks) -> list[Line]:
    """`text` broken into lines of at most `width` points; line ends in it are kept."""
    faces = chain(style.role)
    lines: list[Line] = []
    for paragraph in clean(text, remarks).split("\n"):
        lines += _set_paragraph(paragraph.rstrip(), style, width, faces)
    if not faces.has_all(text):
        for character in dict.fromkeys("".join(line.text for line in lines)):
            if not faces.has(character):
                remarks.missing(character, text)
    return lines


def balance(text: str, style: TextStyle, width: float, remarks: Remarks) -> str:
    """A title with line ends put where its lines become about equally long; one that fits stays as it is."""
    natural = text_width(clean(text, remarks), style)
    if natural <= width:
        return text
    count = int(natural // width) + 1
    tried = natural / count
    lines = set_text(text, style, tried, remarks)
    while len(lines) > count and tried < width:
        tried = min(width, tried + style.size / 2)
        lines = set_text(text, style, tried, remarks)
    return "\n".join(line.text for line in lines)


def _set_paragraph(text: str, style: TextStyle, width: float, faces: Chain) -> list[Line]:
    if not text:
        return [Line("", 0, 0)]
    size, tracking = style.size, style.tracking
    ends = [0.0, *accumulate(advance * size + tracking for advance in faces.widths(text))]
    lines: list[Line] = []
    start, indent = 0, style.first_indent * (size + tracking)
    if ends[-1] <= width - indent + tracking:
        return [_place(text, ends[-1] - tracking, width - indent, style, indent, True)]
    while start < len(text):
        room = width - indent
        end = _line_end(text, ends, start, room + tracking)  # the last character needs none after it
        last = end >= len(text)
        piece = text[start:end].rstrip()
        natural = ends[start + len(piece)] - ends[start] - tracking
        lines.append(_place(piece, natural, room, style, indent, last))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
        indent = 0.0
    return lines


def _place(text: str, natural: float, room: float, style: TextStyle, indent: float, last: bool) -> Line:
    left, spacing = indent, style.tracking
    if style.align == "right":
        left += room - natural
    elif style.align == "center":
        left += (room - natural) / 2
    spare = room - natural
    crowded = spare < -0.01
    if len(text) > 1 and (crowded or (style.align == "both" and not last and spare < 2.5 * style.size)):
        spacing += spare / (len(text) - 1)
        left = indent
    return Line(text, left, spacing)


def _line_end(text: str, ends: list[float], start: int, room: float) -> int:
    """Where the line that begins at `start` ends: as far as it fits, then as the rules of breaking allow."""
    length = len(text)
    fits = bisect_right(ends, ends[start] + room + 0.01, start + 1) - 1
    if fits >= length:
        return length
    fits = max(fits, start + 1)
    if text[fits] in _HANGING and fits - start >= _SQUEEZE_FROM and not _follows_mark(text, fits + 1):
        return fits + 1
    end = fits
    while end > start + 1 and not _may_break(text, end):
        end -= 1
    return end if _may_break(text, end) else fits


def _follows_mark(text: str, position: int) -> bool:
    return position < len(text) and text[position] in NOT_FIRST


def _may_break(text: str, position: int) -> bool:
    before, after = text[position - 1], text[position]
    if after in NOT_FIRST or before in NOT_LAST:
        return False
    if before in ".:" and after.isdigit():
        return False
    if before.isdigit() and after in _UNITS:
        return False
    return not (_WORD.match(before) and _WORD.match(after))


def draw_lines(canvas: Any, lines: Sequence[Line], style: TextStyle, x: float, top: float) -> None:
    """Draws set lines; `top` is the upper edge of the first line's pitch, the glyphs sit in its middle."""
    pen = Pen(canvas)
    write_lines(pen, lines, style, x, top)
    pen.lift()


def write_lines(pen: Pen, lines: Sequence[Line], style: TextStyle, x: float, top: float) -> None:
    """The same with a pen that goes on writing."""
    faces = chain(style.role)
    baseline = top - (style.leading + style.size) / 2 + 0.12 * style.size
    for line in lines:
        if line.text:
            pen.at(x + line.left, baseline, round(line.spacing, 4))
            for run in faces.runs(line.text):
                _write_run(pen, run.font, run.text, style.size, faces)
        baseline -= style.leading


def _write_run(pen: Pen, font: str, text: str, size: float, faces: Chain) -> None:
    if font != MISSING:
        pen.write(text, font, size)
        return
    pen.write(SQUARE, faces.font_of(SQUARE), size)
    pen.write(code_text(text), faces.main, size * CODE_SCALE)
