"""The records of dues as facts. Reads rows of the open branch and knows no SQL."""

from db.arithmetic.dues import fen_of, sum_of_items
from db.changes import Row
from db.rules.facts import DuesEntry, DuesPayment, DuesRecords, DuesStandard
from db.services.branch import Branch


def gather_dues(branch: Branch, with_papers: frozenset[str]) -> DuesRecords:
    """Standards, payments and entries that are complete enough to count; `with_papers` are records with attachments."""
    standards = [
        _standard(row) for row in branch.rows("dues_standard") if _is_whole(row, "class", "from_month")
    ]
    payments = [_payment(row) for row in branch.rows("dues_payment") if _is_whole(row, "months", "paid_on")]
    entries = [_entry(row, with_papers) for row in branch.rows("dues_ledger") if row.get("on")]
    return DuesRecords(
        tuple(sorted(standards, key=lambda each: (each.from_month, each.settled_on or "", each.uid))),
        tuple(sorted(payments, key=lambda each: (each.paid_on, each.uid))),
        tuple(sorted(entries, key=lambda each: (each.on, each.uid))),
    )


def _is_whole(row: Row, *keys: str) -> bool:
    """An exchange may bring a record of which half was typed."""
    return row.get("person") is not None and all(row.get(key) for key in keys)


def _standard(row: Row) -> DuesStandard:
    base = row.get("base") or sum_of_items(row.get("items") or ()) or "0"
    return DuesStandard(
        uid=row.uid,
        person=row["person"].uid,
        dues_class=row["class"],
        from_month=row["from_month"],
        base_fen=max(0, _fen(base)),
        fixed_fen=None if row.get("fixed_amount") is None else _fen(row["fixed_amount"]),
        reduction=row.text("reduction"),
        approved_on=row.get("approved_on"),
        settled_on=row.get("settled_on"),
        change_reason=row.text("change_reason"),
    )


def _payment(row: Row) -> DuesPayment:
    return DuesPayment(
        uid=row.uid,
        person=row["person"].uid,
        months=tuple(row["months"]),
        amount_fen=_fen(row.get("amount") or "0"),
        paid_on=row["paid_on"],
        receipt_number=row.text("receipt_number"),
        consent=bool(row.get("consent")),
        way=row.text("way") or "self",
    )


def _entry(row: Row, with_papers: frozenset[str]) -> DuesEntry:
    return DuesEntry(
        uid=row.uid,
        on=row["on"],
        kind=row.text("kind"),
        amount_fen=_fen(row.get("amount") or "0"),
        use=row.text("use"),
        decided_on=row.get("decided_on"),
        receipt_number=row.text("receipt_number"),
        has_paper=row.uid in with_papers,
        to_whom=row.text("to_whom"),
    )


def _fen(amount: str) -> int:
    """Yuan as shown, which a deduction may make negative."""
    return -fen_of(amount[1:]) if amount.startswith("-") else fen_of(amount)
