"""评分表: scoring tables of a year and their lines."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_RUBRIC: tuple[tuple[str, Any, bool], ...] = (
    ("uid", sa.String(), False),
    ("removed_at", sa.String(), True),
    ("entered_on", sa.String(), False),
    ("entered_by", sa.String(), False),
    ("revision", sa.Integer(), False),
    ("changed_at", sa.String(), False),
    ("title", sa.String(), True),
    ("year", sa.Integer(), True),
    ("issuer", sa.String(), True),
    ("document_number", sa.String(), True),
    ("is_reported", sa.Boolean(), False),
    ("source", sa.String(), True),
    ("decided_on", sa.String(), True),
    ("decided_tenths", sa.Integer(), True),
    ("decided_grade", sa.String(), True),
    ("note", sa.String(), True),
)
_LINE: tuple[tuple[str, Any, bool], ...] = (
    ("uid", sa.String(), False),
    ("removed_at", sa.String(), True),
    ("owner_uid", sa.String(), False),
    ("position", sa.Integer(), False),
    ("number", sa.String(), True),
    ("group_name", sa.String(), True),
    ("title", sa.String(), True),
    ("kind", sa.String(), False),
    ("points_tenths", sa.Integer(), True),
    ("each_tenths", sa.Integer(), True),
    ("deduction", sa.String(), True),
    ("evidence", sa.String(), True),
    ("checks", sa.String(), True),
    ("marked_tenths", sa.Integer(), True),
    ("reason", sa.String(), True),
)


def upgrade() -> None:
    for name, columns in (("rubric", _RUBRIC), ("rubric_line", _LINE)):
        op.create_table(
            name,
            *(sa.Column(column, kind, nullable=nullable) for column, kind, nullable in columns),
            sa.PrimaryKeyConstraint("uid", name=op.f(f"pk_{name}")),
        )
    op.create_index(op.f("ix_rubric_line_owner_uid"), "rubric_line", ["owner_uid"])
