"""学时与培训, 志愿服务, 表彰奖励, 关爱帮扶: courses with who took part, services, honours, and files of care."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

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
_STUDY = (
    ("kind", sa.String(), False),
    ("title", sa.String(), False),
    ("begins_on", sa.String(), True),
    ("ends_on", sa.String(), True),
    ("hours_tenths", sa.Integer(), True),
    ("organizer", sa.String(), True),
    ("organizer_level", sa.String(), True),
    ("document", sa.String(), True),
    ("content", sa.String(), True),
    ("note", sa.String(), True),
)
_VOLUNTEER = (
    ("served_on", sa.String(), True),
    ("starts_at", sa.String(), True),
    ("ends_at", sa.String(), True),
    ("hours_tenths", sa.Integer(), True),
    ("service", sa.String(), False),
    ("place", sa.String(), True),
    ("organizer", sa.String(), True),
    ("note", sa.String(), True),
)
_COMMENDATION = (
    ("person_uid", sa.String(), True),
    ("kind", sa.String(), False),
    ("title", sa.String(), True),
    ("level", sa.String(), True),
    ("organ", sa.String(), True),
    ("awarded_on", sa.String(), True),
    ("document", sa.String(), True),
    ("note", sa.String(), True),
)
_CARE_FILE = (
    ("person_uid", sa.String(), True),
    ("purpose", sa.String(), True),
    ("kind", sa.String(), True),
    ("since_on", sa.String(), True),
    ("situation", sa.String(), True),
    ("measures", sa.String(), True),
    ("contact_uid", sa.String(), True),
    ("note", sa.String(), True),
)
_PARTS = {
    "study_participant": (
        ("person_uid", sa.String(), False),
        ("hours_tenths", sa.Integer(), True),
        ("certificate_number", sa.String(), True),
        ("result", sa.String(), True),
    ),
    "family_member": (
        ("relation", sa.String(), False),
        ("name", sa.String(), True),
        ("affiliation", sa.String(), True),
        ("note", sa.String(), True),
    ),
}


def _create(name: str, columns: tuple[tuple[str, Any, bool], ...]) -> None:
    op.create_table(
        name,
        *(sa.Column(column, kind, nullable=nullable) for column, kind, nullable in columns),
        sa.PrimaryKeyConstraint("uid", name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    _create("study", _RECORD + _STUDY)
    _create("volunteer", _RECORD + _VOLUNTEER)
    _create("commendation", _RECORD + _COMMENDATION)
    _create("care_file", _RECORD + _CARE_FILE)
    for name, columns in _PARTS.items():
        _create(name, _PART + columns)
        op.create_index(op.f(f"ix_{name}_owner_uid"), name, ["owner_uid"])
