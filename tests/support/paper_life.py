"""A round of 民主评议, a life meeting with its pack, and items of 整改清单 of the small invented branch, as rows."""

from typing import Any

from db.changes import Ref, Row
from db.ledgers.appraisal import compute_appraisal
from db.records.roster import Roster

VOTES = {"p0": (6, 1, 0), "p1": (5, 2, 0), "p2": (4, 3, 0), "p3": (1, 5, 1), "p4": (0, 7, 0)}
GRADES = {"p0": "excellent", "p1": "excellent", "p2": "qualified", "p3": "qualified", "p4": "qualified"}


def appraisal_row(roster: Roster, uid: str = "ap1", **more: Any) -> Row:
    """Five members graded, one ill, one with the name of another, and a probationary member."""

    def member(person: str, **said: Any) -> dict[str, Any]:
        return {"uid": f"m{person}", "person": Ref(person, roster.people[person].name)} | said

    members = [
        member(
            person, excellent=votes[0], qualified=votes[1], basically_qualified=votes[2], unqualified=0,
            grade=GRADES[person], feedback_on="2026-03-06",
        )
        for person, votes in VOTES.items()
    ]  # fmt: skip
    members += [
        member("p5", ungraded="ill"),
        member("p6", grade="qualified"),
        member("p7", ungraded="probationary"),
    ]
    values: dict[str, Any] = {
        "year": 2025,
        "held_on": "2026-03-05",
        "cap_base": "graded",
        "study_on": "2026-02-20",
        "self_review_on": "2026-03-05",
        "decided_on": "2026-03-20",
        "decided_by": "committee",
        "notice.from": "2026-03-06",
        "notice.to": "2026-03-13",
        "ballots_issued": 7,
        "ballots_returned": 7,
        "ballots_valid": 7,
        "members": members,
        "measures": [],
    } | more
    computed = compute_appraisal(values, roster)
    return Row("appraisal", uid, values | dict(computed), entered_on="2026-03-20")


def pack(roster: Roster) -> dict[str, Any]:
    """What belongs to a life meeting beside its minutes."""

    def ref(person: str) -> Ref:
        return Ref(person, roster.people[person].name)

    return {
        "opinions": [{"words": "开会时间太长", "way": "sheet", "source": "党员", "about": "支委会"}],
        "self_checks": [{"person": ref("p0"), "done_on": "2026-03-01", "pages": 4, "note": None}],
        "criticisms": [
            {"from": ref("p0"), "to": ref("p0"), "words": "听意见少"},
            {"from": ref("p1"), "to": ref("p0"), "words": "布置多，检查少"},
        ],
        "talk_text": "会前谈心谈话3次（支委之间3次），涉及3人",
    }


def item_row(uid: str, due_on: str, done_on: str | None = None, **more: Any) -> Row:
    """One item of the list."""
    values = {
        "found_on": "2026-03-05",
        "source": "life_meeting",
        "problem": "公开栏两个月没有更换",
        "measure": "每月10日前更换",
        "owner": Ref("p1", "李秀英"),
        "due_on": due_on,
        "done_on": done_on,
        "evidence": "照片两张。" if done_on else None,
    } | more
    return Row("rectification", uid, values, entered_on="2026-03-06")
