"""A printed thing as data: what stands on the paper, in which order, in which role. No sizes, no fonts,
no files.

Whoever draws it (PDF, preview, one day DOCX) decides on the layout. Everything here is frozen and can be
written as JSON, so that a test can keep what was printed. Texts are plain: there is no markup in them and
none is ever read.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal, TypeVar

from db.arithmetic.masking import mask_text

Align = Literal["left", "center", "right"]
Paper = Literal["A4", "A3"]
Form = Literal["formal", "sheet", "poster"]


@dataclass(frozen=True, slots=True)
class Header:
    """The running header: branch, year ("2026年度") and box; empty parts are left out."""

    branch: str = ""
    year: str = ""
    box: str = ""

    @property
    def text(self) -> str:
        """The parts joined by a middle dot."""
        return " · ".join(part for part in (self.branch, self.year, self.box) if part)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the document; level 1 is 一、, level 2 is （一）."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. body: indented by two characters; plain: not indented; note: small; centered;
    signature: right.
    """

    text: str
    style: Literal["body", "plain", "note", "centered", "signature"] = "body"
    lead: str = ""  # words before the text in the heading face: 决议, a speaker's name


@dataclass(frozen=True, slots=True)
class Field:
    """One label with its value in a form. An empty value leaves room to write, `lines` lines high."""

    label: str
    value: str = ""
    lines: int = 1
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Fields:
    """A ruled grid of labels and values: each inner tuple is one row of the form; a picture may stand beside it."""

    rows: tuple[tuple[Field, ...], ...]
    label_width: float = 5.0  # characters
    picture: bytes = b""  # a JPEG or PNG file that stands in a frame to the right


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column; `width` in Chinese characters of the table's own size, inner margins not counted."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose header is repeated on each page.

    `row_height` in millimetres is the least height of a row.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] = ()
    row_height: float = 0.0
    size: Literal["normal", "small", "large"] = "normal"
    empty: str = "（无）"


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Places to sign by hand, side by side; `dated` adds 年 月 日."""

    labels: tuple[str, ...]
    dated: bool = False


@dataclass(frozen=True, slots=True)
class RuledLines:
    """Empty lines to write on by hand, with a label where something was not recorded."""

    count: int = 2
    label: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A framed line that must not be overlooked: 补记 with both dates."""

    text: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts a page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph or scan; `content` are the bytes of a JPEG or PNG file, `width` a share of the text
    width.
    """

    content: bytes
    caption: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A small matrix such as 12 months by kinds of meeting: one word in each cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day on a poster.

    `kind` is birthday, political_birthday or work_anniversary; day 0: only the month is known.
    """

    day: int
    kind: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A kind of occasion with the mark and word by which it is told apart in black and white as well."""

    kind: str
    mark: str
    title: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class CalendarPoster:
    """Twelve months with their occasions."""

    year: int
    months: tuple[tuple[Occasion, ...], ...]
    legend: tuple[LegendEntry, ...]


@dataclass(frozen=True, slots=True)
class MonthCalendar:
    """One month as a calendar sheet, Monday first."""

    year: int
    month: int
    occasions: tuple[Occasion, ...]
    legend: tuple[LegendEntry, ...]


@dataclass(frozen=True, slots=True)
class BoxLabel:
    """What the face and the spine of an archive box must show (DA/T 22-2015, 6.4); empty parts are filled
    in by hand.
    """

    branch: str
    title: str
    year: str
    category: str
    retention: str
    fonds_number: str = ""
    first_item: str = ""
    last_item: str = ""
    box_number: str = ""


@dataclass(frozen=True, slots=True)
class BoxFace:
    """The sheet for the face of the box."""

    label: BoxLabel


@dataclass(frozen=True, slots=True)
class BoxSpines:
    """Labels for the spines of boxes, to be cut out; `width` in millimetres is 20, 30, 40 or 50 (DA/T
    22-2015).
    """

    labels: tuple[BoxLabel, ...]
    width: int = 30


Block = (
    Heading
    | Paragraph
    | Fields
    | Table
    | SignatureLine
    | RuledLines
    | Notice
    | PageBreak
    | Picture
    | Grid
    | CalendarPoster
    | MonthCalendar
    | BoxFace
    | BoxSpines
)


Record = tuple[str, str]  # (ledger key, uid)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper lies in an inspection folder: the box's sign, its number in the box, the page it begins on (None
    while the box is not set yet)."""

    box: str
    piece: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """One printed paper.

    `responsible` is the 责任者 of the archive list, `dated_on` the (partial) day the paper bears, ""
    where it bears none. `form` formal follows GB/T 9704-2012, sheet leaves more room for tables, poster
    fills the page. `masked` says that citizen and phone numbers are hidden. `about` are the records it prints, with an
    empty uid all of a ledger;
    `located` makes the paper anew for a folder, told where the papers about records lie.
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    responsible: str = ""
    dated_on: str = ""
    header: Header = Header()
    paper: Paper = "A4"
    landscape: bool = False
    form: Form = "formal"
    masked: bool = True
    titled: bool = True  # False: the title stands only in lists, not on the paper
    about: tuple[Record, ...] = ()
    located: "Callable[[Mapping[Record, Place]], ReportDocument] | None" = None
    foot: str = ""  # what the PC that prints adds at the foot: the end of its trail, a mark on whole numbers


_Any = TypeVar("_Any")
_NOT_PRINTED = ("foot", "about", "located")


def to_json(document: ReportDocument) -> str:
    """The document as JSON for keeping and comparing; pictures appear as their digest; the foot, what it is about and a
    picture that is not there not at all.
    """
    return json.dumps(_plain(document), ensure_ascii=False, indent=1)


def mask_document(document: ReportDocument) -> ReportDocument:
    """The same document with every citizen number and mobile number in any text of it masked."""
    return replace(_map_texts(document, mask_text), masked=True)


def texts_of(document: ReportDocument) -> tuple[str, ...]:
    """Every text of the document in reading order, for searching in tests and for checking fonts."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    _map_texts(document, keep)
    return tuple(found)


def _map_texts(value: _Any, change: Callable[[str], str]) -> _Any:
    """A copy of nested frozen values in which `change` was applied to every text."""
    changed: Any = value
    if isinstance(value, str):
        changed = change(value)
    elif isinstance(value, tuple):
        changed = tuple(_map_texts(element, change) for element in value)
    elif is_dataclass(value) and not isinstance(value, type):
        names = [f.name for f in fields(value) if f.name != "about"]  # ids are no text to read
        changed = replace(value, **{name: _map_texts(getattr(value, name), change) for name in names})
    return changed  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"sha256:{hashlib.sha256(value).hexdigest()}"
    if isinstance(value, tuple):
        return [_plain(element) for element in value]
    if is_dataclass(value) and not isinstance(value, type):
        named = {"block": type(value).__name__} if not isinstance(value, ReportDocument) else {}
        held = {f.name: getattr(value, f.name) for f in fields(value) if f.name not in _NOT_PRINTED}
        return named | {name: _plain(each) for name, each in held.items() if each != b""}
    return value
