"""Appraisals, the packs of life meetings and the list of rectification as facts. Frozen, pure; days are ISO text, people
are uids.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from db.arithmetic.appraisal import LONGEST_CORRECTION_MONTHS
from db.arithmetic.days import add_months
from db.records.roster import Roster


@dataclass(frozen=True, slots=True)
class MemberAppraised:
    """One member in a round. `votes` in the order of GRADES; `ungraded` the reason for giving no grade."""

    person: str
    name: str
    votes: tuple[int, int, int, int] = (0, 0, 0, 0)
    grade: str = ""
    ungraded: str = ""
    feedback_on: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A time to correct in (限期改正) of one member; `record` opens where it is written down."""

    person: str
    name: str
    begun_on: str
    ends_on: str
    record: tuple[str, str]
    is_settled: bool = False  # what came of it has been written down

    @property
    def is_too_long(self) -> bool:
        """Whether it lasts longer than one year (EDU19 art. 30)."""
        longest = add_months(date.fromisoformat(self.begun_on), LONGEST_CORRECTION_MONTHS)
        return date.fromisoformat(self.ends_on) > longest


@dataclass(frozen=True, slots=True)
class AppraisalKept:
    """One round; `stages` are the days by stage that were written down, `cap` how many may be excellent at most.

    `measured` are the members for whom something followed. Counts of ballots None where nothing was written down.
    """

    uid: str
    year: int
    held_on: str
    meeting: str = ""
    stages: Mapping[str, str] = field(default_factory=dict)
    stage_problem: str = ""
    cap: int = 0
    cap_text: str = ""
    excess_reason: str = ""
    issued: int | None = None
    valid: int | None = None
    members: tuple[MemberAppraised, ...] = ()
    measured: frozenset[str] = frozenset()
    corrections: tuple[Correction, ...] = ()

    @property
    def decided_on(self) -> str | None:
        """The day on which the grades were decided."""
        return self.stages.get("decided_on")

    def to_be_told(self, roster: Roster, day: date) -> tuple[MemberAppraised, ...]:
        """Who was told, and who still belongs to the branch on the day and has to be."""
        members = roster.members_on(day)
        return tuple(each for each in self.members if each.feedback_on or each.person in members)


@dataclass(frozen=True, slots=True)
class LifePack:
    """What belongs to one life meeting (by the uid of the meeting). Criticisms are (from, to, words)."""

    meeting: str
    opinions: int = 0
    self_checked: frozenset[str] = frozenset()
    criticisms: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RectificationItem:
    """One item of the list; `owner` is a name."""

    uid: str
    found_on: str
    problem: str
    source: str = "life_meeting"
    meeting: str = ""
    owner: str = ""
    due_on: str | None = None
    done_on: str | None = None

    def is_done(self, today: date) -> bool:
        """Whether it was done by the day."""
        return self.done_on is not None and self.done_on <= today.isoformat()

    @property
    def label(self) -> str:
        """The problem, short enough for a line."""
        text = "".join(self.problem.split())
        return text if len(text) <= 16 else f"{text[:15]}…"


@dataclass(frozen=True, slots=True)
class LifeRecords:
    """Everything recorded of appraisals (by day), packs (by meeting) and rectification (by due day)."""

    appraisals: tuple[AppraisalKept, ...] = ()
    packs: Mapping[str, LifePack] = field(default_factory=dict)
    items: tuple[RectificationItem, ...] = ()
    corrections: tuple[Correction, ...] = ()  # those decided otherwise than in an appraisal
