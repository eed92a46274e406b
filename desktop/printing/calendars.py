"""The three-colour poster of a year and the calendar of a month, drawn as a whole.

Colour never stands alone: every kind of day has its mark and its word, so the sheet reads in black and white.
"""

from calendar import monthcalendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from db.errors import LedgerError
from db.reports.document import CalendarPoster, LegendEntry, MonthCalendar, Occasion
from desktop.printing.pieces import THICK, THIN, Drawn, Paint, Piece, TextPiece, text_piece
from desktop.printing.styles import Geometry, TextStyle
from desktop.printing.text import Remarks

_COLOURS = {
    "birthday": (0.70, 0.15, 0.12),
    "political_birthday": (0.60, 0.40, 0.0),
    "work_anniversary": (0.12, 0.37, 0.66),
}
_INK = (0.0, 0.0, 0.0)
_SIZES = (16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0)
_LARGER = 1.35  # how much larger than the fullest cell's type another cell's may be
_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


def _legend(legend: Sequence[LegendEntry], width: float, remarks: Remarks) -> Drawn:
    style = TextStyle("hei_bold", 12, 18)
    share = width / max(1, len(legend))
    pieces = [
        (entry.kind, text_piece(f"{entry.mark} {entry.title}　{entry.count} 人", style, share, remarks))
        for entry in legend
    ]

    def paint(canvas: Any, x: float, top: float) -> None:
        for number, (kind, piece) in enumerate(pieces):
            _coloured(canvas, kind, piece, x + number * share, top - 2)

    return Drawn(26, paint=paint)


def _coloured(canvas: Any, kind: str, piece: TextPiece, x: float, top: float) -> None:
    canvas.setFillColorRGB(*_COLOURS.get(kind, _INK))
    piece.draw(canvas, x, top)
    canvas.setFillColorRGB(*_INK)


def _entries(
    occasions: Sequence[Occasion], marks: dict[str, str], style: TextStyle, width: float, remarks: Remarks
) -> list[tuple[str, TextPiece]]:
    found = []
    for occasion in occasions:
        day = f"{occasion.day}日" if occasion.day else "日不详"
        text = f"{marks.get(occasion.kind, '·')} {day} {occasion.name} {occasion.note}".rstrip()
        found.append((occasion.kind, text_piece(text, style, width, remarks)))
    return found


def _columns(
    entries: Sequence[tuple[str, TextPiece]], count: int, height: float
) -> list[list[tuple[str, TextPiece]]]:
    """The entries in at most `count` columns of `height` points; empty if they do not fit."""
    columns: list[list[tuple[str, TextPiece]]] = [[]]
    used = 0.0
    for entry in entries:
        if used + entry[1].height > height:
            if len(columns) == count:
                return []
            columns.append([])
            used = 0.0
        columns[-1].append(entry)
        used += entry[1].height
    return columns


@dataclass(frozen=True, slots=True)
class _Filled:
    """The entries of one cell, set: its columns, their width and the size of the type."""

    columns: list[list[tuple[str, TextPiece]]]
    width: float
    size: float


