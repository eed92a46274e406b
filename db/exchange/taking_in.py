"""Uniting the journal with what a package brings, inside one transaction, and bringing the tables up to it.

The merge rules are `db.journal.fold`'s; here they meet the tables of the journal. Nothing here opens a file or asks
whom to believe.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.journal.fold import ERASURES, RowKey, accept, redacted
from db.journal.stored import headers, in_batches, transactions_of_rows
from db.journal.tables import ERASED, ROW_CHANGE, TRANSACTION
from db.journal.transaction import Transaction, canonical
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.materializing import Owners, RowDifference, materialize
from db.services.reading import assemble, sql_table
from db.services.saving import title_of


@dataclass(frozen=True, slots=True)
class Union:
    """What was new, and what became of the tables."""

    fresh: tuple[Transaction, ...]
    differences: tuple[RowDifference, ...]
    records: Mapping[tuple[str, str], str]  # (ledger, uid) -> new, changed or deleted

    def count(self, what: str) -> int:
        """How many records are new, changed or deleted."""
        return sum(each == what for each in self.records.values())


def unite(branch: Branch, transactions: Iterable[Transaction], batch: str) -> Union:
    """Take the transactions in, all or none, inside an open transaction of the database.

    TamperedError, GapError or ForkError when any cannot be.
    """
    fresh, erased = accept(transactions, headers(branch.database), erased_rows(branch))
    _store(branch, [redacted(each, erased) for each in fresh.values()], batch)
    newly = {
        (column, change.row)
        for each in fresh.values()
        for change in each.rows
        if change.table == ERASURES
        for column in change.values
    }
    redact_stored(branch, newly)
    uids = {change.row for each in fresh.values() for change in each.rows}
    with branch.journal.applying():
        differences = materialize(branch, uids)
    branch.forget()
    return Union(tuple(fresh.values()), differences, records_of(branch, differences))


def erased_rows(branch: Branch) -> frozenset[RowKey]:
    """Rows whose values are gone for good."""
    rows = branch.database.connection.execute(ERASED.select())
    return frozenset((row.table, row.row) for row in rows)


def redact_stored(branch: Branch, rows: Iterable[RowKey]) -> None:
    """Empty what the journal holds of these rows; the hashes stay, and the chain still verifies."""
    connection = branch.database.connection
    for table, uid in sorted(rows):
        connection.exec_driver_sql(
            'INSERT OR IGNORE INTO s_erased("table", "row") VALUES (?, ?)', (table, uid)
        )
        for transaction in transactions_of_rows(branch.database, [uid]):
            emptied = redacted(transaction, frozenset({(table, uid)}))
            for was, now in zip(transaction.rows, emptied.rows, strict=True):
                if was is not now:
                    connection.execute(
                        ROW_CHANGE.update()
                        .where(
                            ROW_CHANGE.c.site == transaction.site,
                            ROW_CHANGE.c.sequence == transaction.sequence,
                        )
                        .where(
                            ROW_CHANGE.c.table == table,
                            ROW_CHANGE.c.row == uid,
                            ROW_CHANGE.c.hash == was.hash,
                        )
                        .values(cells=now.cells, salt=None)
                    )


def records_of(branch: Branch, differences: Sequence[RowDifference]) -> dict[tuple[str, str], str]:
    """The records that the changed rows belong to, and what happened to each."""
    owners = Owners(branch)
    found: dict[tuple[str, str], str] = {}
    for each in differences:
        record = owners.record_of(each.table, each.uid)
        if record is None:
            continue
        if each.uid != record[1]:
            found.setdefault(record, "changed")
        elif each.before is None or (not each.before.is_live and each.after.is_live):
            found[record] = "new"
        else:
            found[record] = "changed" if each.after.is_live else "deleted"
    return found


def record_titles(branch: Branch, records: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What each of these records (ledger, uid) is called, in their order; one statement a ledger."""
    found: dict[tuple[str, str], str] = {}
    for ledger in dict.fromkeys(key for key, _ in records):
        spec, table = by_key(ledger), sql_table(by_key(ledger).record)
        uids = [uid for key, uid in records if key == ledger]
        for some in in_batches(uids):
            wanted = select(table).where(table.c.uid.in_(some))
            stored = branch.database.connection.execute(wanted).all()
            for row in assemble(branch, spec, stored, branch.today, frozenset(spec.summary)):
                found[ledger, row.uid] = title_of(spec, row)
    return tuple(found.get(each, by_key(each[0]).title) for each in records)


def _store(branch: Branch, transactions: Sequence[Transaction], batch: str) -> None:
    """Append to the journal as it came; only what was erased here is empty."""
    if not transactions:
        return
    raw = branch.database.raw
    raw.executemany(
        f"INSERT INTO {TRANSACTION.name} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                each.site, each.sequence, each.lamport, canonical(dict(each.context)), each.actor, each.wall,
                int(each.clock_doubt), each.application, each.schema, each.note, each.previous_hash, each.hash, batch,
            )
            for each in transactions
        ],
    )  # fmt: skip
    raw.executemany(
        f"INSERT INTO {ROW_CHANGE.name} VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                each.site,
                each.sequence,
                place,
                change.table,
                change.row,
                change.cells,
                change.salt,
                change.hash,
            )
            for each in transactions
            for place, change in enumerate(each.rows)
        ],
    )
    newest = {each.site: each for each in sorted(transactions, key=lambda each: each.sequence)}
    for each in newest.values():
        branch.database.connection.exec_driver_sql(
            "INSERT INTO s_version_vector VALUES (?, ?, ?, ?) ON CONFLICT(site) DO UPDATE "
            "SET sequence = excluded.sequence, hash = excluded.hash, lamport = excluded.lamport",
            (each.site, each.sequence, each.hash, each.lamport),
        )
