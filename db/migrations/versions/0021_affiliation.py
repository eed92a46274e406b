"""The ledgers of affiliation: transfers, members living away, members out of contact, discipline."""

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    pass
