"""The parser, meant to run in a process of its own: bytes on standard input, sheets as JSON on standard
output.

It may be killed at any time, so it writes no file. Only the standard library, calamine and orjson are imported: the
start counts in every import. Run as `python -m db.importing.child`.
"""

import gc
import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson

from db import limits
from db.importing import delimited
from db.importing.container import Container, container_of
from db.importing.refusals import FileRefusedError

Parsed = list[dict[str, Any]]  # name, rows [[number, [cells]]], merged [[r, c, r, c]], date_1904

PANIC = "PanicException"  # how calamine's own mistakes arrive; derived from BaseException and importable from nowhere
_DATE_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true)["']""")


def parse(content: bytes) -> Parsed:
    """The sheets of a spreadsheet file of any known kind; FileRefusedError if it is none that can be read."""
    container = container_of(content)
    if container is Container.TEXT:
        rows = _kept_rows(enumerate(delimited.read_rows(content), start=1), first_column=0)
        return [{"name": "", "rows": rows, "merged": [], "date_1904": False, "hidden": False}]
    return _parse_workbook(content, container)


def _parse_workbook(content: bytes, container: Container) -> Parsed:
    import python_calamine

    try:
        return _sheets(python_calamine.load_workbook(io.BytesIO(content)), content, container)
    except python_calamine.PasswordError as error:
        raise FileRefusedError("file_encrypted") from error
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileRefusedError("file_broken") from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise FileRefusedError("file_broken") from error


def _sheets(workbook: Any, content: bytes, container: Container) -> Parsed:
    """The sheets; limits hold over all visible ones together."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    if not workbook.sheet_names:
        raise FileRefusedError("file_broken")
    date_1904 = container is Container.XLSX and _counts_from_1904(content)
    sheets: Parsed = []
    left = limits.ROWS
    for sheet in workbook.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet:
            hidden = sheet.visible != SheetVisibleEnum.Visible
            parsed = (_parse_hidden if hidden else _parse_sheet)(workbook.get_sheet_by_name(sheet.name), left)
            sheets.append(parsed | {"date_1904": date_1904, "hidden": hidden})
            left -= 0 if hidden else len(parsed["rows"])
    return sheets


def _parse_hidden(sheet: Any, rows_left: int) -> dict[str, Any]:
    """A hidden sheet is only told of: one beyond the limits keeps no file out."""
    try:
        return _parse_sheet(sheet, rows_left)
    except FileRefusedError:
        return {"name": sheet.name, "rows": [], "merged": []}


def _parse_sheet(sheet: Any, rows_left: int) -> dict[str, Any]:
    if sheet.start is None:
        return {"name": sheet.name, "rows": [], "merged": []}
    # iter_rows begins at row 1 whatever the used range is, but at the first used column
    rows = _kept_rows(enumerate(sheet.iter_rows(), start=1), sheet.start[1], rows_left)
    merged = [
        [top + 1, left, bottom + 1, right] for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return {"name": sheet.name, "rows": rows, "merged": merged}


def _kept_rows(numbered: Any, first_column: int, rows_left: int = limits.ROWS) -> list[list[Any]]:
    """Rows that hold something, cells plain enough for JSON and cut after the last one filled."""
    kept: list[list[Any]] = []
    padding = [""] * first_column
    for number, row in numbered:
        if not any(row):
            if number > limits.SCANNED_ROWS:
                break
            continue
        cells = padding + [
            cell if (kind := type(cell)) is str or kind is float else _PLAIN.get(kind, str)(cell)
            for cell in row
        ]
        while cells and (cells[-1] == "" or (type(cells[-1]) is str and not cells[-1].strip())):
            cells.pop()
        if not cells:
            continue
        if len(cells) > limits.COLUMNS:
            raise FileRefusedError("too_many_columns")
        if len(kept) >= rows_left:
            raise FileRefusedError("too_many_rows")
        if max([len(cell) for cell in cells if type(cell) is str], default=0) > limits.CELL_CHARACTERS:
            raise FileRefusedError("cell_too_long", row=str(number))
        kept.append([number, cells])
    return kept


def _instant(cell: datetime) -> str:
    midnight = cell.time() == time()
    return cell.date().isoformat() if midnight else cell.isoformat(" ", "minutes")


def _duration(cell: timedelta) -> str:
    minutes = int(cell.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"


# How a cell that is neither text nor a number goes into JSON.
_PLAIN: dict[type, Callable[[Any], str | float]] = {
    bool: lambda cell: "是" if cell else "否",
    int: float,
    date: date.isoformat,
    datetime: _instant,
    time: lambda cell: cell.isoformat("minutes"),
    timedelta: _duration,
}


def _counts_from_1904(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"xl/workbook\d*\.xml", name)]
        if not names:
            return False
        with archive.open(names[0]) as part:
            return _DATE_1904.search(part.read(64 * 1024)) is not None


def _as_json(answer: dict[str, Any]) -> bytes:
    """A cell that is no number (NaN) becomes null."""
    try:
        return orjson.dumps(answer)
    except TypeError:  # half a character in a text file, or a number beyond 64 bits
        return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def limit_memory() -> None:
    """Keeps this process within its memory limit where the system can do that.

    Windows cannot without a job object, which needs native code: there only the time limit holds.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.PARSER_BYTES, limits.PARSER_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(leave: Callable[[int], int] = int) -> int:
    """Answers one request: {"sheets": [...]} or {"refused": code, "facts": {...}}; exit code 0 either way.

    `leave` ends the process: at once, for to put away a whole roster cell by cell takes longer than that.
    """
    limit_memory()
    gc.disable()  # a short life that makes many lists and no cycles
    try:
        answer: dict[str, Any] = {"sheets": parse(sys.stdin.buffer.read())}
    except FileRefusedError as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        answer = {"refused": "parser_memory", "facts": {}}
    sys.stdout.buffer.write(_as_json(answer))
    sys.stdout.buffer.flush()
    return leave(0)


if __name__ == "__main__":
    main(os._exit)
