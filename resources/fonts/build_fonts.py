"""Build the bundled TrueType files from the fonts' own packages.

Run by a maintainer when a source font or the list of characters changes. The program never runs it, and it
fetches nothing itself. What to unpack, each anywhere under one folder:

    npm     @expo-google-fonts/noto-serif-sc 0.4.3, @expo-google-fonts/noto-sans-sc 0.4.3
    Debian  fonts-lxgw-wenkai 1.250, fonts-droid-fallback 6.0.1r16, fonts-hanazono 20170904,
            texlive-lang-chinese 2022.20230122 (Fandol 1.3), unicode-data 15.0.0 (Unihan)

    npm pack NAME@VERSION && tar xzf ...        apt-get download NAME && dpkg-deb -x ... sources/

Then, with fontTools 4.68 (about two minutes):

    python -m resources.fonts.build_fonts sources/               all files, and resources/codes/tgh.txt
    python -m resources.fonts.build_fonts sources/ BranchKai     only this one

The same sources give the same bytes. Sources are found by file name, so the layout under the folder is free.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import dropImpliedOnCurvePoints

from resources.fonts.repertoires import (
    BASIC_PLANE_HAN,
    TGH_LEVEL_ENDS,
    Repertoires,
    characters_of,
    find_source,
    read_repertoires,
)

FONT_FOLDER = Path(__file__).parent
TGH_PATH = FONT_FOLDER.parent / "codes" / "tgh.txt"

# FandolFang 1.3 draws a dollar sign for the full-width yuan sign, a hyphen for the overline, and the zero of
# dates in Chinese figures too small. The next face of the chain draws them right.
DRAWN_WRONG_IN_FANDOL = frozenset("￥￣〇")

DROPPED_TABLES = ["BASE", "FFTM", "GDEF", "GPOS", "GSUB", "STAT", "VORG", "vhea", "vmtx"]
KEPT_NAME_RECORDS = [0, 5, 7, 8, 9, 11, 13, 14]  # copyright, version, trademark, makers, licence
WINDOWS_ENGLISH = (3, 1, 0x409)
CURVE_ERROR = 2.0  # farthest a quadratic curve may be from its cubic one, in 1/1000 em: 0.03 pt in body text


@dataclass(frozen=True, slots=True)
class Face:
    """One file to build: `name` without ending, the file it is cut from, and the names written into it."""

    name: str
    source: str
    family: str
    style: str
    origin: str


FACES = (
    Face("BranchSong", "NotoSerifSC_400Regular.ttf", "Branch Song", "Regular", "Noto Serif SC Regular 2.003"),
    Face("BranchHei", "NotoSansSC_400Regular.ttf", "Branch Hei", "Regular", "Noto Sans SC Regular 2.004"),
    Face("BranchHeiBold", "NotoSansSC_700Bold.ttf", "Branch Hei", "Bold", "Noto Sans SC Bold 2.004"),
    Face("BranchTitle", "NotoSerifSC_700Bold.ttf", "Branch Title", "Bold", "Noto Serif SC Bold 2.003"),
    Face("BranchFangSong", "FandolFang-Regular.otf", "Branch FangSong", "Regular", "FandolFang Regular 1.3"),
    Face("BranchKai", "LXGWWenKai-Regular.ttf", "Branch Kai", "Regular", "a Kai font of 2023, version 1.250"),
    Face("BranchRest", "DroidSansFallbackFull.ttf", "Branch Rest", "Regular", "Droid Sans Fallback 1.00c"),
    Face("BranchRare", "HanaMinB.ttf", "Branch Rare", "Regular", "a Mincho font by GlyphWiki, 2017-09-04"),
)


def write_tgh(tgh: str) -> None:
    """Write the table for the program's own use: one line for each level."""
    starts = (0, *TGH_LEVEL_ENDS)
    lines = [tgh[start:end] + "\n" for start, end in zip(starts, TGH_LEVEL_ENDS, strict=False)]
    TGH_PATH.parent.mkdir(exist_ok=True)
    TGH_PATH.write_text("".join(lines), encoding="utf-8", newline="\n")


