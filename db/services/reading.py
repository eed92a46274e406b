"""Putting a record together from its row, its lists, its values with a history and its computed fields.

Each list costs one statement for all records together, never one per record.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Table, select

from db.arithmetic.membership import Timed, value_on
from db.changes import Row
from db.fields import ColumnField, FieldSpec, Kind
from db.ledger_spec import LedgerSpec, PartSpec
from db.records.parts import PersonLink, TimedValue
from db.services.branch import Branch
from db.services.naming_records import names_of
from db.services.roster_reading import read_roster
from db.services.values import Names, shown_value

MANY = 400  # above this number of records a list is read whole instead of by owner


def sql_table(record: Any) -> Table:
    """The SQL table of a record or part class."""
    table: Table = record.__table__
    return table


def assemble(branch: Branch, spec: LedgerSpec, stored: Sequence[Any], as_of: date, keys: frozenset[str] | None) -> tuple[Row, ...]:
    """Rows from SQL rows of the ledger's table; only the fields in `keys`, None for all."""
    reader = _Reader(branch, spec, as_of, keys, [row.uid for row in stored])
    return tuple(reader.row(each) for each in stored)


class _Reader:
    """What is needed to put the records of one reading together."""

    def __init__(
        self, branch: Branch, spec: LedgerSpec, as_of: date, keys: frozenset[str] | None, uids: Sequence[str]
    ) -> None:
        self.branch, self.spec, self.as_of, self.keys = branch, spec, as_of, keys
        self.names = names_of(branch)
        self.columns = [column for column in spec.stored if self._wants(column.spec.key)]
        self.flags = [column for column in self.columns if column.spec.kind is Kind.FLAG]
        self.plain = [column for column in self.columns if column.spec.kind is not Kind.FLAG]
        extra = [field for field in spec.extra if self._wants(field.key)]
        self.timed = read_timed(branch, uids) if any(field.timed for field in extra) else {}
        self.timed_fields = [field for field in extra if field.timed]
        self.people_fields = [field for field in extra if field.kind is Kind.PEOPLE]
        self.people = read_people(branch, uids) if self.people_fields else {}
        parts = [part for part in spec.parts if self._wants(part.key) or self._computes()]
        self.parts = [(part, read_parts(branch, part, uids, self.names)) for part in parts]

    def _wants(self, key: str) -> bool:
        return self.keys is None or key.split(".")[0] in self.keys

    def _computes(self) -> bool:
        computed = {field.key for field in self.spec.extra if field.kind is Kind.COMPUTED}
        return bool(self.spec.compute) and (self.keys is None or not computed.isdisjoint(self.keys))

    def row(self, stored: Any) -> Row:
        mapping = stored._mapping
        uid = mapping["uid"]
        values: dict[str, Any] = {
            column.spec.key: shown_value(column.spec, mapping[column.attribute], self.names) for column in self.plain
        }
        for column in self.flags:
            name, code = column.spec.key.split(".")
            held = values.setdefault(name, [])
            if mapping[column.attribute]:
                held.append(code)
        for field in self.timed_fields:
            self._add_timed(values, field, self.timed.get((uid, field.key), ()))
        for field in self.people_fields:
            values[field.key] = [
                shown_value(_PERSON, person, self.names) for person in self.people.get((uid, field.key), ())
            ]
        for part, by_owner in self.parts:
            values[part.key] = by_owner.get(uid, [])
        self._compute(values, mapping)
        return Row(
            ledger=self.spec.key,
            uid=uid,
            values=values,
            revision=mapping["revision"],
            entered_on=mapping["entered_on"],
            entered_by=mapping["entered_by"],
            changed_at=mapping["changed_at"],
            removed_at=mapping["removed_at"],
        )

    def _add_timed(self, values: dict[str, Any], field: FieldSpec, events: Sequence[Timed]) -> None:
        current = value_on(events, self.as_of)
        values[field.key] = None if current is None else shown_value(field, current, self.names)
        since = [event.on for event in events if event.value == current]
        values[field.since_key] = since[-1] if since else None

    def _compute(self, values: dict[str, Any], mapping: Mapping[str, Any]) -> None:
        if self.spec.compute is None or not self._computes():
            return
        context = values | {
            "uid": mapping["uid"],
            "entered_on": mapping["entered_on"],
            "as_of": self.as_of.isoformat(),
        }
        for column in self.spec.stored:
            context.setdefault(column.spec.key, mapping[column.attribute])
        values |= self.spec.compute(context, read_roster(self.branch))


_PERSON = FieldSpec("person", "", Kind.PERSON)


def owned(table: Table, uids: Sequence[str]) -> Any:
    """Select the live rows of a part table that belong to these owners, in their order."""
    query = select(table).where(table.c.removed_at.is_(None))
    if len(uids) <= MANY:
        query = query.where(table.c.owner_uid.in_(uids))
    return query.order_by(table.c.owner_uid, table.c.position, table.c.uid)


def read_timed(branch: Branch, uids: Sequence[str]) -> dict[tuple[str, str], list[Timed]]:
    """Values with a history by (owner, field), undated first, then by day."""
    found: dict[tuple[str, str], list[Timed]] = {}
    for row in branch.database.connection.execute(owned(sql_table(TimedValue), uids)):
        if row.value is not None:
            found.setdefault((row.owner_uid, row.field), []).append(Timed(row.since, row.value))
    for events in found.values():
        events.sort(key=lambda event: event.on or "")
    return found


def read_people(branch: Branch, uids: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """People in list fields by (owner, field)."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in branch.database.connection.execute(owned(sql_table(PersonLink), uids)):
        found.setdefault((row.owner_uid, row.field), []).append(row.person_uid)
    return found


def read_parts(
    branch: Branch, part: PartSpec, uids: Sequence[str], names: Names
) -> dict[str, list[dict[str, Any]]]:
    """The elements of a list by owner, each a dictionary with its uid; dotted keys nest."""
    rows = branch.database.connection.execute(owned(sql_table(part.record), uids)).all()
    inner = [(each, read_parts(branch, each, [row.uid for row in rows], names)) for each in part.parts]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        element = {"uid": row.uid, **nested(part.columns, row._mapping, names)}
        for each, by_owner in inner:
            element[each.key] = by_owner.get(row.uid, [])
        found.setdefault(row.owner_uid, []).append(element)
    return found


def nested(columns: Iterable[ColumnField], mapping: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Values by key; "vote.for" becomes {"vote": {"for": …}}, None where the whole group is empty."""
    values: dict[str, Any] = {}
    for column in columns:
        value = shown_value(column.spec, mapping[column.attribute], names)
        outer, _, inner = column.spec.key.partition(".")
        if inner:
            group = values.setdefault(outer, {})
            group[inner] = value
        else:
            values[outer] = value
    for key, value in values.items():
        if isinstance(value, dict) and value and all(each is None for each in value.values()):
            values[key] = None
    return values
