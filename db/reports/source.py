"""What a report reads from and what may be chosen when printing. No report asks for more than this.

A report gets rows and facts; it never sees the database and writes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from db.changes import Row
from db.errors import LedgerError, NotFoundError
from db.records.roster import RosterPerson
from db.reports.document import Paper, ReportDocument
from db.rules.facts import Facts

if TYPE_CHECKING:
    from db.reports.folder import InspectionFolder
    from db.services.handed_files import HandedFile
    from db.services.handing_on import HandedOn, Holder


class ReportSource(Protocol):
    """The open branch as reports see it."""

    @property
    def today(self) -> date:
        """The day taken as today."""

    def rows(self, ledger_key: str, year: int | None = None) -> tuple[Row, ...]:
        """Every record of a ledger with all its fields, of one year or of all."""

    def portrait(self, person_uid: str) -> bytes | None:
        """A small JPEG of a person; None where there is none."""

    def trail(self) -> tuple[tuple[str, ...], ...]:
        """Who did what, oldest first: number, when, who, act, what about, how much, why."""

    def handed_on(self) -> "tuple[HandedOn, ...]":
        """What left the house, the newest first."""

    def holders(self) -> "tuple[Holder, ...]":
        """Who holds personal facts of the branch."""

    def handed_files(self, kind: str) -> "tuple[HandedFile, ...]":
        """Box layouts ("boxes") or scoring tables ("rubric") that the township handed down, newest first."""


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """What was chosen for one print; what a kind does not name in `needs` or `takes` is ignored.

    `day` is ISO text; `box` a box number of the template, or "" for all; `spine` the width of the spine
    labels in millimetres; `template` the name of a box template or of a layout that was handed down, or "" for the one of
    the branch's kind; `full_for`
    why numbers of people are wanted whole, "" for masked ones; `rubric` the key, uid, id or title of a scoring table, "" for
    the one that is reported.
    """

    year: int | None = None
    month: int | None = None
    day: str = ""
    uid: str = ""
    ledger: str = ""
    box: str = ""
    paper: Paper = "A4"
    template: str = ""
    spine: int = 30
    full_for: str = ""
    rubric: str = ""


Build = Callable[[ReportSource, Facts, PrintOptions], "ReportDocument | InspectionFolder"]


@dataclass(frozen=True, slots=True)
class PrintKind:
    """One thing that can be printed. `needs` are options that must be given, `takes` those that may be.

    `full_numbers`: citizen and phone numbers are printed whole; only for a form that the law wants so,
    none so far. `ledger` is the one whose records it prints, where there is only one; `lists` the one of whose year it is a
    list.
    """

    key: str
    title: str
    build: Build
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    full_numbers: bool = False
    ledger: str = ""
    lists: str = ""


def year_of(options: PrintOptions, facts: Facts) -> int:
    """The year chosen, else the running one."""
    return options.year or facts.today.year


def day_of(options: PrintOptions, facts: Facts) -> date:
    """The day as of which something is printed: the one chosen, the end of a past year, else today."""
    if options.day:
        return date.fromisoformat(options.day)
    year = year_of(options, facts)
    return facts.today if year >= facts.today.year else date(year, 12, 31)


def row_of(source: ReportSource, ledger: str, uid: str) -> Row:
    """The record with this uid; NotFoundError if the ledger has none."""
    found = next((row for row in source.rows(ledger) if row.uid == uid), None)
    if found is None:
        raise NotFoundError(f"没有编号为“{uid}”的记录")
    return found


def person_of(row: Row, facts: Facts) -> RosterPerson | None:
    """The person whom a record is about, as the roster has them."""
    named = row.get("person")
    return facts.roster.people.get(named.uid) if named else None


def check_options(kind: PrintKind, options: PrintOptions) -> None:
    """LedgerError `option_missing` if something was not chosen that the kind needs, `always_masked` if whole numbers
    are wanted of a kind that never shows them."""
    titles = {
        "year": "年度",
        "month": "月份",
        "uid": "记录编号（uid）",
        "ledger": "台账",
        "box": "盒号",
        "day": "日期",
    }
    missing = [titles.get(name, name) for name in kind.needs if not getattr(options, name)]
    if missing:
        raise LedgerError(
            "option_missing",
            f"打印“{kind.title}”还要选定{'、'.join(missing)}",
            "没有打印任何内容",
            "请补上后再打印",
        )
    if options.full_for and "full_numbers" not in kind.takes:
        raise LedgerError(
            "always_masked",
            f"“{kind.title}”里的号码总是遮盖的",
            "没有打印任何内容",
            "要完整号码请打印党员花名册",
        )
