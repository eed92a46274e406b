"""Earlier states of a record, read from the journal: who changed what, on which PC, when, in field titles."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from db.fields import FieldSpec, Kind
from db.journal.capture import REMOVED
from db.journal.tables import OPERATION, SITE, TRANSACTION
from db.ledger_spec import LedgerSpec, PartSpec
from db.records.parts import Attachment, PersonLink, TimedValue
from db.services.branch import Branch
from db.services.naming_records import names_of
from db.services.reading import sql_table
from db.services.values import Names, shown_value


@dataclass(frozen=True, slots=True)
class CellChange:
    """One value before and after, as text; None where there was or is none."""

    title: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change set as it touched a record. `at` is that PC's clock (UTC), marked when it was doubtful."""

    at: str
    actor: str
    place: str
    clock_doubt: bool
    note: str
    changes: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """How a journaled cell is called and shown."""

    title: str
    spec: FieldSpec | None


def history_of(branch: Branch, spec: LedgerSpec, uid: str) -> tuple[HistoryEntry, ...]:
    """Every change of a record and its lists, newest first."""
    rows = _rows_of(branch, spec, uid)
    query = (
        select(OPERATION, TRANSACTION.c.actor, TRANSACTION.c.wall, TRANSACTION.c.clock_doubt, TRANSACTION.c.note,
               TRANSACTION.c.lamport, SITE.c.name.label("place"))
        .join(TRANSACTION, (TRANSACTION.c.site == OPERATION.c.site) & (TRANSACTION.c.sequence == OPERATION.c.sequence))
        .outerjoin(SITE, SITE.c.site == OPERATION.c.site)
        .where(OPERATION.c.row.in_(rows))
        .order_by(TRANSACTION.c.lamport, OPERATION.c.site, OPERATION.c.position)
    )  # fmt: skip
    names = names_of(branch)
    cells = _cells(spec)
    current: dict[tuple[str, str], str | None] = {}
    entries: dict[tuple[str, int], HistoryEntry] = {}
    for op in branch.database.connection.execute(query):
        key = (op.row, op.column)
        change = _change(cells, rows, op, current.get(key), names)
        current[key] = op.value
        held = entries.get((op.site, op.sequence))
        if held is None:
            held = HistoryEntry(op.wall, op.actor, op.place or "", bool(op.clock_doubt), op.note, ())
        if change is not None:
            held = HistoryEntry(held.at, held.actor, held.place, held.clock_doubt, held.note, (*held.changes, change))
        entries[op.site, op.sequence] = held
    return tuple(reversed(entries.values()))


def _rows_of(branch: Branch, spec: LedgerSpec, uid: str) -> dict[str, str]:
    """Uids of the record and of everything in its lists, with what to call them."""
    found = {uid: ""}
    for record in (TimedValue, PersonLink, Attachment):
        found |= _owned_by(branch, record, [uid], "")
    for part in spec.parts:
        found |= _part_rows(branch, part, [uid])
    return found


def _part_rows(branch: Branch, part: PartSpec, owners: list[str]) -> dict[str, str]:
    found = _owned_by(branch, part.record, owners, part.title)
    for inner in part.parts:
        found |= _part_rows(branch, inner, list(found))
    return found


def _owned_by(branch: Branch, record: Any, owners: list[str], title: str) -> dict[str, str]:
    table = sql_table(record)
    query = select(table.c.uid, table.c.position).where(table.c.owner_uid.in_(owners))
    return {row.uid: f"{title}{row.position + 1}·" if title else "" for row in branch.database.connection.execute(query)}


def _cells(spec: LedgerSpec) -> Mapping[tuple[str, str], _Cell]:
    cells: dict[tuple[str, str], _Cell] = {}

    def add(table: str, columns: Any) -> None:
        for column in columns:
            cells[table, column.attribute] = _Cell(column.spec.title, column.spec)

    add(sql_table(spec.record).name, spec.stored)
    stack = list(spec.parts)
    while stack:
        part = stack.pop()
        add(sql_table(part.record).name, part.columns)
        stack += part.parts
    for field in spec.extra:
        if field.timed:
            cells["timed_value", field.key] = _Cell(field.title, field)
        elif field.kind is Kind.PEOPLE:
            cells["person_link", field.key] = _Cell(field.title, FieldSpec("person", field.title, Kind.PERSON))
    cells["attachment", "name"] = _Cell("附件", None)
    return cells


def _change(
    cells: Mapping[tuple[str, str], _Cell], rows: Mapping[str, str], op: Any, before: str | None, names: Names
) -> CellChange | None:
    if op.column == REMOVED:
        return CellChange(f"{rows[op.row]}移除", "是" if before == "1" else "否", "是" if op.value == "1" else "否")
    if op.table in ("timed_value", "person_link"):
        return _linked_change(cells, op, before, names)
    cell = cells.get((op.table, op.column))
    if cell is None:
        return None
    return CellChange(rows[op.row] + cell.title, _shown(cell.spec, before, names), _shown(cell.spec, op.value, names))


def _linked_change(
    cells: Mapping[tuple[str, str], _Cell], op: Any, before: str | None, names: Names
) -> CellChange | None:
    """A person in a list, or a value with a history: the field stands in a sibling cell of the same row."""
    if op.column not in ("value", "person_uid", "since"):
        return None
    fields = [cell for (table, _), cell in cells.items() if table == op.table]
    if op.column == "since":
        return CellChange("自何日起", _shown(None, before, names), _shown(None, op.value, names))
    cell = next((cell for cell in fields if _fits(cell, op.value)), fields[0] if fields else None)
    if cell is None:
        return None
    return CellChange(cell.title, _shown(cell.spec, before, names), _shown(cell.spec, op.value, names))


def _fits(cell: _Cell, value: str | None) -> bool:
    if cell.spec is None or value is None:
        return False
    word = json.loads(value)
    return any(choice.code == word for choice in cell.spec.choices) if cell.spec.choices else False


def _shown(spec: FieldSpec | None, value: str | None, names: Names) -> str | None:
    """A journaled value as text; “已清除” where it was erased for good."""
    if value is None or value == "null":
        return None
    stored = json.loads(value)
    if spec is None:
        return str(stored)
    if spec.choices and spec.kind is Kind.CHOICE:
        return spec.title_of(stored)
    shown = shown_value(spec, stored, names)
    if isinstance(shown, bool):
        return "是" if shown else "否"
    return str(shown)
