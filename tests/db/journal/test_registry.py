"""Names that stand in journals are for ever."""

import hashlib

from db import VERSION
from db.journal.registry import in_code, missing_lines, registered
from db.ledgers import LEDGERS

RELEASED = {
    "0.1.0": (225, "3edc22987e4195b8"),
    "0.2.0": (175, "e21c09f3902c1cc8"),
    "0.3.0": (179, "22ffb9748dda371f"),
}
"""By release: how many fields it brought, and a digest of their names. A release is added here when the next one is
begun (until then its fields may still grow), and never changed."""


def fields_of(release: str) -> list[str]:
    """The fields that a release brought, sorted."""
    return sorted(
        f"{table}.{column}"
        for table, columns in registered().items()
        for column, brought_by in columns.items()
        if brought_by == release
    )


def test_code_and_registry_name_the_same_fields() -> None:
    assert missing_lines("next") == {}, "add these lines to resources/registry/fields.toml"
    assert {table: set(columns) for table, columns in in_code().items()} == {
        table: set(columns) for table, columns in registered().items() if table in in_code()
    }


def test_no_released_field_was_removed_or_renamed() -> None:
    for release, (count, digest) in RELEASED.items():
        names = fields_of(release)
        assert (len(names), hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]) == (count, digest)


def test_every_release_named_in_the_registry_is_guarded() -> None:
    named = {release for columns in registered().values() for release in columns.values()}
    assert named - {VERSION} == set(RELEASED)


def test_every_ledger_stands_in_the_registry() -> None:
    assert LEDGERS
    for spec in LEDGERS:
        table = registered()[str(spec.record.__tablename__)]
        assert {column.attribute for column in spec.stored} <= set(table)
        assert {"entered_on", "entered_by"} <= set(table)
