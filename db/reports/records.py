"""What every ledger prints for free: a record's own page and the table of a ledger, from its spec alone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db.arithmetic.days import day_text
from db.changes import Row
from db.fields import FieldSpec, Kind
from db.ledger_spec import LedgerSpec
from db.ledgers import by_key
from db.reports.document import Block, Field, Fields, Heading, Paragraph, ReportDocument, Table, TableColumn
from db.reports.minutes import minutes
from db.reports.source import PrintOptions, ReportSource, row_of
from db.reports.wording import header_of, responsible_of, value_text
from db.rules.facts import Facts
from db.services.presenting import part_value

_WIDE = frozenset({Kind.LONG_TEXT, Kind.PEOPLE})


def build_record_page(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The page of one record; a meeting prints as minutes."""
    spec = by_key(options.ledger)
    return record_page(spec, row_of(source, options.ledger, options.uid), facts)


def build_ledger_table(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The table of a ledger, of one year if one is chosen."""
    return ledger_table(
        by_key(options.ledger), source.rows(options.ledger, options.year), facts, options.year
    )


def record_page(spec: LedgerSpec, row: Row, facts: Facts, box: str = "") -> ReportDocument:
    """One record in the groups of its form."""
    if spec.meeting:
        return minutes(spec, row, facts, box)
    day = row.text(spec.day) if spec.day else ""
    return ReportDocument(
        title=spec.title,
        subtitle=record_name(spec, row),
        responsible=row.text("issuer") or responsible_of(facts),
        dated_on=day,
        header=header_of(facts, int(day[:4]) if day else None, box),
        form="sheet",
        blocks=tuple(_record_blocks(spec, row)),
    )


def record_name(spec: LedgerSpec, row: Row) -> str:
    """What tells the record apart in a list: its summary fields, 王建国 2026年3月5日."""
    shown = [value_text(spec.field(key), row.get(key)) for key in spec.summary if key in spec.by_key]
    return " ".join(text for text in shown if text)


def ledger_table(
    spec: LedgerSpec, rows: Sequence[Row], facts: Facts, year: int | None = None
) -> ReportDocument:
    """All given records with the columns of the ledger's list."""
    listed = [(column, title) for column, title in spec.titled_columns if column.shown]
    columns = (
        TableColumn("序号", 2, "center"),
        *(
            TableColumn(title, max(column.width, len(title)), "right" if column.right else "left")
            for column, title in listed
        ),
    )
    cells = tuple(
        (str(number), *(_cell(spec, column.key, row) for column, _title in listed))
        for number, row in enumerate(rows, start=1)
    )
    return ReportDocument(
        title=f"{year}年{spec.title}" if year else spec.title,
        responsible=responsible_of(facts),
        dated_on=str(year) if year else facts.today.isoformat(),
        header=header_of(facts, year or facts.today.year),
        landscape=sum(column.width for column in columns) > 40,
        form="sheet",
        blocks=(
            Table(columns, cells, empty="（没有记录）"),
            Paragraph(f"共{len(rows)}条，{day_text(facts.today.isoformat())}打印。", "note"),
        ),
    )


def _cell(spec: LedgerSpec, key: str, row: Row) -> str:
    if key == "entered_on":
        return row.entered_on
    field = spec.field(key)
    value = row.get(key)
    # In tables days stay ISO: they line up, and they sort as they read.
    return str(value or "") if field.kind in (Kind.DAY, Kind.PARTIAL_DAY) else value_text(field, value)


def _record_blocks(spec: LedgerSpec, row: Row) -> Iterator[Block]:
    for group in spec.form:
        fields = [spec.by_key[key] for key in group.keys if key in spec.by_key]
        plain = [field for field in fields if field.kind is not Kind.PARTS]
        if plain:
            yield Heading(group.title)
            yield Fields(tuple(_form_rows(_with_flags(plain, row))))
        for field in fields:
            if field.kind is Kind.PARTS:
                yield Heading(field.title)
                yield _parts_table(field, row.get(field.key) or [])
    day = day_text(row.entered_on) if row.entered_on else ""
    entered_by = f"，录入人：{row.entered_by}" if row.entered_by else ""
    if day:
        yield Paragraph(f"录入日期：{day}{entered_by}。", "note")


def _with_flags(fields: Sequence[FieldSpec], row: Row) -> list[tuple[FieldSpec, str]]:
    """Each field with its text; the flags of one set become a single field of words."""
    shown: list[tuple[FieldSpec, str]] = []
    flags = [field for field in fields if field.kind is Kind.FLAG]
    for field in fields:
        if field.kind is not Kind.FLAG:
            shown.append((field, value_text(field, row.get(field.key))))
        elif field is flags[0]:
            held = [flag.title for flag in flags if flag.key.split(".")[1] in (row.get("flags") or ())]
            shown.append((FieldSpec("flags", "标记", Kind.TEXT), "、".join(held)))
    return shown


def _form_rows(fields: Sequence[tuple[FieldSpec, str]]) -> Iterator[tuple[Field, ...]]:
    """Two short fields to a row; long ones, and the last odd one, take a row of their own."""
    waiting: list[Field] = []
    for spec, text in fields:
        wide = spec.kind in _WIDE
        field = Field(spec.title, text, lines=3 if spec.kind is Kind.LONG_TEXT else 1)
        if wide and waiting:
            yield tuple(waiting)
            waiting = []
        waiting.append(field)
        if wide or len(waiting) == 2:
            yield tuple(waiting)
            waiting = []
    if waiting:
        yield tuple(waiting)


def _parts_table(field: FieldSpec, elements: Sequence[Mapping[str, Any]]) -> Table:
    inner = [spec for spec in field.fields if spec.kind is not Kind.PARTS]
    columns = tuple(TableColumn(spec.title, max(4, len(spec.title))) for spec in inner)
    rows = tuple(
        tuple(value_text(spec, part_value(element, spec.key)) for spec in inner) for element in elements
    )
    return Table(columns, rows)
