"""Putting a record together from its row, its lists, its values with a history and its computed fields.

Each list costs one statement for all records together, never one per record.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, Table, select

from db.changes import Row
from db.fields import ColumnField, FieldSpec, Kind
from db.ledger_spec import LedgerSpec, PartSpec
from db.records.parts import PersonLink, TimedValue
from db.records.roster import Roster
from db.services.branch import Branch
from db.services.following_status import following_events
from db.services.naming_records import names_of
from db.services.roster_reading import events_by_owner, read_roster, roster_of
from db.services.timed_values import person_dates, since_shown, value_shown
from db.services.values import Names, shower, shown_value

MANY = 400  # above this number of records a list is read whole instead of by owner
Show = Callable[[Any], Any]
_PERSON = FieldSpec("person", "", Kind.PERSON)


def sql_table(record: Any) -> Table:
    """The SQL table of a record or part class."""
    table: Table = record.__table__
    return table


def assemble(
    branch: Branch, spec: LedgerSpec, stored: Sequence[Any], as_of: date, keys: frozenset[str] | None
) -> tuple[Row, ...]:
    """Rows from SQL rows of the ledger's table; only the fields in `keys`, None for all."""
    rows = [each._mapping for each in stored]
    reader = _Reader(branch, spec, as_of, keys, rows)
    return tuple(reader.row(each) for each in rows)


