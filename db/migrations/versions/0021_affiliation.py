"""The ledgers of affiliation: transfers, members living away, members out of contact, discipline."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def _record(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("entered_on", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("uid", name=op.f(f"pk_{name}")),
    )


def _texts(*names: str) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=True) for name in names)


def upgrade() -> None:
    _record(
        "transfer",
        *_texts(
            "person_uid", "direction", "from_organization", "to_organization", "letter_number", "issued_on"
        ),
        sa.Column("valid_days", sa.Integer(), nullable=True),
        *_texts("dues_paid_to", "receipt_on", "reason", "note"),
    )
