"""Checking the books: the tables must be what the journal says, and the file must be whole (requirement R03).

Reads only; what to do about a finding is the reader's choice.
"""

from collections.abc import Iterator

from sqlalchemy import Table, select

from db.errors import LedgerError
from db.journal.capture import replicated_tables
from db.journal.fold import fold
from db.journal.stored import stored_transactions
from db.journal.tables import ROW_CHANGE
from db.journal.transaction import PackageError, Transaction, verify_history
from db.journal.transaction import verify as verify_transaction
from db.records.parts import Attachment
from db.services.attaching import read_attachment
from db.services.branch import Branch
from db.services.faces import shown_columns
from db.services.history import table_titles
from db.services.materializing import RowState, expected_rows
from db.services.reading import sql_table

MOST_NAMED = 20  # differing cells named one by one


def verify(branch: Branch) -> list[str]:
    """What is wrong, in plain Chinese sentences; empty when everything agrees."""
    branch.database.check_thread()
    problems = [*_file_problems(branch), *_attachment_problems(branch)]
    transactions = stored_transactions(branch.database)
    problems += _chain_problems(transactions)
    differing = list(_differences(branch, transactions))
    problems += differing[:MOST_NAMED]
    if len(differing) > MOST_NAMED:
        problems.append(f"另有{len(differing) - MOST_NAMED}处与操作记录不符。")
    return problems


def _file_problems(branch: Branch) -> Iterator[str]:
    connection = branch.database.connection
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    if found != ["ok"]:
        yield f"台账文件有损坏的地方（{found[0][:80]}），请从备份恢复。"
    for row in branch.database.raw.execute("PRAGMA cipher_integrity_check").fetchall():
        yield f"台账文件有一页校验不对（{str(row[0])[:80]}），请从备份恢复。"


def _attachment_problems(branch: Branch) -> Iterator[str]:
    """Attached files that are spoilt, or gone though they were attached here; one that has not arrived is no fault."""
    table, same = sql_table(Attachment), ROW_CHANGE.c
    query = select(table.c.uid, table.c.name, table.c.digest).where(
        table.c.removed_at.is_(None), table.c.digest != ""
    )
    for uid, name, digest in branch.database.connection.execute(query).all():
        try:
            read_attachment(branch, digest)
        except LedgerError as error:
            own = select(same.row).where(same.row == uid, same.site == branch.journal.site)
            is_own = branch.database.connection.execute(own).first() is not None
            if error.code == "attachment_damaged":
                yield f"附件“{name}”的文件坏了，请从备份里取回，或重新附上。"
            elif is_own:
                yield f"附件“{name}”的文件不见了，请从备份里取回，或重新附上。"


def _chain_problems(transactions: list[Transaction]) -> list[str]:
    known = {(each.site, each.sequence): each for each in transactions}
    problems = []
    for each in sorted(transactions, key=lambda each: each.lamport):
        try:
            verify_transaction(each)
            verify_history(each, known)
        except PackageError as error:
            problems.append(
                f"操作记录第{each.sequence}条（{each.note[:40]}，{each.wall[:10]}）的校验码对不上，"
                f"可能被别的程序改动过（{error.code}）。"
            )
    return problems


def _differences(branch: Branch, transactions: list[Transaction]) -> Iterator[str]:
    """Where the tables are not the fold of the journal."""
    try:
        expected: dict[str, dict[str, RowState]] = {}
        for (name, uid), state in expected_rows(fold(transactions, shown_columns())):
            expected.setdefault(name, {})[uid] = state
    except LedgerError as error:
        yield error.message
        return
    titles = table_titles(branch.ledgers)
    for table in replicated_tables():
        title = titles.get(table.name, table.name)
        yield from _table_differences(branch, table, expected.get(table.name, {}), title)


def _table_differences(
    branch: Branch, table: Table, expected: dict[str, RowState], title: str
) -> Iterator[str]:
    stored = {row["uid"]: row for row in branch.database.connection.execute(select(table)).mappings()}
    for uid in stored.keys() - expected.keys():
        yield f"{title}里编号 {uid[:8]} 的记录没有操作记录，可能是别的程序写入的。"
    for uid in expected.keys() - stored.keys():
        yield f"{title}里编号 {uid[:8]} 的记录不见了，操作记录里有它。"
    for uid in stored.keys() & expected.keys():
        row, state = stored[uid], expected[uid]
        wrong = [column for column, value in state.values.items() if row[column] != value]
        if wrong:
            yield f"{title}里编号 {uid[:8]} 的记录与操作记录不符（{'、'.join(wrong[:3])}）。"
        if state.is_live != (row["removed_at"] is None):
            yield f"{title}里编号 {uid[:8]} 的记录是否在回收站里，与操作记录不符。"
