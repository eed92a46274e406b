"""Appraisals and lists of rectification of a demonstration branch, written out from their short form.

Pure; people are still plain names.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Values = dict[str, Any]
_VOTES = ("excellent", "qualified", "basically_qualified", "unqualified")


def appraisals_typed(rounds: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Values, str]]:
    """Each round with the day on which it is typed; a row without ballots is a probationary member."""
    for written in rounds:
        values = dict(written)
        typed_on, told = values.pop("typed_on"), values.pop("feedback_on")
        values["members"] = [_member(row, told) for row in values.pop("rows")]
        yield values, typed_on


def _member(row: list[Any], told: str) -> Values:
    name, *rest = row
    member: Values = {"person": name, "self_reviewed": True, "feedback_on": told}
    if not rest:
        return member | {"ungraded": "probationary"}
    return member | dict(zip(_VOTES, rest, strict=False)) | {"grade": rest[-1]}


def items_typed(
    meeting: Mapping[str, Any], items: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[Values, str, str]]:
    """Each item as found at the life meeting, and once more when it was done or looked at again: values, day, which."""
    for item in items:
        found = {key: item[key] for key in ("problem", "measure", "owner", "due_on")}
        reference = f"组织生活会 {meeting['held_on']}"
        yield {**found, "found_on": meeting["held_on"], "meeting": reference}, meeting["held_on"], ""
        if "done_on" in item:
            done = {key: item[key] for key in ("done_on", "evidence")}
            yield done, item["done_on"], item["problem"]
        if "checked_on" in item:
            checked = {key: item[key] for key in ("checked_on", "check_result")}
            yield checked, item["checked_on"], item["problem"]
