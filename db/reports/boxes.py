"""The layouts of inspection boxes as data: which sort of paper is filed in which box (`resources/boxes`).

Only reading; what is in the boxes of a year is `folder`'s to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import resources
from db.errors import NotFoundError

TEMPLATES = ("village", "office", "simple")
SOURCES = ("ledger", "table", "print", "documents", "rest", "paper")
_SIGNS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class BoxItem:
    """One sort of paper. `source` is one of SOURCES; `of` the ledger or print kind, `kinds` and
    `subjects` choose papers.

    `duty` names the obligation that tells how many there ought to be, `expected` says it in words;
    `occasional` papers arise only when something happens.
    """

    title: str
    source: str
    of: str = ""
    kinds: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    duty: str = ""
    expected: str = ""
    occasional: bool = False
    retention: str = ""


@dataclass(frozen=True, slots=True)
class BoxPlan:
    """One box: its number, what it holds, and how long it is kept."""

    number: int
    title: str
    category: str
    retention: str
    items: tuple[BoxItem, ...]

    @property
    def sign(self) -> str:
        """The number in a circle, as on the boxes."""
        return _SIGNS[self.number - 1] if self.number <= len(_SIGNS) else str(self.number)


@dataclass(frozen=True, slots=True)
class BoxTemplate:
    """A set of boxes for some kinds of branch."""

    key: str
    title: str
    kinds: tuple[str, ...]
    boxes: tuple[BoxPlan, ...]


@cache
def template(key: str) -> BoxTemplate:
    """The template with this key; NotFoundError names the ones there are."""
    if key not in TEMPLATES:
        raise NotFoundError(f"没有名为“{key}”的迎检盒模板", f"现有模板：{'、'.join(TEMPLATES)}")
    read = resources.read_toml(f"boxes/{key}.toml")
    return BoxTemplate(key, read["title"], tuple(read["kinds"]), tuple(_box(box) for box in read["box"]))


def template_for(branch_kind: str) -> BoxTemplate:
    """The template for a kind of branch; the village one where no template names the kind."""
    found = next((key for key in TEMPLATES if branch_kind in template(key).kinds), TEMPLATES[0])
    return template(found)


def _box(read: Mapping[str, Any]) -> BoxPlan:
    items = tuple(_item(item) for item in read["item"])
    return BoxPlan(read["number"], read["title"], read["category"], read["retention"], items)


def _item(read: Mapping[str, Any]) -> BoxItem:
    source = next(name for name in SOURCES if name in read)
    return BoxItem(
        title=read["title"],
        source=source,
        of=read[source] if isinstance(read[source], str) else "",
        kinds=tuple(read.get("documents", ())),
        subjects=tuple(read.get("subjects", ())),
        duty=read.get("duty", ""),
        expected=read.get("expected", ""),
        occasional=read.get("occasional", False),
        retention=read.get("retention", ""),
    )
