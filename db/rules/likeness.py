"""How alike two texts are, and which of many texts are copies of one another, without comparing all with
all.

Texts are compared as sets of character pairs (Dice's coefficient) after numbers, punctuation and blanks are
taken away, so that a changed date changes nothing. Which texts are compared at all is found by
fingerprints: runs of four characters that begin with a character of a fixed eighth of the code points.
Copies share most of them, strangers hardly any.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise

SHORTEST = 40  # shorter texts are alike by nature
_RUN = 4
_ANCHORS = 8  # one code point in so many may begin a fingerprint
_FINGERPRINTS = 16  # of each text, the rarest that occur elsewhere
_NEIGHBOURS = 32  # texts remembered for a fingerprint, the nearest before
_SHARED = 3  # fingerprints a text must share with another to be compared with it
_CANDIDATES = 12  # texts compared with each text

_NOT_WORDS = re.compile(r"[\W\d_]+")


def plain(text: str) -> str:
    """The text without numbers, punctuation and blanks."""
    return _NOT_WORDS.sub("", text)


def pairs_of(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters of a plain text."""
    return frozenset(map("".join, pairwise(text)))


def likeness(first: str, second: str) -> float:
    """0 to 1, 1 for texts of the same pairs; two empty texts are not alike."""
    one, other = pairs_of(plain(first)), pairs_of(plain(second))
    return _dice(len(one & other), len(one), len(other))


def _dice(shared: int, size: int, other: int) -> float:
    return 2 * shared / (size + other) if size + other else 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier text that a text is like: its place in the sequence, and how alike (0 to 1)."""

    earlier: int
    likeness: float


def earlier_likenesses(texts: Sequence[str], least: float) -> Mapping[int, Match]:
    """For each text that is at least `least` alike an earlier one: the place of such a one.

    The texts are plain ones; those under `SHORTEST` characters are passed over. Of identical texts the
    nearest is named. Work grows with the length of all texts together: how many texts are compared with
    each is bounded.
    """
    found: dict[int, Match] = {}
    first_of: dict[str, int] = {}
    distinct: list[int] = []
    for place, text in enumerate(texts):
        if len(text) < SHORTEST:
            continue
        if text in first_of:
            found[place] = Match(first_of[text], 1.0)
        else:
            distinct.append(place)
        first_of[text] = place
    return found | _join(texts, distinct, least)


def _fingerprints(text: str) -> frozenset[str]:
    last = len(text) - _RUN + 1
    places = [place for place, char in enumerate(text[:last]) if ord(char) % _ANCHORS == 0]
    if len(places) < _FINGERPRINTS:
        places = list(range(last))
    return frozenset(text[place : place + _RUN] for place in places)


def _rarest(texts: list[str]) -> list[list[str]]:
    """For each text the fingerprints it shares with the fewest others, but with one at least."""
    prints = [_fingerprints(text) for text in texts]
    frequency: Counter[str] = Counter()
    for own in prints:
        frequency.update(own)
    return [
        nsmallest(
            _FINGERPRINTS, (run for run in own if frequency[run] > 1), key=lambda run: (frequency[run], run)
        )
        for own in prints
    ]


def _pairs_at(known: dict[int, frozenset[str]], texts: Sequence[str], place: int) -> frozenset[str]:
    if place not in known:
        known[place] = pairs_of(texts[place])
    return known[place]


def _join(texts: Sequence[str], places: list[int], least: float) -> dict[int, Match]:
    found: dict[int, Match] = {}
    index: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=_NEIGHBOURS))
    pairs: dict[int, frozenset[str]] = {}
    for place, rarest in zip(places, _rarest([texts[place] for place in places]), strict=True):
        shared = Counter(other for run in rarest for other in index[run])
        near = [other for other, count in shared.most_common(_CANDIDATES) if count >= _SHARED]
        for other in near:
            one, earlier = (_pairs_at(pairs, texts, at) for at in (place, other))
            alike = _dice(len(one & earlier), len(one), len(earlier))
            if alike >= least:
                found[place] = Match(other, alike)
                break
        for run in rarest:
            index[run].append(place)
    return found
