"""Writing prepared drafts into the tables, inside an open change set.

Inserts are gathered and written together; updates touch only cells that differ, so that the journal holds exactly
what a person changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from sqlalchemy import Table, select

from db.changes import Ref
from db.errors import LedgerError
from db.fields import FieldSpec, Kind
from db.ledger_spec import LedgerSpec, PartSpec
from db.records.base import Replicated
from db.records.parts import PersonLink, TimedValue
from db.services.branch import Branch
from db.services.reading import sql_table
from db.services.reading_drafts import Prepared, PreparedPart

NAMESPACE = uuid5(NAMESPACE_URL, "branch-ledger")
NOTHING = ""  # stored as a timed value: from that day on there is none


def derived_uid(*parts: object) -> str:
    """A uid that follows from its parts, for rows that two PCs must agree on. Never from personal data."""
    return str(uuid5(NAMESPACE, "|".join(str(part) for part in parts)))


@cache
def blank(record: type[Replicated]) -> Mapping[str, Any]:
    """Every column of a record with its default."""
    return {
        name: None if info.is_required() else info.get_default(call_default_factory=True)
        for name, info in record.model_fields.items()
    }


class Writer:
    """Writes records of one ledger; `flush` must be called before the change set closes."""

    def __init__(self, branch: Branch, spec: LedgerSpec) -> None:
        self.branch = branch
        self.spec = spec
        self.connection = branch.database.connection
        self._inserts: dict[type[Replicated], list[dict[str, Any]]] = {}

    # --- records ------------------------------------------------------------------------------------------
    def write(self, prepared: Prepared) -> str:
        """Write one prepared draft; returns the uid."""
        uid, stored = self._place(prepared)
        if stored is None:
            self._insert_record(uid, prepared)
        else:
            self._update_record(uid, prepared, stored)
        self._write_timed(uid, prepared, is_new=stored is None)
        for key, people in prepared.people.items():
            elements = [PreparedPart(None, {"person_uid": person, "field": key}) for person in people]
            self._write_links(uid, key, elements, is_new=stored is None)
        for part in self.spec.parts:
            if part.key in prepared.parts:
                self._write_parts(part, uid, prepared.parts[part.key], is_new=stored is None)
        return uid

    def flush(self) -> None:
        """Write the gathered inserts."""
        for record, rows in self._inserts.items():
            table = sql_table(record)
            names = list(blank(record))
            columns = ", ".join(f'"{name}"' for name in names)
            marks = ", ".join("?" * len(names))
            self.branch.database.raw.executemany(
                f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})',
                [tuple(row[name] for name in names) for row in rows],
            )
        self._inserts.clear()

    def _place(self, prepared: Prepared) -> tuple[str, Any]:
        """The uid to write under, and the row that is there already."""
        table = sql_table(self.spec.record)
        uid = prepared.uid
        if uid is None and self.spec.identity:
            attribute = next(c.attribute for c in self.spec.stored if c.spec.key == self.spec.identity)
            uid = derived_uid(self.spec.key, prepared.columns[attribute])
        elif uid is None and self.spec.single:
            uid = self.connection.execute(select(table.c.uid)).scalar()
        if uid is None:
            return str(uuid4()), None
        return uid, self.connection.execute(select(table).where(table.c.uid == uid)).first()

    def _insert_record(self, uid: str, prepared: Prepared) -> None:
        columns = prepared.columns
        if self.spec.derive is not None:
            columns = columns | dict(self.spec.derive(columns))
        self._insert(
            self.spec.record,
            columns
            | {
                "uid": uid,
                "entered_on": self.branch.today.isoformat(),
                "entered_by": self.branch.actor,
                "revision": 1,
                "changed_at": self.branch.clock.stamp(),
            },
        )

    def _update_record(self, uid: str, prepared: Prepared, stored: Any) -> None:
        columns = dict(prepared.columns)
        if self.spec.derive is not None and "name" in columns:
            before = stored._mapping
            if columns["name"] != before["name"] and columns.get("pinyin") == before.get("pinyin"):
                columns["pinyin"] = ""
            columns |= self.spec.derive({**before, **columns})
        changed = {name: value for name, value in columns.items() if stored._mapping[name] != value}
        if prepared.is_new and stored.removed_at is not None:
            changed["removed_at"] = None
        table = sql_table(self.spec.record)
        self.connection.execute(
            table.update()
            .where(table.c.uid == uid)
            .values(changed | {"revision": stored.revision + 1, "changed_at": self.branch.clock.stamp()})
        )

    def _insert(self, record: type[Replicated], values: Mapping[str, Any]) -> None:
        self._inserts.setdefault(record, []).append({**blank(record), **values})

    # --- values with a history ----------------------------------------------------------------------------
    def _write_timed(self, uid: str, prepared: Prepared, is_new: bool) -> None:
        fields = {field.key: field for field in self.spec.extra if field.timed}
        for key, (value, since, has_since) in prepared.timed.items():
            if is_new:
                if value is not None and not (value == fields[key].default and since is None):
                    self._put_timed(uid, key, value, since)
            else:
                self._change_timed(uid, fields[key], (value, since, has_since))

    def _change_timed(self, uid: str, field: FieldSpec, given: tuple[str | None, str | None, bool]) -> None:
        """A new value from a day on; the same value with another day moves the change to that day."""
        from db.services.queries import get_row

        value, since, has_since = given
        row = get_row(self.branch, self.spec, uid)
        current, current_since = row.values.get(field.key), row.values.get(field.since_key)
        current = current.uid if isinstance(current, Ref) else current
        if value is None:
            value = NOTHING if not has_since and field.kind is Kind.REFERENCE else current
        if value is None or (value == (current or NOTHING) and (not has_since or since == current_since)):
            return
        if value == current:
            self._drop_timed(uid, field.key, current_since)
        elif not has_since or (since is None and current is not None):
            since = self.branch.today.isoformat()
        self._put_timed(uid, field.key, value, since)

    def _put_timed(self, owner: str, field: str, value: str, since: str | None) -> None:
        uid = derived_uid(owner, field, since or "")
        values = {"owner_uid": owner, "field": field, "since": since, "value": value}
        self._put(TimedValue, uid, values)

    def _drop_timed(self, owner: str, field: str, since: str | None) -> None:
        table = sql_table(TimedValue)
        self.connection.execute(
            table.update()
            .where(table.c.uid == derived_uid(owner, field, since or ""))
            .values(removed_at=self.branch.clock.stamp())
        )

    def _put(self, record: type[Replicated], uid: str, values: Mapping[str, Any]) -> None:
        """Insert a row, or bring the row of that uid to these values and back from the recycle bin."""
        table = sql_table(record)
        stored = self.connection.execute(select(table).where(table.c.uid == uid)).first()
        if stored is None:
            self._insert(record, {"uid": uid, **values})
        else:
            self._update_part(record, stored, values)

    # --- lists --------------------------------------------------------------------------------------------
    def _write_links(self, owner: str, field: str, elements: Sequence[PreparedPart], is_new: bool) -> None:
        table = sql_table(PersonLink)
        query = select(table).where(table.c.owner_uid == owner, table.c.field == field)
        held = {} if is_new else {row.uid: row for row in self.connection.execute(query)}
        keyed = [(derived_uid(owner, field, each.columns["person_uid"]), each) for each in elements]
        self._match(PersonLink, owner, keyed, held)

    def _write_parts(self, part: PartSpec, owner: str, elements: Sequence[PreparedPart], is_new: bool) -> None:
        table = sql_table(part.record)
        query = select(table).where(table.c.owner_uid == owner).order_by(table.c.position, table.c.uid)
        held = {} if is_new else {row.uid: row for row in self.connection.execute(query)}
        keyed = self._keyed_by_identity(part, owner, elements) if part.identity else _keyed_by_order(elements, held)
        self._match(part.record, owner, keyed, held)
        for uid, element in keyed:
            for inner in part.parts:
                if inner.key in element.parts:
                    self._write_parts(inner, uid, element.parts[inner.key], is_new=uid not in held)

    def _keyed_by_identity(
        self, part: PartSpec, owner: str, elements: Sequence[PreparedPart]
    ) -> list[tuple[str, PreparedPart]]:
        keyed = [(derived_uid(owner, part.key, each.columns[part.identity]), each) for each in elements]
        seen = {uid for uid, _ in keyed}
        if len(seen) != len(keyed):
            raise LedgerError("invalid", f"{part.title}里有同一个人出现两次", "原有记录未变", "请去掉重复的一项后再保存")
        return keyed

    def _match(
        self,
        record: type[Replicated],
        owner: str,
        keyed: Iterable[tuple[str, PreparedPart]],
        held: Mapping[str, Any],
    ) -> None:
        """Bring the list to exactly these elements: update, insert, and remove what is not named."""
        named = set()
        for position, (uid, element) in enumerate(keyed):
            named.add(uid)
            values = {**element.columns, "position": position}
            if uid in held:
                self._update_part(record, held[uid], values)
            else:
                self._insert(record, {"uid": uid, "owner_uid": owner, **values})
        table = sql_table(record)
        for uid, row in held.items():
            if uid not in named and row.removed_at is None:
                gone = table.update().where(table.c.uid == uid).values(removed_at=self.branch.clock.stamp())
                self.connection.execute(gone)

    def _update_part(self, record: type[Replicated], stored: Any, values: Mapping[str, Any]) -> None:
        changed = {name: value for name, value in values.items() if stored._mapping[name] != value}
        if stored.removed_at is not None:
            changed["removed_at"] = None
        if changed:
            table: Table = sql_table(record)
            self.connection.execute(table.update().where(table.c.uid == stored.uid).values(changed))


def _keyed_by_order(elements: Sequence[PreparedPart], held: Mapping[str, Any]) -> list[tuple[str, PreparedPart]]:
    """Elements that name a uid keep it; the others take the live rows left over, in order, then new uids."""
    claimed = {each.uid for each in elements}
    free = iter([uid for uid, row in held.items() if row.removed_at is None and uid not in claimed])
    return [(each.uid if each.uid in held else next(free, "") or str(uuid4()), each) for each in elements]  # type: ignore[misc]
