"""The merge rules one by one, and what may be taken in at all."""

import json
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.journal.fold import TransactionSet, View, ViewRow, compensation, fold
from db.journal.transaction import (
    Authorship,
    Change,
    DamagedError,
    ForkError,
    GapError,
    PackageError,
    Position,
    TamperedError,
    Transaction,
    canonical,
    from_json,
    new_transaction,
    to_json,
    transaction_hash,
    verify,
)

AUTHORSHIP = Authorship("王某", "2026-07-01T08:00:00Z", False, "0.1.0", 1, "登记")


class Site:
    """One PC: writes its own transactions and takes in those of others."""

    def __init__(self, name: str, held: TransactionSet | None = None) -> None:
        self.name = name
        self.held = held or TransactionSet()
        self.salts = random.Random(name)

    def write(self, row: str, table: str = "person", **columns: object) -> Transaction:
        changes = [Change(table, row, column, canonical(value)) for column, value in columns.items()]
        return self.seal(changes)

    def seal(self, changes: list[Change]) -> Transaction:
        position = self.held.next_position(self.name)
        (written,) = self.held.add([new_transaction(position, AUTHORSHIP, changes, self.salts.randbytes)])
        return written

    def unite(self, first: str, second: str, together: int = 1) -> Transaction:
        return self.seal([Change("person", first, f"_same:{second}", str(together))])

    def read(self, other: "Site") -> tuple[Transaction, ...]:
        return self.held.add(other.held.since(self.held.version_vector))

    def row(self, row: str = "r1") -> ViewRow:
        return fold(self.held).rows["person", row]


@pytest.fixture
def office() -> Site:
    return Site("office")


@pytest.fixture
def home() -> Site:
    return Site("home")


def exchange(*sites: Site) -> None:
    for reader in sites:
        for other in sites:
            reader.read(other)


def test_what_one_pc_wrote_the_other_shows(office: Site, home: Site) -> None:
    office.write("r1", name="李四", phone=None)
    assert len(home.read(office)) == 1
    assert home.row() == ViewRow(("r1",), {"name": '"李四"'}, {}, True, False)
    assert home.held.add(office.held) == ()


def test_a_later_correction_replaces_what_its_author_had_seen(office: Site, home: Site) -> None:
    office.write("r1", name="李四")
    home.read(office)
    home.write("r1", name="李思")
    office.read(home)
    assert office.row().values == {"name": '"李思"'}
    assert office.row().conflicts == {}


def test_two_values_typed_apart_are_a_conflict_that_shows_the_same_value_everywhere(
    office: Site, home: Site
) -> None:
    office.write("r1", phone="138")
    home.write("r1", phone="139")
    exchange(office, home)
    assert office.row().values == {"phone": '"138"'}  # equal lamport: the greater site name
    assert office.row().conflicts == {"phone": ('"138"', '"139"')}
    assert fold(office.held) == fold(home.held)


def test_the_value_of_the_pc_that_had_seen_more_is_shown(office: Site, home: Site) -> None:
    office.write("r1", phone="138")
    home.write("r2", name="李四")
    home.write("r1", phone="139")
    exchange(office, home)
    assert office.row().conflicts == {"phone": ('"139"', '"138"')}


def test_equal_values_typed_apart_are_no_conflict(office: Site, home: Site) -> None:
    office.write("r1", phone="138")
    home.write("r1", phone="138")
    exchange(office, home)
    assert office.row().conflicts == {}
    assert len(office.held.heads("person", "r1", "phone")) == 2


def test_choosing_a_value_settles_the_conflict_on_both_pcs(office: Site, home: Site) -> None:
    office.write("r1", phone="138")
    home.write("r1", phone="139")
    exchange(office, home)
    home.write("r1", phone="139")
    exchange(office, home)
    assert office.row().values == {"phone": '"139"'}
    assert office.row().conflicts == {}


def test_emptying_a_field_against_an_unseen_edit_is_a_conflict(office: Site, home: Site) -> None:
    office.write("r1", phone="138")
    home.read(office)
    home.write("r1", phone=None)
    office.write("r1", phone="139")
    exchange(office, home)
    assert office.row().conflicts == {"phone": ('"139"', "null")}
    assert office.row().values == {"phone": '"139"'}


