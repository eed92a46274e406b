"""Counts of a roll-up that stay when names do not come along: pure arithmetic over a snapshot."""

from datetime import date

from db.arithmetic.days import age_on
from db.exchange.snapshot import Line, Snapshot

MEMBER_STAGES = ("full", "probationary")


def counts_of(snapshot: Snapshot) -> dict[str, int]:
    """The count columns of a partition, as of the day it was made."""
    people = snapshot.rows("members")
    members = [each for each in people if each["stage"] in MEMBER_STAGES]
    ages = [age for each in members if (age := _age(each, snapshot.made_on)) is not None]
    return {
        "member_count": len(members),
        "probationary_count": sum(each["stage"] == "probationary" for each in members),
        "female_count": sum(each["sex"] == "female" for each in members),
        "under_35_count": sum(age < 35 for age in ages),
        "from_60_count": sum(age >= 60 for age in ages),
        "applicant_count": sum(bool(each["stage"]) for each in people) - len(members),
        "group_count": len({each["group"] for each in members if each["group"]}),
    }


def _age(person: Line, made_on: str) -> int | None:
    """Full years on the day, None where the day of birth is not known or is none."""
    try:
        return age_on(person["born_on"], date.fromisoformat(made_on)) if person["born_on"] else None
    except ValueError:
        return None
