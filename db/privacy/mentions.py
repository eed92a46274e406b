"""What one record says of one person, and nothing that it says of others. Pure: rows and specs in, texts out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from db.arithmetic.masking import mask_text
from db.changes import Ref, Row
from db.fields import FieldSpec, Kind, Sensitivity
from db.ledger_spec import LedgerSpec
from db.reports.wording import mask_address
from db.services.presenting import value_text

SUBJECTS = ("person", "partner", "reporter")
"""Fields whose person a record is about as a whole; whoever else is named in it has a part in it only."""
_ABOUT_PEOPLE = (Kind.PERSON, Kind.PERSON_OR_TEXT)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a record says of the person: the field's key and title, and the value as text."""

    key: str
    title: str
    text: str


def said_of(spec: LedgerSpec, row: Row, people: Collection[str], *, masked: bool) -> tuple[Said, ...]:
    """Everything the record says of the person with these uids; empty where it says nothing."""
    telling = _Telling(frozenset(people), masked)
    if any(telling.is_one(row.get(key)) for key in SUBJECTS if key in spec.by_key):
        return tuple(telling.whole(spec, row))
    return tuple(telling.parts_of(spec.fields, row.values))


def all_said(spec: LedgerSpec, row: Row, *, masked: bool) -> tuple[Said, ...]:
    """Every field of a record that is about the person as a whole."""
    return tuple(_Telling(frozenset(), masked).whole(spec, row))


@dataclass(frozen=True, slots=True)
class _Telling:
    people: frozenset[str]
    masked: bool

    def is_one(self, value: Any) -> bool:
        """Whether a value is the person."""
        return isinstance(value, Ref) and value.uid in self.people

    def text(self, field: FieldSpec, value: Any) -> str:
        """A value as text, numbers and the house masked unless they are wanted whole."""
        text = value_text(field, value, masked=self.masked)
        if not self.masked:
            return text
        return mask_address(text) if text and field.sensitivity is Sensitivity.ADDRESS else mask_text(text)

    def whole(self, spec: LedgerSpec, row: Row) -> Iterator[Said]:
        """A record that is about the person: every field that was typed and holds something."""
        for field in spec.fields:
            text = "" if field.kind is Kind.COMPUTED else self.text(field, row.values.get(field.key))
            if text and row.values.get(field.key) is not False:
                yield Said(field.key, field.title, text)

    def parts_of(self, fields: tuple[FieldSpec, ...], values: Mapping[str, Any]) -> Iterator[Said]:
        """Roles that the person has in a record, and elements of its lists about the person."""
        for field in fields:
            value = _value(values, field.key)
            people = value if field.kind is Kind.PEOPLE else [value] if field.kind in _ABOUT_PEOPLE else ()
            if any(map(self.is_one, people or ())):
                yield Said(field.key, field.title, "本人")
            elif field.kind is Kind.PARTS:
                for element in value or ():
                    yield from self._element(field, element)

    def _element(self, field: FieldSpec, element: Mapping[str, Any]) -> Iterator[Said]:
        plain = [inner for inner in field.fields if inner.kind is not Kind.PARTS]
        named = [
            each for each in plain if each.kind in _ABOUT_PEOPLE and self.is_one(_value(element, each.key))
        ]
        told = {each.key: self.text(each, _value(element, each.key)) for each in plain}
        if named:
            words = "，".join(f"{each.title} {told[each.key]}" for each in plain if told[each.key])
            yield Said(field.key, field.title, words)
        about = next((text for text in told.values() if text), "")
        for inner in field.fields:
            if inner.kind is Kind.PARTS:
                for said in self.parts_of((inner,), element):
                    yield Said(
                        f"{field.key}.{said.key}",
                        f"{said.title}（{about}）" if about else said.title,
                        said.text,
                    )


def _value(values: Mapping[str, Any], key: str) -> Any:
    """A value by its key; "vote.for" stands in a dictionary of its own."""
    if key in values:
        return values[key]
    outer, _, inner = key.partition(".")
    held = values.get(outer)
    return held.get(inner) if inner and isinstance(held, Mapping) else None
