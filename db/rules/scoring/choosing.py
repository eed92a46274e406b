"""Which scoring table is meant: a bundled one, a record of 评分表, or one that the township handed down.

The number that is reported comes from the table a person chose, else from the one handed down, else from a bundled one, so
that branches of one township are scored alike without doing anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import resources
from db.arithmetic.rubric import Rubric, UnusableRubricError, for_year, rubric_from_toml
from db.changes import Row
from db.errors import LedgerError, NotFoundError
from db.ledgers.rubric import rubric_of

if TYPE_CHECKING:
    from db.services.handed_files import HandedFile

BUNDLED = ("standard", "checklist")
SHORTEST_ID = 8  # characters of an id that tell a piece that was handed down
HANDED = "handed:"  # in `source` of a record made from one: the id of the piece
FROM_BUNDLED = "bundled:"  # likewise: the key of the bundled one


class RubricSource(Protocol):
    """The open branch, as far as tables are looked for."""

    def rows(self, ledger_key: str, year: int | None = None) -> Sequence[Row]:
        """Every record of a ledger."""

    def handed_files(self, kind: str) -> "tuple[HandedFile, ...]":
        """Files that the township handed down, newest first."""


@cache
def bundled(key: str) -> Rubric:
    """A table that comes with the program; FileNotFoundError for another key."""
    return rubric_from_toml(key, resources.find(f"rubrics/{key}.toml").read_bytes())


def rubric_named(source: RubricSource, name: str, year: int) -> Rubric:
    """The table with this key, uid, id or title, as it stands for a year: once a bundled or handed-down one was taken over
    for the year, that record; a record of another year only as a pattern, without its marks.

    LedgerErrors: not_found, `damaged_rubric` for one handed down that cannot be scored by.
    """
    records = source.rows("rubric")
    named = [row for row in records if name in (row.uid, row.text("title"))]
    for row in sorted(named, key=lambda row: (row.uid != name, row.uid)):
        if name == row.uid or row.get("year") == year:
            return for_year(rubric_of(row), year)
    for key in BUNDLED:
        if name in (key, bundled(key).title):
            return _taken_over(records, f"{FROM_BUNDLED}{key}", year) or bundled(key)
    if named:
        latest = min(named, key=lambda row: (-(row.get("year") or 0), row.uid))
        return for_year(rubric_of(latest), year)
    handed = source.handed_files("rubric")
    meant = [each for each in handed if name in (each.item, each.title)]
    if len(name) >= SHORTEST_ID:
        meant += [each for each in handed if each.item.startswith(name)]
    if meant:
        return _taken_over(records, f"{HANDED}{meant[0].item}", year) or handed_rubric(meant[0])
    titles = [*BUNDLED, *(row.text("title") for row in records), *(each.title for each in handed)]
    raise NotFoundError(f"没有名为“{name[:40]}”的评分表", f"现有评分表：{'、'.join(dict.fromkeys(titles))}")


def _taken_over(records: Sequence[Row], made_from: str, year: int) -> Rubric | None:
    """The record of a year that was made from a table, the first where there are several."""
    found = [row for row in records if row.get("year") == year and row.text("source") == made_from]
    return rubric_of(min(found, key=lambda row: row.uid)) if found else None


def handed_rubric(handed: "HandedFile") -> Rubric:
    """A table that was handed down; LedgerError `damaged_rubric` says what is wrong with it."""
    try:
        return rubric_from_toml(handed.item, handed.content)
    except UnusableRubricError as error:
        raise LedgerError(
            "damaged_rubric",
            f"上级下发的评分表“{handed.title[:40]}”用不了：{error}",
            "没有打分",
            "请向上级要改正后的，或先用本程序自带的评分表",
        ) from error


def reported_rubric(source: RubricSource, year: int) -> Rubric:
    """The table whose score is reported for a year."""
    records = [row for row in source.rows("rubric") if row.get("year") == year and row.get("lines")]
    chosen = [row for row in records if row.get("is_reported")]
    taken = chosen or [row for row in records if row.text("source").startswith(HANDED)]
    if taken:
        return rubric_of(min(taken, key=lambda row: row.uid))
    for handed in source.handed_files("rubric"):
        try:
            return handed_rubric(handed)
        except LedgerError:
            continue
    return _taken_over(records, f"{FROM_BUNDLED}{BUNDLED[0]}", year) or bundled(BUNDLED[0])


@dataclass(frozen=True, slots=True)
class KnownRubric:
    """One table to choose from; `origin` is bundled, record or handed, `made_from` the source of a record."""

    key: str
    title: str
    origin: str
    year: int | None = None
    made_from: str = ""


def known_rubrics(source: RubricSource) -> tuple[KnownRubric, ...]:
    """Every table there is: records newest first, then those handed down, then those bundled."""
    records = sorted(
        source.rows("rubric"), key=lambda row: (-(row.get("year") or 0), row.text("title"), row.uid)
    )
    return (
        *(
            KnownRubric(row.uid, row.text("title"), "record", row.get("year"), row.text("source"))
            for row in records
        ),
        *(KnownRubric(each.item, each.title, "handed") for each in source.handed_files("rubric")),
        *(KnownRubric(key, bundled(key).title, "bundled") for key in BUNDLED),
    )
