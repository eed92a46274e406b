"""Reading the journal back as the transactions that the merge core works with. Reads only."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Select, select

from db.engine import Database
from db.journal.tables import ROW_CHANGE, TRANSACTION
from db.journal.transaction import RowChange, Transaction

MOST_AT_ONCE = 500  # row ids in one statement
_HEADER = tuple(column for column in TRANSACTION.c if column.name != "batch")
_CHANGE = (
    ROW_CHANGE.c.site,
    ROW_CHANGE.c.sequence,
    ROW_CHANGE.c.table,
    ROW_CHANGE.c.row,
    ROW_CHANGE.c.cells,
    ROW_CHANGE.c.salt,
    ROW_CHANGE.c.hash,
)
_ORDER = (ROW_CHANGE.c.site, ROW_CHANGE.c.sequence, ROW_CHANGE.c.position)

Place = tuple[str, int]  # site, sequence


def stored_transactions(database: Database) -> list[Transaction]:
    """Every transaction, with all the rows it changed."""
    changes = _by_place(database.connection.execute(select(*_CHANGE).order_by(*_ORDER)))
    return [_transaction(header, changes) for header in database.connection.execute(select(*_HEADER))]


def headers(database: Database) -> dict[Place, Transaction]:
    """Every transaction without its rows: enough to tell what may be taken in."""
    found = (_transaction(header, {}) for header in database.connection.execute(select(*_HEADER)))
    return {(each.site, each.sequence): each for each in found}


def transactions_of_rows(database: Database, uids: Iterable[str]) -> list[Transaction]:
    """The transactions that changed any of these rows, with their changes of these rows alone.

    Folding them gives these rows as folding the whole journal would: what stands in a cell depends on nothing but
    the transactions that wrote it.
    """
    changes: dict[Place, list[RowChange]] = {}
    for some in in_batches(uids):
        query = select(*_CHANGE).where(ROW_CHANGE.c.row.in_(some)).order_by(*_ORDER)
        for place, of_rows in _by_place(database.connection.execute(query)).items():
            changes.setdefault(place, []).extend(of_rows)
    return [_transaction(header, changes) for header in _headers_of(database, changes)]


def batch_places(database: Database, batch: str) -> frozenset[Place]:
    """The transactions that came with an import."""
    query = select(TRANSACTION.c.site, TRANSACTION.c.sequence).where(TRANSACTION.c.batch == batch)
    return frozenset((site, sequence) for site, sequence in database.connection.execute(query))


def _headers_of(database: Database, places: Iterable[Place]) -> Iterator[Any]:
    wanted = set(places)
    query: Select[Any] = select(*_HEADER)
    if len(wanted) <= MOST_AT_ONCE:
        query = query.where(TRANSACTION.c.sequence.in_({sequence for _, sequence in wanted}))
    return (
        header for header in database.connection.execute(query) if (header.site, header.sequence) in wanted
    )


def _by_place(rows: Iterable[Any]) -> dict[Place, list[RowChange]]:
    found: dict[Place, list[RowChange]] = {}
    for site, sequence, *change in rows:
        found.setdefault((site, sequence), []).append(RowChange(*change))
    return found


def _transaction(header: Any, changes: dict[Place, list[RowChange]]) -> Transaction:
    parts = dict(header._mapping)
    parts["context"] = json.loads(parts["context"])
    parts["clock_doubt"] = bool(parts["clock_doubt"])
    return Transaction(**parts, rows=tuple(changes.get((header.site, header.sequence), ())))


def in_batches(uids: Iterable[str]) -> Iterator[list[str]]:
    """The ids without repetition, as many at a time as stand in one statement."""
    waiting = iter(dict.fromkeys(uids))
    while some := list(islice(waiting, MOST_AT_ONCE)):
        yield some
