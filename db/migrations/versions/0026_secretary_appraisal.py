"""述职评议: the secretary's yearly report and how it was graded."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_COLUMNS: tuple[tuple[str, Any, bool], ...] = (
    ("uid", sa.String(), False),
    ("removed_at", sa.String(), True),
    ("entered_on", sa.String(), False),
    ("entered_by", sa.String(), False),
    ("revision", sa.Integer(), False),
    ("changed_at", sa.String(), False),
    ("year", sa.Integer(), True),
    ("held_on", sa.String(), True),
    ("audience", sa.String(), False),
    ("reporter_uid", sa.String(), True),
    ("meeting_uid", sa.String(), True),
    ("present_count", sa.Integer(), True),
    ("report", sa.String(), True),
    ("comments", sa.String(), True),
    ("scale", sa.String(), False),
    ("ballots_issued", sa.Integer(), True),
    ("ballots_returned", sa.Integer(), True),
    ("ballots_valid", sa.Integer(), True),
    ("votes_good", sa.Integer(), True),
    ("votes_fairly_good", sa.Integer(), True),
    ("votes_average", sa.Integer(), True),
    ("votes_poor", sa.Integer(), True),
    ("overall_grade", sa.String(), True),
    ("overall_opinion", sa.String(), True),
    ("decided_on", sa.String(), True),
    ("note", sa.String(), True),
)


def upgrade() -> None:
    op.create_table(
        "secretary_appraisal",
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable in _COLUMNS),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_secretary_appraisal")),
    )
