"""One year of the facts as the rules look at it, with what several rules need worked out once.

It answers who, when and how many; it never says whether that is right.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from db.arithmetic.days import day_text
from db.records.roster import Roster
from db.rules.facts import Attended, BranchProfile, Facts, Meeting
from db.rules.library import default_of

KIND_TITLES: Mapping[str, str] = {
    "general_meeting": "支部党员大会",
    "committee_meeting": "支委会",
    "group_meeting": "党小组会",
    "party_lecture": "党课",
    "theme_day": "主题党日",
    "life_meeting": "组织生活会",
}
ALL_MEMBERS_KINDS = ("general_meeting", "party_lecture", "theme_day", "life_meeting")
OFFICER_POSTS = frozenset({"secretary", "deputy_secretary"})
POST_TITLES: Mapping[str, str] = {
    "secretary": "书记",
    "deputy_secretary": "副书记",
    "organization": "组织委员",
    "publicity": "宣传委员",
    "discipline": "纪检委员",
    "member": "委员",
}
NAMES_SHOWN = 5
LONGEST_NUMBER = 5  # digits of a local threshold; more cannot be meant

Made = TypeVar("Made")

Record = tuple[str, str]  # (ledger key, uid)


def has_committee(roster: Roster, day: date) -> bool:
    """Whether a branch committee existed on the day.

    A secretary and a deputy alone are the officers of a branch below seven full members, not a committee
    (支部工作条例 article 20).
    """
    posts = roster.posts_on(day)
    return (
        any(held.post not in OFFICER_POSTS for held in posts) or len({held.person_uid for held in posts}) > 2
    )


def record(meeting: Meeting) -> Record:
    """The pair that opens a meeting."""
    return meeting.ledger, meeting.uid


@dataclass(frozen=True)
class YearView:
    """The facts seen from one year: its meetings up to today, in the order of their days."""

    facts: Facts
    year: int

    @property
    def today(self) -> date:
        """The day as of which the facts are known."""
        return self.facts.today

    @property
    def roster(self) -> Roster:
        """Who belonged to the branch when."""
        return self.facts.roster

    @property
    def profile(self) -> BranchProfile:
        """The branch itself."""
        return self.facts.profile

    @property
    def period(self) -> str:
        """The year as the period of a finding."""
        return str(self.year)

    @cached_property
    def first(self) -> date:
        """1 January."""
        return date(self.year, 1, 1)

    @cached_property
    def as_of(self) -> date:
        """The day on which standing matters are judged: the end of the year, today while it runs."""
        return min(self.today, date(self.year, 12, 31))

    @property
    def has_begun(self) -> bool:
        """False for a year that lies wholly ahead."""
        return self.first <= self.today

    @cached_property
    def recorded(self) -> tuple[Meeting, ...]:
        """Every meeting up to today, in the order of days (uids break ties, so that typing order never
        matters).
        """
        today = self.today.isoformat()
        past = (meeting for meeting in self.facts.meetings if meeting.held_on <= today)
        return tuple(sorted(past, key=lambda meeting: (meeting.held_on, meeting.uid)))

    @cached_property
    def _by_year(self) -> Mapping[str, tuple[Meeting, ...]]:
        found: dict[str, list[Meeting]] = defaultdict(list)
        for meeting in self.recorded:
            found[meeting.held_on[:4]].append(meeting)
        return {year: tuple(meetings) for year, meetings in found.items()}

    def meetings_of(self, year: int) -> tuple[Meeting, ...]:
        """Meetings held in any year, up to today."""
        return self._by_year.get(f"{year:04d}", ())

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """Meetings held in this year, up to today."""
        return self.meetings_of(self.year)

    def held(self, *ledgers: str) -> tuple[Meeting, ...]:
        """Meetings of these kinds held in this year."""
        return tuple(meeting for meeting in self.meetings if meeting.ledger in ledgers)

    def held_between(self, first: date, last: date, *ledgers: str) -> tuple[Meeting, ...]:
        """Meetings of these kinds from one day to another of this year, both included."""
        begin, end = first.isoformat(), last.isoformat()
        return tuple(meeting for meeting in self.held(*ledgers) if begin <= meeting.held_on <= end)

    @cached_property
    def _made(self) -> dict[str, Any]:
        return {}

    def once(self, name: str, make: Callable[["YearView"], Made]) -> Made:
        """What `make` works out of this view, kept under a name for the other rules of the same run."""
        if name not in self._made:
            self._made[name] = make(self)
        return cast(Made, self._made[name])

    @cached_property
    def _attended(self) -> dict[str, Mapping[str, Attended]]:
        return {}

    def attended(self, meeting: Meeting) -> Mapping[str, Attended]:
        """How each person of the roster stood to a meeting, by uid; outsiders are left out."""
        found = self._attended.get(meeting.uid)
        if found is None:
            found = {
                entry.person: entry for entry in meeting.attendance if entry.person in self.roster.people
            }
            self._attended[meeting.uid] = found
        return found

    @cached_property
    def _minutes(self) -> dict[str, str]:
        return {}

    def minutes(self, meeting: Meeting) -> str:
        """Everything that was written of a meeting, put together once for a run."""
        found = self._minutes.get(meeting.uid)
        if found is None:
            found = self._minutes[meeting.uid] = meeting.minutes
        return found

    @cached_property
    def full_members(self) -> frozenset[str]:
        """Full members as of `as_of`."""
        return self.roster.full_members_on(self.as_of)

    @cached_property
    def members(self) -> frozenset[str]:
        """Full and probationary members as of `as_of`."""
        return self.roster.members_on(self.as_of)

    @cached_property
    def has_committee(self) -> bool:
        """Whether a committee existed as of `as_of`."""
        return has_committee(self.roster, self.as_of)

    @cached_property
    def _group_names(self) -> Mapping[str, str]:
        return {group.uid: group.name for group in self.facts.groups}

    def label(self, meeting: Meeting) -> str:
        """A meeting in a sentence: "2026年3月5日支部党员大会", "第一党小组2026年3月9日党小组会"."""
        group = self._group_names.get(meeting.group, "")
        return f"{group}{day_text(meeting.held_on)}{KIND_TITLES.get(meeting.ledger, '会议')}"

    def name(self, uid: str) -> str:
        """A person's name; empty for somebody who is no longer kept."""
        person = self.roster.people.get(uid)
        return person.name if person else ""

    def names(self, uids: Iterable[str]) -> str:
        """Names joined for a sentence, the first few and how many in all."""
        known = sorted((uid for uid in uids if uid in self.roster.people), key=self.name_key)
        shown = "、".join(self.name(uid) for uid in known[:NAMES_SHOWN])
        return shown if len(known) <= NAMES_SHOWN else f"{shown}等{len(known)}人"

    @cached_property
    def _shared_names(self) -> frozenset[str]:
        names = Counter(person.name for person in self.roster.people.values())
        return frozenset(name for name, count in names.items() if count > 1)

    def label_of(self, uid: str) -> str:
        """A person's name, with the year of birth where two share it."""
        known = self.roster.people.get(uid)
        if known is None or known.name not in self._shared_names or not known.born_on:
            return known.name if known else ""
        return f"{known.name}（{known.born_on[:4]}）"

    def name_key(self, uid: str) -> tuple[str, str, str]:
        """Where a person stands in a list by strokes."""
        person = self.roster.people[uid]
        return person.stroke_key, person.name, uid

    def flags(self, uid: str) -> frozenset[str]:
        """What is noted of a person: no_attendance_demand, lives_away, hardship."""
        person = self.roster.people.get(uid)
        return person.flags if person else frozenset()

    def number(self, setting: str) -> int:
        """A local threshold; what cannot be read as a number counts as not chosen."""
        value = str(self.facts.setting(setting, default_of(setting)))
        is_number = value.isdecimal() and len(value) <= LONGEST_NUMBER
        return int(value if is_number else str(default_of(setting)))

    def text(self, setting: str) -> str:
        """A local choice as a word."""
        return str(self.facts.setting(setting, default_of(setting)) or "")

    def switched(self, setting: str) -> bool:
        """A local choice between yes and no."""
        return str(self.facts.setting(setting, default_of(setting))).lower() not in ("false", "0", "")

    def is_enabled(self, rule_id: str) -> bool:
        """Whether a rule of local practice is wanted; every other rule always is."""
        chosen = str(self.facts.setting(f"{rule_id}.enabled", True)).lower()
        return chosen not in ("false", "0", "")
