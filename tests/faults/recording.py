"""What the program really says to its database, recorded: the statements of saves, imports and upgrades, by commit.

They are replayed against a plain copy of the same file on a disk that loses power. The engine of the tests cannot
encrypt; its pager, which keeps promises about power, is the same.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import apsw

from db.changes import Draft
from db.engine import Database, open_database
from db.exchange.inviting import invite, open_invitation
from db.exchange.receiving import receive
from db.exchange.sending import send
from db.importing.commit import commit, make_plan, read_source
from db.ledgers import by_key
from db.migrations.running import migrate, pending
from db.opening import join_branch
from db.services.branch import Branch
from db.services.saving import put_back, remove, save, save_many
from db.services.settings import set_setting
from tests.importing_support.rosters import csv_bytes
from tests.support.branches import CHEAP, CLOCK, PASSPHRASE, full_member, make_folder, open_folder, save_new

NOT_REPLAYED = ("SELECT", "PRAGMA", "EXPLAIN", "CREATE TEMP", "--")


@dataclass(frozen=True, slots=True)
class Recording:
    """A plain database, then what each commit did to it; `states[n]` is its digest after n commits."""

    base: bytes
    commits: tuple[tuple[str, ...], ...]
    states: tuple[str, ...]


@contextmanager
def traced(database: Database) -> Iterator[list[str]]:
    """Every statement, values filled in; one that fires triggers is told once for each of them."""
    told: list[str] = []
    database.raw.set_trace_callback(told.append)
    try:
        yield told
    finally:
        database.raw.set_trace_callback(None)


def by_commit(told: list[str]) -> tuple[tuple[str, ...], ...]:
    """Writing statements, from each BEGIN to its COMMIT."""
    commits: list[tuple[str, ...]] = []
    current: list[str] = []
    for statement in told:
        if statement.startswith("BEGIN"):
            current = []
        elif statement == "COMMIT":
            if current:
                commits.append(tuple(current))
        elif not statement.lstrip().upper().startswith(NOT_REPLAYED) and current[-1:] != [statement]:
            current.append(statement)
    return tuple(commits)


def plain_copy(database: Database, place: Path) -> bytes:
    """The database without encryption, with a write-ahead log as ours has, as a file image."""
    database.raw.execute("ATTACH DATABASE ? AS plain KEY ''", (str(place),))
    database.raw.execute("SELECT sqlcipher_export('plain')")
    database.raw.execute("DETACH DATABASE plain")
    connection = apsw.Connection(str(place))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return place.read_bytes()


@cache
def of_work() -> Recording:
    """A day at the branch: people, changes, a meeting, an import, settings, the recycle bin."""
    with tempfile.TemporaryDirectory() as folder:
        make_folder(Path(folder) / "branch")
        branch = open_folder(Path(folder) / "branch")
        save_new(branch, "person", name="曾淑")
        base = plain_copy(branch.database, Path(folder) / "plain.db")
        with traced(branch.database) as told:
            _work(branch, Path(folder))
        branch.close()
        return _recorded(base, by_commit(told), Path(folder))


def _work(branch: Branch, folder: Path) -> None:
    person, document = by_key("person"), by_key("document")
    uid = save_new(branch, "person", name="李想", note="字" * 3000)
    save(branch, person, Draft({"note": "改" * 9000}, uid=uid))
    save_new(branch, "general_meeting", held_on="2026-03-05", topic="学习", everyone_present=True)
    save_many(branch, document, [Draft({"title": f"通知{n}", "kind": "received"}) for n in range(5)])
    remove(branch, person, [uid])
    set_setting(branch, "test.choice", {"chosen": True})
    put_back(branch, person, [uid])
    sheet = folder / "名册.csv"
    sheet.write_bytes(csv_bytes([["姓名", "性别"], *([f"党员{n}", "女"] for n in range(25))]))
    commit(branch, make_plan(branch, person, read_source(branch, person, sheet)), sheet.name, person)
    for number in range(4):
        save_new(branch, "document", title=f"纪要{number}", kind="summary", summary="记" * 500 * number)


@cache
def of_a_package() -> Recording:
    """A PC that has been invited takes in what the other one wrote: people, a meeting, a value changed on both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_folder(folder / "office")
        office = open_folder(folder / "office")
        invitation = invite(office, folder)
        opened = open_invitation(invitation.sent.file, invitation.code)
        made, _ = join_branch(folder / "home", opened, PASSPHRASE, CLOCK, actor="组织委员", cost=CHEAP)
        home = made.branch
        receive(office, send(home, "sync", folder).file)
        receive(home, send(office, "sync", folder).file)
        base = plain_copy(home.database, folder / "plain.db")
        with traced(home.database) as told:
            for _ in range(3):
                full_member(office, "曾淑", note="记" * 2000)
                save_new(office, "general_meeting", held_on="2026-03-05", topic="学习", everyone_present=True)
                receive(home, send(office, "sync", folder).file)
                save_new(home, "document", title="通知", kind="received")
        home.close()
        office.close()
        return _recorded(base, by_commit(told), folder)


@cache
def of_an_upgrade() -> Recording:
    """The steps from an early schema to the newest, each a commit of its own."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "branch.db", bytes(32), create=True)
        steps = pending(database)
        migrate(database, steps[:5])
        base = plain_copy(database, Path(folder) / "plain.db")
        with traced(database) as told:
            migrate(database, steps[5:])
        database.close()
        return _recorded(base, by_commit(told), Path(folder))


def _recorded(base: bytes, commits: tuple[tuple[str, ...], ...], folder: Path) -> Recording:
    place = folder / "states.db"
    place.write_bytes(base)
    states: list[str] = []
    connection = apsw.Connection(str(place))
    replay(connection, commits, lambda _: states.append(digest(connection)))
    connection.close()
    return Recording(base, commits, tuple(states))


def replay(
    connection: apsw.Connection, commits: tuple[tuple[str, ...], ...], acknowledge: Callable[[int], Any]
) -> None:
    """Commit after commit; `acknowledge` is told how many there are, beginning with none."""
    acknowledge(0)
    for number, statements in enumerate(commits, start=1):
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")
        acknowledge(number)


def digest(connection: apsw.Connection) -> str:
    """One number for all that a database says."""
    found = hashlib.sha256()
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    schema = list(connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name"))
    found.update(repr(schema).encode())
    for name in sorted(tables):
        rows = sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
        found.update(repr((name, rows)).encode())
    return found.hexdigest()
