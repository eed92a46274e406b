"""Two PCs of one branch and a stick: what each typed, both have; what they disagree on is asked, never dropped."""

from pathlib import Path

import pytest

from db.backup.making import make_backup
from db.backup.restoring import restore
from db.errors import LedgerError
from db.exchange.conflicts import inbox, resolve
from db.exchange.doubles import doubles, separate, unite
from db.exchange.erasing import erase_person
from db.exchange.receiving import receive
from db.exchange.register import peer_vectors, status
from db.exchange.sites import known_sites, revoke
from db.exchange.undoing import undo
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import get_row
from db.services.saving import put_back, remove
from db.services.verifying import verify
from tests.support.branches import PASSPHRASE, change, full_member, open_folder, save_new
from tests.support.exchange import Stick, ledgers

PERSON = by_key("person")


def person(branch: Branch, uid: str):
    return get_row(branch, PERSON, uid)


def test_what_is_typed_on_either_pc_is_on_both(office: Branch, home: Branch, stick: Stick) -> None:
    uid = full_member(office, "曾淑", phone="13800000001", group=None)
    received = stick.carry(office, home)
    assert (received.new, received.changed, received.deleted) == (1, 0, 0)
    assert person(home, uid).text("name") == "曾淑"
    change(home, "person", uid, phone="13900000002")
    assert stick.carry(home, office).changed == 1
    assert person(office, uid).text("phone") == "13900000002"
    stick.carry(office, home)
    assert ledgers(office) == ledgers(home)


def test_a_package_taken_in_twice_changes_nothing_the_second_time(
    office: Branch, home: Branch, stick: Stick
) -> None:
    full_member(office, "曾淑")
    package = stick.put(office)
    receive(home, package)
    before = ledgers(home)
    (again,) = receive(home, package)
    assert (again.new, again.batch) == (0, None)
    assert ledgers(home) == before


def test_a_preview_shows_the_result_and_writes_nothing(office: Branch, home: Branch, stick: Stick) -> None:
    full_member(office, "曾淑")
    package = stick.put(office)
    before = ledgers(home), len(status(home).packages)
    (preview,) = receive(home, package, preview=True)
    assert (ledgers(home), len(status(home).packages)) == before
    (real,) = receive(home, package)
    assert (preview.new, preview.changed, preview.records) == (real.new, real.changed, real.records)
    assert (preview.is_applied, real.is_applied) == (False, True)


def test_two_values_typed_apart_are_asked_and_shown_alike_until_somebody_decides(
    office: Branch, home: Branch, stick: Stick
) -> None:
    uid = full_member(office, "曾淑", phone="1")
    stick.carry(office, home)
    change(office, "person", uid, phone="13800000001")
    change(home, "person", uid, phone="13900000002")
    received = stick.carry(office, home)
    (conflict,) = received.conflicts
    assert (conflict.ledger, conflict.uid, conflict.field) == ("person", uid, "phone")
    assert (conflict.mine.value, conflict.theirs.value) == ("13900000002", "13800000001")
    assert (conflict.mine.person, conflict.theirs.person) == ("组织委员", "林书记")
    stick.carry(home, office)
    (seen,) = inbox(office)
    assert (seen.mine.value, seen.theirs.value) == ("13800000001", "13900000002")
    assert person(office, uid).text("phone") == person(home, uid).text("phone")
    resolve(office, seen.id, take="theirs")
    assert inbox(office) == ()
    stick.carry(office, home)
    assert inbox(home) == ()
    assert person(home, uid).text("phone") == person(office, uid).text("phone") == "13900000002"


def test_a_pc_whose_clock_is_behind_the_invitation_is_doubted_from_its_first_day(
    office: Branch, home: Branch, stick: Stick
) -> None:
    uid = full_member(office, "曾淑")
    stick.carry(office, home)
    change(office, "person", uid, native_place="甲县")
    change(home, "person", uid, native_place="乙县")
    (conflict,) = stick.carry(home, office).conflicts
    assert (conflict.mine.clock_doubt, conflict.theirs.clock_doubt) == (False, True)


