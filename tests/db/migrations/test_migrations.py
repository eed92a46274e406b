"""Steps up to the newest schema: each whole or not at all, and no row lost on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from db.engine import Database, open_database
from db.errors import LedgerError
from db.journal.capture import replicated_tables
from db.ledgers import LEDGERS
from db.migrations.running import current_revision, migrate, pending, scripts
from db.records.base import METADATA

KEY = bytes(range(32))


@dataclass
class Step:
    """Stands in for one of Alembic's scripts."""

    revision: str
    upgrade: Callable[[], None]

    @property
    def module(self) -> Any:
        return SimpleNamespace(upgrade=self.upgrade)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "books.db", KEY, create=True)
    yield opened
    opened.close()


def take(database: Database, upgrade: Callable[[], None]) -> None:
    """Take one more step after the newest."""
    migrate(database, (Step(scripts().get_current_head() or "", upgrade),))  # type: ignore[arg-type]


def test_the_newest_schema_is_exactly_what_the_code_says(database: Database) -> None:
    assert len(LEDGERS) <= len(METADATA.tables)
    migrate(database)
    context = MigrationContext.configure(
        database.connection, opts={"include_name": lambda name, kind, _: name != "alembic_version"}
    )
    assert compare_metadata(context, METADATA) == []


def test_steps_form_one_line_and_are_numbered() -> None:
    revisions = [script.revision for script in reversed(list(scripts().walk_revisions()))]
    assert revisions == [f"{number:04d}" for number in range(1, len(revisions) + 1)]


def test_migrating_twice_does_nothing(database: Database) -> None:
    assert migrate(database)[-1] == scripts().get_current_head()
    assert migrate(database) == ()
    assert pending(database) == ()


def _fill(database: Database, name: str) -> None:
    """One row in a table, of the schema of the moment."""
    columns = sa.inspect(database.connection).get_columns(name)
    values = {
        column["name"]: ("1" if isinstance(column["type"], (sa.String, sa.Text)) else 1)
        for column in columns
        if not column["nullable"]
    }
    names = ", ".join(f'"{key}"' for key in values)
    marks = ", ".join("?" for _ in values)
    with database.transaction() as connection:
        connection.exec_driver_sql(f'INSERT INTO "{name}" ({names}) VALUES ({marks})', tuple(values.values()))


def test_every_step_keeps_the_rows_that_were_there(database: Database) -> None:
    filled: list[str] = []
    for step in pending(database):
        migrate(database, (step,))
        assert current_revision(database) == step.revision
        for name in sa.inspect(database.connection).get_table_names():
            if name not in filled and name != "alembic_version":
                _fill(database, name)
                filled.append(name)
        for name in filled:
            assert database.connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar() == 1, name
    assert {table.name for table in replicated_tables()} <= set(filled)


def _parent_with_children(database: Database) -> None:
    with database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (uid TEXT PRIMARY KEY, name TEXT)")
        connection.exec_driver_sql(
            "CREATE TABLE child (uid TEXT PRIMARY KEY, parent TEXT REFERENCES parent(uid) ON DELETE CASCADE)"
        )
        connection.exec_driver_sql("INSERT INTO parent VALUES ('p', 'one')")
        connection.exec_driver_sql("INSERT INTO child VALUES ('a', 'p'), ('b', 'p'), ('c', 'p')")


def _widen_parent() -> None:
    with op.batch_alter_table("parent", recreate="always") as batch:
        batch.add_column(sa.Column("note", sa.Text()))


def test_replacing_a_parent_table_keeps_the_children_that_cascade(database: Database) -> None:
    migrate(database)
    _parent_with_children(database)
    take(database, _widen_parent)
    assert database.connection.exec_driver_sql("SELECT count(*) FROM child").scalar() == 3
    assert database.pragma("foreign_keys") == 1


def test_with_foreign_keys_on_the_same_step_would_have_deleted_them(database: Database) -> None:
    """Shows that the test above tests something."""
    _parent_with_children(database)
    with database.transaction() as connection:
        connection.exec_driver_sql("DROP TABLE parent")
        assert connection.exec_driver_sql("SELECT count(*) FROM child").scalar() == 0


def test_a_step_that_fails_leaves_nothing_of_itself(database: Database) -> None:
    migrate(database)

    def half() -> None:
        op.create_table("half", sa.Column("uid", sa.Text(), primary_key=True))
        op.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(LedgerError) as refused:
        take(database, half)
    assert refused.value.code == "migration_failed"
    assert "half" not in sa.inspect(database.connection).get_table_names()
    assert database.pragma("foreign_keys") == 1
    assert pending(database) == ()


def test_data_against_a_new_rule_is_named_and_rolled_back(database: Database) -> None:
    migrate(database)
    _parent_with_children(database)

    def orphan() -> None:
        op.execute("DELETE FROM parent")

    with pytest.raises(LedgerError, match="child"):
        take(database, orphan)
    assert database.connection.exec_driver_sql("SELECT count(*) FROM parent").scalar() == 1


def test_a_mistake_in_a_step_is_not_dressed_up_and_rolls_back(database: Database) -> None:
    migrate(database)

    def broken() -> None:
        op.create_table("half", sa.Column("uid", sa.Text(), primary_key=True))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        take(database, broken)
    assert "half" not in sa.inspect(database.connection).get_table_names()


def test_a_database_from_before_the_first_release_is_refused_in_plain_words(database: Database) -> None:
    migrate(database)
    with database.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE s_row_change RENAME TO s_operation")
    with pytest.raises(LedgerError) as refused:
        pending(database)
    assert refused.value.code == "too_old"
    assert "导出为表格" in refused.value.message


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    migrate(database)
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError) as refused:
        pending(database)
    assert refused.value.code == "too_new"
