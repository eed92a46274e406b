"""Who belonged to the branch on a day: the roster in valid time, as pure facts.

Every count (应到, quorum, roster, age, 党龄) is as of a day, whenever the facts were typed. No SQL here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from db.arithmetic.days import day_text, earliest, latest
from db.arithmetic.membership import (
    ON_ROLL,
    PersonDates,
    Span,
    Timed,
    has_come,
    is_member,
    may_vote,
    stage_on,
    status_on,
    value_on,
)
from db.records.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """One person's facts that counts rest on. Days may be partial; `group_events` hold group uids."""

    uid: str
    name: str
    dates: PersonDates
    sex: str | None = None
    born_on: str | None = None
    lunar_birthday: str | None = None
    birthday_calendar: str = "solar"
    worked_since: str | None = None
    id_number: str | None = None
    group_events: tuple[Timed, ...] = ()
    flags: frozenset[str] = frozenset()
    stroke_key: str = ""
    without_rights: tuple[Span, ...] = ()  # probation within the Party, detention: no vote, not to be elected
    ethnicity: str | None = None
    education: str | None = None
    occupation_class: str | None = None
    recorded_standing_from: str | None = None  # as the personnel file or another system has it
    personnel_file: str | None = None
    file_papers: str = ""
    blank: frozenset[str] = frozenset()  # items of the national collection that nobody filled in

    def has_rights_on(self, day: date) -> bool:
        """Whether no sanction takes away the right to vote on the day."""
        return not any(span.covers(day) for span in self.without_rights)


@dataclass(frozen=True, slots=True)
class PostHeld:
    """One committee post from a day to a day (None: still held)."""

    uid: str
    person_uid: str
    post: str
    from_on: str | None
    until_on: str | None = None

    def held_on(self, day: date) -> bool:
        """Whether the post was held on that day; the last day itself counts."""
        begun = self.from_on is None or earliest(self.from_on) <= day
        return begun and (self.until_on is None or latest(self.until_on) >= day)


def as_day(day: str | date) -> date:
    """A date from an ISO day or a date."""
    return day if isinstance(day, date) else date.fromisoformat(day)


@dataclass(frozen=True)
class Roster:
    """People by uid, posts, and the groups' names; answers as of a day (ISO text or date)."""

    people: Mapping[str, RosterPerson]
    posts: tuple[PostHeld, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    look_around: Callable[[], Surroundings] | None = field(default=None, repr=False, compare=False)
    _cache: dict[tuple[str, date], frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def around(self) -> Surroundings:
        """The calendar, settings and meetings of the branch, read at the first question; bare ones where there is none."""
        return self.look_around() if self.look_around else Surroundings(date.min)

    def _cached(self, what: str, day: str | date, uids: Iterable[str]) -> frozenset[str]:
        key = (what, as_day(day))
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = frozenset(uids)
        return found

    def members_on(self, day: str | date) -> frozenset[str]:
        """Full and probationary members on the roll."""
        on = as_day(day)
        return self._cached("members", on, (p.uid for p in self.people.values() if is_member(p.dates, on)))

    def full_members_on(self, day: str | date) -> frozenset[str]:
        """Full members on the roll, whether or not they may vote at the moment."""
        on = as_day(day)
        return self._cached("full", on, (p.uid for p in self.people.values() if may_vote(p.dates, on)))

    def voters_on(self, day: str | date) -> frozenset[str]:
        """Full members, who alone may vote (CONST art. 7), without those on probation within the Party (art. 41)."""
        if not day:
            return frozenset()
        on = as_day(day)
        full = self.full_members_on(on)
        return self._cached("voters", on, (uid for uid in full if self.people[uid].has_rights_on(on)))

    def posts_on(self, day: str | date) -> tuple[PostHeld, ...]:
        """Committee posts held on the day."""
        on = as_day(day)
        return tuple(post for post in self.posts if post.held_on(on))

    def committee_on(self, day: str | date) -> frozenset[str]:
        """Members of the branch committee; empty where the branch has none."""
        on = as_day(day)
        return self._cached("committee", on, (post.person_uid for post in self.posts_on(on)))

    def holder_on(self, post: str, day: str | date) -> str | None:
        """Uid of the person who held a post ("secretary") on the day."""
        return next((held.person_uid for held in self.posts_on(day) if held.post == post), None)

    def group_on(self, uid: str, day: str | date) -> str | None:
        """Uid of the person's group on the day."""
        return value_on(self.people[uid].group_events, as_day(day))

    def group_members_on(self, group_uid: str, day: str | date) -> frozenset[str]:
        """Members of one Party group on the day."""
        on = as_day(day)
        members = self.members_on(on)
        return self._cached(
            f"group {group_uid}", on, (u for u in members if self.group_on(u, on) == group_uid)
        )

    def stage_on(self, uid: str, day: str | date) -> str | None:
        """applicant, activist, prospective, probationary, full or None."""
        return stage_on(self.people[uid].dates, as_day(day))

    def status_on(self, uid: str, day: str | date) -> str:
        """on_roll, transferred_out, deceased, suspended, struck_off, withdrew or expelled."""
        return status_on(self.people[uid].dates, as_day(day))

    def is_here_on(self, uid: str, day: str | date) -> bool:
        """Whether the person, member or not, is on the branch's roll on the day."""
        return self.status_on(uid, day) == ON_ROLL and has_come(self.people[uid].dates, as_day(day))

    def before_admission(self, field: str, person: Any, months: Iterable[str]) -> dict[str, str]:
        """The problem, under `field`, of months ("2026-03") that lie before somebody's admission; none where it is not
        known. `person` is a Ref, as checks are given it.
        """
        known = self.people.get(getattr(person, "uid", ""))
        admitted = known.dates.admitted_on if known else None
        early = [month for month in months if admitted and month < admitted[:7]]
        if known is None or not early:
            return {}
        return {field: f"{known.name}{day_text(admitted or '')}入党，{day_text(early[0])}还不用交纳党费"}
