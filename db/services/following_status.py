"""Changes of roll status that follow from other records, so that one fact is typed once.

A transfer whose receipt is back takes a person off the roll (or puts him on it) from the day of the receipt; the
decisions on a member out of contact, a suspension, a removal and an expulsion change it from their days. The event is worked out whenever the history of the roll is read and is never written: a record that is corrected or removed
takes its event with it, and after an exchange two PCs agree without a further row. What somebody typed on the roster
itself stays; a finding tells where both disagree.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlalchemy import select

from db.arithmetic.membership import Span
from db.services.branch import Branch
from db.services.naming_records import table_of

FIELD = "roll_status"
Event = tuple[str, str, str | None, str | None]  # owner, field, since, value

_WITHOUT_RIGHTS = (  # ledger, kind, the day on which the rights come back
    ("discipline", "probation_within_party", "lifted_on"),
    ("membership_measure", "rights_suspension", "restored_on"),
)
_OF_DIRECTION = {"in": "on_roll", "out": "transferred_out"}


def following_events(branch: Branch, uids: Collection[str] | None = None) -> tuple[Event, ...]:
    """Events of these people (None: of all) in the order of days."""
    found = branch.cached("following events", lambda: tuple(sorted(_events(branch), key=_order)))
    return found if uids is None else tuple(event for event in found if event[0] in uids)


def _order(event: Event) -> tuple[str, str]:
    return event[2] or "", event[0]


def spans_without_rights(branch: Branch) -> Mapping[str, tuple[Span, ...]]:
    """Who may not vote nor be elected, from when until when: probation within the Party until it is lifted, and rights
    suspended by a detention until they are restored.
    """
    found: dict[str, tuple[Span, ...]] = {}
    for ledger, kind, end in _WITHOUT_RIGHTS:
        table = table_of(ledger)
        chosen = select(table).where(table.c.removed_at.is_(None), table.c.kind == kind)
        for row in branch.database.connection.execute(chosen):
            begun, ended = row.effective_on or row.decided_on, row._mapping[end]
            if row.person_uid and begun:
                span = Span(date.fromisoformat(begun), date.fromisoformat(ended) if ended else None)
                found[row.person_uid] = (*found.get(row.person_uid, ()), span)
    return found


def _events(branch: Branch) -> Iterator[Event]:
    changes = (
        *_of_transfers(branch),
        *_of_searches(branch),
        *_of_expulsions(branch),
        *_of_measures(branch),
    )
    for person, since, value in changes:
        if person and since:
            yield person, FIELD, since, value


_Change = tuple[str, str | None, str]  # person, since, value


def _of_transfers(branch: Branch) -> Iterator[_Change]:
    table = table_of("transfer")
    for row in branch.database.connection.execute(select(table).where(table.c.removed_at.is_(None))):
        if row.direction in _OF_DIRECTION:
            yield row.person_uid, row.receipt_on, _OF_DIRECTION[row.direction]


def _of_searches(branch: Branch) -> Iterator[_Change]:
    """Somebody found again before a suspension never left the roll."""
    table = table_of("out_of_contact")
    for row in branch.database.connection.execute(select(table).where(table.c.removed_at.is_(None))):
        yield row.person_uid, row.suspended_on, "suspended"
        yield row.person_uid, row.struck_off_on, "struck_off"
        if row.suspended_on and row.restored_on and row.restored_on >= row.suspended_on:
            yield row.person_uid, row.restored_on, "on_roll"


def _of_expulsions(branch: Branch) -> Iterator[_Change]:
    table = table_of("discipline")
    chosen = select(table).where(table.c.removed_at.is_(None), table.c.kind == "expulsion")
    for row in branch.database.connection.execute(chosen):
        yield row.person_uid, row.effective_on or row.decided_on, "expelled"


def _of_measures(branch: Branch) -> Iterator[_Change]:
    """A removal because of a withdrawal is a withdrawal; who was restored is on the roll again from that day."""
    table = table_of("membership_measure")
    for row in branch.database.connection.execute(select(table).where(table.c.removed_at.is_(None))):
        begun = row.effective_on or row.decided_on
        left = "withdrew" if row.cause == "withdrawal" else "struck_off"
        value = {"suspension": "suspended", "removal": left}.get(row.kind or "")
        if value is None or not begun:
            continue
        yield row.person_uid, begun, value
        if row.restored_on and row.restored_on >= begun:
            yield row.person_uid, row.restored_on, "on_roll"
