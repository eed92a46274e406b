"""Carrying out an import plan in one change set, and taking it back.

Nothing is written before this. A batch can be taken back for 30 days; records that somebody edited since are
kept and named, never overwritten.
"""

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from db.changes import Changes, Draft
from db.errors import InvalidDraftError, LedgerError, NotFoundError
from db.importing.checking import person_vocabulary, plan_import
from db.importing.plan import ExistingPerson, ImportPlan, Problem
from db.importing.records import ledger_vocabulary, plan_records
from db.importing.source import ImportSource, open_source
from db.journal.capture import ChangeSet, empty_cells, replicated_tables
from db.journal.tables import BATCH, ROW_CHANGE, TRANSACTION
from db.journal.transaction import CONTROL
from db.ledger_spec import LedgerSpec
from db.ledgers import by_key
from db.services.batches import new_batch
from db.services.branch import Branch
from db.services.naming_records import with_labels
from db.services.queries import ListQuery, full_rows
from db.services.reading_drafts import DraftReader
from db.services.sealing_years import days_of, refuse_sealed, refuse_sealed_record
from db.services.settings import set_setting, setting
from db.services.trail import note_within
from db.services.writing import Writer

UNDO_DAYS = 30
LEARNED = "import.learned_titles"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; `batch` names it for taking it back."""

    batch: str
    added: int
    updated: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One past import."""

    batch: str
    kind: str
    source: str
    made_on: str
    summary: str
    is_undone: bool


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What was taken back; `kept` are uids left alone because they were edited after the import."""

    removed: int
    restored: int
    kept: tuple[str, ...]
    changes: Changes


@contextmanager
def _collection_paused() -> Iterator[None]:
    """The cycle collector off for work that makes a million objects and no cycles.

    Each of its full passes looks at everything the program has loaded: together a tenth of an import's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# --- reading and planning -----------------------------------------------------------------------------------
@_collection_paused()
def read_source(branch: Branch, spec: LedgerSpec, path: Path, sheet: str | None = None) -> ImportSource:
    """The tables of a file with the columns taken to mean this ledger's fields, corrections learned included."""
    vocabulary = person_vocabulary() if spec.key == "person" else ledger_vocabulary(spec)
    learned = setting(branch, f"{LEARNED}.{spec.key}", {})
    return open_source(path, vocabulary, sheet=sheet, learned=learned)


def learn_titles(branch: Branch, spec: LedgerSpec, corrections: Mapping[str, str | None]) -> None:
    """Remember what the user said a title means, for the next file."""
    from db.importing.mapping import learn

    learned = learn(setting(branch, f"{LEARNED}.{spec.key}", {}), corrections)
    set_setting(branch, f"{LEARNED}.{spec.key}", dict(learned))


@_collection_paused()
def make_plan(branch: Branch, spec: LedgerSpec, source: ImportSource) -> ImportPlan:
    """What importing would do; nothing is written."""
    if spec.key == "person":
        plan = plan_import(source.tables, source.mappings, existing_people(branch), branch.today)
    else:
        records = with_labels(branch, full_rows(branch, spec, ListQuery()))
        plan = plan_records(spec, source.tables, source.mappings, branch.today, records)
        plan = _without_refused(branch, spec, plan)
    return replace(plan, warnings=(*map(_hidden, source.hidden), *plan.warnings)) if source.hidden else plan


def _without_refused(branch: Branch, spec: LedgerSpec, plan: ImportPlan) -> ImportPlan:
    """The plan without new rows that saving would refuse: a name nobody or several bear, a day of a sealed year."""
    reader, added, skipped = DraftReader(branch, spec), [], list(plan.skipped)
    for row in plan.added:
        try:
            refuse_sealed(branch, spec, days_of(spec, None, reader.prepare(Draft(row.values), None).columns))
        except LedgerError as error:
            problems = error.problems if isinstance(error, InvalidDraftError) else {"": error.happened}
            told = "；".join(problems.values())
            skipped.append(Problem(row.row, error.code, told, next(iter(problems)), "", row.sheet))
        else:
            added.append(row)
    skipped.sort(key=lambda problem: problem.row)
    return replace(plan, added=tuple(added), skipped=tuple(skipped))


def _hidden(sheet: str) -> Problem:
    message = f"工作表“{sheet}”是隐藏的，没有导入；要导入请在表格软件里取消隐藏，或指定这张工作表"
    return Problem(1, "sheet_hidden", message, sheet=sheet)


def existing_people(branch: Branch) -> tuple[ExistingPerson, ...]:
    """Everybody on record, as the planner compares them."""
    rows = full_rows(branch, by_key("person"), ListQuery())
    return tuple(
        ExistingPerson(row.uid, row.text("name"), row.get("id_number"), row.get("born_on"), row.values)
        for row in rows
    )


