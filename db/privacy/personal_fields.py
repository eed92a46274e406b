"""个人信息清单: the personal facts of every ledger, what for, on what basis, how long, and what a roll-up takes along.

Purposes are data (resources/privacy/personal_fields.toml); titles, masks, retention and what a roll-up carries are read
from where they are decided. No database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import resources
from db.exchange.rolling_up import profile
from db.exchange.snapshot import SECTIONS
from db.fields import FieldSpec, Kind
from db.ledger_spec import LedgerSpec
from db.ledgers import LEDGERS, by_key
from db.rules.library import article, regulation
from db.services.whole_numbers import HIDDEN

MARKS: Mapping[str, str] = MappingProxyType({"V": "见过原文", "V2": "转引", "K": "未见原文"})
_FILE = "privacy/personal_fields.toml"
_ABOUT_PEOPLE = (Kind.PERSON, Kind.PERSON_OR_TEXT, Kind.PEOPLE)
FROM_LEDGERS: Mapping[tuple[str, str], tuple[str, str, str]] = MappingProxyType(
    {
        ("members", "number_tail"): ("person", "id_number", "后四位"),
        ("members", "token"): ("person", "id_number", "比对码"),
        ("members", "posts"): ("post", "post", ""),
        ("duties", "subject"): ("", "", "应办事项所涉的人"),
    }
)
"""Columns of a roll-up that come of a field with another name (ledger, field, how much of it), or of no field."""
COUNTS_ONLY = frozenset(["meetings", "findings", "scores"])  # sections that name nobody


@dataclass(frozen=True, slots=True)
class PersonalGroup:
    """Fields of one ledger (or of several alike) that serve one purpose.

    `basis` are articles in words with their marks, or the custom; `sensitive` says why they are treated with more care,
    "" where they are not; `masked`, `required` and `reported` are titles of those of the fields that are shown masked,
    have to be filled in, and leave in a roll-up.
    """

    ledgers: tuple[str, ...]
    ledger_title: str
    fields: tuple[str, ...]
    titles: tuple[str, ...]
    what: str
    purpose: str
    basis: str
    sensitive: str
    masked: tuple[str, ...]
    required: tuple[str, ...]
    reported: tuple[str, ...]
    retention: str


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the records of a ledger are kept by default, and why one of them is not simply deleted."""

    ledgers: tuple[str, ...]
    title: str
    retention: str
    kept: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Personal facts that are in no ledger: what they are, what for, where they lie, how long."""

    what: str
    facts: str
    purpose: str
    where: str
    kept: str
    sensitive: str = ""


@cache
def personal_groups() -> tuple[PersonalGroup, ...]:
    """Every group of personal facts, in the order of the file."""
    return tuple(
        _group(entry, group) for entry in resources.read_toml(_FILE)["ledger"] for group in entry["groups"]
    )


@cache
def retentions() -> tuple[Retention, ...]:
    """The retention of every ledger that holds personal facts."""
    found = []
    for entry in resources.read_toml(_FILE)["ledger"]:
        specs = [by_key(key) for key in entry["keys"]]
        found.append(Retention(tuple(entry["keys"]), _title(entry, specs), _retention(specs), entry["kept"]))
    return tuple(found)


def beside() -> tuple[Beside, ...]:
    """Personal facts outside the ledgers."""
    return tuple(Beside(**each) for each in resources.read_toml(_FILE)["beside"])


def kept_because(ledger: str) -> Retention:
    """The retention of one ledger; KeyError if it has none (a test sees to it that all have)."""
    found = next((each for each in retentions() if ledger in each.ledgers), None)
    if found is None:
        raise KeyError(ledger)
    return found


def typed_fields(spec: LedgerSpec) -> tuple[FieldSpec, ...]:
    """The fields of a ledger that are typed; the day since which a value holds belongs to the value."""
    since = {field.since_key for field in spec.fields if field.timed}
    return tuple(field for field in spec.fields if field.kind is not Kind.COMPUTED and field.key not in since)


def names_people(field: FieldSpec) -> bool:
    """Whether a field names people or holds a number of one, itself or inside."""
    return (
        field.kind in _ABOUT_PEOPLE
        or field.sensitivity.value != "open"
        or any(map(names_people, field.fields))
    )


def fields_without_a_line() -> tuple[str, ...]:
    """Fields ("ledger.field") of which the list says nothing, or calls one that names people not personal."""
    wrong = []
    entries = {key: entry for entry in resources.read_toml(_FILE)["ledger"] for key in entry["keys"]}
    for spec in LEDGERS:
        entry = entries.get(spec.key, {"groups": (), "other": ()})
        grouped = [key for group in entry["groups"] for key in group["fields"]]
        for field in typed_fields(spec):
            lines = grouped.count(field.key) + list(entry["other"]).count(field.key)
            if lines != 1 or (field.key not in grouped and names_people(field)):
                wrong.append(f"{spec.key}.{field.key}")
    return tuple(wrong)


def reported_fields() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(ledger, field) -> how it leaves in a roll-up ("" whole, or how much of it), by the profile."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for section, columns in profile().items():
        for column in SECTIONS[section]:
            if column not in columns or section in COUNTS_ONLY:
                continue
            ledger, key, part = FROM_LEDGERS.get((section, column), ("person", column, ""))
            if ledger and key in by_key(ledger).by_key:
                found[ledger, key] = (*found.get((ledger, key), ()), part)
    return found


def _group(entry: Mapping[str, Any], group: Mapping[str, Any]) -> PersonalGroup:
    specs = [by_key(key) for key in entry["keys"]]
    wanted = group["fields"]
    fields = tuple(spec.by_key[key] for key in wanted for spec in specs if key in spec.by_key)
    return PersonalGroup(
        ledgers=tuple(entry["keys"]),
        ledger_title=_title(entry, specs),
        fields=tuple(wanted),
        titles=tuple(dict.fromkeys(field.title for field in fields)),
        what=group["what"],
        purpose=group["purpose"],
        basis=_basis(group["basis"]) if "basis" in group else group["custom"],
        sensitive=group.get("sensitive", ""),
        masked=tuple(dict.fromkeys(field.title for field in fields if field.sensitivity in HIDDEN)),
        required=tuple(dict.fromkeys(field.title for field in fields if field.required)),
        reported=tuple(_reported(specs, fields)),
        retention=_retention(specs),
    )


def _reported(specs: list[LedgerSpec], fields: tuple[FieldSpec, ...]) -> list[str]:
    leaving, told = reported_fields(), []
    for key in dict.fromkeys(field.key for field in fields):
        for spec in specs:
            if (spec.key, key) in leaving:
                title, some = spec.by_key[key].title, "、".join(filter(None, leaving[spec.key, key]))
                told.append(f"{title}（{some}）" if some else title)
    return told


def _title(entry: Mapping[str, Any], specs: list[LedgerSpec]) -> str:
    return str(entry.get("title") or "、".join(spec.title for spec in specs))


def _retention(specs: list[LedgerSpec]) -> str:
    return "、".join(dict.fromkeys(spec.retention for spec in specs))


def _basis(articles: list[list[str]]) -> str:
    """《…》第十一条（未见原文）、第十二条; the mark only where the words were not seen."""
    told: dict[str, list[str]] = {}
    for name, number in articles:
        mark = article(name, number).mark
        told.setdefault(regulation(name).title, []).append(
            number + ("" if mark == "V" else f"（{MARKS[mark]}）")
        )
    return "；".join(f"{title}{'、'.join(numbers)}" for title, numbers in told.items())
