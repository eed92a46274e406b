"""A package about a part of the books: as far in the journal as that part needs, its attachments alone, and nothing
counted as sent or arrived that was not carried."""

from pathlib import Path

import pytest

from db.errors import LedgerError
from db.exchange.erasing import erase_person
from db.exchange.receiving import receive
from db.exchange.register import packages, status, version_vector
from db.exchange.sending import send
from db.ledgers import by_key
from db.services.attaching import attach, attachments, place_of
from db.services.branch import Branch
from db.services.saving import remove
from db.services.verifying import verify
from tests.support.branches import change, full_member, save_new
from tests.support.exchange import Stick, ledgers


def part(sender: Branch, reader: Branch, stick: Stick, scope: str) -> tuple[int, int]:
    """Carry a part over; returns what stayed behind."""
    sent = send(sender, "sync", stick.folder, scope)
    receive(reader, sent.file)
    assert verify(reader) == []
    return sent.left_changes, sent.left_attachments


def names(branch: Branch) -> set[str]:
    return {row.text("name") for row in branch.rows("person")}


def meeting(branch: Branch, held_on: str, topic: str) -> str:
    return save_new(branch, "committee_meeting", held_on=held_on, topic=topic)


def test_a_ledger_goes_with_all_that_came_before_its_newest_change(
    office: Branch, home: Branch, stick: Stick
) -> None:
    full_member(office, "曾淑")
    save_new(office, "document", title="通知", kind="received")
    full_member(office, "李想")
    assert part(office, home, stick, "ledger:document") == (1, 0)
    assert names(home) == {"曾淑"}
    assert [row.text("title") for row in home.rows("document")] == ["通知"]
    assert status(office).not_sent == 1
    stick.carry(office, home)
    assert status(office).not_sent == 0
    assert ledgers(home) == ledgers(office)


def test_a_month_is_that_of_the_event_and_takes_removals_along(
    office: Branch, home: Branch, stick: Stick
) -> None:
    june = meeting(office, "2026-06-30", "六月")
    stick.carry(office, home)
    remove(office, by_key("committee_meeting"), [june])
    meeting(office, "2026-07-01", "七月")
    part(office, home, stick, "month:2026-06")
    assert home.rows("committee_meeting") == ()
    part(office, home, stick, "month:2026-07")
    assert [row.text("topic") for row in home.rows("committee_meeting")] == ["七月"]


def test_a_group_is_its_people_and_what_is_theirs(office: Branch, home: Branch, stick: Stick) -> None:
    group = save_new(office, "group", name="第一党小组")
    member = full_member(office, "曾淑", group=group)
    save_new(office, "group_meeting", held_on="2026-06-01", topic="组会", group=group)
    full_member(office, "组外人")
    assert part(office, home, stick, "group:第一党小组") == (1, 0)
    assert len(home.rows("group_meeting")) == 1
    assert names(home) == {"曾淑"}
    change(office, "person", member, phone="13800000001")
    assert part(office, home, stick, "group:第一党小组") == (0, 0)
    assert names(home) == {"曾淑", "组外人"}


def test_only_the_attachments_of_the_part_go_along(
    office: Branch, home: Branch, stick: Stick, tmp_path: Path
) -> None:
    spec = by_key("document")
    for title, content in (("一", b"%PDF-1.4 a"), ("二", b"%PDF-1.4 b")):
        path = tmp_path / f"{title}.pdf"
        path.write_bytes(content)
        day = "2026-05-01" if title == "一" else "2026-06-01"
        uid = save_new(office, "document", title=title, kind="received", dated_on=day)
        attach(office, spec, uid, path)
    assert part(office, home, stick, "month:2026-05") == (2, 1)
    (first,) = (row.uid for row in home.rows("document"))
    assert place_of(home, attachments(home, first)[0].digest).is_file()
    stick.carry(home, office)
    assert send(office, "sync", stick.folder, "records").left_attachments == 1
    stick.carry(office, home)
    assert all(
        place_of(home, each.digest).is_file()
        for row in home.rows("document")
        for each in attachments(home, row.uid)
    )


def test_a_receipt_does_not_tick_what_a_part_did_not_carry(
    office: Branch, home: Branch, stick: Stick
) -> None:
    meeting(office, "2026-06-30", "六月")
    full_member(office, "曾淑")
    lost = send(office, "sync", stick.folder)  # the stick went astray
    carried = send(office, "sync", stick.folder, "month:2026-06")
    receive(home, carried.file)
    receive(office, send(home, "receipt", stick.folder).file)
    ticked = {
        each.number: bool(each.confirmed_at)
        for each in packages(office)
        if each.direction == "sent" and each.kind == "sync"
    }
    assert (ticked[lost.number], ticked[carried.number]) == (False, True)
    stick.carry(office, home)
    receive(office, send(home, "receipt", stick.folder).file)
    assert all(
        each.confirmed_at for each in packages(office) if (each.direction, each.kind) == ("sent", "sync")
    )


def test_the_one_who_takes_it_in_is_told_what_stayed_behind(
    office: Branch, home: Branch, stick: Stick
) -> None:
    from db.exchange.sending import left_words

    meeting(office, "2026-06-30", "六月")
    full_member(office, "曾淑")
    sent = send(office, "sync", stick.folder, "ledger:committee_meeting")
    (received,) = receive(home, sent.file, preview=True)
    assert left_words(received.manifest) == "还有1次改动没有带"


def test_what_an_erasure_emptied_goes_only_along_with_the_erasure(
    office: Branch, home: Branch, stick: Stick
) -> None:
    uid = full_member(office, "曾淑")
    meeting(office, "2026-06-30", "六月")
    erase_person(office, uid, "登记错误")
    full_member(office, "李想")
    assert part(office, home, stick, "month:2026-06") == (1, 0)
    assert names(home) == set()
    assert len(home.rows("committee_meeting")) == 1


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ("一半", "invalid"),
        ("ledger:没有", "invalid"),
        ("month:2026", "invalid"),
        ("group:没有", "not_found"),
        ("month:2031-01", "nothing_in_scope"),
    ],
)
def test_a_part_that_is_none_is_refused_before_anything_is_written(
    office: Branch, stick: Stick, scope: str, code: str
) -> None:
    with pytest.raises(LedgerError) as refused:
        send(office, "sync", stick.folder, scope)
    assert refused.value.code == code
    assert list(stick.folder.iterdir()) == []


def test_parts_in_both_directions_end_where_whole_packages_end(
    office: Branch, home: Branch, stick: Stick
) -> None:
    uid = full_member(office, "曾淑")
    stick.carry(office, home)
    change(office, "person", uid, phone="13800000001")
    change(home, "person", uid, note="在外务工")
    meeting(home, "2026-06-30", "六月")
    meeting(office, "2026-05-30", "五月")
    part(home, office, stick, "ledger:person")
    part(office, home, stick, "month:2026-05")
    part(home, office, stick, "month:2026-06")
    stick.carry(office, home)
    stick.carry(home, office)
    assert ledgers(office) == ledgers(home)
    assert version_vector(office) == version_vector(home)
    assert status(office).not_sent == status(home).not_sent == 0
