"""The ledgers of dues: what each member owes, what was paid, what was handed over and used."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


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


def upgrade() -> None:
    _record(
        "dues_standard",
        sa.Column("person_uid", sa.String(), nullable=True),
        sa.Column("dues_class", sa.String(), nullable=True),
        sa.Column("base_fen", sa.Integer(), nullable=True),
        sa.Column("from_month", sa.String(), nullable=True),
        sa.Column("fixed_fen", sa.Integer(), nullable=True),
        sa.Column("reduction", sa.String(), nullable=True),
        sa.Column("approved_on", sa.String(), nullable=True),
        sa.Column("settled_on", sa.String(), nullable=True),
        sa.Column("change_reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
    )
    op.create_table(
        "pay_item",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("owner_uid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=True),
        sa.Column("include", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_pay_item")),
    )
    op.create_index(op.f("ix_pay_item_owner_uid"), "pay_item", ["owner_uid"])
    _record(
        "dues_payment",
        sa.Column("person_uid", sa.String(), nullable=True),
        sa.Column("months", sa.String(), nullable=True),
        sa.Column("amount_fen", sa.Integer(), nullable=True),
        sa.Column("paid_on", sa.String(), nullable=True),
        sa.Column("receipt_number", sa.String(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
    )
    _record(
        "dues_ledger",
        sa.Column("dated_on", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=True),
        sa.Column("amount_fen", sa.Integer(), nullable=True),
        sa.Column("to_whom", sa.String(), nullable=True),
        sa.Column("decided_on", sa.String(), nullable=True),
        sa.Column("receipt_number", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
    )
