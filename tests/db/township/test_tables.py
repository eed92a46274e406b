"""The township's tables are what the code says, and nothing of them is ever journaled or known to a branch."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from db.backup.keeping import backup_state, keep_backup
from db.backup.restoring import restore
from db.errors import LedgerError
from db.exchange.handed_items import HandedItem
from db.journal.capture import replicated_tables
from db.recovery.recovering import JOURNAL, recover_into
from db.services.branch import Branch
from db.services.verifying import verify
from db.township.folder import own_signer
from db.township.handing_down import items_in_force, publish
from db.township.overview import standings
from db.township.tables import METADATA, STATE, VERSION, make_tables
from db.township.taking_in import take_in
from tests.support.branches import CLOCK, PASSPHRASE, open_folder
from tests.support.township import Reporter


def test_the_tables_are_exactly_what_the_code_says(township: Branch) -> None:
    found = inspect(township.database.connection)
    for table in METADATA.sorted_tables:
        held = {column["name"]: str(column["type"]) for column in found.get_columns(table.name)}
        assert held == {column.name: str(column.type) for column in table.columns}
        assert found.get_pk_constraint(table.name)["constrained_columns"] == [
            column.name for column in table.primary_key
        ]


def test_no_branch_has_them_and_none_is_journaled(branch: Branch) -> None:
    held = set(inspect(branch.database.connection).get_table_names())
    assert held.isdisjoint(METADATA.tables)
    assert {table.name for table in replicated_tables()}.isdisjoint(METADATA.tables)


def test_a_table_that_a_newer_program_added_is_made_at_opening(township: Branch) -> None:
    with township.database.transaction() as connection:
        connection.exec_driver_sql("DROP TABLE t_item")
        make_tables(connection)
    assert inspect(township.database.connection).has_table("t_item")


def test_tables_of_a_newer_program_are_refused(township: Branch) -> None:
    with township.database.transaction() as connection:
        connection.execute(STATE.update().values(value=str(VERSION + 1)))
    with pytest.raises(LedgerError) as refused, township.database.transaction() as connection:
        make_tables(connection)
    assert refused.value.code == "too_new"


def test_a_change_of_the_township_asks_for_a_backup_and_the_books_verify(township: Branch) -> None:
    keep_backup(township)
    assert backup_state(township).is_current
    publish(township, HandedItem("", 1, "notice", "通知", "正文"))
    assert not backup_state(township).is_current
    assert verify(township) == []


def test_a_damaged_township_is_rebuilt_with_its_keys_roll_ups_and_notices(
    township: Branch, usb: Path, tmp_path: Path
) -> None:
    take_in(township, Reporter(township, 1).put(usb), trust=True)
    publish(township, HandedItem("", 1, "notice", "通知", "正文"))
    before = standings(township.database.connection, township.today)
    signer, key = own_signer(township), township.secret("database")
    township.close()
    recover_into(township.folder.root, tmp_path / "new", JOURNAL, key, CLOCK)
    again = open_folder(tmp_path / "new")
    try:
        assert standings(again.database.connection, again.today) == before
        assert own_signer(again) == signer
        assert [each.title for each in items_in_force(again)] == ["通知"]
        assert take_in(again, Reporter(again, 1, generation=1).put(usb))[0].state == "accepted"
    finally:
        again.close()


def test_a_backup_of_a_township_gives_everything_back_and_old_roll_ups_still_open(
    township: Branch, usb: Path, tmp_path: Path
) -> None:
    waiting = Reporter(township, 2).put(usb)
    take_in(township, Reporter(township, 1).put(usb), trust=True)
    backup = keep_backup(township).folder
    township.close()
    restore(backup, tmp_path / "restored", PASSPHRASE, CLOCK)
    again = open_folder(tmp_path / "restored")
    try:
        assert [each.name for each in standings(again.database.connection, again.today)] == ["第001村党支部"]
        assert take_in(again, waiting, trust=True)[0].state == "accepted"
    finally:
        again.close()
