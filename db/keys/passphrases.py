"""What makes a passphrase: how long, what it must not be or hold, and one that the program offers.

Pure functions but for the two bundled lists: passphrases everybody thinks of, and common words to make one from.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise

import resources
from db.errors import LedgerError
from db.keys.slots import normalised

SHORTEST = 10  # a Chinese character counts as two
OFFERED_WORDS = 4  # of a list of 640: 37 bits, each guess at which costs the derivation of the slot
LEAST_FORBIDDEN = 2  # characters of a name that is looked for; shorter ones would forbid half the language

_PLACES = re.compile(r"[^省市县区镇乡村]+[省市县区镇乡村]")  # 青石镇, 白果村


def check_passphrase(passphrase: str, forbidden: Iterable[str] = ()) -> None:
    """LedgerError `weak_passphrase` for one that is too short, common, or holds what `forbidden` names.

    The refusal never repeats the word that was found: it may be somebody's number.
    """
    text = normalised(passphrase).decode().lower()
    problem = ""
    if sum(1 if ch.isascii() else 2 for ch in text.strip()) < SHORTEST:
        problem = f"口令太短，至少要{SHORTEST}个字母数字，或{SHORTEST // 2}个汉字"
    elif text.strip() in _common() or len(set(text)) < 4 or _is_a_row(text):
        problem = "这个口令太常见，容易被猜到"
    elif any(len(word) >= LEAST_FORBIDDEN and word.lower() in text for word in forbidden):
        problem = "口令里不要用支部名称、本支部人员的姓名、电话、生日或身份证号里的数字"
    if problem:
        raise LedgerError(
            "weak_passphrase", problem, "没有改动任何内容", "可以用四个不相干的词连起来，例如一句自己才懂的话"
        )


def offered_passphrase(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Four common words drawn at random, easy to keep in mind and to type."""
    return "".join(choose(_words()) for _ in range(OFFERED_WORDS))


def forbidden_parts(branch_name: str, people: Iterable[tuple[str, str, str, str]]) -> frozenset[str]:
    """What a passphrase of this branch must not hold: parts of its name, and of each person's (name, citizen number,
    phone, birth date): whatever a colleague would try first."""
    short = _short_name(branch_name)
    found = {branch_name, short, *_PLACES.findall(short)}
    for name, number, phone, born_on in people:
        day = "".join(ch for ch in born_on if ch.isdigit()) or number[6:14]
        found |= {name, phone, phone[-8:], phone[-6:]}
        found |= {number, number[:6], number[6:14], number[-6:]} if len(number) >= 15 else set()
        found |= {day, day[2:]} if len(day) == 8 else set()
    return frozenset(part for part in found if len(part) >= (LEAST_FORBIDDEN if not part.isascii() else 6))


def _short_name(name: str) -> str:
    """中共青石镇白果村支部委员会 without the words that every branch has."""
    short = name.removeprefix("中国共产党").removeprefix("中共")
    for ending in ("支部委员会", "总支部委员会", "委员会", "党总支", "党支部", "支部"):
        short = short.removesuffix(ending)
    return short


def _is_a_row(text: str) -> bool:
    """Whether each character follows the one before, up or down: abcdefghij, 9876543210."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


@cache
def _common() -> frozenset[str]:
    return frozenset(resources.read_text("keys/common.txt").split())


@cache
def _words() -> tuple[str, ...]:
    return tuple(resources.read_text("keys/words.txt").split())
