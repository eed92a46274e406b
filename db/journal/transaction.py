"""One transaction of the journal: its parts, its hashes and its text form.

A transaction is what one person did in one go on one PC. It names the transactions its PC held at that moment
(`context`), so later readers can tell a correction from a conflict without any clock. It is chained to the
PC's previous one by hash, and the hash covers a salted hash of each row's cells instead of the cells, so that
a row can be erased for good while the chain still verifies.

Must not store anything, decide anything about other transactions, or ask for the time or for randomness:
`fold.py` merges, the SQL journal stores, and both use exactly these values.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

import orjson

from db import limits
from db.errors import LedgerError

CONTROL: Final = "_"
"""A column that starts with it steers the merge; it is neither shown nor redacted."""

_KEPT: Final = "本机的台账一条也没有改动"
_FORMAT: Final = "branch-ledger transaction 2"
_SALT_BYTES: Final = 16
_SALT: Final = re.compile(r"[0-9a-f]{32}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_IDENTIFIER: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_LARGEST_NUMBER: Final = 2**53 - 1
_TEXT_LIMITS: Final = {
    "actor": limits.ACTOR_CHARACTERS,
    "wall": 40,
    "application": 40,
    "note": limits.NOTE_CHARACTERS,
}

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_quote = json.encoder.encode_basestring


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
            "数据包读不出来，可能没有复制完整或者U盘有损坏",
            "请让对方重新导出一份，安全弹出U盘后再接收",
        )


class TamperedError(PackageError):
    """A hash does not match what it vouches for, or a transaction contradicts what it says it had seen."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "package_tampered",
            reason,
            "数据包的内容与校验码对不上，可能被改动过",
            "请不要使用这份数据包，让对方重新导出一份并当面交接",
        )


class GapError(PackageError):
    """The package builds on a transaction that is neither in it nor held here."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "package_gap",
            reason,
            "这份数据包接不上，在它之前还有改动没有接收",
            "请先导入较早的那一份，或者让对方导出全部改动后再接收",
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


Fingerprint = tuple[str, str, list[str], str]  # table, row, columns in order, hash of the cells


class Change(NamedTuple):
    """One cell to be written: `value` is canonical JSON text."""

    table: str
    row: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """The cells of one row as written in one go: all of them steer the merge, or none does.

    `cells` is a canonical JSON object of column and value. Once redacted its values are null and the salt is
    None, while `hash` still vouches for what stood there.
    """

    table: str
    row: str
    cells: str
    salt: str | None
    hash: str

    @property
    def values(self) -> dict[str, Any]:
        """Value of each column, in the order of the columns' names."""
        found: dict[str, Any] = json.loads(self.cells)
        return found

    @property
    def is_redacted(self) -> bool:
        """Whether the values were erased for good."""
        return self.salt is None

    @property
    def is_control(self) -> bool:
        """Whether its columns steer the merge."""
        return self.cells.startswith('{"' + CONTROL)

    def redacted(self) -> "RowChange":
        """The same without its values and the salt by which they could be guessed."""
        return RowChange(self.table, self.row, _encode(dict.fromkeys(self.values)), None, self.hash)


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
    """A `Position`, an `Authorship` and at most one value per cell, sealed by `hash`."""

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
    rows: tuple[RowChange, ...]

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


def canonical_cells(cells: Mapping[str, Any]) -> str:
    """`canonical` for the cells of a row as SQLite gives them, five times as quick. No column holds fractions, whose
    spelling would not be the same."""
    try:
        return orjson.dumps(cells, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # a number beyond 64 bits, or half a character: told as `canonical` tells it
        return _encode(cells)


def cell_text(value: Any) -> str:
    """`canonical` for a single value, quick for the texts, numbers and nothing that cells mostly hold."""
    if type(value) is str:
        return _quote(value)
    if value is None:
        return "null"
    return str(value) if type(value) is int else canonical(value)


def cells_hash(salt: str, cells: str) -> str:
    """SHA-256 (FIPS 180-4) over salt and canonical cells, in hexadecimal.

    The salt keeps an erased ID number from being found by hashing every possible one; it is erased with it.
    """
    return hashlib.sha256(f"{salt}:{cells}".encode()).hexdigest()


def transaction_hash(position: Position, authorship: Authorship, fingerprints: Iterable[Fingerprint]) -> str:
    """SHA-256 over everything but the values; the fingerprints of the rows in order.

    The text hashed is one JSON array, in which no two different transactions read the same.
    """
    head = _encode(
        [
            _FORMAT,
            [position.previous_hash, position.site, position.sequence, position.lamport],
            dict(position.context),
            [authorship.actor, authorship.wall, authorship.clock_doubt],
            [authorship.application, authorship.schema, authorship.note],
        ]
    )
    rows = ",".join(
        f"[{_quote(table)},{_quote(row)},{_names_text(tuple(columns))},{_quote(digest)}]"
        for table, row, columns, digest in fingerprints
    )
    return hashlib.sha256(f"{head[:-1]},[{rows}]]".encode()).hexdigest()


@lru_cache(maxsize=1024)
def _names_text(columns: tuple[str, ...]) -> str:
    """The columns of a row as JSON: thousands of rows name the same ones."""
    return _encode(columns)


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
    rows = tuple(_sealed_rows(last, random_bytes))
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
        transaction_hash(position, authorship, map(_fingerprint, rows)),
        rows,
    )
    _check_shape(transaction)
    return transaction


