"""Writing prepared drafts into the tables, inside an open change set.

Inserts are gathered and written together; updates touch only cells that differ, so that the journal holds exactly
what a person changed.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from secrets import token_hex
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from db.arithmetic.days import day_text
from db.errors import InvalidDraftError
from db.fields import FieldSpec
from db.ledger_spec import LedgerSpec, PartSpec
from db.records.base import Replicated
from db.records.parts import PersonLink, TimedValue
from db.services.branch import Branch
from db.services.correcting import altered_titles, completed
from db.services.following_status import following_events
from db.services.reading import sql_table
from db.services.reading_drafts import Prepared, PreparedPart
from db.services.roster_reading import events_by_owner
from db.services.timed_values import EventPlan, TimedDraft, person_dates, plan_change, plan_new, value_shown

FOLLOWS = "{day}的变化是从另一条记录（组织关系转接、失联党员、党纪处分或组织处置）算出来的，请到那条记录里改"
NAMESPACE = uuid5(NAMESPACE_URL, "branch-ledger")

StoredRow = dict[str, Any]  # by column


def derived_uid(*parts: object) -> str:
    """A uid that follows from its parts, for rows that two PCs must agree on. Never from personal data alone.

    A UUID of version 5, written without the UUID object: an import asks for thousands.
    """
    name = "|".join(map(str, parts)).encode()
    return _uuid_text(hashlib.sha1(NAMESPACE.bytes + name, usedforsecurity=False).hexdigest(), version=5)


def new_uid() -> str:
    """A uid like no other: a UUID of version 4."""
    return _uuid_text(token_hex(16), version=4)


def _uuid_text(digits: str, version: int) -> str:
    """A UUID (RFC 9562) of 32 or more hexadecimal digits."""
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-{version}{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


@cache
def blank(record: type[Replicated]) -> Mapping[str, Any]:
    """Every column of a record with its default."""
    return {
        name: None if field.is_required() else field.get_default(call_default_factory=True)
        for name, field in record.model_fields.items()
    }


class Writer:
    """Writes records of one ledger; `flush` must be called before the change set closes."""

    def __init__(self, branch: Branch, spec: LedgerSpec) -> None:
        self.branch = branch
        self.spec = spec
        self.raw = branch.database.raw
        self._stamp = branch.clock.stamp()
        self._today = branch.today
        self._entered = {
            "entered_on": branch.today.isoformat(),
            "entered_by": branch.actor,
            "revision": 1,
            "changed_at": self._stamp,
        }
        self._inserts: dict[type[Replicated], list[StoredRow]] = {}
        self._placed: set[str] = set()
        self._written = 0
        self._is_roster = spec.key == "person"
        self._timed_fields = {field.key: field for field in spec.extra if field.timed}

    # --- records ------------------------------------------------------------------------------------------
    def write(self, prepared: Prepared) -> str:
        """Write one prepared draft; returns the uid."""
        uid, stored = self._place(prepared)
        is_new = stored is None
        self._placed.add(uid)
        written = self._written
        columns = (
            self._insert_record(uid, prepared) if stored is None else self._update_record(prepared, stored)
        )
        self._write_timed(uid, prepared, columns, is_new)
        lists = self._write_lists(uid, prepared, is_new)
        if stored is not None and self.spec.corrections is not None:
            told = altered_titles(self.spec, stored, columns, lists)
            self._add_corrections(self.spec.corrections, uid, prepared, told)
        if stored is not None and self._written > written:
            self._update(
                self.spec.record, uid, {"revision": stored["revision"] + 1, "changed_at": self._stamp}
            )
        return uid

    def flush(self) -> None:
        """Write the gathered inserts."""
        for record, rows in self._inserts.items():
            names = list(blank(record))
            columns = ", ".join(f'"{name}"' for name in names)
            marks = ", ".join("?" * len(names))
            cells = itemgetter(*names)
            self.raw.executemany(
                f'INSERT INTO "{sql_table(record).name}" ({columns}) VALUES ({marks})',
                map(cells, rows),
            )
        self._inserts.clear()

    def _place(self, prepared: Prepared) -> tuple[str, StoredRow | None]:
        """The uid to write under, and the row that is there already."""
        uid = prepared.uid
        if uid is None and self.spec.identity:
            attribute = next(c.attribute for c in self.spec.stored if c.spec.key == self.spec.identity)
            uid = derived_uid(self.spec.key, prepared.columns[attribute])
        if uid is None:
            return new_uid(), None
        if uid in self._placed:
            self.flush()  # the same record twice in one action: the second draft meets the first one's row
        return uid, next(iter(self._rows(self.spec.record, "uid = ?", uid)), None)

    def _insert_record(self, uid: str, prepared: Prepared) -> StoredRow:
        derived = {} if self.spec.derive is None else self.spec.derive(prepared.columns)
        return self._insert(self.spec.record, {**prepared.columns, **derived, **self._entered, "uid": uid})

    def _update_record(self, prepared: Prepared, stored: StoredRow) -> StoredRow:
        """Write the cells that differ; returns the row as it is then."""
        columns = dict(prepared.columns)
        if self.spec.derive is not None and columns:
            is_renamed = columns.get("name", stored["name"]) != stored["name"]
            if is_renamed and columns.get("pinyin", stored["pinyin"]) == stored["pinyin"]:
                columns["pinyin"] = ""  # it belonged to the former name
            columns |= self.spec.derive({**stored, **columns})
        if stored["removed_at"] is not None and prepared.is_new:
            columns["removed_at"] = None
        self._write_cells(self.spec.record, stored, columns)
        return stored | columns

    # --- rows ---------------------------------------------------------------------------------------------
    def _rows(self, record: type[Replicated], condition: str, *parameters: str) -> list[StoredRow]:
        names = list(blank(record))
        columns = ", ".join(f'"{name}"' for name in names)
        query = f'SELECT {columns} FROM "{sql_table(record).name}" WHERE {condition}'
        return [dict(zip(names, row, strict=True)) for row in self.raw.execute(query, parameters)]

    def _insert(self, record: type[Replicated], values: Mapping[str, Any]) -> StoredRow:
        row = {**blank(record), **values}
        self._inserts.setdefault(record, []).append(row)
        self._written += 1
        return row

    def _update(self, record: type[Replicated], uid: str, changed: Mapping[str, Any]) -> None:
        cells = ", ".join(f'"{name}" = ?' for name in changed)
        self.raw.execute(
            f'UPDATE "{sql_table(record).name}" SET {cells} WHERE uid = ?', (*changed.values(), uid)
        )

    def _write_cells(self, record: type[Replicated], stored: StoredRow, values: Mapping[str, Any]) -> None:
        """Only the cells that differ; none at all where nothing does."""
        changed = {name: value for name, value in values.items() if stored[name] != value}
        if changed:
            self._update(record, stored["uid"], changed)
            self._written += 1

    # --- values with a history ----------------------------------------------------------------------------
    def _write_timed(self, uid: str, prepared: Prepared, columns: StoredRow, is_new: bool) -> None:
        if not prepared.timed:
            return
        if is_new:
            self._begin_timed(uid, prepared.timed, columns)
            return
        rows = self._rows(TimedValue, "owner_uid = ?", uid)
        live = [(uid, row["field"], row["since"], row["value"]) for row in rows if row["removed_at"] is None]
        follow = following_events(self.branch, (uid,)) if self._is_roster else ()
        events = events_by_owner((*live, *follow)).get(uid, {})
        dates = person_dates(columns, events) if self._is_roster else None
        held = {row["uid"]: row for row in rows}
        for key, given in prepared.timed.items():
            shown = value_shown(key, dates, events, self._today)
            plan = plan_change(self._timed_fields[key], given, shown, events.get(key, ()), self._today)
            self._carry_out(uid, self._timed_fields[key], plan, held)

    def _begin_timed(self, uid: str, timed: Mapping[str, TimedDraft], columns: StoredRow) -> None:
        """The first events of a new record."""
        dates = person_dates(columns, {}) if self._is_roster else None
        for key, given in timed.items():
            shown = value_shown(key, dates, {}, self._today)
            for since, value in plan_new(given, shown).puts:
                self._insert(TimedValue, _event(uid, key, since, value))

    def _carry_out(
        self, owner: str, field: FieldSpec, plan: EventPlan, held: Mapping[str, StoredRow]
    ) -> None:
        for since in plan.drops:
            stored = held.get(_event_uid(owner, field.key, since))
            if stored is None or stored["removed_at"] is not None:
                raise InvalidDraftError({field.key: FOLLOWS.format(day=day_text(since or ""))})
            self._write_cells(TimedValue, stored, {"removed_at": self._stamp})
        for since, value in plan.puts:
            event = _event(owner, field.key, since, value)
            if event["uid"] in held:
                self._write_cells(TimedValue, held[event["uid"]], event)
            else:
                self._insert(TimedValue, event)

    # --- lists --------------------------------------------------------------------------------------------
    def _write_lists(self, uid: str, prepared: Prepared, is_new: bool) -> list[str]:
        """Every list that the draft names, except one that only grows in a record that stands; the keys of those that
        changed.
        """
        changed = []
        for key, people in prepared.people.items():
            elements = [PreparedPart(None, {"person_uid": person, "field": key}) for person in people]
            before = self._written
            self._write_links(uid, key, elements, is_new)
            if self._written > before:
                changed.append(key)
        for part in self.spec.parts:
            if part.key in prepared.parts and (is_new or not part.only_grows):
                before = self._written
                self._write_parts(part, uid, prepared.parts[part.key], is_new)
                if self._written > before:
                    changed.append(part.key)
        return changed

    def _add_corrections(self, part: PartSpec, owner: str, prepared: Prepared, told: str) -> None:
        """Rows are only ever added: two PCs each add their own, and both stay."""
        typed = [each.columns for each in prepared.parts.get(part.key, ())]
        if not told and not typed:
            return
        held = len(self._rows(part.record, "owner_uid = ?", owner))
        rows = completed(part, typed, told, self._today.isoformat(), self.branch.actor)
        for position, row in enumerate(rows, start=held):
            self._insert(part.record, {**row, "uid": new_uid(), "owner_uid": owner, "position": position})

    def _write_links(self, owner: str, field: str, elements: Sequence[PreparedPart], is_new: bool) -> None:
        rows = [] if is_new else self._rows(PersonLink, "owner_uid = ? AND field = ?", owner, field)
        keyed = [(derived_uid(owner, field, each.columns["person_uid"]), each) for each in elements]
        self._match(PersonLink, owner, keyed, {row["uid"]: row for row in rows})

    def _write_parts(
        self, part: PartSpec, owner: str, elements: Sequence[PreparedPart], is_new: bool
    ) -> None:
        rows = [] if is_new else self._rows(part.record, "owner_uid = ? ORDER BY position, uid", owner)
        held = {row["uid"]: row for row in rows}
        if part.identity:
            keyed = [(derived_uid(owner, part.key, each.columns[part.identity]), each) for each in elements]
        else:
            keyed = _keyed_by_order(elements, held)
        self._match(part.record, owner, keyed, held)
        for uid, element in keyed:
            for inner in part.parts:
                if inner.key in element.parts:
                    self._write_parts(inner, uid, element.parts[inner.key], is_new=uid not in held)

    def _match(
        self,
        record: type[Replicated],
        owner: str,
        keyed: Iterable[tuple[str, PreparedPart]],
        held: Mapping[str, StoredRow],
    ) -> None:
        """Bring the list to exactly these elements: update, insert, and remove what is not named."""
        named = set()
        for position, (uid, element) in enumerate(keyed):
            named.add(uid)
            values = {**element.columns, "position": position, "removed_at": None}
            if uid in held:
                self._write_cells(record, held[uid], values)
            else:
                self._insert(record, {"uid": uid, "owner_uid": owner, **values})
        for uid, row in held.items():
            if uid not in named and row["removed_at"] is None:
                self._write_cells(record, row, {"removed_at": self._stamp})


def _event_uid(owner: str, field: str, since: str | None) -> str:
    return derived_uid(owner, field, since or "")


def _event(owner: str, field: str, since: str | None, value: str) -> StoredRow:
    return {
        "uid": _event_uid(owner, field, since),
        "owner_uid": owner,
        "field": field,
        "since": since,
        "value": value,
        "removed_at": None,
    }


def _keyed_by_order(
    elements: Sequence[PreparedPart], held: Mapping[str, StoredRow]
) -> list[tuple[str, PreparedPart]]:
    """Elements that name a uid keep it; the others take the live rows left over, in order, then new uids."""
    claimed = {each.uid for each in elements if each.uid in held}
    free = [uid for uid, row in held.items() if row["removed_at"] is None and uid not in claimed]
    keyed = []
    for element in elements:
        if element.uid is not None and element.uid in claimed:
            claimed.remove(element.uid)  # named twice: the second one is another element
            keyed.append((element.uid, element))
        else:
            keyed.append((free.pop(0) if free else new_uid(), element))
    return keyed
