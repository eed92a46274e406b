"""Exchange, the trail of who looked at what, and sealed years."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    for name in ("sign_key", "recipient", "revoked_at"):
        op.add_column("s_site", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.create_index(
        "ix_s_row_change_same",
        "s_row_change",
        ["row"],
        sqlite_where=sa.text("cells >= '{\"_same:' AND cells < '{\"_same;'"),
    )
    op.create_table(
        "s_peer",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("version_vector", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("heard_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_s_peer")),
    )
    op.create_table(
        "s_package",
        sa.Column("package", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False, server_default=""),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("version_vector", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False, server_default=""),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("package", "direction", name=op.f("pk_s_package")),
    )
    op.create_table(
        "s_conflict",
        sa.Column("table", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("table", "row", name=op.f("pk_s_conflict")),
    )
    op.create_table(
        "s_erased",
        sa.Column("table", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("table", "row", name=op.f("pk_s_erased")),
    )
    op.create_table(
        "s_trail",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wall", sa.Text(), nullable=False),
        sa.Column("clock_doubt", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_s_trail")),
    )
    op.create_table(
        "sealed_year",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sealed_on", sa.String(), nullable=False),
        sa.Column("sealed_by", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_sealed_year")),
    )
