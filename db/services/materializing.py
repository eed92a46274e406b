"""Making the tables what the journal says, row by row: after an exchange, a decision on a conflict, an erasure.

A row of a table is the fold of all changes of that row. Where two rows are united, the smaller one (the face) shows
the values of both, the other one is hidden, and every mention of it names the face; separated again, both come back,
for nothing was copied in the journal. Writes nothing into the journal.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select

from db.engine import Database
from db.journal.capture import empty_cells, journaled_columns, replicated_tables
from db.journal.fold import Head, RowKey, View, fold
from db.journal.stored import in_batches, transactions_of_rows
from db.services.branch import Branch
from db.services.faces import shown_columns, united_rows
from db.services.reading import sql_table

EMPTY = "null"  # a cell that holds nothing, as the journal writes it


@dataclass(frozen=True, slots=True)
class RowState:
    """What a row of a table holds by column, and whether it is shown."""

    values: Mapping[str, Any]
    is_live: bool


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row before and after; `before` is None for one that is new here."""

    table: str
    uid: str
    before: RowState | None
    after: RowState


def expected_rows(view: View) -> Iterator[tuple[RowKey, RowState]]:
    """Every row as its table should hold it, mentions of united rows resolved."""
    tables = {table.name: table for table in replicated_tables()}
    empty = {name: empty_cells(table) for name, table in tables.items()}
    faces = {row: face for (_, row), (_, face) in view.faces.items() if row != face}
    for key, face in view.faces.items():
        if key[0] in tables:
            row = view.rows[face]
            texts = row.values if key == face else _own_values(view.heads[key], empty[key[0]])
            values = empty[key[0]] | {name: json.loads(text) for name, text in texts.items()}
            yield (
                key,
                RowState(
                    {name: _resolved(value, faces) for name, value in values.items()},
                    row.is_live and key == face,
                ),
            )


def _own_values(heads: Mapping[str, tuple[Head, ...]], known: Mapping[str, Any]) -> dict[str, str]:
    """What a united row that is not shown holds itself; what was erased or taken back leaves the cell empty."""
    held = ((name, shown[0].value) for name, shown in heads.items() if name in known)
    return {name: value for name, value in held if value not in (None, EMPTY)}


def _resolved(value: Any, faces: Mapping[str, str]) -> Any:
    return faces.get(value, value) if faces and type(value) is str else value


def materialize(branch: Branch, uids: Iterable[str]) -> tuple[RowDifference, ...]:
    """Bring these rows, and those that stand or fall with them, to what the journal says.

    Inside `branch.journal.applying()`; returns the rows that came out otherwise than they were.
    """
    database = branch.database
    united = united_rows(database)
    wanted = set(uids)
    touched = united & wanted
    if touched:
        wanted |= united | _mentioning(database, united)
    view = fold(transactions_of_rows(database, wanted | united), shown_columns())
    found = []
    by_table: dict[str, dict[str, RowState]] = {}
    for (table, uid), state in expected_rows(view):
        if uid in wanted:
            by_table.setdefault(table, {})[uid] = state
    for name, rows in by_table.items():
        found += _bring(branch, name, rows)
    return tuple(found)


def _mentioning(database: Database, uids: frozenset[str]) -> set[str]:
    """Rows that name one of these in a cell: they have to name its face, or itself again."""
    found: set[str] = set()
    for table in replicated_tables():
        for name in journaled_columns(table):
            if name.endswith("_uid") or (table.name, name) == ("timed_value", "value"):
                query = select(table.c.uid).where(table.c[name].in_(sorted(uids)))
                found |= set(database.connection.execute(query).scalars())
    return found


def _bring(branch: Branch, name: str, rows: Mapping[str, RowState]) -> list[RowDifference]:
    """Write the rows of one table that are not yet what they should be."""
    table = next(table for table in replicated_tables() if table.name == name)
    held = _held(branch.database, table, rows)
    derive = _derivations(branch).get(name)
    stamp = branch.clock.stamp()
    found = []
    for uid, state in rows.items():
        before = held.get(uid)
        if before is not None and before.is_live == state.is_live and before.values == dict(state.values):
            continue
        local: dict[str, Any] = {"removed_at": None if state.is_live else stamp}
        if "revision" in table.c:
            local |= {"changed_at": stamp, "revision": table.c.revision + 1 if before else 1}
        if derive is not None:
            derived = derive(state.values)
            local |= {column: derived[column] for column in derived if column not in state.values}
        if before is None:
            branch.database.connection.execute(table.insert().values(uid=uid, **state.values, **local))
        else:
            statement = table.update().where(table.c.uid == uid).values(**state.values, **local)
            branch.database.connection.execute(statement)
        found.append(RowDifference(name, uid, before, state))
    return found


def _held(database: Database, table: Table, uids: Iterable[str]) -> dict[str, RowState]:
    columns = journaled_columns(table)
    held = {}
    for some in in_batches(uids):
        query = select(table).where(table.c.uid.in_(some))
        for row in database.connection.execute(query).mappings():
            values = {name: row[name] for name in columns}
            held[row["uid"]] = RowState(values, row["removed_at"] is None)
    return held


def _derivations(branch: Branch) -> dict[str, Any]:
    return {sql_table(spec.record).name: spec.derive for spec in branch.ledgers if spec.derive is not None}


class Owners:
    """Finds the record that a row belongs to: itself, or the one whose list (or list in a list) holds it."""

    def __init__(self, branch: Branch) -> None:
        self._connection = branch.database.connection
        self._ledgers = {sql_table(spec.record).name: spec for spec in branch.ledgers}
        self._parts = [table for table in replicated_tables() if "owner_uid" in table.c]
        self._records = [sql_table(spec.record) for spec in branch.ledgers]

    def record_of(self, table: str, uid: str) -> tuple[str, str] | None:
        """(ledger key, uid) of the record; None for what belongs to none, or whose record has not arrived."""
        if table in self._ledgers:
            return self._ledgers[table].key, uid
        owner = self._owner(table, uid)
        if owner is None:
            return None
        home = self._home(owner)
        return None if home is None else self.record_of(home, owner)

    def _owner(self, table: str, uid: str) -> str | None:
        found = next((each for each in self._parts if each.name == table), None)
        if found is None:
            return None
        owner: str | None = self._connection.execute(
            select(found.c.owner_uid).where(found.c.uid == uid)
        ).scalar()
        return owner

    def _home(self, uid: str) -> str | None:
        for table in (*self._records, *self._parts):
            if self._connection.execute(select(table.c.uid).where(table.c.uid == uid)).first():
                return table.name
        return None
