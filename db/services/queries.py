"""Reading records: lists with filter, search and sort, single ones, counts. Every list is one statement plus one
for each list inside the records, however many records there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, case, func, or_, select

from db.changes import Ref, Row
from db.errors import LedgerError, NotFoundError
from db.fields import ColumnField, FieldSpec, Kind
from db.journal.tables import ERASED
from db.ledger_spec import LedgerSpec, PartSpec
from db.records.parts import PersonLink
from db.services.branch import Branch
from db.services.faces import faces, hidden_uids
from db.services.naming_records import PersonChoice, erased_uids, names_of, people_index, table_of
from db.services.reading import assemble, sql_table
from db.services.values import ValueRefusedError, refusal, stored_value

PEOPLE_KINDS = (Kind.PERSON, Kind.PERSON_OR_TEXT)
STROKES = "stroke_key"

__all__ = [
    "ListQuery", "PersonChoice", "count_rows", "find_row", "full_rows", "get_row", "list_rows", "people_index",
    "years_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which records, in which order. `where` maps field keys to values; `sort` is a field key or "stroke_key";
    `as_of` the day for values with a history (None: today); `keys` the fields wanted (None: the list's columns).
    """

    text: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    sort: str | None = None
    descending: bool = False
    as_of: date | None = None
    removed: bool = False
    year: int | None = None
    keys: tuple[str, ...] | None = None
    limit: int | None = None
    offset: int = 0


def list_rows(branch: Branch, spec: LedgerSpec, query: ListQuery) -> tuple[Row, ...]:
    """Rows with the fields of the list page, or those in `query.keys`."""
    wanted = query.keys or tuple(column.key for column in spec.columns)
    return _read(branch, spec, query, frozenset(wanted))


def full_rows(branch: Branch, spec: LedgerSpec, query: ListQuery) -> tuple[Row, ...]:
    """Rows with all their fields."""
    return _read(branch, spec, query, None)


def get_row(branch: Branch, spec: LedgerSpec, uid: str, as_of: date | None = None) -> Row:
    """One record with all its fields, removed ones included; NotFoundError if there is none or it was erased."""
    table = table_of(spec.key)
    if branch.database.connection.execute(erased_uids(spec.key).where(ERASED.c.row == uid)).first():
        raise NotFoundError(f"这条{spec.title}记录已按规定彻底删除，没有内容可看")
    stored = branch.database.connection.execute(select(table).where(table.c.uid == uid)).all()
    if not stored:
        raise NotFoundError(f"{spec.title}里没有编号为“{uid[:40]}”的记录")
    return assemble(branch, spec, stored, as_of or branch.today, None)[0]


def find_row(branch: Branch, spec: LedgerSpec, given: str) -> Row:
    """One record by uid, by the beginning of a uid (6 characters or more), or, for people and groups, by name; one
    that is shown as part of another is that other one."""
    table = table_of(spec.key)
    connection = branch.database.connection
    uid = connection.execute(select(table.c.uid).where(table.c.uid == given)).scalar()
    if uid is None and len(given) >= 6:
        like = connection.execute(
            select(table.c.uid).where(table.c.uid.startswith(given, autoescape=True))
        ).all()
        uid = like[0].uid if len(like) == 1 else None
    if uid is None and "name" in table.c:
        uid = names_of(branch).find(spec.key, given, False)
    if uid is None:
        raise NotFoundError(f"{spec.title}里没有编号为“{given[:40]}”的记录")
    return get_row(branch, spec, faces(branch).get(uid, uid))


def count_rows(branch: Branch, spec: LedgerSpec, query: ListQuery) -> int:
    """How many records a query finds, its limit aside."""
    query = replace(query, limit=None, offset=0)
    columns, others = _split_where(branch, spec, query)
    if others:
        return len(_read(branch, spec, query, frozenset(others)))
    counted = select(func.count()).select_from(table_of(spec.key))
    statement = _filtered(branch, spec, query, columns, counted)
    return int(branch.database.connection.execute(statement).scalar_one())


def years_of(branch: Branch, spec: LedgerSpec) -> tuple[int, ...]:
    """Years in which the ledger has records, newest first."""
    if not spec.day:
        return ()
    table = table_of(spec.key)
    day = table.c[_attribute(spec, spec.day)]
    rows = branch.database.connection.execute(
        select(func.substr(day, 1, 4)).where(table.c.removed_at.is_(None), day.is_not(None)).distinct()
    )
    return tuple(sorted((int(year) for (year,) in rows), reverse=True))


