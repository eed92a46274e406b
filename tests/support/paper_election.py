"""An election of the small invented branch as a row with its computed fields, as the branch gives it."""

from typing import Any

from db.changes import Ref, Row
from db.ledgers.election import compute_election
from db.records.roster import Roster

CANDIDATES = ("p4", "p1", "p2", "p3")  # not by strokes: papers have to put them in order
VOTES = {"p1": (5, 1, 0), "p2": (6, 0, 0), "p3": (2, 3, 1), "p4": (4, 2, 0)}


def election_row(roster: Roster, uid: str = "e1", **more: Any) -> Row:
    """Three seats, four candidates, seven voters of whom one is left out and all others came."""

    def ref(person: str) -> Ref:
        return Ref(person, roster.people[person].name)

    votes = [
        {"person": ref(person), "for": counts[0], "against": counts[1], "abstain": counts[2]}
        for person, counts in VOTES.items()
    ]
    left_out = {
        "person": ref("p5"),
        "reason": 4,
        "superior_agreed_on": "2026-05-01",
        "meeting_approved": True,
    }
    values: dict[str, Any] = {
        "held_on": "2026-05-10",
        "elects": "committee",
        "occasion": "term",
        "is_second": False,
        "seats": 3,
        "candidates": [ref(person) for person in CANDIDATES],
        "excluded": [left_out],
        "present": 6,
        "ballots_issued": 6,
        "ballots_returned": 6,
        "ballots_valid": 6,
        "votes": votes,
        "scrutineers": [ref("p6")],
        "tellers": [ref("p0")],
    } | more
    return Row("election", uid, values | compute_election(values, roster), entered_on="2026-05-10")
