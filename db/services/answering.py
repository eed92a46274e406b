"""What the branch says to a finding or to a duty not done: explained, fixed, or not applicable, with a reason.

An answer never hides a finding; it stands beside it. “本年无此事项” with a reason is an answer, not a gap.
"""

from sqlalchemy import select

from db.changes import Changes
from db.errors import InvalidDraftError
from db.fields import choices
from db.records.parts import FindingAnswer
from db.services.branch import Branch
from db.services.reading import sql_table
from db.services.values import tidy_text
from db.services.writing import blank, derived_uid

STATES = choices(open="未处理", explained="已说明", fixed="已改正", not_applicable="不适用")


def answer(branch: Branch, finding: str, state: str, reason: str) -> Changes:
    """Record an answer to the finding (or duty) with this key; `open` takes it back.

    InvalidDraftError when the reason is missing: an inspector will ask for it.
    """
    reason = tidy_text(reason)
    if state not in {choice.code for choice in STATES}:
        raise InvalidDraftError({"state": "处理情况应是 explained、fixed、not_applicable 或 open"}, "说明")
    if state != "open" and not reason:
        raise InvalidDraftError({"reason": "请写明理由"}, "说明")
    table = sql_table(FindingAnswer)
    uid = derived_uid("finding_answer", finding)
    values = {
        "finding": finding, "state": state, "reason": reason, "answered_on": branch.today.isoformat(), "removed_at": None,
    }  # fmt: skip
    with branch.change_set(f"说明检查结果 {finding.split('|', maxsplit=1)[0]}") as change_set:
        held = branch.database.connection.execute(select(table.c.uid).where(table.c.uid == uid)).first()
        if held is None:
            branch.database.connection.execute(
                table.insert().values({**blank(FindingAnswer), **values, "uid": uid})
            )
        else:
            branch.database.connection.execute(table.update().where(table.c.uid == uid).values(values))
        change_set.touch("finding_answer", uid)
    return change_set.changes


def answers(branch: Branch) -> dict[str, tuple[str, str]]:
    """Answers by finding key: (state, reason)."""
    table = sql_table(FindingAnswer)
    rows = branch.database.connection.execute(select(table).where(table.c.removed_at.is_(None)))
    return {row.finding: (row.state, row.reason) for row in rows if row.state != "open"}