def wanted_characters(face: Face, repertoires: Repertoires) -> frozenset[str]:
    """The characters the face is cut to, whether or not its source has them all."""
    match face.name:
        case "BranchSong":
            return repertoires.body
        case "BranchHei":
            return repertoires.ordinary | repertoires.other_symbols | frozenset(repertoires.tgh)
        case "BranchFangSong":
            return (repertoires.ordinary | frozenset(repertoires.tgh)) - DRAWN_WRONG_IN_FANDOL
        case "BranchTitle" | "BranchKai" | "BranchHeiBold":
            return repertoires.ordinary | frozenset(repertoires.tgh[: TGH_LEVEL_ENDS[0]])
        case "BranchRest":
            return frozenset(characters_of(BASIC_PLANE_HAN)) - repertoires.body
        case "BranchRare":
            return repertoires.rare_names - repertoires.body
    raise ValueError(f"no repertoire is set for {face.name}")


def subset(font: TTFont, characters: frozenset[str]) -> None:
    """Cut the font to the characters. Hints and layout tables go: nothing printed or shown uses them."""
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = KEPT_NAME_RECORDS
    options.name_languages = [WINDOWS_ENGLISH[2], 0]
    options.name_legacy = True
    options.drop_tables += DROPPED_TABLES
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(characters)))
    subsetter.subset(font)


def convert_to_quadratic(font: TTFont) -> None:
    """Replace CFF outlines by glyf ones, since reportlab reads no other; a font with glyf stays as it is."""
    if "CFF " not in font:
        return
    glyph_set, order = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {}
    for name in order:
        quadratic = TTGlyphPen(None)
        # CFF and TrueType contours run in opposite directions.
        glyph_set[name].draw(Cu2QuPen(quadratic, CURVE_ERROR, reverse_direction=True))
        glyphs[name] = quadratic.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    del font["CFF "]
    font["maxp"] = true_type_limits(len(order))
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\000\001\000\000"


def drop_implied_points(font: TTFont) -> None:
    """Leave out the points midway between two control points, which a TrueType reader puts in by itself."""
    glyphs = font["glyf"]
    for name in font.getGlyphOrder():
        if glyphs[name].numberOfContours > 0:
            dropImpliedOnCurvePoints(glyphs[name])


def true_type_limits(glyph_count: int) -> object:
    """A version 1.0 `maxp` table; fontTools fills in the point and contour counts when it saves."""
    limits = newTable("maxp")
    limits.tableVersion = 0x00010000
    limits.numGlyphs = glyph_count
    limits.maxZones = 1
    for name in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
        "maxCompositeContours", "maxComponentDepth",
    ):  # fmt: skip
        setattr(limits, name, 0)
    return limits


class Drawing:
    """Adds glyphs to a font that has glyf outlines, and gives characters cells of another width."""

    def __init__(self, font: TTFont) -> None:
        self._font = font
        self._em = int(font["head"].unitsPerEm)

    def fit_punctuation(self) -> None:
        """Give Chinese punctuation the cells of GB/T 15834-2011 article 5.1.

        Some sources draw these narrow, for Latin text. Quotation marks and the dash take a whole cell (two
        dashes must join), the interpunct of a name takes half a cell.
        """
        for character, side in (("“", "right"), ("‘", "right"), ("”", "left"), ("’", "left")):
            self._place(character, self._em, side)
        self._place("·", self._em // 2, "middle")
        self._stretch("—")

    def add_ballot_boxes(self) -> None:
        """Add ☐ and ☑, which the sources lack: the face's own □, and its own tick drawn inside."""
        box = self._outline("□")
        tick = self._outline("✓") or self._outline("√")
        if box is None or tick is None:
            return
        left, bottom, right, top = bounds_of(box)
        inner_left, inner_bottom, inner_right, inner_top = bounds_of(tick)
        room = min((right - left) / (inner_right - inner_left), (top - bottom) / (inner_top - inner_bottom))
        scale = 0.74 * room
        shift_x = (left + right - scale * (inner_left + inner_right)) / 2
        shift_y = (bottom + top - scale * (inner_bottom + inner_top)) / 2
        width = self._width("□")
        self._add("☐", [(box, (1, 0, 0, 1, 0, 0))], width)
        self._add("☑", [(box, (1, 0, 0, 1, 0, 0)), (tick, (scale, 0, 0, scale, shift_x, shift_y))], width)

    def _place(self, character: str, width: int, side: str) -> None:
        """Move the mark within a cell of that width, unless its cell is that wide already."""
        outline = self._outline(character)
        if outline is None or self._width(character) == width:
            return
        left, _bottom, right, _top = bounds_of(outline)
        bearing = self._em * 0.08
        shift = {
            "left": bearing - left,
            "right": width - bearing - right,
            "middle": (width - left - right) / 2,
        }[side]
        self._add(character, [(outline, (1, 0, 0, 1, shift, 0))], width)

    def _stretch(self, character: str) -> None:
        """Draw a dash from edge to edge of a whole cell."""
        outline = self._outline(character)
        if outline is None:
            return
        left, _bottom, right, _top = bounds_of(outline)
        scale = self._em / (right - left)
        self._add(character, [(outline, (scale, 0, 0, 1, -left * scale, 0))], self._em)

    def _outline(self, character: str) -> DecomposingRecordingPen | None:
        name = self._font.getBestCmap().get(ord(character))
        if name is None:
            return None
        glyph_set = self._font.getGlyphSet()
        outline = DecomposingRecordingPen(glyph_set)
        glyph_set[name].draw(outline)
        return outline

    def _width(self, character: str) -> int:
        return int(self._font["hmtx"][self._font.getBestCmap()[ord(character)]][0])

    def _add(
        self,
        character: str,
        parts: list[tuple[DecomposingRecordingPen, tuple[float, float, float, float, float, float]]],
        width: int,
    ) -> None:
        """Give the character a glyph of its own: another character may share the old one."""
        drawn = TTGlyphPen(None)
        for outline, transformation in parts:
            outline.replay(TransformPen(drawn, transformation))
        name = f"branch{ord(character):04X}"
        glyph = drawn.glyph(round=round)
        self._font.setGlyphOrder([*self._font.getGlyphOrder(), name])
        glyf = self._font["glyf"]
        glyf.glyphs[name] = glyph
        glyf.glyphOrder = self._font.getGlyphOrder()
        glyph.recalcBounds(glyf)
        self._font["hmtx"][name] = (width, glyph.xMin)
        for table in self._font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(character)] = name


