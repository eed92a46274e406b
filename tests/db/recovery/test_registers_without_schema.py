"""What a PC keeps for itself beside the journal comes back as well where the pages of the schema are gone."""

from pathlib import Path

import pytest

from db.exchange.conflicts import inbox
from db.exchange.handed_down import handed_copies
from db.exchange.handed_items import HandedItem
from db.exchange.receiving import receive
from db.exchange.register import packages, peers
from db.exchange.undoing import undo, undoable
from db.journal.tables import BATCH, CONFLICT, DRAFT, HANDED, PACKAGE, PEER
from db.paths import BranchFolder
from db.recovery.damaged_file import DamagedFile
from db.recovery.recovering import SALVAGE, look, recover_into
from db.recovery.without_schema import FileWithoutSchema
from db.services.branch import Branch
from db.services.drafts import keep_draft, kept_draft
from db.services.verifying import verify
from db.township.folder import is_township, unit_of
from db.township.handing_down import hand_down, items_in_force, publish
from desktop.dialogs.recovery_words import done_words, outlook_words
from tests.support.branches import CLOCK, change, full_member, open_folder
from tests.support.exchange import Stick
from tests.support.township import introduce, make_township_folder

PAGE = 4096
NOTICE = HandedItem("", 1, "notice", "关于交材料的通知", "七月底前交齐。", "2026-07-31")
TABLES = tuple(table.name for table in (BATCH, CONFLICT, DRAFT, HANDED, PACKAGE, PEER))
"""The tables of one PC that this file is about."""


def spoil(path: Path, *places: int) -> None:
    """Spoil single bytes of a file."""
    content = bytearray(path.read_bytes())
    for place in places:
        content[place] ^= 0x5A
    path.write_bytes(content)


@pytest.fixture
def filled(office_folder: Path, home: Branch, stick: Stick, tmp_path: Path) -> Branch:
    """A PC that exchanged packages, has a conflict, a form begun, and things handed down; open, to be closed by the test."""
    office = open_folder(office_folder)
    uid = full_member(office, "曾淑", phone="13800000001")
    stick.carry(office, home)
    change(office, "person", uid, phone="13800000002")
    change(home, "person", uid, phone="13800000003")
    stick.carry(home, office)
    keep_draft(office, "theme_day", None, {"theme": "填到一半的主题"})
    keep_draft(office, "person", uid, {"name": "曾淑一"})
    make_township_folder(tmp_path / "township")
    township = open_folder(tmp_path / "township")
    introduce(township, office, stick.folder)
    publish(township, NOTICE)
    receive(office, hand_down(township, stick.folder).file)
    township.close()
    return office


@pytest.fixture
def key(filled: Branch) -> bytes:
    return filled.secret("database")


def test_page_by_page_the_registers_read_as_by_the_engine(filled: Branch, key: bytes) -> None:
    filled.close()
    path = BranchFolder(filled.folder.root).database
    by_engine, by_page = DamagedFile(path, key), FileWithoutSchema(path, key)
    for table in TABLES:
        rows = sorted(map(str, by_engine.rows(table)))
        assert rows, table
        assert sorted(map(str, by_page.rows(table))) == rows
    by_engine.close()


def test_the_register_drafts_conflicts_and_what_was_handed_down_come_back(
    filled: Branch, key: bytes, tmp_path: Path
) -> None:
    uid, site = filled.rows("person")[0].uid, filled.journal.site
    register, others, handed = packages(filled), peers(filled), handed_copies(filled)
    (asked,) = inbox(filled)
    assert all((register, others, handed))
    filled.close()
    spoil(filled.folder.database, 100)
    done = recover_into(filled.folder.root, tmp_path / "new", SALVAGE, key, CLOCK)
    assert done.lost_changes == 0
    again = open_folder(tmp_path / "new")
    assert packages(again) == register
    assert {each.site for each in peers(again)} == {site, *(each.site for each in others)}
    assert [(each.record_title, each.field) for each in inbox(again)] == [(asked.record_title, "phone")]
    assert handed_copies(again) == handed
    assert kept_draft(again, "theme_day", None) == {"theme": "填到一半的主题"}
    assert kept_draft(again, "person", uid) == {"name": "曾淑一"}
    assert verify(again) == []
    again.close()


def test_a_package_received_before_can_still_be_taken_back_and_the_next_gets_another_number(
    filled: Branch, home: Branch, stick: Stick, key: bytes, tmp_path: Path
) -> None:
    before = undoable(filled)
    batch = max(before)
    filled.close()
    spoil(filled.folder.database, 100)
    recover_into(filled.folder.root, tmp_path / "new", SALVAGE, key, CLOCK)
    again = open_folder(tmp_path / "new")
    assert undoable(again) == before
    full_member(home, "田禾")
    received = stick.carry(home, again)
    assert received.batch not in (None, *before)
    undo(again, batch)
    assert {row["name"] for row in again.rows("person")} == {"曾淑", "田禾"}
    assert inbox(again) == ()
    again.close()


def pages_of(path: Path, key: bytes, table: str) -> list[int]:
    """Pages (from 0) without which less of a table is read, by trying."""
    whole, held, found = path.read_bytes(), len(FileWithoutSchema(path, key).rows(table)), []
    for page in range(1, len(whole) // PAGE):
        spoil(path, page * PAGE + 9)
        if len(FileWithoutSchema(path, key).rows(table)) < held:
            found.append(page)
        path.write_bytes(whole)
    return found


def test_what_stood_on_a_page_that_is_gone_is_told_as_lost(
    filled: Branch, key: bytes, tmp_path: Path
) -> None:
    filled.close()
    path = filled.folder.database
    (page, *_) = pages_of(path, key, DRAFT.name)
    spoil(path, 100, page * PAGE + 9)
    told = "有 1 页读不出来，记在这些页上的收发登记、填到一半的草稿和上级下发的内容救不出来。"
    assert told in outlook_words(look(filled.folder, key))
    done = recover_into(filled.folder.root, tmp_path / "new", SALVAGE, key, CLOCK)
    assert told in done_words(done)
    assert done.lost_changes == 0
    again = open_folder(tmp_path / "new")
    assert kept_draft(again, "theme_day", None) is None
    assert packages(again)
    again.close()


def test_of_a_township_the_roll_ups_are_told_as_lost_and_it_goes_on(tmp_path: Path) -> None:
    make_township_folder(tmp_path / "township")
    township = open_folder(tmp_path / "township")
    key, unit = township.secret("database"), unit_of(township)
    publish(township, NOTICE)
    township.close()
    spoil(township.folder.database, 100)
    done = recover_into(township.folder.root, tmp_path / "new", SALVAGE, key, CLOCK)
    assert any("请各支部重新上报" in words for words in done_words(done))
    again = open_folder(tmp_path / "new")
    assert is_township(again)
    assert unit_of(again) == unit
    assert items_in_force(again) == ()
    again.close()
