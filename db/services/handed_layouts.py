"""Box layouts that the township handed down, as they came: for the reports, which read them like bundled ones."""

from dataclasses import dataclass

from db.journal.tables import HANDED
from db.services.branch import Branch


@dataclass(frozen=True, slots=True)
class HandedLayout:
    """The newest version of one layout: the id it keeps through all versions, its title, and the file."""

    item: str
    title: str
    content: bytes


def handed_layouts(branch: Branch) -> tuple[HandedLayout, ...]:
    """Every layout held here that came as a file a program can read, newest package first."""
    query = HANDED.select().where(HANDED.c.kind == "boxes")
    rows = branch.database.connection.execute(
        query.order_by(HANDED.c.number.desc(), HANDED.c.item, HANDED.c.version.desc())
    )
    newest = {row.item: row for row in reversed(rows.all())}
    found = [
        HandedLayout(row.item, row.title, bytes(row.content)) for row in newest.values() if _is_read(row)
    ]
    return tuple(reversed(found))


def _is_read(row: object) -> bool:
    return str(getattr(row, "file", "")).lower().endswith(".toml")
