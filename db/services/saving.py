"""Saving, removing, putting back and copying records. Every function is one change set.

A draft touches only the keys it names. Nothing is ever deleted, and no day is ever invented: what a form leaves
empty stays empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from db.changes import Changes, Draft, Row
from db.errors import ConflictError, InvalidDraftError, LedgerError, NotFoundError
from db.fields import Kind
from db.ledger_spec import LedgerSpec
from db.services.branch import Branch
from db.services.faces import hidden_uids
from db.services.naming_records import erased_uids, table_of
from db.services.reading import assemble
from db.services.reading_drafts import DraftReader, Prepared
from db.services.sealing_years import days_of, refuse_sealed
from db.services.uniting import changing
from db.services.writing import Writer

FRAME_LEFT_OUT = frozenset(
    {"held_on", "number", "attendance", "everyone_present", "signed", "late_note", "content"}
)


def save(branch: Branch, spec: LedgerSpec, draft: Draft) -> Changes:
    """Save one record; see `save_many`."""
    return save_many(branch, spec, (draft,))


def save_many(
    branch: Branch, spec: LedgerSpec, drafts: Sequence[Draft], note: str = "", batch: str | None = None
) -> Changes:
    """Save records together, all or none.

    InvalidDraftError maps field keys to sentences (of the first bad draft, with its number when there are
    several); ConflictError when a record changed after it was read; AmbiguousNameError for a shared name.
    """
    prepared, told = _prepare_all(branch, spec, drafts)
    with changing(branch, spec, note or told, batch) as change_set:
        writer = Writer(branch, spec)
        for each in prepared:
            change_set.touch(spec.key, writer.write(each))
        writer.flush()
    return change_set.changes


def _prepare_all(branch: Branch, spec: LedgerSpec, drafts: Sequence[Draft]) -> tuple[list[Prepared], str]:
    """Every draft as stored, and what to call saving them in the history."""
    if spec.single:
        drafts = [_of_the_only_one(branch, spec, draft) for draft in drafts]
    existing = _existing(branch, spec, [draft.uid for draft in drafts if draft.uid])
    reader, prepared, row = DraftReader(branch, spec), [], None
    for number, draft in enumerate(drafts, start=1):
        row = None if draft.uid is None else _editable(spec, draft, existing)
        try:
            prepared.append(reader.prepare(draft, row))
            refuse_sealed(branch, spec, days_of(spec, row, prepared[-1].columns))
        except InvalidDraftError as error:
            where = f"第{number}条" if len(drafts) > 1 else ""
            raise InvalidDraftError(error.problems, f"{spec.title}{where}") from error
    if len(prepared) != 1:
        return prepared, f"保存{spec.title} {len(prepared)} 条"
    verb = "新增" if row is None else "修改"
    return prepared, f"{verb}{spec.title}"


def _of_the_only_one(branch: Branch, spec: LedgerSpec, draft: Draft) -> Draft:
    """Of a ledger with one record a draft without a uid means that record."""
    if draft.uid is not None:
        return draft
    uid = branch.database.connection.execute(select(table_of(spec.key).c.uid)).scalar()
    return replace(draft, uid=uid)


def _editable(spec: LedgerSpec, draft: Draft, existing: Mapping[str, Row]) -> Row:
    """The record that a draft changes, as it stands; refused when it is gone or was changed meanwhile."""
    row = existing.get(draft.uid or "")
    if row is None:
        raise NotFoundError(f"{spec.title}里没有编号为“{(draft.uid or '')[:40]}”的记录")
    if row.removed_at is not None:
        raise LedgerError(
            "removed", f"“{title_of(spec, row)}”在回收站里，不能修改", "没有改动任何内容", "请先还原，再修改"
        )
    if draft.revision is not None and draft.revision != row.revision:
        raise ConflictError(title_of(spec, row))
    return row


def _existing(branch: Branch, spec: LedgerSpec, uids: Sequence[str]) -> dict[str, Row]:
    if not uids:
        return {}
    table = table_of(spec.key)
    wanted = select(table).where(table.c.uid.in_(uids), table.c.uid.not_in(erased_uids(spec.key)))
    stored = branch.database.connection.execute(wanted).all()
    return {row.uid: row for row in assemble(branch, spec, stored, branch.today, None)}


def title_of(spec: LedgerSpec, row: Row) -> str:
    """A record named in a sentence: 党课 2026-03-05 学习党章."""
    words = []
    for key in spec.summary:
        value = row.values.get(key)
        field = spec.by_key.get(key)
        if value:
            words.append(field.title_of(value) if field and field.choices else str(value))
    return " ".join(words) or spec.title


# --- removing -------------------------------------------------------------------------------------------------
def remove(branch: Branch, spec: LedgerSpec, uids: Iterable[str]) -> Changes:
    """Move records to the recycle bin; they can be put back.

    Those that are there already are left as they are; LedgerError `already_removed` when all of them are.
    """
    if spec.single:
        raise LedgerError(
            "refused", f"{spec.title}只有一份，不能移除", "没有改动任何内容", "可以修改其中的内容"
        )
    return _set_removed(branch, spec, tuple(uids), branch.clock.stamp(), "移除")


def put_back(branch: Branch, spec: LedgerSpec, uids: Iterable[str]) -> Changes:
    """Take records out of the recycle bin.

    Those that are not in it are left as they are; LedgerError `not_removed` when none of them is.
    """
    return _set_removed(branch, spec, tuple(uids), None, "还原")


def _set_removed(
    branch: Branch, spec: LedgerSpec, uids: Sequence[str], removed_at: str | None, verb: str
) -> Changes:
    rows = _existing(branch, spec, uids)
    for uid in uids:
        if uid not in rows:
            raise NotFoundError(f"{spec.title}里没有编号为“{uid[:40]}”的记录")
    if removed_at is None and not hidden_uids(branch).isdisjoint(uids):
        raise LedgerError(
            "united", "这条记录已经与另一条合成一条", "没有改动任何内容", "要单独还原，请先把它们分开"
        )
    moved = {uid: rows[uid] for uid in uids if (rows[uid].removed_at is None) != (removed_at is None)}
    refuse_sealed(branch, spec, [row.get(spec.day) for row in moved.values()])
    if uids and not moved:
        names = "、".join(title_of(spec, row) for row in list(rows.values())[:3])
        raise _nothing_to_move(names, is_removal=removed_at is not None)
    with changing(branch, spec, f"{verb}{spec.title}") as change_set:
        for uid in moved:
            _write_removed(branch, spec, uid, removed_at)
            change_set.touch(spec.key, uid)
    return change_set.changes


def _write_removed(branch: Branch, spec: LedgerSpec, uid: str, removed_at: str | None) -> None:
    table = table_of(spec.key)
    branch.database.connection.execute(
        table.update()
        .where(table.c.uid == uid)
        .values(removed_at=removed_at, revision=table.c.revision + 1, changed_at=branch.clock.stamp())
    )


def save_in_place_of(branch: Branch, spec: LedgerSpec, draft: Draft, replaced: str, note: str) -> Changes:
    """Save a new record and move the one whose place it takes to the recycle bin, both or neither.

    LedgerErrors as of `save`, and `removed` where the other one is in the bin already.
    """
    older = _editable(spec, Draft({}, replaced), _existing(branch, spec, [replaced]))
    refuse_sealed(branch, spec, [older.get(spec.day)])
    (prepared,), _ = _prepare_all(branch, spec, (draft,))
    with changing(branch, spec, note) as change_set:
        writer = Writer(branch, spec)
        change_set.touch(spec.key, writer.write(prepared))
        writer.flush()
        _write_removed(branch, spec, replaced, branch.clock.stamp())
        change_set.touch(spec.key, replaced)
    return change_set.changes


def _nothing_to_move(names: str, is_removal: bool) -> LedgerError:
    kept = "没有改动任何内容"
    if is_removal:
        return LedgerError("already_removed", f"“{names}”已经在回收站里", kept, "不必再移除")
    return LedgerError("not_removed", f"“{names}”不在回收站里", kept, "不必还原")


# --- helping to fill in ---------------------------------------------------------------------------------------
def copy_last(branch: Branch, spec: LedgerSpec) -> dict[str, Any]:
    """Frame and agenda titles of the latest record for a new one: never words, attendance, votes or days."""
    from db.services.queries import ListQuery, full_rows

    rows = full_rows(branch, spec, ListQuery(sort=spec.day or None, descending=True, limit=1))
    if not rows:
        return {}
    computed = {field.key for field in spec.extra if field.kind is Kind.COMPUTED}
    growing = {part.key for part in spec.parts if part.only_grows}
    left_out = FRAME_LEFT_OUT | computed | growing | {spec.day}
    if not spec.meeting:
        never = (Kind.LONG_TEXT, Kind.DAY, Kind.PARTS)
        left_out = left_out | {
            field.key for field in spec.fields if field.kind in never and not field.required
        }
    values = {key: value for key, value in rows[0].values.items() if key not in left_out}
    if "agenda" in values:
        values["agenda"] = [{"title": item["title"], "matter": item["matter"]} for item in values["agenda"]]
    return values


def preview(branch: Branch, spec: LedgerSpec, values: Mapping[str, Any], uid: str = "") -> dict[str, Any]:
    """Computed fields for values still being typed; what cannot be read yet is left out of account."""
    from db.services.previewing import preview_values

    return preview_values(branch, spec, values, uid)


def validate(branch: Branch, spec: LedgerSpec, draft: Draft) -> None:
    """Raise what saving would raise, without saving."""
    _prepare_all(branch, spec, (draft,))
