"""What a form, a list, the command line and the importer need to know about one field.

A label stands once, on the field of a record (`column(...)`), and is read back from there by everything else.
Nothing here reads or writes a database.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlmodel

SPEC = "spec"  # where a FieldSpec hides in a pydantic field's json_schema_extra


class Kind(StrEnum):
    """How a value looks in files and forms; what is stored stands in brackets."""

    TEXT = "text"  # one line
    LONG_TEXT = "long_text"  # several lines
    DAY = "day"  # "2026-03-05"
    PARTIAL_DAY = "partial_day"  # "1998", "1998-07" or "1998-07-01"
    MONTH = "month"  # "2026-03"
    MONTHS = "months"  # ["2026-01", "2026-02"] in order [joined by commas]
    TIME = "time"  # "14:30"
    INTEGER = "integer"
    MONEY = "money"  # "12.50" yuan [integer fen]
    HOURS = "hours"  # 24 or 1.5 [integer tenths]
    POINTS = "points"  # 2 or 0.5 of a scoring table [integer tenths]
    BOOLEAN = "boolean"
    FLAG = "flag"  # one of a set shown as a list of words [boolean]; key "flags.hardship"
    FLAGS = "flags"  # that set as one field: ["hardship"]
    CHOICE = "choice"  # one of `choices` [the ASCII word]
    PERSON = "person"  # {"uid", "name"}, or a name or uid on the way in [uid]
    REFERENCE = "reference"  # the same for a record of the ledger `refers_to` [uid]
    PEOPLE = "people"  # list of persons [one PersonLink row each]
    PERSON_OR_TEXT = (
        "person_or_text"  # a person of the roster, or {"uid": "", "name"} for an outsider [uid or "=name"]
    )
    LUNAR = "lunar"  # {"month", "day", "leap"} ["6-20", "leap6-20"]
    PARTS = "parts"  # list of objects, each one row of a part table
    COMPUTED = "computed"  # never stored; worked out when read


class Sensitivity(StrEnum):
    """How a value is masked on screen and paper unless the reader asks for it."""

    OPEN = "open"
    CITIZEN_NUMBER = "citizen_number"
    PHONE = "phone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Choice:
    """A stored ASCII word and its Chinese title."""

    code: str
    title: str


def choices(**titles: str) -> tuple[Choice, ...]:
    """`choices(full="正式党员")`: choices in the order given."""
    return tuple(Choice(code, title) for code, title in titles.items())


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field as its users see it.

    `key` is the stable name in files and packages. A dotted key ("vote.for", "flags.hardship") nests in JSON.
    `timed` marks a value with a history in valid time; `<key>_since` goes with it in files and forms.
    `spellings` are other titles under which offices write the field in their spreadsheets.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    refers_to: str = ""
    hint: str = ""
    sensitivity: Sensitivity = Sensitivity.OPEN
    timed: bool = False
    searched: bool = False
    default: Any = None
    fields: tuple["FieldSpec", ...] = ()
    spellings: tuple[str, ...] = ()
    outsiders: str = ""  # "always", or "state=observer": when a name not on the roster is taken as it stands
    longest: int = 20_000
    computed_as: Kind | None = None  # what a computed value looks like
    table: tuple["FieldSpec", ...] = ()  # of a list that is keyed in as a table: its columns in their order

    def title_of(self, code: object) -> str:
        """Chinese title of a stored choice; the value itself where it is none of ours."""
        return next((choice.title for choice in self.choices if choice.code == code), str(code or ""))

    @property
    def since_key(self) -> str:
        """Key of the day from which a timed value holds."""
        return f"{self.key}_since"


def column(title: str, kind: Kind = Kind.TEXT, *, key: str = "", default: Any = None, **more: Any) -> Any:
    """A record's column with its FieldSpec; `more` are further FieldSpec attributes.

    The key is the attribute's name without `_uid` unless `key` says otherwise; it is settled when the record
    is read by `columns_of`.
    """
    if default is None and kind in (Kind.BOOLEAN, Kind.FLAG):
        default = False
    spec = FieldSpec(key=key, title=title, kind=kind, default=default, **more)
    return sqlmodel.Field(default=default, title=title, schema_extra={"json_schema_extra": {SPEC: spec}})


@dataclass(frozen=True, slots=True)
class ColumnField:
    """A FieldSpec together with the attribute (SQL column) that stores it."""

    attribute: str
    spec: FieldSpec


def columns_of(record: Any) -> tuple[ColumnField, ...]:
    """The described columns of a record class, in the order in which they are declared."""
    from dataclasses import replace

    found = []
    for attribute, declared in record.model_fields.items():
        extra = declared.json_schema_extra
        if isinstance(extra, dict) and isinstance(extra.get(SPEC), FieldSpec):
            spec: FieldSpec = extra[SPEC]
            found.append(
                ColumnField(attribute, replace(spec, key=spec.key or attribute.removesuffix("_uid")))
            )
    return tuple(found)
