"""Searching everything: people by name, pinyin or initials; records by any searched text and by who is mentioned."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from db.arithmetic.masking import mask_text
from db.changes import Row
from db.errors import LedgerError
from db.ledger_spec import LedgerSpec, PartSpec
from db.services.branch import Branch
from db.services.queries import ListQuery, full_rows
from db.services.saving import title_of
from db.services.values import tidy_text

EXCERPT = 24  # characters either side of the word found


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found: what it is called, where the word stands, and the day it is about."""

    ledger: str
    uid: str
    title: str
    excerpt: str
    on: str


def search(branch: Branch, text: str, limit: int = 50) -> tuple[Hit, ...]:
    """Records that hold every word of `text`, people first, then the ledgers in menu order, newest first."""
    words = tidy_text(text).split()
    if not words:
        raise LedgerError("invalid", "没有输入要找的内容", "", "请输入人名、拼音首字母或记录里的文字")
    hits: list[Hit] = []
    for spec in branch.ledgers:
        if len(hits) >= limit:
            break
        hits += _search_ledger(branch, spec, text, words, limit - len(hits))
    return tuple(hits)


def _search_ledger(branch: Branch, spec: LedgerSpec, text: str, words: list[str], limit: int) -> list[Hit]:
    query = ListQuery(text=text, sort=spec.day or None, descending=bool(spec.day), limit=limit)
    return [_hit(spec, row, words) for row in full_rows(branch, spec, query)]


def _hit(spec: LedgerSpec, row: Row, words: list[str]) -> Hit:
    texts = [row.text(column.spec.key) for column in spec.stored if column.spec.searched]
    for part in spec.parts:
        texts += _part_texts(part, row.values.get(part.key) or ())
    source = next((each for each in texts if words[0] in each), "")
    return Hit(
        spec.key,
        row.uid,
        mask_text(title_of(spec, row)),
        excerpt(mask_text(source), words[0]),
        row.text(spec.day) if spec.day else "",
    )


def _part_texts(part: PartSpec, elements: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    searched = [column.spec.key for column in part.columns if column.spec.searched]
    for element in elements:
        yield from (str(element[key]) for key in searched if element.get(key))
        for inner in part.parts:
            yield from _part_texts(inner, element.get(inner.key) or ())


def excerpt(text: str, word: str) -> str:
    """The word with some text either side, on one line."""
    text = " ".join(text.split())
    at = text.find(word)
    if at < 0:
        return text[: 2 * EXCERPT]
    start, end = max(0, at - EXCERPT), at + len(word) + EXCERPT
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
