"""Counts of a roll-up that stay when names do not come along: pure arithmetic over a snapshot.

Who is a member and which age falls where is said by the branch's own statistics, so that both count alike.
"""

from collections import Counter
from datetime import date

from db.arithmetic.membership import MEMBER_STAGES
from db.exchange.snapshot import Line, Snapshot
from db.rules.statistics.bands import UNKNOWN, band_set


def counts_of(snapshot: Snapshot) -> dict[str, int]:
    """The count columns of a partition, as of the day it was made."""
    people = snapshot.rows("members")
    members = [each for each in people if each["stage"] in MEMBER_STAGES]
    ages = Counter(_age_band(each, date.fromisoformat(snapshot.made_on)) for each in members)
    return {
        "member_count": len(members),
        "probationary_count": sum(each["stage"] == "probationary" for each in members),
        "female_count": sum(each["sex"] == "female" for each in members),
        "under_35_count": ages["upto_35"],
        "from_60_count": ages["from_61"],
        "applicant_count": sum(bool(each["stage"]) for each in people) - len(members),
        "group_count": len({each["group"] for each in members if each["group"]}),
    }


def _age_band(person: Line, day: date) -> str:
    """A band of the older bulletins; none where the day of birth is not known or is no day."""
    try:
        return band_set("age_older").of_age(person["born_on"], day)
    except ValueError:
        return UNKNOWN