# --- committing ---------------------------------------------------------------------------------------------
@_collection_paused()
def commit(
    branch: Branch, plan: ImportPlan, source_name: str, spec: LedgerSpec | None = None
) -> ImportResult:
    """Write the plan, all or nothing. LedgerError `nothing_to_import` when it would change nothing."""
    spec = spec or by_key("person")
    if not plan.added and not plan.updated:
        raise LedgerError(
            "nothing_to_import",
            f"“{source_name}”里没有可以导入的内容",
            "台账没有改动",
            "请查看“不导入”一栏的原因，改好表格后再导入",
        )
    summary = f"新增{len(plan.added)}条，更新{len(plan.updated)}条"
    batch = new_batch(branch)
    with branch.change_set(f"导入{spec.title}：{summary}", batch) as change_set:
        if spec.key == "person":
            _add_groups(branch, plan.group_names, change_set)
        _write(branch, spec, plan, change_set)
        branch.database.connection.execute(
            BATCH.insert().values(
                batch=batch, kind=spec.key, source=source_name, made_on=branch.today.isoformat(),
                sequence=0, undone_by=None, summary=summary,
            )
        )  # fmt: skip
        note_within(branch, branch.database.connection, "import", f"{spec.title}“{source_name}”", summary)
    return ImportResult(batch, len(plan.added), len(plan.updated), change_set.changes)


def _add_groups(branch: Branch, group_names: Sequence[str], change_set: ChangeSet) -> None:
    """Make the Party groups that the file mentions and the branch does not have yet."""
    spec = by_key("group")
    held = {row.text("name") for row in branch.rows("group")}
    missing = [name for name in group_names if name not in held]
    _write_drafts(branch, spec, [Draft({"name": name}) for name in missing], change_set)


def _write(branch: Branch, spec: LedgerSpec, plan: ImportPlan, change_set: ChangeSet) -> None:
    drafts = [Draft(row.values) for row in plan.added]
    drafts += [
        Draft({key: new for key, (_, new) in update.changes.items()}, uid=update.uid)
        for update in plan.updated
    ]
    _write_drafts(branch, spec, drafts, change_set)


def _write_drafts(branch: Branch, spec: LedgerSpec, drafts: Sequence[Draft], change_set: ChangeSet) -> None:
    known = {row.uid: row for row in branch.rows(spec.key)} if any(draft.uid for draft in drafts) else {}
    writer, reader = Writer(branch, spec), DraftReader(branch, spec)
    prepared = []
    for draft in drafts:
        row = known.get(draft.uid) if draft.uid else None
        prepared.append(reader.prepare(draft, row))
        refuse_sealed(branch, spec, days_of(spec, row, prepared[-1].columns))
    for each in prepared:
        change_set.touch(spec.key, writer.write(each))
    writer.flush()
    branch.forget()


# --- taking back --------------------------------------------------------------------------------------------
def batches(branch: Branch) -> tuple[BatchRow, ...]:
    """Past imports, newest first."""
    rows = branch.database.connection.execute(BATCH.select().order_by(BATCH.c.batch.desc()))
    return tuple(
        BatchRow(row.batch, row.kind, row.source, row.made_on, row.summary, row.undone_by is not None)
        for row in rows
    )


def undo(branch: Branch, batch: str) -> UndoResult:
    """Take an import back by a new change set that also travels.

    Records it made are removed, values it changed get their former value; what was edited since is left
    alone. LedgerErrors: not_found, already_undone, too_late (after 30 days).
    """
    found = _undoable(branch, batch)
    written = _written_by(branch, batch)
    for table, row in {(each.table, each.row) for each in written}:
        refuse_sealed_record(branch, table, row)
    edited = _edited_since(branch, batch, {each.row for each in written})
    with branch.change_set(f"撤销导入 {batch}") as change_set:
        removed, restored = _take_back(branch, written, edited, change_set)
        branch.database.connection.execute(BATCH.update().where(BATCH.c.batch == batch).values(undone_by=1))
        taken = f"移除{removed}条，恢复{restored}条"
        note_within(branch, branch.database.connection, "undo_import", f"{batch}（{found.source}）", taken)
    return UndoResult(removed, restored, tuple(sorted(edited)), change_set.changes)


