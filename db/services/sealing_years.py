"""Sealed years: what was handed over is closed for writing, and a digest says whether it still is what was sealed.

A record belongs to the year of its day; ledgers without a day (the roster, posts) belong to none and stay open. What
comes by an exchange is taken in all the same, for an exchange may not be refused; it shows by the digest.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select

from db.changes import Changes, Row
from db.errors import InvalidDraftError, LedgerError
from db.journal.capture import journaled_columns, replicated_tables
from db.journal.stored import in_batches
from db.journal.tables import ROW_CHANGE, TRANSACTION
from db.journal.transaction import canonical
from db.ledger_spec import LedgerSpec
from db.records.parts import SealedYear
from db.services.branch import Branch
from db.services.materializing import Owners
from db.services.reading import sql_table
from db.services.trail import note_within
from db.services.values import tidy_text
from db.services.writing import blank, derived_uid

SEALED, REOPENED = "sealed", "reopened"
DECEMBER = 12  # from this month on the year itself may be sealed


@dataclass(frozen=True, slots=True)
class SealedState:
    """A year that is sealed, or was: `state` is sealed or reopened, `reason` why it was reopened."""

    year: int
    state: str
    sealed_on: str
    sealed_by: str
    digest: str
    reason: str

    @property
    def is_sealed(self) -> bool:
        """Whether the year is closed for writing."""
        return self.state == SEALED


@dataclass(frozen=True, slots=True)
class LedgerOfYear:
    """A ledger's records of a year: how many, and a SHA-256 over all that stands in them and their attachments."""

    key: str
    title: str
    count: int
    digest: str


@dataclass(frozen=True, slots=True)
class YearContent:
    """What a year holds; `digest` covers the ledgers' digests."""

    year: int
    ledgers: tuple[LedgerOfYear, ...]
    digest: str

    @property
    def count(self) -> int:
        """Records in all ledgers."""
        return sum(ledger.count for ledger in self.ledgers)


def sealed_years(branch: Branch) -> tuple[SealedState, ...]:
    """The years that are sealed or were, newest first."""

    def read() -> tuple[SealedState, ...]:
        table = sql_table(SealedYear)
        rows = branch.database.connection.execute(
            select(table).where(table.c.removed_at.is_(None)).order_by(table.c.year.desc())
        )
        return tuple(
            SealedState(row.year, row.state, row.sealed_on, row.sealed_by, row.digest, row.reason)
            for row in rows
        )

    return branch.cached("sealed years", read)


def state_of_year(branch: Branch, year: int) -> SealedState | None:
    """How a year stands; None where it was never sealed."""
    return next((each for each in sealed_years(branch) if each.year == year), None)


def content_of_year(branch: Branch, year: int) -> YearContent:
    """What the live records of a year hold now, ledger by ledger, in a form that is the same on every PC."""
    ledgers = tuple(_ledger_of_year(branch, spec, year) for spec in branch.ledgers if is_dated(spec))
    parts = [[ledger.key, ledger.count, ledger.digest] for ledger in ledgers]
    return YearContent(
        year, ledgers, hashlib.sha256(canonical({"year": year, "ledgers": parts}).encode()).hexdigest()
    )


def is_dated(spec: LedgerSpec) -> bool:
    """Whether records of a ledger belong to a year and are sealed with it."""
    return bool(spec.day) and spec.place != "settings"


def is_unchanged(branch: Branch, year: int) -> bool:
    """Whether a sealed year still holds what was sealed."""
    state = state_of_year(branch, year)
    return state is not None and state.digest == content_of_year(branch, year).digest


