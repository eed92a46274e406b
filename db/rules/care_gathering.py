"""The records of honours as facts. Reads rows of the open branch and knows no SQL."""

from db.rules.care_facts import Honour
from db.services.branch import Branch


def gather_honours(branch: Branch) -> tuple[Honour, ...]:
    """What is complete enough to be judged."""
    found = [
        Honour(row.uid, row["person"].uid if row.get("person") else "", row.text("kind"), row["awarded_on"])
        for row in branch.rows("commendation")
        if row.get("awarded_on")
    ]
    return tuple(sorted(found, key=lambda each: (each.awarded_on, each.uid)))
