"""The merge core: a grow-only set of transactions, and the ledger as a pure function of that set.

Taking in a package is set union, so order, repetition and lost sticks cannot matter; no wall clock takes
part. Must not know SQL, Qt, records or files. The SQL journal keeps the same state in tables and is checked
against this.

Names with a meaning: table `_erase` (row = the row erased, column = its table), column `_del` (1 = removed),
column `_same:<row>` (1 = that row is the same thing; written on the smaller one). A column starting with `_`
steers the merge and is neither shown nor redacted.
"""

from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from db.journal.transaction import (
    CONTROL,
    Change,
    ForkError,
    GapError,
    Position,
    RowChange,
    Transaction,
    cell_text,
    verify,
    verify_history,
)

ERASURES, REMOVED, SAME = "_erase", "_del", "_same:"
_EMPTY, _FALSE, _TRUE = "null", "0", "1"

RowKey = tuple[str, str]  # table, row


@dataclass(frozen=True, slots=True)
class Head:
    """A value of one cell that no author has knowingly replaced; None once redacted.

    `order` is (lamport, site, sequence, place in the transaction): of several heads the greatest is shown.
    """

    order: tuple[int, str, int, int]
    value: str | None
    context: Mapping[str, int]

    def has_seen(self, other: "Head") -> bool:
        """True if the other was held where this one was written."""
        return self.context.get(other.order[1], 0) >= other.order[2]

    def removes(self, other: "Head") -> bool:
        """As a removal, hide what was seen, and what was written in the same transaction."""
        return self.has_seen(other) or self.order[:3] == other.order[:3]


RowHeads = dict[str, tuple[Head, ...]]  # column -> heads, greatest first
_NOTHING = Head((0, "", 0, 0), None, {})


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One row, or several united ones; `members` are their ids, the smallest (the face) first.

    `values` are canonical JSON by column, empty ones left out. `conflicts` are the distinct values of a
    column written without knowledge of each other, the shown one first. `is_live` is False for a removed or
    erased row; `deleted_there_edited_here` asks: keep it or remove it?
    """

    members: tuple[str, ...]
    values: Mapping[str, str]
    conflicts: Mapping[str, tuple[str, ...]]
    is_live: bool
    deleted_there_edited_here: bool


@dataclass(frozen=True, slots=True)
class View:
    """The ledger as folded: rows by table and face, the face of each row, all heads, and the erased rows."""

    rows: Mapping[RowKey, ViewRow]
    faces: Mapping[RowKey, RowKey]
    heads: Mapping[RowKey, RowHeads]
    erased: frozenset[RowKey]


class TransactionSet:
    """All transactions held on one PC; it only grows. Iteration is in causal order."""

    def __init__(self, transactions: Iterable[Transaction] = ()) -> None:
        self._held: dict[tuple[str, int], Transaction] = {}
        self._heads: dict[RowKey, RowHeads] = {}
        self._erased: frozenset[RowKey] = frozenset()
        self.version_vector: Mapping[str, int] = {}
        self.add(transactions)

    def __iter__(self) -> Iterator[Transaction]:
        return iter(_in_order(self._held.values()))

    def heads(self, table: str, row: str, column: str) -> tuple[Head, ...]:
        """The heads of a cell, the shown one first; empty if it was never written."""
        return self._heads.get((table, row), {}).get(column, ())

    def next_position(self, site: str) -> Position:
        """Where the site's next own transaction stands, having seen everything held here."""
        sequence = self.version_vector.get(site, 0)
        newest = [self._held[key].lamport for key in self.version_vector.items()]
        previous = self._held[site, sequence].hash if sequence else ""
        return Position(site, sequence + 1, max(newest, default=0) + 1, dict(self.version_vector), previous)

    def since(self, version_vector: Mapping[str, int]) -> tuple[Transaction, ...]:
        """What a PC with that version vector lacks, in causal order."""
        return tuple(each for each in self if each.sequence > version_vector.get(each.site, 0))

    def add(self, transactions: Iterable[Transaction]) -> tuple[Transaction, ...]:
        """Unite with these, all or nothing; return the new ones as they are kept (erased rows redacted).

        TamperedError, GapError or ForkError if any cannot be taken in. Signatures are the reader's job.
        """
        fresh, erased = accept(transactions, self._held, self._erased)
        self._keep(fresh, erased)
        return tuple(self._held[key] for key in fresh)

    def _keep(self, fresh: Mapping[tuple[str, int], Transaction], erased: frozenset[RowKey]) -> None:
        kept = {key: redacted(each, erased) for key, each in fresh.items()}
        if erased != self._erased:
            self._held = {key: redacted(each, erased) for key, each in self._held.items()}
            self._heads = _all_heads(self._held.values())
            self._erased = erased
        self._held |= kept
        for transaction in kept.values():
            _take_up(self._heads, transaction)
        self.version_vector = {**self.version_vector, **dict(kept.keys())}


