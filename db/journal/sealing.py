"""Sealing a change set of our own: the transaction that `new_transaction` would make, as the rows that are stored.

An import seals over a hundred thousand cells at once, so no object is made per cell. Values were put into canonical
form by the capture a moment ago, and tables and columns come from our own schema; what a stranger's package must be
checked for is left to the reader of packages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from db.journal.transaction import Authorship, Position, transaction_hash, value_hash

SALT_DIGITS = 32  # 16 random bytes in hexadecimal
LONGEST_VALUE = 1_000_000
LONGEST_NOTE = 2_000
LONGEST_ACTOR = 200

Cell = tuple[str, str, str]  # table, row, column
StoredOperation = tuple[str, int, int, str, str, str, str, str, str]  # as the columns of s_operation


@dataclass(frozen=True, slots=True)
class Sealed:
    """The hash over everything, and the operations in the order in which they were written."""

    hash: str
    operations: list[StoredOperation]


def seal(
    position: Position,
    authorship: Authorship,
    cells: Mapping[Cell, str],
    random_bytes: Callable[[int], bytes],
) -> Sealed:
    """Salt and hash the value of each cell, then the whole. ValueError for a value beyond what other PCs accept."""
    site, sequence = position.site, position.sequence
    salts = random_bytes(SALT_DIGITS // 2 * len(cells)).hex()
    operations: list[StoredOperation] = []
    for index, ((table, row, column), value) in enumerate(cells.items()):
        if len(value) > LONGEST_VALUE:
            raise ValueError(f"the value of {table}.{column} is too long for the journal")
        salt = salts[index * SALT_DIGITS : (index + 1) * SALT_DIGITS]
        operations.append((site, sequence, index, table, row, column, value, salt, value_hash(salt, value)))
    fingerprints = ((each[3], each[4], each[5], each[8]) for each in operations)
    return Sealed(transaction_hash(position, authorship, fingerprints), operations)
