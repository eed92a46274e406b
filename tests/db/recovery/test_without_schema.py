"""The pages that say what lies where are gone: the books come back page by page all the same."""

import random
import shutil
from pathlib import Path

import pytest

from db.backup.keeping import keep_backup
from db.errors import LedgerError
from db.exchange.erasing import erase_person
from db.ledgers import by_key
from db.opening import open_branch
from db.paths import BranchFolder
from db.recovery.damaged_file import DamagedFile
from db.recovery.recovering import BACKUP, JOURNAL, SALVAGE, look, recover_in_place, recover_into
from db.recovery.without_schema import FileWithoutSchema
from db.services.attaching import attach, attachments, read_attachment
from db.services.branch import Branch
from db.services.settings import set_setting, setting
from db.services.trail import check_trail, read_trail
from db.services.verifying import verify
from desktop.dialogs.recovery_words import done_words, outlook_words
from tests.support.branches import CLOCK, PASSPHRASE, change, full_member, open_folder, save_new

PAGE = 4096
PEOPLE = 60
LONG = "一段很长的内容。" * 2000  # over several pages of the file
JOURNAL_TABLES = (
    "s_row_change",
    "s_transaction",
    "s_version_vector",
    "s_site",
    "s_me",
    "s_trail",
    "s_setting",
)


@pytest.fixture
def key(branch: Branch) -> bytes:
    return branch.secret("database")


@pytest.fixture
def filled(branch: Branch, tmp_path: Path) -> Path:
    """The folder of a closed branch with people, long minutes, an attachment, a setting and an erased person."""
    uids = [full_member(branch, f"党员{n:02d}", phone=f"138{n:08d}") for n in range(PEOPLE)]
    (tmp_path / "note.txt").write_bytes(b"hello")
    attach(branch, by_key("person"), uids[0], tmp_path / "note.txt")
    save_new(branch, "document", title="长文件", kind="received", summary=LONG)
    set_setting(branch, "late_days", 5)
    change(branch, "person", uids[1], name="改过的名字")
    erase_person(branch, uids[2], "登记错误")
    branch.close()
    return branch.folder.root


EXPECTED = sorted(["改过的名字", *(f"党员{n:02d}" for n in range(PEOPLE) if n not in (1, 2))])


def spoil(root: Path, *places: int) -> None:
    """Spoil single bytes of the database."""
    path = BranchFolder(root).database
    content = bytearray(path.read_bytes())
    for place in places:
        content[place] ^= 0x5A
    path.write_bytes(content)


