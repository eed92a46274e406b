"""What the yearly statistics and the examination of files ask beside the roster and the files of 发展党员."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_TEXTS = {
    "person": ("occupation_class", "recorded_standing_from", "personnel_file", "file_papers"),
    "admission": (
        "promotion_notice_from",
        "promotion_notice_to",
        "form_admitted_on",
        "form_approved_on",
        "form_promoted_on",
    ),
}


def upgrade() -> None:
    for table, names in _TEXTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(), nullable=True))
    op.add_column("admission", sa.Column("extension_count", sa.Integer(), nullable=True))
