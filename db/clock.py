"""The only place that asks the machine what time it is.

Every function elsewhere takes a Clock or a day. No decision about order, merging or rotation may rest on it
(requirement R05): office PCs wake up in 2009.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime


def _system_now() -> datetime:
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True, slots=True)
class Clock:
    """`now` gives an aware local instant; `fixed_today` replaces today where a person said so (`--on`)."""

    read: Callable[[], datetime] = _system_now
    fixed_today: date | None = None

    def now(self) -> datetime:
        """Aware instant with the machine's UTC offset."""
        return self.read()

    def today(self) -> date:
        """The day taken as today."""
        return self.fixed_today or self.read().date()

    def day_of(self, stamp: str) -> date:
        """The day, here, of a stored instant."""
        return datetime.fromisoformat(stamp).astimezone(self.now().tzinfo).date()

    def stamp(self) -> str:
        """Instant as stored: UTC, ISO 8601 to the second, ending in Z."""
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def fixed_clock(instant: datetime | str) -> Clock:
    """A clock that stands still, for tests and for the demonstration branch."""
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return Clock(read=lambda: moment)
