"""Findings MTG-07, MTG-10 to MTG-15 and MTG-17: when and by whom meetings were held, and what went before
them.

Whether a meeting was owed is told by `frequency`; who came by `attendance`.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, groupby

from db.arithmetic.days import month_days
from db.rules.duties import entry_delay
from db.rules.facts import AgendaItem, Meeting
from db.rules.findings.observation import Observation, Rule, of_meeting, of_year
from db.rules.likeness import likeness
from db.rules.year_view import YearView, has_committee, record

NEAR_DAY_OFF = 3
COPY_LIKENESS = 0.85
_DELEGATED = ("委托", "授权", "主持")


def _minutes_of_day(time: str) -> int:
    hours, minutes = time.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def overlap(first: Meeting, second: Meeting) -> bool:
    """Whether two meetings of one day took place at the same time; without an end only the same start
    counts.
    """
    if not first.starts_at or not second.starts_at:
        return False
    begins, begins_too = _minutes_of_day(first.starts_at), _minutes_of_day(second.starts_at)
    ends = _minutes_of_day(first.ends_at) if first.ends_at else begins + 1
    ends_too = _minutes_of_day(second.ends_at) if second.ends_at else begins_too + 1
    return begins < ends_too and begins_too < ends


def _same_day_pairs(view: YearView) -> list[tuple[Meeting, Meeting]]:
    days = groupby(view.meetings, key=lambda meeting: meeting.held_on)
    return [pair for _, meetings in days for pair in combinations(tuple(meetings), 2)]


def same_day_pairs(view: YearView) -> list[tuple[Meeting, Meeting]]:
    """Pairs of meetings of one day of the year."""
    return view.once("same_day_pairs", _same_day_pairs)


def are_one_meeting(first: Meeting, second: Meeting) -> bool:
    """Whether two records of different kinds on one day look like one meeting told twice."""
    if first.ledger == second.ledger:
        return False
    times_differ = bool(first.starts_at and second.starts_at and first.starts_at != second.starts_at)
    places_differ = bool(first.place and second.place and first.place != second.place)
    return not times_differ and not places_differ and likeness(first.minutes, second.minutes) >= COPY_LIKENESS


def _told_twice(view: YearView) -> list[tuple[Meeting, Meeting]]:
    return [(first, second) for first, second in same_day_pairs(view) if are_one_meeting(first, second)]


def told_twice(view: YearView) -> list[tuple[Meeting, Meeting]]:
    """Pairs that MTG-13 reports; other rules about copies and overlaps leave them alone."""
    return view.once("told_twice", _told_twice)


def off_the_fixed_day(view: YearView) -> Iterator[Observation]:
    """MTG-07. A month with a theme day on the fixed day may have others."""
    fixed = view.profile.theme_day
    if not fixed:
        return
    tolerance = view.number("MTG-07.tolerance_days")
    held = view.held("theme_day")
    kept = {m.held_on[:7] for m in held if abs((m.day - _fixed_day(m, fixed)).days) <= tolerance}
    for meeting in held:
        if meeting.held_on[:7] in kept or meeting.late_note:
            continue
        due = _fixed_day(meeting, fixed)
        apart = abs((meeting.day - due).days)
        if view.facts.calendar.is_workday(due) or apart > NEAR_DAY_OFF:
            yield of_meeting(view, meeting, f"与固定日每月{fixed}日相差{apart}天，没有写明原因")


def _fixed_day(meeting: Meeting, fixed: int) -> date:
    last = month_days(meeting.day.year, meeting.day.month)[1]
    return last.replace(day=min(fixed, last.day))


def without_committee(view: YearView) -> Iterator[Observation]:
    """MTG-10."""
    for meeting in view.held("committee_meeting"):
        if not has_committee(view.roster, meeting.day):
            yield of_meeting(view, meeting, "有记录，但当天的任职登记中没有支部委员会")


def entered_in_bulk(view: YearView) -> Iterator[Observation]:
    """MTG-11."""
    days = view.number("MTG-11.days")
    late = [meeting for meeting in view.meetings if entry_delay(meeting) > days]
    total = len(view.meetings)
    if total >= view.number("MTG-11.records") and len(late) * 2 > total:
        yield of_year(
            view,
            f"本年{total}条会议记录中有{len(late)}条在会后{days}天以后才录入",
            subject="会议记录",
            records=tuple(record(meeting) for meeting in late),
        )


def _both(view: YearView, first: Meeting, second: Meeting, message: str) -> Observation:
    return of_meeting(view, first, f"与{view.label(second)}{message}", more=(record(second),))


def shared_people(view: YearView, first: Meeting, second: Meeting) -> list[str]:
    """Who is recorded as present at both, by uid."""
    return sorted(first.present & second.present & view.roster.people.keys())


def at_different_places(first: Meeting, second: Meeting) -> bool:
    """Whether both name a place and the places differ."""
    return bool(first.place and second.place and first.place.strip() != second.place.strip())


def overlapping_meetings(view: YearView) -> Iterator[Observation]:
    """MTG-12. People at two different places are left to ATT-10, one meeting told twice to MTG-13."""
    for first, second in same_day_pairs(view):
        if not overlap(first, second) or at_different_places(first, second):
            continue
        shared = shared_people(view, first, second)
        if shared and not are_one_meeting(first, second):
            yield _both(view, first, second, f"时间重叠，{view.names(shared)}同时参加了两场")


def counted_twice(view: YearView) -> Iterator[Observation]:
    """MTG-13."""
    for first, second in told_twice(view):
        yield _both(view, first, second, "时间地点相同、记录雷同，可能是同一场会议")


def not_prepared_by_committee(view: YearView) -> Iterator[Observation]:
    """MTG-14. For an ordinary vote any recent committee meeting will do: titles differ too much."""
    days = timedelta(days=view.number("MTG-14.days"))
    for meeting in view.held("general_meeting"):
        if not has_committee(view.roster, meeting.day):
            continue
        since = (meeting.day - days).isoformat()
        before = [
            earlier
            for earlier in (*view.meetings_of(view.year - 1), *view.meetings)
            if earlier.ledger == "committee_meeting" and since <= earlier.held_on <= meeting.held_on
        ]
        open_items = [item.title for item in meeting.agenda if not _was_prepared(item, before)]
        if open_items:
            yield of_meeting(
                view, meeting, f"表决了“{open_items[0]}”，之前{days.days}天内没有支委会讨论的记录"
            )


def _was_prepared(item: AgendaItem, before: list[Meeting]) -> bool:
    if item.matter == "ordinary":
        return not item.has_vote or bool(before)
    return any(
        item.matter == earlier.matter or likeness(item.title, earlier.title) >= 0.3
        for meeting in before
        for earlier in meeting.agenda
    )


def odd_duration(view: YearView) -> Iterator[Observation]:
    """MTG-15."""
    shortest, longest = view.number("MTG-15.shortest_minutes"), view.number("MTG-15.longest_minutes")
    for meeting in view.held("general_meeting"):
        if not meeting.starts_at or not meeting.ends_at:
            continue
        minutes = _minutes_of_day(meeting.ends_at) - _minutes_of_day(meeting.starts_at)
        if 0 <= minutes < shortest:
            yield of_meeting(view, meeting, f"只开了{minutes}分钟，少于{shortest}分钟")
        elif minutes > longest:
            yield of_meeting(view, meeting, f"开了{minutes}分钟，超过{longest}分钟")


def chaired_by_another(view: YearView) -> Iterator[Observation]:
    """MTG-17. One finding for each unbroken run of meetings under the same other chair."""
    least = view.number("MTG-17.meetings")
    runs = groupby(view.held("committee_meeting"), key=lambda meeting: _other_chair(view, meeting))
    for chair, meetings in runs:
        run = tuple(meetings)
        if chair and len(run) >= least:
            yield Observation(
                f"连续{len(run)}次支委会由{view.name(chair)}主持，没有写明书记委托",
                view.period,
                run[-1].day,
                subject=view.name(chair),
                records=tuple(record(meeting) for meeting in run),
            )


def _other_chair(view: YearView, meeting: Meeting) -> str:
    """Who chaired in place of a secretary in office without a word about it; empty for all else."""
    secretary = view.roster.holder_on("secretary", meeting.held_on)
    noted = any(word in f"{meeting.late_note}{meeting.checklist}{meeting.minutes}" for word in _DELEGATED)
    if secretary is None or noted or meeting.chair in ("", secretary):
        return ""
    return meeting.chair


RULES = (
    Rule("MTG-07", off_the_fixed_day),
    Rule("MTG-10", without_committee),
    Rule("MTG-11", entered_in_bulk),
    Rule("MTG-12", overlapping_meetings),
    Rule("MTG-13", counted_twice),
    Rule("MTG-14", not_prepared_by_committee),
    Rule("MTG-15", odd_duration),
    Rule("MTG-17", chaired_by_another),
)
