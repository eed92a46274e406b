"""Which records are shown as part of another one: of united rows the smallest, the face, shows the values of all."""

import json
from collections.abc import Mapping

from sqlalchemy import select

from db.engine import Database
from db.journal.capture import journaled_columns, replicated_tables
from db.journal.fold import SAME, fold
from db.journal.stored import transactions_of_rows
from db.journal.tables import ROW_CHANGE
from db.services.branch import Branch


def shown_columns() -> dict[str, tuple[str, ...]]:
    """The tables and columns that this version knows, as `fold` takes them."""
    return {table.name: journaled_columns(table) for table in replicated_tables()}


def united_rows(database: Database) -> frozenset[str]:
    """Rows that were ever said to be the same as another one, and those others."""
    query = select(ROW_CHANGE.c.row, ROW_CHANGE.c.cells).where(
        ROW_CHANGE.c.cells >= f'{{"{SAME}', ROW_CHANGE.c.cells < '{"_same;'
    )
    found: set[str] = set()
    for row, cells in database.connection.execute(query):
        found |= {row, *(column.removeprefix(SAME) for column in json.loads(cells))}
    return frozenset(found)


def faces(branch: Branch) -> Mapping[str, str]:
    """The face of each record that is shown as part of another one, by uid."""

    def read() -> Mapping[str, str]:
        united = united_rows(branch.database)
        if not united:
            return {}
        view = fold(transactions_of_rows(branch.database, united), shown_columns())
        return {uid: face[1] for (table, uid), face in view.faces.items() if face != (table, uid)}

    return branch.cached("faces", read)


def hidden_uids(branch: Branch) -> frozenset[str]:
    """Records that are shown as part of another one: they are in no list, not even in that of removed ones."""
    return frozenset(faces(branch))
