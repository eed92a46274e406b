"""The inbox: values written on two PCs without knowledge of each other, in words, until somebody decides.

A decision is an ordinary change set that had seen both sides, so it settles the matter on every PC it reaches.
Nothing is dropped meanwhile: the shown value is the same everywhere, and the other one stays in the history.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from db.changes import Changes
from db.errors import LedgerError, NotFoundError
from db.exchange.sites import known_sites
from db.exchange.taking_in import erased_rows, records_of, redact_stored
from db.fields import FieldSpec, Kind
from db.journal.capture import replicated_tables
from db.journal.fold import ERASURES, REMOVED, Head, RowKey, View, ViewRow, fold
from db.journal.stored import in_batches, transactions_of_rows
from db.journal.tables import CONFLICT, TRANSACTION
from db.journal.transaction import Change, canonical
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.correcting import altered_field, completed
from db.services.faces import shown_columns, united_rows
from db.services.history import cell_fields, linked_fields
from db.services.materializing import Owners, materialize
from db.services.naming_records import names_of
from db.services.queries import get_row
from db.services.reading import sql_table
from db.services.saving import title_of
from db.services.sealing_years import refuse_sealed_record
from db.services.trail import note
from db.services.values import ValueRefusedError, refusal, shown_value, stored_value
from db.services.writing import new_uid

MINE, THEIRS = "mine", "theirs"
KEPT, DELETED = "kept", "removed"
_REMOVAL = FieldSpec("removed", "是否移除")
_NOT_ASKED = frozenset(  # nobody types these: places in a list, whose list it is, who entered a record when
    ["position", "owner_uid", "entered_on", "entered_by"]
)
_NOTHING_CHANGED = "没有改动任何内容"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two values: as files show it, as text, and who wrote it where and when (that PC's clock)."""

    value: Any
    text: str
    person: str
    place: str
    at: str
    clock_doubt: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field of one record. `field` is the key as in files ("agenda.resolution" inside lists); "removed" asks
    whether a record that was removed there and edited here stays. `others` are what further PCs wrote."""

    id: str
    ledger: str
    uid: str
    field: str
    title: str
    record_title: str
    mine: Side
    theirs: Side
    spec: FieldSpec
    place: RowKey
    column: str
    others: tuple[Side, ...] = ()


def conflicting_rows(branch: Branch, uids: Iterable[str]) -> tuple[RowKey, ...]:
    """Rows among these in which a conflict stands."""
    wanted = set(uids)
    view = _view(branch, wanted)
    return tuple(
        key
        for key, face in view.faces.items()
        if key[1] in wanted
        and face in view.rows
        and (_asked(view.rows[face]) or view.rows[face].deleted_there_edited_here)
    )


def _asked(row: ViewRow) -> tuple[str, ...]:
    """The columns of a row about which somebody has to decide; of the others the shown value stands on every PC."""
    return tuple(column for column in row.conflicts if column not in _NOT_ASKED)


def inbox(branch: Branch) -> tuple[Conflict, ...]:
    """Everything still to be decided, the newest import first."""
    rows = branch.database.connection.execute(select(CONFLICT).order_by(CONFLICT.c.batch.desc())).all()
    keys = [(row.table, row.row) for row in rows]
    if not keys:
        return ()
    view = _view(branch, {uid for _, uid in keys})
    teller = _Teller(branch, view)
    faces = dict.fromkeys(view.faces[key] for key in keys if key in view.faces)
    return tuple(conflict for face in faces if face in view.rows for conflict in teller.conflicts(face))


def resolve(branch: Branch, conflict_id: str, *, take: str | None = None, value: Any = None) -> Changes:
    """Settle a conflict by one side (`take` is mine or theirs) or by a third value as a form would give it.

    LedgerErrors: not_found, invalid, year_sealed.
    """
    conflict = _named(branch, conflict_id)
    refuse_sealed_record(branch, *conflict.place)
    if take is not None and take not in (MINE, THEIRS):
        raise LedgerError(
            "invalid", f"不认得“{take[:20]}”", _NOTHING_CHANGED, "请写 mine（本机）或 theirs（对方）"
        )
    chose = {None: "另写一个值", MINE: "用本机的", THEIRS: "用对方的"}[take]
    with branch.database.joined():
        changes = _settle(branch, conflict, take, value)
        note(branch, "conflict", f"{conflict.ledger}:{conflict.uid}", conflict.title, chose)
    return changes


def _settle(branch: Branch, conflict: Conflict, take: str | None, value: Any) -> Changes:
    if conflict.column == REMOVED:
        return _settle_removal(branch, conflict, take, value)
    stored = _chosen(branch, conflict, take, value)
    members = _members(branch, conflict)
    changes = [Change(conflict.place[0], row, conflict.column, canonical(stored)) for row in members]
    changes += _pinyin(branch, conflict, stored, members, is_typed=take is None)
    return decide(branch, f"处理冲突：{conflict.title}", [*changes, *_correction(branch, conflict, stored)])


def _pinyin(
    branch: Branch, conflict: Conflict, name: Any, members: Sequence[str], *, is_typed: bool
) -> list[Change]:
    """The pinyin that goes with the name that was chosen; where a side had corrected it by hand it is asked for."""
    spec, table = by_key(conflict.ledger), conflict.place[0]
    if spec.derive is None or (table, conflict.column) != (sql_table(spec.record).name, "name"):
        return []
    pinyin = canonical(spec.derive({"name": name})["pinyin"])
    heads = _view(branch, {conflict.place[1]}).heads
    held = {head.value for row in members for head in heads[table, row].get("pinyin", ())}
    if held == {pinyin} or not (is_typed or pinyin in held):
        return []
    return [Change(table, row, "pinyin", pinyin) for row in members]


def _correction(branch: Branch, conflict: Conflict, stored: Any) -> list[Change]:
    """The row that a closed record gets where the decision alters what stands in it (requirement R06)."""
    spec = by_key(conflict.ledger)
    part = spec.corrections
    if part is None or canonical(_standing(branch, conflict)) == canonical(stored):
        return []
    row = get_row(branch, spec, conflict.uid)
    told = altered_field(spec, row, conflict.field, stored)
    if not told:
        return []
    (cells,) = completed(part, (), told, branch.today.isoformat(), branch.actor)
    cells |= {"owner_uid": conflict.uid, "position": len(row["corrections"])}
    new = new_uid()
    return [Change(sql_table(part.record).name, new, name, canonical(value)) for name, value in cells.items()]


def decide(branch: Branch, note: str, changes: Sequence[Change]) -> Changes:
    """Write cells of the journal that belong to no form, and bring the tables up to them: one change set."""
    with branch.database.joined():
        with branch.change_set(note[:200]) as change_set:
            branch.journal.record(changes)
        redact_stored(branch, {(change.column, change.row) for change in changes if change.table == ERASURES})
        uids = {change.row for change in changes}
        with branch.journal.applying():
            differences = materialize(branch, uids)
        branch.forget()
        for ledger, uid in records_of(branch, differences):
            change_set.touch(ledger, uid)
        note_conflicts(branch, uids, None)
    return change_set.changes


def note_conflicts(branch: Branch, uids: set[str], batch: str | None) -> None:
    """Keep those of the rows in which a conflict stands, and forget the others; inside an open transaction."""
    connection = branch.database.connection
    for some in in_batches(uids):
        connection.execute(CONFLICT.delete().where(CONFLICT.c.row.in_(some)))
    for table, uid in conflicting_rows(branch, uids):
        connection.execute(CONFLICT.insert().values(table=table, row=uid, batch=batch))


# --- telling ------------------------------------------------------------------------------------------------
def _view(branch: Branch, uids: set[str]) -> View:
    wanted = uids | united_rows(branch.database)
    return fold(transactions_of_rows(branch.database, wanted), shown_columns())


class _Teller:
    """Puts conflicts into words; reads once what all of them need."""

    def __init__(self, branch: Branch, view: View) -> None:
        self.branch, self.view = branch, view
        self.names = names_of(branch)
        self.sites = known_sites(branch)
        self.owners = Owners(branch)
        self.erased = erased_rows(branch)

    def conflicts(self, face: RowKey) -> Iterator[Conflict]:
        row = self.view.rows[face]
        record = self.owners.record_of(*face)
        if record is None or face in self.erased or not self._is_shown(row, record):
            return
        for column in _asked(row):
            yield self._conflict(face, column, record, self._heads(face, column))
        if row.deleted_there_edited_here:
            yield self._removal(face, record)

    def _is_shown(self, row: ViewRow, record: tuple[str, str]) -> bool:
        """Not in the recycle bin, where a decision would be an edit and bring it back; put back, it is asked again."""
        table = sql_table(by_key(record[0]).record)
        query = select(table.c.uid).where(table.c.uid == record[1], table.c.removed_at.is_(None))
        return row.is_live and self.branch.database.connection.execute(query).first() is not None

    def _heads(self, face: RowKey, column: str) -> list[Head]:
        members = self.view.rows[face].members
        found = [
            head for each in members for head in self.view.heads.get((face[0], each), {}).get(column, ())
        ]
        return sorted(found, key=lambda head: head.order, reverse=True)

    def _conflict(
        self, face: RowKey, column: str, record: tuple[str, str], heads: Sequence[Head]
    ) -> Conflict:
        own = self.branch.journal.site
        mine = next((head for head in heads if head.order[1] == own), heads[0])
        others = {head.value: head for head in reversed(heads) if head.value != mine.value}
        spec = self._spec(face, column, record[0])
        told = [mine, *sorted(others.values(), key=lambda head: head.order, reverse=True)]
        sides = [self._side(head, self._value(spec, head)) for head in told]
        return self._made(face, column, record, spec, sides)

    def _removal(self, face: RowKey, record: tuple[str, str]) -> Conflict:
        """Edited here and removed there, or the other way round: both sides by who wrote them."""
        members = self.view.rows[face].members
        heads = [
            head
            for each in members
            for standing in self.view.heads[face[0], each].values()
            for head in standing
        ]
        removals = [head for head in self._heads(face, REMOVED) if head.value == "1"]
        edits = [
            head
            for head in heads
            if head not in removals and not any(each.removes(head) for each in removals)
        ]
        removal, edit = max(removals, key=lambda head: head.order), max(edits, key=lambda head: head.order)
        kept, removed = self._side(edit, KEPT, "保留"), self._side(removal, DELETED, "移除")
        is_mine = removal.order[1] == self.branch.journal.site
        return self._made(face, REMOVED, record, _REMOVAL, [removed, kept] if is_mine else [kept, removed])

    def _made(
        self, face: RowKey, column: str, record: tuple[str, str], spec: FieldSpec, sides: Sequence[Side]
    ) -> Conflict:
        ledger, uid = record
        name = hashlib.sha256("|".join((*face, column)).encode()).hexdigest()[:12]
        mine, theirs, *others = sides
        return Conflict(
            id=name,
            ledger=ledger,
            uid=uid,
            field=spec.key,
            title=spec.title,
            record_title=self._record_title(ledger, uid),
            mine=mine,
            theirs=theirs,
            spec=spec,
            place=face,
            column=column,
            others=tuple(others),
        )

    def _record_title(self, ledger: str, uid: str) -> str:
        try:
            return title_of(by_key(ledger), get_row(self.branch, by_key(ledger), uid))
        except LedgerError:
            return by_key(ledger).title

    def _spec(self, face: RowKey, column: str, ledger: str) -> FieldSpec:
        spec = by_key(ledger)
        held = self.view.rows[face].values
        if face[0] in ("timed_value", "person_link"):
            field = linked_fields(spec).get((face[0], json.loads(held.get("field", '""'))))
            if field is not None:
                return (
                    field
                    if column == "value"
                    else FieldSpec(field.since_key, f"{field.title}自", Kind.PARTIAL_DAY)
                )
        return cell_fields(spec).get((face[0], column)) or FieldSpec(column, column)

    def _value(self, spec: FieldSpec, head: Head) -> Any:
        stored = None if head.value is None else json.loads(head.value)
        return shown_value(spec, stored, self.names)

    def _side(self, head: Head, value: Any, text: str | None = None) -> Side:
        _, site, sequence, _ = head.order
        query = TRANSACTION.select().where(TRANSACTION.c.site == site, TRANSACTION.c.sequence == sequence)
        written = self.branch.database.connection.execute(query).one()
        place = self.sites[site].name if site in self.sites else ""
        shown = text if text is not None else "（空）" if value in (None, "") else str(value)
        return Side(value, shown, written.actor, place, written.wall, bool(written.clock_doubt))


# --- deciding -----------------------------------------------------------------------------------------------
def _named(branch: Branch, conflict_id: str) -> Conflict:
    found = next((each for each in inbox(branch) if each.id == conflict_id), None)
    if found is None:
        raise NotFoundError(f"没有编号为“{conflict_id[:40]}”的冲突，可能已经处理过了", "请查看冲突清单")
    return found


def _standing(branch: Branch, conflict: Conflict) -> Any:
    """The value that every PC shows meanwhile, as stored."""
    name, uid = conflict.place
    table = next(each for each in replicated_tables() if each.name == name)
    query = select(table.c[conflict.column]).where(table.c.uid == uid)
    return branch.database.connection.execute(query).scalar()


def _chosen(branch: Branch, conflict: Conflict, take: str | None, value: Any) -> Any:
    """The value to write, as stored."""
    if take is not None:
        value = (conflict.mine if take == MINE else conflict.theirs).value
    try:
        stored = stored_value(conflict.spec, value, names_of(branch), outsiders=True)
        if conflict.spec.required and stored in (None, ""):
            raise ValueRefusedError(f"{conflict.spec.title}不能为空")
        return stored
    except (ValueRefusedError, LedgerError) as error:
        raise LedgerError("invalid", refusal(error), _NOTHING_CHANGED, "请改正后再选") from error


def _members(branch: Branch, conflict: Conflict) -> list[str]:
    """The rows that hold the column: of united ones all, so that one value is left."""
    view = _view(branch, {conflict.place[1]})
    rows = view.rows[view.faces[conflict.place]].members
    return [row for row in rows if conflict.column in view.heads.get((conflict.place[0], row), {})]


def _settle_removal(branch: Branch, conflict: Conflict, take: str | None, value: Any) -> Changes:
    chosen = value if take is None else (conflict.mine if take == MINE else conflict.theirs).value
    if chosen not in (KEPT, DELETED):
        raise LedgerError("invalid", "这一处只能选保留或移除", _NOTHING_CHANGED, f"请写 {KEPT} 或 {DELETED}")
    view = _view(branch, {conflict.place[1]})
    members = view.rows[view.faces[conflict.place]].members
    removed = canonical(1 if chosen == DELETED else 0)
    verb = "移除" if chosen == DELETED else "保留"
    changes = [Change(conflict.place[0], row, REMOVED, removed) for row in members]
    return decide(branch, f"处理冲突：{verb}", changes)
