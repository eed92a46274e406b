"""Capture: triggers made from the tables themselves, and the change set that opens them.

Two sorts of triggers. Guards live in the file and abort every write while no change set is open, whoever connects.
Capturing ones are temporary, made anew for the writing connection at every start, and hand each changed cell to
the open change set (temporary triggers may call our function although the schema is not trusted). One user action
is one change set is one commit (requirement R02).
"""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Column, Integer, Table

from db import VERSION, limits
from db.changes import Changes
from db.clock import Clock
from db.engine import Database
from db.journal.sealing import RowPart, Sealed, seal
from db.journal.tables import GUARD, ME, ROW_CHANGE, SITE, TRANSACTION, VERSION_VECTOR
from db.journal.transaction import CONTROL, Authorship, Change, Position, canonical
from db.records.base import LOCAL_COLUMNS, METADATA

APPLICATION = VERSION
SCHEMA = 1
JUMP_DAYS = 400  # a clock that leaps further than this is doubted
ALLOWED_DRIFT = timedelta(minutes=1)  # a clock may be set back that much by the time service
JOURNAL_PREFIX = "s_"
REMOVED = "_del"
FUNCTION = "journal_cells"


def replicated_tables() -> tuple[Table, ...]:
    """The tables whose cells are journaled: every mapped table that is not the journal's own."""
    return tuple(
        table
        for name, table in METADATA.tables.items()
        if not name.startswith(JOURNAL_PREFIX) and "uid" in table.c
    )


def journaled_columns(table: Table) -> tuple[str, ...]:
    """Columns written to the journal under their own name."""
    return tuple(column.name for column in table.columns if column.name not in LOCAL_COLUMNS)


def required_columns(table: Table) -> frozenset[str]:
    """Columns that cannot be NULL. In them "" and 0 mean nothing was entered, so a new row leaves those out of the
    journal: a third of the cells of an imported roster."""
    return frozenset(column.name for column in table.columns if not column.nullable)


def empty_cells(table: Table) -> dict[str, Any]:
    """What each journaled column holds where the journal says nothing about it: NULL, or "" or 0 where it must not be."""
    return {name: _nothing(table.c[name]) for name in journaled_columns(table)}


def _nothing(column: Column[Any]) -> str | int | None:
    if column.nullable:
        return None
    return 0 if isinstance(column.type, (Integer, Boolean)) else ""


def guard_statements(table: str) -> tuple[str, ...]:
    """Permanent triggers that refuse a write outside a change set, a changed uid, and any real DELETE."""
    closed = f"(SELECT is_open FROM {GUARD.name}) IS NOT 1"
    guards = {
        "insert": (f'INSERT ON "{table}" WHEN {closed}', "write outside a change set"),
        "update": (f'UPDATE ON "{table}" WHEN {closed}', "write outside a change set"),
        "uid": (f'UPDATE OF uid ON "{table}" WHEN NEW.uid IS NOT OLD.uid', "a uid is fixed for ever"),
        "delete": (f'DELETE ON "{table}"', "rows are removed, never deleted"),
    }
    return tuple(
        f"CREATE TRIGGER \"guard_{table}_{name}\" BEFORE {event} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for name, (event, message) in guards.items()
    )


def capture_statements(table: Table) -> tuple[str, ...]:
    """Temporary triggers: an insert hands over the whole row, an update only the cells that differ."""
    name = table.name
    columns = journaled_columns(table)
    cells = ", ".join(f'NEW."{column}"' for column in columns)
    updates = [
        f"SELECT {FUNCTION}('{name}', NEW.uid, '{column}', NEW.\"{column}\") "
        f'WHERE NEW."{column}" IS NOT OLD."{column}";'
        for column in columns
    ]
    updates.append(
        f"SELECT {FUNCTION}('{name}', NEW.uid, '{REMOVED}', NEW.removed_at IS NOT NULL) "
        "WHERE (NEW.removed_at IS NULL) IS NOT (OLD.removed_at IS NULL);"
    )
    insert = f"SELECT {FUNCTION}('{name}', NEW.uid, NULL, {cells});"
    return tuple(
        f'CREATE TEMP TRIGGER "capture_{name}_{event.lower()}" AFTER {event} ON main."{name}" BEGIN {body} END'
        for event, body in (("INSERT", insert), ("UPDATE", " ".join(updates)))
    )


@dataclass(slots=True)
class _OpenSet:
    """The change set being filled: the last value of each cell, by rows in the order in which they were first written."""

    actor: str
    note: str
    batch: str | None
    rows: dict[RowPart, dict[str, Any]]


