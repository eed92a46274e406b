"""Spoiling files on purpose and watching what a reader makes of them.

A reader may take a spoiled file or refuse it with one Chinese sentence; anything else has escaped. Every case follows
from the reader's name and a number, so that one that failed can be looked at again.
"""

import random
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from db.errors import LedgerError

PATIENCE = 20.0  # seconds for one spoiled file; a sound one takes a small part of one
ODD_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**63, 2**64 - 1)
ODD_WORDS = (
    b"", b"0", b"-1", b"1e999", b"NaN", b"null", b"true", b"[]", b"{}", b'""', b"99999999999999999999", b"\0", b"\r\n",
    b'"', b"'", b"\\u0000", b"\\ud800", b"&#0;", b"&x;", b"<![CDATA[", b"]]>", b"=1+1", "党".encode("gb18030"),
    "\u202e".encode(), b"\xef\xbb\xbf", b"../", b"A" * 40_000, b"[" * 5_000, b"9" * 400,
)  # fmt: skip
SENTENCE = re.compile(r"[^\n]*[\u4e00-\u9fff][^\n]*。")


@dataclass(frozen=True, slots=True)
class Reader:
    """One way into the program for bytes from outside.

    `samples` are sound files; `read` takes one in, may write in the folder given, and raises what the program raises.
    """

    name: str
    title: str
    samples: Callable[[], Sequence[bytes]]
    read: Callable[[bytes, Path], object]
    cost: int = 1  # how many times slower than the others, so that fewer files are read


@dataclass(slots=True)
class Tally:
    """What became of the spoiled files of one reader."""

    reader: str
    taken: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    escaped: list[str] = field(default_factory=list)
    slowest: float = 0.0

    @property
    def total(self) -> int:
        """Files read."""
        return self.taken + sum(self.refused.values()) + len(self.escaped)


def fuzz(reader: Reader, count: int, folder: Path, seed: int = 1) -> Tally:
    """Read `count` spoiled files; the samples themselves must be taken."""
    samples = reader.samples()
    for sample in samples:
        reader.read(sample, folder)
    tally = Tally(reader.name)
    for number in range(count):
        chance = random.Random(f"{reader.name} {seed} {number}")
        content = spoiled(chance.choice(samples), samples, chance)
        _try(reader, content, folder, tally, f"{reader.name} {seed} {number}")
    return tally


def _try(reader: Reader, content: bytes, folder: Path, tally: Tally, case: str) -> None:
    began = time.perf_counter()
    try:
        reader.read(content, folder)
        tally.taken += 1
    except LedgerError as error:
        tally.refused[error.code] = tally.refused.get(error.code, 0) + 1
        if not SENTENCE.fullmatch(error.message) or not error.remedy:
            tally.escaped.append(f"{case}: no plain sentence: {error.message}")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever else is raised is the finding, a panic of a library, too
        tally.escaped.append(f"{case}: {type(error).__name__}: {str(error)[:200]}")
    took = time.perf_counter() - began
    tally.slowest = max(tally.slowest, took)
    if took > PATIENCE:
        tally.escaped.append(f"{case}: took {took:.0f} s")


# --- spoiling -------------------------------------------------------------------------------------------------
def spoiled(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """The content with one to four things wrong; inside a zip the parts are spoiled and packed soundly again."""
    if content.startswith(b"PK\x03\x04") and chance.random() < 0.6:
        return _spoiled_part(content, chance)
    for _ in range(chance.choice((1, 1, 2, 4))):
        content = chance.choice(WAYS)(content, others, chance)
    return content


def _spoiled_part(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        ways = {each.filename: each.compress_type for each in archive.infolist()}
    chosen = chance.choice(sorted(parts))
    parts[chosen] = spoiled(parts[chosen], tuple(parts.values()), chance)
    if chance.random() < 0.1:
        del parts[chosen]
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part, ways[name])
    return stream.getvalue()


Way = Callable[[bytes, Sequence[bytes], random.Random], bytes]


def _span(content: bytes, chance: random.Random, longest: int = 4096) -> tuple[int, int]:
    start = chance.randint(0, len(content))
    return start, min(len(content), start + chance.randint(1, longest))


def _flip(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 30))):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _cut(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _blank(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + bytes(end - start) + content[end:]


def _drop(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(content, chance, 64)
    return content[:start] + content[end:]


def _repeat(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(content, chance, 256)
    return content[:end] + content[start:end] * chance.choice((1, 2, 50)) + content[end:]


def _splice(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others)
    return content[: chance.randint(0, len(content))] + other[chance.randint(0, len(other)) :]


def _odd_number(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    width = chance.choice((1, 2, 4, 8))
    number = chance.choice(ODD_NUMBERS) % 256**width
    start = chance.randint(0, len(content))
    order = chance.choice(("little", "big"))
    return content[:start] + number.to_bytes(width, order) + content[start + width :]  # type: ignore[arg-type]


def _odd_word(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    """Something unexpected in the place of a word, a number or a quoted text."""
    found = list(re.finditer(rb'"[^"\n]{0,80}"|[\w.-]+', content[:200_000]))
    if not found:
        return chance.choice(ODD_WORDS)
    place = chance.choice(found)
    return content[: place.start()] + chance.choice(ODD_WORDS) + content[place.end() :]


def _swap(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    cuts = sorted(chance.randint(0, len(content)) for _ in range(3))
    return content[: cuts[0]] + content[cuts[1] : cuts[2]] + content[cuts[0] : cuts[1]] + content[cuts[2] :]


WAYS: tuple[Way, ...] = (
    _flip,
    _flip,
    _cut,
    _blank,
    _drop,
    _repeat,
    _splice,
    _odd_number,
    _odd_word,
    _odd_word,
    _swap,
)
