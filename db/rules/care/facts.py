"""Honours as facts. Frozen, pure; days are ISO text (may be partial), people are uids."""

from dataclasses import dataclass

MEDAL = "medal_50"


@dataclass(frozen=True, slots=True)
class Honour:
    """One honour; `person` "" for the branch's own, `kind` as in db.ledgers.commendation.KINDS."""

    uid: str
    person: str
    kind: str
    awarded_on: str
    title: str = ""


def medal_holders(honours: tuple[Honour, ...]) -> frozenset[str]:
    """Who has the medal for fifty years in the Party on record."""
    return frozenset(each.person for each in honours if each.kind == MEDAL and each.person)
