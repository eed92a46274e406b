"""The one function that opens a database, and transactions that are whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from db import engine
from db.engine import PRAGMAS, Database, open_database, translated_failures
from db.errors import LedgerError

KEY = bytes(range(32))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "books.db", KEY, create=True)
    yield opened
    if not opened.connection.closed:
        opened.close()


def tables(database: Database) -> list[str]:
    """Names of the tables there are."""
    return list(
        database.connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars()
    )


def test_every_setting_is_in_force_on_the_connection(database: Database) -> None:
    assert {name: database.pragma(name) for name in PRAGMAS} == {
        name: after for name, (_, after) in PRAGMAS.items()
    }


def test_the_settings_are_the_safe_ones(database: Database) -> None:
    assert (database.pragma("journal_mode"), database.pragma("synchronous")) == ("wal", 2)
    assert (database.pragma("foreign_keys"), database.pragma("trusted_schema")) == (1, 0)
    assert (database.pragma("secure_delete"), database.pragma("temp_store")) == (1, 2)


def test_a_setting_that_does_not_take_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engine.PRAGMAS, "user_version", ("5", 6))
    with pytest.raises(RuntimeError, match="user_version"):
        open_database(tmp_path / "books.db", KEY, create=True)


def test_nothing_of_the_content_can_be_read_in_the_file(database: Database) -> None:
    with database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE secret (words TEXT)")
        connection.exec_driver_sql("INSERT INTO secret VALUES ('canary-330899')")
    database.close()
    content = database.path.read_bytes()
    assert b"canary" not in content
    assert b"SQLite format" not in content


def test_the_wrong_key_is_refused_and_the_file_left_alone(database: Database) -> None:
    with database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (words TEXT)")
    database.close()
    before = database.path.read_bytes()
    with pytest.raises(LedgerError) as refused:
        open_database(database.path, bytes(32))
    assert refused.value.code == "wrong_key"
    assert database.path.read_bytes() == before


def test_a_missing_or_empty_file_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as missing:
        open_database(tmp_path / "none.db", KEY)
    empty = tmp_path / "empty.db"
    empty.touch()
    with pytest.raises(LedgerError) as damaged:
        open_database(empty, KEY)
    assert (missing.value.code, damaged.value.code) == ("not_found", "damaged")
    assert empty.read_bytes() == b""


def test_an_engine_with_the_old_corruption_bug_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.sqlcipher, "sqlite_version", "3.51.2")
    with pytest.raises(LedgerError) as refused:
        open_database(tmp_path / "books.db", KEY, create=True)
    assert refused.value.code == "sqlite_too_old"
    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_does_not_encrypt_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    monkeypatch.setattr(engine.sqlcipher, "connect", sqlite3.connect)
    with pytest.raises(RuntimeError, match="does not encrypt"):
        open_database(tmp_path / "books.db", KEY, create=True)


def test_a_failed_transaction_takes_its_new_tables_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:  # noqa: PT012
        connection.exec_driver_sql("CREATE TABLE half (words TEXT)")
        raise ZeroDivisionError
    assert tables(database) == []
    assert not database.raw.in_transaction


def test_a_second_writer_waits_for_none_and_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engine.PRAGMAS, "busy_timeout", ("0", 0))
    other = open_database(database.path, KEY)
    try:
        with database.transaction(), pytest.raises(LedgerError) as refused, other.transaction():
            pass
        assert refused.value.code == "locked"
    finally:
        other.close()


def test_transactions_are_not_nested(database: Database) -> None:
    with database.transaction(), pytest.raises(RuntimeError, match="not nested"), database.transaction():
        pass


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("database or disk is full", "disk_full"),
        ("attempt to write a readonly database", "read_only"),
        ("disk I/O error", "disk_failed"),
        ("database disk image is malformed", "damaged"),
    ],
)
def test_what_the_machine_does_becomes_a_sentence(words: str, code: str) -> None:
    with pytest.raises(LedgerError) as told, translated_failures():
        raise sqlcipher.OperationalError(words)
    assert told.value.code == code
    assert told.value.message.endswith("。")


def test_our_own_mistakes_are_not_dressed_up(database: Database) -> None:
    with pytest.raises(Exception, match="no such table") as raised, database.transaction() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")
    assert not isinstance(raised.value, LedgerError)


def let_fail(database: Database, monkeypatch: pytest.MonkeyPatch, *signs: str) -> None:
    """Statements that begin with one of the signs fail."""
    execute = database.connection.exec_driver_sql

    def failing(statement: str, *rest: object) -> object:
        if statement.startswith(signs):
            raise sqlcipher.OperationalError("disk I/O error")
        return execute(statement, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(database.connection, "exec_driver_sql", failing)


def code_of_a_failed_change(database: Database) -> str:
    """The code with which a change is refused that ends neither saved nor half open."""
    with pytest.raises(LedgerError) as told, database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE perhaps (words TEXT)")
    assert not database.raw.in_transaction
    assert tables(database) == ["kept"]
    return told.value.code


@pytest.fixture
def with_a_table(database: Database) -> Database:
    """The database with one table in it, still in its log."""
    with database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (words TEXT)")
    return database


def test_a_commit_that_was_not_flushed_is_settled_by_emptying_the_log(
    with_a_table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_fail(with_a_table, monkeypatch, "COMMIT")
    assert code_of_a_failed_change(with_a_table) == "disk_failed"
    assert Path(f"{with_a_table.path}-wal").stat().st_size == 0


def test_a_commit_that_was_not_written_is_surely_not_saved(
    with_a_table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_fail(with_a_table, monkeypatch, "COMMIT", "PRAGMA wal_checkpoint(TRUNCATE)")
    assert code_of_a_failed_change(with_a_table) == "disk_failed"


@pytest.mark.parametrize(("salts", "code"), [(b"", "outcome_unknown"), (b"of older", "disk_failed")])
def test_a_commit_found_whole_in_a_log_that_cannot_be_emptied_may_be_saved(
    with_a_table: Database, monkeypatch: pytest.MonkeyPatch, salts: bytes, code: str
) -> None:
    """The frames of an older log, which bear other salts, do not count."""
    log = Path(f"{with_a_table.path}-wal")
    content = log.read_bytes()
    let_fail(with_a_table, monkeypatch, "COMMIT", "PRAGMA wal_checkpoint(TRUNCATE)")
    commit = content[-4120:]  # of the table
    log.write_bytes(content + commit[:8] + (salts or commit[8:16]) + commit[16:])
    assert code_of_a_failed_change(with_a_table) == code


def test_a_disk_that_does_not_let_the_log_be_read_either_leaves_the_outcome_open(
    with_a_table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_fail(with_a_table, monkeypatch, "COMMIT", "PRAGMA wal_checkpoint")
    assert code_of_a_failed_change(with_a_table) == "outcome_unknown"


def test_a_log_that_cannot_be_folded_in_does_not_disturb_closing(
    with_a_table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_fail(with_a_table, monkeypatch, "PRAGMA wal_checkpoint")
    with_a_table.close()
    again = open_database(with_a_table.path, KEY)
    assert tables(again) == ["kept"]
    again.close()


@pytest.mark.parametrize(
    "words", ["disk I/O error", "database or disk is full", "unable to open database file"]
)
def test_a_disk_that_lets_nothing_be_opened_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    def failing(_: object) -> None:
        raise sqlcipher.OperationalError(words)

    monkeypatch.setattr(engine, "_set_pragmas", failing)
    with pytest.raises(LedgerError) as refused:
        open_database(tmp_path / "books.db", KEY, create=True)
    assert refused.value.code == "open_failed"


def test_closing_leaves_one_file(database: Database) -> None:
    with database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (words TEXT)")
    database.close()
    assert [path.name for path in database.path.parent.iterdir()] == ["books.db"]


def test_a_key_of_another_length_is_our_own_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_database(tmp_path / "books.db", b"short", create=True)
