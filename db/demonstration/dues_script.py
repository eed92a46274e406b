"""The dues of a demonstration branch, written out: who owes what, one payment a member and month, receipts in order.

Amounts come from the same arithmetic as everywhere; the content stands in `resources/demo/<kind>/dues.toml`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from db.arithmetic.dues import Rounding, assess, fen_of, month_after, months_between, yuan_text
from db.rules.dues.rates import edition_for

_OF_SCRIPT = ("last_month", "unpaid", "quarterly", "first_paid_on")
Typed = tuple[str, Mapping[str, Any], str]  # ledger, values, the day on which it happened
_Written = Mapping[str, Any]


def dues_typed(written: _Written) -> Iterator[Typed]:
    """Standards, payments in the order of their days with running receipts, and entries."""
    collection = written["collection"]
    by_person: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in collection["standard"]:
        values = {"from_month": collection["first"], "settled_on": collection["settled_on"], **each}
        by_person[values["person"]].append(values)
        typed = {key: value for key, value in values.items() if key not in _OF_SCRIPT}
        yield "dues_standard", typed, values["settled_on"]
    payments = [paid for standards in by_person.values() for paid in _payments(collection, standards)]
    for number, values in enumerate(sorted(payments, key=lambda paid: str(paid["paid_on"])), start=1):
        yield "dues_payment", {**values, "receipt_number": f"2026-{number:03d}"}, values["paid_on"]
    for values in collection["entry"]:
        yield "dues_ledger", values, values["on"]


def _payments(collection: _Written, standards: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    first = standards[0]
    months = months_between(first["from_month"], str(first.get("last_month", collection["last"])))
    owed = {month: _due_fen(standards, month) for month in months if month not in first.get("unpaid", ())}
    size = 3 if first.get("quarterly") else 1
    for start in months[::size]:
        together = [month for month in months_between(start, month_after(start, size - 1)) if owed.get(month)]
        if len(together) < size:
            continue
        day = f"{together[-1]}-{collection['day']:02d}"
        yield {
            "person": first["person"],
            "months": together,
            "amount": yuan_text(sum(owed[month] for month in together)),
            "paid_on": first.get("first_paid_on", day) if start == months[0] else day,
            "consent": size > 1,
        }


def _due_fen(standards: list[dict[str, Any]], month: str) -> int:
    held = [each for each in standards if each["from_month"] <= month][-1]
    found = assess(
        held["class"],
        edition_for(month)[1],
        Rounding(),
        base_fen=fen_of(held.get("base", "0")),
        fixed_fen=fen_of(held["fixed_amount"]) if "fixed_amount" in held else None,
        reduction=held.get("reduction", ""),
    )
    return found.due_fen