class Journal:
    """The journal of one open database: opens change sets, seals them, remembers whose PC this is."""

    def __init__(
        self, database: Database, clock: Clock, random_bytes: Callable[[int], bytes] | None = None
    ) -> None:
        self.database = database
        self.clock = clock
        self._random_bytes = random_bytes or secrets.token_bytes
        self._open: _OpenSet | None = None
        self._is_applying = False
        self._columns = {table.name: journaled_columns(table) for table in replicated_tables()}
        self._required = {table.name: required_columns(table) for table in replicated_tables()}
        database.raw.create_function(FUNCTION, -1, self._take)
        self._renew_triggers()

    # --- whose PC -----------------------------------------------------------------------------------------
    def remembered(self, name: str) -> str | None:
        """A value this PC keeps for itself (site, latest wall time)."""
        found = self.database.connection.execute(ME.select().where(ME.c.name == name)).first()
        return None if found is None else str(found.value)

    def remember(self, name: str, value: str) -> None:
        """Keep a value for this PC alone; it never travels."""
        remember(self.database, name, value)

    @property
    def site(self) -> str:
        """This PC's id in the exchange; made once, and anew after a restore or a copy (requirement R15)."""
        return self.remembered("site") or self.mint_site()

    def mint_site(self, name: str = "", person: str = "") -> str:
        """Give this copy of the data a new id."""
        if self._open is not None:
            return write_site(self.database, self.clock, name, self._random_bytes, person)
        with self.database.transaction():
            return write_site(self.database, self.clock, name, self._random_bytes, person)

    # --- change sets --------------------------------------------------------------------------------------
    @contextmanager
    def change_set(self, actor: str, note: str, batch: str | None = None) -> Iterator["ChangeSet"]:
        """Everything written inside is one transaction, journaled and committed together, or not at all.

        Inside an open transaction of the database it is committed with that one; a change set inside another one is a
        mistake of the program.
        """
        if self._open is not None:
            raise RuntimeError("a change set is open already")
        with self.database.joined() as connection:
            self._open = _OpenSet(actor[: limits.ACTOR_CHARACTERS], note[: limits.NOTE_CHARACTERS], batch, {})
            connection.exec_driver_sql("UPDATE s_guard SET is_open = 1")
            change_set = ChangeSet(note)
            try:
                yield change_set
                connection.exec_driver_sql("UPDATE s_guard SET is_open = 0")
                self._seal(self._open, change_set)
            finally:
                self._open = None

    @contextmanager
    def applying(self) -> Iterator[None]:
        """What is written to the tables inside brings them to what the journal says already; nothing is journaled.

        Inside an open transaction of the database, or in one of its own.
        """
        with self.database.joined() as connection:
            self._is_applying = True
            connection.exec_driver_sql("UPDATE s_guard SET is_open = 1")
            try:
                yield
                connection.exec_driver_sql("UPDATE s_guard SET is_open = 0")
            finally:
                self._is_applying = False

    def record(self, changes: Iterable[Change]) -> None:
        """Add cells to the open change set that no write to a table brings along: decisions on the merge itself."""
        assert self._open is not None
        for table, row, column, value in changes:
            part = (table, row, column.startswith(CONTROL))
            self._open.rows.setdefault(part, {})[column] = json.loads(value)

    def _take(self, table: str, row: str, column: str | None, *cells: Any) -> None:
        if self._is_applying:
            return
        if self._open is None:
            raise RuntimeError("write outside a change set")
        part = (table, row, column == REMOVED)
        written = self._open.rows.setdefault(part, {})
        if column is not None:
            written[column] = cells[0]
            return
        required, columns = self._required[table], self._columns[table]
        written |= {
            name: value
            for name, value in zip(columns, cells, strict=True)
            if value or (value is not None and name not in required)
        }
        if not written:
            written[columns[0]] = cells[0]

    def _seal(self, opened: _OpenSet, change_set: "ChangeSet") -> None:
        if not opened.rows:
            return
        position, authorship = self._next_position(), self._authorship(opened)
        self._store(
            position, authorship, seal(position, authorship, opened.rows, self._random_bytes), opened.batch
        )
        change_set.site, change_set.sequence = position.site, position.sequence

    def _next_position(self) -> Position:
        held = self.database.connection.execute(VERSION_VECTOR.select()).all()
        site = self.site
        own = next((row for row in held if row.site == site), None)
        return Position(
            site=site,
            sequence=own.sequence + 1 if own else 1,
            lamport=1 + max((row.lamport for row in held), default=0),
            context={row.site: row.sequence for row in held},
            previous_hash=own.hash if own else "",
        )

    def _authorship(self, opened: _OpenSet) -> Authorship:
        wall = self.clock.stamp()
        return Authorship(opened.actor, wall, self.doubts(wall), APPLICATION, SCHEMA, opened.note)

    def doubts(self, wall: str) -> bool:
        """Whether this instant disagrees with the clock so far, or a person overruled it.

        Behind the latest trusted instant, or more than 400 days ahead of it, is doubted. A clock that has run on
        from a doubted instant for a day is taken as set right, so that a PC once in 2099, or unused for two years,
        is not marked for ever. It is only marked and shown; nothing is decided by it (requirement R05).
        """
        overruled = self.clock.fixed_today is not None and self.clock.today() != self.clock.now().date()
        latest = self.remembered("latest_wall") or wall
        if _follows(wall, latest):
            self.remember("latest_wall", max(wall, latest))
            return overruled
        doubted = self.remembered("doubted_wall")
        if doubted is None or not _follows(wall, doubted):
            self.remember("doubted_wall", wall)
        elif wall[:10] > doubted[:10]:
            self.remember("latest_wall", wall)
        return True

    def _store(self, position: Position, authorship: Authorship, sealed: Sealed, batch: str | None) -> None:
        connection = self.database.connection
        connection.execute(
            TRANSACTION.insert().values(
                site=position.site,
                sequence=position.sequence,
                lamport=position.lamport,
                context=canonical(dict(position.context)),
                actor=authorship.actor,
                wall=authorship.wall,
                clock_doubt=int(authorship.clock_doubt),
                application=authorship.application,
                schema=authorship.schema,
                note=authorship.note,
                previous_hash=position.previous_hash,
                hash=sealed.hash,
                batch=batch,
            )
        )
        self.database.raw.executemany(
            f"INSERT INTO {ROW_CHANGE.name} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", sealed.rows
        )
        connection.exec_driver_sql(
            "INSERT INTO s_version_vector VALUES (?, ?, ?, ?) ON CONFLICT(site) DO UPDATE "
            "SET sequence = excluded.sequence, hash = excluded.hash, lamport = excluded.lamport",
            (position.site, position.sequence, sealed.hash, position.lamport),
        )

    # --- triggers -----------------------------------------------------------------------------------------
    def _renew_triggers(self) -> None:
        """Make all triggers anew, so that a dropped or altered one does not outlive a start (fault F79)."""
        connection = self.database.connection
        with self.database.transaction():
            connection.exec_driver_sql("INSERT OR IGNORE INTO s_guard(one, is_open) VALUES (1, 0)")
            connection.exec_driver_sql("UPDATE s_guard SET is_open = 0")
            wanted = {_name(sql): sql for table in self._columns for sql in guard_statements(table)}
            triggers = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
            )
            found: dict[str, str] = {name: sql for name, sql in triggers}  # noqa: C416 - rows, not pairs
            for name, sql in found.items():
                if sql != wanted.get(name):
                    connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
            for name, sql in wanted.items():
                if found.get(name) != sql:
                    connection.exec_driver_sql(sql)
            for table in replicated_tables():
                for sql in capture_statements(table):
                    connection.exec_driver_sql(sql)


