"""Values as one line of text: in lists, exports and printed tables, with Chinese titles and masked numbers.

Masking is done here once, for every list and sheet; nothing is drawn.
"""

from collections.abc import Mapping
from typing import Any

from db.arithmetic.masking import mask_citizen_number, mask_phone
from db.changes import Basis, Ref, Row
from db.fields import FieldSpec, Kind, Sensitivity
from db.ledger_spec import LedgerSpec


def shown_text(spec: LedgerSpec, row: Row, key: str, *, masked: bool = True) -> str:
    """A field of a row as one line, "" where it is empty."""
    if key in ("entered_on", "entered_by"):
        return getattr(row, key) or ""
    field = spec.by_key.get(key)
    return "" if field is None else value_text(field, row.values.get(key), masked=masked)


def value_text(field: FieldSpec, value: Any, *, masked: bool = True) -> str:
    """A value of a field as text with its Chinese titles."""
    if value in (None, "", []):
        return ""
    if field.kind is Kind.FLAGS:
        return "、".join(field.title_of(code) for code in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Ref):
        return value.name
    if isinstance(value, (list, tuple)):
        return _list_text(field, value)
    if isinstance(value, Mapping):
        return _mapping_text(field, value)
    if field.choices:
        return field.title_of(str(value))
    return _masked(field, str(value)) if masked else str(value)


def _mapping_text(field: FieldSpec, value: Mapping[str, Any]) -> str:
    """A basis, a reason (its text), a lunar day, or whatever else has several values."""
    if "regulation" in value:
        return Basis(**value).text.removeprefix("依据：")
    if "text" in value:
        return str(value["text"])
    if field.kind is Kind.LUNAR:
        return lunar_text(value)
    return "、".join(str(each) for each in value.values())


def lunar_text(value: Mapping[str, Any]) -> str:
    """闰六月二十."""
    from db.arithmetic.lunar import LunarDay

    return LunarDay.from_mapping(value).text


def _list_text(field: FieldSpec, values: Any) -> str:
    if field.kind is not Kind.PARTS:
        told = [value_text(field, value) if isinstance(value, Mapping) else str(value) for value in values]
        return ("；" if any(isinstance(value, Mapping) for value in values) else "、").join(told)
    lines = []
    for element in values:
        words = [
            value_text(inner, part_value(element, inner.key))
            for inner in field.fields
            if inner.kind is not Kind.PARTS
        ]
        lines.append(" ".join(word for word in words if word))
    return "；".join(lines)


def part_value(element: Mapping[str, Any], key: str) -> Any:
    """A value of a list's element; "vote.for" stands in a dictionary of its own."""
    outer, _, inner = key.partition(".")
    value = element.get(outer)
    return (value or {}).get(inner) if inner else value


def _masked(field: FieldSpec, text: str) -> str:
    if field.sensitivity is Sensitivity.CITIZEN_NUMBER:
        return mask_citizen_number(text)
    if field.sensitivity is Sensitivity.PHONE:
        return mask_phone(text)
    return text
