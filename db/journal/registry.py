"""The field registry: every table and column that ever stood in a journal, by the release that brought it.

Their names travel in exchange packages and stand in histories for ever, so a released one is never removed, renamed
or given another meaning (requirement R01). Reads only; `missing_lines` gives the text to add for new ones.
"""

from collections.abc import Mapping

from db.journal.capture import journaled_columns, replicated_tables
from resources import read_toml

REGISTRY = "registry/fields.toml"


def registered() -> Mapping[str, Mapping[str, str]]:
    """By table: column -> the release in which it appeared."""
    return read_toml(REGISTRY)


def in_code() -> dict[str, tuple[str, ...]]:
    """By table: the columns whose cells are journaled by this version."""
    return {table.name: journaled_columns(table) for table in replicated_tables()}


def missing_lines(release: str) -> dict[str, list[str]]:
    """By table: the lines to add to the registry for columns that it does not know yet."""
    known = registered()
    found: dict[str, list[str]] = {}
    for table, columns in in_code().items():
        for column in columns:
            if column not in known.get(table, {}):
                found.setdefault(table, []).append(f'{column} = "{release}"')
    return found