def seal_year(branch: Branch, year: int) -> Changes:
    """Close a year for writing. LedgerErrors: `already_sealed`, `year_not_over`."""
    state = state_of_year(branch, year)
    if state is not None and state.is_sealed:
        raise LedgerError(
            "already_sealed", f"{year}年度已经封存过了", "没有改动任何内容", "要修改请先写明理由重开"
        )
    if (year, DECEMBER) > (branch.today.year, branch.today.month):
        raise LedgerError(
            "year_not_over", f"{year}年还没有过完，不能封存", "没有改动任何内容", "请到12月或下一年再封存"
        )
    content = content_of_year(branch, year)
    values = {
        "year": year,
        "state": SEALED,
        "sealed_on": branch.today.isoformat(),
        "sealed_by": branch.actor,
        "digest": content.digest,
        "reason": "",
    }
    return _write(branch, values, f"封存{year}年度（{content.count}条记录）", ("seal", content.digest[:16]))


def reopen_year(branch: Branch, year: int, reason: str) -> Changes:
    """Open a sealed year again; the reason is kept and shown. LedgerError `not_sealed`, InvalidDraftError."""
    reason = tidy_text(reason)
    state = state_of_year(branch, year)
    if state is None or not state.is_sealed:
        raise LedgerError("not_sealed", f"{year}年度没有封存", "没有改动任何内容", "可以直接修改")
    if not reason:
        raise InvalidDraftError({"reason": "请写明为什么要重开"}, f"{year}年度")
    values = {"year": year, "state": REOPENED, "reason": reason}
    return _write(branch, values, f"重开{year}年度：{reason}"[:200], ("reopen", reason))


def _write(branch: Branch, values: Mapping[str, Any], told: str, trail: tuple[str, str]) -> Changes:
    table, uid = sql_table(SealedYear), derived_uid("sealed_year", values["year"])
    with branch.change_set(told) as change_set:
        connection = branch.database.connection
        if connection.execute(select(table.c.uid).where(table.c.uid == uid)).first() is None:
            connection.execute(table.insert().values({**blank(SealedYear), **values, "uid": uid}))
        else:
            connection.execute(
                table.update().where(table.c.uid == uid).values({**values, "removed_at": None})
            )
        note_within(branch, connection, trail[0], f"{values['year']}年度", trail[1])
        change_set.touch("sealed_year", uid)
    return change_set.changes


# --- refusing -------------------------------------------------------------------------------------------------
def refuse_sealed(branch: Branch, spec: LedgerSpec, days: Iterable[str | None]) -> None:
    """LedgerError `year_sealed` where one of a record's days, the one before and the one after a change, lies in a
    sealed year."""
    if not is_dated(spec):
        return
    closed = {each.year for each in sealed_years(branch) if each.is_sealed}
    for day in days:
        if closed and day and day[:4].isdecimal() and int(day[:4]) in closed:
            raise LedgerError(
                "year_sealed",
                f"{day[:4]}年度已经封存，这条{spec.title}不能改",
                "封存的内容没有改动",
                f"请新增一条更正记录，或者写明理由重开（台账与迎检 → 封存年度；reopen {day[:4]}）",
            )


def days_of(spec: LedgerSpec, row: Row | None, columns: Mapping[str, Any]) -> tuple[str | None, ...]:
    """The day of a record as it stands, and as a draft would leave it."""
    if not is_dated(spec):
        return ()
    return (row.get(spec.day) if row else None, columns.get(day_column(spec)))


def refuse_sealed_record(branch: Branch, table_name: str, uid: str) -> None:
    """The same for a row of any table: the record it belongs to is looked up."""
    if not any(each.is_sealed for each in sealed_years(branch)):
        return
    found = Owners(branch).record_of(table_name, uid)
    spec = next((each for each in branch.ledgers if found and each.key == found[0]), None)
    if found is not None and spec is not None and is_dated(spec):
        table = sql_table(spec.record)
        day = select(table.c[day_column(spec)]).where(table.c.uid == found[1])
        refuse_sealed(branch, spec, (branch.database.connection.execute(day).scalar(),))


def day_column(spec: LedgerSpec) -> str:
    """The column that holds the day of a ledger's records."""
    return next(column.attribute for column in spec.stored if column.spec.key == spec.day)


