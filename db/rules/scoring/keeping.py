"""What a person does with a scoring table: takes one over as a record of a year, and marks a line.

Saves through the same door as the form; a line is marked with a reason or not at all.
"""

from typing import Any

from db.arithmetic.rubric import Rubric
from db.changes import Draft
from db.errors import LedgerError, NotFoundError
from db.ledgers import by_key
from db.ledgers.rubric import rubric_of, values_of
from db.rules.scoring.choosing import BUNDLED, HANDED
from db.services.branch import Branch
from db.services.saving import save


def source_of(rubric: Rubric) -> str:
    """What `source` of a record made from a table says: which bundled one, or which piece that was handed down."""
    return f"bundled:{rubric.key}" if rubric.key in BUNDLED else f"{HANDED}{rubric.key}"


def take_over(branch: Branch, rubric: Rubric, year: int, source: str, *, is_reported: bool = False) -> str:
    """Make a record of a table; returns its uid. LedgerError `already_adopted` where the year has it already.

    `source` tells where it came from: `source_of` a table that is known here, else "file:" and a name.
    """
    return _keep(branch, {**values_of(rubric, year, source), "is_reported": is_reported})


def _keep(branch: Branch, values: dict[str, Any]) -> str:
    year, title = values["year"], values["title"]
    if any(row.get("year") == year and row.text("title") == title for row in branch.rows("rubric")):
        raise LedgerError(
            "already_adopted",
            f"{year}年度已经有“{title[:40]}”",
            "没有改动任何内容",
            "请打开它填写；要重新读入，请先把原来的移到回收站",
        )
    return save(branch, by_key("rubric"), Draft(values)).uids[0]


def mark(branch: Branch, rubric: Rubric, year: int, number: str, points: str | None, reason: str) -> Rubric:
    """Give a line what a person says (points as typed; None takes the mark back), and return the record's table.

    A table that is no record yet becomes one of the year. NotFoundError for no such line, InvalidDraftError for more than
    it is worth, for no number or no reason.
    """
    values = values_of(rubric, year, source_of(rubric))
    line = next((each for each in values["lines"] if each["number"] == number), None)
    if line is None:
        numbers = "、".join(item.number for item in rubric.items)
        raise NotFoundError(f"“{rubric.title[:40]}”没有第“{number[:20]}”项", f"序号有：{numbers}")
    line |= {"marked": points, "reason": None if points is None else reason}
    uid = rubric.key
    if rubric.is_record:
        save(branch, by_key("rubric"), Draft({"lines": values["lines"]}, uid))
    else:
        uid = _keep(branch, values)
    return next(rubric_of(row) for row in branch.rows("rubric") if row.uid == uid)
