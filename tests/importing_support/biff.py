"""Writes the smallest .xls file that readers accept, because no library here writes that format any more.

One compound file ([MS-CFB] version 3) with one stream; BIFF8 records LABEL and NUMBER ([MS-XLS] 2.4). Enough
for a roster of text and numbers, nothing else.
"""

import struct
from collections.abc import Sequence

_SECTOR = 512
_END_OF_CHAIN, _FREE, _FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xls_bytes(rows: Sequence[Sequence[str | float]], sheet: str = "Sheet1") -> bytes:
    """An .xls (or .et) file with one sheet."""
    return compound_file({"Workbook": _workbook_stream(rows, sheet)})


def compound_file(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams in its root; short streams are padded past the mini-stream limit."""
    sectors: list[bytes] = []
    chain: list[int] = []
    entries = [_directory_entry("Root Entry", 5, _END_OF_CHAIN, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), start=1):
        padded = content.ljust(4096, b"\0")
        pieces = [padded[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(padded), _SECTOR)]
        first = len(sectors)
        chain += [*range(first + 1, first + len(pieces)), _END_OF_CHAIN]
        sectors += pieces
        sibling = number + 1 if number < len(streams) else _FREE
        entries.append(_directory_entry(name, 2, first, len(padded), right=sibling))
    directory_start = len(sectors)
    while len(entries) % 4:
        entries.append(_directory_entry("", 0, 0, 0))
    directory = b"".join(entries)
    sectors += [directory[at : at + _SECTOR] for at in range(0, len(directory), _SECTOR)]
    chain += [*range(directory_start + 1, len(sectors)), _END_OF_CHAIN]
    fat_starts = list(range(len(sectors), len(sectors) + 1 + len(chain) // 127))
    chain += [_FAT_SECTOR] * len(fat_starts)
    chain += [_FREE] * (128 * len(fat_starts) - len(chain))
    sectors.append(struct.pack(f"<{len(chain)}I", *chain))
    return _header(directory_start, fat_starts) + b"".join(sectors)


def _header(directory_start: int, fat_starts: list[int]) -> bytes:
    difat = fat_starts + [_FREE] * (109 - len(fat_starts))
    fields = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        len(fat_starts),
        directory_start,
        0,
        4096,
        _END_OF_CHAIN,
        0,
        _END_OF_CHAIN,
        0,
    )
    return fields + struct.pack("<109I", *difat)


def _directory_entry(
    name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE
) -> bytes:
    encoded = name.encode("utf-16-le")
    length = len(encoded) + 2 if name else 0
    return struct.pack(
        "<64sHBBIII16sIQQIQ", encoded, length, kind, 1, _FREE, right, child, b"", 0, 0, 0, start, size
    )


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _begin(substream: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, substream, 0, 1997, 0, 0x0600))


def _workbook_stream(rows: Sequence[Sequence[str | float]], sheet: str) -> bytes:
    title = sheet.encode("utf-16-le")
    end = _record(0x000A, b"")
    code_page = _record(0x0042, struct.pack("<H", 1200))
    bound_length = 4 + 6 + 2 + len(title)
    start = len(_begin(5)) + len(code_page) + bound_length + len(end)
    bound = _record(0x0085, struct.pack("<IBBBB", start, 0, 0, len(sheet), 1) + title)
    cells = b"".join(
        _cell(row, column, value) for row, values in enumerate(rows) for column, value in enumerate(values)
    )
    return _begin(5) + code_page + bound + end + _begin(0x10) + cells + end


def _cell(row: int, column: int, value: str | float) -> bytes:
    if isinstance(value, str):
        text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHH", row, column, 0) + text) if value else b""
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
