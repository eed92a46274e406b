"""What the page of conflicts shows, read in the database thread. No widget, no Qt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.fields import Kind

if TYPE_CHECKING:
    from db.changes import Row
    from db.exchange.conflicts import Conflict
    from db.exchange.doubles import Double
    from db.ledger_spec import LedgerSpec
    from db.services.branch import Branch

_NOT_COMPARED = (Kind.COMPUTED, Kind.PARTS, Kind.FLAG)


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two records as texts; numbers that differ may look alike once they are masked."""

    title: str
    first: str
    second: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class DoubleView:
    """Two records that may be one, field by field."""

    double: "Double"
    uids: tuple[str, str]
    fields: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything that waits for a decision."""

    conflicts: "tuple[Conflict, ...]"
    doubles: tuple[DoubleView, ...]


def read_inbox(branch: "Branch") -> Inbox:
    """Everything that waits for a decision."""
    from db.exchange.conflicts import inbox
    from db.exchange.doubles import doubles

    return Inbox(inbox(branch), tuple(_double(branch, each) for each in doubles(branch)))


def _double(branch: "Branch", double: "Double") -> DoubleView:
    from db.ledgers import by_key
    from db.services.queries import get_row

    spec = by_key(double.ledger)
    first, second = double.uids[:2]
    rows = get_row(branch, spec, first), get_row(branch, spec, second)
    return DoubleView(double, (first, second), tuple(_compared(spec, *rows)))


def _compared(spec: "LedgerSpec", first: "Row", second: "Row") -> "list[Compared]":
    from db.services.presenting import shown_text

    found = []
    for field in spec.fields:
        if not field.title or field.kind in _NOT_COMPARED or field.key.endswith("_since"):
            continue
        texts = shown_text(spec, first, field.key), shown_text(spec, second, field.key)
        if any(texts):
            found.append(Compared(field.title, *texts, first.get(field.key) != second.get(field.key)))
    days = first.entered_on, second.entered_on
    found.append(Compared("录入日期", *days, days[0] != days[1]))
    return found
