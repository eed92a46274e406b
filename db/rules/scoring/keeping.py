"""What a person does with a scoring table: takes one over as a record of a year, marks a line, says what is looked at, and
which table the reported score comes from.

Saves through the same door as the form; a line is marked with a reason or not at all. A table that is no record of the
year (bundled, handed down, of another year) is taken over first, in the same change set.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from db.arithmetic.rubric import Rubric, for_year
from db.changes import Draft, Row
from db.errors import LedgerError, NotFoundError
from db.ledgers import by_key
from db.ledgers.rubric import rubric_of, values_of
from db.rules.scoring.checking import unknown_words
from db.rules.scoring.choosing import BUNDLED, FROM_BUNDLED, HANDED
from db.services.branch import Branch
from db.services.saving import save, save_many

FROM_RECORD = "record:"  # in `source` of a record made from one of another year: its uid


def source_of(rubric: Rubric) -> str:
    """What `source` of a record made from a table says: which bundled one, record, or piece that was handed down."""
    if rubric.is_record:
        return f"{FROM_RECORD}{rubric.key}"
    return f"{FROM_BUNDLED}{rubric.key}" if rubric.key in BUNDLED else f"{HANDED}{rubric.key}"


def take_over(branch: Branch, rubric: Rubric, year: int, source: str, *, is_reported: bool = False) -> str:
    """Make a record of a table; returns its uid. LedgerError `already_adopted` where the year has it already.

    `source` tells where it came from: `source_of` a table that is known here, else "file:" and a name. With `is_reported`
    it takes the place of the one that was reported by.
    """
    values = values_of(for_year(rubric, year), year, source)
    _refuse_second(branch, year, rubric.title)
    drafts = [Draft({**values, "is_reported": is_reported})]
    if is_reported:
        drafts += _no_longer_reported(branch, year)
    known = {row.uid for row in branch.rows("rubric")}
    touched = save_many(branch, by_key("rubric"), drafts).uids
    return next(uid for uid in touched if uid not in known)


def mark(branch: Branch, rubric: Rubric, year: int, number: str, points: str | None, reason: str) -> Rubric:
    """Give a line what a person says (points as typed; None takes the mark back), and return the record's table.

    A table that is no record of the year becomes one. NotFoundError for no such line, InvalidDraftError for more than it
    is worth, for no number or no reason.
    """
    return _with_line(
        branch, rubric, year, number, {"marked": points, "reason": None if points is None else reason}
    )


def choose_checks(branch: Branch, rubric: Rubric, year: int, number: str, words: Sequence[str]) -> Rubric:
    """Say what the program looks at for a line (nothing: a person marks it), and return the record's table.

    LedgerErrors: `unknown_check`, not_found for no such line.
    """
    unknown = unknown_words(words)
    if unknown:
        raise LedgerError(
            "unknown_check",
            f"没有“{unknown[0][:40]}”这一种自动检查",
            "没有改动任何内容",
            "可以写的见 rubric checks",
        )
    return _with_line(branch, rubric, year, number, {"checks": "、".join(dict.fromkeys(words)) or None})


def report_by(branch: Branch, rubric: Rubric, year: int) -> Rubric:
    """Report the score of this table for the year and of no other one; returns the record's table."""
    own = _own_record(branch, rubric, year)
    if own is None:
        return _kept(branch, take_over(branch, rubric, year, source_of(rubric), is_reported=True))
    drafts = [Draft({"is_reported": True}, own.uid), *_no_longer_reported(branch, year, own.uid)]
    save_many(branch, by_key("rubric"), drafts)
    return _kept(branch, own.uid)


# --- how ------------------------------------------------------------------------------------------------------
def _own_record(branch: Branch, rubric: Rubric, year: int) -> Row | None:
    """The record of the year that the table is, as it stands now; None where it is still to be taken over."""
    if not rubric.is_record or rubric.year != year:
        return None
    row = next((row for row in branch.rows("rubric") if row.uid == rubric.key), None)
    if row is None:
        raise NotFoundError(f"评分表“{rubric.title[:40]}”已经不在了", "请重新选一张，或从回收站还原")
    return row


def _kept(branch: Branch, uid: str) -> Rubric:
    return next(rubric_of(row) for row in branch.rows("rubric") if row.uid == uid)


def _refuse_second(branch: Branch, year: int, title: str) -> None:
    if any(row.get("year") == year and row.text("title") == title for row in branch.rows("rubric")):
        raise LedgerError(
            "already_adopted",
            f"{year}年度已经有“{title[:40]}”",
            "没有改动任何内容",
            "请打开它填写；要重新读入，请换一个名称，或先把原来的移到回收站",
        )


def _no_longer_reported(branch: Branch, year: int, but: str = "") -> list[Draft]:
    return [
        Draft({"is_reported": False}, row.uid)
        for row in branch.rows("rubric")
        if row.get("year") == year and row.get("is_reported") and row.uid != but
    ]


def _with_line(branch: Branch, rubric: Rubric, year: int, number: str, changed: Mapping[str, Any]) -> Rubric:
    """The table with one line changed, saved as the record of the year."""
    own = _own_record(branch, rubric, year)
    standing = for_year(rubric, year) if own is None else rubric_of(own)
    values = values_of(standing, year, source_of(rubric))
    line = next((each for each in values["lines"] if each["number"] == number), None)
    if line is None:
        numbers = "、".join(item.number for item in rubric.items)
        raise NotFoundError(f"“{rubric.title[:40]}”没有第“{number[:20]}”项", f"序号有：{numbers}")
    line |= changed
    if own is not None:
        save(branch, by_key("rubric"), Draft({"lines": values["lines"]}, own.uid))
        return _kept(branch, own.uid)
    _refuse_second(branch, year, rubric.title)
    return _kept(branch, save(branch, by_key("rubric"), Draft(values)).uids[0])