# --- what was changed afterwards ------------------------------------------------------------------------------
def changed_after_seal(branch: Branch) -> frozenset[str]:
    """Uids of the records of any year that were changed after it was first sealed, here or elsewhere.

    Order is that of the journal; no clock takes part.
    """
    connection = branch.database.connection
    years = {derived_uid("sealed_year", each.year): each.year for each in sealed_years(branch)}
    if not years:
        return frozenset()
    first = _first_lamports(branch, years)
    query = (
        select(ROW_CHANGE.c.table, ROW_CHANGE.c.row, TRANSACTION.c.lamport)
        .join(
            TRANSACTION,
            (TRANSACTION.c.site == ROW_CHANGE.c.site) & (TRANSACTION.c.sequence == ROW_CHANGE.c.sequence),
        )
        .where(TRANSACTION.c.lamport > min(first.values()))
    )
    latest: dict[tuple[str, str], int] = {}
    for table, row, lamport in connection.execute(query):
        latest[table, row] = max(lamport, latest.get((table, row), 0))
    return frozenset(_of_sealed_years(branch, latest, first))


def _first_lamports(branch: Branch, years: Mapping[str, int]) -> dict[int, int]:
    query = (
        select(ROW_CHANGE.c.row, TRANSACTION.c.lamport)
        .join(
            TRANSACTION,
            (TRANSACTION.c.site == ROW_CHANGE.c.site) & (TRANSACTION.c.sequence == ROW_CHANGE.c.sequence),
        )
        .where(ROW_CHANGE.c.row.in_(years))
        .order_by(TRANSACTION.c.lamport.desc())
    )
    return {years[row]: lamport for row, lamport in branch.database.connection.execute(query)}


def _of_sealed_years(
    branch: Branch, latest: Mapping[tuple[str, str], int], first: Mapping[int, int]
) -> Iterable[str]:
    owners, days = Owners(branch), _days(branch)
    for (table, row), lamport in latest.items():
        found = owners.record_of(table, row)
        day = days.get(found[1], "") if found else ""
        if found and day[:4].isdecimal() and lamport > first.get(int(day[:4]), lamport):
            yield found[1]


def _days(branch: Branch) -> dict[str, str]:
    days: dict[str, str] = {}
    for spec in branch.ledgers:
        if is_dated(spec):
            table = sql_table(spec.record)
            rows = branch.database.connection.execute(select(table.c.uid, table.c[day_column(spec)]))
            days |= {uid: day or "" for uid, day in rows}
    return days


# --- what a year holds ----------------------------------------------------------------------------------------
def _ledger_of_year(branch: Branch, spec: LedgerSpec, year: int) -> LedgerOfYear:
    table = sql_table(spec.record)
    day = table.c[day_column(spec)]
    query = select(table).where(table.c.removed_at.is_(None), day >= f"{year:04d}", day < f"{year + 1:04d}")
    records = [dict(row) for row in branch.database.connection.execute(query).mappings()]
    lines = _lines(table, records) + _parts_of(branch, [row["uid"] for row in records])
    digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
    return LedgerOfYear(spec.key, spec.title, len(records), digest)


def _lines(table: Table, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Rows as canonical text; an empty cell and one that is not there are the same."""
    columns = journaled_columns(table)
    return [
        canonical(
            [table.name, row["uid"], {name: row[name] for name in columns if row[name] not in (None, "", 0)}]
        )
        for row in rows
    ]


def _parts_of(branch: Branch, owners: list[str]) -> list[str]:
    """Everything that hangs on these rows: lists, lists in lists, attachments (by their digests)."""
    lines: list[str] = []
    parts = [table for table in replicated_tables() if "owner_uid" in table.c]
    while owners:
        found: list[str] = []
        for table in parts:
            for some in in_batches(owners):
                query = select(table).where(table.c.owner_uid.in_(some), table.c.removed_at.is_(None))
                rows = [dict(row) for row in branch.database.connection.execute(query).mappings()]
                lines += _lines(table, rows)
                found += [row["uid"] for row in rows]
        owners = found
    return lines