def test_a_third_value_settles_a_conflict_too(office: Branch, home: Branch, stick: Stick) -> None:
    uid = full_member(office, "曾淑", education="高中")
    stick.carry(office, home)
    change(office, "person", uid, native_place="甲县")
    change(home, "person", uid, native_place="乙县")
    (conflict,) = stick.carry(office, home).conflicts
    resolve(home, conflict.id, value="丙县")
    stick.carry(home, office)
    assert person(office, uid).text("native_place") == "丙县"
    assert (inbox(office), inbox(home)) == ((), ())


def test_a_record_removed_here_and_edited_there_is_kept_and_asked(
    office: Branch, home: Branch, stick: Stick
) -> None:
    uid = full_member(office, "曾淑")
    stick.carry(office, home)
    remove(office, PERSON, [uid])
    change(home, "person", uid, phone="13900000002")
    (conflict,) = stick.carry(office, home).conflicts
    assert (conflict.field, conflict.mine.value, conflict.theirs.value) == ("removed", "kept", "removed")
    assert person(home, uid).removed_at is None
    resolve(home, conflict.id, take="theirs")
    stick.carry(home, office)
    assert person(office, uid).removed_at is not None
    assert person(home, uid).removed_at is not None


def test_a_removal_hides_what_its_author_had_seen(office: Branch, home: Branch, stick: Stick) -> None:
    uid = full_member(office, "曾淑")
    stick.carry(office, home)
    remove(office, PERSON, [uid])
    assert stick.carry(office, home).deleted == 1
    assert person(home, uid).removed_at is not None


def test_one_person_entered_on_both_pcs_is_proposed_united_and_separable(
    office: Branch, home: Branch, stick: Stick
) -> None:
    number = "330899198901248774"
    first = full_member(office, "区敏", id_number=number, born_on="1989-01-24")
    second = full_member(home, "区敏", id_number=number, born_on="1989-01-24", phone="13900000002")
    other = full_member(home, "李想")
    talk = save_new(home, "heart_talk", held_on="2008-12-01", initiator=second, partner=other)
    (double,) = stick.carry(home, office).doubles
    assert (double.ledger, set(double.uids), double.is_sure) == ("person", {first, second}, True)
    unite(office, first, second)
    assert verify(office) == []
    assert doubles(office) == ()
    face = min(first, second)
    live = [row.uid for row in office.rows("person")]
    assert set(live) == {face, other}
    assert person(office, face).text("phone") == "13900000002"
    assert get_row(office, by_key("heart_talk"), talk)["initiator"].uid == face
    stick.carry(office, home)
    assert {row.uid for row in home.rows("person")} == {face, other}
    separate(home, second)
    assert verify(home) == []
    stick.carry(home, office)
    assert {row.uid for row in office.rows("person")} == {first, second, other}
    assert get_row(office, by_key("heart_talk"), talk)["initiator"].uid == second


def test_a_received_package_can_be_taken_back_and_the_other_pc_follows(
    office: Branch, home: Branch, stick: Stick
) -> None:
    kept = full_member(home, "李想", phone="1")
    stick.carry(home, office)
    uid = full_member(office, "曾淑")
    change(office, "person", kept, phone="2")
    received = stick.carry(office, home)
    assert received.batch is not None
    undo(home, received.batch)
    assert person(home, uid).removed_at is not None
    assert person(home, kept).text("phone") == "1"
    assert verify(home) == []
    stick.carry(home, office)
    assert person(office, uid).removed_at is not None
    with pytest.raises(LedgerError) as refused:
        undo(home, received.batch)
    assert refused.value.code == "already_undone"


def test_what_was_edited_since_is_left_alone_when_a_package_is_taken_back(
    office: Branch, home: Branch, stick: Stick
) -> None:
    first, second = full_member(office, "曾淑"), full_member(office, "李想")
    batch = stick.carry(office, home).batch
    assert batch is not None
    change(home, "person", first, phone="13900000002")
    undone = undo(home, batch)
    assert first in undone.kept
    assert person(home, first).removed_at is None
    assert person(home, second).removed_at is not None


