"""The columns every replicated row has, and nothing about any ledger.

There is no UNIQUE, no foreign key and no CHECK across columns on replicated tables (requirement R04): an exchange
may not be refused because one PC has not heard of a row yet. Rules are checked in forms and listed afterwards.
"""

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = MetaData(naming_convention=NAMING)


class Replicated(SQLModel):
    """`uid` is random for ever; `removed_at` (UTC instant) hides the row and is journaled as `_del`."""

    metadata = METADATA

    uid: str = Field(primary_key=True)
    removed_at: str | None = None


class Record(Replicated):
    """A row of a ledger. `entered_on` is the day it was typed, `entered_by` who typed it: both are history, not
    fields of the form. `revision` and `changed_at` are this PC's own and are not exchanged."""

    entered_on: str = ""
    entered_by: str = ""
    revision: int = 0
    changed_at: str = ""


class Part(Replicated):
    """An element of a list inside a record (or inside another part)."""

    owner_uid: str = Field(index=True)
    position: int = 0


LOCAL_COLUMNS = frozenset({"uid", "removed_at", "revision", "changed_at", "initials", "stroke_key"})
"""Not journaled under their own name: kept by each PC for itself, or worked out from the name on each."""
