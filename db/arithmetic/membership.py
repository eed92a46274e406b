"""What a person was on a day: stage, status, membership and the right to vote, in valid time.

Dates on the person and dated events are read together, so that a register typed late or out of order gives
the same answer. Nothing is written and nothing is judged: contradictions in the dates are findings, made
elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from db.arithmetic.days import earliest
from db.arithmetic.standing import expected_promotion

STAGES = ("applicant", "activist", "prospective", "probationary", "full")
MEMBER_STAGES = ("probationary", "full")
ON_ROLL = "on_roll"

_RANK = {stage: rank for rank, stage in enumerate(STAGES)}


@dataclass(frozen=True, slots=True)
class Timed:
    """`value` held from the partial day `on`; None when it has held for ever or nobody knows since when."""

    on: str | None
    value: str

    @property
    def since(self) -> date:
        """First day it may have held; the beginning of time when `on` is not known."""
        return date.min if self.on is None else earliest(self.on)


@dataclass(frozen=True, slots=True)
class Span:
    """From a day until another; `until` is the first day outside, None where it lasts."""

    first: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class PersonDates:
    """The dates of one person; the days are partial days, the stage values are those of `STAGES`."""

    applied_on: str | None = None
    admitted_on: str | None = None
    promoted_on: str | None = None
    stage_events: tuple[Timed, ...] = ()
    status_events: tuple[Timed, ...] = ()


def value_on(events: Sequence[Timed], day: date) -> str | None:
    """Value of the latest event on or before `day`; of events of one day the later in the sequence wins."""
    reached = [event for event in events if event.since <= day]
    if not reached:
        return None
    # max() keeps the first of equals: reversed, that is the one typed last.
    return max(reversed(reached), key=lambda event: event.since).value


def stage_on(person: PersonDates, day: date) -> str | None:
    """Stage on `day`, one of `STAGES`, or None before the first.

    The latest of the person's dates and stage events on or before the day wins, on one day the higher
    stage. An undated event fills what the dates leave open and never overrides them: see `_undated_since`.
    """
    reached = [(since, rank) for since, rank in _stage_starts(person) if since <= day]
    return STAGES[max(reached)[1]] if reached else None


def status_on(person: PersonDates, day: date) -> str:
    """Status of the person's affiliation on `day`; on the roll unless an event says otherwise."""
    return value_on(person.status_events, day) or ON_ROLL


def is_member(person: PersonDates, day: date) -> bool:
    """Whether a Party member, full or probationary, on this branch's roll on `day`."""
    if stage_on(person, day) not in MEMBER_STAGES or status_on(person, day) != ON_ROLL:
        return False
    return has_come(person, day)


def has_come(person: PersonDates, day: date) -> bool:
    """Whether the person had come to this branch by `day`.

    When the first dated status event puts the person on the roll (a transfer in), they were not on it before.
    """
    first = min(
        (event for event in person.status_events if event.on), key=lambda event: event.since, default=None
    )
    return first is None or first.value != ON_ROLL or first.since <= day


def may_vote(person: PersonDates, day: date) -> bool:
    """Whether a full member on the roll; rights taken away by a sanction, a detention or an arrest are subtracted by
    `Roster.voters_on`.
    """
    return is_member(person, day) and stage_on(person, day) == "full"


def _stage_starts(person: PersonDates) -> Iterator[tuple[date, int]]:
    admitted = person.admitted_on
    without_probation = admitted is not None and expected_promotion(admitted) == admitted
    dated = (
        (person.applied_on, "applicant"),
        (admitted, "full" if without_probation and person.promoted_on is None else "probationary"),
        (person.promoted_on, "full"),
    )
    for on, stage in dated:
        if on is not None:
            yield earliest(on), _RANK[stage]
    for event in person.stage_events:
        since = event.since if event.on is not None else _undated_since(person, event.value)
        if since is not None:
            yield since, _RANK[event.value]


def _undated_since(person: PersonDates, stage: str) -> date | None:
    """From when a stage without a date counts; None when the person's dates already say it better.

    A roster often gives only the stage of the day it was written. "full" with a known admission counts from
    the ordinary end of that period's probation (from the admission where its length cannot be told); any
    stage counts at least from the application, which cannot have come later; else it has held for ever.
    """
    if person.promoted_on is not None and stage in ("probationary", "full"):
        return None
    if person.admitted_on is not None and stage == "probationary":
        return None
    if person.admitted_on is not None and stage == "full":
        return earliest(expected_promotion(person.admitted_on) or person.admitted_on)
    return earliest(person.applied_on) if person.applied_on is not None else date.min
