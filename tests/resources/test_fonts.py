"""The bundled fonts draw every character that an office may type, and may be given away and embedded."""

import tomllib
from functools import cache

import pytest
from fontTools.ttLib import TTFont
from reportlab.pdfbase.ttfonts import TTFontFile

import resources

FONTS = tomllib.loads(resources.read_text("fonts/fonts.toml"))
ROLES = ("fangsong", "song", "title", "hei", "hei_bold", "kai")
FILES = sorted(FONTS["file"])
TGH_LEVELS = resources.read_text("codes/tgh.txt").splitlines()

FORM_SYMBOLS = (
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩ⅠⅡⅢⅣⅤ"
    "【】《》〈〉〔〕「」『』“”‘’—…·、。！？，；：（）～"
    "□■☐☑✓√×●○★☆→←↑↓△▲▽▼◆◇№℃％‰￥¥§°±÷≤≥≠㎡㎏〇々"
    "─│┌┐└┘├┤┬┴┼—1—\u3000"
)
FULL_WIDTH_ASCII = "".join(map(chr, range(0xFF01, 0xFF5F)))
ASCII = "".join(map(chr, range(0x20, 0x7F)))
PINYIN_VOWELS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"

# Names seen in registers: some are of the 8,105, others stand outside it or outside the basic plane.
RARE_NAMES = "𬭛𫖯𠅤𬸪𠮷㛃䶮龘喆堃镕祎"

LIMIT_BYTES = 25_000_000
RESTRICTED_LICENCE, NO_SUBSETTING, BITMAPS_ONLY = 0x0002, 0x0100, 0x0200  # OpenType OS/2 fsType


@cache
def opened(name: str) -> TTFont:
    """One bundled file; kept open, since every test reads the same eight."""
    return TTFont(resources.find(f"fonts/{name}"), lazy=True)


def covered(role: str) -> set[int]:
    """Code points that the role's chain can draw."""
    return {code_point for name in FONTS["chain"][role] for code_point in opened(name).getBestCmap()}


def missing(role: str, characters: str) -> str:
    code_points = covered(role)
    return "".join(character for character in characters if ord(character) not in code_points)


def extent(name: str, character: str) -> tuple[int, int, int]:
    """Left edge, right edge and width of the cell, in 1/1000 em."""
    font = opened(name)
    glyph_name = font.getBestCmap()[ord(character)]
    glyph, em = font["glyf"][glyph_name], font["head"].unitsPerEm
    width = font["hmtx"][glyph_name][0]
    return glyph.xMin * 1000 // em, glyph.xMax * 1000 // em, width * 1000 // em


def gb2312_ideographs() -> str:
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(cell.decode("gb2312", errors="ignore") for cell in cells)


def test_the_table_of_standard_characters_has_its_three_levels() -> None:
    assert [len(level) for level in TGH_LEVELS] == [3500, 3000, 1605]
    assert len(set("".join(TGH_LEVELS))) == 8105
    assert [level[0] for level in TGH_LEVELS] == ["一", "乂", "亍"]


def test_every_role_has_a_chain() -> None:
    assert tuple(FONTS["chain"]) == ROLES


def test_the_files_on_disk_are_those_of_the_list() -> None:
    folder = resources.find("fonts/fonts.toml").parent
    assert sorted(path.name for path in folder.glob("*.ttf")) == FILES
    assert {name for chain in FONTS["chain"].values() for name in chain} == set(FILES)


@pytest.mark.parametrize("role", ROLES)
def test_a_chain_draws_every_standard_character(role: str) -> None:
    assert missing(role, "".join(TGH_LEVELS)) == ""


@pytest.mark.parametrize("role", ROLES)
def test_a_chain_draws_all_ideographs_of_gb2312_and_of_extension_a(role: str) -> None:
    assert missing(role, gb2312_ideographs()) == ""
    assert missing(role, "".join(map(chr, range(0x3400, 0x4DB6)))) == ""


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "characters", [FORM_SYMBOLS, FULL_WIDTH_ASCII, ASCII, PINYIN_VOWELS, RARE_NAMES], ids=ascii
)
def test_a_chain_draws_what_forms_and_names_contain(role: str, characters: str) -> None:
    assert missing(role, characters) == ""


