"""Which chips stand above a ledger's list: its years, its states and its flags, with counts read from the
books.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.widgets.facet_bar import Facet

if TYPE_CHECKING:
    from db.fields import FieldSpec
    from db.ledger_spec import LedgerSpec
    from db.services.branch import Branch

_MOST = 9
_MOST_YEARS = 3
_TONES = {
    "on_roll": "blue",
    "full": "green",
    "probationary": "gold",
    "hardship": "gold",
    "lives_away": "gold",
}
_FIRST_KEYS = ("roll_status", "stage", "flags")
_BRIEF = {
    "正式党员": "正式",
    "预备党员": "预备",
    "困难党员": "困难",
    "外出流动": "流动",
    "入党积极分子": "积极分子",
}


def read_facets(branch: "Branch", spec: "LedgerSpec") -> tuple[Facet, ...]:
    """Chips with at least one record each, the most telling first; none where the list has only one sort
    of record.
    """
    found = [*_years(branch, spec), *_states(branch, spec)]
    return tuple(found[:_MOST]) if len(found) > 1 else ()


def _years(branch: "Branch", spec: "LedgerSpec") -> Iterator[Facet]:
    from db.services import queries

    if not spec.day:
        return
    for year in queries.years_of(branch, spec)[:_MOST_YEARS]:
        count = queries.count_rows(branch, spec, queries.ListQuery(year=year))
        yield Facet(f"{year}年", "year", year, count)


def _states(branch: "Branch", spec: "LedgerSpec") -> Iterator[Facet]:
    from db.services import queries

    fields = _narrowing_fields(spec)
    if not fields:
        return
    keys = tuple(field.key for field in fields)
    rows = queries.list_rows(branch, spec, queries.ListQuery(keys=keys))
    for field in fields:
        counts: Counter[str] = Counter()
        for row in rows:
            value = row.get(field.key)
            counts.update(value if isinstance(value, list) else [value] if value else [])
        for choice in field.choices:
            if counts[choice.code]:
                title = _BRIEF.get(choice.title, choice.title)
                yield Facet(
                    title, field.key, choice.code, counts[choice.code], _TONES.get(choice.code, "neutral")
                )


def _narrowing_fields(spec: "LedgerSpec") -> "list[FieldSpec]":
    listed = [column.key for column in spec.columns if column.shown and column.key in spec.by_key]
    keys = [key for key in _FIRST_KEYS if key in spec.by_key] + [
        key for key in listed if key not in _FIRST_KEYS
    ]
    fields = [spec.field(key) for key in keys]
    return [field for field in fields if field.choices and (field.kind != "choice" or field.key != "sex")]
