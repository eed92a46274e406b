"""Values for every field of a ledger, made from its spec alone, so that a new kind is tested without a new line."""

from typing import Any

from db.changes import Ref
from db.fields import FieldSpec, Kind
from db.ledger_spec import LedgerSpec, PartSpec
from db.services.branch import Branch
from tests.support.branches import full_member, save_new

PLAIN: dict[Kind, Any] = {
    Kind.TEXT: "甲乙丙",
    Kind.LONG_TEXT: "第一行\n第二行",
    Kind.DAY: "2026-03-05",
    Kind.PARTIAL_DAY: "1998-07",
    Kind.TIME: "14:30",
    Kind.MONTH: "2026-03",
    Kind.MONTHS: ["2026-03", "2026-04"],
    Kind.INTEGER: 3,
    Kind.MONEY: "12.50",
    Kind.HOURS: 7.5,
    Kind.POINTS: 2.5,
    Kind.BOOLEAN: True,
    Kind.LUNAR: {"month": 6, "day": 20, "leap": True},
}
ORDERED = {
    # days and times that have to come in order or be in a range
    "starts_at": "14:00", "ends_at": "15:30", "applied_on": "1997-01", "admitted_on": "1998-07", "promoted_on": "1999-07",
    "born_on": "1970-03-01", "from_on": "2023-01", "until_on": "2025-12", "founded_on": "1990-01-01",
    "present": 2, "ballots_issued": 2, "ballots_returned": 2, "ballots_valid": 2, "for": 1, "against": 1, "abstain": 0, "good": 1, "fairly_good": 1, "average": 0, "poor": 0, "excellent": 1, "qualified": 1, "basically_qualified": 0, "unqualified": 0, "extended_to": "2026-06-01",
    "dissolved_on": "2026-01-01", "reduction": "减半", "extension_months": 6, "theme_day": 5, "term_years": 3, "year": 2026, "id_number": "330899197003010018",
}  # fmt: skip


class Filler:
    """Makes values for one branch; `person`, `other` and `group` are records to refer to."""

    def __init__(self, branch: Branch) -> None:
        self.person = Ref(full_member(branch, "曾淑"), "曾淑")
        self.other = Ref(full_member(branch, "李想"), "李想")
        self.group = Ref(save_new(branch, "group", name="第一党小组"), "第一党小组")
        held = save_new(branch, "general_meeting", held_on=PLAIN[Kind.DAY])
        self.meeting = Ref(held, f"支部党员大会 {PLAIN[Kind.DAY]}")
        self._next = self.person

    def values(self, spec: LedgerSpec) -> dict[str, Any]:
        """Every field that a form offers, with a value as it is shown once saved."""
        parts = {part.key: part for part in spec.parts}
        flags = {"flags": [each.choices[0].code for each in spec.fields if each.kind is Kind.FLAGS]}
        found = {key: values for key, values in flags.items() if values}
        for field in spec.fields:
            if field.key in parts:
                found[field.key] = self._elements(parts[field.key])
            elif field.kind not in (Kind.COMPUTED, Kind.FLAGS, Kind.PARTS):
                found[field.key] = self.value(field)
        return found

    def value(self, field: FieldSpec) -> Any:
        """One value."""
        if field.key in ORDERED:
            return ORDERED[field.key]
        if field.kind is Kind.CHOICE:
            return field.choices[-1].code
        if field.kind in (Kind.PERSON, Kind.PERSON_OR_TEXT):
            self._next = self.other if self._next is self.person else self.person
            return self._next
        if field.kind is Kind.PEOPLE:
            return [self.person, self.other]
        if field.kind is Kind.REFERENCE:
            return self.meeting if field.refers_to == "meeting" else self.group
        return PLAIN[field.kind]

    def _elements(self, part: PartSpec) -> list[dict[str, Any]]:
        elements = [self._element(part), self._element(part)]
        for number, element in enumerate(elements, start=1):
            told_by = element.get(part.identity)
            if isinstance(told_by, (int, str)):  # numbers and words tell elements apart, each of its own
                element[part.identity] = number if isinstance(told_by, int) else f"{told_by}{number}"
        return elements

    def _element(self, part: PartSpec) -> dict[str, Any]:
        element: dict[str, Any] = {}
        for column in part.columns:
            outer, _, inner = column.spec.key.partition(".")
            if inner:
                element.setdefault(outer, {})[inner] = self.value(column.spec)
            else:
                element[outer] = self.value(column.spec)
        for inner_part in part.parts:
            element[inner_part.key] = self._elements(inner_part)
        return element


def as_typed(spec: LedgerSpec, key: str, value: Any) -> Any:
    """A list as it was typed: without what the ledger worked out for its elements, and without empty ones."""
    part = next((each for each in spec.parts if each.key == key), None)
    if part is None or not part.computed:
        return value
    computed = {each.key for each in part.computed}
    plain = [{name: each for name, each in element.items() if name not in computed} for element in value]
    empty = (part.identity, "uid")
    return [
        each for each in plain if any(said is not None for name, said in each.items() if name not in empty)
    ]


def without_uids(value: Any) -> Any:
    """A value as shown, without the uids of list elements."""
    if isinstance(value, list):
        return [without_uids(each) for each in value]
    if isinstance(value, dict):
        return {key: without_uids(each) for key, each in value.items() if key != "uid"}
    return value