def accept(
    transactions: Iterable[Transaction],
    held: Mapping[tuple[str, int], Transaction],
    erased: frozenset[RowKey],
) -> tuple[dict[tuple[str, int], Transaction], frozenset[RowKey]]:
    """Those of the transactions that are new here, as they came and in causal order, and all rows erased then.

    `held` are the transactions known by (site, sequence); their rows are not looked at. Raises as
    `TransactionSet.add` does.
    """
    fresh: dict[tuple[str, int], Transaction] = {}
    known = ChainMap(fresh, dict(held))
    for transaction in _in_order(transactions):
        verify(transaction)
        key = (transaction.site, transaction.sequence)
        if key not in known:
            verify_history(transaction, known)
            fresh[key] = transaction
        elif known[key].hash != transaction.hash:
            raise ForkError(*key)
    erased = erased.union(*map(_erasures, fresh.values()))
    for transaction in fresh.values():
        _check_redactions(transaction, erased)
    return fresh, erased


def redacted(transaction: Transaction, erased: frozenset[RowKey]) -> Transaction:
    """The transaction without the values of erased rows, those written after the erasure included."""
    if not any((each.table, each.row) in erased for each in transaction.rows):
        return transaction
    rows = (each.redacted() if _is_erased(each, erased) else each for each in transaction.rows)
    return replace(transaction, rows=tuple(rows))


def fold(transactions: Iterable[Transaction], known: Mapping[str, Collection[str]] | None = None) -> View:
    """The ledger that a whole set of transactions makes, whatever their order.

    `known` maps each table this version knows to its columns; the rest counts in the merge but is not shown.
    """
    ordered = _in_order(transactions)
    erased = frozenset[RowKey]().union(*map(_erasures, ordered))
    all_heads = _all_heads(redacted(each, erased) for each in ordered)
    heads = {key: columns for key, columns in all_heads.items() if key[0] != ERASURES}
    faces = _faces(heads)
    rows = {}
    for face, group in _groups(faces).items():
        if known is None or face[0] in known:
            present = [heads[key] for key in group if key not in erased]
            rows[face] = _row(tuple(row for _, row in group), present, known and known[face[0]])
    return View(rows, faces, heads, erased)


def compensation(before: View, after: View) -> tuple[Change, ...]:
    """What to write to undo an import: the ledger reads as before, and nothing leaves the history.

    To be written in this order: of united rows the value shown before comes last and is shown again. A
    conflict that the import brought is settled too, an older one is left. An erasure is not undone.
    """
    changes = []
    for key, columns in _reverted(before, after).items():
        old, new = before.heads.get(key, {}), after.heads[key]
        for column in columns:
            head = old[column][0] if column in old else _NOTHING
            changes.append((head.order, Change(*key, column, head.value or _EMPTY)))
        was_live, newly_removed = _is_live(old), bool(_removals(new)) and not _removals(old)
        if was_live != _is_live(new) or (newly_removed if was_live else columns):
            changes.append((_NOTHING.order, Change(*key, REMOVED, _FALSE if was_live else _TRUE)))
    return tuple(
        change
        for _, change in sorted(changes)
        if change.column.startswith(CONTROL) or (change.table, change.row) not in after.erased
    )


def _reverted(before: View, after: View) -> dict[RowKey, set[str]]:
    """The columns to write back in each row: those that read otherwise, and in rows united before the same
    column of the whole group, because the newest of its values is the one shown.
    """
    groups = _groups(before.faces)
    reverted: dict[RowKey, set[str]] = {key: set() for key in after.heads}
    for key, columns in after.heads.items():
        group = groups[before.faces[key]] if key in before.faces else [key]
        old = before.heads.get(key, {})
        for column, heads in columns.items():
            was, now = _distinct(old.get(column, ())) or (_EMPTY,), _distinct(heads)
            reads_otherwise = was[0] != now[0] or len(was) == 1 < len(now)
            if column != REMOVED and (reads_otherwise or (len(group) > 1 and heads != old.get(column))):
                fellows = (fellow for fellow in group if column in before.heads.get(fellow, {}))
                for each in (key, *fellows):
                    reverted[each].add(column)
    return reverted