def pages_of_the_schema(root: Path, key: bytes) -> list[int]:
    """Pages without which the engine finds no table, by trying (counted from 0)."""
    path = BranchFolder(root).database
    whole = path.read_bytes()
    found = []
    for page in range(len(whole) // PAGE):
        spoil(root, page * PAGE + 700)
        damaged = DamagedFile(path, key)
        if not damaged.tables:
            found.append(page)
        damaged.close()
        path.write_bytes(whole)
    return found


def names_in(branch: Branch) -> list[str]:
    return sorted(row.text("name") for row in branch.rows("person"))


def test_page_by_page_reads_what_the_engine_reads(filled: Path, key: bytes) -> None:
    path = BranchFolder(filled).database
    by_engine, by_page = DamagedFile(path, key), FileWithoutSchema(path, key)
    for table in (*JOURNAL_TABLES, "s_erased"):
        rows = sorted(map(str, by_engine.rows(table)))
        assert sorted(map(str, by_page.rows(table))) == rows
        assert rows
    assert by_page.lost_ranges == 0
    by_engine.close()


def test_what_stands_in_the_log_alone_is_read_as_well(branch: Branch, key: bytes, tmp_path: Path) -> None:
    full_member(branch, "还在日志里的")
    for path in (branch.folder.database, branch.folder.database.with_name("branch.db-wal")):
        shutil.copyfile(path, tmp_path / path.name)
    held = branch.database.connection.exec_driver_sql("SELECT count(*) FROM s_row_change").scalar_one()
    found = FileWithoutSchema(tmp_path / "branch.db", key).rows("s_row_change")
    assert len(found) == held
    (tmp_path / "branch.db-wal").unlink()
    assert len(FileWithoutSchema(tmp_path / "branch.db", key).rows("s_row_change")) < held


@pytest.mark.parametrize("place", [0, 15, 16, 100, 2000, PAGE - 80, PAGE - 1], ids=str)
def test_with_its_first_page_spoiled_all_ledgers_come_back(
    filled: Path, key: bytes, tmp_path: Path, place: int
) -> None:
    spoil(filled, place)
    before = BranchFolder(filled).database.read_bytes()
    with pytest.raises(LedgerError):
        open_branch(filled, CLOCK, passphrase=PASSPHRASE)
    found = look(BranchFolder(filled), key)
    assert "逐页还读得出" in outlook_words(found)[0]
    done = recover_into(filled, tmp_path / "new", SALVAGE, key, CLOCK)
    assert done.lost_changes == 0
    assert not any("救不出来" in words for words in done_words(done))
    again = open_folder(tmp_path / "new")
    assert verify(again) == []
    assert names_in(again) == EXPECTED
    (paper,) = again.rows("document")
    assert paper.text("summary") == LONG
    first = next(row for row in again.rows("person") if row["name"] == "党员00")
    (kept,) = attachments(again, first.uid)
    assert read_attachment(again, kept.digest) == b"hello"
    assert setting(again, "late_days") == 5
    assert check_trail(again) == []
    assert {"erase", "restore"} <= {entry.action for entry in read_trail(again)}
    again.close()
    assert BranchFolder(filled).database.read_bytes() == before


def test_all_pages_of_the_schema_may_be_gone(filled: Path, key: bytes, tmp_path: Path) -> None:
    pages = pages_of_the_schema(filled, key)
    assert len(pages) > 2
    chance = random.Random(7)
    spoil(filled, *(page * PAGE + chance.randrange(PAGE) for page in pages))
    recover_into(filled, tmp_path / "new", JOURNAL, key, CLOCK)
    again = open_folder(tmp_path / "new")
    assert names_in(again) == EXPECTED
    assert verify(again) == []
    again.close()


def test_in_place_it_is_put_aside_first(filled: Path, key: bytes) -> None:
    spoil(filled, 100)
    done = recover_in_place(filled, SALVAGE, key, CLOCK)
    assert done.aside is not None
    assert (done.aside / "branch.db").is_file()
    again = open_folder(filled)
    assert names_in(again) == EXPECTED
    again.close()


def test_a_page_of_the_journal_that_is_gone_besides_is_counted_and_the_rest_comes(
    filled: Path, key: bytes, tmp_path: Path
) -> None:
    path = BranchFolder(filled).database
    spoil(filled, 100)
    whole, held = path.read_bytes(), len(FileWithoutSchema(path, key).rows("s_row_change"))
    for page in reversed(range(1, len(whole) // PAGE)):
        spoil(filled, page * PAGE + 9)
        if len(FileWithoutSchema(path, key).rows("s_row_change")) < held:
            break
        path.write_bytes(whole)
    with pytest.raises(LedgerError) as refused:
        recover_into(filled, tmp_path / "journal", JOURNAL, key, CLOCK)
    assert refused.value.code == "journal_damaged"
    done = recover_into(filled, tmp_path / "new", SALVAGE, key, CLOCK)
    assert done.lost_changes
    again = open_folder(tmp_path / "new")
    assert verify(again) == []
    assert set(names_in(again)) <= {*EXPECTED, "党员01"}
    again.close()


def test_where_nothing_can_be_read_one_sentence_says_what_to_do(
    branch: Branch, key: bytes, tmp_path: Path
) -> None:
    full_member(branch, "曾淑")
    keep_backup(branch)
    branch.close()
    root = branch.folder.root
    path = branch.folder.database
    path.write_bytes(random.Random(3).randbytes(path.stat().st_size))
    assert "请用最近的备份" in outlook_words(look(branch.folder, key))[0]
    with pytest.raises(LedgerError) as refused:
        recover_into(root, tmp_path / "new", SALVAGE, key, CLOCK)
    assert refused.value.code == "not_readable"
    assert "请用最近的备份恢复" in refused.value.message
    recover_into(root, tmp_path / "new", BACKUP, key, CLOCK)
    again = open_folder(tmp_path / "new")
    assert names_in(again) == ["曾淑"]
    again.close()
