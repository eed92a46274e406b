"""Changes of roll status that follow from other records, so that one fact is typed once.

A transfer whose receipt is back takes a person off the roll (or puts him on it) from the day of the receipt. The event
is worked out whenever the history of the roll is read and is never written: a record that is corrected or removed
takes its event with it, and after an exchange two PCs agree without a further row. What somebody typed on the roster
itself stays; a finding tells where both disagree.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import select

from db.services.branch import Branch
from db.services.naming_records import table_of

FIELD = "roll_status"
Event = tuple[str, str, str | None, str | None]  # owner, field, since, value

_OF_DIRECTION = {"in": "on_roll", "out": "transferred_out"}


def following_events(branch: Branch, uids: Collection[str] | None = None) -> tuple[Event, ...]:
    """Events of these people (None: of all) in the order of days."""
    found = branch.cached("following events", lambda: tuple(sorted(_events(branch), key=_order)))
    return found if uids is None else tuple(event for event in found if event[0] in uids)


def _order(event: Event) -> tuple[str, str]:
    return event[2] or "", event[0]


def _events(branch: Branch) -> Iterator[Event]:
    table = table_of("transfer")
    columns = (table.c.person_uid, table.c.direction, table.c.receipt_on)
    done = select(*columns).where(table.c.removed_at.is_(None), table.c.receipt_on.is_not(None))
    for person, direction, receipt_on in branch.database.connection.execute(done):
        if person and direction in _OF_DIRECTION:
            yield person, FIELD, receipt_on, _OF_DIRECTION[direction]
