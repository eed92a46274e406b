"""Our own change sets are sealed without an object per cell; what comes out must be the same transaction."""

from hypothesis import given
from hypothesis import strategies as st

from db.journal.sealing import seal
from db.journal.transaction import Authorship, Change, Position, canonical, new_transaction

NAMES = st.text("abcdefghij_", min_size=1, max_size=8)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(0, 10**6), st.text(max_size=30).filter(str.isprintable)
)
CELLS = st.dictionaries(st.tuples(NAMES, NAMES, NAMES), VALUES, min_size=1, max_size=12)
POSITION = Position("site", 3, 9, {"site": 2, "other": 8}, "0" * 64)
AUTHORSHIP = Authorship("徐海燕", "2026-11-22T08:00:00Z", False, "0.1.0", 1, "新增")


def counted_bytes(count: int) -> bytes:
    """Stands for randomness, the same every time."""
    return bytes(number % 251 for number in range(count))


@given(CELLS)
def test_a_change_set_is_sealed_as_the_transaction_other_pcs_would_make(cells: dict) -> None:
    texts = {cell: canonical(value) for cell, value in cells.items()}
    sealed = seal(POSITION, AUTHORSHIP, texts, counted_bytes)
    made = new_transaction(
        POSITION, AUTHORSHIP, [Change(*cell, text) for cell, text in texts.items()], counted_bytes
    )
    assert sealed.hash == made.hash
    assert [operation[3:] for operation in sealed.operations] == [
        (each.table, each.row, each.column, each.value, each.salt, each.value_hash)
        for each in made.operations
    ]
