"""What was written to a stick is read again after it was pulled out and put back (fault F49)."""

from pathlib import Path

import pytest

from db.errors import LedgerError
from db.exchange.checking_sent import check_sent
from db.exchange.inviting import invite
from db.exchange.sending import send
from db.ledgers import by_key
from db.services.attaching import attach
from db.services.branch import Branch
from tests.support.branches import full_member, save_new
from tests.support.exchange import Stick


def problems(branch: Branch, place: Path) -> list[str]:
    return [each.problem for each in check_sent(branch, place)]


def test_what_was_written_whole_is_whole(office: Branch, stick: Stick) -> None:
    full_member(office, "曾淑")
    stick.put(office)
    stick.put(office, "receipt")
    invite(office, stick.folder)  # sealed by a code: its bytes are compared all the same
    assert problems(office, stick.folder) == ["", "", ""]


@pytest.mark.parametrize("cut", [0, 1000, -1])
def test_what_was_not_written_to_its_end_is_told(office: Branch, stick: Stick, cut: int) -> None:
    package = stick.put(office)
    content = package.read_bytes()
    package.write_bytes(content[:cut] if cut else bytes(len(content)))
    (problem,) = problems(office, stick.folder)
    assert "没有写完就拔了" in problem


def test_a_volume_that_is_missing_or_spoiled_is_told(office: Branch, stick: Stick, tmp_path: Path) -> None:
    (tmp_path / "通知.pdf").write_bytes(b"%PDF-1.4 " * 100)
    uid = save_new(office, "document", title="通知", kind="received")
    attach(office, by_key("document"), uid, tmp_path / "通知.pdf")
    sent = send(office, "sync", stick.folder)
    assert problems(office, stick.folder) == [""]
    volume = stick.folder / sent.volumes[0]
    content = bytearray(volume.read_bytes())
    content[-1] ^= 1
    volume.write_bytes(content)
    assert volume.name in problems(office, stick.folder)[0]
    volume.unlink()
    assert volume.name in problems(office, stick.folder)[0]


def test_packages_of_others_are_passed_over(office: Branch, home: Branch, stick: Stick) -> None:
    stick.put(home)
    with pytest.raises(LedgerError) as refused:
        check_sent(office, stick.folder)
    assert refused.value.code == "nothing_to_check"