def remember(database: Database, name: str, value: str) -> None:
    """See `Journal.remember`."""
    database.connection.exec_driver_sql(
        "INSERT INTO s_me(name, value) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def write_site(
    database: Database, clock: Clock, name: str, random_bytes: Callable[[int], bytes], person: str = ""
) -> str:
    """Write a new id for this copy of the data, inside an open transaction; needs no triggers."""
    site = random_bytes(8).hex()
    remember(database, "site", site)
    database.connection.execute(
        SITE.insert().values(site=site, name=name, person=person, joined_at=clock.stamp())
    )
    return site


def _name(sql: str) -> str:
    return sql.split('"')[1]


def _follows(wall: str, earlier: str) -> bool:
    """Whether an instant comes after another one, give or take a minute, and not unbelievably long after."""
    jump = datetime.fromisoformat(wall) - datetime.fromisoformat(earlier)
    return jump >= -ALLOWED_DRIFT and jump.days <= JUMP_DAYS


@dataclass(slots=True)
class ChangeSet:
    """What a change set turned out to be; `touch` is called by services, in ledger terms."""

    note: str
    site: str = ""
    sequence: int = 0
    touched: dict[tuple[str, str], None] | None = None  # in the order of touching

    def touch(self, ledger: str, uid: str) -> None:
        """Say that a record of a ledger (not merely one of its parts) changed."""
        if self.touched is None:
            self.touched = {}
        self.touched[ledger, uid] = None

    @property
    def changes(self) -> Changes:
        """The result that pages refresh from."""
        touched = tuple(self.touched or ())
        return Changes(frozenset(touched), self.site, self.sequence, self.note, touched)
