"""A newer version of a table that was taken over: a new record with the marks of the lines that stayed, in the place of the
older one, which goes to the recycle bin; one change set.
"""

from dataclasses import dataclass, replace

from db.arithmetic.rubric import Rubric, RubricItem
from db.changes import Draft, Row
from db.errors import LedgerError
from db.ledgers import by_key
from db.ledgers.rubric import rubric_of, values_of
from db.services.branch import Branch
from db.services.saving import save_in_place_of

_KEPT_FIELDS = ("document_number", "decided_on", "decided_points", "decided_grade")


@dataclass(frozen=True, slots=True)
class Renewed:
    """The new record, how many marks came along, and the lines (by their old number) whose marks did not."""

    uid: str
    carried: int
    left: tuple[str, ...]


def renew(branch: Branch, rubric: Rubric, older: Row) -> Renewed:
    """Take a newer version over for the year of the record made from an older one.

    LedgerErrors: `already_adopted` where another record of the year bears the name, year_sealed.
    """
    year, before = int(older.get("year")), rubric_of(older)
    others = [row for row in branch.rows("rubric") if row.get("year") == year and row.uid != older.uid]
    if any(row.text("title") == rubric.title for row in others):
        raise LedgerError(
            "already_adopted",
            f"{year}年度另有一张“{rubric.title[:40]}”",
            "没有改动任何内容",
            "请先把那一张改名或移到回收站，再登记新版本",
        )
    made = with_marks(rubric, before)
    values = values_of(made, year, older.text("source"))
    values |= {key: older.get(key) for key in _KEPT_FIELDS if older.get(key) is not None}
    values["is_reported"] = bool(older.get("is_reported")) or not any(
        row.get("is_reported") for row in others
    )
    note = "登记评分表的新版本，旧版本移到回收站"
    changes = save_in_place_of(branch, by_key("rubric"), Draft(values), older.uid, note)
    carried = {item.number for item in made.items if item.marked is not None}
    left = tuple(
        item.number for item in before.items if item.marked is not None and item.number not in carried
    )
    uid = next(each for each in changes.uids if each != older.uid)
    return Renewed(uid, len(carried), left)


def with_marks(rubric: Rubric, older: Rubric) -> Rubric:
    """The table with the marks of lines that stayed: the same number, title and way of counting, and not worth less than
    the mark. What is looked at for a line stays too where the newer table does not say."""
    before = {item.number: item for item in older.items}
    return replace(rubric, items=tuple(_marked(item, before.get(item.number)) for item in rubric.items))


def _marked(item: RubricItem, before: RubricItem | None) -> RubricItem:
    if before is None or (before.title, before.kind) != (item.title, item.kind):
        return item
    kept = item if item.checks else replace(item, checks=before.checks)
    if before.marked is None or before.marked > item.points:
        return kept
    return replace(kept, marked=before.marked, reason=before.reason)
