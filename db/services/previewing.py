"""Computed fields for values still being typed: 应到, quorum, and how each vote would stand.

What cannot be read yet is left out of account; nothing is saved.
"""

from collections.abc import Mapping
from typing import Any

from db.changes import Ref
from db.errors import LedgerError
from db.fields import Kind
from db.ledger_spec import LedgerSpec, PartSpec
from db.services.branch import Branch
from db.services.naming_records import names_of
from db.services.roster_reading import read_roster
from db.services.values import Names, ValueRefusedError, shown_value, stored_value


def preview_values(
    branch: Branch, spec: LedgerSpec, values: Mapping[str, Any], uid: str = ""
) -> dict[str, Any]:
    """See `saving.preview`."""
    if spec.compute is None:
        return {}
    names = names_of(branch)
    readable = readable_columns(branch, spec, values)
    if spec.meeting:
        readable["attendance"] = _attendance(values.get("attendance") or (), names)
    else:
        readable |= {part.key: _elements(part, values.get(part.key), names) for part in spec.parts}
    readable |= {
        field.key: _people(values.get(field.key), names) for field in spec.extra if field.kind is Kind.PEOPLE
    }
    context = readable | {
        "uid": uid,
        "entered_on": branch.today.isoformat(),
        "as_of": branch.today.isoformat(),
    }
    roster = read_roster(branch)
    computed = dict(spec.compute(context, roster))
    if spec.meeting:
        from db.families.meeting import expected_uids, judge_agenda

        computed["expected"] = [
            Ref(person, names.name("person", person))
            for person in sorted(
                expected_uids(spec.meeting, context, roster), key=lambda uid: roster.people[uid].stroke_key
            )
        ]
        computed["judgements"] = judge_agenda(values.get("agenda") or (), computed)
    return computed


def readable_columns(branch: Branch, spec: LedgerSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The single values of a record that can be read as they stand, shown; None for the others."""
    names = names_of(branch)
    return {
        column.spec.key: _readable(column.spec, values.get(column.spec.key), names)
        for column in spec.stored
        if column.spec.kind is not Kind.FLAG
    }


def _readable(spec: Any, value: Any, names: Names) -> Any:
    try:
        stored = stored_value(spec, value, names)
    except (ValueRefusedError, LedgerError):
        return None
    return None if stored is None else shown_value(spec, stored, names)


def _elements(part: PartSpec, given: Any, names: Names) -> list[dict[str, Any]]:
    """What can be read of a list that is still being typed."""
    if not isinstance(given, (list, tuple)):
        return []
    return [
        {column.spec.key: _readable(column.spec, each.get(column.spec.key), names) for column in part.columns}
        for each in given
        if isinstance(each, Mapping)
    ]


def _people(given: Any, names: Names) -> list[Ref]:
    """Whoever can be found among people still being typed."""
    found = []
    for each in given if isinstance(given, (list, tuple)) else ():
        try:
            uid = names.find("person", each, False)
        except (ValueRefusedError, LedgerError):
            continue
        found.append(Ref(uid, names.name("person", uid)))
    return found


def _attendance(given: Any, names: Names) -> list[dict[str, Any]]:
    found = []
    for each in given:
        entry = {"person": each} if not isinstance(each, Mapping) else each
        is_observer = entry.get("state") in ("observer", "列席")
        try:
            uid = names.find("person", entry.get("person"), is_observer)
        except (ValueRefusedError, LedgerError):
            continue
        found.append({"person": Ref(uid, uid), "state": entry.get("state") or "present"})
    return found
