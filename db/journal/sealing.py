"""Sealing a change set of our own: the transaction that `new_transaction` would make, as the rows that are stored.

An import seals thousands of rows at once, so no object is made per cell, and each row is salted and hashed as a
whole. Tables and columns come from our own schema; what a stranger's package must be checked for is left to the
reader of packages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from db import limits
from db.journal.transaction import (
    Authorship,
    Fingerprint,
    Position,
    canonical_cells,
    cells_hash,
    transaction_hash,
)

SALT_DIGITS = 32  # 16 random bytes in hexadecimal

RowPart = tuple[str, str, bool]  # table, row, whether these cells steer the merge
StoredRow = tuple[str, int, int, str, str, str, str, str]  # as the columns of s_row_change


@dataclass(frozen=True, slots=True)
class Sealed:
    """The hash over everything, and the changed rows in the order in which they were first written."""

    hash: str
    rows: list[StoredRow]


def seal(
    position: Position,
    authorship: Authorship,
    written: Mapping[RowPart, Mapping[str, Any]],
    random_bytes: Callable[[int], bytes],
) -> Sealed:
    """Salt and hash the cells of each row, then the whole. ValueError for a row beyond what other PCs accept."""
    site, sequence = position.site, position.sequence
    salts = random_bytes(SALT_DIGITS // 2 * len(written)).hex()
    rows: list[StoredRow] = []
    fingerprints: list[Fingerprint] = []
    for index, ((table, row, _), values) in enumerate(written.items()):
        cells = canonical_cells(values)
        if len(cells) > limits.ROW_CHARACTERS:
            raise ValueError(f"a row of {table} is too long for the journal")
        salt = salts[index * SALT_DIGITS : (index + 1) * SALT_DIGITS]
        digest = cells_hash(salt, cells)
        rows.append((site, sequence, index, table, row, cells, salt, digest))
        fingerprints.append((table, row, sorted(values), digest))
    return Sealed(transaction_hash(position, authorship, fingerprints), rows)