@pytest.mark.parametrize("role", ROLES)
def test_the_first_file_of_a_chain_draws_ordinary_text_alone(role: str) -> None:
    """Mixed styles within an ordinary line would look like a misprint."""
    own = opened(FONTS["chain"][role][0]).getBestCmap()
    ordinary = (
        "中国共产党支部党员大会会议记录" + ASCII + FULL_WIDTH_ASCII + "，。、；：？！“”‘’（）《》—…·□☑①⑩"
    )
    assert [character for character in ordinary if ord(character) not in own] == []


@pytest.mark.parametrize("name", FILES)
def test_reportlab_reads_the_file(name: str) -> None:
    face = TTFontFile(str(resources.find(f"fonts/{name}")))
    assert set(face.charToGlyph) >= set(opened(name).getBestCmap())


@pytest.mark.parametrize("name", FILES)
def test_no_ideograph_of_a_file_is_blank(name: str) -> None:
    font = opened(name)
    starts = font["loca"]
    ideographs = {
        code_point: font.getGlyphID(glyph)
        for code_point, glyph in font.getBestCmap().items()
        if 0x3400 <= code_point < 0xA000 or code_point > 0xFFFF
    }
    assert ideographs
    assert [
        hex(code_point) for code_point, glyph in ideographs.items() if starts[glyph] == starts[glyph + 1]
    ] == []


@pytest.mark.parametrize("name", FILES)
def test_embedding_is_allowed(name: str) -> None:
    assert opened(name)["OS/2"].fsType & (RESTRICTED_LICENCE | NO_SUBSETTING | BITMAPS_ONLY) == 0


@pytest.mark.parametrize("name", FILES)
def test_the_names_inside_a_file_are_ours_and_its_licence_lies_beside_it(name: str) -> None:
    names, entry = opened(name)["name"], FONTS["file"][name]
    assert (names.getDebugName(1), names.getDebugName(2)) == (entry["family"], entry["style"])
    assert names.getDebugName(0), "the copyright record must stay"
    assert name in resources.read_text(f"fonts/LICENSES/{entry['licence']}")


@pytest.mark.parametrize("name", FILES)
def test_no_reserved_name_is_used(name: str) -> None:
    """OFL 1.1 condition 3: a modified font may not bear a reserved name."""
    written = " ".join(
        str(record) for record in opened(name)["name"].names if record.nameID in (1, 2, 3, 4, 6)
    )
    for reserved in ("LXGW", "霞鹜", "Source", "Hana", "花園"):
        assert reserved not in written


def test_the_faces_have_different_names() -> None:
    names = {(entry["family"], entry["style"]) for entry in FONTS["file"].values()}
    assert len(names) == len(FILES)


def test_the_files_together_stay_within_their_limit() -> None:
    assert sum(resources.find(f"fonts/{name}").stat().st_size for name in FILES) <= LIMIT_BYTES


@pytest.mark.parametrize("role", ROLES)
def test_two_dashes_join_and_quotation_marks_stand_at_their_text(role: str) -> None:
    """GB/T 15834-2011, 5.1: dash and quotation marks take a whole cell, the interpunct half of one."""
    name = FONTS["chain"][role][0]
    left, right, width = extent(name, "—")
    assert (left, right, width) == (0, 1000, 1000)
    opening_left, _right, opening_width = extent(name, "“")
    _left, closing_right, closing_width = extent(name, "”")
    assert opening_width == closing_width == 1000
    assert opening_left > 500 > closing_right
    assert extent(name, "·")[2] == 500


def test_the_yuan_sign_of_the_body_face_comes_from_a_face_that_draws_it_right() -> None:
    """FandolFang draws a dollar sign there."""
    first, second = FONTS["chain"]["fangsong"][:2]
    assert ord("￥") not in opened(first).getBestCmap()
    assert ord("￥") in opened(second).getBestCmap()
