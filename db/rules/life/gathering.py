"""Appraisals, packs of life meetings and rectification as facts. Reads rows of the open branch and knows no SQL."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from db.arithmetic.affiliation import period_ends
from db.arithmetic.appraisal import excellent_cap
from db.changes import Ref, Row
from db.ledgers.appraisal import CAP_BASES, STAGES, cap_base_of, stage_problem, votes_of
from db.ledgers.discipline import TIMED_CORRECTION
from db.records.roster import Roster
from db.rules.life.facts import (
    AppraisalKept,
    Correction,
    LifePack,
    LifeRecords,
    MemberAppraised,
    RectificationItem,
)
from db.services.branch import Branch

_BASES = {choice.code: choice.title for choice in CAP_BASES}


def gather_life(branch: Branch, roster: Roster) -> LifeRecords:
    """What is complete enough to be judged: an exchange may bring a record of which half was typed."""
    appraisals = [_appraisal(row, roster) for row in branch.rows("appraisal") if row.get("held_on")]
    items = [_item(row) for row in branch.rows("rectification") if row.get("found_on")]
    return LifeRecords(
        tuple(sorted(appraisals, key=lambda each: (each.held_on, each.uid))),
        {row.uid: _pack(row) for row in branch.rows("life_meeting") if row.get("held_on")},
        tuple(sorted(items, key=lambda each: (each.due_on or "9999", each.found_on, each.uid))),
        tuple(sorted(_decided(branch), key=lambda each: (each.begun_on, each.record))),
    )


def _uid(value: Any) -> str:
    return value.uid if isinstance(value, Ref) else ""


def _appraisal(row: Row, roster: Roster) -> AppraisalKept:
    base = cap_base_of(row.values, roster)
    members = [each for each in row.get("members") or () if _uid(each.get("person"))]
    return AppraisalKept(
        uid=row.uid,
        year=row.get("year") or int(row["held_on"][:4]),
        held_on=row["held_on"],
        meeting=_uid(row.get("meeting")),
        stages={key: row[key] for key, _ in STAGES if row.get(key)},
        stage_problem=stage_problem(row.values),
        cap=excellent_cap(base),
        cap_text=f"{_BASES.get(row.text('cap_base'), '')}{base}人",
        excess_reason=row.text("excess_reason"),
        issued=row.get("ballots_issued"),
        valid=row.get("ballots_valid"),
        members=tuple(_member(each) for each in members),
        measured=frozenset(
            _uid(each.get("person")) for each in row.get("measures") or () if each.get("kind")
        ),
        corrections=tuple(_corrections(row)),
    )


def _member(each: Mapping[str, Any]) -> MemberAppraised:
    person = each["person"]
    return MemberAppraised(
        person.uid,
        person.name,
        votes_of(each),
        each.get("grade") or "",
        each.get("ungraded") or "",
        each.get("feedback_on"),
    )


def _corrections(row: Row) -> Iterator[Correction]:
    for each in row.get("measures") or ():
        is_whole = each.get("begun_on") and each.get("ends_on") and _uid(each.get("person"))
        if each.get("kind") == TIMED_CORRECTION and is_whole and each["begun_on"] <= each["ends_on"]:
            yield Correction(
                _uid(each["person"]),
                each["person"].name,
                each["begun_on"],
                each["ends_on"],
                ("appraisal", row.uid),
                each.get("outcome") in ("corrected", "not_corrected"),
            )


def _decided(branch: Branch) -> Iterator[Correction]:
    """Times to correct in that stand in 党纪处分 with a number of months."""
    for row in branch.rows("discipline"):
        begun, months = row.get("effective_on") or row.get("decided_on"), row.get("period_months")
        if row.get("kind") == TIMED_CORRECTION and begun and months and _uid(row.get("person")):
            yield Correction(
                row["person"].uid,
                row["person"].name,
                begun,
                period_ends(date.fromisoformat(begun), months).isoformat(),
                ("discipline", row.uid),
                bool(row.get("lifted_on")),
            )


def _pack(row: Row) -> LifePack:
    return LifePack(
        row.uid,
        sum(bool(each.get("words")) for each in row.get("opinions") or ()),
        frozenset(_uid(each.get("person")) for each in row.get("self_checks") or ()) - {""},
        tuple(
            (_uid(each.get("from")), _uid(each.get("to")), each.get("words") or "")
            for each in row.get("criticisms") or ()
        ),
    )


def _item(row: Row) -> RectificationItem:
    return RectificationItem(
        row.uid,
        row["found_on"],
        row.text("problem"),
        row.text("source"),
        _uid(row.get("meeting")),
        str(row.get("owner") or ""),
        row.get("due_on"),
        row.get("done_on"),
    )
