"""组织处置: suspensions, removals from the roll, and rights suspended by a detention."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_COLUMNS: tuple[tuple[str, Any, bool], ...] = (
    ("uid", sa.String(), False),
    ("removed_at", sa.String(), True),
    ("entered_on", sa.String(), False),
    ("entered_by", sa.String(), False),
    ("revision", sa.Integer(), False),
    ("changed_at", sa.String(), False),
    ("person_uid", sa.String(), True),
    ("kind", sa.String(), True),
    ("cause", sa.String(), True),
    ("decided_on", sa.String(), True),
    ("effective_on", sa.String(), True),
    ("approved_on", sa.String(), True),
    ("restored_on", sa.String(), True),
    ("decided_by", sa.String(), True),
    ("document", sa.String(), True),
    ("note", sa.String(), True),
)


def upgrade() -> None:
    op.create_table(
        "membership_measure",
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable in _COLUMNS),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_membership_measure")),
    )
