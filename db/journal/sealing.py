"""Sealing a change set of our own: the transaction that `new_transaction` would make, without re-reading its own text.

An import seals over a hundred thousand cells at once. Their values were put into canonical form by the capture a
moment ago and their tables and columns come from our own schema, so the checks that a stranger's package needs are
left to the reader of packages; the limits that a person could exceed are checked here.
"""

from collections.abc import Callable, Iterable

from db.journal.transaction import (
    Authorship,
    Change,
    Operation,
    Position,
    Transaction,
    transaction_hash,
    value_hash,
)

SALT_DIGITS = 32  # 16 random bytes in hexadecimal
LONGEST_VALUE = 1_000_000
LONGEST_NOTE = 2_000
LONGEST_ACTOR = 200


def seal(
    position: Position,
    authorship: Authorship,
    changes: Iterable[Change],
    random_bytes: Callable[[int], bytes],
) -> Transaction:
    """The sealed transaction; where a cell was written twice, the last value counts. ValueError for a huge value."""
    last = {change[:3]: change.value for change in changes}
    salts = random_bytes(SALT_DIGITS // 2 * len(last)).hex()
    operations = tuple(
        _operation(*cell, value, salts[start : start + SALT_DIGITS])
        for (cell, value), start in zip(last.items(), range(0, len(salts), SALT_DIGITS), strict=True)
    )
    fingerprints = [(each.table, each.row, each.column, each.value_hash) for each in operations]
    return Transaction(
        position.site,
        position.sequence,
        position.lamport,
        dict(position.context),
        authorship.actor,
        authorship.wall,
        authorship.clock_doubt,
        authorship.application,
        authorship.schema,
        authorship.note,
        position.previous_hash,
        transaction_hash(position, authorship, fingerprints),
        operations,
    )


def _operation(table: str, row: str, column: str, value: str, salt: str) -> Operation:
    if len(value) > LONGEST_VALUE:
        raise ValueError(f"the value of {table}.{column} is too long for the journal")
    return Operation(table, row, column, value, salt, value_hash(salt, value))
