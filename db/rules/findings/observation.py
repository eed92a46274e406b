"""What a single check says, and the rule it belongs to.

A check knows facts and names what it saw; severity, title, basis and remedy come from the rule library.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from db.rules.facts import Meeting
from db.rules.library import rule
from db.rules.year_view import Record, YearView, record


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing seen: `message` is plain Chinese, `day` chooses the edition of the regulation.

    `severity` empty: that of the rule. `matter` chooses among several articles of a rule. `answer_key` is a
    second key under which an answer may be kept: that of the duty the observation is about.
    """

    message: str
    period: str
    day: date
    subject: str = ""
    records: tuple[Record, ...] = ()
    severity: str = ""
    matter: str = ""
    answer_key: str = ""


Check = Callable[[YearView], Iterator[Observation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A finding of the catalogue and the function that looks for it."""

    id: str
    check: Check

    @property
    def severity(self) -> str:
        """S1, S2 or S3, from the library."""
        return rule(self.id).severity


def of_meeting(
    view: YearView,
    meeting: Meeting,
    message: str,
    matter: str = "",
    more: tuple[Record, ...] = (),
) -> Observation:
    """An observation about one meeting: its day is the period, its title the subject."""
    return Observation(
        message=f"{view.label(meeting)}{message}",
        period=meeting.held_on,
        day=meeting.day,
        subject=view.label(meeting),
        records=(record(meeting), *more),
        matter=matter,
    )


def of_year(view: YearView, message: str, subject: str = "", records: tuple[Record, ...] = ()) -> Observation:
    """An observation about how things stand in the year, as of its end or today."""
    return Observation(message, view.period, view.as_of, subject=subject, records=records)


def of_branch(view: YearView, message: str, severity: str = "") -> Observation:
    """An observation about the branch itself in the year: its subject and its record are the branch."""
    profile = view.profile
    records = (("branch", profile.uid),) if profile.uid else ()
    subject = profile.short_name or profile.name
    return Observation(message, view.period, view.as_of, subject=subject, records=records, severity=severity)


def people(uids: list[str]) -> tuple[Record, ...]:
    """The roster records of these people."""
    return tuple(("person", uid) for uid in uids)
