"""The ledger branch."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "branch",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("entered_on", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("founded_on", sa.String(), nullable=True),
        sa.Column("superior", sa.String(), nullable=True),
        sa.Column("meeting_place", sa.String(), nullable=True),
        sa.Column("theme_day", sa.Integer(), nullable=True),
        sa.Column("term_number", sa.String(), nullable=True),
        sa.Column("term_start_on", sa.String(), nullable=True),
        sa.Column("term_years", sa.Integer(), nullable=True),
        sa.Column("term_extended_to", sa.String(), nullable=True),
        sa.Column("joint_units", sa.Integer(), nullable=True),
        sa.Column("fonds_number", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_branch")),
    )