def _sealed_rows(
    cells: Mapping[tuple[str, str, str], str], random_bytes: Callable[[int], bytes]
) -> Iterator[RowChange]:
    """Neighbouring cells of one row together, those that steer the merge apart; the order stays as written."""
    for (table, row, _), group in groupby(cells, lambda cell: (*cell[:2], cell[2].startswith(CONTROL))):
        text = _encode({cell[2]: json.loads(cells[cell]) for cell in group})
        salt = random_bytes(_SALT_BYTES).hex()
        yield RowChange(table, row, text, salt, cells_hash(salt, text))


def verify(transaction: Transaction) -> None:
    """Raise TamperedError unless the transaction is whole in itself: its hash, each value still there, one
    value per cell, and a context that holds its site's earlier transactions and no later ones.
    """
    if transaction.context.get(transaction.site, 0) != transaction.sequence - 1:
        raise TamperedError("the context does not end at the site's previous transaction")
    cells = [(each.table, each.row, column) for each in transaction.rows for column in each.values]
    if len(set(cells)) != len(cells):
        raise TamperedError("a cell is written twice in one transaction")
    if transaction.hash != transaction_hash(
        transaction.position, transaction.authorship, map(_fingerprint, transaction.rows)
    ):
        raise TamperedError("the transaction does not match its hash")
    for each in transaction.rows:
        if each.salt is None:
            if any(value is not None for value in each.values.values()):
                raise TamperedError("a row is redacted by half")
        elif cells_hash(each.salt, each.cells) != each.hash:
            raise TamperedError("a row does not match its hash")


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
            "rows": [[each.table, each.row, each.values, each.salt, each.hash] for each in transaction.rows],
        }
    )


def from_json(text: str) -> Transaction:
    """Read one line made by `to_json`; DamagedError for anything that `to_json` would not have written.

    Says nothing about the hashes: `verify` does.
    """
    if len(text) > limits.TRANSACTION_CHARACTERS:
        raise DamagedError("the line is too long")
    try:
        text.encode()  # a lone surrogate can be neither hashed nor stored
        parts = json.loads(text)
        rows = tuple(
            RowChange(table, row, _encode(cells), salt, digest)
            for table, row, cells, salt, digest in parts.pop("rows")
        )
        transaction = Transaction(**parts, rows=rows)
        _check_shape(transaction)
        if to_json(transaction) != text:
            raise DamagedError("the line is not in canonical form")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError(f"not a transaction: {type(error).__name__}") from error
    return transaction


_HEADER_NAMES: Final = tuple(each.name for each in fields(Transaction) if each.name != "rows")


def _fingerprint(change: RowChange) -> Fingerprint:
    return change.table, change.row, list(change.values), change.hash


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
    for each in transaction.rows:
        _check_row(each)


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


def _check_row(change: RowChange) -> None:
    if len(change.cells) > limits.ROW_CHARACTERS or not change.cells.startswith("{"):
        raise ValueError("the cells are no object within the limits")
    columns = list(change.values)
    if not columns or not all(_IDENTIFIER.fullmatch(each) for each in (change.table, change.row, *columns)):
        raise ValueError("a table, row or column is no identifier")
    if len({column.startswith(CONTROL) for column in columns}) != 1:
        raise ValueError("cells that steer the merge stand among others")
    if not _DIGEST.fullmatch(change.hash):
        raise ValueError("a hash is no SHA-256")
    if change.salt is not None and not _SALT.fullmatch(change.salt):
        raise ValueError("a salt is not 16 bytes")