def bounds_of(outline: DecomposingRecordingPen) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of an outline, in font units."""
    measure = BoundsPen(None)
    outline.replay(measure)
    if measure.bounds is None:
        raise ValueError("an empty glyph has no bounds")
    left, bottom, right, top = measure.bounds
    return left, bottom, right, top


def rename(font: TTFont, face: Face) -> None:
    """Write our names: a modified font may not bear reserved ones, nor may installed ones shadow it."""
    table = font["name"]
    table.names = [
        record for record in table.names
        if record.nameID in KEPT_NAME_RECORDS and (record.platformID, record.langID) in {(3, 0x409), (1, 0)}
    ]  # fmt: skip
    full_name = face.family if face.style == "Regular" else f"{face.family} {face.style}"
    postscript_name = f"{face.family.replace(' ', '')}-{face.style}"
    version = table.getDebugName(5)
    table.setName(face.family, 1, *WINDOWS_ENGLISH)
    table.setName(face.style, 2, *WINDOWS_ENGLISH)
    table.setName(f"{version}; {postscript_name}", 3, *WINDOWS_ENGLISH)
    table.setName(full_name, 4, *WINDOWS_ENGLISH)
    table.setName(postscript_name, 6, *WINDOWS_ENGLISH)
    table.setName(f"Modified for 支部台账: cut from {face.origin}; see README.md", 10, *WINDOWS_ENGLISH)


def set_style_bits(font: TTFont, face: Face) -> None:
    """Make the style bits agree with the style's name: Qt then joins regular and bold in one family."""
    bold = face.style == "Bold"
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = 1 if bold else 0


def build(face: Face, sources: Path, repertoires: Repertoires) -> Path:
    """Build one file and return its path."""
    font = TTFont(find_source(sources, face.source), recalcTimestamp=False)
    subset(font, wanted_characters(face, repertoires))
    convert_to_quadratic(font)
    drop_implied_points(font)
    drawing = Drawing(font)
    drawing.fit_punctuation()
    drawing.add_ballot_boxes()
    rename(font, face)
    set_style_bits(font, face)
    font["post"].formatType = 3.0
    path = FONT_FOLDER / f"{face.name}.ttf"
    font.save(path)
    return path


def main(arguments: list[str]) -> int:
    """Build the faces named on the command line, or all of them, and the table of standard characters."""
    parser = argparse.ArgumentParser(description="Build the bundled fonts from unpacked packages.")
    parser.add_argument("sources", type=Path, help="folder that holds the unpacked packages")
    parser.add_argument("names", nargs="*", help="names of files to build, without .ttf; default: all")
    options = parser.parse_args(arguments)
    repertoires = read_repertoires(options.sources)
    write_tgh(repertoires.tgh)
    for face in FACES:
        if not options.names or face.name in options.names:
            path = build(face, options.sources, repertoires)
            with TTFont(path, lazy=True) as font:
                count = len(font.getBestCmap())
            print(f"{path.name}: {count} characters, {path.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