def _read(branch: Branch, spec: LedgerSpec, query: ListQuery, keys: frozenset[str] | None) -> tuple[Row, ...]:
    columns, others = _split_where(branch, spec, query)
    sort = query.sort or spec.sort
    by_column = _sortable(spec, sort)
    statement = _filtered(branch, spec, query, columns, select(table_of(spec.key)))
    table = table_of(spec.key)
    if by_column is not None:
        order = _order(spec, sort, table.c[by_column])
        statement = statement.order_by(
            (order.desc() if query.descending else order).nulls_last(), table.c.uid
        )
    in_sql = by_column is not None and not others
    if in_sql and query.limit is not None:
        statement = statement.limit(query.limit).offset(query.offset)
    stored = branch.database.connection.execute(statement).all()
    wanted = keys if keys is None else keys | set(others) | {sort}
    rows = assemble(branch, spec, stored, query.as_of or branch.today, wanted)
    if in_sql:
        return rows
    rows = tuple(
        row for row in rows if all(_matches(row.values.get(key), value) for key, value in others.items())
    )
    if by_column is None:
        rows = _sorted(branch, spec, rows, sort, query.descending)
    end = None if query.limit is None else query.offset + query.limit
    return rows[query.offset : end]


def _filtered(
    branch: Branch, spec: LedgerSpec, query: ListQuery, columns: Mapping[str, Any], statement: Select[Any]
) -> Select[Any]:
    table = table_of(spec.key)
    removed = table.c.removed_at
    statement = statement.where(removed.is_not(None) if query.removed else removed.is_(None))
    if query.removed:
        statement = statement.where(table.c.uid.not_in(erased_uids(spec.key)))
        statement = statement.where(table.c.uid.not_in(hidden_uids(branch)))
    for attribute, value in columns.items():
        statement = statement.where(table.c[attribute] == value)
    if query.year is not None and spec.day:
        day = table.c[_attribute(spec, spec.day)]
        statement = statement.where(day >= f"{query.year:04d}", day < f"{query.year + 1:04d}")
    for word in query.text.split():
        statement = statement.where(_contains(spec, table, word))
    return statement


def _contains(spec: LedgerSpec, table: Table, word: str) -> ColumnElement[bool]:
    """Rows that hold a word in a searched column, here or in one of their lists, or that name a person who bears it
    (also by pinyin or initials)."""
    found = _columns_contain(table, spec.stored, word)
    if STROKES in table.c:
        found.append(table.c.initials.startswith(word.lower(), autoescape=True))
        found.append(func.replace(table.c.pinyin, " ", "").startswith(word.lower(), autoescape=True))
    if any(field.kind is Kind.PEOPLE for field in spec.extra):
        links = sql_table(PersonLink)
        linked = select(links.c.owner_uid).where(
            links.c.removed_at.is_(None), links.c.person_uid.in_(_named(word))
        )
        found.append(table.c.uid.in_(linked))
    found += [table.c.uid.in_(owners) for part in spec.parts for owners in owners_with(part, word)]
    return or_(*found) if found else table.c.uid == word


def owners_with(part: PartSpec, word: str) -> list[Select[Any]]:
    """Owners of live elements that hold a word. A list of who was there says nothing about a record: it is left out."""
    table = sql_table(part.record)
    columns = [] if part.identity else _columns_contain(table, part.columns, word)
    owners = select(table.c.owner_uid).where(table.c.removed_at.is_(None))
    found = [owners.where(or_(*columns))] if columns else []
    for inner in part.parts:
        found += [owners.where(table.c.uid.in_(inside)) for inside in owners_with(inner, word)]
    return found


