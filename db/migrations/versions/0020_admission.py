"""发展党员: one record per person, its steps, half-yearly examinations and ideological reports."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_PART = (
    ("uid", sa.String(), False),
    ("removed_at", sa.String(), True),
    ("owner_uid", sa.String(), False),
    ("position", sa.Integer(), False),
)
_PARTS = {
    "admission_step": (
        ("step", sa.Integer(), False),
        ("planned_on", sa.String(), True),
        ("done_on", sa.String(), True),
        ("document", sa.String(), True),
        ("meeting_uid", sa.String(), True),
        ("written_count", sa.Integer(), True),
        ("note", sa.String(), True),
    ),
    "admission_examination": (("examined_on", sa.String(), True), ("opinion", sa.String(), True)),
    "admission_report": (("reported_on", sa.String(), True), ("subject", sa.String(), True)),
}


def upgrade() -> None:
    op.create_table(
        "admission",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("entered_on", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.Column("person_uid", sa.String(), nullable=True),
        sa.Column("superior_view", sa.String(), nullable=True),
        sa.Column("training_days", sa.Integer(), nullable=True),
        sa.Column("training_hours", sa.Integer(), nullable=True),
        sa.Column("notice_from", sa.String(), nullable=True),
        sa.Column("notice_to", sa.String(), nullable=True),
        sa.Column("leaving_on", sa.String(), nullable=True),
        sa.Column("extension_months", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_admission")),
    )
    for table, columns in _PARTS.items():
        op.create_table(
            table,
            *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable in (*_PART, *columns)),
            sa.PrimaryKeyConstraint("uid", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_owner_uid"), table, ["owner_uid"])
