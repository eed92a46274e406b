"""The face and the spine labels of archive boxes (DA/T 22-2015, 6.4), drawn as a whole."""

from collections.abc import Iterator, Sequence
from typing import Any

from db.reports.document import BoxFace, BoxLabel, BoxSpines
from desktop.printing.grids import GridPiece, make_row
from desktop.printing.pieces import THIN, Drawn, Paint, Piece, text_piece
from desktop.printing.styles import MILLIMETRE, Geometry, TextStyle
from desktop.printing.text import Remarks, balance


def _rows_of(label: BoxLabel) -> tuple[tuple[str, str], ...]:
    numbers = f"{label.first_item} — {label.last_item}" if label.first_item else ""
    return (
        ("全宗号", label.fonds_number),
        ("年度", label.year),
        ("类别", label.category),
        ("保管期限", label.retention),
        ("起止件号", numbers),
        ("盒号", label.box_number),
    )


def face_piece(block: BoxFace, page: Geometry, room: float, remarks: Remarks) -> Piece:
    label = block.label
    width = page.text_width
    inner = width - 50
    branch_style, title_style = TextStyle("title", 28, 42, "center"), TextStyle("title", 36, 54, "center")
    branch = text_piece(balance(label.branch, branch_style, inner, remarks), branch_style, inner, remarks)
    year = text_piece(f"{label.year}年度", TextStyle("song", 22, 34, "center"), inner, remarks)
    title = text_piece(balance(label.title, title_style, inner, remarks), title_style, inner, remarks)
    styles = (TextStyle("hei", 16, 24, "center"), TextStyle("song", 16, 24))
    rows = tuple(make_row(row, (110, inner - 150), styles, remarks, 40) for row in _rows_of(label))
    form = GridPiece(rows, inner - 40, after=0)

    def paint(canvas: Any, x: float, top: float) -> None:
        for inset, weight in ((0.0, 2.0), (4.0, 0.6)):
            canvas.setLineWidth(weight)
            canvas.rect(x + inset, top - room + inset, width - 2 * inset, room - 2 * inset)
        left = x + 25
        branch.draw(canvas, left, top - 60)
        year.draw(canvas, left, top - 72 - branch.height)
        foot = top - room + 36 + form.height
        middle = (top - 72 - branch.height - year.height + foot) / 2
        title.draw(canvas, left, middle + title.height / 2)
        form.draw(canvas, left + 20, foot)

    return Drawn(room, paint=paint)


_SPINE_HEIGHT = 245.0  # millimetres: the box is 310 mm high, the sheet of paper is the limit


def spine_pieces(block: BoxSpines, page: Geometry, room: float, remarks: Remarks) -> Iterator[Piece | None]:
    hint = text_piece(
        f"盒脊标签（宽 {block.width} 毫米）：沿虚线剪下，贴在档案盒的侧面",
        TextStyle("song", 10.5, 18),
        page.text_width,
        remarks,
    )
    width = block.width * MILLIMETRE
    height = min(_SPINE_HEIGHT * MILLIMETRE, room - hint.height - 8)
    per_page = max(1, int(page.text_width // (width + 6)))
    for start in range(0, len(block.labels), per_page):
        if start:
            yield None
        yield hint
        labels = block.labels[start : start + per_page]
        yield Drawn(height, paint=_spine_painter(labels, width, height, remarks))


def _spine_painter(labels: Sequence[BoxLabel], width: float, height: float, remarks: Remarks) -> Paint:
    def paint(canvas: Any, x: float, top: float) -> None:
        for number, label in enumerate(labels):
            _paint_spine(canvas, label, (x + number * (width + 6), top, width, height), remarks)

    return paint


def _paint_spine(
    canvas: Any, label: BoxLabel, place: tuple[float, float, float, float], remarks: Remarks
) -> None:
    x, top, width, height = place
    canvas.setLineWidth(THIN)
    canvas.setDash(3, 2)
    canvas.rect(x, top - height, width, height)
    canvas.setDash()
    cells = (
        ("全宗号", label.fonds_number),
        ("年度", label.year),
        ("保管期限", label.retention),
        ("", ""),
        ("起件号", label.first_item),
        ("止件号", label.last_item),
        ("盒号", label.box_number),
    )
    small = 20 * MILLIMETRE
    inset = 4.0
    y = top - inset
    for caption, value in cells:
        tall = small if caption else height - 2 * inset - small * (len(cells) - 1)
        canvas.setLineWidth(THIN)
        canvas.rect(x + inset, y - tall, width - 2 * inset, tall)
        if caption:
            _paint_spine_cell(canvas, (caption, value), (x + inset, y, width - 2 * inset, tall), remarks)
        else:
            _paint_upright(canvas, label.title, (x + inset, y, width - 2 * inset, tall), remarks)
        y -= tall


def _paint_spine_cell(
    canvas: Any, words: tuple[str, str], place: tuple[float, float, float, float], remarks: Remarks
) -> None:
    x, top, width, _tall = place
    caption, value = words
    text_piece(caption, TextStyle("hei", 9, 13, "center"), width, remarks).draw(canvas, x, top - 4)
    canvas.line(x, top - 20, x + width, top - 20)
    size = 14.0 if len(value) <= 4 else 11.0
    text_piece(value, TextStyle("song", size, size * 1.3, "center"), width, remarks).draw(canvas, x, top - 27)


def _paint_upright(
    canvas: Any, words: str, place: tuple[float, float, float, float], remarks: Remarks
) -> None:
    """Words written downwards, in as many columns (right to left) as keep them readable."""
    x, top, width, tall = place
    columns = 1 if (tall - 16) / len(words) / 1.18 >= 14 or width < 25 * MILLIMETRE else 2
    per_column = -(-len(words) // columns)
    size = min(26.0, width / columns * 0.62, (tall - 16) / per_column / 1.18)
    style = TextStyle("title", size, size * 1.18, "center")
    share = width / columns
    for number in range(columns):
        part = "\n".join(words[number * per_column : (number + 1) * per_column])
        piece = text_piece(part, style, share, remarks)
        left = x + width - (number + 1) * share
        piece.draw(canvas, left, top - (tall - per_column * style.leading) / 2)
