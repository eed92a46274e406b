"""What the page 党费 shows, read in one go in the database thread: the grid of a year and each cell's story. No widget."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.widgets.month_grid import MonthCell, MonthLine

if TYPE_CHECKING:
    from db.rules.dues.months import DuesRow
    from db.services.branch import Branch

_WORDS = {"late": "欠", "exempt": "免", "unsettled": "未核", "away": "—"}
_TONES = {"paid": "green", "part": "gold", "late": "red", "due": "gold", "unsettled": "gold"}
STATE_TITLES = {
    "paid": "已交", "part": "少交", "due": "本月未交", "late": "欠交", "exempt": "免交", "unsettled": "未核定", "away": "不用交",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that covered the month; `covers_only_this` tells whether taking it away touches other months."""

    uid: str
    words: str
    covers_only_this: bool


@dataclass(frozen=True, slots=True)
class CellStory:
    """One member in one month as the panel tells it; `steps` are (text, amount, basis)."""

    person: str
    name: str
    month: str
    state: str
    due: str
    paid: str
    steps: tuple[tuple[str, str, str], ...]
    basis: str
    payments: tuple[Paid, ...]
    arrears: str
    standard: str  # uid of the record that holds, "" where nothing was settled
    starts: Mapping[str, Any]  # of a new payment
    settles: Mapping[str, Any]  # of a new standard from this month on


@dataclass(frozen=True, slots=True)
class DuesYearView:
    """The page of a year. `to_collect` is, by month (1 to 12), how many owe it and how much that is together."""

    year: int
    lines: tuple[MonthLine, ...]
    stories: Mapping[tuple[str, int], CellStory]
    to_collect: Mapping[int, tuple[int, str]]
    summary: str
    is_kept: bool


def read_year(branch: "Branch", year: int) -> DuesYearView:
    """Everything the page shows of a year."""
    from db.arithmetic.dues import month_of, yuan_text
    from db.rules.dues.collecting import next_receipt, receipt_text
    from db.rules.dues.months import DuesView
    from db.rules.dues.year import year_table
    from db.rules.gathering import gather

    dues = DuesView(gather(branch))
    receipt = receipt_text(branch.today.year, next_receipt(dues.records.payments, branch.today.year))
    today = {"paid_on": branch.today.isoformat(), "receipt_number": receipt}
    rows, now = year_table(dues, year), month_of(branch.today)
    stories = {
        (row.person, number): _story(cell, today)
        for row in rows
        for number, cell in enumerate(row.cells, start=1)
    }
    lines = tuple(
        MonthLine(
            row.person,
            row.label,
            tuple(_cell(cell, now) for cell in row.cells),
            (yuan_text(row.due_fen), yuan_text(row.paid_fen)),
        )
        for row in rows
    )
    to_collect = {}
    for number in range(1, 13):
        owing = [row.cells[number - 1] for row in rows if row.cells[number - 1].state in ("due", "late")]
        to_collect[number] = len(owing), yuan_text(sum(cell.due_fen for cell in owing))
    behind = sum(any(cell.state == "late" for cell in row.cells) for row in rows)
    due, paid = sum(row.due_fen for row in rows), sum(row.paid_fen for row in rows)
    left = dues.sums(year).closing_fen
    summary = f"{year} 年到现在应交 {yuan_text(due)} 元，已交 {yuan_text(paid)} 元，{behind} 人有欠交；结存 {yuan_text(left)} 元"
    return DuesYearView(year, lines, stories, to_collect, summary, bool(dues.records.standards))


def _cell(row: "DuesRow", now: str) -> MonthCell:
    from db.arithmetic.dues import yuan_text

    if row.month > now and not row.paid_fen:
        return MonthCell("", "", "还没有到")
    text = yuan_text(row.paid_fen) if row.paid_fen else _WORDS.get(row.state, "待")
    told = f"{STATE_TITLES[row.state]}，应交{yuan_text(row.due_fen)}元，实交{yuan_text(row.paid_fen)}元"
    return MonthCell(text, _TONES.get(row.state, ""), told)


def _story(row: "DuesRow", today: Mapping[str, str]) -> CellStory:
    """`today` are the day and the next receipt that a payment taken now would have."""
    from db.arithmetic.days import day_text
    from db.arithmetic.dues import months_text, yuan_text
    from db.changes import Ref

    person, standard = Ref(row.person, row.name), row.standard
    payments = tuple(
        Paid(
            each.uid,
            f"{day_text(each.paid_on)}交 {yuan_text(each.amount_fen)} 元"
            + (f"（{months_text(each.months)}）" if len(each.months) > 1 else "")
            + (f"，收据 {each.receipt_number}" if each.receipt_number else ""),
            len(each.months) == 1,
        )
        for each in row.payments
    )
    left = max(0, row.due_fen - row.paid_fen)
    return CellStory(
        person=row.person,
        name=row.label,
        month=row.month,
        state=row.state,
        due=yuan_text(row.due_fen),
        paid=yuan_text(row.paid_fen),
        steps=tuple((step.text, step.amount, step.basis) for step in row.assessment.steps)
        if row.assessment
        else (),
        basis=row.basis.text if row.basis else "",
        payments=payments,
        arrears=months_text(row.arrears),
        standard=standard.uid if standard else "",
        starts={"person": person, "months": [row.month], "amount": yuan_text(left), **today},
        settles={
            "person": person,
            "from_month": row.month,
            "class": standard.dues_class if standard else None,
        },
    )
