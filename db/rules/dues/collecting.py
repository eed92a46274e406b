"""Taking in a month's dues from everybody at once (全部已收): one change set that can be taken back as a whole.

Only members who owe the month and have paid nothing for it get a payment; each gets the next number of the receipts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.arithmetic.days import period_text
from db.arithmetic.dues import month_of, yuan_text
from db.changes import Changes, Draft, Ref
from db.errors import LedgerError
from db.journal.tables import BATCH
from db.ledgers import by_key
from db.rules.dues.months import DuesRow, DuesView
from db.rules.facts import DuesPayment
from db.rules.gathering import gather
from db.services.batches import new_batch
from db.services.branch import Branch
from db.services.reading_drafts import DraftReader
from db.services.sealing_years import refuse_sealed
from db.services.writing import Writer

_NUMBER = re.compile(r"(\d{4})-(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Collected:
    """What was taken in; `batch` names it for taking it back."""

    batch: str
    count: int
    sum_fen: int
    changes: Changes


def owing(dues: DuesView, month: str, left_out: Iterable[str] = ()) -> tuple[DuesRow, ...]:
    """Who has still to pay the month, without the people (uids) left out."""
    left = frozenset(left_out)
    return tuple(row for row in dues.rows(month) if row.state in ("due", "late") and row.person not in left)


def next_receipt(payments: Iterable[DuesPayment], year: int) -> int:
    """The number after the highest of the year ("2026-014")."""
    found = (_NUMBER.fullmatch(payment.receipt_number) for payment in payments)
    return max((int(each[2]) for each in found if each and int(each[1]) == year), default=0) + 1


def receipt_text(year: int, number: int) -> str:
    """A running number as it is printed: 2026-014."""
    return f"{year:04d}-{number:03d}"


def collect(branch: Branch, month: str, paid_on: date, left_out: Iterable[str] = ()) -> Collected:
    """Record that everybody who owes the month paid it on a day, but those left out.

    LedgerErrors: `month_ahead` for a month that has not begun, `nothing_to_collect` where nobody owes anything.
    """
    if month > month_of(max(branch.today, paid_on)):
        raise LedgerError(
            "month_ahead", f"{period_text(month)}还没有到", "没有登记任何交纳", "到了那个月再收"
        )
    dues = DuesView(gather(branch))
    rows = owing(dues, month, left_out)
    if not rows:
        raise LedgerError(
            "nothing_to_collect",
            f"{period_text(month)}没有要收的党费",
            "没有登记任何交纳",
            "没有核定的党员请先登记党费核定",
        )
    first = next_receipt(dues.records.payments, paid_on.year)
    drafts = [_draft(row, paid_on, receipt_text(paid_on.year, first + at)) for at, row in enumerate(rows)]
    batch, changes = _write(branch, month, drafts)
    return Collected(batch, len(rows), sum(row.due_fen for row in rows), changes)


def _draft(row: DuesRow, paid_on: date, receipt: str) -> Draft:
    return Draft(
        {
            "person": Ref(row.person, row.name),
            "months": [row.month],
            "amount": yuan_text(row.due_fen),
            "paid_on": paid_on.isoformat(),
            "receipt_number": receipt,
        }
    )


def _write(branch: Branch, month: str, drafts: list[Draft]) -> tuple[str, Changes]:
    spec, connection = by_key("dues_payment"), branch.database.connection
    batch = new_batch(branch)
    refuse_sealed(branch, spec, [drafts[0].values["paid_on"]])
    reader = DraftReader(branch, spec)
    prepared = [reader.prepare(draft, None) for draft in drafts]
    note = f"{period_text(month)}党费全部已收：{len(drafts)}人"
    with branch.change_set(note, batch) as change_set:
        writer = Writer(branch, spec)
        for each in prepared:
            change_set.touch(spec.key, writer.write(each))
        writer.flush()
        connection.execute(
            BATCH.insert().values(
                batch=batch, kind=spec.key, source=f"全部已收 {month}", made_on=branch.today.isoformat(), sequence=0,
                undone_by=None, summary=f"新增{len(drafts)}条",
            )
        )  # fmt: skip
    return batch, change_set.changes
