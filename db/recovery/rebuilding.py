"""Making a new file from a damaged one: the ledgers are the fold of the journal, so the journal alone is enough.

Where the journal has gaps (salvage), the transactions that still stand in an unbroken chain are folded, and rows of
the tables that say more are written as a new change set, so that the new file is consistent in itself: the check
finds nothing. The new file always is a PC of its own (requirement R15).
"""

import json
import secrets
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Table

from db.clock import Clock
from db.engine import Database, open_database
from db.errors import LedgerError
from db.exchange.conflicts import decide
from db.journal.capture import journaled_columns, replicated_tables, write_site
from db.journal.fold import ERASURES
from db.journal.tables import ROW_CHANGE, TRANSACTION
from db.journal.transaction import Change, PackageError, RowChange, Transaction, verify, verify_history
from db.keys.slots import secret_of
from db.migrations.running import migrate
from db.paths import BranchFolder
from db.recovery.damaged_file import Readable, Record
from db.services.branch import Branch
from db.services.materializing import materialize
from db.services.trail import note
from db.services.verifying import verify as verify_branch
from db.township.tables import METADATA as OF_A_TOWNSHIP
from db.township.tables import STATE, make_tables

COPIED = (
    "s_site",
    "s_me",
    "s_setting",
    "s_draft",
    "s_batch",
    "s_peer",
    "s_package",
    "s_handed",
    "s_conflict",
    "s_erased",
    "s_trail",
)
NOT_COPIED = ("site", "token", "session")  # of s_me: what makes this PC the one it was
NOTE = "从损坏的台账文件里抢救"

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it: transactions taken over, those known to be missing, rows written from the tables because the
    journal said otherwise, and what a check of the new file found."""

    transactions: int
    lost_transactions: int
    rescued_rows: int
    lost_ranges: int
    problems: tuple[str, ...]
    lacking: str = ""  # what could not be taken over whatever was done, in Chinese


def rebuild(damaged: Readable, key: bytes, target: BranchFolder, clock: Clock, *, with_gaps: bool) -> Rebuilt:
    """Make the database of `target` anew. `with_gaps` is the salvage; otherwise the whole journal must be there.

    LedgerErrors: `not_readable`, `journal_damaged`. The target folder holds its key slots already.
    """
    if "s_row_change" not in damaged.tables or "s_transaction" not in damaged.tables:
        raise _not_readable()
    transactions, batches = _journal(damaged)
    kept = _unbroken(transactions)
    lost = _lost(damaged, transactions, kept)
    if lost and not with_gaps:
        raise LedgerError(
            "journal_damaged",
            f"操作记录里有 {lost} 处读不出来，不能由它重做台账",
            "原来的文件没有改动",
            "请改用最近的备份，或抢救能读出来的内容",
        )
    if not kept:
        raise _not_readable()
    target.root.mkdir(parents=True, exist_ok=True)
    database = open_database(target.database, key, create=True)
    try:
        migrate(database)
        with database.transaction():
            _copy_rows(damaged, database)
            _write_journal(database, kept, batches)
            write_site(database, clock, "修复的电脑", secrets.token_bytes)
        branch = Branch(target, database, clock, partial(secret_of, key))
        with branch.journal.applying():
            materialize(branch, {row.row for each in kept for row in each.rows})
        if with_gaps:
            _erase_again(branch, kept)
        rescued = _rescue(branch, damaged) if with_gaps else 0
        note(branch, "restore", "抢救" if with_gaps else "由操作记录重做")
        return Rebuilt(
            len(kept), lost, rescued, damaged.lost_ranges, tuple(verify_branch(branch)), damaged.lacking
        )
    finally:
        database.close()


def _not_readable() -> LedgerError:
    return LedgerError(
        "not_readable",
        "台账文件开头损坏，里面的内容读不出来",
        "原来的文件没有改动",
        "请用最近的备份恢复；没有备份的，向另一台电脑要一份全部改动的数据包",
    )


def _journal(damaged: Readable) -> tuple[list[Transaction], dict[Place, str | None]]:
    """Every transaction that can be read, with the import it came with."""
    rows: dict[Place, list[tuple[int, RowChange]]] = {}
    for each in damaged.rows("s_row_change"):
        change = RowChange(each["table"], each["row"], each["cells"], each["salt"], each["hash"])
        rows.setdefault((each["site"], each["sequence"]), []).append((each["position"], change))
    found, batches = [], {}
    for header in damaged.rows("s_transaction"):
        place = (header["site"], header["sequence"])
        batches[place] = header.pop("batch")
        header |= {"context": json.loads(header["context"]), "clock_doubt": bool(header["clock_doubt"])}
        changes = tuple(change for _, change in sorted(rows.get(place, ()), key=lambda pair: pair[0]))
        found.append(Transaction(**header, rows=changes))
    return found, batches


def _unbroken(transactions: Iterable[Transaction]) -> list[Transaction]:
    """Those that are whole, and whose predecessors and everything they had seen are here as well."""
    kept: dict[Place, Transaction] = {}
    for each in sorted(transactions, key=lambda each: (each.lamport, each.site, each.sequence)):
        try:
            verify(each)
            verify_history(each, ChainMap(kept))
        except PackageError:
            continue
        kept[each.site, each.sequence] = each
    return list(kept.values())


def _lost(damaged: Readable, read: Sequence[Transaction], kept: Sequence[Transaction]) -> int:
    """Transactions that are known to have been there and are not taken over."""
    ends: dict[str, int] = {}
    for site, sequence in [
        *((row["site"], row["sequence"]) for row in damaged.rows("s_version_vector")),
        *((each.site, each.sequence) for each in read),
    ]:
        ends[site] = max(sequence, ends.get(site, 0))
    is_end_known = bool(damaged.rows("s_version_vector"))
    return sum(ends.values()) - len(kept) + (0 if is_end_known or not damaged.lost_ranges else 1)


def _copy_rows(damaged: Readable, database: Database) -> None:
    """What this PC keeps beside the journal, as far as it can be read and this version knows it."""
    if STATE.name in damaged.tables:
        make_tables(database.connection)
    for table in (*COPIED, *OF_A_TOWNSHIP.tables):
        columns = [row[1] for row in database.raw.execute(f'PRAGMA table_info("{table}")')]
        for row in damaged.rows(table):
            if table == "s_me" and row["name"] in NOT_COPIED:
                continue
            known = [name for name in columns if name in row]
            names, marks = ", ".join(f'"{name}"' for name in known), ", ".join("?" * len(known))
            database.raw.execute(
                f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})', [row[name] for name in known]
            )


def _write_journal(
    database: Database, transactions: Sequence[Transaction], batches: Mapping[Place, str | None]
) -> None:
    ends: dict[str, Transaction] = {}
    for each in transactions:
        values: Record = {name: getattr(each, name) for name in TRANSACTION.c.keys() if name != "batch"}  # noqa: SIM118
        values |= {
            "context": json.dumps(dict(each.context), sort_keys=True, separators=(",", ":")),
            "clock_doubt": int(each.clock_doubt),
            "batch": batches.get((each.site, each.sequence)),
        }
        database.connection.execute(TRANSACTION.insert().values(values))
        rows = [
            (each.site, each.sequence, place, row.table, row.row, row.cells, row.salt, row.hash)
            for place, row in enumerate(each.rows)
        ]
        database.raw.executemany(f"INSERT INTO {ROW_CHANGE.name} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        if each.site not in ends or ends[each.site].sequence < each.sequence:
            ends[each.site] = each
    for site, last in ends.items():
        database.raw.execute(
            "INSERT INTO s_version_vector(site, sequence, hash, lamport) VALUES (?, ?, ?, ?)",
            (site, last.sequence, last.hash, last.lamport),
        )


def _erase_again(branch: Branch, kept: Sequence[Transaction]) -> None:
    """Rows that were emptied for good, where the change that said so is lost: without it they would stand there blank."""
    emptied = {(row.table, row.row) for each in kept for row in each.rows if row.is_redacted}
    unsaid = sorted(emptied - _said_erased(kept))
    if unsaid:
        decide(branch, NOTE, [Change(ERASURES, row, table, "1") for table, row in unsaid])


def _said_erased(transactions: Iterable[Transaction]) -> set[tuple[str, str]]:
    """Rows that these transactions say are erased."""
    return {
        (column, row.row)
        for each in transactions
        for row in each.rows
        if row.table == ERASURES
        for column in row.values
    }


def _rescue(branch: Branch, damaged: Readable) -> int:
    """Write the rows of the tables that say more than the journal that is left; returns how many."""
    rescued = 0
    with branch.change_set(NOTE):
        for table in replicated_tables():
            held = {
                row["uid"]: dict(row) for row in branch.database.connection.execute(table.select()).mappings()
            }
            for row in damaged.rows(table.name):
                rescued += _rescue_row(branch, table, row, held.get(row["uid"]))
    return rescued


def _rescue_row(branch: Branch, table: Table, row: Mapping[str, Any], held: Mapping[str, Any] | None) -> int:
    connection = branch.database.connection
    known = {name: row[name] for name in table.c.keys() if name in row}  # noqa: SIM118
    if held is None:
        required = {
            column.name: "" if column.type.python_type is str else 0
            for column in table.c
            if not column.nullable
        }
        connection.execute(table.insert().values({**required, **known}))
        return 1
    names = [name for name in journaled_columns(table) if name in known and known[name] != held[name]]
    is_moved = (row.get("removed_at") is None) != (held["removed_at"] is None)
    if not names and not is_moved:
        return 0
    values = {name: known[name] for name in names} | {"removed_at": row.get("removed_at")}
    connection.execute(table.update().where(table.c.uid == row["uid"]).values(values))
    return 1
