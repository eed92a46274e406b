"""The records of affiliation as facts. Reads rows of the open branch and knows no SQL."""

from db.changes import Row
from db.rules.affiliation.facts import (
    AbsenceRecord,
    AffiliationRecords,
    MeasureRecord,
    SanctionRecord,
    SearchRecord,
    TransferRecord,
)
from db.services.branch import Branch


def gather_affiliation(branch: Branch) -> AffiliationRecords:
    """What is complete enough to be judged: an exchange may bring a record of which half was typed."""
    transfers = [
        _transfer(row) for row in branch.rows("transfer") if _is_whole(row, "direction", "issued_on")
    ]
    absences = [
        _absence(row)
        for row in branch.rows("mobile_member")
        if row.get("direction") == "out" and _is_whole(row, "since")
    ]
    searches = [_search(row) for row in branch.rows("out_of_contact") if _is_whole(row, "since")]
    sanctions = [_sanction(row) for row in branch.rows("discipline") if _is_whole(row, "kind", "decided_on")]
    measures = [
        _measure(row)
        for row in branch.rows("membership_measure")
        if _is_whole(row, "kind", "cause", "decided_on")
    ]
    return AffiliationRecords(
        transfers=tuple(sorted(transfers, key=lambda each: (each.issued_on, each.uid))),
        absences=tuple(sorted(absences, key=lambda each: (each.since, each.uid))),
        searches=tuple(sorted(searches, key=lambda each: (each.since, each.uid))),
        sanctions=tuple(sorted(sanctions, key=lambda each: (each.begun_on, each.uid))),
        measures=tuple(sorted(measures, key=lambda each: (each.begun_on, each.uid))),
    )


def _is_whole(row: Row, *keys: str) -> bool:
    return row.get("person") is not None and all(row.get(key) for key in keys)


def _absence(row: Row) -> AbsenceRecord:
    contact = row.get("contact_person")
    return AbsenceRecord(
        uid=row.uid,
        person=row["person"].uid,
        since=row["since"],
        until=row.get("until"),
        contact=contact.uid if contact else "",
        abroad=bool(row.get("abroad")),
        contacts=tuple(sorted(each["on"] for each in row.get("contacts", ()) if each.get("on"))),
        place=row.text("place"),
        certificate=row.text("certificate_number"),
    )


def _search(row: Row) -> SearchRecord:
    return SearchRecord(
        uid=row.uid,
        person=row["person"].uid,
        since=row["since"],
        ways_missing=row.text("ways_missing"),
        suspended_on=row.get("suspended_on"),
        struck_off_on=row.get("struck_off_on"),
        restored_on=row.get("restored_on"),
    )


def _sanction(row: Row) -> SanctionRecord:
    return SanctionRecord(
        uid=row.uid,
        person=row["person"].uid,
        kind=row["kind"],
        begun_on=row.get("effective_on") or row["decided_on"],
        months=row.get("period_months"),
        lifted_on=row.get("lifted_on"),
    )


def _measure(row: Row) -> MeasureRecord:
    return MeasureRecord(
        uid=row.uid,
        person=row["person"].uid,
        kind=row["kind"],
        cause=row["cause"],
        begun_on=row.get("effective_on") or row["decided_on"],
        restored_on=row.get("restored_on"),
    )


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
