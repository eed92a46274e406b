"""Training and volunteering as facts. Frozen, pure; days are ISO text, people are uids."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Participant:
    """One person at a course; `tenths` of an hour of study, None: those of the course."""

    person: str
    tenths: int | None = None
    certificate_number: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What was learnt outside meetings. `kind` is intensive, online or self_study, `organizer_level` as in
    db.families.organ_levels; `tenths` of an hour of study, None: counted by days.
    """

    uid: str
    title: str
    begins_on: str
    ends_on: str | None = None
    kind: str = "intensive"
    tenths: int | None = None
    organizer: str = ""
    organizer_level: str = ""
    document: str = ""
    content: str = ""
    participants: tuple[Participant, ...] = ()
    has_paper: bool = False
    entered_on: str = ""

    @property
    def is_superior(self) -> bool:
        """Whether it is intensive training that somebody above the branch held."""
        return self.kind == "intensive" and self.organizer_level != "branch"


@dataclass(frozen=True, slots=True)
class Service:
    """One voluntary service; `tenths` of an hour only where no times are written."""

    uid: str
    served_on: str
    service: str
    people: frozenset[str] = frozenset()
    starts_at: str | None = None
    ends_at: str | None = None
    tenths: int | None = None


@dataclass(frozen=True, slots=True)
class StudyRecords:
    """Everything recorded of study and service; empty where the branch does not keep them here."""

    courses: tuple[Course, ...] = ()
    services: tuple[Service, ...] = ()