def test_a_removed_row_keeps_its_values_for_the_recycle_bin(office: Site) -> None:
    office.write("r1", name="李四")
    office.write("r1", _del=1)
    assert office.row() == ViewRow(("r1",), {"name": '"李四"'}, {}, False, False)
    office.write("r1", _del=0)
    assert office.row().is_live


def test_an_edit_the_remover_had_not_seen_keeps_the_row_and_asks(office: Site, home: Site) -> None:
    office.write("r1", name="李四")
    home.read(office)
    home.write("r1", _del=1)
    office.write("r1", phone="138")
    exchange(office, home)
    assert office.row().is_live
    assert office.row().deleted_there_edited_here
    office.write("r1", _del=0)
    assert not office.row().deleted_there_edited_here


def test_two_removals_typed_apart_leave_the_row_removed(office: Site, home: Site) -> None:
    office.write("r1", name="李四")
    home.read(office)
    home.write("r1", _del=1)
    office.write("r1", _del=1)
    exchange(office, home)
    assert not office.row().is_live


def test_a_removal_covers_what_was_written_together_with_it(office: Site) -> None:
    office.write("r1", name="李四", _del=1)
    assert not office.row().is_live


def test_united_rows_read_as_one_under_the_smallest(office: Site) -> None:
    office.write("r1", name="李四", phone=None)
    office.write("r2", phone="138")
    office.write("r3", name="李四", phone="139")
    office.unite("r1", "r2")
    office.unite("r2", "r3")
    view = fold(office.held)
    assert [key for key in view.rows if key[0] == "person"] == [("person", "r1")]
    assert view.faces["person", "r3"] == ("person", "r1")
    assert office.row().members == ("r1", "r2", "r3")
    assert office.row().values == {"name": '"李四"', "phone": '"139"'}
    assert office.row().conflicts == {"phone": ('"139"', '"138"')}


def test_uniting_in_a_circle_is_the_same_as_in_a_line(office: Site) -> None:
    for row in ("r1", "r2", "r3"):
        office.write(row, name="李四")
    office.unite("r1", "r2")
    office.unite("r2", "r3")
    office.unite("r1", "r3")
    assert office.row().members == ("r1", "r2", "r3")


def test_separated_rows_have_lost_nothing(office: Site) -> None:
    office.write("r1", name="李四")
    office.write("r2", name="李思")
    before = fold(office.held).rows
    office.unite("r1", "r2")
    office.unite("r1", "r2", together=0)
    assert fold(office.held).rows == before


def test_a_row_that_arrives_after_it_was_united_changes_no_union(office: Site, home: Site) -> None:
    office.write("r2", name="李四")
    office.unite("r1", "r3")
    office.unite("r2", "r3")
    assert office.row().members == ("r1", "r2")
    home.write("r3", name="李四")
    before, undone = undo_of_reading(office, home)
    assert undone.rows["person", "r1"].members == ("r1", "r2", "r3")
    assert undone.rows["person", "r1"].values == before.rows["person", "r1"].values


def test_a_removed_row_adds_nothing_to_the_live_one_it_is_united_with(office: Site) -> None:
    office.write("r1", name="李四")
    office.write("r2", name="李思")
    office.unite("r1", "r2")
    office.write("r2", _del=1)
    assert office.row().values == {"name": '"李四"'}
    assert office.row().conflicts == {}
    assert not office.row().deleted_there_edited_here


def test_erasing_takes_the_values_away_but_the_chain_still_verifies(office: Site, home: Site) -> None:
    office.write("r1", name="李四", id_number="33089919900101001X")
    office.write("r2", name="王五")
    exchange(office, home)
    home.write("r1", "_erase", person=1)
    office.read(home)
    for site in (office, home):
        lines = [to_json(each) for each in site.held]
        assert not any("33089919900101001X" in line or "李四" in line for line in lines)
        assert len(TransactionSet(map(from_json, lines)).since({})) == 3
        assert site.row() == ViewRow(("r1",), {}, {}, False, False)
    assert office.row("r2").values == {"name": '"王五"'}