def _in_order(transactions: Iterable[Transaction]) -> list[Transaction]:
    """Causal order: a transaction's lamport is above that of all it had seen."""
    return sorted(transactions, key=lambda each: (each.lamport, each.site, each.sequence))


def _check_redactions(transaction: Transaction, erased: frozenset[RowKey]) -> None:
    """Only an erasure known as well may empty a row, else equal sets could show different ledgers."""
    for each in transaction.rows:
        if each.is_redacted and not _is_erased(each, erased):
            raise GapError(f"the erasure of a row in {each.table} is missing")


def _erasures(transaction: Transaction) -> set[RowKey]:
    return {
        (column, each.row) for each in transaction.rows if each.table == ERASURES for column in each.values
    }


def _is_erased(change: RowChange, erased: frozenset[RowKey]) -> bool:
    return (change.table, change.row) in erased and not change.is_control


def _all_heads(transactions: Iterable[Transaction]) -> dict[RowKey, RowHeads]:
    heads: dict[RowKey, RowHeads] = {}
    for transaction in transactions:
        _take_up(heads, transaction)
    return heads


def _take_up(heads: dict[RowKey, RowHeads], transaction: Transaction) -> None:
    """Let each value written replace the heads of its cell that its author had seen."""
    place = count()
    for change in transaction.rows:
        columns = heads.setdefault((change.table, change.row), {})
        for column, value in change.values.items():
            text = None if change.is_redacted else cell_text(value)
            head = _head(transaction, next(place), text)
            columns[column] = _surviving(columns.get(column, ()), head)


def _head(transaction: Transaction, place: int, value: str | None) -> Head:
    order = (transaction.lamport, transaction.site, transaction.sequence, place)
    return Head(order, value, transaction.context)


def _surviving(standing: tuple[Head, ...], new: Head) -> tuple[Head, ...]:
    heads = [new, *(head for head in standing if not new.has_seen(head))]
    return tuple(sorted(heads, key=lambda head: head.order, reverse=True))


def _distinct(heads: Iterable[Head]) -> tuple[str, ...]:
    """The different values, the shown one first."""
    ordered = sorted(heads, key=lambda head: head.order, reverse=True)
    return tuple(dict.fromkeys(head.value or _EMPTY for head in ordered))


def _removals(columns: RowHeads) -> list[Head]:
    return [head for head in columns.get(REMOVED, ()) if head.value == _TRUE]


def _is_live(columns: RowHeads) -> bool:
    """A removal hides only what its author had seen: a row lives if a head escapes all standing removals."""
    removals = _removals(columns)
    return any(
        not any(removal.removes(head) for removal in removals) for heads in columns.values() for head in heads
    )


def _faces(heads: Mapping[RowKey, RowHeads]) -> dict[RowKey, RowKey]:
    """For each row the smallest one it is united with, by union-find over the `_same` columns.

    A row that nobody wrote yet unites others all the same: that it arrives later must change nothing.
    """
    parents: dict[RowKey, RowKey] = {}

    def find(key: RowKey) -> RowKey:
        while key in parents:
            key = parents[key]
        return key

    for (table, row), columns in heads.items():
        for column, standing in columns.items():
            if column.startswith(SAME) and standing[0].value == _TRUE:
                first, second = find((table, row)), find((table, column.removeprefix(SAME)))
                if first != second:
                    parents[second] = first
    smallest: dict[RowKey, RowKey] = {}
    return {key: smallest.setdefault(find(key), key) for key in sorted(heads)}


def _groups(faces: Mapping[RowKey, RowKey]) -> dict[RowKey, list[RowKey]]:
    groups: dict[RowKey, list[RowKey]] = {}
    for key, face in sorted(faces.items()):
        groups.setdefault(face, []).append(key)
    return groups


def _row(members: tuple[str, ...], present: Sequence[RowHeads], shown: Collection[str] | None) -> ViewRow:
    """Read united rows as one. Removed ones count only if all are; an empty cell contradicts no other row."""
    live = [columns for columns in present if _is_live(columns)]
    by_column: dict[str, list[Head]] = {}
    for columns in live or present:
        for column, heads in columns.items():
            if not column.startswith(CONTROL) and (shown is None or column in shown):
                by_column.setdefault(column, []).extend(heads if _distinct(heads) != (_EMPTY,) else ())
    distinct = {column: _distinct(heads) for column, heads in by_column.items() if heads}
    return ViewRow(
        members,
        {column: values[0] for column, values in distinct.items() if values[0] != _EMPTY},
        {column: values for column, values in distinct.items() if len(values) > 1},
        is_live=bool(live),
        deleted_there_edited_here=any(_removals(columns) for columns in live),
    )
