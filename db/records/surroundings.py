"""What a ledger may look at beside its own values and the roster: the calendar, local settings, the days of meetings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from db.arithmetic.working_days import HolidayCalendar, seed_calendar


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """A meeting on record: its ledger and its day ("2026-03-05")."""

    ledger: str
    held_on: str


@dataclass(frozen=True, slots=True)
class TalkHeld:
    """A heart-to-heart talk on record: its day and the uids of the two."""

    held_on: str
    people: frozenset[str]


@dataclass(frozen=True)
class Surroundings:
    """As of `today`; `settings` are the choices that differ from their defaults, `meetings` by uid, `branch_kind` as in
    the branch's profile, `talks` in no order.
    """

    today: date
    calendar: HolidayCalendar = field(default_factory=seed_calendar)
    settings: Mapping[str, object] = field(default_factory=dict)
    meetings: Mapping[str, MeetingHeld] = field(default_factory=dict)
    branch_kind: str = "village"
    talks: tuple[TalkHeld, ...] = ()
