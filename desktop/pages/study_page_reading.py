"""What the page of study hours shows, read once: frozen values, nothing of the window."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.widgets.month_grid import MonthCell, MonthLine

if TYPE_CHECKING:
    from db.rules.study.hours import StudyAccount, StudyLine
    from db.services.branch import Branch


@dataclass(frozen=True, slots=True)
class Source:
    """One record that hours come from."""

    ledger: str
    uid: str
    on: str
    title: str
    hours: str
    words: str


@dataclass(frozen=True, slots=True)
class YearStory:
    """One member's year as the panel tells it; `by_month` holds the sources of months 1 to 12.

    `untimed` are meetings without times, as (ledger, uid).
    """

    person: str
    name: str
    required: int
    reached: str
    missing: str
    exempt: str
    basis: str
    by_month: Mapping[int, tuple[Source, ...]]
    untimed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StudyView:
    """The page of a year."""

    year: int
    lines: tuple[MonthLine, ...]
    stories: Mapping[str, YearStory]
    summary: str
    rules: str


def read_study(branch: "Branch", year: int) -> StudyView:
    """Everything the page shows of a year."""
    from db.reports.study import rules_of, summary_of
    from db.rules.gathering import gather
    from db.rules.study.hours import StudyYear

    study = StudyYear(gather(branch), year)
    last = study.view.as_of.month if study.view.has_begun else 0
    return StudyView(
        year,
        tuple(_line(account, last, year == branch.today.year) for account in study.accounts),
        {account.person: _story(account) for account in study.accounts},
        summary_of(study),
        rules_of(study),
    )


def _line(account: "StudyAccount", last: int, is_running: bool) -> MonthLine:
    from db.arithmetic.study_hours import hours_text

    missing = hours_text(account.missing) if account.missing and not account.exempt else ""
    cells = tuple(_cell(account.month(month), month <= last) for month in range(1, 13))
    return MonthLine(
        account.person,
        account.label,
        cells,
        (
            "—" if account.exempt else str(account.required),
            hours_text(account.reached),
            missing or ("—" if account.exempt else "够"),
        ),
        tones=(
            "",
            "",
            "" if account.exempt else "gold" if missing and is_running else "red" if missing else "green",
        ),
    )


def _cell(tenths: int, has_come: bool) -> MonthCell:
    from db.arithmetic.study_hours import hours_text

    if not tenths:
        return MonthCell("", "", "没有学时" if has_come else "还没有到")
    return MonthCell(hours_text(tenths), "", f"{hours_text(tenths)}学时")


def _story(account: "StudyAccount") -> YearStory:
    from db.arithmetic.study_hours import hours_text

    return YearStory(
        person=account.person,
        name=account.label,
        required=account.required,
        reached=hours_text(account.reached),
        missing=hours_text(account.missing) if account.missing else "",
        exempt=account.exempt,
        basis=account.basis.text,
        by_month={
            month: tuple(_source(line, month) for line in account.lines_of(month)) for month in range(1, 13)
        },
        untimed=account.untimed,
    )


def _source(line: "StudyLine", month: int) -> Source:
    """A source with what it gives to one month."""
    from db.arithmetic.study_hours import hours_text

    tenths = sum(amount for day, amount in line.counted.items() if int(day[5:7]) == month)
    return Source(line.ledger, line.uid, line.on, line.title, hours_text(tenths), line.words)
