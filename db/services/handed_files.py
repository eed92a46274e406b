"""Box layouts and scoring tables that the township handed down, as they came: for those who read them like bundled ones."""

from dataclasses import dataclass

from db.journal.tables import HANDED
from db.services.branch import Branch


@dataclass(frozen=True, slots=True)
class HandedFile:
    """The newest version of one piece: the id it keeps through all versions, its title, and the file."""

    item: str
    title: str
    content: bytes


def handed_files(branch: Branch, kind: str) -> tuple[HandedFile, ...]:
    """Every piece of a kind ("boxes", "rubric") held here that came as a file a program can read, newest package first."""
    query = HANDED.select().where(HANDED.c.kind == kind)
    rows = branch.database.connection.execute(
        query.order_by(HANDED.c.number.desc(), HANDED.c.item, HANDED.c.version.desc())
    )
    newest = {row.item: row for row in reversed(rows.all())}
    found = [HandedFile(row.item, row.title, bytes(row.content)) for row in newest.values() if _is_read(row)]
    return tuple(reversed(found))


def _is_read(row: object) -> bool:
    return str(getattr(row, "file", "")).lower().endswith(".toml")
