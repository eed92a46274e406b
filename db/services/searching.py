"""Searching everything: people by name, pinyin or initials; records by any searched text and by who is mentioned."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from db.changes import Row
from db.errors import LedgerError
from db.ledger_spec import LedgerSpec, PartSpec
from db.services.branch import Branch
from db.services.naming_records import table_of
from db.services.queries import ListQuery, list_rows
from db.services.reading import sql_table
from db.services.saving import title_of

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
    words = text.split()
    if not words:
        raise LedgerError("invalid", "没有输入要找的内容", "", "请输入人名、拼音首字母或记录里的文字")
    hits: list[Hit] = []
    for spec in branch.ledgers:
        if len(hits) >= limit:
            break
        hits += _search_ledger(branch, spec, text, words, limit - len(hits))
    return tuple(hits)


def _search_ledger(branch: Branch, spec: LedgerSpec, text: str, words: list[str], limit: int) -> list[Hit]:
    searched = tuple(column.spec.key for column in spec.stored if column.spec.searched)
    keys = (*searched, *spec.summary, *((spec.day,) if spec.day else ()))
    found = {
        row.uid: row
        for row in list_rows(
            branch, spec, ListQuery(text=text, keys=keys, sort=spec.day or None, descending=bool(spec.day), limit=limit)
        )
    }
    inside = _in_parts(branch, spec, words, limit)
    missing = set(inside) - set(found)
    if missing:
        found |= {row.uid: row for row in list_rows(branch, spec, ListQuery(keys=keys)) if row.uid in missing}
    return [_hit(spec, row, words, searched, inside.get(row.uid, "")) for row in list(found.values())[:limit]]


def _hit(spec: LedgerSpec, row: Row, words: list[str], searched: tuple[str, ...], inside: str) -> Hit:
    texts = [row.text(key) for key in searched] + [inside]
    source = next((each for each in texts if words[0] in each), inside)
    return Hit(spec.key, row.uid, title_of(spec, row), excerpt(source, words[0]), row.text(spec.day) if spec.day else "")


def excerpt(text: str, word: str) -> str:
    """The word with some text either side, on one line."""
    text = " ".join(text.split())
    at = text.find(word)
    if at < 0:
        return text[: 2 * EXCERPT]
    start, end = max(0, at - EXCERPT), at + len(word) + EXCERPT
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _in_parts(branch: Branch, spec: LedgerSpec, words: list[str], limit: int) -> dict[str, str]:
    """Uids of records whose lists hold every word, with the text found."""
    found: dict[str, str] = {}
    for part in spec.parts:
        for owner, text in _part_texts(branch, spec, part, words, limit):
            found.setdefault(owner, text)
    return found


def _part_texts(branch: Branch, spec: LedgerSpec, part: PartSpec, words: list[str], limit: int) -> list[tuple[str, str]]:
    owners = table_of(spec.key)
    outer = sql_table(part.record)
    query = select(outer.c.owner_uid, *_searched(part, outer)).join(owners, owners.c.uid == outer.c.owner_uid)
    texts = _matching(branch, query.where(owners.c.removed_at.is_(None)), part, outer, words, limit)
    for inner in part.parts:
        table = sql_table(inner.record)
        query = (
            select(outer.c.owner_uid, *_searched(inner, table))
            .join(outer, outer.c.uid == table.c.owner_uid)
            .join(owners, owners.c.uid == outer.c.owner_uid)
            .where(owners.c.removed_at.is_(None), outer.c.removed_at.is_(None))
        )
        texts += _matching(branch, query, inner, table, words, limit)
    return texts


def _searched(part: PartSpec, table: Any) -> list[Any]:
    return [table.c[column.attribute] for column in part.columns if column.spec.searched]


def _matching(
    branch: Branch, query: Select[Any], part: PartSpec, table: Any, words: list[str], limit: int
) -> list[tuple[str, str]]:
    columns = _searched(part, table)
    if not columns:
        return []
    query = query.where(table.c.removed_at.is_(None)).limit(limit)
    for word in words:
        query = query.where(or_(*(column.contains(word, autoescape=True) for column in columns)))
    rows = branch.database.connection.execute(query)
    return [(row[0], next((text for text in row[1:] if text and words[0] in text), "")) for row in rows]
