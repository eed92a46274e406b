"""One transaction of the journal: its parts, its hashes and its text form.

A transaction is what one person did in one go on one PC. It names the transactions its PC held at that moment
(`context`), so later readers can tell a correction from a conflict without any clock. It is chained to the
PC's previous one by hash, and the hash covers the hash of each value instead of the value, so that a value
can be erased for good while the chain still verifies.

Must not store anything, decide anything about other transactions, or ask for the time or for randomness:
`fold.py` merges, the SQL journal stores, and both use exactly these values.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final, NamedTuple

from db.errors import LedgerError

LONGEST_LINE: Final = 64 * 1024 * 1024
"""Characters of one transaction in its text form; 114,000 operations take some 25 million."""

_KEPT: Final = "本机的台账一条也没有改动"
_FORMAT: Final = "branch-ledger transaction 1"
_SALT_BYTES: Final = 16
_SALT: Final = re.compile(r"[0-9a-f]{32}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_IDENTIFIER: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_LONGEST_VALUE: Final = 1_000_000
_LARGEST_NUMBER: Final = 2**53 - 1
_TEXT_LIMITS: Final = {"actor": 200, "wall": 40, "application": 40, "note": 2_000}

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class PackageError(LedgerError):
    """Transactions from a package were refused as a whole; `reason` is for the log, in English."""

    def __init__(self, code: str, reason: str, happened: str, remedy: str) -> None:
        self.reason = reason
        super().__init__(code, happened, _KEPT, remedy)


class DamagedError(PackageError):
    """The text is no transaction: cut short, garbled or beyond the limits."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "package_damaged",
            reason,
            "交换包读不出来，可能没有复制完整或者U盘有损坏",
            "请让对方重新导出一份，安全弹出U盘后再导入",
        )


class TamperedError(PackageError):
    """A hash does not match what it vouches for, or a transaction contradicts what it says it had seen."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "package_tampered",
            reason,
            "交换包的内容与校验码对不上，可能被改动过",
            "请不要使用这份交换包，让对方重新导出一份并当面交接",
        )


class GapError(PackageError):
    """The package builds on a transaction that is neither in it nor held here."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "package_gap",
            reason,
            "这份交换包接不上，在它之前还有改动没有导入",
            "请先导入较早的那一份，或者让对方导出全部改动后再导入",
        )


class ForkError(PackageError):
    """One PC issued a number twice: a copied folder or a restored backup went on under its name."""

    def __init__(self, site: str, sequence: int) -> None:
        self.site = site
        self.sequence = sequence
        super().__init__(
            "package_fork",
            f"site {site} issued transaction {sequence} twice with different contents",
            f"电脑“{site[:8]}”的第 {sequence} 号改动出现了两个版本，说明它的台账曾被整份复制或者退回过旧备份",
            "请先在两台电脑上各做一次备份，停用复制出来的那一份，再从原来的电脑导出全部改动",
        )


