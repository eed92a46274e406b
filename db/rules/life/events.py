"""What happened to a person that a branch should talk about: honours, and a family struck by illness, death or disaster."""

from dataclasses import dataclass

HONOUR, MISFORTUNE = "honour", "misfortune"


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One event of one person: `on` is a day or a month ("2026-03"), `record` where it stands."""

    kind: str
    person: str
    on: str
    record: tuple[str, str]
