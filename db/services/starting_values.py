"""What a new record starts with beside what is typed: lists that follow from the roster of its day.

Nothing is saved here, and nothing typed is replaced.
"""

from collections.abc import Mapping
from typing import Any

from db.ledger_spec import LedgerSpec
from db.services.branch import Branch
from db.services.previewing import readable_columns
from db.services.roster_reading import read_roster


def starting_values(branch: Branch, spec: LedgerSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The lists with which a new record begins, as of the day typed so far; those that `values` names are left out."""
    if spec.starts is None:
        return {}
    starts = spec.starts(readable_columns(branch, spec, values), read_roster(branch))
    return {key: value for key, value in starts.items() if key not in values}


def completed_list(
    branch: Branch, spec: LedgerSpec, key: str, values: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """The list `key` as typed, and after it the elements with which it would start that are not in it yet."""
    part = next(part for part in spec.parts if part.key == key)
    name = next(column.spec.key for column in part.columns if column.attribute == part.identity)
    typed = [each for each in values.get(key) or () if isinstance(each, Mapping)]
    known = {_uid(each.get(name)) for each in typed}
    others = {other: value for other, value in values.items() if other != key}
    start = starting_values(branch, spec, others).get(key) or ()
    return [*typed, *(each for each in start if _uid(each.get(name)) not in known)]


def _uid(value: Any) -> str:
    return str(getattr(value, "uid", value) or "")
