"""What a stick, and two people who never asked each other, do to the exchange (F11, F38, F40, F48, F51)."""

import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.errors import LedgerError
from db.exchange.doubles import doubles
from db.exchange.receiving import receive
from db.exchange.register import status
from db.exchange.sending import send
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.saving import remove
from db.services.verifying import verify
from tests.faults.fuzzing import SENTENCE
from tests.support.branches import full_member, save_new
from tests.support.exchange import Stick

CUT_EVERY = 4096  # bytes: a cluster of a small stick


@pytest.fixture
def protected_stick(tmp_path: Path) -> Iterator[Path]:
    """A stick with its switch on "lock"."""
    place = tmp_path / "locked"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m,ro", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a disk here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_write_protected_stick_is_told_and_nothing_counts_as_sent(
    office: Branch, protected_stick: Path
) -> None:
    full_member(office, "曾淑")
    before = status(office)
    with pytest.raises(LedgerError) as refused:
        send(office, "sync", protected_stick)
    assert SENTENCE.fullmatch(refused.value.message)
    assert status(office).not_sent == before.not_sent
    assert verify(office) == []


def test_a_full_stick_keeps_the_earlier_package_and_nothing_counts_as_sent(
    office: Branch, home: Branch, stick: Stick
) -> None:
    earlier = stick.put(office)
    there = sorted(stick.folder.iterdir())
    full_member(office, "曾淑", note="记" * 20_000)
    before = status(office).not_sent
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    # the sealed package is larger than this, the row in the register is not: its log begins anew
    office.database.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limit[1]))
    try:
        with pytest.raises(LedgerError) as refused:
            stick.put(office)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)
    assert refused.value.code == "disk_full"
    assert sorted(stick.folder.iterdir()) == there
    assert status(office).not_sent == before
    receive(home, earlier)
    stick.carry(office, home)
    assert verify(home) == []


def test_a_package_cut_after_any_cluster_is_refused_and_the_next_one_is_whole(
    office: Branch, home: Branch, stick: Stick
) -> None:
    for number in range(60):
        full_member(office, f"党员{number}", note="记" * number)
    package = stick.put(office)
    whole = package.read_bytes()
    assert len(whole) > 2 * CUT_EVERY
    for end in range(0, len(whole), CUT_EVERY):
        package.write_bytes(whole[:end])
        with pytest.raises(LedgerError) as refused:
            receive(home, package)
        assert SENTENCE.fullmatch(refused.value.message)
        assert home.rows("person") == ()
    package.write_bytes(whole)
    receive(home, package)
    assert len(home.rows("person")) == 60


def test_one_number_under_two_names_is_proposed_and_never_united_by_itself(
    office: Branch, home: Branch, stick: Stick
) -> None:
    number = "330899198901248774"
    first = full_member(office, "区敏", id_number=number)
    second = full_member(home, "欧敏", id_number=number)
    stick.carry(home, office)
    stick.carry(office, home)
    for branch in (office, home):
        (double,) = doubles(branch)
        assert set(double.uids) == {first, second}
        assert {row.uid for row in branch.rows("person")} == {first, second}


def test_what_was_added_to_a_removed_group_stays_and_says_so(
    office: Branch, home: Branch, stick: Stick
) -> None:
    group = save_new(office, "group", name="第一党小组")
    stick.carry(office, home)
    remove(office, by_key("group"), [group])
    member = full_member(home, "曾淑", group="第一党小组")
    stick.carry(home, office)
    stick.carry(office, home)
    for branch in (office, home):
        (row,) = branch.rows("person")
        assert row.uid == member
        assert "第一党小组" in str(row.get("group"))
        broken = branch.database.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert broken == []
        assert verify(branch) == []
