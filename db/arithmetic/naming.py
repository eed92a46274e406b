"""Names of people: tidying, pinyin for searching, the order by surname strokes, and matching what was typed.

Pinyin and stroke keys are filled into columns and may be corrected by hand there: a reading cannot be told
from characters alone. Character data: `resources/codes/surnames.toml`, `strokes.tsv`, `rare_strokes.tsv`.
"""

import os
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

import resources

MIDDLE_DOT = "·"

_HAN = r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9\U00020000-\U000323af]"
_DOTS = re.compile(rf"\s*[·•・･‧∙⋅]+\s*|(?<={_HAN})\s*[.．]+\s*(?={_HAN})")
_BLANK_BESIDE_HAN = re.compile(rf"(?<={_HAN})\s+|\s+(?={_HAN})")
_TIDY = re.compile(r"[\u4e00-\u9fff]+")
_TONES = frozenset("\u0300\u0301\u0304\u030c")  # combining marks of the four tones
_RUNS = re.compile(rf"{_HAN}+|[A-Za-zÀ-ɏ]+")
_HAN_FIRST = re.compile(_HAN)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_COMPOUND_SURNAME = 2

# After every known order of the same count: an order is made of the digits 1 to 5.
_ORDER_NOT_KNOWN = "6"
_NOT_NUMBERED = 9999
_COUNT_NOT_KNOWN = 99


def tidy_name(text: str) -> str:
    """One spelling per name, for storing and comparing.

    Takes out control, bidirectional and zero-width characters and every blank beside a Chinese character
    (rosters stretch names of two characters with blanks), writes one · between the parts of a
    transliterated name, and leaves single blanks between Latin words. Characters are never replaced by
    others that look alike, save the compatibility forms of NFC.
    """
    if _TIDY.fullmatch(text):  # nearly every name: nothing but common characters
        return text
    spaced = "".join(" " if char.isspace() else char for char in text)
    visible = "".join(char for char in spaced if unicodedata.category(char) not in _INVISIBLE)
    dotted = _DOTS.sub(MIDDLE_DOT, unicodedata.normalize("NFC", visible))
    return " ".join(_BLANK_BESIDE_HAN.sub("", dotted).split()).strip(MIDDLE_DOT)


def pinyin_of(name: str) -> tuple[str, str]:
    """Full reading ("zeng shu") and initials ("zs"), in lower case without tones, ü as v.

    The surname is read by the surname table. A transliterated name (with ·) has none, and is read character
    by character. Characters without a known reading are left out; Latin words are syllables of their own.
    """
    surname, given = _parts(name)
    syllables = [*_surname_reading(surname), *_reading(given)]
    return " ".join(syllables), "".join(syllable[0] for syllable in syllables)


def split_name(name: str) -> tuple[str, str]:
    """Surname and given name of a tidy name; a transliterated or foreign name is all given name.

    A compound surname is taken as one only before a given name: 司马 alone is Si Ma.
    """
    if MIDDLE_DOT in name or not _HAN_FIRST.match(name):
        return "", name
    compound = len(name) > _COMPOUND_SURNAME and name[:_COMPOUND_SURNAME] in _surnames()["compound"]
    length = _COMPOUND_SURNAME if compound else 1
    return name[:length], name[length:]


@lru_cache(maxsize=1)  # reading and strokes of a name are asked for one after the other
def _parts(name: str) -> tuple[str, str]:
    return split_name(tidy_name(name))


def stroke_key(name: str) -> str:
    """A text whose plain order is 姓氏笔画: the order of candidates on ballots and of names on lists.

    Surname first, character by character: fewer strokes, then the order of strokes (横 竖 撇 点 折), then
    the number in 通用规范汉字表, then the code point. People of one surname: given names of one character
    before those of two, then character by character. A surname comes before the compound surnames that
    begin with it. Source: GB 13000.1 字序规范 and common practice (基层组织选举工作条例 asks for the order
    on ballots).
    """
    surname, given = _parts(name)
    if not surname:
        # Transliterated names stand among the others by their first character.
        surname, given = given[:1], given[1:]
    # A blank sorts before every digit, so a longer surname comes after its own beginning.
    return f"{''.join(map(_character_key, surname))} {len(given):02d}{''.join(map(_character_key, given))}"


def text_matches(query: str, name: str, pinyin: str, initials: str) -> bool:
    """Whether a person is meant by what was typed into a search box.

    Characters match anywhere in the name, Latin letters the initials anywhere or the reading from the start
    of any syllable ("zengs" and "shu" both find 曾淑). Blanks, · and case do not matter. An empty query
    matches everybody.
    """
    wanted = _searchable(query)
    if wanted in _searchable(name):
        return True
    if not wanted.isascii():
        return False
    syllables = pinyin.casefold().split()
    starts = ("".join(syllables[index:]) for index in range(len(syllables)))
    return wanted in initials.casefold() or any(start.startswith(wanted) for start in starts)


def _searchable(text: str) -> str:
    return "".join(tidy_name(text).replace(MIDDLE_DOT, "").split()).casefold().replace("ü", "v")


@cache
def _surnames() -> dict[str, dict[str, str]]:
    return resources.read_toml("codes/surnames.toml")


@cache
def _surname_reading(surname: str) -> tuple[str, ...]:
    readings = _surnames()
    known = readings["compound"].get(surname) or readings["single"].get(surname)
    return tuple(known.split() if known else _reading(surname))


def _reading(text: str) -> list[str]:
    if _TIDY.fullmatch(text):
        return [syllable for char in text if (syllable := _syllable(char))]
    syllables: list[str] = []
    for run in _RUNS.findall(text):
        if not _HAN_FIRST.match(run):
            syllables.append(run.casefold())
            continue
        syllables += filter(None, map(_syllable, run))
    return syllables


@cache
def _readings() -> Mapping[int, str]:
    """The readings of each character, commonest first, with tone marks ("céng,zēng"); loaded when first needed."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # half of what its import costs
    from pypinyin.constants import PINYIN_DICT

    readings: Mapping[int, str] = PINYIN_DICT
    return readings


@cache
def _syllable(char: str) -> str:
    """The commonest reading of a character without its tone; "" where none is known.

    Phrases are left out of account: in names they mislead as often as they help, and cost a third of a second to load.
    """
    reading = _readings().get(ord(char), "").split(",")[0]
    letters = (letter for letter in unicodedata.normalize("NFD", reading) if letter not in _TONES)
    return unicodedata.normalize("NFC", "".join(letters)).replace("ü", "v")


@cache
def _character_key(char: str) -> str:
    count, order, number = _stroke_table().get(char) or (_rare_stroke_count(char), "", _NOT_NUMBERED)
    return f"{count:02d}{order or _ORDER_NOT_KNOWN}{number:04d}{ord(char):06x}"


@cache
def _stroke_table() -> dict[str, tuple[int, str, int]]:
    """Count, order and number in 通用规范汉字表; a borrowed order counts as the character's own."""
    table = {}
    for line in resources.read_text("codes/strokes.tsv").splitlines():
        if not line.startswith("#"):
            char, count, order, number = line.split("\t")
            table[char] = (int(count), order.removeprefix("~"), int(number or _NOT_NUMBERED))
    return table


def _rare_stroke_count(char: str) -> int:
    for count, characters in _rare_characters():
        if char in characters:
            return count
    return _COUNT_NOT_KNOWN


@cache
def _rare_characters() -> tuple[tuple[int, str], ...]:
    lines = resources.read_text("codes/rare_strokes.tsv").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple((int(count), characters) for count, characters in rows)
