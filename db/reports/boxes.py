"""The layouts of inspection boxes as data: which sort of paper is filed in which box (`resources/boxes`).

A township may hand down a layout of the same form; it comes from outside, so nothing in it is believed before it was
looked at. Only reading; what is in the boxes of a year is `folder`'s to say.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import resources
from db import limits
from db.errors import LedgerError, NotFoundError

if TYPE_CHECKING:
    from db.reports.source import ReportSource

TEMPLATES = ("village", "office", "simple")
SOURCES = ("ledger", "table", "print", "files", "documents", "rest", "paper")
FILES = ("admission",)  # ledgers with a volume for each person
SHORTEST_ID = 8  # characters of an id that tell a piece that was handed down
_SIGNS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class BoxItem:
    """One sort of paper. `source` is one of SOURCES; `of` the ledger or print kind, `kinds` and
    `subjects` choose papers.

    `duty` names the obligation that tells how many there ought to be, `expected` says it in words;
    `occasional` papers arise only when something happens; a print with `only_with` stands in the box only where that ledger
    holds a record about the year.
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
    only_with: str = ""


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


def template_of(source: "ReportSource", name: str) -> BoxTemplate:
    """The bundled template with this key, or the layout handed down with this title or id.

    LedgerErrors: not_found, `damaged_layout` for one that this version cannot file by.
    """
    if name in TEMPLATES:
        return template(name)
    handed = source.handed_files("boxes")
    found = [each for each in handed if name in (each.item, each.title)]
    if len(name) >= SHORTEST_ID:
        found += [each for each in handed if each.item.startswith(name)]
    if not found:
        known = "、".join((*TEMPLATES, *(each.title for each in handed)))
        raise NotFoundError(f"没有名为“{name[:40]}”的迎检盒模板", f"现有模板：{known}")
    return handed_template(found[0].item, found[0].title, found[0].content)


def handed_template(key: str, title: str, content: bytes) -> BoxTemplate:
    """A layout from outside; LedgerError `damaged_layout` says which box it cannot file and why."""
    try:
        read = tomllib.loads(content.decode("utf-8-sig"))
        boxes = tuple(_looked_at(box) for box in _list(read, "box", limits.LAYOUT_BOXES))
        if len({box.number for box in boxes}) < len(boxes):
            raise _UnusableError("两盒的编号相同")
        if sum(item.source == "rest" for box in boxes for item in box.items) > 1:
            raise _UnusableError("“rest”只能有一处")
    except (ValueError, RecursionError) as error:
        raise LedgerError(
            "damaged_layout",
            f"上级下发的盒子分法“{title[:40]}”用不了：{error if isinstance(error, _UnusableError) else '不是正确的 TOML 文件'}",
            "没有打印任何内容",
            "请向上级要改正后的，或先用本程序自带的分法",
        ) from error
    return BoxTemplate(key, title, (), boxes)


def template_for(branch_kind: str) -> BoxTemplate:
    """The template for a kind of branch; the village one where no template names the kind."""
    found = next((key for key in TEMPLATES if branch_kind in template(key).kinds), TEMPLATES[0])
    return template(found)


class _UnusableError(ValueError):
    """Why a layout from outside cannot be filed by, in Chinese."""


def _looked_at(read: Any) -> BoxPlan:
    """A box from outside, each part looked at for its kind and length."""
    if not isinstance(read, Mapping) or type(read.get("number")) is not int or not 0 < read["number"] < 100:
        raise _UnusableError("有一盒没有正确的编号（number）")
    where = f"第{read['number']}盒"
    texts = {name: _one_line(read, name, where) for name in ("title", "category", "retention")}
    if not texts["title"]:
        raise _UnusableError(f"{where}没有题名（title）")
    items = tuple(_item_looked_at(item, where) for item in _list(read, "item", limits.LAYOUT_ITEMS))
    return BoxPlan(read["number"], texts["title"], texts["category"], texts["retention"], items)


def _item_looked_at(read: Any, where: str) -> BoxItem:
    if not isinstance(read, Mapping) or not _one_line(read, "title", where):
        raise _UnusableError(f"{where}有一项没有题名（title）")
    where = f"{where}“{read['title']}”"
    sources = [name for name in SOURCES if name in read]
    if len(sources) != 1:
        raise _UnusableError(f"{where}要写明一种来源（{'、'.join(SOURCES)}）")
    for name in ("duty", "expected", "retention", "only_with"):
        _one_line(read, name, where)
    if type(read.get("occasional", False)) is not bool:
        raise _UnusableError(f"{where}的 occasional 应是 true 或 false")
    _check_source(sources[0], read, where)
    return _item(read)


def _check_source(source: str, read: Mapping[str, Any], where: str) -> None:
    """What the item is made from must be there."""
    from db.ledgers import LEDGERS

    value, ledgers = read[source], {spec.key for spec in LEDGERS}
    wanted = [value] if source in ("ledger", "table") else []
    if not ledgers.issuperset([*wanted, *filter(None, [read.get("only_with")])]):
        raise _UnusableError(f"{where}要的台账这个版本没有")
    if source == "print" and value not in _prints_for_boxes():
        raise _UnusableError(f"{where}要的打印内容这个版本没有，或不能单独打印")
    if source == "files" and value not in FILES:
        raise _UnusableError(f"{where}要的个人卷这个版本没有")
    if source in ("rest", "paper") and value is not True:
        raise _UnusableError(f"{where}的 {source} 应是 true")
    for name in ("documents", "subjects"):
        words = read.get(name, [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise _UnusableError(f"{where}的 {name} 应是一列词")


@cache
def _prints_for_boxes() -> frozenset[str]:
    """Prints that need nothing chosen, and those that our own boxes hold; a folder in a folder would have no end."""
    from db.reports import PRINTS

    ours = {
        item.of
        for key in TEMPLATES
        for box in template(key).boxes
        for item in box.items
        if item.source == "print"
    }
    return frozenset(ours | {kind.key for kind in PRINTS if not kind.needs}) - {"inspection_folder"}


def _list(read: Mapping[str, Any], name: str, most: int) -> list[Any]:
    found = read.get(name)
    if not isinstance(found, list) or not 0 < len(found) <= most:
        raise _UnusableError(f"“{name}”应有1到{most}个")
    return found


def _one_line(read: Mapping[str, Any], name: str, where: str) -> str:
    text = read.get(name, "")
    if not isinstance(text, str) or len(text) > limits.LAYOUT_CHARACTERS or not text.isprintable():
        raise _UnusableError(f"{where}的 {name} 应是一行不超过{limits.LAYOUT_CHARACTERS}字的文字")
    return text


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
        only_with=read.get("only_with", ""),
    )
