"""Everything the rules look at, gathered once: frozen, pure, as of a day.

Duties and findings are functions of these facts; the same facts give the same findings, whatever the clock
says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from db.arithmetic.working_days import HolidayCalendar
from db.ledgers.document import year_about
from db.records.roster import Roster
from db.rules.admission.facts import AdmissionFile
from db.rules.affiliation.facts import AffiliationRecords
from db.rules.care.facts import Honour
from db.rules.election.facts import ElectionRecords
from db.rules.life.events import LifeEvent
from db.rules.life.facts import LifeRecords
from db.rules.study.facts import StudyRecords


@dataclass(frozen=True, slots=True)
class BranchProfile:
    """The branch as its own profile says. `kind`: village, community, office, enterprise, school, joint,
    temporary.

    `theme_day` is the fixed day of the month of 主题党日, None where there is none. `term_years` None: 5
    for village and community, 3 otherwise (TERM item 1).
    """

    uid: str = ""
    name: str = ""
    short_name: str = ""
    kind: str = "village"
    founded_on: str | None = None
    term_start_on: str | None = None
    term_years: int | None = None
    term_extended_to: str | None = None
    theme_day: int | None = None
    joint_units: int | None = None
    superior: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """What one person said; `person` is a uid of the roster or "" for an outsider named `name`."""

    person: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One matter of a meeting; votes None where nothing was written down."""

    uid: str
    title: str
    matter: str = "ordinary"
    resolution: str = ""
    responsible: str = ""
    due_on: str | None = None
    speeches: tuple[Speech, ...] = ()
    vote_method: str | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None

    @property
    def has_vote(self) -> bool:
        """Whether the record says that a vote was taken."""
        counts = (self.votes_for, self.votes_against, self.abstentions)
        return self.vote_method is not None or any(count is not None for count in counts)


@dataclass(frozen=True, slots=True)
class Attended:
    """How one person stood to a meeting; `person` "" for an outsider."""

    person: str
    name: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """An attached file; `role` as in db.records.parts.ATTACHMENT_ROLES, `taken_on` the camera's day."""

    uid: str
    role: str
    name: str
    digest: str
    taken_on: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of any kind. `ledger` is its kind; `expected` are the uids who ought to attend as of
    `held_on`.

    `attendance` holds every person with a state, including those covered by 全体到会. People are uids, ""
    where nobody is named; an outsider's name stands in `chair_name` and so on.
    """

    ledger: str
    uid: str
    held_on: str
    entered_on: str = ""
    starts_at: str | None = None
    ends_at: str | None = None
    place: str = ""
    number: str = ""
    topic: str = ""
    chair: str = ""
    chair_name: str = ""
    minute_taker: str = ""
    minute_taker_name: str = ""
    speaker: str = ""  # who gave a Party lecture
    group: str = ""
    agenda: tuple[AgendaItem, ...] = ()
    attendance: tuple[Attended, ...] = ()
    everyone_present: bool = False
    expected: frozenset[str] = frozenset()
    checklist: str = ""
    signed: bool = False
    late_note: str = ""
    content: str = ""  # summary text of lectures and theme days
    with_appraisal: bool = False  # a life meeting at which members were appraised
    with_service: bool = False  # a theme day on which voluntary service was done
    papers: tuple[Paper, ...] = ()
    changed_after_seal: bool = False

    @property
    def day(self) -> date:
        """`held_on` as a date."""
        return date.fromisoformat(self.held_on)

    @property
    def present(self) -> frozenset[str]:
        """Uids of the roster's people who were there."""
        return frozenset(a.person for a in self.attendance if a.state == "present" and a.person)

    @property
    def minutes(self) -> str:
        """Everything that was written of the meeting, for length and likeness."""
        parts = [self.topic, self.content]
        for item in self.agenda:
            parts += [item.title, *(speech.words for speech in item.speeches), item.resolution]
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Talk:
    """A heart-to-heart talk between two people (uids)."""

    uid: str
    held_on: str
    people: tuple[str, str]
    place: str = ""
    text: str = ""
    entered_on: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hearing:
    """述职评议 of the secretary about a year, before the members or the superior (`audience`)."""

    uid: str
    year: int
    held_on: str
    audience: str
    reporter: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A care visit to one person."""

    uid: str
    visited_on: str
    person: str
    reason: str = ""
    entered_on: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper received or written. `kind`: received, plan, summary, approval, request, report, election,
    division_of_labour, other. `year` is the year that it names."""

    uid: str
    kind: str
    title: str
    dated_on: str | None
    year: int | None = None
    issuer: str = ""
    subject: str = ""  # what an approval or request is about: term_extension, election, ...
    entered_on: str = ""
    number: str = ""  # 文号
    received_on: str | None = None

    @property
    def year_about(self) -> int | None:
        """The year it is about, as far as it tells."""
        return year_about(self.year, self.dated_on, self.received_on)


@dataclass(frozen=True, slots=True)
class Group:
    """A Party group and its leader."""

    uid: str
    name: str
    leader: str = ""


@dataclass(frozen=True, slots=True)
class DuesStandard:
    """What one member owes from a month on; amounts in fen. `base_fen` is that of the pay sheet where only that was
    filled in.
    """

    uid: str
    person: str
    dues_class: str
    from_month: str
    base_fen: int = 0
    fixed_fen: int | None = None
    reduction: str = ""
    approved_on: str | None = None
    settled_on: str | None = None
    change_reason: str = ""


@dataclass(frozen=True, slots=True)
class DuesPayment:
    """What one member paid on a day, for these months in order."""

    uid: str
    person: str
    months: tuple[str, ...]
    amount_fen: int
    paid_on: str
    receipt_number: str = ""
    consent: bool = False
    way: str = "self"


@dataclass(frozen=True, slots=True)
class DuesEntry:
    """Money handed over, allotted or used."""

    uid: str
    on: str
    kind: str
    amount_fen: int
    use: str = ""
    decided_on: str | None = None
    receipt_number: str = ""
    has_paper: bool = False
    to_whom: str = ""


@dataclass(frozen=True, slots=True)
class DuesRecords:
    """Everything recorded of dues; empty where the branch does not keep them here."""

    standards: tuple[DuesStandard, ...] = ()
    payments: tuple[DuesPayment, ...] = ()
    entries: tuple[DuesEntry, ...] = ()


@dataclass(frozen=True)
class Facts:
    """All facts of a branch as known on `today`."""

    today: date
    profile: BranchProfile
    roster: Roster
    calendar: HolidayCalendar
    groups: tuple[Group, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    talks: tuple[Talk, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    visits: tuple[Visit, ...] = ()
    documents: tuple[Document, ...] = ()
    dues: DuesRecords = DuesRecords()
    affiliation: AffiliationRecords = field(default_factory=AffiliationRecords)
    admissions: tuple[AdmissionFile, ...] = ()
    elections: ElectionRecords = field(default_factory=ElectionRecords)
    study: StudyRecords = field(default_factory=StudyRecords)
    honours: tuple[Honour, ...] = ()
    life_events: tuple[LifeEvent, ...] = ()
    life: LifeRecords = field(default_factory=LifeRecords)
    settings: Mapping[str, object] = field(default_factory=dict)  # local practice, by rule and name
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # finding key -> (state, reason)

    def held(self, *ledgers: str) -> tuple[Meeting, ...]:
        """Meetings of these kinds, by day."""
        return tuple(meeting for meeting in self.meetings if meeting.ledger in ledgers)

    def setting(self, name: str, default: object) -> object:
        """A local setting ("REC-02.general_meeting") or its default."""
        return self.settings.get(name, default)
