"""民主评议党员, the packs of 组织生活会 (opinions, self-examinations, criticism), and 整改清单."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_RECORD = (
    ("uid", sa.String(), False),
    ("removed_at", sa.String(), True),
    ("entered_on", sa.String(), False),
    ("entered_by", sa.String(), False),
    ("revision", sa.Integer(), False),
    ("changed_at", sa.String(), False),
)
_PART = (
    ("uid", sa.String(), False),
    ("removed_at", sa.String(), True),
    ("owner_uid", sa.String(), False),
    ("position", sa.Integer(), False),
)
_Columns = dict[str, tuple[tuple[str, Any, bool], ...]]
_RECORDS: _Columns = {
    "appraisal": (
        ("year", sa.Integer(), True),
        ("held_on", sa.String(), True),
        ("meeting_uid", sa.String(), True),
        ("study_on", sa.String(), True),
        ("self_review_on", sa.String(), True),
        ("mutual_review_on", sa.String(), True),
        ("decided_on", sa.String(), True),
        ("decided_by", sa.String(), True),
        ("notice_from", sa.String(), True),
        ("notice_to", sa.String(), True),
        ("reported_on", sa.String(), True),
        ("ballots_issued", sa.Integer(), True),
        ("ballots_returned", sa.Integer(), True),
        ("ballots_valid", sa.Integer(), True),
        ("cap_base", sa.String(), False),
        ("excess_reason", sa.String(), True),
        ("note", sa.String(), True),
    ),
    "rectification": (
        ("found_on", sa.String(), True),
        ("source", sa.String(), False),
        ("meeting_uid", sa.String(), True),
        ("subject", sa.String(), False),
        ("person_uid", sa.String(), True),
        ("problem", sa.String(), True),
        ("measure", sa.String(), True),
        ("owner_uid", sa.String(), True),
        ("due_on", sa.String(), True),
        ("done_on", sa.String(), True),
        ("evidence", sa.String(), True),
        ("checked_on", sa.String(), True),
        ("check_result", sa.String(), True),
    ),
}
_PARTS: _Columns = {
    "appraisal_member": (
        ("person_uid", sa.String(), True),
        ("self_reviewed", sa.Boolean(), False),
        ("votes_excellent", sa.Integer(), True),
        ("votes_qualified", sa.Integer(), True),
        ("votes_basic", sa.Integer(), True),
        ("votes_unqualified", sa.Integer(), True),
        ("grade", sa.String(), True),
        ("ungraded", sa.String(), True),
        ("feedback_on", sa.String(), True),
        ("note", sa.String(), True),
    ),
    "appraisal_measure": (
        ("person_uid", sa.String(), True),
        ("kind", sa.String(), True),
        ("begun_on", sa.String(), True),
        ("ends_on", sa.String(), True),
        ("outcome", sa.String(), True),
        ("note", sa.String(), True),
    ),
    "life_opinion": (
        ("words", sa.String(), True),
        ("way", sa.String(), True),
        ("source", sa.String(), True),
        ("about", sa.String(), True),
    ),
    "self_check": (
        ("person_uid", sa.String(), True),
        ("done_on", sa.String(), True),
        ("pages", sa.Integer(), True),
        ("note", sa.String(), True),
    ),
    "criticism": (
        ("from_uid", sa.String(), True),
        ("to_uid", sa.String(), True),
        ("words", sa.String(), True),
    ),
}


def _create(name: str, columns: tuple[tuple[str, Any, bool], ...]) -> None:
    op.create_table(
        name,
        *(sa.Column(column, kind, nullable=nullable) for column, kind, nullable in columns),
        sa.PrimaryKeyConstraint("uid", name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    for name, columns in _RECORDS.items():
        _create(name, _RECORD + columns)
    for name, columns in _PARTS.items():
        _create(name, _PART + columns)
        op.create_index(op.f(f"ix_{name}_owner_uid"), name, ["owner_uid"])