def _columns_contain(table: Table, columns: Sequence[ColumnField], word: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column in columns:
        if column.spec.searched:
            found.append(table.c[column.attribute].contains(word, autoescape=True))
        elif column.spec.kind in PEOPLE_KINDS:
            found.append(table.c[column.attribute].in_(_named(word)))
    return found


def _named(word: str) -> Select[Any]:
    people = table_of("person")
    return select(people.c.uid).where(_contains_name(people, word))


def _contains_name(people: Table, word: str) -> ColumnElement[bool]:
    return or_(
        people.c.name.contains(word, autoescape=True),
        people.c.initials.startswith(word.lower(), autoescape=True),
    )


def _split_where(branch: Branch, spec: LedgerSpec, query: ListQuery) -> tuple[dict[str, Any], dict[str, Any]]:
    """Conditions on stored columns, as stored; and the others (history, lists, computed), as given."""
    columns: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for key, value in query.where.items():
        column = _column(spec, key)
        if column is None:
            if key not in spec.by_key:
                raise LedgerError(
                    "unknown_field", f"{spec.title}没有“{key}”这一项", "", f"用 fields {spec.key} 查看各项"
                )
            others[key] = _as_stored(spec.by_key[key], value)
            continue
        try:
            columns[column.attribute] = stored_value(column.spec, value, names_of(branch))
        except ValueRefusedError as error:
            raise LedgerError("invalid", refusal(error), "没有改动任何内容", "请改正后重试") from error
    return columns, others


def _as_stored(field: FieldSpec, value: Any) -> Any:
    """The word of a choice given by its title, so that a filter may be typed in Chinese; "" asks for empty ones.

    LedgerError `invalid` for a word that is no choice: an empty list would look like an answer.
    """
    if not field.choices or not isinstance(value, str) or not value:
        return value
    known = {word: choice.code for choice in field.choices for word in (choice.code, choice.title)}
    if value not in known:
        allowed = "、".join(f"{choice.code}（{choice.title}）" for choice in field.choices)
        happened = f"{field.title}“{value[:20]}”不在可选项中（{allowed}）"
        raise LedgerError("invalid", happened, "没有改动任何内容", "请改正后重试")
    return known[value]


def _column(spec: LedgerSpec, key: str) -> ColumnField | None:
    return next(
        (column for column in spec.stored if column.spec.key == key and column.spec.kind is not Kind.FLAG),
        None,
    )


def _attribute(spec: LedgerSpec, key: str) -> str:
    column = _column(spec, key)
    if column is None:
        raise KeyError(key)
    return column.attribute


def _sortable(spec: LedgerSpec, sort: str) -> str | None:
    """The SQL column to sort by; None where sorting needs the assembled values (references, computed)."""
    if sort in ("entered_on", "changed_at", "removed_at") or (
        sort == STROKES and STROKES in table_of(spec.key).c
    ):
        return sort
    if sort == "name" and STROKES in table_of(spec.key).c:
        return "pinyin"
    column = _column(spec, sort)
    indirect = (*PEOPLE_KINDS, Kind.REFERENCE)
    return column.attribute if column is not None and column.spec.kind not in indirect else None


def _matches(value: Any, wanted: Any) -> bool:
    """Whether a value as shown is the one wanted; a list of wanted ones must all be in a list, or be one of them."""
    if isinstance(wanted, (list, tuple)):
        every_or_any = all if isinstance(value, (list, tuple)) else any
        return every_or_any(_matches(value, each) for each in wanted)
    if wanted == "":
        return value in (None, "", [])
    if isinstance(value, (list, tuple)):
        return any(_matches(each, wanted) for each in value)
    if isinstance(value, Ref):
        return wanted in (value.uid, value.name) or value == wanted
    if isinstance(value, bool):
        return value == (wanted is True or str(wanted).lower() in ("true", "是", "1"))
    return value == wanted or (value is not None and str(value) == str(wanted))


def _order(spec: LedgerSpec, sort: str, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """What to order by in SQL: choices in the order in which they are offered, not by their words."""
    choices = spec.by_key[sort].choices if sort in spec.by_key else ()
    if not choices:
        return column
    return case({choice.code: rank for rank, choice in enumerate(choices)}, value=column)


def _sorted(
    branch: Branch, spec: LedgerSpec, rows: Sequence[Row], sort: str, descending: bool
) -> tuple[Row, ...]:
    """Rows by a value that is only known when they are put together; those without one come last either way."""
    field = spec.by_key.get(sort)
    ranks = {choice.code: rank for rank, choice in enumerate(field.choices)} if field else {}
    pinyin = {choice.uid: choice.pinyin for choice in people_index(branch)}

    def key(row: Row) -> tuple[float, str]:
        value = row.values[sort]
        if isinstance(value, Ref):
            return 0, pinyin.get(value.uid, value.name)
        if isinstance(value, (int, float)):
            return value, ""
        return ranks.get(value, 0) if isinstance(value, str) else 0, str(value)

    known = [row for row in rows if row.values.get(sort) is not None]
    unknown = [row for row in rows if row.values.get(sort) is None]
    return (*sorted(known, key=key, reverse=descending), *unknown)
