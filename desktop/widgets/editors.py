"""Which entry field belongs to which kind of field of a ledger. The only widget module that knows the
kinds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from db.arithmetic.lunar import DAY_NAMES, MONTH_NAMES
from db.changes import Ref
from db.fields import FieldSpec, Kind
from desktop.widgets.choice_edits import CheckEditor, ChoiceEditor, FlagsEditor, LunarEditor
from desktop.widgets.day_edit import DayEditor, TimeEditor
from desktop.widgets.editor import Editor
from desktop.widgets.parts_edit import PartField, PartsEditor
from desktop.widgets.parts_table import PartsTableEditor
from desktop.widgets.parts_table_model import TableField
from desktop.widgets.person_edits import PeopleEditor, PeopleModel, PersonEditor
from desktop.widgets.showing import shown
from desktop.widgets.text_edits import (
    HoursEditor,
    IntegerEditor,
    LineEditor,
    LongTextEditor,
    MoneyEditor,
    MonthEditor,
    MonthsEditor,
    PointsEditor,
)


@dataclass(frozen=True, slots=True)
class Sources:
    """What the fields of a form choose from: people, records of other ledgers as (uid, name), and today."""

    people: PeopleModel
    today: date
    references: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


def make_editor(spec: FieldSpec, sources: Sources) -> Editor:
    """The entry field for a field of a ledger."""
    match spec.kind:
        case Kind.DAY | Kind.PARTIAL_DAY:
            return DayEditor(sources.today, partial=spec.kind is Kind.PARTIAL_DAY)
        case Kind.PERSON | Kind.PERSON_OR_TEXT:
            return PersonEditor(sources.people, outsiders=bool(spec.outsiders))
        case Kind.PEOPLE:
            return PeopleEditor(sources.people)
        case Kind.PARTS if spec.table:
            return PartsTableEditor(spec.title, [_table_field(inner, sources) for inner in spec.table])
        case Kind.PARTS:
            return PartsEditor(spec.title, [_part_field(inner, sources) for inner in spec.fields])
        case _:
            return _plain_editor(spec, sources)


def _plain_editor(spec: FieldSpec, sources: Sources) -> Editor:
    match spec.kind:
        case Kind.INTEGER if spec.choices:
            # numbers that stand for words, as a regulation counts its cases
            cases = [(int(choice.code), choice.title) for choice in spec.choices]
            return ChoiceEditor(cases, may_be_empty=True)
        case kind if kind in _TYPED:
            return _text_editor(spec)
        case Kind.BOOLEAN | Kind.FLAG:
            return CheckEditor(spec.title)
        case Kind.FLAGS:
            return FlagsEditor([(choice.code, choice.title) for choice in spec.choices])
        case Kind.CHOICE:
            options = [(choice.code, choice.title) for choice in spec.choices]
            return ChoiceEditor(options, may_be_empty=spec.default is None)
        case Kind.REFERENCE:
            return ChoiceEditor(sources.references.get(spec.refers_to, ()))
        case Kind.LUNAR:
            return LunarEditor([f"{name}月" for name in MONTH_NAMES], DAY_NAMES)
        case _:
            return LineEditor(spec.hint, longest=spec.longest)


_TYPED = frozenset(
    {
        Kind.TIME,
        Kind.LONG_TEXT,
        Kind.INTEGER,
        Kind.MONEY,
        Kind.HOURS,
        Kind.POINTS,
        Kind.MONTH,
        Kind.MONTHS,
    }
)
"""Kinds whose entry field is a line of text of some shape."""


def _text_editor(spec: FieldSpec) -> Editor:
    match spec.kind:
        case Kind.TIME:
            return TimeEditor()
        case Kind.LONG_TEXT:
            return LongTextEditor()
        case Kind.INTEGER:
            return IntegerEditor(spec.hint)
        case Kind.HOURS:
            return HoursEditor(spec.hint)
        case Kind.POINTS:
            return PointsEditor(spec.hint)
        case Kind.MONTH:
            return MonthEditor(spec.hint)
        case Kind.MONTHS:
            return MonthsEditor(spec.hint)
        case _:
            return MoneyEditor(spec.hint or "如 300 或 12.50")


def has_own_title(spec: FieldSpec) -> bool:
    """Whether the entry field says its title itself, so that no label stands above it."""
    return spec.kind in (Kind.BOOLEAN, Kind.FLAG)


def _part_field(spec: FieldSpec, sources: Sources) -> PartField:
    return PartField(spec.key, spec.title, partial(make_editor, spec, sources), spec.required)


_WIDTHS = {Kind.DAY: 7, Kind.PARTIAL_DAY: 7, Kind.BOOLEAN: 3, Kind.INTEGER: 3, Kind.CHOICE: 4, Kind.PERSON: 7}
_COMPUTED_WIDTH, _TEXT_WIDTH, _LONG_TEXT_WIDTH, _LONGEST_CHOICE = 6, 8, 18, 7


def _table_field(spec: FieldSpec, sources: Sources) -> TableField:
    """A column of a list that is keyed in as a table."""
    is_worked = spec.kind is Kind.COMPUTED
    looks = spec.computed_as or Kind.TEXT if is_worked else spec.kind
    longest = min(_LONGEST_CHOICE, max((len(choice.title) for choice in spec.choices), default=0))
    otherwise = _COMPUTED_WIDTH if is_worked else _LONG_TEXT_WIDTH if spec.searched else _TEXT_WIDTH
    return TableField(
        spec.key,
        spec.title,
        max(_WIDTHS.get(looks, otherwise), len(spec.title), longest),
        partial(_person_text, sources.people) if spec.kind is Kind.PERSON else partial(shown, spec),
        None if is_worked else partial(make_editor, spec, sources),
        partial(_cell_problem, spec),
        tuple(choice.code for choice in spec.choices),
        is_check=spec.kind is Kind.BOOLEAN,
        is_right=looks is Kind.INTEGER,
        is_required=spec.required,
    )


def _person_text(people: PeopleModel, value: Any) -> str:
    """A person as the list to choose from shows them: two of one name are told apart."""
    return people.label_of(value.uid, value.name) if isinstance(value, Ref) else str(value or "")


def _cell_problem(spec: FieldSpec, value: Any) -> str:
    """Why what stands in a cell cannot be read; empty where it can."""
    if value is None or value == "":
        return ""
    if spec.kind is Kind.INTEGER and not isinstance(value, int):
        return "这里应填整数，如 12"
    if spec.kind is Kind.PERSON and not isinstance(value, Ref):
        return "名册里没有这个姓名，或有几位同名的，请从列表里选"
    if spec.kind is Kind.DAY:
        try:
            date.fromisoformat(str(value))
        except ValueError:
            return "这里应填日期，如 3月5日"
    return ""
