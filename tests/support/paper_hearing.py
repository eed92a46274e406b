"""述职评议 as a row, without a database: what its papers are made from."""

from typing import Any

from db.changes import Ref, Row
from db.ledgers.secretary_appraisal import compute_secretary_appraisal
from db.records.roster import Roster

HEARING: dict[str, Any] = {
    "year": 2025,
    "held_on": "2026-01-20",
    "audience": "members",
    "reporter": Ref("p0", "王建国"),
    "present": 30,
    "report": "讲了机耕路和养老食堂。",
    "comments": "会前通知要早。\n公开栏两个月没有换。",
    "scale": "good",
    "ballots_issued": 30,
    "ballots_returned": 30,
    "ballots_valid": 28,
    "good": 20,
    "fairly_good": 5,
    "average": 3,
    "poor": 0,
    "overall_grade": "fairly_good",
    "overall_opinion": "办事有交代。",
    "decided_on": "2026-02-05",
}


def hearing_row(roster: Roster, **more: Any) -> Row:
    """One hearing, with what the ledger works out."""
    values = HEARING | more
    computed = compute_secretary_appraisal(values, roster)
    return Row("secretary_appraisal", "s1", values | computed, entered_on="2026-01-20")