def test_what_arrives_after_an_erasure_is_emptied_at_the_door(office: Site, home: Site) -> None:
    office.write("r1", name="李四")
    exchange(office, home)
    office.write("r1", "_erase", person=1)
    written = home.write("r1", phone="138", _del=0)
    (kept,) = office.read(home)
    assert [each.values for each in kept.rows] == [{"phone": None}, {"_del": 0}]
    assert kept.hash == written.hash
    assert fold([*home.held, *office.held.since(home.held.version_vector)]) == fold(office.held)


def test_an_older_version_keeps_and_forwards_what_it_does_not_know(office: Site, home: Site) -> None:
    office.write("r1", name="李四", added_later="甲")
    office.write("r9", "added_later", title="乙")
    home.read(office)
    old = fold(home.held, {"person": ["name"]})
    assert dict(old.rows) == {("person", "r1"): ViewRow(("r1",), {"name": '"李四"'}, {}, True, False)}
    newcomer = Site("newcomer")
    newcomer.read(home)
    assert fold(newcomer.held) == fold(office.held)


def test_reading_an_empty_set_gives_an_empty_ledger() -> None:
    assert fold([]) == View({}, {}, {}, frozenset())
    assert TransactionSet().heads("person", "r1", "name") == ()


# --- undo -------------------------------------------------------------------------------------------------


def undo_of_reading(reader: Site, other: Site) -> tuple[View, View]:
    """Read, undo; the ledger before and after both."""
    before = fold(reader.held)
    reader.read(other)
    changes = compensation(before, fold(reader.held))
    reader.seal(list(changes))
    return before, fold(reader.held)


def test_undo_restores_values_and_removes_what_was_new(office: Site, home: Site) -> None:
    office.write("r1", name="李四", phone="138")
    home.read(office)
    home.write("r1", name="李思")
    home.write("r2", name="王五")
    before, undone = undo_of_reading(office, home)
    assert undone.rows["person", "r1"] == before.rows["person", "r1"]
    assert not undone.rows["person", "r2"].is_live


def test_undo_settles_the_conflict_and_the_question_that_came_along(office: Site, home: Site) -> None:
    office.write("r1", name="李四", phone="138")
    home.read(office)
    office.write("r2", name="王五")
    office.write("r1", phone="139")
    home.write("r1", phone="137")
    home.write("r1", _del=1)
    before, undone = undo_of_reading(office, home)
    assert undone.rows == before.rows


def test_undo_leaves_an_older_conflict_to_be_decided(office: Site, home: Site) -> None:
    office.write("r2", name="王五")
    office.write("r1", phone="138")
    home.write("r1", phone="139")
    exchange(office, home)
    third = Site("attic")
    third.write("r1", phone="137")
    before = fold(office.held)
    office.read(third)
    assert compensation(before, fold(office.held)) == ()
    assert office.row().conflicts == {"phone": ('"138"', '"139"', '"137"')}


def test_undo_puts_back_a_removal_and_keeps_removed_what_was(office: Site, home: Site) -> None:
    office.write("r1", name="李四")
    office.write("r2", name="王五", _del=1)
    home.read(office)
    home.write("r1", _del=1)
    home.write("r2", name="王武")
    before, undone = undo_of_reading(office, home)
    assert undone.rows == before.rows


def test_undo_separates_what_the_import_united_and_keeps_the_shown_value_of_older_unions(
    office: Site, home: Site
) -> None:
    office.write("r2", name="李思")
    office.write("r1", name="李四")
    office.unite("r1", "r2")
    office.write("r3", name="王五")
    home.read(office)
    home.write("r2", name="李斯")
    home.unite("r2", "r3")
    before, undone = undo_of_reading(office, home)
    assert undone.rows == before.rows
    assert before.rows["person", "r1"].values == {"name": '"李四"'}


