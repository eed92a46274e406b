"""Which part of the books a package is about: everything, one Party group, one month, one ledger.

A roll-up leaves the rest out. A package for the other PCs of the branch cannot: what a change rests on must go before
it, so there the scope says how far in the journal the package goes, and whose attachments go along.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Table, or_, select

from db.arithmetic.days import earliest
from db.errors import LedgerError
from db.exchange.snapshot import EVERYTHING
from db.fields import Kind
from db.journal.capture import replicated_tables
from db.journal.fold import ERASURES, RowKey
from db.journal.stored import in_batches
from db.journal.transaction import RowChange, Transaction
from db.ledger_spec import LedgerSpec
from db.records.parts import Attachment
from db.services.branch import Branch
from db.services.reading import sql_table

WITHOUT_FILES = "records"  # everything but the attachments
_KEPT = "没有写出数据包，台账没有改动"


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything, one Party group by name, one month ("2026-03") or one ledger by key."""

    text: str
    group: str = ""
    month: str = ""
    ledger: str = ""

    @property
    def is_whole(self) -> bool:
        return self.text == EVERYTHING


def read_scope(branch: Branch, text: str, ledgers: Collection[str], refusal: tuple[str, str]) -> Scope:
    """all, group:NAME, month:2026-03 or ledger:KEY, the ledger being one of `ledgers`.

    LedgerErrors: not_found (group), invalid, with `refusal` for what happened and what to do.
    """
    what, _, value = text.partition(":")
    if text == EVERYTHING:
        return Scope(text)
    if what == "group" and value:
        group = next((row for row in branch.rows("group") if row.text("name") == value), None)
        if group is None:
            raise LedgerError("not_found", f"没有名为“{value[:20]}”的党小组", _KEPT, "请核对党小组的名称")
        return Scope(text, group=value)
    if what == "month" and _is_month(value):
        return Scope(text, month=value)
    if what == "ledger" and value in ledgers:
        return Scope(text, ledger=value)
    raise LedgerError("invalid", refusal[0], _KEPT, refusal[1])


def scope_title(branch: Branch, text: str) -> str:
    """A scope in words."""
    what, _, value = text.partition(":")
    if what == "ledger":
        return next((spec.title for spec in branch.ledgers if spec.key == value), value)
    if what == "month":
        year, _, month = value.partition("-")
        return f"{year}年{int(month)}月"
    return value or {"all": "全部", "records": "全部记录"}.get(text, text)


def _is_month(text: str) -> bool:
    try:
        return len(text) == len("2026-03") and earliest(text) is not None
    except ValueError:
        return False


# --- what lies within it, for the PCs of the branch ----------------------------------------------------------------
def rows_within(branch: Branch, scope: Scope) -> frozenset[str]:
    """The uids of all rows, removed ones among them, of the records that the scope is about."""
    people = _people(branch, scope) if scope.group else frozenset()
    found = {uid for spec in branch.ledgers for uid in _records(branch, spec, scope, people)}
    lists = [table for table in replicated_tables() if "owner_uid" in table.c]
    newest: set[str] = found
    while newest:  # lists of a record, then lists in those lists
        owned = {uid for table in lists for uid in _owned(branch, table, newest)}
        newest = owned - found
        found |= newest
    return frozenset(found)


def digests_within(branch: Branch, rows: Collection[str]) -> frozenset[str]:
    """The attachments among these rows."""
    table = sql_table(Attachment)
    query = select(table.c.uid, table.c.digest).where(table.c.removed_at.is_(None))
    return frozenset(digest for uid, digest in branch.database.connection.execute(query) if uid in rows)


def reach(transactions: Sequence[Transaction], rows: Collection[str]) -> int:
    """How many of the transactions, in causal order, go up to the newest that touches any of the rows; 0 for none.

    What was emptied by an erasure is believed only along with it, so that goes along as well.
    """
    end = _newest(transactions, lambda change: change.row in rows)
    while end:
        emptied = {
            (each.table, each.row) for one in transactions[:end] for each in one.rows if each.is_redacted
        }
        needed = _newest(transactions, partial(_erases, emptied))
        if needed <= end:
            break
        end = needed
    return end


def _newest(transactions: Sequence[Transaction], is_wanted: Callable[[RowChange], bool]) -> int:
    """The place, counted from 1, of the last transaction with a change that is wanted; 0 for none."""
    for place in range(len(transactions), 0, -1):
        if any(map(is_wanted, transactions[place - 1].rows)):
            return place
    return 0


def _erases(emptied: Collection[RowKey], change: RowChange) -> bool:
    return change.table == ERASURES and any((column, change.row) in emptied for column in change.values)


def _records(branch: Branch, spec: LedgerSpec, scope: Scope, people: frozenset[str]) -> list[str]:
    table = sql_table(spec.record)
    query = select(table.c.uid)
    if scope.ledger:
        if spec.key != scope.ledger:
            return []
    elif scope.month:
        day = next((column for column in spec.stored if column.spec.key == spec.day), None)
        if day is None:
            return []
        query = query.where(table.c[day.attribute].startswith(scope.month))
    elif scope.group:
        members = [
            column.attribute
            for column in spec.stored
            if column.spec.kind is Kind.PERSON
            or (column.spec.kind is Kind.REFERENCE and column.spec.refers_to == "group")
        ]
        query = query.where(or_(table.c.uid.in_(people), *(table.c[name].in_(people) for name in members)))
    return list(branch.database.connection.execute(query).scalars())


def _people(branch: Branch, scope: Scope) -> frozenset[str]:
    """The Party group itself and who belongs to it now."""
    groups = {row.uid for row in branch.rows("group") if row.text("name") == scope.group}
    return frozenset(groups | {row.uid for row in branch.rows("person") if row.text("group") == scope.group})


def _owned(branch: Branch, table: Table, owners: Collection[str]) -> list[str]:
    found: list[str] = []
    for some in in_batches(owners):
        query = select(table.c.uid).where(table.c.owner_uid.in_(some))
        found += branch.database.connection.execute(query).scalars()
    return found
