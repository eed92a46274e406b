"""The ledger post."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "post",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("entered_on", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.Column("person_uid", sa.String(), nullable=True),
        sa.Column("post", sa.String(), nullable=True),
        sa.Column("from_on", sa.String(), nullable=True),
        sa.Column("until_on", sa.String(), nullable=True),
        sa.Column("term_number", sa.String(), nullable=True),
        sa.Column("duties", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_post")),
    )
