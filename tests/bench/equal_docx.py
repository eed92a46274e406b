"""A docx equal to a printed folder: the same words in the same tables, type and page sizes, headers and numbers.

It is written from the pieces that our own pages are filled with, so that the other program sets what ours sets.
Not carried over: what is drawn (the faces and spines of boxes become empty pages), rules to write on, page numbers
on the outer side, bookmarks.
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import resources
from desktop.printing.grids import PADDING, Cell, GridPiece, GridRow
from desktop.printing.pieces import FramedPiece, Piece, RuledPiece, SignaturePiece, Signed, TextPiece
from desktop.printing.styles import HEADER, PAGE_NUMBER, Geometry, TextStyle

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_FROM_ONE = '<w:pgNumType w:start="1"/>'
_PAGE_FIELD = '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


@dataclass(frozen=True, slots=True)
class SetPaper:
    """One paper of a folder, set: its pieces (None begins a page), and what stands around them."""

    pieces: tuple[Piece | None, ...]
    page: Geometry
    header: str
    numbered: bool

    @property
    def section(self) -> tuple[Geometry, str, bool]:
        """Papers in a row that have this in common need no section of their own."""
        return self.page, self.header, self.numbered


def texts_of(piece: Piece | None) -> Iterator[str]:
    """The texts of a piece, a paragraph or cell each."""
    if isinstance(piece, TextPiece):
        yield (piece.lead[0].text if piece.lead else "") + words_of(piece)
    elif isinstance(piece, GridPiece):
        yield from (words_of(cell) for row in piece.rows for cell in row.cells)
    elif isinstance(piece, Signed):
        yield from texts_of(piece.text)
        yield from texts_of(piece.signature)
    elif isinstance(piece, SignaturePiece):
        yield "".join(words_of(blank.words) for blank in piece.blanks)
    elif isinstance(piece, FramedPiece):
        yield from texts_of(piece.text)
    elif isinstance(piece, RuledPiece):
        yield from texts_of(piece.label)


def words_of(text: TextPiece | Cell) -> str:
    """The words of set text before it was broken into lines."""
    return "".join(line.text for line in text.lines)


def write_docx(path: Path, papers: Sequence[SetPaper]) -> None:
    """All papers in one file, each on pages of its own."""
    headers = list(dict.fromkeys(paper.header for paper in papers))
    around = {f"header{number}": _header(words) for number, words in enumerate(headers)} | {
        "footer0": _root("ftr", "<w:p/>"),  # without one a section takes that of the section before
        "footer1": _footer(),
    }
    document = _root("document", f"<w:body>{''.join(_body(papers, headers))}</w:body>")
    parts = {
        "[Content_Types].xml": _types(around),
        "_rels/.rels": _relations({"document": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({name: f"{name}.xml" for name in around}),
        "word/document.xml": document,
    } | {f"word/{name}.xml": part for name, part in around.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{part}')


def _types(around: Iterable[str]) -> str:
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_PART}.{_kind(name)}+xml"/>'
        for name in around
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{_RELATIONS}"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD_PART}.document.main+xml"/>{parts}</Types>'
    )


def _relations(targets: Mapping[str, str]) -> str:
    entries = (
        f'<Relationship Id="{name}" Type="{_OFFICE}/{_kind(name)}" Target="{target}"/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(entries)}</Relationships>'


def _kind(name: str) -> str:
    return "officeDocument" if name == "document" else name.rstrip("0123456789")


def _root(kind: str, content: str) -> str:
    return f'<w:{kind} xmlns:w="{_WORD}" xmlns:r="{_OFFICE}">{content}</w:{kind}>'


def _header(words: str) -> str:
    rule = f"<w:pBdr>{_rules(['bottom'])}</w:pBdr>" if words else ""
    return _root("hdr", _paragraph(words, HEADER, rule))


def _footer() -> str:
    dash = _run("— ", PAGE_NUMBER)
    return _root(
        "ftr", f'<w:p><w:pPr><w:jc w:val="right"/></w:pPr>{dash}{_PAGE_FIELD}{_run(" —", PAGE_NUMBER)}</w:p>'
    )


def _body(papers: Sequence[SetPaper], headers: Sequence[str]) -> Iterator[str]:
    sections = [(key, list(found)) for key, found in groupby(papers, key=lambda paper: paper.section)]
    counting = False
    for place, ((page, header, numbered), found) in enumerate(sections, start=1):
        for number, paper in enumerate(found):
            yield from map(_piece, (None, *paper.pieces) if number else paper.pieces)
        end = _section(page, headers.index(header), numbered, numbered and not counting)
        yield end if place == len(sections) else f"<w:p><w:pPr>{_pitch(1)}{end}</w:pPr></w:p>"
        counting = numbered


def _piece(piece: Piece | None) -> str:
    if piece is None:
        return _empty(1, '<w:r><w:br w:type="page"/></w:r>')
    if isinstance(piece, GridPiece):
        return _table(piece) + _empty(piece.after)
    if isinstance(piece, Signed):
        return _piece(piece.text) + _piece(piece.signature)
    if isinstance(piece, SignaturePiece):
        return _paragraph("".join(texts_of(piece)), piece.blanks[0].words.style)
    if isinstance(piece, FramedPiece) and piece.text:
        return _paragraph(words_of(piece.text), piece.text.style, f"<w:pBdr>{_rules(_SIDES[:4])}</w:pBdr>")
    if isinstance(piece, RuledPiece):
        label = _piece(piece.label) if piece.label else ""
        return label + _empty(piece.pitch) * (round(piece.height / piece.pitch) - bool(label))
    if isinstance(piece, TextPiece):
        lead = _run(piece.lead[0].text, piece.lead[1]) if piece.lead else ""
        return _paragraph(words_of(piece), piece.style, "<w:keepNext/>" * piece.keep_with_next, lead)
    return _empty(piece.height)


def _empty(height: float, content: str = "") -> str:
    return f"<w:p><w:pPr>{_pitch(height)}</w:pPr>{content}</w:p>"


def _rules(sides: Sequence[str]) -> str:
    return "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in sides)


def _table(piece: GridPiece) -> str:
    edges = sorted({round(cell.x, 2) for row in piece.rows for cell in row.cells} | {piece.width})
    margins = f'<w:left w:w="{_twips(PADDING)}" w:type="dxa"/><w:right w:w="{_twips(PADDING)}" w:type="dxa"/>'
    columns = "".join(f'<w:gridCol w:w="{_twips(b - a)}"/>' for a, b in pairwise(edges))
    rows = "".join(_row(row, edges, number < piece.heads) for number, row in enumerate(piece.rows))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_twips(piece.width)}" w:type="dxa"/><w:tblBorders>{_rules(_SIDES)}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(row: GridRow, edges: Sequence[float], head: bool) -> str:
    cells = ""
    for cell in row.cells:
        span = sum(cell.x + 0.1 < edge < cell.x + cell.width + 0.1 for edge in edges)
        middle = '<w:vAlign w:val="center"/>' if cell.middle else ""
        cells += (
            f'<w:tc><w:tcPr><w:tcW w:w="{_twips(cell.width)}" w:type="dxa"/><w:gridSpan w:val="{span}"/>{middle}'
            f"</w:tcPr>{_paragraph(words_of(cell), cell.style)}</w:tc>"
        )
    height = f'<w:trHeight w:val="{_twips(row.height)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{'<w:tblHeader/>' * head}</w:trPr>{cells}</w:tr>"


def _paragraph(words: str, style: TextStyle, more: str = "", lead: str = "") -> str:
    space = f'w:before="{_twips(style.before)}" w:after="{_twips(style.after)}"'
    indent = _twips(style.first_indent * (style.size + style.tracking))
    return (
        f'<w:p><w:pPr>{more}{_pitch(style.leading, space)}<w:ind w:firstLine="{indent}"/>'
        f'<w:jc w:val="{style.align}"/></w:pPr>{lead}{_run(words, style) if words else ""}</w:p>'
    )


def _run(words: str, style: TextStyle) -> str:
    family, bold = _family(style.role)
    fonts = f'<w:rFonts w:ascii="{family}" w:hAnsi="{family}" w:eastAsia="{family}"/>'
    size = f'<w:spacing w:val="{_twips(style.tracking)}"/><w:sz w:val="{round(style.size * 2)}"/>'
    text = f'<w:t xml:space="preserve">{escape(words)}</w:t>'
    return f"<w:r><w:rPr>{fonts}{'<w:b/>' * bold}{size}</w:rPr>{text}</w:r>"


@cache
def _family(role: str) -> tuple[str, bool]:
    """Family of the first font of a role, and whether it is its bold face."""
    read = resources.read_toml("fonts/fonts.toml")
    file = read["file"][read["chain"][role][0]]
    return file["family"], file["style"] == "Bold"


def _pitch(points: float, more: str = "") -> str:
    return f'<w:spacing {more} w:line="{_twips(points)}" w:lineRule="exact"/>'


def _section(page: Geometry, header: int, numbered: bool, begins: bool) -> str:
    turned = ' w:orient="landscape"' if page.width > page.height else ""
    above, below = page.top - page.header_above - HEADER.leading, page.bottom - page.number_below - 17
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="header{header}"/>'
        f'<w:footerReference w:type="default" r:id="footer{int(numbered)}"/>'
        f'<w:pgSz w:w="{_twips(page.width)}" w:h="{_twips(page.height)}"{turned}/>'
        f'<w:pgMar w:top="{_twips(page.top)}" w:right="{_twips(page.right)}" w:bottom="{_twips(page.bottom)}"'
        f' w:left="{_twips(page.left)}" w:header="{_twips(above)}" w:footer="{_twips(below)}" w:gutter="0"/>'
        f"{_FROM_ONE * begins}</w:sectPr>"
    )


def _twips(points: float) -> int:
    return round(points * 20)