def test_undo_does_not_undo_an_erasure(office: Site, home: Site) -> None:
    office.write("r1", name="李四")
    office.write("r2", name="王五")
    home.read(office)
    home.write("r1", "_erase", person=1)
    home.write("r2", name="王武")
    before, undone = undo_of_reading(office, home)
    assert undone.rows["person", "r2"] == before.rows["person", "r2"]
    assert undone.rows["person", "r1"].values == {}


# --- what may be taken in ---------------------------------------------------------------------------------


def refused(site: Site, *arriving: Transaction) -> PackageError:
    """The error with which all of it is refused, nothing having changed."""
    before = list(site.held)
    with pytest.raises(PackageError) as caught:
        site.held.add(arriving)
    assert list(site.held) == before
    assert caught.value.message.count("；") == 2
    return caught.value


def resealed(transaction: Transaction, **changes: object) -> Transaction:
    """As a forger would: changed, with a hash that matches."""
    changed = replace(transaction, **changes)  # type: ignore[arg-type]
    fingerprints = [(each.table, each.row, list(each.values), each.hash) for each in changed.rows]
    return replace(changed, hash=transaction_hash(changed.position, changed.authorship, fingerprints))


def test_a_package_that_leaves_one_out_is_refused_whole(office: Site, home: Site) -> None:
    first = office.write("r1", name="李四")
    office.write("r1", name="李思")
    third = office.write("r2", name="王五")
    error = refused(home, first, third)
    assert isinstance(error, GapError)
    assert error.code == "package_gap"


def test_the_same_number_with_other_contents_is_a_fork(office: Site, home: Site) -> None:
    office.write("r1", name="李四")
    home.read(office)
    copied = Site("office")
    copied.write("r1", name="李思")
    error = refused(home, *copied.held)
    assert isinstance(error, ForkError)
    assert (error.code, error.site, error.sequence) == ("package_fork", "office", 1)


def test_a_fork_is_seen_even_when_only_its_continuation_arrives(office: Site, home: Site) -> None:
    office.write("r1", name="李四")
    home.read(office)
    copied = Site("office")
    copied.write("r1", name="李思")
    assert isinstance(refused(home, copied.write("r2", name="王五")), ForkError)


def test_a_transaction_that_contradicts_what_it_had_seen_is_refused(office: Site, home: Site) -> None:
    office.write("r1", name="李四")
    home.read(office)
    seen = home.write("r1", name="李思")
    office.read(home)
    last = office.write("r1", name="李斯")
    for forged in (
        resealed(last, context={"home": 1}),
        resealed(last, lamport=9),
        resealed(last, lamport=1),
        resealed(seen, context={"home": 2, "office": 1}),
        resealed(last, site="attic", sequence=1, previous_hash="", context={"home": 1}),
    ):
        reader = Site("reader")
        reader.read(home)
        error = refused(reader, forged)
        assert isinstance(error, TamperedError)
        assert error.code == "package_tampered"


def test_a_value_emptied_without_an_erasure_is_refused(office: Site, home: Site) -> None:
    written = office.write("r1", name="李四")
    emptied = replace(written, rows=(written.rows[0].redacted(),))
    verify(emptied)
    assert isinstance(refused(home, emptied), GapError)


