"""How values read on paper: days, names, choices, masked numbers, Chinese numbering.

No layout, no reports.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from db.arithmetic.days import day_text, is_exact
from db.arithmetic.lunar import LunarDay
from db.arithmetic.masking import mask_citizen_number, mask_phone
from db.changes import Ref
from db.fields import FieldSpec, Kind, Sensitivity
from db.ledgers.person import SEXES
from db.records.roster import RosterPerson
from db.reports.document import Header
from db.rules.facts import Facts

BLANK = "　　　"  # room to write
DAY_TO_WRITE = f"{BLANK}年　月　日"
_SEXES = {choice.code: choice.title for choice in SEXES}
_DIGITS = "零一二三四五六七八九"
_WEEKDAYS = "一二三四五六日"
_VILLAGE = re.compile(r"^.*?(?:村|社区|街道|镇|乡|苏木|嘎查)")


def header_of(facts: Facts, year: int | None = None, box: str = "") -> Header:
    """The running header: branch, year, box."""
    return Header(facts.profile.name, f"{year}年度" if year else "", box)


def responsible_of(facts: Facts) -> str:
    """The branch as 责任者 of its papers: its usual short name where it has one (DA/T 18-1999, 4.4)."""
    return facts.profile.short_name or facts.profile.name


def numeral(number: int) -> str:
    """1 to 99 as in headings: 一, 十, 十二, 二十, 三十五."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def day_with_weekday(day: str) -> str:
    """ "2026-03-05" as 2026年3月5日（星期四）."""
    if not is_exact(day):
        return day_text(day)
    return f"{day_text(day)}（星期{_WEEKDAYS[date.fromisoformat(day).weekday()]}）"


def day_or_blank(day: str) -> str:
    """A day in words; where it is not known, room to write it."""
    return day_text(day) if day else DAY_TO_WRITE


def sex_of(person: RosterPerson | None, otherwise: str = "") -> str:
    """男 or 女 of a person on the roster, `otherwise` where it is not known."""
    return _SEXES.get(person.sex or "", otherwise) if person else otherwise


def archive_date(day: str) -> str:
    """A (partial) day as archive lists write it: 20260305, 202603, 2026 (DA/T 22-2015)."""
    return day.replace("-", "")


def names(people: Iterable[Any]) -> str:
    """Names joined by 、."""
    return "、".join(str(person) for person in people if person)


def named_with_reason(entries: Iterable[Mapping[str, Any]]) -> str:
    """People with the reason in brackets: 王建国（住院）、李秀英."""
    shown = []
    for entry in entries:
        reason = entry.get("reason")
        shown.append(f"{entry['person']}（{reason}）" if reason else str(entry["person"]))
    return "、".join(shown)


def mask_address(address: str) -> str:
    """An address down to the village or street office; what cannot be cut there is hidden whole."""
    found = _VILLAGE.match(address)
    return f"{found[0]}＊＊" if found else "＊＊＊＊"


def value_text(spec: FieldSpec, value: Any, full_numbers: bool = False) -> str:
    """A field's value as printed; empty for none.

    Numbers that identify a person are masked unless asked for.
    """
    if value is None or value in ("", []):
        return ""
    if spec.kind in (Kind.PEOPLE, Kind.PARTS) or isinstance(value, (list, tuple)):
        return names(_name_of(element) for element in value)
    text = _plain_text(spec, value)
    return text if full_numbers else _masked(spec, text)


def _plain_text(spec: FieldSpec, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if spec.kind in (Kind.DAY, Kind.PARTIAL_DAY):
        return day_text(value)
    if spec.kind is Kind.CHOICE:
        return spec.title_of(value)
    if spec.kind is Kind.LUNAR and isinstance(value, Mapping):
        return LunarDay.from_mapping(value).text
    return str(value)


def _name_of(element: Any) -> str:
    if isinstance(element, Mapping):
        named = element.get("person") or element.get("title") or ""
        return str(named)
    return str(element)


def _masked(spec: FieldSpec, text: str) -> str:
    masks = {
        Sensitivity.CITIZEN_NUMBER: mask_citizen_number,
        Sensitivity.PHONE: mask_phone,
        Sensitivity.ADDRESS: mask_address,
    }
    mask = masks.get(spec.sensitivity)
    return mask(text) if mask else text


def person_name(value: Any) -> str:
    """The name of a person given as Ref, mapping or text; empty for none."""
    if isinstance(value, Ref):
        return value.name
    if isinstance(value, Mapping):
        return str(value.get("name") or "")
    return str(value or "")
