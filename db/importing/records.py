"""From tables to the plan of an import into any ledger: every row is a new record, or one that is there already.

The roster is not read here: people have identities and histories (`checking`).
"""

from collections.abc import Mapping, Sequence, Set
from datetime import date

from db.changes import Ref, Row
from db.fields import FieldSpec, Kind
from db.importing.cells import Cell, text_of
from db.importing.mapping import ColumnMapping
from db.importing.plan import ImportPlan, PlannedRow, PlannedUpdate, Problem, SheetReading, one_reason
from db.importing.reading import is_empty, read_value_lenient, refuse_masked
from db.importing.table import Table, TableRow
from db.importing.titles import Vocabulary, normal_title, vocabulary_of
from db.importing.unreadable import UnreadableValueError
from db.ledger_spec import LedgerSpec


def ledger_vocabulary(spec: LedgerSpec) -> Vocabulary:
    """The titles under which the fields of a ledger may stand."""
    return vocabulary_of(spec.fields)


def plan_records(
    spec: LedgerSpec,
    tables: Sequence[Table],
    mappings: Sequence[ColumnMapping],
    today: date,
    existing: Sequence[Row] = (),
) -> ImportPlan:
    """What importing the tables would add; a row with an unreadable or missing required value is kept out.

    A row that says nothing but what one record of `existing` says counts as unchanged, so that a sheet may come in
    twice. People and other records are left as the names that stand in the file; saving finds whom they mean.
    """
    vocabulary = ledger_vocabulary(spec)
    added: list[PlannedRow] = []
    updated: list[PlannedUpdate] = []
    skipped: list[Problem] = []
    warnings: list[Problem] = []
    unchanged = 0
    known = _ByRequired(spec, existing)
    for table, mapping in zip(tables, mappings, strict=True):
        warnings += [*_unknown_columns(table, mapping), *_lists_left_out(spec, table, mapping)]
        for row in table.rows:
            values, problems = _read_row(row, table, mapping, vocabulary, today)
            seen = values.keys() | {problem.field for problem in problems}
            problems += _missing(spec, seen, row, table)
            fatal = [problem for problem in problems if _field_of(spec, problem.field).required]
            if fatal:
                skipped.append(one_reason(fatal))
            elif values and known.has(values):
                unchanged += 1
            elif values and (named := known.named(values)) is not None:
                warnings += problems
                changes = _changes(named, values)
                updated.append(PlannedUpdate(row.number, named.uid, named.text("name"), changes, table.sheet))
            elif values:
                warnings += problems
                added.append(PlannedRow(row.number, values, table.sheet))
    sheets = tuple(
        SheetReading(table.sheet, table.header_row, mapping.titles)
        for table, mapping in zip(tables, mappings, strict=True)
    )
    return ImportPlan(sheets, tuple(added), tuple(updated), tuple(skipped), tuple(warnings), unchanged)


class _ByRequired:
    """Records found again by their required values, which every row must have.

    Where nothing but a name is required, as of a Party group, the name makes the record: a row with more is no second
    one. The profile of the branch is one in any case.
    """

    def __init__(self, spec: LedgerSpec, records: Sequence[Row]) -> None:
        required = [field for field in spec.fields if field.required]
        self._keys = tuple(field.key for field in required)
        self._single = records[0] if spec.single and records else None
        self._by_name = [field.kind for field in required] == [Kind.TEXT]
        self._records: dict[tuple[object, ...], list[Row]] = {}
        for record in records:
            self._records.setdefault(self._required(record.values), []).append(record)

    def _required(self, values: Mapping[str, object]) -> tuple[object, ...]:
        return tuple(_comparable(values.get(key)) for key in self._keys)

    def named(self, values: Mapping[str, object]) -> Row | None:
        """The record that these values mean by its name, to be filled in and not made a second time."""
        same = self._records.get(self._required(values), ()) if self._by_name else ()
        return self._single or (same[0] if len(same) == 1 else None)

    def has(self, values: Mapping[str, object]) -> bool:
        """Whether some record says all that these values say."""
        said = {key: _comparable(value) for key, value in values.items()}
        return any(
            all(_comparable(record.values.get(key)) == value for key, value in said.items())
            for record in self._records.get(self._required(values), ())
        )


def _changes(record: Row, values: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Key -> (old, new) of what the values say otherwise; nothing is emptied."""
    return {
        key: (record.values.get(key), value)
        for key, value in values.items()
        if _comparable(record.values.get(key)) != _comparable(value)
    }


def _comparable(value: object) -> object:
    """A value of a record or of a sheet in one form: people by name, yes and no apart from nothing."""
    if isinstance(value, Ref):
        return value.name
    if isinstance(value, (list, tuple)):
        return tuple(_comparable(each) for each in value)
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), _comparable(each)) for key, each in value.items()))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or value is False else str(value)


def _read_row(
    row: TableRow, table: Table, mapping: ColumnMapping, vocabulary: Vocabulary, today: date
) -> tuple[dict[str, object], list[Problem]]:
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for key, column in mapping.by_key.items():
        cell = row.cells[column]
        field = vocabulary.fields[key]
        try:
            value = read_value_lenient(field, cell, today, date_1904=table.date_1904)
            refuse_masked(field, value)
        except UnreadableValueError as error:
            problems.append(_problem(row, table, error.code, f"{field.title}{error.message}", key, cell))
            continue
        if value is not None:
            _put(values, field, value)
    return values, problems


def _field_of(spec: LedgerSpec, key: str) -> FieldSpec:
    """The field of a column: one of a pair such as notice.from stands for itself, a flag for its set."""
    return spec.by_key.get(key) or spec.by_key[key.partition(".")[0]]


def _put(values: dict[str, object], field: FieldSpec, value: object) -> None:
    """A yes/no column of one flag joins the list of flags."""
    name, _, word = field.key.partition(".")
    if field.kind is not Kind.FLAG:
        values[field.key] = value
    elif value:
        flags = values.setdefault(name, [])
        assert isinstance(flags, list)
        flags.append(word)


def _missing(spec: LedgerSpec, seen: Set[str], row: TableRow, table: Table) -> list[Problem]:
    if all(is_empty(cell) for cell in row.cells):
        return []
    return [
        _problem(row, table, "required_missing", f"{field.title}没有填", field.key, "")
        for field in spec.fields
        if field.required and field.key not in seen
    ]


def _unknown_columns(table: Table, mapping: ColumnMapping) -> list[Problem]:
    return [
        Problem(
            table.header_row,
            "unknown_column",
            f"“{match.title}”一列不知道是什么，没有导入",
            match.title,
            "",
            table.sheet,
        )
        for match in mapping.columns
        if match.key is None and match.is_filled and match.title
    ]


def _lists_left_out(spec: LedgerSpec, table: Table, mapping: ColumnMapping) -> list[Problem]:
    """A cell holds no list of agenda items or people: say so rather than lose it in silence."""
    titles = {normal_title(field.title): field.key for field in spec.fields if field.kind is Kind.PARTS}
    return [
        Problem(
            table.header_row,
            "column_not_imported",
            f"“{match.title}”一列不能从表格导入，请在记录里补充",
            titles[normal_title(match.title)],
            "",
            table.sheet,
        )
        for match in mapping.columns
        if match.is_filled and normal_title(match.title) in titles
    ]


def _problem(row: TableRow, table: Table, code: str, message: str, key: str, cell: Cell) -> Problem:
    return Problem(row.number, code, message, key, text_of(cell)[:60], table.sheet)
