"""任期与换届: terms of the committee, and elections with the votes as counted."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

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
_TERM = (
    ("term_number", sa.String(), True),
    ("elected_on", sa.String(), True),
    ("approved_on", sa.String(), True),
    ("years", sa.Integer(), True),
    ("extended_to", sa.String(), True),
    ("timing_approved_on", sa.String(), True),
    ("timing_reason", sa.String(), True),
    ("note", sa.String(), True),
)
_ELECTION = (
    ("held_on", sa.String(), True),
    ("elects", sa.String(), False),
    ("occasion", sa.String(), False),
    ("is_second", sa.Boolean(), False),
    ("term_number", sa.String(), True),
    ("meeting_uid", sa.String(), True),
    ("seats", sa.Integer(), True),
    ("present_count", sa.Integer(), True),
    ("ballots_issued", sa.Integer(), True),
    ("ballots_returned", sa.Integer(), True),
    ("ballots_valid", sa.Integer(), True),
    ("fewer_agreed", sa.Boolean(), False),
    ("method_adopted", sa.Boolean(), False),
    ("scrutineers_adopted", sa.Boolean(), False),
    ("candidates_introduced", sa.Boolean(), False),
    ("reported_on", sa.String(), True),
    ("approved_on", sa.String(), True),
    ("note", sa.String(), True),
)
_EXCLUSION = (
    ("person_uid", sa.String(), True),
    ("reason", sa.Integer(), True),
    ("superior_agreed_on", sa.String(), True),
    ("meeting_approved", sa.Boolean(), False),
)
_VOTE = (
    ("person_uid", sa.String(), True),
    ("votes_for", sa.Integer(), True),
    ("votes_against", sa.Integer(), True),
    ("abstentions", sa.Integer(), True),
)


def _create(name: str, columns: tuple[tuple[str, Any, bool], ...]) -> None:
    op.create_table(
        name,
        *(sa.Column(column, kind, nullable=nullable) for column, kind, nullable in columns),
        sa.PrimaryKeyConstraint("uid", name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    _create("term", _RECORD + _TERM)
    _create("election", _RECORD + _ELECTION)
    for name, columns in (("election_exclusion", _EXCLUSION), ("election_vote", _VOTE)):
        _create(name, _PART + columns)
        op.create_index(op.f(f"ix_{name}_owner_uid"), name, ["owner_uid"])
