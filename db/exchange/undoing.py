"""Taking a package back: a new change set after which the ledger reads as before. It travels like any other."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.changes import Changes
from db.errors import LedgerError, NotFoundError
from db.exchange.conflicts import decide
from db.exchange.naming_sites import apply_names, with_first_names
from db.journal.fold import compensation, fold
from db.journal.stored import batch_places, transactions_of_rows
from db.journal.tables import BATCH, PACKAGE
from db.services.branch import Branch
from db.services.faces import shown_columns, united_rows
from db.services.sealing_years import refuse_sealed_record

UNDO_DAYS = 30
_UNDOABLE = ("package:sync", "package:receipt")  # not what a PC joined by: that is the whole of the books
_KEPT = "没有改动任何内容"


@dataclass(frozen=True, slots=True)
class UndonePackage:
    """What was taken back; `kept` are uids of rows left alone because they were edited since."""

    changes: Changes
    kept: tuple[str, ...]


def undoable(branch: Branch) -> frozenset[str]:
    """The batches of received packages that may still be taken back."""
    rows = branch.database.connection.execute(BATCH.select().where(BATCH.c.undone_by.is_(None)))
    return frozenset(
        row.batch for row in rows if row.kind in _UNDOABLE and not _is_too_late(branch, row.made_on)
    )


def undo(branch: Branch, batch: str) -> UndonePackage:
    """Take a received package back. LedgerErrors: not_found, not_undoable, already_undone, too_late, nothing_to_undo,
    year_sealed."""
    _refuse_unless_undoable(branch, batch)
    places = batch_places(branch.database, batch)
    held = transactions_of_rows(branch.database, _rows_of(branch, batch) | united_rows(branch.database))
    last = max((each.lamport for each in held if (each.site, each.sequence) in places), default=0)
    edited = {
        change.row
        for each in held
        if (each.site, each.sequence) not in places and each.lamport > last
        for change in each.rows
    }
    before = fold((each for each in held if (each.site, each.sequence) not in places), shown_columns())
    changes = [each for each in compensation(before, fold(held, shown_columns())) if each.row not in edited]
    if not changes:
        raise LedgerError(
            "nothing_to_undo", "这次接收的内容都已经改过，没有可以撤销的", _KEPT, "请逐条修改或移除"
        )
    for change in changes:
        refuse_sealed_record(branch, change.table, change.row)
    with branch.database.transaction():
        done = decide(branch, f"撤销接收 {batch}", with_first_names(branch, changes))
        apply_names(branch)
        branch.database.connection.execute(BATCH.update().where(BATCH.c.batch == batch).values(undone_by=1))
        branch.database.connection.execute(
            PACKAGE.update().where(PACKAGE.c.batch == batch).values(summary=PACKAGE.c.summary + "（已撤销）")
        )
    return UndonePackage(done, tuple(sorted(edited)))


def _refuse_unless_undoable(branch: Branch, batch: str) -> None:
    found = branch.database.connection.execute(BATCH.select().where(BATCH.c.batch == batch)).first()
    if found is None or not found.kind.startswith("package:"):
        raise NotFoundError(f"没有编号为“{batch[:40]}”的接收记录")
    if found.kind not in _UNDOABLE:
        raise LedgerError(
            "not_undoable",
            "这台电脑就是用这份数据包加入支部的，撤销会清空全支部的台账",
            _KEPT,
            "请逐条修改或移除；这台电脑不用了，请在别的电脑上停用它",
        )
    if found.undone_by is not None:
        raise LedgerError("already_undone", f"“{found.source}”已经撤销过了", _KEPT, "不需要再撤销")
    if _is_too_late(branch, found.made_on):
        raise LedgerError("too_late", f"接收已超过{UNDO_DAYS}天，不能整批撤销", _KEPT, "请逐条修改或移除")


def _is_too_late(branch: Branch, made_on: str) -> bool:
    return branch.today - date.fromisoformat(made_on) > timedelta(days=UNDO_DAYS)


def _rows_of(branch: Branch, batch: str) -> set[str]:
    query = (
        'SELECT DISTINCT c."row" FROM s_row_change c JOIN s_transaction t '
        "ON t.site = c.site AND t.sequence = c.sequence WHERE t.batch = ?"
    )
    return {row for (row,) in branch.database.raw.execute(query, (batch,))}
