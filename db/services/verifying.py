"""Checking the books: the tables must be what the journal says, and the file must be whole (requirement R03).

Reads only; what to do about a finding is the reader's choice.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Table, select

from db.errors import LedgerError
from db.journal.capture import journaled_columns, replicated_tables, required_columns
from db.journal.fold import ViewRow, fold
from db.journal.tables import ROW_CHANGE, TRANSACTION
from db.journal.transaction import PackageError, RowChange, Transaction, verify_history
from db.journal.transaction import verify as verify_transaction
from db.services.branch import Branch
from db.services.history import table_titles

MOST_NAMED = 20  # differing cells named one by one


def verify(branch: Branch) -> list[str]:
    """What is wrong, in plain Chinese sentences; empty when everything agrees."""
    branch.database.check_thread()
    problems = list(_file_problems(branch))
    transactions = stored_transactions(branch)
    problems += _chain_problems(transactions)
    differing = list(_differences(branch, transactions))
    problems += differing[:MOST_NAMED]
    if len(differing) > MOST_NAMED:
        problems.append(f"另有{len(differing) - MOST_NAMED}处与操作记录不符。")
    return problems


def stored_transactions(branch: Branch) -> list[Transaction]:
    """Every transaction in the journal with the rows it changed."""
    rows: dict[tuple[str, int], list[RowChange]] = {}
    stored = select(ROW_CHANGE).order_by(ROW_CHANGE.c.site, ROW_CHANGE.c.sequence, ROW_CHANGE.c.position)
    for site, sequence, _, *change in branch.database.connection.execute(stored):
        rows.setdefault((site, sequence), []).append(RowChange(*change))
    headers = branch.database.connection.execute(select(TRANSACTION)).mappings()
    return [_transaction(dict(header), rows) for header in headers]


def _transaction(header: dict[str, Any], rows: Mapping[tuple[str, int], list[RowChange]]) -> Transaction:
    parts = {name: value for name, value in header.items() if name != "batch"}
    parts["context"] = json.loads(parts["context"])
    parts["clock_doubt"] = bool(parts["clock_doubt"])
    return Transaction(**parts, rows=tuple(rows.get((header["site"], header["sequence"]), ())))


def _file_problems(branch: Branch) -> Iterator[str]:
    connection = branch.database.connection
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    if found != ["ok"]:
        yield f"台账文件有损坏的地方（{found[0][:80]}），请从备份恢复。"
    for row in branch.database.raw.execute("PRAGMA cipher_integrity_check").fetchall():
        yield f"台账文件有一页校验不对（{str(row[0])[:80]}），请从备份恢复。"


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
    tables = {table.name: table for table in replicated_tables()}
    try:
        view = fold(transactions, {name: journaled_columns(table) for name, table in tables.items()})
    except LedgerError as error:
        yield error.message
        return
    titles = table_titles(branch.ledgers)
    for name, table in tables.items():
        folded = {uid: row for (of, uid), row in view.rows.items() if of == name}
        yield from _table_differences(branch, table, folded, titles.get(name, name))


def _table_differences(branch: Branch, table: Table, folded: dict[str, ViewRow], title: str) -> Iterator[str]:
    columns, required = journaled_columns(table), required_columns(table)
    stored = {row["uid"]: row for row in branch.database.connection.execute(select(table)).mappings()}
    for uid in stored.keys() - folded.keys():
        yield f"{title}里编号 {uid[:8]} 的记录没有操作记录，可能是别的程序写入的。"
    for uid in folded.keys() - stored.keys():
        yield f"{title}里编号 {uid[:8]} 的记录不见了，操作记录里有它。"
    for uid in stored.keys() & folded.keys():
        row, expected = stored[uid], folded[uid]
        wrong = [
            column
            for column in columns
            if not _agrees(row[column], expected.values.get(column), column in required)
        ]
        if wrong:
            yield f"{title}里编号 {uid[:8]} 的记录与操作记录不符（{'、'.join(wrong[:3])}）。"
        if expected.is_live != (row["removed_at"] is None):
            yield f"{title}里编号 {uid[:8]} 的记录是否在回收站里，与操作记录不符。"


def _agrees(stored: Any, folded: str | None, is_required: bool) -> bool:
    """Whether a cell is what the journal says; where it says nothing, a required column is empty instead of NULL."""
    if folded is None:
        return stored is None or (is_required and not stored)
    return bool(stored == json.loads(folded))
