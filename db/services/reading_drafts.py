"""Reading a draft: every value checked and turned into what is stored, before anything is written.

Problems are collected by field key, all of them at once, each a Chinese sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.changes import Draft, Ref, Row
from db.errors import AmbiguousNameError, InvalidDraftError, LedgerError
from db.fields import ColumnField, FieldSpec, Kind
from db.ledger_spec import LedgerSpec, PartSpec
from db.services.branch import Branch
from db.services.naming_records import names_of
from db.services.timed_values import TimedDraft
from db.services.values import (
    Names,
    ValueRefusedError,
    clipped,
    refusal,
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
    title: str
    columns: dict[str, Any] = field(default_factory=dict)
    timed: dict[str, TimedDraft] = field(default_factory=dict)
    people: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, list[PreparedPart]] = field(default_factory=dict)


def prepare(branch: Branch, spec: LedgerSpec, draft: Draft, row: Row | None) -> Prepared:
    """Check a draft against its ledger; `row` is the record as it stands, None for a new one.

    InvalidDraftError with every problem; AmbiguousNameError passes through, for the choice is the user's.
    """
    reader = _DraftReader(spec, names_of(branch))
    prepared = reader.read(draft, row)
    if not reader.problems:
        _check(spec, prepared, row, reader, names_of(branch))
    if reader.problems:
        raise InvalidDraftError(reader.problems, spec.title)
    return prepared


class _DraftReader:
    """Reads one draft, collecting problems."""

    def __init__(self, spec: LedgerSpec, names: Names) -> None:
        self.spec = spec
        self.names = names
        self.problems: dict[str, str] = {}

    def read(self, draft: Draft, row: Row | None) -> Prepared:
        values = dict(draft.values)
        prepared = Prepared(draft.uid, row is None, "")
        self._columns(prepared, values, row)
        self._extra(prepared, values)
        for part in self.spec.parts:
            if part.key in values:
                prepared.parts[part.key] = self._elements(part, values.pop(part.key), part.title)
        self._unknown(values, self.spec.title)
        prepared.title = self._title(prepared, row)
        return prepared

    def _columns(self, prepared: Prepared, values: dict[str, Any], row: Row | None) -> None:
        flag_sets = {
            field.key: self._flags(field, values.pop(field.key))
            for field in self.spec.fields
            if field.kind is Kind.FLAGS and field.key in values
        }
        for column in self.spec.stored:
            key = column.spec.key
            if column.spec.kind is Kind.FLAG:
                name, code = key.split(".")
                if name in flag_sets:
                    prepared.columns[column.attribute] = code in flag_sets[name]
            elif key in values:
                self._store(prepared.columns, column, values.pop(key), key)
        if row is None:
            for column in self.spec.stored:
                prepared.columns.setdefault(column.attribute, column.spec.default)

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
        if stored is None and column.spec.default is not None:
            stored = column.spec.default
        columns[column.attribute] = stored

    def _extra(self, prepared: Prepared, values: dict[str, Any]) -> None:
        for extra in self.spec.extra:
            if extra.kind is Kind.COMPUTED:
                values.pop(extra.key, None)
            elif extra.timed:
                self._timed(prepared, extra, values)
            elif extra.kind is Kind.PEOPLE and extra.key in values:
                prepared.people[extra.key] = self._people(extra, values.pop(extra.key))

    def _timed(self, prepared: Prepared, field: FieldSpec, values: dict[str, Any]) -> None:
        has_value, has_since = field.key in values, field.since_key in values
        if not has_value and not has_since:
            return
        stored = self._single(field.key, field, values.pop(field.key, None))
        since_field = FieldSpec(field.since_key, self.spec.by_key[field.since_key].title, Kind.PARTIAL_DAY)
        since = self._single(field.since_key, since_field, values.pop(field.since_key, None))
        prepared.timed[field.key] = TimedDraft(stored, since, has_value, has_since)

    def _single(self, key: str, field: FieldSpec, value: Any, outsiders: bool = False) -> Any:
        """One value as stored; a refusal becomes a problem, except a shared name: that choice is the user's."""
        try:
            return stored_value(field, value, self.names, outsiders)
        except AmbiguousNameError:
            raise
        except (ValueRefusedError, LedgerError) as error:
            self.problems[key] = refusal(error)
            return None

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
        values = dict(given)
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

    def _title(self, prepared: Prepared, row: Row | None) -> str:
        words = []
        for key in self.spec.summary:
            column = next((column for column in self.spec.stored if column.spec.key == key), None)
            if column is None:
                continue
            stored = prepared.columns.get(column.attribute)
            shown = (
                shown_value(column.spec, stored, self.names) if stored is not None else row and row.get(key)
            )
            if shown:
                words.append(column.spec.title_of(shown) if column.spec.choices else str(shown))
        return " ".join(words)


def _outsiders_welcome(spec: FieldSpec, values: Mapping[str, Any]) -> bool:
    name, _, wanted = spec.outsiders.partition("=")
    return bool(wanted) and values.get(name) in (wanted, "列席")


def _flattened(values: Mapping[str, Any], groups: set[str]) -> dict[str, Any]:
    """{"vote": {"for": 3}} as {"vote.for": 3} for the groups named."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if key in groups and (value is None or isinstance(value, Mapping)):
            flat |= {f"{key}.{inner}": each for inner, each in (value or {}).items()}
        else:
            flat[key] = value
    return flat


def _check(spec: LedgerSpec, prepared: Prepared, row: Row | None, reader: _DraftReader, names: Names) -> None:
    """Required fields, and what the ledger itself cannot accept, on the record as it would become."""
    merged: dict[str, Any] = dict(row.values) if row else {}
    for column in spec.stored:
        if column.attribute in prepared.columns:
            merged[column.spec.key] = shown_value(column.spec, prepared.columns[column.attribute], names)
    merged |= {key: given.value for key, given in prepared.timed.items() if given.has_value}
    merged |= prepared.people
    for each in (*[column.spec for column in spec.stored], *spec.extra):
        if each.required and merged.get(each.key) in (None, "", []):
            reader.problems[each.key] = f"{each.title}不能为空"
    if row is not None and spec.identity and merged[spec.identity] != row.values[spec.identity]:
        title = spec.by_key[spec.identity].title
        reader.problems[spec.identity] = f"{title}不能改成别的，请移除这一条后另外新增"
    if spec.check is not None and not reader.problems:
        reader.problems.update(spec.check(merged))
