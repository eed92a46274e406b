"""Half-filled forms, kept encrypted on this PC so that a power cut or a lock loses at most seconds of typing.

Drafts are not records: they are in no list, no count and no package.
"""

import json
from collections.abc import Mapping
from typing import Any

from db.changes import Ref
from db.journal.tables import DRAFT
from db.services.branch import Branch

NEW = "new"


def keep_draft(branch: Branch, ledger: str, uid: str | None, values: Mapping[str, Any]) -> None:
    """Keep what stands in a form now; the last one of a record (or of a new one) replaces the one before."""
    text = json.dumps(dict(values), ensure_ascii=False, default=_plain)
    with branch.database.transaction() as connection:
        connection.exec_driver_sql(
            'INSERT INTO s_draft(ledger, uid, "values", kept_at) VALUES (?, ?, ?, ?) '
            'ON CONFLICT(ledger, uid) DO UPDATE SET "values" = excluded."values", kept_at = excluded.kept_at',
            (ledger, uid or NEW, text, branch.clock.stamp()),
        )


def kept_draft(branch: Branch, ledger: str, uid: str | None) -> dict[str, Any] | None:
    """What was left in the form, or None."""
    query = DRAFT.select().where(DRAFT.c.ledger == ledger, DRAFT.c.uid == (uid or NEW))
    row = branch.database.connection.execute(query).first()
    return None if row is None else dict(json.loads(row._mapping["values"]))


def drop_draft(branch: Branch, ledger: str, uid: str | None) -> None:
    """Forget the draft, after saving or on request."""
    with branch.database.transaction() as connection:
        connection.execute(DRAFT.delete().where(DRAFT.c.ledger == ledger, DRAFT.c.uid == (uid or NEW)))


def _plain(value: object) -> object:
    if isinstance(value, Ref):
        return {"uid": value.uid, "name": value.name}
    raise TypeError(type(value).__name__)
