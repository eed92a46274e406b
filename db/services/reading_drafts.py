"""Reading a draft: every value checked and turned into what is stored, before anything is written.

Problems are collected by field key, all of them at once, each a Chinese sentence.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from db.changes import Draft, Ref, Row
from db.errors import AmbiguousNameError, InvalidDraftError, LedgerError
from db.fields import ColumnField, FieldSpec, Kind
from db.ledger_spec import LedgerSpec, PartSpec
from db.services.branch import Branch
from db.services.correcting import GROWS_ONLY, additions
from db.services.naming_records import names_of
from db.services.roster_reading import read_roster
from db.services.timed_values import TimedDraft
from db.services.values import (
    EMPTY,
    TEXTS,
    ValueRefusedError,
    clipped,
    is_stored_as_typed,
    refusal,
    shower,
    shown_value,
    stored_flags,
    stored_value,
    words_of,
)

_PERSON = FieldSpec("person", "人员", Kind.PERSON)
READ_ONLY = frozenset(
    {"uid", "ledger", "entered_on", "entered_by", "changed_at", "removed_at", "revision", "title"}
)


@dataclass(slots=True)
class PreparedPart:
    """One element of a list, as stored, with the lists inside it. `uid` None: matched by position."""

    uid: str | None
    columns: dict[str, Any]
    parts: dict[str, list["PreparedPart"]] = field(default_factory=dict)


@dataclass(slots=True)
class Prepared:
    """A draft as stored: `columns` by attribute, `timed` by field key."""

    uid: str | None
    is_new: bool
    columns: dict[str, Any] = field(default_factory=dict)
    timed: dict[str, TimedDraft] = field(default_factory=dict)
    people: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, list[PreparedPart]] = field(default_factory=dict)


class DraftReader:
    """Reads drafts of one ledger, one after the other.

    It lives for one action, during which nobody else writes, and remembers what a text of a field became: a roster says
    few different things. What was refused is read again.
    """

    def __init__(self, branch: Branch, spec: LedgerSpec) -> None:
        self.spec = spec
        self.names = names_of(branch)
        self.problems: dict[str, str] = {}
        self._is_new = True
        self._read_roster = partial(read_roster, branch)
        # By identity of the field: specs outlive the reader.
        self._known: defaultdict[int, dict[str, Any]] = defaultdict(dict)
        self._defaults = {column.attribute: column.spec.default for column in spec.stored}
        self._flag_columns = [
            (column.attribute, *column.spec.key.split("."))
            for column in spec.stored
            if column.spec.kind is Kind.FLAG
        ]
        self._plain_columns = {
            column.spec.key: (
                column.attribute,
                column,
                self._known[id(column.spec)],
                column.spec.longest if column.spec.kind in TEXTS else 0,
            )
            for column in spec.stored
            if column.spec.kind is not Kind.FLAG
        }
        self._groups = {key.split(".")[0] for key in self._plain_columns} - set(self._plain_columns)
        self._flag_sets = [field for field in spec.fields if field.kind is Kind.FLAGS]
        self._computed = [field.key for field in spec.extra if field.kind is Kind.COMPUTED]
        self._timed_fields = [
            (field, FieldSpec(field.since_key, spec.by_key[field.since_key].title, Kind.PARTIAL_DAY))
            for field in spec.extra
            if field.timed
        ]
        self._people_fields = [field for field in spec.extra if field.kind is Kind.PEOPLE]
        showers = [(column, shower(column.spec, self.names)) for column in spec.stored]
        self._as_stored = [(column.attribute, column.spec.key) for column, show in showers if show is None]
        self._shown = [(column.attribute, column.spec.key, show) for column, show in showers if show]
        stored = (column.spec for column in spec.stored)
        self._required = [field for field in (*stored, *spec.extra) if field.required]

    def prepare(self, draft: Draft, row: Row | None) -> Prepared:
        """Check a draft against its ledger; `row` is the record as it stands, None for a new one.

        InvalidDraftError with every problem; AmbiguousNameError passes through, for the choice is the user's.
        """
        self.problems, self._is_new = {}, row is None
        prepared = self._read(draft, row)
        if not self.problems:
            self._check(prepared, row)
        if self.problems:
            raise InvalidDraftError(self.problems, self.spec.title)
        return prepared

    def _read(self, draft: Draft, row: Row | None) -> Prepared:
        prepared = Prepared(draft.uid, row is None, dict(self._defaults) if row is None else {})
        named = _flattened(draft.values, self._groups)
        self._set_flags(prepared.columns, named)
        values = self._columns(prepared.columns, named)
        self._extra(prepared, values)
        for part in self.spec.parts:
            if part.key in values:
                prepared.parts[part.key] = self._elements(part, values.pop(part.key), part.title)
                if part.only_grows and row is not None:
                    self._keep_additions(part, prepared, row)
        self._unknown(values, self.spec.title)
        return prepared

    def _keep_additions(self, part: PartSpec, prepared: Prepared, row: Row) -> None:
        """Of a list that only grows, what is new; what stands must stay as it is."""
        elements = prepared.parts[part.key]
        shown = [
            (each.uid, values)
            for each, values in zip(elements, self._shown_elements(part, elements), strict=True)
        ]
        new = additions(shown, row.values[part.key])
        if new is None:
            self.problems[part.key] = GROWS_ONLY.format(title=part.title)
        else:
            prepared.parts[part.key] = [elements[number] for number in new]

    def _set_flags(self, columns: dict[str, Any], values: dict[str, Any]) -> None:
        for each in self._flag_sets:
            if each.key in values:
                is_set = self._flags(each, values.pop(each.key))
                for attribute, name, code in self._flag_columns:
                    if name == each.key:
                        columns[attribute] = code in is_set

    def _columns(self, columns: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """Read what has a column of its own; returns the values that have none."""
        others = {}
        for key, value in values.items():
            plain = self._plain_columns.get(key)
            if plain is None:
                others[key] = value
                continue
            attribute, column, known, longest = plain
            if type(value) is not str:
                stored = None
            elif longest and is_stored_as_typed(value, longest):
                stored = value
            else:
                stored = known.get(value)
            if stored is None:
                self._store(columns, column, value, key)
            else:
                columns[attribute] = stored
        return others

    def _flags(self, field: FieldSpec, given: Any) -> frozenset[str]:
        try:
            return stored_flags(field, given)
        except (ValueRefusedError, LedgerError) as error:
            self.problems[field.key] = refusal(error)
            return frozenset()

    def _store(
        self, columns: dict[str, Any], column: ColumnField, value: Any, key: str, outsiders: bool = False
    ) -> None:
        stored = self._single(key, column.spec, value, outsiders)
        begins = value is None and self._is_new  # a new record begins with it where nothing was said
        if stored is None and column.spec.default is not None and (begins or not column.spec.required):
            stored = column.spec.default
        columns[column.attribute] = stored

    def _extra(self, prepared: Prepared, values: dict[str, Any]) -> None:
        for key in self._computed:
            values.pop(key, None)
        for timed, since_field in self._timed_fields:
            has_value, has_since = timed.key in values, since_field.key in values
            if has_value or has_since:
                stored = self._single(timed.key, timed, values.pop(timed.key, None))
                since = self._single(since_field.key, since_field, values.pop(since_field.key, None))
                prepared.timed[timed.key] = TimedDraft(stored, since, has_value, has_since)
        for people in self._people_fields:
            if people.key in values:
                prepared.people[people.key] = self._people(people, values.pop(people.key))

    def _single(self, key: str, field: FieldSpec, value: Any, outsiders: bool = False) -> Any:
        """One value as stored; a refusal becomes a problem, except a shared name: that choice is the user's."""
        if value is None:
            return EMPTY.get(field.kind)
        known = self._known[id(field)] if type(value) is str and not outsiders else None
        if known is not None and value in known:
            return known[value]
        try:
            stored = stored_value(field, value, self.names, outsiders)
        except AmbiguousNameError:
            raise
        except (ValueRefusedError, LedgerError) as error:
            self.problems[key] = refusal(error)
            return None
        if known is not None:
            known[value] = stored
        return stored

    def _people(self, field: FieldSpec, given: Any) -> list[str]:
        found = [self._single(field.key, _PERSON, each) for each in self._listed_people(field, given)]
        return list(dict.fromkeys(person for person in found if person))

    def _listed_people(self, field: FieldSpec, given: Any) -> Sequence[Any]:
        """The people of a list, or of a text of names; one alone stands for a list of one."""
        if given is None:
            return ()
        if isinstance(given, (Ref, Mapping)):
            return (given,)
        try:
            words = words_of(given) if isinstance(given, str) else given
        except LedgerError as error:
            self.problems[field.key] = refusal(error)
            return ()
        if not isinstance(words, Sequence):
            self.problems[field.key] = f"{field.title}应是人员的列表"
            return ()
        return words

    def _elements(self, part: PartSpec, given: Any, path: str) -> list[PreparedPart]:
        if given is None:
            return []
        if not isinstance(given, Sequence) or isinstance(given, str):
            self.problems[part.key] = f"{part.title}应是一个列表"
            return []
        elements = [
            self._element(part, each, f"{path}{number}") for number, each in enumerate(given, start=1)
        ]
        if part.is_sparse:
            elements = [each for each in elements if _says_something(part, each)]
        if part.identity:
            self._refuse_doubles(part, elements)
        return elements

    def _refuse_doubles(self, part: PartSpec, elements: Sequence[PreparedPart]) -> None:
        column = next(column for column in part.columns if column.attribute == part.identity)
        seen: set[Any] = set()
        for element in elements:
            name = element.columns[part.identity]
            if name and name in seen:
                who = shown_value(column.spec, name, self.names)
                self.problems.setdefault(part.key, f"{part.title}里“{who}”出现了两次，请去掉一次")
            seen.add(name)

    def _element(self, part: PartSpec, given: Any, path: str) -> PreparedPart:
        element = PreparedPart(None, {})
        if not isinstance(given, Mapping):
            given = self._short_form(part, given)
        computed = {each.key for each in part.computed}
        values = {key: value for key, value in given.items() if key not in computed}
        if not part.identity:
            element.uid = self._element_uid(part, values.pop("uid", None), path)
        flat = _flattened(
            values, {column.spec.key.split(".")[0] for column in part.columns if "." in column.spec.key}
        )
        for column in part.columns:
            key = column.spec.key
            given_value = flat.pop(key, None)
            welcome = _outsiders_welcome(column.spec, values)
            self._store(element.columns, column, given_value, f"{part.key}.{key}", welcome)
            if column.spec.required and not element.columns.get(column.attribute):
                self.problems.setdefault(f"{part.key}.{key}", f"{path}缺{column.spec.title}")
        for inner in part.parts:
            element.parts[inner.key] = self._elements(
                inner, flat.pop(inner.key, None), f"{path}的{inner.title}"
            )
        self._unknown(flat, part.title, f"{part.key}.")
        return element

    def _element_uid(self, part: PartSpec, given: Any, path: str) -> str | None:
        if given is None or isinstance(given, str):
            return given
        self.problems[f"{part.key}.uid"] = f"{path}的编号（uid）应是文字"
        return None

    def _short_form(self, part: PartSpec, given: Any) -> Mapping[str, Any]:
        """A bare name or title stands for an element with only that."""
        if isinstance(given, (str, Ref)) and part.columns:
            return {part.columns[0].spec.key: given}
        self.problems[part.key] = f"{part.title}的每一项应有各自的内容"
        return {}

    def _unknown(self, values: Mapping[str, Any], title: str, path: str = "") -> None:
        for key in values:
            if key not in READ_ONLY:
                shown = clipped(key)
                self.problems[path + shown] = f"{title}没有“{shown}”这一项"

    def _check(self, prepared: Prepared, row: Row | None) -> None:
        """Required fields, and what the ledger itself cannot accept, on the record as it would become."""
        columns = prepared.columns
        if row is None:  # every column has its value, if only the default
            merged = {key: columns[attribute] for attribute, key in self._as_stored}
        else:
            merged = dict(row.values)
            merged |= {key: columns[attribute] for attribute, key in self._as_stored if attribute in columns}
        for attribute, key, show in self._shown:
            if attribute in columns:
                merged[key] = show(columns[attribute])
        merged |= {key: given.value for key, given in prepared.timed.items() if given.has_value}
        merged |= prepared.people
        merged |= {
            part.key: self._shown_elements(part, prepared.parts[part.key])
            for part in self.spec.parts
            if part.key in prepared.parts
        }
        for wanted in self._required:
            if merged.get(wanted.key) in (None, "", []):
                self.problems[wanted.key] = f"{wanted.title}不能为空"
        identity = self.spec.identity
        if row is not None and identity and merged[identity] != row.values[identity]:
            title = self.spec.by_key[identity].title
            self.problems[identity] = f"{title}不能改成别的，请移除这一条后另外新增"
        if self.spec.check is not None and not self.problems:
            self.problems.update(self.spec.check(merged))
        if self.spec.check_roster is not None and not self.problems:
            self.problems.update(self.spec.check_roster(merged, self._read_roster()))

    def _shown_elements(self, part: PartSpec, elements: Sequence[PreparedPart]) -> list[dict[str, Any]]:
        """The elements of a list as typed, without the lists inside them."""
        return [
            {
                column.spec.key: shown_value(column.spec, element.columns.get(column.attribute), self.names)
                for column in part.columns
            }
            for element in elements
        ]


def _says_something(part: PartSpec, element: PreparedPart) -> bool:
    return any(value not in (None, "") for key, value in element.columns.items() if key != part.identity)


def _outsiders_welcome(spec: FieldSpec, values: Mapping[str, Any]) -> bool:
    name, _, wanted = spec.outsiders.partition("=")
    return bool(wanted) and values.get(name) in (wanted, "列席")


def _flattened(values: Mapping[str, Any], groups: set[str]) -> dict[str, Any]:
    """{"vote": {"for": 3}} as {"vote.for": 3} for the groups named."""
    if groups.isdisjoint(values):
        return dict(values)
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if key in groups and (value is None or isinstance(value, Mapping)):
            flat |= {f"{key}.{inner}": each for inner, each in (value or {}).items()}
        else:
            flat[key] = value
    return flat
