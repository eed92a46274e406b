"""Values as a person reads them on the screen, by the kind of field. Numbers that give a person away are
masked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from db.arithmetic.masking import mask_citizen_number, mask_phone
from db.changes import Basis
from db.fields import FieldSpec, Kind, Sensitivity

_YES, _NO = "是", ""


def shown(field: FieldSpec, value: Any, *, masked: bool = True) -> str:
    """One line of text for a list, a history or a computed value; empty where there is none."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _YES if value else _NO
    if masked and field.sensitivity is Sensitivity.CITIZEN_NUMBER:
        return mask_citizen_number(str(value))
    if masked and field.sensitivity is Sensitivity.PHONE:
        return mask_phone(str(value))
    if field.choices and isinstance(value, (str, int)):
        return field.title_of(str(value))
    if isinstance(value, Mapping):
        return _mapping(field, value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _listed(field, value)
    return " ".join(str(value).split())


def local_text(instant: str) -> str:
    """An instant as the wall clock of this PC showed it; empty where there is none, as it stands where it is none."""
    try:
        return datetime.fromisoformat(instant).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return instant


def is_right_aligned(field: FieldSpec) -> bool:
    """Whether the value is a number, which lists set to the right."""
    return field.kind in (Kind.INTEGER, Kind.MONEY, Kind.HOURS, Kind.POINTS)


def _mapping(field: FieldSpec, value: Mapping[str, Any]) -> str:
    if "regulation" in value:
        return Basis(**value).text.removeprefix("依据：")
    if field.kind is Kind.LUNAR:
        return _lunar(value)
    return "；".join(str(part) for part in value.values() if part)


def _lunar(value: Mapping[str, Any]) -> str:
    from db.arithmetic.lunar import LunarDay

    return LunarDay.from_mapping(value).text


def _listed(field: FieldSpec, values: Sequence[Any]) -> str:
    if field.kind is Kind.PARTS:
        return f"{len(values)} 条"
    if all(isinstance(each, Mapping) and "text" in each for each in values):
        return "；".join(str(each["text"]) for each in values)
    return "、".join(str(each) for each in values)
