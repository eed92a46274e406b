"""The description of a ledger kind from which its page, form, search, import, export, history and print follow.

A spec holds classes and words, never live objects; it decides nothing about screens or paper.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from db.fields import Choice, ColumnField, FieldSpec, Kind, columns_of
from db.records.base import Part, Record

if TYPE_CHECKING:
    from db.records.roster import Roster


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list page, the export and the printed table. `width` in characters of Chinese text."""

    key: str
    width: int = 6
    title: str = ""
    right: bool = False
    shown: bool = True


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Fields that belong together in the dialog, in the order in which a secretary thinks."""

    title: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class PartSpec:
    """A list inside a record: every element is a row of `record` (one cell per value, requirement R06).

    `identity` names the attribute that tells elements apart; two PCs that add the same element then write the
    same row. Empty: elements are ordered, and told apart by their uid.
    """

    key: str
    title: str
    record: type[Part]
    identity: str = ""
    parts: tuple["PartSpec", ...] = ()
    computed: tuple[FieldSpec, ...] = ()  # what the ledger adds to each element when it is read; never stored
    is_sparse: bool = False  # an element that says no more than its identity is none
    table: tuple[str, ...] = ()  # many short elements are keyed in as a table: its columns, computed ones too
    is_erased: bool = False  # an element is erased with the person it is about, as it tells of nobody else
    only_grows: bool = False  # no draft changes or takes away an element that stands: corrections

    @cached_property
    def columns(self) -> tuple[ColumnField, ...]:
        return columns_of(self.record)

    @cached_property
    def spec(self) -> FieldSpec:
        """The list as one field."""
        inner = tuple(column.spec for column in self.columns) + tuple(part.spec for part in self.parts)
        known = {each.key: each for each in (*inner, *self.computed)}
        table = tuple(known[key] for key in self.table)
        return FieldSpec(self.key, self.title, Kind.PARTS, fields=inner, table=table)


@dataclass(frozen=True, slots=True)
class MergePolicy:
    """What tells two records apart to a person, and so is proposed as a double after an exchange."""

    identity: tuple[str, ...] = ()


def _with_flags(known: dict[str, FieldSpec]) -> dict[str, FieldSpec]:
    """The fields with each set of flags as one field whose choices are the flags."""
    merged: dict[str, FieldSpec] = {}
    for key, spec in known.items():
        if spec.kind is not Kind.FLAG:
            merged[key] = spec
            continue
        name, code = key.split(".")
        held = merged.get(name, FieldSpec(name, "情况标记", Kind.FLAGS))
        merged[name] = replace(held, choices=(*held.choices, Choice(code, spec.title)))
    return merged


Values = Mapping[str, Any]
Check = Callable[[Values], Mapping[str, str]]  # values by key -> problems by key, in Chinese
CheckOnRoster = Callable[
    [Values, "Roster"], Mapping[str, str]
]  # the same, of values that the roster has a say in
Compute = Callable[
    [Values, "Roster"], Mapping[str, Any]
]  # values with uid, entered_on, as_of -> computed ones
Starts = Callable[
    [Values, "Roster"], Mapping[str, Any]
]  # what is known of a new record so far -> lists it starts with, from the roster of the day
Derive = Callable[
    [Values], Mapping[str, Any]
]  # stored attributes -> further ones kept for search and sorting


@dataclass(frozen=True)
class LedgerSpec:
    """One ledger kind. `key` is stable for ever; it stands in files and packages.

    `day` is the field that says when the thing recorded took place; records are filed under its year.
    `summary` are the fields that name a record in a sentence. `extra` are fields without a column of their
    own: lists of people, values with a history, computed ones.
    """

    key: str
    title: str
    record: type[Record]
    columns: tuple[Column, ...]
    form: tuple[FormGroup, ...]
    sort: str
    box: str
    place: str  # navigation entry: members, dues, life, responsibility, inspection, settings
    merge: MergePolicy = MergePolicy()
    extra: tuple[FieldSpec, ...] = ()
    parts: tuple[PartSpec, ...] = ()
    day: str = ""
    summary: tuple[str, ...] = ()
    check: Check | None = None
    check_roster: CheckOnRoster | None = None
    compute: Compute | None = None
    derive: Derive | None = None
    starts: Starts | None = None
    attachments: tuple[str, ...] = ()  # roles of the papers that belong to a record, in Chinese
    single: bool = False  # exactly one record: the branch's own profile
    identity: str = ""  # the field from which the uid follows, so that two PCs write the same row
    meeting: str = ""  # who ought to attend: members, committee, group
    finalised_by: str = (
        ""  # the field that closes a record: what is changed after it adds to `corrections` (R06)
    )
    never_final: tuple[str, ...] = ()  # fields that may be filled in later all the same
    notes: str = ""
    inspected: str = ""  # what an inspector looks at, one line
    retention: str = "30年"

    @cached_property
    def stored(self) -> tuple[ColumnField, ...]:
        """Fields with a column, in the order of declaration."""
        return columns_of(self.record)

    @cached_property
    def fields(self) -> tuple[FieldSpec, ...]:
        """Every field of the ledger, in the order of the form, then the rest."""
        known = {column.spec.key: column.spec for column in self.stored}
        known |= {spec.key: spec for spec in self.extra} | {part.key: part.spec for part in self.parts}
        known = _with_flags(known)
        for spec in [spec for spec in known.values() if spec.timed]:
            known[spec.since_key] = FieldSpec(
                spec.since_key, f"{spec.title}自", Kind.PARTIAL_DAY, hint="自何日起"
            )
        order = [key for group in self.form for key in group.keys if key in known]
        return tuple(known[key] for key in dict.fromkeys([*order, *known]))

    @cached_property
    def corrections(self) -> PartSpec | None:
        """The list that tells what was changed after a record was closed; None where records stay open."""
        return next((part for part in self.parts if part.only_grows), None) if self.finalised_by else None

    @cached_property
    def by_key(self) -> Mapping[str, FieldSpec]:
        return {spec.key: spec for spec in self.fields}

    def field(self, key: str) -> FieldSpec:
        """The field with this key; KeyError if the ledger has none."""
        return self.by_key[key]

    @property
    def titled_columns(self) -> tuple[tuple[Column, str], ...]:
        """The list's columns with their titles."""
        return tuple((column, column.title or self.by_key[column.key].title) for column in self.columns)
