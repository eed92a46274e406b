"""The records of honours as facts. Reads rows of the open branch and knows no SQL."""

from db.changes import Row
from db.rules.care.facts import Honour
from db.services.branch import Branch


def gather_honours(branch: Branch) -> tuple[Honour, ...]:
    """What is complete enough to be judged."""
    found = [_honour(row) for row in branch.rows("commendation") if row.get("awarded_on")]
    return tuple(sorted(found, key=lambda each: (each.awarded_on, each.uid)))


def _honour(row: Row) -> Honour:
    person = row.get("person")
    return Honour(
        row.uid, person.uid if person else "", row.text("kind"), row["awarded_on"], row.text("title")
    )
