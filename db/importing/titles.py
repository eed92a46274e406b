"""Column titles as offices write them, and the fields they mean.

Pure words: a vocabulary is made from the fields of any ledger; it does not look at the cells below a title.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from db.fields import FieldSpec, Kind
from db.importing.cells import Cell

LEFT_OUT = ""  # the key of a column that is understood and not taken in: line numbers, computed ages
_LINE_NUMBER_TITLES = ("序号", "编号", "序", "行号", "no", "no.", "num")
_BRACKETS = str.maketrans("【】〔〕[]{}<>〈〉《》", "()()()()()()()")
_BRACKETED = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"[\s*★☆※:、,。.]+")
# A column about somebody else must not pass for the person's own: 入党介绍人姓名, 配偶联系电话.
_OTHER_PEOPLE = re.compile(
    r"介绍人|联系人|培养人|父|母|配偶|爱人|子女|家属|家庭成员|紧急|监护|单位电话|党内职务|原名|曾用名|别名"
)
_LONGEST_EXTRA = 4  # characters a title may have around a known one and still be guessed
_NOT_IMPORTED = (Kind.COMPUTED, Kind.PARTS)


@lru_cache(maxsize=4096)
def normal_title(text: str) -> str:
    """One spelling per title: half width, small letters, no blanks, breaks or marks; brackets stay."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).translate(_BRACKETS).casefold())


@lru_cache(maxsize=4096)
def bare_title(text: str) -> str:
    """The normal title without what stands in brackets: 身份证号（18位，必填） is 身份证号."""
    return _BRACKETED.sub("", normal_title(text))


def is_about_another(title: str) -> bool:
    """Whether a title speaks of a relative, recommender or contact and not of the person in the row."""
    return _OTHER_PEOPLE.search(normal_title(title)) is not None


@dataclass(frozen=True)
class Vocabulary:
    """Normal titles and the field keys they mean; `anchors` are titles a header must have one of.

    `section_words` are words that make a line with nothing else on it a heading inside the table. With `rows_continue` a
    row beside the lower part of a merged cell is no heading but goes on with the record above.
    """

    fields: Mapping[str, FieldSpec]
    keys: Mapping[str, str]
    anchors: frozenset[str]
    section_words: frozenset[str]
    rows_continue: bool = False

    def key_of(self, title: Cell) -> str | None:
        """The field key for certain, LEFT_OUT for a known column that is not taken in, None if unknown."""
        if not isinstance(title, str) or not title or len(title) > 60:
            return None
        key = self.keys.get(normal_title(title))
        if key is None and "农历" not in title and "阴历" not in title:
            key = self.keys.get(bare_title(title))
        return key

    def is_anchor(self, title: Cell) -> bool:
        """Whether this is the title of a field that every record must have."""
        return isinstance(title, str) and len(title) <= 60 and bare_title(title) in self.anchors

    def guess_of(self, title: str) -> str | None:
        """The key of the longest known title inside this one, if little else is there and nobody else is
        meant.
        """
        bare = bare_title(title)
        if is_about_another(title) or "农历" in bare or "阴历" in bare:
            return None
        inside = [known for known in self.keys if len(known) >= 2 and known in bare]
        best = max(inside, key=len, default="")
        return self.keys[best] if best and len(bare) - len(best) <= _LONGEST_EXTRA else None

    def is_section(self, text: str) -> bool:
        """Whether a lone text is a heading such as 二、预备党员（3人）."""
        return any(word in text for word in self.section_words)


def vocabulary_of(
    fields: Iterable[FieldSpec],
    further: Mapping[str, tuple[str, ...]] | None = None,
    section_words: Iterable[str] = (),
) -> Vocabulary:
    """The titles under which the fields of a ledger may stand, `further` spellings by key included."""
    further = further or {}
    taken: dict[str, FieldSpec] = {}
    keys: dict[str, str] = {}
    anchors: set[str] = set()
    for field in fields:
        key = LEFT_OUT if field.kind in _NOT_IMPORTED else field.key
        spelled = [normal_title(word) for word in _titles_of(field, further.get(field.key, ()))]
        for title in spelled:
            keys.setdefault(title, key)
        if key:
            taken[key] = field
        if field.required:
            anchors.update(spelled)
        for flag in _flags_of(field):
            taken[flag.key] = flag
            for title in _titles_of(flag, further.get(flag.key, ())):
                keys.setdefault(normal_title(title), flag.key)
    for title in _LINE_NUMBER_TITLES:
        keys.setdefault(normal_title(title), LEFT_OUT)
    return Vocabulary(taken, keys, frozenset(anchors), frozenset(section_words))


def _flags_of(field: FieldSpec) -> list[FieldSpec]:
    """A set of flags also comes as one yes/no column per flag: 是否困难党员."""
    if field.kind is not Kind.FLAGS:
        return []
    return [FieldSpec(f"{field.key}.{each.code}", each.title, Kind.FLAG) for each in field.choices]


def _titles_of(field: FieldSpec, further: Iterable[str]) -> list[str]:
    titles = [field.title, *field.spellings, *further, field.key]
    if field.kind in (Kind.FLAG, Kind.BOOLEAN):
        titles += [f"是否{title}" for title in titles if title != field.key]
    return titles
