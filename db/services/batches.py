"""Batches: what was written at one go and can be taken back at one go (an import, a package, a month of dues)."""

from sqlalchemy import select

from db.journal.tables import BATCH, TRANSACTION
from db.services.branch import Branch


def new_batch(branch: Branch) -> str:
    """A name for what is written now: the day, and a number beyond every one that the journal knows too, for a salvage
    may have lost lines of the register and two batches of one name would be taken back together."""
    named = select(TRANSACTION.c.batch).where(TRANSACTION.c.batch.is_not(None))
    held = branch.database.connection.execute(select(BATCH.c.batch).union(named)).scalars()
    numbers = [name.rpartition("-")[2] for name in held]
    last = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return f"{branch.today:%Y%m%d}-{last + 1:03d}"
