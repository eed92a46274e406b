"""What a township hands down, piece by piece: notices, scoring tables, box layouts, templates.

Read-only for whoever is handed it; a file comes along as it is and is never run, unpacked or joined to a path.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import limits
from db.arithmetic.days import is_exact
from db.errors import LedgerError
from db.files import safe_name
from db.journal.transaction import DamagedError

ENTRY = "items.json"
ITEM_KINDS: Mapping[str, str] = {
    "notice": "通知",
    "rubric": "考核评分表",
    "boxes": "迎检盒分法",
    "template": "模板",
}
SUFFIXES = (".toml", ".txt", ".md", ".csv", ".docx", ".xlsx", ".wps", ".et", ".pdf", ".ofd")
_KEPT = "没有改动任何内容"


@dataclass(frozen=True, slots=True)
class HandedItem:
    """One piece in one version. `due_on` is a day or "", `file` the name of `content`, "" where there is none."""

    item: str
    version: int
    kind: str
    title: str
    text: str = ""
    due_on: str = ""
    file: str = ""
    content: bytes = b""

    @property
    def kind_title(self) -> str:
        """The kind in Chinese."""
        return ITEM_KINDS[self.kind]


def check_item(item: HandedItem) -> HandedItem:
    """The item if it may be handed down; LedgerError `invalid` or `file_too_large`."""
    problem = _problem(item)
    if problem:
        raise LedgerError("invalid", f"“{item.title[:20]}”不能下发：{problem}", _KEPT, "请改正后再试")
    if len(item.content) > limits.RESOURCE_BYTES:
        raise LedgerError(
            "file_too_large",
            f"“{item.file}”超过{limits.RESOURCE_BYTES // limits.MIB}MB，不能下发",
            _KEPT,
            "请精简或拆分后再试",
        )
    return item


def _problem(item: HandedItem) -> str:
    if item.kind not in ITEM_KINDS:
        return f"种类应是 {'、'.join(f'{key}（{title}）' for key, title in ITEM_KINDS.items())}"
    if not item.title.strip() or len(item.title) > limits.ROLL_UP_CHARACTERS or not item.title.isprintable():
        return "要有一行标题"
    if not all(line.isprintable() for line in item.text.split("\n")):
        return "正文里有看不见的控制字符"
    if len(item.text) > limits.ITEM_CHARACTERS:
        return f"正文超过{limits.ITEM_CHARACTERS}字"
    if item.due_on and not _is_day(item.due_on):
        return "期限应写作 2026-03-31"
    if not item.text.strip() and not item.content:
        return "要有正文或文件"
    if item.file and (item.file != safe_name(item.file) or not item.file.lower().endswith(SUFFIXES)):
        return f"文件应是 {' '.join(SUFFIXES)} 之一"
    return _file_problem(item)


def _is_day(text: str) -> bool:
    try:
        return is_exact(text)
    except ValueError:
        return False


def _file_problem(item: HandedItem) -> str:
    """Box layouts and scoring tables are read by programs: they must be what they say."""
    if not item.file.lower().endswith(".toml"):
        return ""
    try:
        tomllib.loads(item.content.decode())
    except (ValueError, RecursionError):
        return f"“{item.file}”不是正确的 TOML 文件"
    return ""


def to_entries(items: list[HandedItem]) -> dict[str, bytes]:
    """The entries of a package: the list, and one entry for each file."""
    listed: list[dict[str, Any]] = []
    entries: dict[str, bytes] = {}
    for number, each in enumerate(items, start=1):
        entry = f"file-{number}" if each.content else ""
        if entry:
            entries[entry] = each.content
        names = ("item", "version", "kind", "title", "text", "due_on", "file")
        listed.append({**{name: getattr(each, name) for name in names}, "entry": entry})
    return {ENTRY: json.dumps(listed, ensure_ascii=False).encode(), **entries}


def from_entries(entries: Mapping[str, bytes]) -> tuple[HandedItem, ...]:
    """The items of a package; DamagedError where they are none or beyond the limits."""
    try:
        listed = json.loads(entries.get(ENTRY, b"[]"))
        if not isinstance(listed, list) or len(listed) > limits.HANDED_ITEMS:
            raise ValueError("too many items")
        return tuple(_read(each, entries) for each in listed)
    except (LedgerError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError(f"no items: {type(error).__name__}") from error


def _read(parts: Mapping[str, Any], entries: Mapping[str, bytes]) -> HandedItem:
    texts = {name: parts[name] for name in ("item", "kind", "title", "text", "due_on", "file")}
    if not all(isinstance(text, str) for text in texts.values()) or not 0 < len(texts["item"]) <= 64:
        raise ValueError("text")
    if type(parts["version"]) is not int or not 0 < parts["version"] < 2**31:
        raise ValueError("version")
    content = entries[parts["entry"]] if parts["entry"] else b""
    return check_item(HandedItem(version=parts["version"], content=content, **texts))