FORGERIES: list[Callable[[Transaction], Transaction]] = [
    lambda each: replace(each, actor="张三"),
    lambda each: replace(each, wall="2009-01-01T00:00:00Z"),
    lambda each: replace(each, note="删改"),
    lambda each: replace(each, rows=each.rows[1:]),
    lambda each: replace(each, rows=each.rows[::-1]),
    lambda each: replace(each, rows=(replace(each.rows[0], cells='{"name":"张三"}'), each.rows[1])),
    lambda each: replace(each, rows=(replace(each.rows[0], cells='{"phone":null}', salt=None), each.rows[1])),
    lambda each: replace(each, rows=(replace(each.rows[0], salt=None), each.rows[1])),
    lambda each: resealed(each, rows=each.rows * 2),
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_any_altered_part_is_found(office: Site, forge: Callable[[Transaction], Transaction]) -> None:
    with pytest.raises(TamperedError):
        verify(forge(office.seal([Change("person", row, "name", '"李四"') for row in ("r1", "r2")])))


# --- the text form ----------------------------------------------------------------------------------------


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_a_transaction_survives_its_text_form(value: object) -> None:
    written = Site("office").write("r1", name=value)
    assert from_json(to_json(written)) == written
    assert "\n" not in to_json(written)


def spoil(**changes: object) -> str:
    parts = json.loads(to_json(Site("office").write("r1", name="李四")))
    return json.dumps({**parts, **changes}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


ROW = ["person", "r1", {"name": "x"}, "0" * 32, "0" * 64]
DAMAGED = [
    "",
    "[]",
    '"rows"',
    "{}",
    "[" * 100_000,
    to_json(Site("office").write("r1", name="李四"))[:-1],
    to_json(Site("office").write("r1", name="李四")) + " ",
    spoil(extra=1),
    spoil(actor=1),
    spoil(note="x" * 2_001),
    spoil(note="\ud800"),
    spoil(sequence=0),
    spoil(sequence=True),
    spoil(lamport=2**53),
    spoil(schema="1"),
    spoil(schema=-1),
    spoil(clock_doubt=0),
    spoil(context=[]),
    spoil(context={"home": 0}),
    spoil(context={"": 1}),
    spoil(site="two\nlines"),
    spoil(hash="0" * 63),
    spoil(previous_hash="x"),
    spoil(rows=["person"]),
    spoil(rows=[ROW[:4]]),
    spoil(rows=[["", *ROW[1:]]]),
    spoil(rows=[[*ROW[:2], 1, *ROW[3:]]]),
    spoil(rows=[[*ROW[:2], "{ }", *ROW[3:]]]),
    spoil(rows=[[*ROW[:2], {}, *ROW[3:]]]),
    spoil(rows=[[*ROW[:2], {"": 1}, *ROW[3:]]]),
    spoil(rows=[[*ROW[:2], {"_del": 1, "name": "x"}, *ROW[3:]]]),
    spoil(rows=[[*ROW[:2], {"name": "x" * 4_000_000}, *ROW[3:]]]),
    spoil(rows=[[*ROW[:3], "00", ROW[4]]]),
    spoil(rows=[[*ROW[:4], "00"]]),
    spoil(rows=[ROW]).replace('"name":"x"', '"name":NaN'),
    spoil(rows=[ROW]).replace('"name":"x"', '"name":"y","name":"x"'),
]


@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_line_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(DamagedError) as caught:
        from_json(text)
    assert caught.value.code == "package_damaged"
    assert "重新导出" in caught.value.message


def test_an_endless_line_is_not_even_parsed() -> None:
    with pytest.raises(DamagedError, match="数据包读不出来"):
        from_json(" " * (64 * 1024 * 1024 + 1))


def test_nothing_is_written_that_other_pcs_would_refuse() -> None:
    position = Position("office", 1, 1, {}, "")
    with pytest.raises(ValueError, match=r"JSON|Expecting"):
        new_transaction(position, AUTHORSHIP, [Change("person", "r1", "name", "李四")], bytes)
    with pytest.raises(ValueError, match="JSON"):
        new_transaction(position, AUTHORSHIP, [Change("person", "r1", "name", "NaN")], bytes)
    with pytest.raises(ValueError, match="note"):
        new_transaction(position, replace(AUTHORSHIP, note="x" * 2_001), [], bytes)


def test_of_a_cell_changed_twice_in_one_action_the_last_value_counts() -> None:
    changes = [Change("person", "r1", "name", '"李四"'), Change("person", "r1", "name", '"李思"')]
    written = new_transaction(Position("office", 1, 1, {}, ""), AUTHORSHIP, changes, bytes)
    assert [each.values for each in written.rows] == [{"name": "李思"}]
    verify(written)


def test_equal_values_are_equal_texts_but_their_hashes_do_not_tell(office: Site) -> None:
    assert canonical({"b": 1, "a": "党"}) == '{"a":"党","b":1}'
    first, second = office.write("r1", name="李四"), office.write("r2", name="李四")
    assert first.rows[0].hash != second.rows[0].hash
    with pytest.raises(ValueError):
        canonical(float("nan"))
