"""Spoiled files of every kind: taken or refused in one Chinese sentence, in time, and the branch stays as it was
(F54, F66, F68). `python3 run.py faults --long` does the same with ten thousand files a reader."""

from pathlib import Path

import pytest

from db.errors import LedgerError
from db.importing.commit import make_plan, read_source
from db.ledgers import by_key
from db.services.attaching import attach
from db.services.branch import Branch
from db.services.verifying import verify
from tests.faults.fuzzing import Reader, fuzz, spoiled
from tests.faults.readers import READERS, SAMPLES
from tests.support.branches import journal_size, save_new

IN_CI = 250
every_reader = pytest.mark.parametrize("reader", READERS, ids=[reader.name for reader in READERS])


@every_reader
def test_a_spoiled_file_is_taken_or_refused_in_one_sentence(reader: Reader, tmp_path: Path) -> None:
    count = IN_CI // reader.cost
    tally = fuzz(reader, count, tmp_path)
    assert tally.escaped == []
    assert tally.total == count
    assert sum(tally.refused.values()) > count / 20, "a fuzzer that spoils nothing proves nothing"


def test_a_reader_that_lets_something_escape_is_caught(tmp_path: Path) -> None:
    def careless(content: bytes, folder: Path) -> None:
        content.decode()

    tally = fuzz(Reader("careless", "", lambda: (b"sound" * 10,), careless), 200, tmp_path)
    assert any("UnicodeDecodeError" in each for each in tally.escaped)


def test_a_refusal_without_a_plain_sentence_is_caught(tmp_path: Path) -> None:
    def terse(content: bytes, folder: Path) -> None:
        if content != b"sound":
            raise LedgerError("bad", "Bad file")

    assert fuzz(Reader("terse", "", lambda: (b"sound",), terse), 20, tmp_path).escaped


def test_spoiled_files_leave_the_branch_as_it_was(branch: Branch, tmp_path: Path) -> None:
    import random

    uid = save_new(branch, "document", title="通知", kind="received")
    before = journal_size(branch)
    sample = (SAMPLES / "village.xlsx").read_bytes()
    path, picture = tmp_path / "名册.xlsx", tmp_path / "照片.png"
    refused = 0
    for number in range(12):
        content = spoiled(sample, (sample,), random.Random(number))
        path.write_bytes(content)
        picture.write_bytes(content)
        person = by_key("person")
        try:
            make_plan(branch, person, read_source(branch, person, path))
        except LedgerError:
            refused += 1
        with pytest.raises(LedgerError):
            attach(branch, by_key("document"), uid, picture)
    assert refused
    assert journal_size(branch) == before
    assert not any(branch.folder.attachments.rglob("*.age"))
    assert verify(branch) == []
