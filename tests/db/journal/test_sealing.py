"""Our own change sets are sealed row by row; what comes out must be the transaction other PCs would make."""

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Numeric

from db.journal.capture import replicated_tables
from db.journal.sealing import seal
from db.journal.transaction import (
    Authorship,
    Change,
    Position,
    canonical,
    canonical_cells,
    new_transaction,
)

NAMES = st.text("abcdefghij", min_size=1, max_size=8)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
)
ROWS = st.dictionaries(
    st.tuples(NAMES, NAMES, st.booleans()),
    st.dictionaries(NAMES, VALUES, min_size=1, max_size=6),
    min_size=1,
    max_size=6,
)
POSITION = Position("site", 3, 9, {"site": 2, "other": 8}, "0" * 64)
AUTHORSHIP = Authorship("徐海燕", "2026-11-22T08:00:00Z", False, "0.1.0", 1, "新增")


def counted_bytes(count: int) -> bytes:
    """Stands for randomness, the same for every row."""
    return bytes(number % 16 for number in range(count))


@given(st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), VALUES))
def test_the_quick_text_of_cells_is_the_canonical_one(cells: dict) -> None:
    assert canonical_cells(cells) == canonical(cells)


def test_no_replicated_column_holds_fractions_which_two_libraries_spell_differently() -> None:
    columns = [column for table in replicated_tables() for column in table.columns]
    assert columns
    assert not [column for column in columns if isinstance(column.type, Numeric)]


@given(ROWS)
def test_a_change_set_is_sealed_as_the_transaction_other_pcs_would_make(rows: dict) -> None:
    written = {
        part: {f"_{name}" if part[2] else name: value for name, value in cells.items()}
        for part, cells in rows.items()
    }
    sealed = seal(POSITION, AUTHORSHIP, written, counted_bytes)
    changes = [
        Change(table, row, name, canonical(value))
        for (table, row, _), cells in written.items()
        for name, value in cells.items()
    ]
    made = new_transaction(POSITION, AUTHORSHIP, changes, counted_bytes)
    assert sealed.hash == made.hash
    assert [stored[3:] for stored in sealed.rows] == [
        (each.table, each.row, each.cells, each.salt, each.hash) for each in made.rows
    ]
