"""Bringing a database to the newest schema, step by step, each step whole or not at all.

Foreign keys are off before the step begins (inside a transaction the switch has no effect, and replacing a parent
table would delete its children), and checked before it is committed. Steps never write ledger rows: two PCs would
both write them.
"""

from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import Script, ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError, OperationalError

from db.engine import Database
from db.errors import LedgerError


@cache
def scripts() -> ScriptDirectory:
    """The steps there are."""
    return ScriptDirectory(str(Path(__file__).parent))


def current_revision(database: Database) -> str | None:
    """The last step this database has taken; None for a new file."""
    return MigrationContext.configure(database.connection).get_current_revision()


def pending(database: Database) -> tuple[Script, ...]:
    """Steps still to take, oldest first.

    LedgerErrors: `too_new` when a newer program made the file, `too_old` when one from before the first release did:
    its journal was hashed cell by cell, and a chain of hashes cannot be rewritten.
    """
    current = current_revision(database)
    if current is not None and not inspect(database.connection).has_table("s_row_change"):
        raise LedgerError(
            "too_old",
            "这份台账是用发布前的试用版本建的，这个版本打不开",
            "台账没有改动",
            "请用原来的试用版本把名册和记录导出为表格，再导入新建的台账",
        )
    known = {script.revision for script in scripts().walk_revisions()}
    if current is not None and current not in known:
        raise LedgerError(
            "too_new",
            "这份台账是用更新版本的程序保存的，这个版本打不开",
            "台账没有改动",
            "请安装最新版本的支部台账后再打开",
        )
    steps = scripts().iterate_revisions(scripts().get_current_head(), current)
    return tuple(reversed([step for step in steps if step is not None]))


def migrate(database: Database, steps: tuple[Script, ...] | None = None) -> tuple[str, ...]:
    """Take the pending steps; returns their revisions. The caller has made a backup."""
    taken = []
    for step in pending(database) if steps is None else steps:
        _take_step(database, step)
        taken.append(step.revision)
    return tuple(taken)


def _take_step(database: Database, step: Script) -> None:
    connection = database.connection
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    try:
        with database.transaction():
            context = MigrationContext.configure(connection, opts={"transactional_ddl": False})
            with Operations.context(context):
                step.module.upgrade()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise _failed(f"“{broken[0]}”里有对不上的记录（第{broken[1]}行）")
            context.stamp(scripts(), step.revision)
    except (IntegrityError, OperationalError) as error:
        raise _failed(f"第 {step.revision} 步没有走通（{error.orig}）") from error
    finally:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _failed(reason: str) -> LedgerError:
    return LedgerError(
        "migration_failed",
        f"升级台账到新版本时，{reason}",
        "台账已退回升级前的样子",
        "请先备份，再联系维护人员",
    )
