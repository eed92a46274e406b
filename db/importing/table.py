"""Where in a sheet the tables are: header rows, data rows, headings inside; titles, totals and signatures
left aside.

Works on the rows that are there, never on the size the file states. What a column means is decided in
`mapping`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from db.importing.cells import Cell, CellRange, Sheet, SheetRow, text_of
from db.importing.titles import LEFT_OUT, Vocabulary, bare_title, is_about_another
from db.limits import ROWS
from db.services.whole_numbers import MARK_BEGINS

_TOTAL = re.compile(r"(本页|本表|支部|全村|党员)?(合计|总计|小计|共计|累计|总人数|总数)[:：]?.{0,40}")
_HEAD_COUNT = re.compile(r"共?[0-9０-９]+[人名位]")
_CLOSING_WORDS = (
    "填表人|填报人|制表人|审核人|复核人|经办人|负责人|统计人|联系人|填表单位|填报单位|填表时间|填报时间|填表日期|填报日期|"
    "制表时间|制表日期|制表|审核|复核|支部书记|书记签字|支部书记签字|单位负责人|签字|签名|盖章|单位盖章|注|备注|说明|填表说明"
)
_SIGNATURE = re.compile(rf"({_CLOSING_WORDS})([（(].{{0,12}}[）)])?[:：].*", re.DOTALL)
_BARE_CLOSING = re.compile(rf"({_CLOSING_WORDS})([（(].{{0,12}}[）)])?")
_CLOSING_STARTS = frozenset(
    "本支全党合总小共累" + MARK_BEGINS[0] + "".join(word[0] for word in _CLOSING_WORDS.split("|"))
)
_BLANKS = re.compile(r"\s+")
_FEW = 3  # a row with more cells filled is a record
_LOOKED_AT = 3  # filled cells at the start of a row in which a total or a signature announces itself


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record's cells, as many as the table has titles. `section` is the heading above it inside the
    table.
    """

    number: int
    cells: tuple[Cell, ...]
    section: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it.

    `header_row` is the number of the header's first row as the spreadsheet shows it; `titles` has one text
    per column, empty where there is none; `caption` are the lines above the header.
    """

    sheet: str
    header_row: int
    titles: tuple[str, ...]
    rows: tuple[TableRow, ...]
    caption: tuple[str, ...] = ()
    date_1904: bool = False
    merged: tuple[CellRange, ...] = ()  # of the whole sheet, as it came


@dataclass(slots=True)
class _Header:
    """A header found at rows[index:index + height]."""

    height: int
    titles: tuple[str, ...]
    anchor: int  # the column that every record fills
    required: frozenset[int]  # columns of which one alone makes a record
    line_numbers: frozenset[int]  # columns that alone do not make a record
    known_titles: frozenset[str]
    number: int = 0
    caption: tuple[str, ...] = ()
    section: str = ""
    rows: list[TableRow] = field(default_factory=list)


def find_tables(sheet: Sheet, vocabulary: Vocabulary) -> tuple[Table, ...]:
    """The tables of a sheet, in order; none if no row looks like a header."""
    found: list[_Header] = []
    above: list[str] = []
    spread = _spread_cells(sheet)
    index = 0
    while index < len(sheet.rows):
        row = sheet.rows[index]
        header = (
            _header_at(sheet, index, vocabulary)
            if not found or _may_be_header(row, found[-1], vocabulary)
            else None
        )
        if header is not None:
            _begin(found, header, row, tuple(above))
            index += header.height
            continue
        if not found:
            above.append(_text_of_row(row))
        else:
            _take(found[-1], row, spread, vocabulary)
        index += 1
    filled = [header for header in found if header.rows] or found[:1]
    return tuple(
        Table(
            sheet.name,
            header.number,
            header.titles,
            tuple(header.rows),
            header.caption,
            sheet.date_1904,
            sheet.merged,
        )
        for header in filled
    )


def _begin(found: list[_Header], header: _Header, row: SheetRow, above: tuple[str, ...]) -> None:
    """Opens a table, unless the header only repeats the one before (a page break in the middle of a list)."""
    if found and [bare_title(title) for title in found[-1].titles] == [
        bare_title(title) for title in header.titles
    ]:
        return
    header.number = header.number or row.number
    header.caption = above if not found else (found[-1].section,)
    found.append(header)


def _may_be_header(row: SheetRow, header: _Header, vocabulary: Vocabulary) -> bool:
    """Cheap test inside a table: does any cell say what a title says."""
    if not header.known_titles.isdisjoint(row.cells) or not vocabulary.anchors.isdisjoint(row.cells):
        return True
    return header.anchor < len(row.cells) and _squeezed(row.cells[header.anchor]) in header.known_titles


def _header_at(sheet: Sheet, index: int, vocabulary: Vocabulary) -> _Header | None:
    row = sheet.rows[index]
    known = [column for column, cell in enumerate(row.cells) if vocabulary.key_of(cell) is not None]
    anchors = [
        column for column in known if vocabulary.is_anchor(row.cells[column]) or not vocabulary.anchors
    ]
    if not anchors or (not vocabulary.anchors and len(known) < 2):
        return None
    below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else None
    if below is not None and _is_second_row(sheet, row, below, anchors[0], vocabulary):
        return _header(_joined_titles(row, below, sheet.merged, vocabulary), 2, anchors[0], vocabulary)
    above = sheet.rows[index - 1] if index else None
    if above is not None and _is_row_of_groups(above, row):
        header = _header(_joined_titles(above, row, sheet.merged, vocabulary), 1, anchors[0], vocabulary)
        header.number = above.number
        return header
    return _header(tuple(_title(cell) for cell in row.cells), 1, anchors[0], vocabulary)


def _header(titles: tuple[str, ...], height: int, anchor: int, vocabulary: Vocabulary) -> _Header:
    numbers = frozenset(column for column, title in enumerate(titles) if vocabulary.key_of(title) == LEFT_OUT)
    required = frozenset(column for column, title in enumerate(titles) if vocabulary.is_anchor(title))
    known = frozenset(titles) | frozenset(_squeezed(title) for title in titles)
    return _Header(height, titles, anchor, required | {anchor}, numbers, known - {""})


def _is_second_row(sheet: Sheet, row: SheetRow, below: SheetRow, anchor: int, vocabulary: Vocabulary) -> bool:
    """Whether `below` is the lower half of a header: nothing below the name's title, titles elsewhere."""
    if below.number != row.number + 1 or (anchor < len(below.cells) and below.cells[anchor] != ""):
        return False
    lower = [(column, cell) for column, cell in enumerate(below.cells) if cell != ""]
    if not all(isinstance(cell, str) and len(cell) <= 20 for _, cell in lower):
        return False
    if any(_covers(area, row.number, below.number, anchor) for area in sheet.merged):
        return True
    hits = sum(vocabulary.key_of(cell) is not None for _, cell in lower)
    under_group = any(column >= len(row.cells) or row.cells[column] == "" for column, _ in lower)
    return hits > 0 and (under_group or hits * 2 >= len(lower))


