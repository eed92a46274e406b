"""What leaves the house and what comes in is in the trail, and each package carries the end of its sender's trail."""

from db.exchange.conflicts import inbox, resolve
from db.exchange.erasing import erase_person
from db.exchange.receiving import receive
from db.exchange.register import status
from db.journal.tables import TRAIL
from db.services.branch import Branch
from db.services.trail import check_trail, note, read_trail, trail_head
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


# --- the ends compared from package to package ------------------------------------------------------------------
def cut(branch: Branch, above: int, *, rewritten: bool = False) -> None:
    """What somebody with the database open elsewhere could do to the trail of a PC."""
    with branch.database.transaction() as connection:
        if rewritten:
            connection.execute(TRAIL.update().where(TRAIL.c.number == above).values(mac="0" * 64))
        else:
            connection.execute(TRAIL.delete().where(TRAIL.c.number > above))


def told(branch: Branch) -> list[str]:
    return [each.doubt for each in status(branch).packages if each.doubt]


def test_sound_trails_are_never_doubted(office: Branch, home: Branch, stick: Stick) -> None:
    for _ in range(3):
        full_member(office, "曾淑")
        assert stick.carry(office, home).doubt == ""
        assert stick.carry(home, office).doubt == ""
    assert told(office) == told(home) == []
    newest = status(home).packages[0]
    assert newest.head


def test_a_trail_that_was_cut_back_is_told_in_one_sentence(
    office: Branch, home: Branch, stick: Stick
) -> None:
    stick.carry(office, home)
    cut(office, 2)
    received = stick.carry(office, home)
    assert "操作登记" in received.doubt
    assert "\n" not in received.doubt
    assert told(home) == [received.doubt]
    assert read_trail(home, 1)[0].reason == received.doubt


def test_a_trail_cut_back_and_filled_up_again_is_told(office: Branch, home: Branch, stick: Stick) -> None:
    stick.carry(office, home)
    stick.carry(office, home)
    end = int(status(home).packages[0].head.split("-")[0])
    cut(office, 2)
    while len(read_trail(office)) <= end + 2:
        note(office, "export", "person")
    assert "不一样，可能被改动过" in stick.carry(office, home).doubt


def test_a_row_changed_where_an_earlier_package_ended_is_told(
    office: Branch, home: Branch, stick: Stick
) -> None:
    stick.carry(office, home)
    end = int(next(each.head for each in status(home).packages if each.direction == "received").split("-")[0])
    cut(office, end, rewritten=True)
    assert f"第{end}号与以前收到时不一样" in stick.carry(office, home).doubt


def test_a_package_that_was_long_on_its_way_is_no_cut(office: Branch, home: Branch, stick: Stick) -> None:
    old = stick.put(office)
    full_member(office, "曾淑")
    stick.carry(office, home)
    (late,) = receive(home, old)
    assert late.doubt == ""


def test_a_preview_tells_it_as_well(office: Branch, home: Branch, stick: Stick) -> None:
    stick.carry(office, home)
    cut(office, 2)
    (preview,) = receive(home, stick.put(office), preview=True)
    assert preview.doubt
    assert told(home) == []
