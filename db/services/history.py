"""Earlier states of a record, read from the journal: who changed what, on which PC, when, in field titles."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, select

from db.arithmetic.lunar import parse_lunar
from db.arithmetic.masking import mask_citizen_number, mask_phone, mask_text
from db.fields import ColumnField, FieldSpec, Kind, Sensitivity
from db.journal.capture import REMOVED
from db.journal.stored import in_batches
from db.journal.tables import ROW_CHANGE, SITE, TRANSACTION
from db.ledger_spec import LedgerSpec, PartSpec
from db.records.base import Replicated
from db.records.parts import ATTACHMENT_ROLES, Attachment, FindingAnswer, PersonLink, SealedYear, TimedValue
from db.services.branch import Branch
from db.services.naming_records import names_of
from db.services.reading import sql_table
from db.services.values import Names, shown_value

LINKED = {
    "timed_value": "value",
    "person_link": "person_uid",
    "attachment": "name",
}  # the cell that says it all
_PERSON = FieldSpec("person", "人员", Kind.PERSON)
_SINCE_EVER = "未注明日期"


State = dict[str, Any]  # the value of each column written so far; None once erased
YES_NO = (Kind.BOOLEAN, Kind.FLAG)
NO = 0  # a new row leaves what is not so out of the journal


@dataclass(frozen=True, slots=True)
class CellChange:
    """One value before and after, as text; None where there was or is none.

    `key` is the field's stable key, in lists after theirs ("agenda.vote.for"); "removed_at" tells of removing and
    putting back, "attachment" of files. `title` also says which element of a list it is.
    """

    key: str
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


@dataclass(slots=True)
class _Telling:
    """What is needed to tell cells in words, and the state of every row as the story goes on."""

    names: Names
    cells: Mapping[tuple[str, str], FieldSpec]
    linked: Mapping[tuple[str, str], FieldSpec]
    prefixes: Mapping[str, str]
    masked: bool = True
    state: dict[str, State] = field(default_factory=dict)


def history_of(
    branch: Branch, spec: LedgerSpec, uid: str, *, masked: bool = True
) -> tuple[HistoryEntry, ...]:
    """Every change of a record and its lists, newest first; what shows nothing is left out. Numbers of people are
    masked unless asked for."""
    prefixes = _rows_of(branch, spec, uid)
    telling = _Telling(names_of(branch), cell_fields(spec), linked_fields(spec), prefixes, masked)
    entries = []
    for rows in _by_transaction(_row_changes(branch, prefixes)):
        first = rows[0]
        changes = tuple(_told(telling, rows))
        if changes:
            entries.append(
                HistoryEntry(
                    first.wall, first.actor, first.place or "", bool(first.clock_doubt), first.note, changes
                )
            )
    return tuple(reversed(entries))


def table_titles(ledgers: Iterable[LedgerSpec]) -> dict[str, str]:
    """What to call each table in a sentence."""
    titles = {
        TimedValue.__tablename__: "变动记录",
        PersonLink.__tablename__: "人员名单",
        Attachment.__tablename__: "附件",
        FindingAnswer.__tablename__: "检查结果说明",
        SealedYear.__tablename__: "封存年度",
    }
    for spec in ledgers:
        titles[sql_table(spec.record).name] = spec.title
        stack = list(spec.parts)
        while stack:
            part = stack.pop()
            titles[sql_table(part.record).name] = part.title
            stack += part.parts
    return {str(name): title for name, title in titles.items()}


# --- reading the journal --------------------------------------------------------------------------------------
def _row_changes(branch: Branch, rows: Iterable[str]) -> list[Any]:
    found: list[Any] = []
    for some in in_batches(rows):
        found += branch.database.connection.execute(_query(some)).all()
    return sorted(found, key=lambda each: (each.lamport, each.site, each.position))


def _query(rows: list[str]) -> Select[Any]:
    same = (TRANSACTION.c.site == ROW_CHANGE.c.site) & (TRANSACTION.c.sequence == ROW_CHANGE.c.sequence)
    columns = TRANSACTION.c
    return (
        select(ROW_CHANGE, columns.actor, columns.wall, columns.clock_doubt, columns.note, columns.lamport)
        .add_columns(SITE.c.name.label("place"))
        .join(TRANSACTION, same)
        .outerjoin(SITE, SITE.c.site == ROW_CHANGE.c.site)
        .where(ROW_CHANGE.c.row.in_(rows))
    )


def _by_transaction(changes: list[Any]) -> Iterator[list[Any]]:
    held: dict[tuple[str, int], list[Any]] = {}
    for change in changes:
        held.setdefault((change.site, change.sequence), []).append(change)
    yield from held.values()


def _rows_of(branch: Branch, spec: LedgerSpec, uid: str) -> dict[str, str]:
    """Uids of the record and of everything in its lists, removed ones included, with what to call them."""
    found = {uid: ""}
    for record in (TimedValue, PersonLink, Attachment):
        found |= _owned_by(branch, record, {uid: ""}, "")
    for part in spec.parts:
        found |= _part_rows(branch, part, {uid: ""})
    return found


def _part_rows(branch: Branch, part: PartSpec, owners: Mapping[str, str]) -> dict[str, str]:
    found = _owned_by(branch, part.record, owners, part.title)
    for inner in part.parts:
        found |= _part_rows(branch, inner, dict(found))
    return found


def _owned_by(branch: Branch, record: Any, owners: Mapping[str, str], title: str) -> dict[str, str]:
    table = sql_table(record)
    query = select(table.c.uid, table.c.owner_uid, table.c.position).where(
        table.c.owner_uid.in_(list(owners))
    )
    return {
        uid: f"{owners[owner]}{title}{position + 1}·" if title else ""
        for uid, owner, position in branch.database.connection.execute(query)
    }


# --- telling it -----------------------------------------------------------------------------------------------
def cell_fields(spec: LedgerSpec) -> dict[tuple[str, str], FieldSpec]:
    """By table and column: the field, its key as seen from the record."""
    cells = _cells_of(spec.record, spec.stored, "")
    stack = [(part, "") for part in spec.parts]
    while stack:
        part, owner = stack.pop()
        path = f"{owner}{part.key}."
        cells |= _cells_of(part.record, part.columns, path)
        stack += [(inner, path) for inner in part.parts]
    return cells


def _cells_of(
    record: type[Replicated], columns: Iterable[ColumnField], path: str
) -> dict[tuple[str, str], FieldSpec]:
    table = sql_table(record).name
    cells = {
        (table, column.attribute): replace(column.spec, key=path + column.spec.key) for column in columns
    }
    return cells | {(table, REMOVED): FieldSpec(f"{path}removed_at", "移除")}


def linked_fields(spec: LedgerSpec) -> dict[tuple[str, str], FieldSpec]:
    """By table and field key: what a row of a shared list belongs to."""
    linked = {("timed_value", each.key): each for each in spec.extra if each.timed}
    return linked | {("person_link", each.key): each for each in spec.extra if each.kind is Kind.PEOPLE}


def _told(telling: _Telling, changes: list[Any]) -> Iterator[CellChange]:
    """The changes of one transaction, row by row; the rows' states move on."""
    by_row: dict[tuple[str, str], State] = {}
    for change in changes:
        by_row.setdefault((change.table, change.row), {}).update(json.loads(change.cells))
    for (table, row), written in by_row.items():
        before = telling.state.get(row, {})
        after = telling.state[row] = {**before, **written}
        if table in LINKED:
            yield from _linked_change(telling, table, before, after)
        else:
            yield from _cell_changes(telling, (table, row), before, written)


