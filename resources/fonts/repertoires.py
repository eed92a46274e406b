"""The sets of characters that the bundled fonts are cut to, read from Unihan and from one source font.

Part of the font build (see build_fonts.py); the program never imports it, and it writes nothing.
"""

import bz2
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

# 通用规范汉字表 (2013): level 1 is 1-3500, level 2 is 3501-6500, level 3 is 6501-8105.
TGH_LEVEL_ENDS = (3500, 6500, 8105)

# Beside the symbols of GB 2312, every face carries what its source has of these, so that a line of a form
# or a foreign name rarely changes face.
FORM_SYMBOLS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x0101, 0x01DC),  # the rest of Latin that GB 2312 lacks: foreign names
    (0x2010, 0x2044),  # punctuation
    (0x20AC, 0x20AC),
    (0x2100, 0x2199),  # letterlike, number forms, arrows
    (0x2460, 0x2473),  # circled figures
    (0x25A0, 0x25EF),  # geometric shapes
    (0x2605, 0x2612),  # stars, ballot boxes
    (0x2713, 0x2717),  # ticks and crosses
    (0x3000, 0x303F),  # CJK punctuation
    (0x3220, 0x3229),  # figures in brackets
    (0xFF01, 0xFF5E),  # full-width ASCII
    (0xFFE0, 0xFFE5),
)

# Part of GB 2312, but left to the two faces below.
KANA_AND_BOPOMOFO = ((0x3041, 0x312F),)

# The body face and the face of the window carry these as well, and lend them to the others.
OTHER_SYMBOLS = (
    (0x02C6, 0x02DC),
    (0x0391, 0x0451),  # Greek and Cyrillic
    (0x2070, 0x20BF),  # superior and inferior figures, currency
    (0x2200, 0x22BF),  # mathematical operators
    (0x2312, 0x2312),
    (0x2474, 0x259F),  # enclosed figures, box drawing, blocks
    (0x2640, 0x2642),
    (0x2776, 0x277F),
    *KANA_AND_BOPOMOFO,
    (0x3200, 0x33FF),  # enclosed and squared CJK
    (0xFE30, 0xFE4F),
)

# Unified ideographs of the basic plane: GB 18030-2022 level 1 and a little more.
BASIC_PLANE_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))

# Unihan kIRG_GSource prefixes of characters in living use beyond the basic plane. Old dictionaries and the
# Zhuang script (GHZ GKX GZ and others) are left out for size.
NAME_SOURCES = frozenset(
    {
        *("GIDC", "GDM", "GXM"),  # identity cards; place and name registers of the police
        *("GCYY", "GPGLG", "GDZ"),  # surveying, place names, geology
        *("GFZ", "GGFZ", "GH", "GK", "GKJ", "GT", "GU"),  # standard lists, science, the telegraph code
        *("GBK", "GCH", "GFC", "GJZ", "GLGYJ", "GOCD"),  # encyclopaedias, dictionaries of modern usage, press
        *("GRM", "GWZ", "GXC", "GXH", "GXHZ", "GZH"),
    }
)

# Seen in names but without one of those sources: 𠮷 (variant of 吉) and 𠅤.
SEEN_IN_NAMES = frozenset("𠮷𠅤")


@dataclass(frozen=True, slots=True)
class Repertoires:
    """The sets of characters that the files are cut to."""

    tgh: str
    gb2312: frozenset[str]
    form_symbols: frozenset[str]
    other_symbols: frozenset[str]
    rare_names: frozenset[str]
    rest_source: frozenset[str]

    @property
    def ordinary(self) -> frozenset[str]:
        """What every face for text has."""
        return (self.gb2312 | self.form_symbols) - frozenset(characters_of(KANA_AND_BOPOMOFO))

    @property
    def body(self) -> frozenset[str]:
        """What the first fallback has: also the basic plane's ideographs that no later face can give."""
        basic_plane = frozenset(characters_of(BASIC_PLANE_HAN))
        return self.ordinary | self.other_symbols | frozenset(self.tgh) | (basic_plane - self.rest_source)


def characters_of(blocks: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Every character of the blocks, both ends included."""
    for first, last in blocks:
        yield from map(chr, range(first, last + 1))


def find_source(sources: Path, name: str) -> Path:
    """The one file of that name under the folder; the first in path order when a package carries it twice."""
    found = sorted(sources.rglob(name))
    if not found:
        raise FileNotFoundError(f"{name} is not under {sources}: unpack its package there first")
    return found[0]


def read_unihan(path: Path, field: str) -> Iterator[tuple[str, str]]:
    """Characters and values of one Unihan field (UAX #38: code point, field, value, divided by tabs)."""
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("U+") and f"\t{field}\t" in line:
                code_point, _field, value = line.rstrip("\n").split("\t")
                yield chr(int(code_point[2:], 16)), value


def read_tgh(sources: Path) -> str:
    """The 8,105 characters of 通用规范汉字表 in its own order (Unihan kTGH: "2013:" and the number)."""
    numbered = [
        (int(value.removeprefix("2013:")), character)
        for character, value in read_unihan(find_source(sources, "Unihan_OtherMappings.txt.bz2"), "kTGH")
    ]
    numbered.sort()
    if [number for number, _character in numbered] != list(range(1, TGH_LEVEL_ENDS[-1] + 1)):
        raise ValueError("kTGH does not number 1 to 8105 without gaps")
    return "".join(character for _number, character in numbered)


def gb2312_characters() -> frozenset[str]:
    """All 7,445 characters of GB 2312-80: 6,763 ideographs and 682 symbols."""
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return frozenset("".join(cell.decode("gb2312", errors="ignore") for cell in cells))


def read_repertoires(sources: Path) -> Repertoires:
    """Read every set of characters that the faces ask for."""
    ideographs = read_unihan(find_source(sources, "Unihan_IRGSources.txt.bz2"), "kIRG_GSource")
    rare = {character for character, value in ideographs if value.partition("-")[0] in NAME_SOURCES}
    droid = TTFont(find_source(sources, "DroidSansFallbackFull.ttf"), lazy=True)
    return Repertoires(
        tgh=read_tgh(sources),
        gb2312=gb2312_characters(),
        form_symbols=frozenset(characters_of(FORM_SYMBOLS)),
        other_symbols=frozenset(characters_of(OTHER_SYMBOLS)),
        rare_names=frozenset(rare) | SEEN_IN_NAMES,
        rest_source=frozenset(map(chr, droid.getBestCmap())),
    )
