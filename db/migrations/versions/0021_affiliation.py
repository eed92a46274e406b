"""The ledgers of affiliation: transfers, members living away, members out of contact, discipline."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def _record(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("entered_on", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("uid", name=op.f(f"pk_{name}")),
    )


def _texts(*names: str) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=True) for name in names)


def _part(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("owner_uid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("uid", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_owner_uid"), name, ["owner_uid"])


def _word(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    _record(
        "transfer",
        *_texts(
            "person_uid", "direction", "from_organization", "to_organization", "letter_number", "issued_on"
        ),
        sa.Column("valid_days", sa.Integer(), nullable=True),
        *_texts("dues_paid_to", "receipt_on", "reason", "note"),
    )
    _record(
        "mobile_member",
        *_texts("person_uid"),
        _word("direction"),
        *_texts("since_on", "until_on", "place", "occupation", "phone"),
        sa.Column("is_abroad", sa.Boolean(), nullable=False),
        *_texts("contact_uid", "other_branch", "certificate_number", "certificate_on", "note"),
    )
    _part("mobile_contact", *_texts("contacted_on"), _word("how"), *_texts("words"))
    _record(
        "out_of_contact",
        *_texts("person_uid", "since_on"),
        _word("counted_from"),
        *_texts("suspended_on", "struck_off_on", "restored_on", "document", "note"),
    )
    _part("search_attempt", *_texts("tried_on"), _word("way"), *_texts("who", "result"))
    _record(
        "discipline",
        *_texts("person_uid", "kind", "decided_on", "effective_on"),
        sa.Column("period_months", sa.Integer(), nullable=True),
        *_texts("lifted_on", "decided_by", "document", "reason", "note"),
    )
