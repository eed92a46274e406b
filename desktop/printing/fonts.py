"""The font chain: for every character the first font of its role that has it, and a record of those none has.

reportlab draws a missing glyph as nothing at all, without a word; this is the only guard. Chains stand in
`resources/fonts/fonts.toml`. No layout here.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import resources

Role = Literal["song", "fangsong", "title", "hei", "hei_bold", "kai"]

SQUARE = "□"
CODE_SCALE = 0.42  # size of the small U+ code after the square of a missing character
# Letters and digits of the FangSong face are far heavier than its characters.
_LATIN = {"fangsong": "BranchSong.ttf"}
_LATIN_BELOW = 0x0250
MISSING = ""  # font name of a character that no font has


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one font; `font` is MISSING for a character to be drawn as a square with its
    code.
    """

    font: str
    text: str


@dataclass
class Chain:
    """The fonts of one role, loaded one after the other only when a character asks for them."""

    files: tuple[str, ...]
    latin: str = ""  # the file that draws letters and digits before the others are asked
    _fonts: dict[str, str] = field(default_factory=dict)
    _widths: dict[str, float] = field(default_factory=dict)
    _had: set[str] = field(default_factory=set)  # characters looked up that some font has

    @property
    def main(self) -> str:
        """Name of the first font of the chain."""
        return face_name(self.files[0])

    def font_of(self, character: str) -> str:
        """Name of the font that draws a character, MISSING if there is none."""
        found = self._fonts.get(character)
        return self._look_up(character) if found is None else found

    def has(self, character: str) -> bool:
        """Whether some font of the chain has the character."""
        return self.font_of(character) != MISSING

    def has_all(self, text: str) -> bool:
        """Whether the chain has every character of a text."""
        return self._had.issuperset(text) or all(map(self.has, set(text)))

    def width(self, character: str) -> float:
        """Advance width in ems; of a missing character, that of its square and code."""
        found = self._widths.get(character)
        if found is None:
            self._look_up(character)
            found = self._widths[character]
        return found

    def widths(self, text: str) -> list[float]:
        """Advance widths of all characters."""
        known = self._widths
        try:
            return [known[character] for character in text]
        except KeyError:
            return [self.width(character) for character in text]

    def runs(self, text: str) -> list[Run]:
        """`text` cut wherever the font changes; each missing character is a run of its own."""
        fonts = self._fonts
        main = self.main
        try:
            names = [fonts[character] for character in text]
        except KeyError:
            names = [self.font_of(character) for character in text]
        if names.count(main) == len(names):
            return [Run(main, text)] if text else []
        return _cut(text, names)

    def _look_up(self, character: str) -> str:
        point = ord(character)
        files = (self.latin, *self.files) if self.latin and point < _LATIN_BELOW else self.files
        for file in files:
            name = face_name(file)
            face = font_named(name).face
            if point in face.charToGlyph:
                self._widths[character] = face.charWidths.get(point, face.defaultWidth) / 1000
                self._had.add(character)
                break
        else:
            name = MISSING
            self._widths[character] = 1 + CODE_SCALE * sum(self.width(c) for c in code_text(character))
        self._fonts[character] = name
        return name


def code_text(character: str) -> str:
    """How a missing character is named beside its square: U+2B740."""
    return f"U+{ord(character):04X}"


def _cut(text: str, names: list[str]) -> list[Run]:
    runs: list[Run] = []
    start = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or names[position] != names[start] or names[start] == MISSING:
            runs.append(Run(names[start], text[start:position]))
            start = position
    return runs


def face_name(file: str) -> str:
    """The name under which a font file is registered."""
    return file.removesuffix(".ttf")


@cache
def font_named(name: str) -> Any:
    """A bundled font, registered with reportlab."""
    from reportlab.pdfbase import pdfmetrics, ttfonts

    with _uncollected():
        font = ttfonts.TTFont(name, str(resources.find(f"fonts/{name}.ttf")))
    pdfmetrics.registerFont(font)
    return font


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection: reading a font makes only tables that stay, and to search them takes as long."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@cache
def chain(role: Role) -> Chain:
    """The chain of a role."""
    return Chain(tuple(resources.read_toml("fonts/fonts.toml")["chain"][role]), _LATIN.get(role, ""))
