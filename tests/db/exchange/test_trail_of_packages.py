"""What leaves the house and what comes in is in the trail, and each package carries the end of its sender's trail."""

from db.exchange.conflicts import inbox, resolve
from db.exchange.erasing import erase_person
from db.exchange.receiving import receive
from db.services.branch import Branch
from db.services.trail import check_trail, read_trail, trail_head
from tests.support.branches import change, full_member
from tests.support.exchange import Stick


def test_sending_and_taking_in_leave_a_row_each(office: Branch, home: Branch, stick: Stick) -> None:
    full_member(office, "曾淑")
    stick.carry(office, home)
    sent, received = read_trail(office, 1)[0], read_trail(home, 1)[0]
    assert (sent.action, received.action) == ("package_sent", "package_received")
    assert sent.object == received.object
    assert sent.fields == received.fields != ""
    assert check_trail(office) == check_trail(home) == []


def test_a_preview_leaves_no_row(office: Branch, home: Branch, stick: Stick) -> None:
    full_member(office, "曾淑")
    package = stick.put(office)
    before = read_trail(home)
    receive(home, package, preview=True)
    assert read_trail(home) == before
    assert check_trail(home) == []


def test_a_package_carries_the_end_of_the_trail(office: Branch, home: Branch, stick: Stick) -> None:
    from db.exchange.receiving import _opened

    full_member(office, "曾淑")
    head = trail_head(office)
    opened = _opened(home, stick.put(office))
    assert opened.manifest.head == head
    assert check_trail(office, [opened.manifest.head]) == []


def test_deciding_a_conflict_and_erasing_a_person_leave_a_row_without_any_name(
    office: Branch, home: Branch, stick: Stick
) -> None:
    uid = full_member(office, "曾淑", phone="13800000001")
    stick.carry(office, home)
    change(office, "person", uid, phone="13800000002")
    change(home, "person", uid, phone="13800000003")
    stick.carry(office, home)
    resolve(home, inbox(home)[0].id, take="theirs")
    erase_person(home, uid, "曾淑本人要求")
    erased, decided = read_trail(home, 2)
    assert (decided.action, decided.object, decided.reason) == ("conflict", f"person:{uid}", "用对方的")
    assert (erased.action, erased.object, erased.reason) == ("erase", f"person:{uid}", "＊＊本人要求")
    assert "曾淑" not in str(read_trail(home))
    assert check_trail(home) == []
