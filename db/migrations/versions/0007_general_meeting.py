"""The ledger general_meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "general_meeting",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("entered_on", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.Column("held_on", sa.String(), nullable=True),
        sa.Column("starts_at", sa.String(), nullable=True),
        sa.Column("ends_at", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("chair_uid", sa.String(), nullable=True),
        sa.Column("minute_taker_uid", sa.String(), nullable=True),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("everyone_present", sa.Boolean(), nullable=False),
        sa.Column("checklist", sa.String(), nullable=True),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("late_note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_general_meeting")),
    )
