"""Reading a database whose schema is gone, page by page, without the engine.

Without the pages that say what lies where, the engine opens nothing, though nearly every page may be whole. Each page
is decrypted by itself (SQLCipher 4: AES-256-CBC and HMAC-SHA512 over 4,096 bytes) and its rows are read from the file
format of SQLite (https://sqlite.org/fileformat2.html, sections 1.6 and 2.1). Which table a row belongs to shows from
what stands in it: the journal above all, of which the ledgers are made anew, and whose hashes prove it. Read only.
"""

import hashlib
import hmac
import struct
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

PAGE, RESERVE, IV, MAC, SALT = 4096, 80, 16, 64, 16
USABLE = PAGE - RESERVE
LEAF, INDEX_LEAF, INDEX_INTERIOR = 0x0D, 0x0A, 0x02  # pages of rows; the other interior pages hold none
LONGEST_ROW = 64 * 1024 * 1024
WAL_HEADER, FRAME_HEADER = 32, 24

Row = tuple[Any, ...]


class RawPages:
    """The pages of a database file and of the log beside it. `broken` are the numbers of those that did not decrypt
    to what was written; they are passed over."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._key = key
        self._path = path
        self._size = path.stat().st_size // PAGE if path.is_file() else 0
        self._logged = dict(_logged_pages(path.with_name(f"{path.name}-wal")))
        self._mac_key = self._found_mac_key()
        self.broken: list[int] = []
        self.page = lru_cache(maxsize=4096)(self._page)

    def rows(self) -> Iterator[tuple[int | None, Row, int]]:
        """Every row of every page that can be read: its row number where it has one, its values, and the page."""
        for number in range(1, max([self._size, *self._logged]) + 1):
            page = self.page(number)
            if page is None:
                self.broken.append(number)
                continue
            for rowid, payload in self._cells(page, 100 if number == 1 else 0):
                try:
                    yield rowid, _values(payload), number
                except (IndexError, ValueError, struct.error):
                    continue

    # --- decrypting ---------------------------------------------------------------------------------------------
    def _sealed(self, number: int) -> bytes:
        if number in self._logged:
            return self._logged[number]
        if number > self._size:
            return b""
        with self._path.open("rb") as stream:
            stream.seek((number - 1) * PAGE)
            return stream.read(PAGE)

    def _page(self, number: int) -> bytes | None:
        """The page as the engine sees it, None where it is not what was written."""
        sealed = self._sealed(number)
        if len(sealed) != PAGE or not any(sealed):
            return None
        if self._mac_key is not None and not _is_whole(sealed, number, self._mac_key):
            return None
        start = SALT if number == 1 else 0
        vector = sealed[USABLE : USABLE + IV]
        opening = Cipher(AES256(self._key), CBC(vector)).decryptor()
        return bytes(start) + opening.update(sealed[start:USABLE]) + opening.finalize()

    def _found_mac_key(self) -> bytes | None:
        """From the salt at the start of the file; None where that was spoiled, as no page then agrees with it."""
        salt = self._sealed(1)[:SALT]
        made = hashlib.pbkdf2_hmac("sha512", self._key, bytes(byte ^ 0x3A for byte in salt), 2, 32)
        for number in range(1, max([self._size, *self._logged]) + 1):
            if _is_whole(self._sealed(number), number, made):
                return made
        return None

    # --- rows ---------------------------------------------------------------------------------------------------
    def _cells(self, page: bytes, start: int) -> Iterator[tuple[int | None, bytes]]:
        kind = page[start]
        if kind not in (LEAF, INDEX_LEAF, INDEX_INTERIOR):
            return
        head = start + (12 if kind == INDEX_INTERIOR else 8)
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        for place in range(min(count, USABLE // 4)):
            try:
                at = int.from_bytes(page[head + 2 * place : head + 2 * place + 2], "big")
                yield self._cell(page, at, kind)
            except (IndexError, ValueError):
                continue

    def _cell(self, page: bytes, at: int, kind: int) -> tuple[int | None, bytes]:
        if kind == INDEX_INTERIOR:
            at += 4
        length, at = _varint(page, at)
        rowid = None
        if kind == LEAF:
            rowid, at = _varint(page, at)
        if not 0 < length <= LONGEST_ROW:
            raise ValueError("no row")
        return rowid, self._payload(page, at, length, is_table=kind == LEAF)

    def _payload(self, page: bytes, at: int, length: int, *, is_table: bool) -> bytes:
        """What stands in the page, and what of it was put into a chain of further pages."""
        most = USABLE - 35 if is_table else (USABLE - 12) * 64 // 255 - 23
        if length <= most:
            return page[at : at + length]
        least = (USABLE - 12) * 32 // 255 - 23
        kept = least + (length - least) % (USABLE - 4)
        kept = kept if kept <= most else least
        found = bytearray(page[at : at + kept])
        following = int.from_bytes(page[at + kept : at + kept + 4], "big")
        while len(found) < length:
            further = self.page(following) if following else None
            if further is None:
                raise ValueError("the rest of the row is gone")
            found += further[4 : min(USABLE, 4 + length - len(found))]
            following = int.from_bytes(further[:4], "big")
        return bytes(found)


def _is_whole(sealed: bytes, number: int, key: bytes) -> bool:
    if len(sealed) != PAGE:
        return False
    start = SALT if number == 1 else 0
    said = sealed[USABLE + IV : USABLE + IV + MAC]
    made = hmac.new(key, sealed[start : USABLE + IV] + struct.pack("<I", number), hashlib.sha512)
    return hmac.compare_digest(made.digest(), said)


def _logged_pages(path: Path) -> Iterator[tuple[int, bytes]]:
    """The newest committed form of each page in the write-ahead log (fileformat2, section 4)."""
    content = path.read_bytes() if path.is_file() else b""
    if len(content) < WAL_HEADER:
        return
    salts, waiting = content[16:24], []
    for at in range(WAL_HEADER, len(content) - FRAME_HEADER - PAGE + 1, FRAME_HEADER + PAGE):
        number, size = struct.unpack(">II", content[at : at + 8])
        if content[at + 8 : at + 16] != salts or not number:
            return
        waiting.append((number, content[at + FRAME_HEADER : at + FRAME_HEADER + PAGE]))
        if size:  # the last frame of a commit
            yield from waiting
            waiting = []


def _varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for _ in range(8):
        byte = page[at]
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
    return value << 8 | page[at], at + 1


_INTEGERS: Mapping[int, int] = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # serial type -> bytes


def _values(payload: bytes) -> Row:
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    found = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        found.append(value)
    if at > len(payload):
        raise ValueError("cut short")
    return tuple(found)


def _value(payload: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind in _INTEGERS:
        end = at + _INTEGERS[kind]
        return int.from_bytes(payload[at:end], "big", signed=True), end
    if kind >= 12:
        end = at + (kind - 12) // 2
        content = payload[at:end]
        return (content.decode() if kind % 2 else content), end
    if kind == 7:
        return struct.unpack(">d", payload[at : at + 8])[0], at + 8
    if kind in (10, 11):
        raise ValueError("no such kind of value")
    return {0: None, 8: 0, 9: 1}[kind], at