def _covers(area: CellRange, first_row: int, last_row: int, column: int) -> bool:
    top, left, bottom, right = area
    return top <= first_row and bottom >= last_row and left <= column <= right


def _is_row_of_groups(above: SheetRow, row: SheetRow) -> bool:
    """Whether the line over a complete header names groups of columns and is not a title or fill-in line."""
    texts = [cell for cell in above.cells if cell != ""]
    plain = all(isinstance(text, str) and len(text) <= 12 and not re.search("[:：]", text) for text in texts)
    return above.number == row.number - 1 and len(texts) >= 2 and plain


def _joined_titles(
    upper: SheetRow, lower: SheetRow, merged: tuple[CellRange, ...], vocabulary: Vocabulary
) -> tuple[str, ...]:
    width = max(len(upper.cells), len(lower.cells))
    titles = []
    group, group_ends = "", -1
    for column in range(width):
        above = _title(upper.cells[column]) if column < len(upper.cells) else ""
        below = _title(lower.cells[column]) if column < len(lower.cells) else ""
        if above:
            group, group_ends = above, _end_of_group(merged, upper.number, column, width)
        titles.append(_joined(group if column <= group_ends else "", above, below, vocabulary))
    return tuple(titles)


def _end_of_group(merged: tuple[CellRange, ...], number: int, column: int, width: int) -> int:
    """Last column of a group title; without merged cells it reaches to the next title."""
    ends = [right for top, left, bottom, right in merged if top <= number <= bottom and left == column]
    return max(ends) if ends else (column if merged else width)


