"""The journal as the tables' shadow: every way of writing is caught, or refused."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from db.changes import Draft
from db.clock import Clock, fixed_clock
from db.journal.capture import capture_statements, guard_statements, replicated_tables
from db.journal.stored import stored_transactions
from db.journal.transaction import from_json, to_json, verify, verify_history
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import get_row
from db.services.saving import remove, save
from db.services.verifying import verify as verify_branch
from tests.support.branches import change, full_member, journal_size, open_folder, save_new

PERSON = by_key("person")


def cells_since(branch: Branch, position: int) -> list[tuple[str, str, object]]:
    """(table, column, value) of the changed rows after the first `position`, the columns of a row in order."""
    query = 'SELECT "table", cells FROM s_row_change ORDER BY sequence, position LIMIT -1 OFFSET ?'
    rows = branch.database.raw.execute(query, (position,)).fetchall()
    return [(table, column, value) for table, cells in rows for column, value in json.loads(cells).items()]


def test_an_insert_hands_over_every_cell_that_holds_something(branch: Branch) -> None:
    before = journal_size(branch)
    save_new(branch, "group", name="第一党小组")
    assert cells_since(branch, before) == [
        ("group", "entered_by", "林书记"),
        ("group", "entered_on", "2026-07-01"),
        ("group", "name", "第一党小组"),
    ]


def test_an_update_hands_over_only_the_cells_that_differ(branch: Branch) -> None:
    uid = full_member(branch, "曾淑", phone="1", note="旧")
    before = journal_size(branch)
    change(branch, "person", uid, phone="2", note=None, name="曾淑")
    assert cells_since(branch, before) == [("person", "note", None), ("person", "phone", "2")]


def test_bulk_and_raw_statements_are_caught_as_well(branch: Branch) -> None:
    for name in ("曾淑", "李想"):
        full_member(branch, name)
    before = journal_size(branch)
    with branch.change_set("统一填写") as changes:
        branch.database.raw.execute("UPDATE person SET note = '同'")
        branch.database.raw.execute("UPDATE person SET note = '同'")
    assert cells_since(branch, before) == [("person", "note", "同")] * 2
    assert changes.sequence > 0


def test_removing_is_one_cell_and_putting_back_another(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    before = journal_size(branch)
    remove(branch, PERSON, [uid])
    assert cells_since(branch, before) == [("person", "_del", 1)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET phone = '2'",
        "INSERT INTO holiday (uid, entered_on, entered_by, revision, changed_at, is_workday) VALUES ('x','','',1,'',0)",
        "DELETE FROM person",
    ],
)
def test_a_write_outside_a_change_set_is_refused(branch: Branch, statement: str) -> None:
    full_member(branch, "曾淑")
    with pytest.raises(sqlcipher.DatabaseError, match=r"outside a change set|never deleted"):
        branch.database.raw.execute(statement)
    assert verify_branch(branch) == []


def test_neither_deleting_nor_another_uid_is_possible_inside_a_change_set(branch: Branch) -> None:
    full_member(branch, "曾淑")
    for statement, message in (
        ("DELETE FROM person", "never deleted"),
        ("UPDATE person SET uid = 'other'", "fixed for ever"),
    ):
        with pytest.raises(DBAPIError, match=message), branch.change_set("试"):
            branch.database.connection.exec_driver_sql(statement)
    assert verify_branch(branch) == []


@contextmanager
def _by_another_program(branch: Branch) -> Iterator[Any]:
    """A connection that has the key and none of our functions."""
    raw = sqlcipher.connect(str(branch.database.path), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{branch.secret('database').hex()}'\"")
    try:
        yield raw
    finally:
        raw.close()


def test_another_program_with_the_key_cannot_write_a_ledger(branch: Branch) -> None:
    full_member(branch, "曾淑")
    with (
        _by_another_program(branch) as raw,
        pytest.raises(sqlcipher.DatabaseError, match="outside a change set"),
    ):
        raw.execute("UPDATE person SET phone = '2'")


def test_triggers_are_renewed_at_the_next_start_and_the_damage_is_told(branch: Branch) -> None:
    uid = full_member(branch, "曾淑", phone="1")
    with _by_another_program(branch) as raw:
        raw.execute("DROP TRIGGER guard_person_update")
        raw.execute("CREATE TRIGGER stray AFTER UPDATE ON person BEGIN SELECT 1; END")
        raw.execute("UPDATE person SET phone = '2'")
    branch.close()
    again = open_folder(branch.folder.root)
    try:
        found = {
            row[0]
            for row in again.database.raw.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        }
        wanted = {sql.split('"')[1] for table in replicated_tables() for sql in guard_statements(table.name)}
        assert found == wanted
        problems = verify_branch(again)
        assert len(problems) == 1
        assert uid[:8] in problems[0]
        assert "phone" in problems[0]
    finally:
        again.close()


def test_every_journaled_column_has_its_line_in_the_trigger(branch: Branch) -> None:
    temporary = branch.database.raw.execute("SELECT name, sql FROM sqlite_temp_schema WHERE type = 'trigger'")
    assert dict(temporary.fetchall()) == {
        sql.split('"')[1]: sql.replace("CREATE TEMP TRIGGER", "CREATE TRIGGER")
        for table in replicated_tables()
        for sql in capture_statements(table)
    }


def test_a_change_set_that_fails_leaves_neither_row_nor_journal(branch: Branch) -> None:
    before = journal_size(branch)
    with pytest.raises(ZeroDivisionError), branch.change_set("试"):  # noqa: PT012
        branch.database.connection.exec_driver_sql(
            "INSERT INTO holiday (uid, entered_on, entered_by, revision, changed_at, is_workday, day) "
            "VALUES ('x', '', '', 1, '', 0, '2031-01-01')"
        )
        raise ZeroDivisionError
    assert journal_size(branch) == before
    assert verify_branch(branch) == []


def test_a_change_set_inside_another_one_is_refused_and_neither_is_written(branch: Branch) -> None:
    before = journal_size(branch)
    with pytest.raises(RuntimeError, match="open already"), branch.change_set("外面"):
        full_member(branch, "曾淑")
    assert journal_size(branch) == before
    full_member(branch, "曾淑")
    assert journal_size(branch) == before + 1


def test_an_empty_change_set_leaves_no_trace(branch: Branch) -> None:
    before = len(stored_transactions(branch.database))
    with branch.change_set("没做什么") as changes:
        pass
    assert (len(stored_transactions(branch.database)), changes.sequence) == (before, 0)


def test_transactions_verify_chain_and_read_back_as_a_package_would_carry_them(branch: Branch) -> None:
    uid = full_member(branch, "曾淑", note='引号"与\\反斜杠\n换行𬭛')
    change(branch, "person", uid, phone="2")
    transactions = stored_transactions(branch.database)
    known = {(each.site, each.sequence): each for each in transactions}
    for each in transactions:
        verify(each)
        verify_history(each, known)
        assert from_json(to_json(each)) == each
    assert [each.sequence for each in transactions] == list(range(1, len(transactions) + 1))
    assert [each.lamport for each in transactions] == [each.sequence for each in transactions]


def test_the_chain_tells_a_changed_author(branch: Branch) -> None:
    full_member(branch, "曾淑")
    branch.database.raw.execute("UPDATE s_transaction SET actor = '别人' WHERE sequence = 3")
    problems = verify_branch(branch)
    assert problems
    assert "第3条" in problems[0]


def test_a_new_site_goes_on_from_what_it_has_seen(branch: Branch) -> None:
    full_member(branch, "曾淑")
    old_site, seen = branch.journal.site, len(stored_transactions(branch.database))
    branch.journal.mint_site("第2台电脑")
    full_member(branch, "李想")
    last = max(stored_transactions(branch.database), key=lambda each: each.lamport)
    assert (last.sequence, last.lamport, dict(last.context)) == (1, seen + 1, {old_site: seen})
    assert verify_branch(branch) == []


def test_who_wrote_and_why_stands_in_the_journal_within_its_limits(branch: Branch) -> None:
    branch.actor = "很长的名字" * 100
    with branch.change_set("缘由" * 2000):
        branch.database.connection.exec_driver_sql("UPDATE branch SET note = '改'")
    last = max(stored_transactions(branch.database), key=lambda each: each.lamport)
    assert (len(last.actor), len(last.note)) == (200, 2000)
    assert from_json(to_json(last)) == last


def doubts(branch: Branch, *instants: str) -> list[bool]:
    """Whether the journal doubts each of these instants, one write after the other."""
    answers = []
    for number, instant in enumerate(instants):
        branch.clock = branch.journal.clock = fixed_clock(instant)
        save(branch, by_key("branch"), Draft({"note": f"{number} {instant}"}))
        answers.append(max(stored_transactions(branch.database), key=lambda each: each.lamport).clock_doubt)
    return answers


def test_a_clock_that_fell_back_to_2009_is_doubted_every_time(branch: Branch) -> None:
    asked = doubts(
        branch, "2026-07-02T08:00:00", "2009-01-01T00:00:10", "2009-01-01T00:00:05", "2026-07-03T08:00:00"
    )
    assert asked == [False, True, True, False]


def test_a_clock_once_at_2099_is_not_doubted_for_ever(branch: Branch) -> None:
    asked = doubts(
        branch, "2099-01-01T08:00:00", "2099-01-01T09:00:00", "2026-07-02T08:00:00", "2026-07-03T08:00:00"
    )
    assert asked == [True, True, False, False]


def test_a_pc_switched_on_after_two_years_is_believed_from_the_next_day_on(branch: Branch) -> None:
    asked = doubts(
        branch, "2028-09-01T08:00:00", "2028-09-01T09:00:00", "2028-09-02T08:00:00", "2028-09-02T09:00:00"
    )
    assert asked == [True, True, True, False]


def test_an_hour_back_at_another_offset_is_the_same_instant(branch: Branch) -> None:
    assert doubts(branch, "2026-07-02T08:00:00+08:00", "2026-07-02T01:30:00+01:00") == [False, False]


def test_a_day_that_a_person_set_is_marked(branch: Branch) -> None:
    instant = fixed_clock("2026-07-02T08:00:00+08:00")
    branch.journal.clock = Clock(read=instant.read, fixed_today=branch.today)
    full_member(branch, "曾淑")
    assert stored_transactions(branch.database)[-1].clock_doubt


def test_another_thread_is_refused_at_once(branch: Branch) -> None:
    refused: list[type[BaseException]] = []

    def elsewhere() -> None:
        for act in (
            lambda: branch.cached("x", dict),
            lambda: get_row(branch, PERSON, "x"),
            lambda: full_member(branch, "曾"),
        ):
            try:
                act()
            except (RuntimeError, sqlcipher.ProgrammingError, DBAPIError) as error:
                refused.append(type(error))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(refused) == 3
    assert verify_branch(branch) == []
