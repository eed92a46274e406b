"""What crosses from the books to whoever looks at them: frozen values, never entities.

Reads give rows; writes take a draft and give Changes; rules give findings and duties. Nothing here knows SQL.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Value = Any  # str | int | bool | None | Ref | list | dict, as the field's kind says
EMPTY: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Ref:
    """A person or other record as mentioned by another record."""

    uid: str
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Row:
    """One record as its users see it: `values` by field key (see FieldSpec), plus where it stands.

    `entered_on` is the day on which it was typed ("2026-03-05"), apart from any day it tells about;
    `removed_at` is an instant or None. A `revision` goes back with the draft so that two editors notice.
    """

    ledger: str
    uid: str
    values: Mapping[str, Value] = field(default_factory=dict)
    revision: int = 0
    entered_on: str = ""
    entered_by: str = ""
    changed_at: str = ""
    removed_at: str | None = None

    def __getitem__(self, key: str) -> Value:
        return self.values[key]

    def get(self, key: str, default: Value = None) -> Value:
        """The value of a field, or `default` where it is absent or empty."""
        value = self.values.get(key)
        return default if value is None else value

    def text(self, key: str) -> str:
        """The value as plain text, empty where there is none."""
        value = self.values.get(key)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form or a file wants saved: only the keys it names are touched; None erases.

    `uid` None makes a new record. `revision` is the one that was read, None to skip that check.
    """

    values: Mapping[str, Value]
    uid: str | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What one change set touched: (ledger key, uid) pairs, and its place in the journal.

    `in_order` are the same pairs as they were touched, so that several new records keep the order of their file.
    """

    touched: frozenset[tuple[str, str]] = frozenset()
    site: str = ""
    sequence: int = 0
    note: str = ""
    in_order: tuple[tuple[str, str], ...] = ()

    def of(self, ledger: str) -> frozenset[str]:
        """Uids touched in one ledger."""
        return frozenset(uid for key, uid in self.touched if key == ledger)

    @property
    def uids(self) -> tuple[str, ...]:
        """All uids touched, sorted."""
        return tuple(sorted({uid for _, uid in self.touched}))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(sorted(self.touched))

    def __bool__(self) -> bool:
        return bool(self.touched)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a rule rests on: regulation and article in an edition, or 本地要求.

    `mark` is the evidence: V or V2 seen in a source, K known but not seen, L local practice, D plain logic.
    """

    regulation: str
    article: str = ""
    edition: str = ""
    mark: str = ""

    @property
    def text(self) -> str:
        """「依据：《…》第…条（2026版）」 or 「本地要求，无党内法规依据」."""
        if self.mark == "L":
            return "本地要求，无党内法规依据"
        if self.mark == "D":
            return "依据：记录之间应当一致"
        edition = f"（{self.edition}）" if self.edition else ""
        return f"依据：{self.regulation}{self.article}{edition}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an inspection would notice. `period` is "2026", "2026Q1", "2026-03" or a day.

    `severity` is S1 (serious), S2 (ordinary) or S3 (hint). `records` are (ledger, uid) pairs to open.
    `key` names the finding across runs, so that an explanation stays with it.
    """

    rule: str
    severity: str
    period: str
    subject: str
    message: str
    basis: Basis
    remedy: str
    records: tuple[tuple[str, str], ...] = ()
    title: str = ""
    state: str = "open"  # open | explained | fixed | not_applicable
    reason: str = ""

    @property
    def key(self) -> str:
        """Rule, period and the records (or, without any, the subject) it is about."""
        about = ",".join(sorted(uid for _, uid in self.records)) or self.subject
        return f"{self.rule}|{self.period}|{about}"


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation of a year: what, in which period, due on which day ("2026-03-31"), and how it stands.

    `state` is done, due, late or not_applicable; `evidence` are (ledger, uid) pairs that fulfil it.
    `ledger` is the kind of record that would fulfil it, for the button beside it; `about` the record in which it is to
    be written down, where there is one already.
    """

    duty: str
    title: str
    period: str
    due_on: str
    state: str
    basis: Basis
    ledger: str = ""
    subject: str = ""
    evidence: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    about: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day to remember. `kind`: birthday, political_birthday, medal_50, probation_end, term_end, contact, duty,
    dues_arrears, transfer, out_of_contact, discipline.
    """

    kind: str
    on: str
    title: str
    person: Ref | None = None
    years: int | None = None
    basis: Basis | None = None
    note: str = ""