def test_an_erased_person_is_gone_everywhere_and_an_old_package_brings_nothing_back(
    office: Branch, home: Branch, stick: Stick
) -> None:
    uid = full_member(office, "曾淑", phone="13812345678")
    old = stick.put(office)
    receive(home, old)
    erased = erase_person(office, uid, "本人要求")
    assert any("数据包" in place for place in erased.places)
    stick.carry(office, home)
    receive(home, old)
    for branch in (office, home):
        assert verify(branch) == []
        cells = [row[0] for row in branch.database.raw.execute("SELECT cells FROM s_row_change")]
        assert not any("13812345678" in cell or "曾淑" in cell for cell in cells)
        assert [row for row in branch.rows("person") if row.uid == uid] == []


def test_after_an_erasure_no_table_holds_the_name_or_number(office: Branch) -> None:
    number = "330899198901248774"
    uid = full_member(office, "区敏儿", id_number=number, phone="13812345678")
    change(office, "person", uid, note="区敏儿的备注")
    remove(office, PERSON, [uid])
    put_back(office, PERSON, [uid])
    erase_person(office, uid, "区敏儿本人要求")
    tables = [
        name for (name,) in office.database.raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    ]
    for table in tables:
        for row in office.database.raw.execute(f'SELECT * FROM "{table}"').fetchall():
            said = " ".join(map(str, row))
            assert not any(word in said for word in ("区敏儿", number, "13812345678")), table


def test_the_status_says_what_was_not_taken_along_and_ticks_what_arrived(
    office: Branch, home: Branch, stick: Stick
) -> None:
    before = status(office).not_sent
    full_member(office, "曾淑")
    full_member(office, "李想")
    assert status(office).not_sent == before + 2
    stick.carry(office, home)
    assert status(office).not_sent == 0
    sent = next(each for each in status(office).packages if each.direction == "sent" and each.kind == "sync")
    assert sent.confirmed_at is None
    stick.carry(home, office)
    sent = next(each for each in status(office).packages if each.package == sent.package)
    assert sent.confirmed_at is not None


def test_a_package_of_a_revoked_pc_is_refused(office: Branch, home: Branch, stick: Stick) -> None:
    revoke(office, home.journal.site)
    with pytest.raises(LedgerError) as refused:
        receive(office, stick.put(home))
    assert refused.value.code == "revoked_sender"
    assert known_sites(office)[home.journal.site].revoked_at


def test_the_own_package_is_told_from_that_of_another_pc(office: Branch, home: Branch, stick: Stick) -> None:
    package = stick.put(office)
    with pytest.raises(LedgerError) as refused:
        receive(office, package)
    assert refused.value.code == "own_package"
    assert receive(home, stick.folder)[0].manifest.signer.site == office.journal.site
    with pytest.raises(LedgerError) as nothing:
        receive(home, stick.folder)
    assert nothing.value.code == "nothing_to_receive"


def test_a_pc_restored_from_a_backup_is_believed_and_opens_what_was_sealed_to_it_before(
    office: Branch, home: Branch, stick: Stick, tmp_path: Path
) -> None:
    backup = make_backup(home.database, home.secret("database"), home.folder)
    uid = full_member(office, "曾淑")
    package = stick.put(office)
    restored = tmp_path / "restored"
    restore(backup.folder, restored, PASSPHRASE, home.clock)
    again = open_folder(restored, home.clock, "组织委员")
    assert again.journal.site != home.journal.site
    receive(again, package)
    other = full_member(again, "李想")
    stick.carry(again, office)
    assert {row.uid for row in office.rows("person")} == {uid, other}
    again.close()


def test_a_revoked_pc_is_waited_for_no_longer(office: Branch, home: Branch, stick: Stick) -> None:
    """What it lacks would otherwise travel with every package for ever."""
    assert set(peer_vectors(office)) == {home.journal.site}
    revoke(office, home.journal.site)
    assert peer_vectors(office) == {}
    (stopped,) = status(office).peers
    assert stopped.is_revoked
    assert stopped.heard_at