class _Reader:
    """What is needed to put the records of one reading together."""

    def __init__(
        self,
        branch: Branch,
        spec: LedgerSpec,
        as_of: date,
        keys: frozenset[str] | None,
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        self.branch, self.spec, self.as_of, self.keys = branch, spec, as_of, keys
        self.names = names_of(branch)
        uids = [row["uid"] for row in rows]
        self.computes = self._computes()
        columns = [column for column in spec.stored if self._wants(column.spec.key)]
        self.flags = [column for column in columns if column.spec.kind is Kind.FLAG]
        self.plain = [
            _shown_column(column, self.names) for column in columns if column.spec.kind is not Kind.FLAG
        ]
        extra = [field for field in spec.extra if self._wants(field.key)]
        self.timed = [field for field in extra if field.timed]
        is_needed = bool(self.timed) or (self.computes and any(field.timed for field in spec.extra))
        self.events = read_events(branch, uids) if is_needed else {}
        self.people_fields = [field for field in extra if field.kind is Kind.PEOPLE]
        self.people = read_people(branch, uids) if self.people_fields else {}
        # of a meeting only the attendance is counted; what else is computed rests on every list of a record
        adds = not spec.meeting or any(part.computed for part in spec.parts)
        parts = [
            part
            for part in spec.parts
            if self._wants(part.key) or (self.computes and (part.identity or adds))
        ]
        self.parts = [(part.key, read_parts(branch, part, uids, self.names)) for part in parts]
        self.roster = self._roster(rows) if self.computes else None
        wanted = {column.attribute for column in columns}
        rest = [column for column in spec.stored if column.attribute not in wanted]
        self.rest = [_shown_column(column, self.names) for column in rest] if self.computes else []

    def _wants(self, key: str) -> bool:
        key = key.split(".", maxsplit=1)[0]
        return self.keys is None or key in self.keys or f"{key}_since" in self.keys

    def _computes(self) -> bool:
        computed = {field.key for field in self.spec.extra if field.kind is Kind.COMPUTED}
        return bool(self.spec.compute) and (self.keys is None or not computed.isdisjoint(self.keys))

    def _roster(self, rows: Sequence[Mapping[str, Any]]) -> Roster:
        """What a person's computed fields need concerns nobody else; other ledgers count the whole branch."""
        return roster_of(rows, self.events) if self.spec.key == "person" else read_roster(self.branch)

    def row(self, stored: Mapping[str, Any]) -> Row:
        uid = stored["uid"]
        values: dict[str, Any] = {
            key: stored[attribute] if show is None else show(stored[attribute])
            for key, attribute, show in self.plain
        }
        for column in self.flags:
            name, code = column.spec.key.split(".")
            held = values.setdefault(name, [])
            if stored[column.attribute]:
                held.append(code)
        if self.timed:
            self._add_timed(values, stored)
        for field in self.people_fields:
            people = self.people.get((uid, field.key), ())
            values[field.key] = [shown_value(_PERSON, person, self.names) for person in people]
        for key, by_owner in self.parts:
            values[key] = by_owner.get(uid, [])
        if self.roster is not None:
            self._compute(values, stored, self.roster)
        return Row(
            ledger=self.spec.key,
            uid=uid,
            values=values,
            revision=stored["revision"],
            entered_on=stored["entered_on"],
            entered_by=stored["entered_by"],
            changed_at=stored["changed_at"],
            removed_at=stored["removed_at"],
        )

    def _add_timed(self, values: dict[str, Any], stored: Mapping[str, Any]) -> None:
        events = self.events.get(stored["uid"], {})
        dates = person_dates(stored, events) if self.spec.key == "person" else None
        for field in self.timed:
            shown = value_shown(field.key, dates, events, self.as_of)
            values[field.key] = shown_value(field, shown, self.names)
            values[field.since_key] = since_shown(events.get(field.key, ()), shown, self.as_of)

    def _compute(self, values: dict[str, Any], stored: Mapping[str, Any], roster: Roster) -> None:
        if self.spec.compute is None:
            return
        context = {
            key: stored[attribute] if show is None else show(stored[attribute])
            for key, attribute, show in self.rest
        }
        context |= values
        context |= {"uid": stored["uid"], "entered_on": stored["entered_on"], "as_of": self.as_of.isoformat()}
        values |= self.spec.compute(context, roster)


def _shown_column(column: ColumnField, names: Names) -> tuple[str, str, Show | None]:
    return column.spec.key, column.attribute, shower(column.spec, names)


# --- lists ----------------------------------------------------------------------------------------------------
def owned(statement: Select[Any], table: Table, uids: Sequence[str]) -> Select[Any]:
    """A statement narrowed to the live elements of these records, each list in its order."""
    statement = statement.where(table.c.removed_at.is_(None))
    if len(uids) <= MANY:
        statement = statement.where(table.c.owner_uid.in_(uids))
    return statement.order_by(table.c.owner_uid, table.c.position, table.c.uid)


def read_events(branch: Branch, uids: Sequence[str]) -> dict[str, dict[str, list[Any]]]:
    """Values with a history by owner and field."""
    table = sql_table(TimedValue)
    statement = owned(select(table.c.owner_uid, table.c.field, table.c.since, table.c.value), table, uids)
    typed = branch.database.connection.execute(statement)
    return events_by_owner((*typed, *following_events(branch, frozenset(uids))))


def read_people(branch: Branch, uids: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """People in list fields by (owner, field)."""
    table = sql_table(PersonLink)
    found: dict[tuple[str, str], list[str]] = {}
    statement = owned(select(table.c.owner_uid, table.c.field, table.c.person_uid), table, uids)
    for owner, field, person in branch.database.connection.execute(statement):
        found.setdefault((owner, field), []).append(person)
    return found


def read_parts(
    branch: Branch, part: PartSpec, uids: Sequence[str], names: Names
) -> dict[str, list[dict[str, Any]]]:
    """The elements of a list by owner, each a dictionary with its uid; dotted keys nest."""
    table = sql_table(part.record)
    columns = [table.c[column.attribute] for column in part.columns]
    statement = owned(select(table.c.uid, table.c.owner_uid, *columns), table, uids)
    rows = branch.database.connection.execute(statement).all()
    inner = [(each.key, read_parts(branch, each, [row[0] for row in rows], names)) for each in part.parts]
    build = _builder(part.columns, names)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        element = build(row)
        for key, by_owner in inner:
            element[key] = by_owner.get(row[0], [])
        found.setdefault(row[1], []).append(element)
    return found


def _builder(columns: Sequence[ColumnField], names: Names) -> Callable[[Sequence[Any]], dict[str, Any]]:
    """Makes an element from (uid, owner, cells); "vote.for" becomes {"vote": {"for": …}}, None where all is empty."""
    cells: list[tuple[int, str, str, Show | None]] = []
    for index, column in enumerate(columns, start=2):
        outer, _, inner = column.spec.key.partition(".")
        cells.append((index, outer, inner, shower(column.spec, names)))
    groups = list(dict.fromkeys(outer for _, outer, inner, _ in cells if inner))

    def build(row: Sequence[Any]) -> dict[str, Any]:
        element: dict[str, Any] = {"uid": row[0]}
        for index, outer, inner, show in cells:
            value = row[index] if show is None else show(row[index])
            if inner:
                element.setdefault(outer, {})[inner] = value
            else:
                element[outer] = value
        for group in groups:
            if _is_empty(element[group].values()):
                element[group] = None
        return element

    return build


def _is_empty(values: Iterable[Any]) -> bool:
    return all(value is None for value in values)
