"""What an import would do, to be shown before anything is written.

Frozen values only; made by `checking` (people) and `records` (other ledgers), carried out by `commit`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Values = Mapping[str, Any]  # by field key, in the form in which drafts carry them; no empty values
RowPlace = tuple[str, int]  # sheet, row as the spreadsheet numbers it


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one row (or, with the header's row, about a column). `code` is stable, `message`
    Chinese.

    `field` is a field key, or the title of a column that none was found for; `value` what stands in the cell.
    """

    row: int
    code: str
    message: str
    field: str = ""
    value: str = ""
    sheet: str = ""


def one_reason(problems: Sequence[Problem]) -> Problem:
    """Everything wrong with a row as one entry, under the code of its gravest fault.

    A wrong citizen number says most about a row; else the first fault stands for all.
    """
    gravest = next((problem for problem in problems if problem.field == "id_number"), problems[0])
    others = "；".join(problem.message for problem in problems if problem is not gravest)
    return replace(gravest, message=f"{gravest.message}；{others}") if others else gravest


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A record to be made. Groups stand by name, flags as a list of words."""

    row: int
    values: Values
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class PlannedUpdate:
    """Values of an existing record to be changed, as key -> (old, new). Nothing is ever emptied."""

    row: int
    uid: str
    name: str
    changes: Mapping[str, tuple[Any, Any]]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SheetReading:
    """How one table was understood: `mapping` is title -> field key of the columns taken in."""

    sheet: str
    header_row: int
    mapping: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The three tabs 新增, 更新, 不导入, and what is doubtful. `unchanged` counts known records with nothing
    new.
    """

    sheets: tuple[SheetReading, ...] = ()
    added: tuple[PlannedRow, ...] = ()
    updated: tuple[PlannedUpdate, ...] = ()
    skipped: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    unchanged: int = 0

    @property
    def group_names(self) -> tuple[str, ...]:
        """The Party groups mentioned by what would be written, each once, in the order of the file."""
        added = (row.values.get("group") for row in self.added)
        changed = (update.changes["group"][1] for update in self.updated if "group" in update.changes)
        return tuple(dict.fromkeys(name for name in (*added, *changed) if name))


@dataclass(frozen=True, slots=True)
class ExistingPerson:
    """Somebody on record. `values` as in a Row: groups as Ref or name, flags as a list of words."""

    uid: str
    name: str
    id_number: str | None
    born_on: str | None
    values: Values