class Change(NamedTuple):
    """One cell to be written: `value` is canonical JSON text."""

    table: str
    row: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One cell as written. `value` is canonical JSON text; value and salt are both None once redacted."""

    table: str
    row: str
    column: str
    value: str | None
    salt: str | None
    value_hash: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a transaction stands among all others.

    `sequence` counts the site's own transactions from 1. `context` maps each site to the last sequence held
    when this one was written, its own site included, zero left out. `lamport` is 1 + the highest held: it
    only breaks ties among values written without knowledge of each other.
    """

    site: str
    sequence: int
    lamport: int
    context: Mapping[str, int]
    previous_hash: str


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote a transaction, on what, and when by that PC's clock: shown to people, never used to decide.

    `wall` is the UTC instant in ISO 8601; `clock_doubt` says that the PC itself distrusted it. `schema` is
    the writer's schema number and `application` its version.
    """

    actor: str
    wall: str
    clock_doubt: bool
    application: str
    schema: int
    note: str


@dataclass(frozen=True, slots=True)
class Transaction:
    """A `Position`, an `Authorship` and at most one operation per cell, sealed by `hash`."""

    site: str
    sequence: int
    lamport: int
    context: Mapping[str, int]
    actor: str
    wall: str
    clock_doubt: bool
    application: str
    schema: int
    note: str
    previous_hash: str
    hash: str
    operations: tuple[Operation, ...]

    @property
    def position(self) -> Position:
        """The part that orders transactions."""
        return Position(self.site, self.sequence, self.lamport, self.context, self.previous_hash)

    @property
    def authorship(self) -> Authorship:
        """The part that is only shown."""
        return Authorship(self.actor, self.wall, self.clock_doubt, self.application, self.schema, self.note)


def canonical(value: object) -> str:
    """The one JSON text for a value, so that equal values are equal texts.

    Keys sorted, no blanks, characters not escaped (RFC 8259). ValueError for NaN and infinities, TypeError
    for what JSON cannot hold.
    """
    return _encode(value)


def value_hash(salt: str, value: str) -> str:
    """SHA-256 (FIPS 180-4) over salt and canonical value, in hexadecimal.

    The salt keeps an erased ID number from being found by hashing every possible one; it is erased with it.
    """
    return hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()


def transaction_hash(
    position: Position, authorship: Authorship, fingerprints: Iterable[tuple[str, str, str, str]]
) -> str:
    """SHA-256 over everything but the values; `fingerprints` are (table, row, column, value hash) in order.

    The text hashed is one JSON array, in which no two different transactions read the same.
    """
    text = _encode(
        [
            _FORMAT,
            [position.previous_hash, position.site, position.sequence, position.lamport],
            dict(position.context),
            [authorship.actor, authorship.wall, authorship.clock_doubt],
            [authorship.application, authorship.schema, authorship.note],
            list(fingerprints),
        ]
    )
    return hashlib.sha256(text.encode()).hexdigest()


def new_transaction(
    position: Position,
    authorship: Authorship,
    changes: Iterable[Change],
    random_bytes: Callable[[int], bytes],
) -> Transaction:
    """Seal the changes of one user action; where a cell is changed twice, the last value counts.

    `random_bytes` gives that many unpredictable bytes (`secrets.token_bytes`). ValueError when a part is
    beyond what other PCs accept.
    """
    last = {change[:3]: change.value for change in changes}
    salts = random_bytes(_SALT_BYTES * len(last)).hex()
    width = _SALT_BYTES * 2
    operations = []
    for index, ((table, row, column), value) in enumerate(last.items()):
        salt = salts[index * width : (index + 1) * width]
        operations.append(Operation(table, row, column, value, salt, value_hash(salt, value)))
    transaction = Transaction(
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
        transaction_hash(position, authorship, map(_fingerprint, operations)),
        tuple(operations),
    )
    _check_shape(transaction)
    return transaction


def verify(transaction: Transaction) -> None:
    """Raise TamperedError unless the transaction is whole in itself: its hash, each value still there, one
    operation per cell, and a context that holds its site's earlier transactions and no later ones.
    """
    operations = transaction.operations
    if transaction.context.get(transaction.site, 0) != transaction.sequence - 1:
        raise TamperedError("the context does not end at the site's previous transaction")
    if len({(each.table, each.row, each.column) for each in operations}) != len(operations):
        raise TamperedError("a cell is written twice in one transaction")
    if transaction.hash != transaction_hash(
        transaction.position, transaction.authorship, map(_fingerprint, operations)
    ):
        raise TamperedError("the transaction does not match its hash")
    for each in operations:
        if each.value is None or each.salt is None:
            if each.value != each.salt:
                raise TamperedError("a value is redacted by half")
        elif value_hash(each.salt, each.value) != each.value_hash:
            raise TamperedError("a value does not match its hash")


def verify_history(transaction: Transaction, known: Mapping[tuple[str, int], Transaction]) -> None:
    """Raise unless the transaction follows from those it had seen, found in `known` by (site, sequence).

    GapError if one is missing, TamperedError if context or lamport do not follow, ForkError if it is chained
    to another previous transaction of its site.
    """
    lamport = 0
    for key in transaction.context.items():
        if key not in known:
            raise GapError(f"transaction {key[1]} of site {key[0]} is missing")
        seen = known[key]
        lamport = max(lamport, seen.lamport)
        if any(transaction.context.get(site, 0) < sequence for site, sequence in seen.context.items()):
            raise TamperedError("the context leaves out what a transaction in it had seen")
    if transaction.lamport != lamport + 1:
        raise TamperedError("the lamport number does not follow from the context")
    previous = known.get((transaction.site, transaction.sequence - 1))
    if transaction.previous_hash != (previous.hash if previous else ""):
        raise ForkError(transaction.site, transaction.sequence - 1)


def to_json(transaction: Transaction) -> str:
    """The transaction as one line of canonical JSON (lines are parted by a line feed and nothing else)."""
    return _encode(
        {
            **{name: getattr(transaction, name) for name in _HEADER_NAMES},
            "context": dict(transaction.context),
            "operations": [
                [each.table, each.row, each.column, each.value, each.salt, each.value_hash]
                for each in transaction.operations
            ],
        }
    )


def from_json(text: str) -> Transaction:
    """Read one line made by `to_json`; DamagedError for anything that `to_json` would not have written.

    Says nothing about the hashes: `verify` does.
    """
    if len(text) > LONGEST_LINE:
        raise DamagedError("the line is too long")
    try:
        text.encode()  # a lone surrogate can be neither hashed nor stored
        parts = json.loads(text)
        operations = tuple(Operation(*each) for each in parts.pop("operations"))
        transaction = Transaction(**parts, operations=operations)
        _check_shape(transaction)
        if to_json(transaction) != text:
            raise DamagedError("the line is not in canonical form")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError(f"not a transaction: {type(error).__name__}") from error
    return transaction


_HEADER_NAMES: Final = tuple(each.name for each in fields(Transaction) if each.name != "operations")


def _fingerprint(operation: Operation) -> tuple[str, str, str, str]:
    return operation.table, operation.row, operation.column, operation.value_hash


def _check_shape(transaction: Transaction) -> None:
    """Raise ValueError or TypeError unless all parts have the right type and are within the limits.

    The types are asked for one by one because `from_json` fills the fields with whatever the text held.
    """
    for name, limit in _TEXT_LIMITS.items():
        text = getattr(transaction, name)
        if type(text) is not str or len(text) > limit:
            raise ValueError(f"{name} is no text of up to {limit} characters")
    if type(transaction.clock_doubt) is not bool:
        raise ValueError("the doubt about the clock is neither true nor false")
    if type(transaction.schema) is not int or not 0 <= transaction.schema <= _LARGEST_NUMBER:
        raise ValueError("the schema is no number")
    _check_position(transaction)
    for operation in transaction.operations:
        _check_operation(operation)


def _check_position(transaction: Transaction) -> None:
    context = transaction.context
    numbers = [transaction.sequence, transaction.lamport, *context.values()]
    if any(type(each) is not int or not 1 <= each <= _LARGEST_NUMBER for each in numbers):
        raise ValueError("a sequence is no positive number")
    if not all(_IDENTIFIER.fullmatch(each) for each in (transaction.site, *context)):
        raise ValueError("a site is no identifier")
    if not _DIGEST.fullmatch(transaction.hash):
        raise ValueError("the hash is no SHA-256")
    if transaction.previous_hash and not _DIGEST.fullmatch(transaction.previous_hash):
        raise ValueError("the previous hash is no SHA-256")


def _check_operation(operation: Operation) -> None:
    for identifier in (operation.table, operation.row, operation.column):
        if not _IDENTIFIER.fullmatch(identifier):
            raise ValueError("a table, row or column is no identifier")
    if not _DIGEST.fullmatch(operation.value_hash):
        raise ValueError("a value hash is no SHA-256")
    if operation.salt is not None and not _SALT.fullmatch(operation.salt):
        raise ValueError("a salt is not 16 bytes")
    if operation.value is None:
        return
    if len(operation.value) > _LONGEST_VALUE or canonical(json.loads(operation.value)) != operation.value:
        raise ValueError("a value is no canonical JSON")
