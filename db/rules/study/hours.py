"""The yearly account of study hours: required, reached and missing for each member, line by line with its source.

Hours flow from the meetings somebody attended and from the courses recorded; nothing is typed twice. Lines add up to what
was reached: a day counts no more than the branch has set, and what is cut off is said in its line.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from db.arithmetic.study_hours import (
    COMMITTEE_HOURS,
    FIRST_YEAR,
    MEMBER_HOURS,
    days_between,
    hour_rules,
    hours_of_days,
    hours_text,
    minutes_between,
    spread,
    tenths_of_minutes,
)
from db.changes import Basis
from db.rules.facts import Facts, Meeting
from db.rules.library import basis
from db.rules.study.facts import Course, Participant
from db.rules.year_view import KIND_TITLES, YearView

COURSE_TITLES: Mapping[str, str] = {"intensive": "集中培训", "online": "网络学习", "self_study": "自学"}
_SWITCHED = {"committee_meeting": "study.count_committee_meeting", "life_meeting": "study.count_life_meeting"}
_ALWAYS = ("general_meeting", "group_meeting", "party_lecture", "theme_day")


@dataclass(frozen=True, slots=True)
class StudyLine:
    """One source: the record, its day, what it is, how its hours come about, and the tenths counted by day.

    `recorded` are the tenths before the cap of a day.
    """

    ledger: str
    uid: str
    on: str
    title: str
    words: str
    counted: Mapping[str, int]
    recorded: Mapping[str, int]
    entered_on: str = ""

    @property
    def tenths(self) -> int:
        """What counts of it, in tenths of an hour of study."""
        return sum(self.counted.values())


@dataclass(frozen=True, slots=True)
class StudyAccount:
    """One member's year. `exempt` says in Chinese why the hours are not demanded, "" where they are.

    `untimed` are meetings attended whose record names no times: they cannot be counted.
    """

    person: str
    label: str
    required: int
    basis: Basis
    lines: tuple[StudyLine, ...]
    untimed: tuple[tuple[str, str], ...] = ()
    exempt: str = ""

    @property
    def reached(self) -> int:
        """Tenths of an hour of study reached."""
        return sum(line.tenths for line in self.lines)

    @property
    def missing(self) -> int:
        """Tenths still missing."""
        return max(0, self.required * 10 - self.reached)

    def month(self, number: int) -> int:
        """Tenths that fall in a month (1 to 12)."""
        return sum(
            tenths for line in self.lines for day, tenths in line.counted.items() if int(day[5:7]) == number
        )

    def lines_of(self, number: int) -> tuple[StudyLine, ...]:
        """The sources of a month."""
        return tuple(line for line in self.lines if any(int(day[5:7]) == number for day in line.recorded))


class StudyYear:
    """The accounts of one year, as of its end or of today while it runs."""

    def __init__(self, facts: Facts, year: int) -> None:
        self.view = YearView(facts, year)
        self.facts, self.year = facts, year
        self.rules = hour_rules(facts.settings)

    @property
    def is_kept(self) -> bool:
        """Whether the branch keeps study here in this year: from the first course recorded, or the year it set."""
        chosen = self.view.number("study.kept_from_year")
        first = [int(course.begins_on[:4]) for course in self.facts.study.courses]
        return bool(first or chosen) and (chosen or min(first)) <= self.year and self.year >= FIRST_YEAR

    @cached_property
    def accounts(self) -> tuple[StudyAccount, ...]:
        """Every member of the day, in the order of strokes; none for a year that has not begun."""
        if not self.view.has_begun:
            return ()
        return tuple(self.account(uid) for uid in sorted(self.view.members, key=self.view.name_key))

    def account(self, uid: str) -> StudyAccount:
        """One person's account, whether or not a member."""
        found = sorted(self._sources.get(uid, ()), key=lambda line: (line.on, line.ledger, line.uid))
        is_officer = uid in self.view.roster.committee_on(self.view.as_of)
        hours = (COMMITTEE_HOURS if is_officer else MEMBER_HOURS) if self.year >= FIRST_YEAR else 0
        return StudyAccount(
            person=uid,
            label=self.view.label_of(uid),
            required=hours,
            basis=basis("EDU-02" if is_officer else "EDU-01", self.view.as_of),
            lines=tuple(self._capped(found)),
            untimed=tuple(self._untimed.get(uid, ())),
            exempt=self._exemption(uid),
        )

    def tenths_of(self, course: Course, participant: Participant) -> int:
        """What a course counts for one person: as written for the person or the course, else by its days."""
        written = course.tenths if participant.tenths is None else participant.tenths
        days = len(days_between(course.begins_on, course.ends_on))
        return hours_of_days(days, self.rules) * 10 if written is None else written

    def held_all_year(self, uid: str) -> bool:
        """Whether somebody sat on the committee from 1 January to the day of judgement."""
        roster = self.view.roster
        return uid in roster.committee_on(self.view.first) and uid in roster.committee_on(self.view.as_of)

    # --- why hours are not demanded ---------------------------------------------------------------------------
    def _exemption(self, uid: str) -> str:
        if "no_attendance_demand" in self.view.flags(uid):
            return "年老体弱，参加活动不作硬性要求"
        if uid not in self.view.roster.members_on(self.view.first):
            return "年内入党或者转入，不满一年"
        absences = self.facts.affiliation.absences
        if any(each.person == uid and each.lasts_on(self.view.as_of) for each in absences):
            return "流动在外，学时向流入地党组织核实"
        return ""

    # --- sources ----------------------------------------------------------------------------------------------
    @cached_property
    def _counted_kinds(self) -> frozenset[str]:
        chosen = {kind for kind, setting in _SWITCHED.items() if self.view.switched(setting)}
        return frozenset(_ALWAYS) | chosen

    @cached_property
    def _sources(self) -> Mapping[str, list[StudyLine]]:
        found: dict[str, list[StudyLine]] = defaultdict(list)
        for meeting in self.view.held(*self._counted_kinds):
            line = self._of_meeting(meeting)
            if line is not None:
                for uid in meeting.present:
                    found[uid].append(line)
        for course in self.facts.study.courses:
            for participant in course.participants:
                part = self._of_course(course, participant)
                if part is not None:
                    found[participant.person].append(part)
        return found

    @cached_property
    def _untimed(self) -> Mapping[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for meeting in self.view.held(*self._counted_kinds):
            if minutes_between(meeting.starts_at, meeting.ends_at) is None:
                for uid in sorted(meeting.present):
                    found[uid].append((meeting.ledger, meeting.uid))
        return found

    def _of_meeting(self, meeting: Meeting) -> StudyLine | None:
        minutes = minutes_between(meeting.starts_at, meeting.ends_at)
        if minutes is None:
            return None
        tenths = tenths_of_minutes(minutes, self.rules)
        title = f"{KIND_TITLES.get(meeting.ledger, '会议')}　{meeting.topic}".strip("　")
        words = f"{minutes}分钟，{self.rules.minutes}分钟为1学时（本地要求）"
        amount = {meeting.held_on: tenths}
        return StudyLine(
            meeting.ledger, meeting.uid, meeting.held_on, title, words, amount, amount, meeting.entered_on
        )

    def _of_course(self, course: Course, participant: Participant) -> StudyLine | None:
        """The days of this year up to the day of judgement, each with its share of the hours."""
        days = days_between(course.begins_on, course.ends_on)
        written = course.tenths if participant.tenths is None else participant.tenths
        tenths = self.tenths_of(course, participant)
        last = self.view.as_of.isoformat()
        shares = {
            day: share
            for day, share in spread(tenths, days).items()
            if day[:4] == self.view.period and day <= last
        }
        if not shares:
            return None
        by_days = f"{len(days)}天，每天{self.rules.day}学时（本地要求）"
        words = by_days if written is None else f"登记{hours_text(written)}学时"
        title = f"{COURSE_TITLES.get(course.kind, '培训')}　{course.title}"
        on = min(shares)
        return StudyLine("study", course.uid, on, title, words, shares, shares, course.entered_on)

    def _capped(self, lines: Iterable[StudyLine]) -> Iterator[StudyLine]:
        """The lines with what a day may still hold after those before them."""
        left: dict[str, int] = defaultdict(lambda: self.rules.day * 10)
        for line in lines:
            counted = {}
            for day, tenths in line.recorded.items():
                counted[day] = min(tenths, left[day])
                left[day] -= counted[day]
            cut = sum(line.recorded.values()) - sum(counted.values())
            words = (
                f"{line.words}；一天最多计{self.rules.day}学时，{hours_text(cut)}学时不计"
                if cut
                else line.words
            )
            yield StudyLine(
                line.ledger, line.uid, line.on, line.title, words, counted, line.recorded, line.entered_on
            )


def volunteer_minutes(facts: Facts, uid: str, year: int, upto: date) -> tuple[tuple[str, str, str, int], ...]:
    """Ledger, record, day and minutes of every voluntary service of somebody in a year, theme days included."""
    last = upto.isoformat()
    found = []
    for service in facts.study.services:
        if uid in service.people and service.served_on[:4] == f"{year:04d}" and service.served_on <= last:
            minutes = minutes_between(service.starts_at, service.ends_at)
            found.append(("volunteer", service.uid, service.served_on, minutes or (service.tenths or 0) * 6))
    for meeting in facts.held("theme_day"):
        is_of_year = meeting.held_on[:4] == f"{year:04d}" and meeting.held_on <= last
        if meeting.with_service and is_of_year and uid in meeting.present:
            minutes = minutes_between(meeting.starts_at, meeting.ends_at)
            found.append((meeting.ledger, meeting.uid, meeting.held_on, minutes or 0))
    return tuple(sorted(found, key=lambda each: (each[2], each[1])))
