"""Records that the journal says are one: what is done to the one shown is done to all of them.

A person sees and changes the face alone. A cell emptied there, or the face removed, would be overruled by what its
fellows still hold; so the change is written for them as well, in the same change set. Uniting and separating are
`db.exchange.doubles`'s.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table, select

from db.journal.capture import ChangeSet, journaled_columns
from db.journal.fold import REMOVED, SAME, RowHeads, fold
from db.journal.stored import in_batches, transactions_of_rows
from db.journal.tables import ROW_CHANGE
from db.journal.transaction import Change, canonical
from db.ledger_spec import LedgerSpec
from db.services.branch import Branch
from db.services.faces import shown_columns, united_rows
from db.services.materializing import RowState, expected_rows, materialize
from db.services.reading import sql_table


@contextmanager
def changing(branch: Branch, spec: LedgerSpec, note: str, batch: str | None = None) -> Iterator[ChangeSet]:
    """A change set of one ledger, at whose end what was done to a face is done to its fellows."""
    with branch.database.joined():
        with branch.change_set(note, batch) as change_set:
            yield change_set
            faces = _linked(branch, [uid for _, uid in change_set.touched or ()])
            branch.journal.record(_for_fellows(branch, sql_table(spec.record), faces) if faces else ())
        if faces:
            with branch.journal.applying():
                materialize(branch, faces)
            branch.forget()


def _linked(branch: Branch, uids: Iterable[str]) -> set[str]:
    """Those of the records that were ever united with another one whose uid is greater, as every face was."""
    found: set[str] = set()
    for some in in_batches(uids):
        query = select(ROW_CHANGE.c.row).where(
            ROW_CHANGE.c.row.in_(some), ROW_CHANGE.c.cells >= f'{{"{SAME}', ROW_CHANGE.c.cells < '{"_same;'
        )
        found |= set(branch.database.connection.execute(query).scalars())
    return found


def _for_fellows(branch: Branch, table: Table, faces: set[str]) -> list[Change]:
    """What the fellows of these faces, as written now, would otherwise overrule."""
    view = fold(transactions_of_rows(branch.database, united_rows(branch.database)), shown_columns())
    told = dict(expected_rows(view))
    changes: list[Change] = []
    for uid in sorted(faces):
        key = (table.name, uid)
        if view.faces.get(key) != key:
            continue
        now = branch.database.connection.execute(table.select().where(table.c.uid == uid)).mappings().one()
        for fellow in view.rows[key].members[1:]:
            heads = view.heads.get((table.name, fellow), {})
            changes += _cells(table, fellow, now, told[key], heads)
    return changes


def _cells(table: Table, fellow: str, now: Any, told: RowState, heads: RowHeads) -> Iterator[Change]:
    """The cells of a fellow that hold something else than was now written on its face."""
    is_live = now["removed_at"] is None
    if is_live != told.is_live:
        yield Change(table.name, fellow, REMOVED, canonical(int(not is_live)))
    for column in journaled_columns(table):
        value = int(now[column]) if isinstance(now[column], bool) else now[column]
        held = {json.loads(head.value) for head in heads.get(column, ()) if head.value is not None}
        if value != told.values[column] and held - {None, value}:
            yield Change(table.name, fellow, column, canonical(value))
