"""Lists that several ledgers share."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "person_link",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("owner_uid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("person_uid", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_person_link")),
    )
    op.create_index(op.f("ix_person_link_owner_uid"), "person_link", ["owner_uid"], unique=False)
    op.create_index(op.f("ix_person_link_person_uid"), "person_link", ["person_uid"], unique=False)
    op.create_table(
        "timed_value",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("owner_uid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_timed_value")),
    )
    op.create_index(op.f("ix_timed_value_owner_uid"), "timed_value", ["owner_uid"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("owner_uid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("taken_on", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_owner_uid"), "attachment", ["owner_uid"], unique=False)
    op.create_table(
        "finding_answer",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_on", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_finding_answer")),
    )
    op.create_index(op.f("ix_finding_answer_finding"), "finding_answer", ["finding"], unique=False)
    op.create_table(
        "agenda_item",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("owner_uid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.Column("responsible_uid", sa.String(), nullable=True),
        sa.Column("due_on", sa.String(), nullable=True),
        sa.Column("vote_method", sa.String(), nullable=True),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("abstentions", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_agenda_item")),
    )
    op.create_index(op.f("ix_agenda_item_owner_uid"), "agenda_item", ["owner_uid"], unique=False)
    op.create_table(
        "speech",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("owner_uid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_uid", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_speech")),
    )
    op.create_index(op.f("ix_speech_owner_uid"), "speech", ["owner_uid"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("owner_uid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_uid", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_owner_uid"), "attendance", ["owner_uid"], unique=False)
