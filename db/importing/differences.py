"""Whether a value from a file says anything that the record does not say already.

A coarser day (1998-07 against 1998-07-15) and another spelling of the same word are no news; an empty value
never is.
"""

import re
from collections.abc import Mapping

from db.arithmetic.codes import code_of
from db.arithmetic.naming import tidy_name
from db.importing.reading import plain

_DAYS = re.compile(r"\d{4}(-\d{2}){0,2}")
_CHINESE_DIGITS = {character: str(value) for value, character in enumerate("一二三四五六七八九", start=1)}


def differs(key: str, old: object, new: object) -> bool:
    """Whether `new` would change `old`; both in the form in which rows and drafts carry them."""
    if new is None or new == "":
        return False
    if isinstance(new, list):
        return sorted(map(str, new)) != sorted(
            map(str, old if isinstance(old, (list, tuple, frozenset, set)) else ())
        )
    if isinstance(new, (Mapping, bool)):
        return (old or type(new)()) != new
    before, after = str(old or ""), str(new)
    if _DAYS.fullmatch(after) and _DAYS.fullmatch(before):
        return not before.startswith(after)
    return comparable(key, before) != comparable(key, after)


def merged_flags(old: object, given: object) -> list[str]:
    """The flags on record with those of the row set or taken away."""
    flags = dict.fromkeys(old if isinstance(old, (list, tuple, frozenset, set)) else (), True)
    if isinstance(given, Mapping):
        flags |= {str(word): bool(is_set) for word, is_set in given.items()}
    return sorted(str(word) for word, is_set in flags.items() if is_set)


def comparable(key: str, text: str) -> str:
    """The part of a text by which two spellings of one value are told to be one: 第三党小组 is 第3党小组."""
    if key == "name":
        return tidy_name(text)
    if key in ("ethnicity", "education"):
        return code_of(key, text) or plain(text)
    if key == "group":
        return "".join(_CHINESE_DIGITS.get(character, character) for character in plain(text))
    return plain(text)