def _joined(group: str, above: str, below: str, vocabulary: Vocabulary) -> str:
    if not below:
        return above
    if not group or vocabulary.key_of(f"{group}{below}") is not None:
        return f"{group}{below}"
    return (
        below if vocabulary.key_of(below) is not None and not is_about_another(group) else f"{group}{below}"
    )


def _take(
    header: _Header, row: SheetRow, spread: Mapping[tuple[int, int], Cell], vocabulary: Vocabulary
) -> None:
    """Puts one row below a header where it belongs: a record, a heading, or nothing."""
    if _closes(row, header):
        return
    cells = row.cells[: len(header.titles)]
    continues = vocabulary.rows_continue and (row.number, header.anchor) in spread
    has_few = len(cells) - cells.count("") <= _FEW
    if has_few and not continues and not _is_record(cells, row, header, vocabulary):
        return
    cells += ("",) * (len(header.titles) - len(cells))
    if spread:
        cells = tuple(
            spread.get((row.number, column), "") if cell == "" and column != header.anchor else cell
            for column, cell in enumerate(cells)
        )
    header.rows.append(TableRow(row.number, cells, header.section))


def _is_record(cells: tuple[Cell, ...], row: SheetRow, header: _Header, vocabulary: Vocabulary) -> bool:
    """Looks closer at a row with few cells filled; a heading is noted for the rows that follow."""
    filled = [column for column, cell in enumerate(cells) if cell != "" and column not in header.line_numbers]
    if len(filled) > 1 or (len(filled) == 1 and not _is_heading(cells, filled[0], header, vocabulary)):
        return True
    text = "".join(text_of(cell) for cell in row.cells if isinstance(cell, str))
    if vocabulary.is_section(text) or (filled and filled[0] not in header.required):
        header.section = text
    return False


def _spread_cells(sheet: Sheet) -> Mapping[tuple[int, int], Cell]:
    """What merged cells say for the rows below their first: a group's name beside all its members."""
    tall = {
        (top, left): bottom for top, left, bottom, right in sheet.merged if top < bottom and left == right
    }
    if not tall:
        return {}
    spread: dict[tuple[int, int], Cell] = {}
    for row in sheet.rows:
        for column, cell in enumerate(row.cells):
            bottom = tall.get((row.number, column), 0)
            if cell != "" and bottom - row.number <= ROWS:
                spread.update(((number, column), cell) for number in range(row.number + 1, bottom + 1))
    return spread


def _is_heading(cells: tuple[Cell, ...], column: int, header: _Header, vocabulary: Vocabulary) -> bool:
    return column not in header.required or vocabulary.is_section(text_of(cells[column]))


def _closes(row: SheetRow, header: _Header) -> bool:
    """Whether a row is a total or a signature line.

    A word such as 支部书记 may be somebody's post: without a colon it counts only where no name stands.
    """
    name = _squeezed(row.cells[header.anchor]) if header.anchor < len(row.cells) else ""
    if _HEAD_COUNT.fullmatch(name) or _BARE_CLOSING.fullmatch(name):
        return True
    looked_at = 0
    for cell in row.cells:
        if cell == "":
            continue
        if isinstance(cell, str) and cell.lstrip()[:1] in _CLOSING_STARTS:
            text = _squeezed(cell)
            if (
                _TOTAL.fullmatch(text)
                or _SIGNATURE.fullmatch(text)
                or text.startswith(MARK_BEGINS)
                or (not name and _BARE_CLOSING.fullmatch(text))
            ):
                return True
        looked_at += 1
        if looked_at == _LOOKED_AT:
            break
    return False


def _title(cell: Cell) -> str:
    return _BLANKS.sub(" ", text_of(cell))


def _squeezed(cell: Cell) -> str:
    return _BLANKS.sub("", text_of(cell))


def _text_of_row(row: SheetRow) -> str:
    return " ".join(_iterate_texts(row))


def _iterate_texts(row: SheetRow) -> Iterator[str]:
    return (text_of(cell) for cell in row.cells if cell != "")