def _cell_changes(
    telling: _Telling,
    place: tuple[str, str],
    before: State,
    written: State,
) -> Iterator[CellChange]:
    table, row = place
    prefix = telling.prefixes.get(row, "")
    for (of, column), spec in telling.cells.items():
        if of != table or column not in written:
            continue
        value = written[column]
        if column == REMOVED:
            removed_before, removed_now = ("是" if each else "否" for each in (before.get(column), value))
            yield CellChange(spec.key, prefix + spec.title, removed_before, removed_now)
        else:
            held = before.get(column, NO if before and spec.kind in YES_NO else None)
            was, now = _shown(spec, held, telling.names), _shown(spec, value, telling.names)
            if was != now and not (column not in before and now in (None, "", "否")):
                if telling.masked:
                    was, now = _masked(spec, was), _masked(spec, now)
                yield CellChange(spec.key, prefix + spec.title, was, now)


def _masked(spec: FieldSpec, text: str | None) -> str | None:
    """Earlier numbers of a person are masked like the present one; words only where they hold a whole number."""
    if text is None:
        return None
    if spec.sensitivity is Sensitivity.CITIZEN_NUMBER:
        return mask_citizen_number(text)
    return mask_phone(text) if spec.sensitivity is Sensitivity.PHONE else mask_text(text)


def _linked_change(telling: _Telling, table: str, before: State, after: State) -> Iterator[CellChange]:
    """A row of a shared list is one value: it is there or not, and its `field` cell says what it belongs to."""
    was, now = _linked_text(telling, table, before), _linked_text(telling, table, after)
    if was != now:
        key, title = _linked_place(telling, table, after)
        yield CellChange(key, title, was, now)


def _linked_place(telling: _Telling, table: str, state: State) -> tuple[str, str]:
    """Key and title of what a row of a shared list belongs to."""
    if table == "attachment":
        role = next((each.title for each in ATTACHMENT_ROLES if each.code == state.get("role")), "")
        return table, f"附件（{role}）" if role else "附件"
    key = str(state.get("field") or "")
    spec = telling.linked.get((table, key))
    return key, spec.title if spec is not None else "其他"


def _linked_text(telling: _Telling, table: str, state: State) -> str | None:
    """Text of a row of a shared list in a state; None where it is removed or not there yet."""
    if not state or state.get(REMOVED):
        return None
    value = state.get(LINKED[table])
    if table == "attachment":
        return str(value or "")
    if table == "person_link":
        return _shown(_PERSON, value, telling.names)
    spec = telling.linked.get((table, str(state.get("field") or "")))
    shown = _shown(spec, value, telling.names) if spec is not None else value
    since = state.get("since")
    return f"{shown or '无'}（{f'自{since}' if since else _SINCE_EVER}）"


def _shown(spec: FieldSpec, stored: Any, names: Names) -> str | None:
    """A journaled value as text; None where it is empty or was erased for good."""
    if stored is None or (stored == "" and spec.kind in (Kind.REFERENCE, Kind.PERSON)):
        return None
    if spec.kind is Kind.LUNAR:
        return parse_lunar(stored).text
    if spec.choices and spec.kind is Kind.CHOICE:
        return spec.title_of(stored)
    shown = shown_value(spec, stored, names)
    if isinstance(shown, bool):
        return "是" if shown else "否"
    return str(shown)
