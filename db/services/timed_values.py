"""Values with a history: what a record shows on a day, and what a draft that names one does to its events.

Events are statements in valid time: "from this day on, so". They may be typed late and in any order; a statement about
the past never takes back what was said about later days. Pure functions; nothing here reads or writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.arithmetic.membership import PersonDates, Timed, stage_on, status_on, value_on
from db.fields import FieldSpec, Kind

NOTHING = ""  # stored: from that day on there is none
Events = Mapping[str, Sequence[Timed]]  # by field key, in order of their days


@dataclass(frozen=True, slots=True)
class TimedDraft:
    """What a draft says about one value: the value and the day from which it holds, where it names them."""

    value: str | None = None
    since: str | None = None
    has_value: bool = False
    has_since: bool = False


@dataclass(frozen=True, slots=True)
class EventPlan:
    """Events to write as (since, value), and the days of events to take back."""

    puts: tuple[tuple[str | None, str], ...] = ()
    drops: tuple[str | None, ...] = ()


NO_EVENTS = EventPlan()


def person_dates(columns: Mapping[str, Any], events: Events) -> PersonDates:
    """A person's own days and events, as the arithmetic of membership takes them."""
    return PersonDates(
        applied_on=columns["applied_on"],
        admitted_on=columns["admitted_on"],
        promoted_on=columns["promoted_on"],
        stage_events=tuple(events.get("stage", ())),
        status_events=tuple(events.get("roll_status", ())),
    )


def value_shown(key: str, dates: PersonDates | None, events: Events, day: date) -> str | None:
    """The stored value that holds on the day; stage and status of a person also follow from their days."""
    if dates is not None and key == "stage":
        return stage_on(dates, day)
    if dates is not None and key == "roll_status":
        return status_on(dates, day)
    return value_on(events.get(key, ()), day) or None


def since_shown(events: Sequence[Timed], shown: str | None, day: date) -> str | None:
    """The day of the event that says what is shown; None where it follows from other days, or has no day."""
    event = _reached(events, day)
    return event.on if event is not None and (event.value or None) == shown else None


def plan_new(given: TimedDraft, shown: str | None) -> EventPlan:
    """The events of a new record; `shown` is what it shows without any, which need not be said again."""
    value = given.value if given.has_value else shown
    if not value or (value == shown and given.since is None):
        return NO_EVENTS
    return EventPlan(((given.since, value),))


def plan_change(
    field: FieldSpec, given: TimedDraft, shown: str | None, events: Sequence[Timed], today: date
) -> EventPlan:
    """What a draft does to the events of a record that shows `shown` today.

    Another value holds from the day given, else from today (from ever, where nothing was known). The same value
    with another day moves the beginning to that day. An erased choice takes its last event back; an erased
    reference says that from then on there is none.
    """
    if given.has_value and given.value is None and field.kind is not Kind.REFERENCE:
        return _withdrawn(shown, events, today)
    value = (given.value if given.has_value else shown) or NOTHING
    if _takes_back(field, given, value, events):
        return EventPlan(drops=(given.since,))
    if value == (shown or NOTHING):
        return _moved(given, value, shown, events, today)
    since = given.since
    if since is None and (shown is not None or events):
        since = today.isoformat()
    return EventPlan(((since, value),))


def _takes_back(field: FieldSpec, given: TimedDraft, value: str, events: Sequence[Timed]) -> bool:
    """Whether the draft says that on the day of an event nothing changed after all: a transfer out typed by mistake is
    taken back, and does not become a transfer in."""
    others = [event for event in events if event.on != given.since]
    if given.since is None or len(others) == len(events):
        return False
    before = value_on(others, Timed(given.since, value).since)
    return (before or field.default or NOTHING) == value


def _withdrawn(shown: str | None, events: Sequence[Timed], today: date) -> EventPlan:
    event = _reached(events, today)
    return EventPlan(drops=(event.on,)) if event is not None and event.value == shown else EventPlan()


def _moved(
    given: TimedDraft, value: str, shown: str | None, events: Sequence[Timed], today: date
) -> EventPlan:
    since = since_shown(events, shown, today)
    if not given.has_since or given.since == since or (value == NOTHING and not events):
        return EventPlan()
    event = _reached(events, today)
    held = event is not None and (event.value or NOTHING) == value
    moved_to = Timed(given.since, value)
    crossed = [
        each
        for each in events
        if each.value != value and event is not None and moved_to.since <= each.since <= event.since
    ]
    if given.since is None and (crossed or not held):
        return EventPlan()  # an unknown day says less than what is on record
    return EventPlan(((given.since, value),), (since,) if held and not crossed else ())


def _reached(events: Sequence[Timed], day: date) -> Timed | None:
    reached = [event for event in events if event.since <= day]
    return max(reversed(reached), key=lambda event: event.since) if reached else None