def _undoable(branch: Branch, batch: str) -> Any:
    found = branch.database.connection.execute(BATCH.select().where(BATCH.c.batch == batch)).first()
    if found is None:
        raise NotFoundError(f"没有编号为“{batch[:40]}”的导入批次")
    if found.undone_by is not None:
        raise LedgerError(
            "already_undone", f"导入批次 {batch} 已经撤销过了", "没有改动任何内容", "不需要再撤销"
        )
    if branch.today - date.fromisoformat(found.made_on) > timedelta(days=UNDO_DAYS):
        raise LedgerError(
            "too_late",
            f"导入批次 {batch} 已超过{UNDO_DAYS}天，不能整批撤销",
            "没有改动任何内容",
            "请逐条修改或移除",
        )
    return found


def _written_by(branch: Branch, batch: str) -> list[Any]:
    query = (
        select(ROW_CHANGE)
        .join(
            TRANSACTION,
            (TRANSACTION.c.site == ROW_CHANGE.c.site) & (TRANSACTION.c.sequence == ROW_CHANGE.c.sequence),
        )
        .where(TRANSACTION.c.batch == batch)
    )
    return list(branch.database.connection.execute(query))


def _edited_since(branch: Branch, batch: str, rows: set[str]) -> set[str]:
    """Uids among `rows` (or owners of their parts) that a later change set touched."""
    connection = branch.database.connection
    lamport = connection.execute(
        select(TRANSACTION.c.lamport).where(TRANSACTION.c.batch == batch)
    ).scalar_one()
    later = (
        select(ROW_CHANGE.c.row)
        .join(
            TRANSACTION,
            (TRANSACTION.c.site == ROW_CHANGE.c.site) & (TRANSACTION.c.sequence == ROW_CHANGE.c.sequence),
        )
        .where(TRANSACTION.c.lamport > lamport)
        .distinct()
    )
    touched = {row for (row,) in connection.execute(later)}
    return _with_owners(branch, touched) & rows


def _with_owners(branch: Branch, uids: Iterable[str]) -> set[str]:
    """The uids and the records that own those that are parts."""
    found = set(uids)
    for table in replicated_tables():
        if "owner_uid" in table.c and found:
            query = select(table.c.owner_uid).where(table.c.uid.in_(list(found)))
            found |= {owner for (owner,) in branch.database.connection.execute(query) if owner}
    return found


def _take_back(
    branch: Branch, written: Sequence[Any], edited: set[str], change_set: ChangeSet
) -> tuple[int, int]:
    tables = {table.name: table for table in replicated_tables()}
    ledgers = {spec.record.__tablename__: spec.key for spec in branch.ledgers}
    by_row: dict[tuple[str, str], list[Any]] = {}
    for each in written:
        by_row.setdefault((each.table, each.row), []).append(each)
    skipped = edited | _parts_of(branch, by_row, tables, edited)
    removed = restored = 0
    stamp = branch.clock.stamp()
    for (name, uid), changed in by_row.items():
        if uid in skipped:
            continue
        table = tables[name]
        former = _former_values(branch, table, changed)
        values: dict[str, Any] = {"removed_at": stamp} if former is None else former
        if "revision" in table.c:
            values |= {"revision": table.c.revision + 1, "changed_at": stamp}
        branch.database.connection.execute(table.update().where(table.c.uid == uid).values(values))
        if name in ledgers:
            change_set.touch(str(ledgers[name]), uid)
            removed, restored = removed + (former is None), restored + (former is not None)
    return removed, restored


def _parts_of(
    branch: Branch, by_row: Mapping[tuple[str, str], Any], tables: Mapping[str, Any], owners: set[str]
) -> set[str]:
    """Parts, among the rows of the batch, of records that are left alone."""
    found = set()
    for name, uid in by_row:
        table = tables[name]
        if "owner_uid" in table.c and owners:
            query = select(table.c.owner_uid).where(table.c.uid == uid)
            if branch.database.connection.execute(query).scalar() in owners:
                found.add(uid)
    return found


def _former_values(branch: Branch, table: Table, changed: Sequence[Any]) -> dict[str, Any] | None:
    """What the cells held before the batch; None when the batch made the row."""
    first = changed[0]
    query = (
        select(ROW_CHANGE.c.cells)
        .join(
            TRANSACTION,
            (TRANSACTION.c.site == ROW_CHANGE.c.site) & (TRANSACTION.c.sequence == ROW_CHANGE.c.sequence),
        )
        .where(ROW_CHANGE.c.row == first.row, ROW_CHANGE.c.table == first.table)
        .where((ROW_CHANGE.c.site != first.site) | (ROW_CHANGE.c.sequence < first.sequence))
        .order_by(TRANSACTION.c.lamport)
    )
    before: dict[str, Any] = {}
    for (cells,) in branch.database.connection.execute(query):
        before |= json.loads(cells)
    if not before:
        return None
    held = empty_cells(table) | before
    columns = [column for each in changed for column in json.loads(each.cells)]
    return {column: held[column] for column in columns if not column.startswith(CONTROL)}