def _fit(
    entries: tuple[Sequence[Occasion], dict[str, str]],
    cell: tuple[float, float],
    remarks: Remarks,
    largest: float = _SIZES[0],
) -> _Filled | None:
    """Entries set as large as the cell (width, height) and `largest` allow; None if even the smallest type
    does not fit.
    """
    occasions, marks = entries
    width, height = cell
    for size in _SIZES:
        if size > largest:
            continue
        style = TextStyle("song", size, size * 1.4)
        for count in range(1, max(1, int(width // (size * 8))) + 1):
            columns = _columns(_entries(occasions, marks, style, width / count - 6, remarks), count, height)
            if columns:
                return _Filled(columns, width / count, size)
    return None


def _fit_all(
    groups: Sequence[Sequence[Occasion]],
    marks: dict[str, str],
    cells: Sequence[tuple[float, float]],
    remarks: Remarks,
) -> list[_Filled] | None:
    """Each group in its cell, none set much larger than the fullest one; None if one of them does not fit."""
    placed = list(zip(groups, cells, strict=True))
    found = [_fit((group, marks), cell, remarks) for group, cell in placed]
    if None in found:
        return None
    largest = _LARGER * min(filled.size for filled in found if filled)
    found = [_fit((group, marks), cell, remarks, largest) for group, cell in placed]
    return [filled for filled in found if filled]


def poster_pieces(
    block: CalendarPoster, page: Geometry, room: float, remarks: Remarks
) -> Iterator[Piece | None]:
    legend = _legend(block.legend, page.text_width, remarks)
    marks = {entry.kind: entry.mark for entry in block.legend}
    across = 4 if page.width > page.height else 3
    room -= legend.height + 4
    for per_page in (12, 6, 3, 1):
        sheets = [
            _sheet(block, start, min(across, per_page), (per_page, room)) for start in range(0, 12, per_page)
        ]
        cells = [cell for sheet in sheets for cell in sheet]
        width = page.text_width / min(across, per_page)
        fitted = _fit_all(block.months, marks, [(width - 10, cell.height - 34) for cell in cells], remarks)
        if fitted is not None:
            break
    else:
        raise LedgerError(
            "too_many_to_print",
            "一个月里的人太多，一页印不下",
            "没有打印任何内容",
            "请改用“台账一览表”打印党员名册",
        )
    for sheet in sheets:
        if sheet is not sheets[0]:
            yield None
        yield legend
        yield Drawn(room, paint=_months_painter(sheet, fitted, width, remarks))


@dataclass(frozen=True, slots=True)
class _MonthCell:
    """Where a month stands on its sheet: column, distance from the top and height in points."""

    month: int
    column: int
    down: float
    height: float


_LEAST_ENTRIES = 10  # added to the entries of each row, so that quiet months are not pressed flat


def _sheet(block: CalendarPoster, start: int, across: int, size: tuple[int, float]) -> list[_MonthCell]:
    """The cells of one sheet; rows with crowded months are higher (most people join around 1 July)."""
    count, room = size
    rows = [range(first, min(first + across, start + count)) for first in range(start, start + count, across)]
    weights = [_LEAST_ENTRIES + max(len(block.months[index]) for index in row) for row in rows]
    cells = []
    down = 0.0
    for row, weight in zip(rows, weights, strict=True):
        height = room * weight / sum(weights)
        cells += [_MonthCell(index + 1, column, down, height) for column, index in enumerate(row)]
        down += height
    return cells


def _months_painter(
    cells: Sequence[_MonthCell], fitted: Sequence[_Filled], width: float, remarks: Remarks
) -> Paint:
    head = TextStyle("title", 15, 22)
    titles = {cell.month: text_piece(f"{cell.month}月", head, width, remarks) for cell in cells}

    def paint(canvas: Any, x: float, top: float) -> None:
        for cell in cells:
            left, upper = x + cell.column * width, top - cell.down
            canvas.setLineWidth(THIN)
            canvas.rect(left, upper - cell.height, width, cell.height)
            titles[cell.month].draw(canvas, left + 7, upper - 3)
            canvas.line(left + 6, upper - 27, left + width - 6, upper - 27)
            _paint_columns(canvas, fitted[cell.month - 1], left + 6, upper - 30)
        bottom = max(cell.down + cell.height for cell in cells)
        canvas.setLineWidth(THICK)
        canvas.rect(x, top - bottom, (1 + max(cell.column for cell in cells)) * width, bottom)

    return paint


def _paint_columns(canvas: Any, filled: _Filled, x: float, top: float) -> None:
    for number, entries in enumerate(filled.columns):
        y = top
        for kind, piece in entries:
            _coloured(canvas, kind, piece, x + number * filled.width, y)
            y -= piece.height


def month_pieces(
    block: MonthCalendar, page: Geometry, room: float, remarks: Remarks
) -> Iterator[Piece | None]:
    legend = _legend(block.legend, page.text_width, remarks)
    yield legend
    marks = {entry.kind: entry.mark for entry in block.legend}
    weeks = monthcalendar(block.year, block.month)
    unknown = [occasion for occasion in block.occasions if not occasion.day]
    last = _unknown_days(unknown, marks, page.text_width, remarks)
    height = (room - legend.height - 24 - (last.height if last else 0) - 6) / len(weeks)
    width = page.text_width / 7
    days = [day for week in weeks for day in week]
    groups = [[o for o in block.occasions if day and o.day == day] for day in days]
    fitted, crowded = _fit_days(groups, marks, (width - 8, height - 20), remarks)
    grid = list(zip(days, fitted, strict=True))
    yield Drawn(24 + height * len(weeks) + 4, paint=_days_painter(grid, (width, height), remarks))
    if last:
        yield last
    if crowded:
        yield None
    for group in crowded:
        words = "　".join(f"{marks.get(o.kind, '·')} {o.name} {o.note}".rstrip() for o in group)
        yield text_piece(f"{group[0].day}日：{words}", TextStyle("song", 12, 20), page.text_width, remarks)


def _fit_days(
    groups: list[list[Occasion]], marks: dict[str, str], cell: tuple[float, float], remarks: Remarks
) -> tuple[list[_Filled], list[list[Occasion]]]:
    """The days set in their cells, and the days too crowded for one (most people join on 1 July), whose names
    are listed on a page of their own."""
    crowded: list[list[Occasion]] = []
    while True:
        fitted = _fit_all(groups, marks, [cell] * len(groups), remarks)
        if fitted is not None:
            return fitted, sorted(crowded, key=lambda group: group[0].day)
        fullest = max(range(len(groups)), key=lambda index: len(groups[index]))
        group = groups[fullest]
        crowded.append(group)
        groups[fullest] = [Occasion(group[0].day, group[0].kind, f"共{len(group)}人，见下页")]


def _unknown_days(
    occasions: Sequence[Occasion], marks: dict[str, str], width: float, remarks: Remarks
) -> TextPiece | None:
    if not occasions:
        return None
    words = "　".join(f"{marks.get(o.kind, '·')} {o.name}" for o in occasions)
    return text_piece(f"只知月份：{words}", TextStyle("song", 10.5, 16), width, remarks)


def _days_painter(days: Sequence[tuple[int, _Filled]], cell: tuple[float, float], remarks: Remarks) -> Paint:
    width, height = cell
    head = TextStyle("hei", 12, 20, "center")
    number_style = TextStyle("song", 12, 16)
    names = [text_piece(f"星期{name}", head, width, remarks) for name in _WEEKDAYS]
    numbers = {day: text_piece(str(day), number_style, width, remarks) for day, _filled in days if day}
    rows = len(days) // 7

    def paint(canvas: Any, x: float, top: float) -> None:
        for place, name in enumerate(names):
            name.draw(canvas, x + place * width, top - 2)
        upper = top - 24
        canvas.setLineWidth(THIN)
        for place, (day, filled) in enumerate(days):
            left, y = x + place % 7 * width, upper - place // 7 * height
            canvas.rect(left, y - height, width, height)
            if day:
                numbers[day].draw(canvas, left + 4, y - 1)
                _paint_columns(canvas, filled, left + 4, y - 18)
        canvas.setLineWidth(THICK)
        canvas.rect(x, upper - rows * height, 7 * width, rows * height + 24)

    return paint
