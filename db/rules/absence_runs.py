"""Absences without a reason, one after another: what ATT-13 and ATT-14 report, and what calls for a word with somebody.

Members of whom attendance is not demanded (党员教育管理工作条例 article 23) and those registered as living away are left
out. Nothing is judged here.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from db.arithmetic.days import add_months
from db.rules.facts import Attended, Meeting
from db.rules.year_view import ALL_MEMBERS_KINDS, YearView

LONG_ABSENCE_MONTHS = 6
EXEMPT_FLAGS = frozenset({"no_attendance_demand", "lives_away"})
_OWED_KINDS = frozenset({*ALL_MEMBERS_KINDS, "group_meeting"})

Entry = tuple[Meeting, Attended]


@dataclass(frozen=True, slots=True)
class Run:
    """Meetings one after another from which a person stayed away without a reason.

    `since` is the last day on which they came or were excused, else the first absence.
    """

    person: str
    meetings: tuple[Meeting, ...]
    since: date

    @property
    def is_long(self) -> bool:
        """Whether six months passed between `since` and the last absence."""
        return self.meetings[-1].day >= add_months(self.since, LONG_ABSENCE_MONTHS)


def _histories(view: YearView) -> dict[str, list[Entry]]:
    """What each person owed and how they stood to it, last year and this, in the order of days."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for meeting in (*view.meetings_of(view.year - 1), *view.meetings):
        if meeting.ledger not in _OWED_KINDS:
            continue
        for uid, entry in view.attended(meeting).items():
            if uid in meeting.expected and entry.state != "observer":
                found[uid].append((meeting, entry))
    return {uid: found[uid] for uid in sorted(found) if not EXEMPT_FLAGS & view.flags(uid)}


def histories(view: YearView) -> dict[str, list[Entry]]:
    """Attendance of everybody of whom it is demanded, by uid."""
    return view.once("histories", _histories)


def _is_unexcused(entry: Entry) -> bool:
    return entry[1].state == "absent" and not entry[1].reason.strip()


def _runs(view: YearView) -> list[Run]:
    """Runs that end in the year and are long enough for ATT-13 or ATT-14."""
    least = view.number("ATT-13.meetings")
    found = []
    for uid, entries in histories(view).items():
        came: date | None = None
        for unexcused, group in groupby(entries, key=_is_unexcused):
            meetings = tuple(meeting for meeting, _ in group)
            if unexcused and len(meetings) >= min(least, 3) and meetings[-1].day.year == view.year:
                found.append(Run(uid, meetings, came or meetings[0].day))
            came = None if unexcused else meetings[-1].day
    return [run for run in found if len(run.meetings) >= least or run.is_long]


def runs(view: YearView) -> list[Run]:
    """Absences without a reason that ATT-13 and ATT-14 report."""
    return view.once("runs", _runs)


def covered_absences(view: YearView) -> frozenset[tuple[str, str]]:
    """(person, meeting) pairs of those runs: the single meeting need not report them again."""
    return view.once(
        "covered_absences",
        lambda view: frozenset((run.person, meeting.uid) for run in runs(view) for meeting in run.meetings),
    )
