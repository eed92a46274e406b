"""Records said not to be one travel to the other PCs; the register keeps the end of each sender's trail."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "kept_apart",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("first_uid", sa.String(), nullable=False),
        sa.Column("second_uid", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_kept_apart")),
    )
    op.add_column("s_package", sa.Column("head", sa.Text(), nullable=False, server_default=""))
    op.add_column("s_package", sa.Column("doubt", sa.Text(), nullable=False, server_default=""))
