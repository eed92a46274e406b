"""The records of affiliation as facts. Reads rows of the open branch and knows no SQL."""

from db.changes import Row
from db.rules.affiliation_facts import AffiliationRecords, TransferRecord
from db.services.branch import Branch


def gather_affiliation(branch: Branch) -> AffiliationRecords:
    """What is complete enough to be judged: an exchange may bring a record of which half was typed."""
    transfers = [
        _transfer(row) for row in branch.rows("transfer") if _is_whole(row, "direction", "issued_on")
    ]
    return AffiliationRecords(
        transfers=tuple(sorted(transfers, key=lambda each: (each.issued_on, each.uid))),
    )


def _is_whole(row: Row, *keys: str) -> bool:
    return row.get("person") is not None and all(row.get(key) for key in keys)


def _transfer(row: Row) -> TransferRecord:
    is_in = row["direction"] == "in"
    return TransferRecord(
        uid=row.uid,
        person=row["person"].uid,
        direction=row["direction"],
        issued_on=row["issued_on"],
        receipt_on=row.get("receipt_on"),
        letter_number=row.text("letter_number"),
        valid_days=row.get("valid_days"),
        other=row.text("from_organization" if is_in else "to_organization"),
    )
