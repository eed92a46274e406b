"""The file on the stick: whatever happened to it, it is taken in whole or refused in one plain sentence."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from db.errors import LedgerError
from db.exchange import enclosures, sending
from db.exchange.codes import read_code
from db.exchange.container import read_package, write_package
from db.exchange.inviting import invite, open_invitation
from db.exchange.receiving import packages_at, receive
from db.exchange.register import hear_of, status
from db.exchange.sending import send
from db.exchange.sites import learn_sites, own_identity, own_site, signature
from db.journal.stored import headers
from db.ledgers import by_key
from db.services.attaching import attach, attachments, place_of, read_attachment
from db.services.branch import Branch
from db.services.verifying import verify
from tests.support.branches import change, full_member, journal_size, save_new
from tests.support.exchange import Stick

SEED = 20260701


def refused(branch: Branch, path: Path, **how: bool) -> LedgerError:
    """The refusal of a package that changed nothing."""
    before = journal_size(branch), len(status(branch).packages)
    with pytest.raises(LedgerError) as caught:
        receive(branch, path, **how)
    assert (journal_size(branch), len(status(branch).packages)) == before
    assert caught.value.message.endswith("。")
    return caught.value


def test_no_cut_flipped_zeroed_or_emptied_package_is_taken_in(
    office: Branch, home: Branch, stick: Stick
) -> None:
    full_member(office, "曾淑", note="第一组" * 2000)
    package = stick.put(office)
    whole = package.read_bytes()
    chance = random.Random(SEED)
    for number in range(120):
        spoilt = bytearray(whole)
        place = chance.randrange(len(whole))
        if number % 4 == 0:
            del spoilt[place:]
        elif number % 4 == 1:
            spoilt[place] ^= 1 << chance.randrange(8)
        elif number % 4 == 2:
            spoilt[place : place + 4096] = bytes(len(spoilt[place : place + 4096]) or 1)
        else:
            spoilt[place:place] = bytes([chance.randrange(256)])
        if bytes(spoilt) != whole:
            package.write_bytes(spoilt)
            assert refused(home, package).code in ("package_damaged", "package_tampered", "wrong_recipient")
    package.write_bytes(whole)
    assert receive(home, package)[0].new == 1


def test_a_package_for_another_branch_does_not_open(office: Branch, branch: Branch, stick: Stick) -> None:
    assert refused(branch, stick.put(office)).code == "wrong_recipient"


def test_a_stranger_is_believed_only_after_the_code_was_compared(
    office: Branch, home: Branch, stick: Stick
) -> None:
    full_member(office, "曾淑")
    home.database.raw.execute("DELETE FROM s_site WHERE site = ?", (office.journal.site,))
    package = stick.put(office)
    stranger = refused(home, package)
    assert stranger.code == "unknown_sender"
    assert own_site(office).code in stranger.message
    (received,) = receive(home, package, trust=True)
    assert received.new == 1


def test_a_signature_of_another_key_is_refused(office: Branch, home: Branch, stick: Stick) -> None:
    import pyrage

    opened = read_package(stick.put(office), lambda sealed: pyrage.decrypt(sealed, [own_identity(home)]))
    recipient = pyrage.x25519.Recipient.from_str(own_site(home).recipient)
    forged, _ = write_package(
        stick.folder / "伪造.dbx",
        replace(opened.manifest, signer=own_site(office)),
        opened.entries,
        lambda content: signature(home, content),
        lambda plain: pyrage.encrypt(plain, [recipient]),
        lambda sealed: pyrage.decrypt(sealed, [own_identity(home)]),
    )
    assert refused(home, forged).code == "package_tampered"


def test_a_package_of_a_newer_format_asks_for_an_upgrade(office: Branch, home: Branch, stick: Stick) -> None:
    sent = send(office, "sync", stick.folder)
    import pyrage

    recipients = [pyrage.x25519.Recipient.from_str(own_site(each).recipient) for each in (office, home)]
    opened = read_package(sent.file, lambda sealed: pyrage.decrypt(sealed, [own_identity(home)]))
    newer, _ = write_package(
        stick.folder / "新.dbx",
        replace(opened.manifest, min_reader=9, application="9.0"),
        opened.entries,
        lambda content: signature(office, content),
        lambda plain: pyrage.encrypt(plain, recipients),
        lambda sealed: pyrage.decrypt(sealed, [own_identity(home)]),
    )
    error = refused(home, newer)
    assert error.code == "package_newer"
    assert "9.0" in error.message


def test_attachments_travel_sealed_and_a_missing_volume_can_come_later(
    office: Branch, home: Branch, stick: Stick, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosures.limits, "PACKAGE_VOLUME_BYTES", 40_000)
    spec = by_key("document")
    uid = save_new(office, "document", title="关于开展学习的通知", kind="received")
    for number in range(3):
        paper = tmp_path / f"附件{number}.pdf"
        paper.write_bytes(random.Random(number).randbytes(30_000))
        attach(office, spec, uid, paper)
    package = stick.put(office)
    volumes = sorted(stick.folder.glob("*_[0-9].dbx"))
    assert len(volumes) == 3
    assert packages_at(stick.folder) == (package,)
    hidden = volumes[1].rename(tmp_path / volumes[1].name)
    (received,) = receive(home, package)
    assert (received.attachments, received.missing) == (2, (volumes[1].name,))
    hidden.rename(volumes[1])
    (again,) = receive(home, package)
    assert (again.attachments, again.missing) == (1, ())
    for file in attachments(home, uid):
        assert read_attachment(home, file.digest) == read_attachment(office, file.digest)
    assert verify(home) == []
    stick.put(home)
    receive(office, stick.folder)
    assert send(office, "sync", stick.folder).volumes == ()


def test_names_on_the_stick_hold_no_people_and_fit_every_file_system(office: Branch, stick: Stick) -> None:
    full_member(office, "曾淑")
    stick.put(office)
    for path in stick.folder.iterdir():
        assert len(path.name.encode()) <= 80
        assert not set(path.name) & set('<>:"/\\|?*')
        assert "曾淑" not in path.name
        content = path.read_bytes()
        assert "曾淑".encode() not in content
        assert "曾淑".encode("gb18030") not in content


def test_an_invitation_opens_only_with_its_code(office: Branch, stick: Stick) -> None:
    made = invite(office, stick.folder)
    groups = made.code.split("-")
    with pytest.raises(LedgerError, match="第1组"):
        read_code("-".join(["000001", *groups[1:]]))
    wrong = "-".join(["000011" if groups[0] != "000011" else "000022", *groups[1:]])
    with pytest.raises(LedgerError) as caught:
        open_invitation(made.sent.file, wrong)
    assert caught.value.code == "wrong_code"
    assert open_invitation(made.sent.file, made.code.replace("-", " ")).manifest.kind == "invite"
    assert refused(office, made.sent.file).code == "wrong_kind"
    with pytest.raises(LedgerError, match="要在新的电脑上用"):
        receive(office, stick.folder)


def test_a_folder_of_sticks_is_read_without_following_links(
    office: Branch, home: Branch, stick: Stick, tmp_path: Path
) -> None:
    full_member(office, "曾淑")
    below = stick.folder / "支部"
    below.mkdir()
    send(office, "sync", below)
    (stick.folder / "autorun.inf").write_text("[autorun]\nopen=x.exe")
    (stick.folder / "假.dbx").symlink_to(tmp_path)
    (stick.folder / "坏.dbx").write_bytes(b"MZ" + bytes(100))
    (received,) = receive(home, stick.folder)
    assert received.new == 1


def test_packages_of_a_branch_with_a_long_name_never_replace_each_other(
    office: Branch, home: Branch, stick: Stick
) -> None:
    change(office, "branch", office.profile.uid, name="中共" + "某某某" * 8 + "支部委员会（演示）")
    first, second = stick.put(office), stick.put(office)
    assert first != second
    assert (first.is_file(), second.is_file()) == (True, True)
    assert int(second.stem[-4:]) == int(first.stem[-4:]) + 1
    assert len(second.name.encode()) <= 80


def test_a_package_that_leaves_out_what_is_known_leaves_out_nothing_where_a_pc_was_never_heard_of(
    office: Branch, home: Branch, stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "DELTA_ABOVE_BYTES", 0)
    stick.carry(home, office)
    full_member(office, "曾淑")
    small = send(office, "sync", stick.folder)
    assert small.changes < len(headers(office.database))
    assert receive(home, small.file)[0].new == 1
    stranger = replace(own_site(home), site="third", recipient=own_site(home).recipient)
    learn_sites(office, [stranger])
    assert send(office, "sync", stick.folder).changes == len(headers(office.database))


def test_several_packages_that_build_on_each_other_are_previewed_and_taken_in_together(
    office: Branch, home: Branch, stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "DELTA_ABOVE_BYTES", 0)
    stick.carry(home, office)
    for path in stick.folder.iterdir():
        path.unlink()
    first = full_member(office, "曾淑")
    stick.put(office)
    hear_of(office, replace(sending.send(office, "sync", stick.folder).manifest, signer=own_site(home)), [])
    second = full_member(office, "李想")
    stick.put(office)
    previews = receive(home, stick.folder, preview=True)
    assert home.rows("person") == ()
    received = receive(home, stick.folder)
    assert [each.new for each in previews] == [each.new for each in received]
    assert {row.uid for row in home.rows("person")} == {first, second}


def test_one_bad_package_among_several_leaves_everything_as_it_was(
    office: Branch, home: Branch, stick: Stick
) -> None:
    full_member(office, "曾淑")
    stick.put(office)
    home.database.raw.execute("UPDATE s_site SET revoked_at = 'x' WHERE site = ?", (office.journal.site,))
    assert refused(home, stick.folder).code == "revoked_sender"
    assert home.rows("person") == ()


def test_an_attachment_spoilt_on_the_sending_pc_is_not_kept_and_comes_when_it_is_mended(
    office: Branch, home: Branch, stick: Stick, tmp_path: Path
) -> None:
    spec = by_key("document")
    uid = save_new(office, "document", title="关于开展学习的通知", kind="received")
    papers = [tmp_path / name for name in ("甲.pdf", "乙.pdf")]
    for number, paper in enumerate(papers):
        paper.write_bytes(random.Random(number).randbytes(3_000))
        attach(office, spec, uid, paper)
    spoilt, whole = attachments(office, uid)
    place_of(office, spoilt.digest).write_bytes(b"age-encryption.org/v1")
    assert verify(office) == ["附件“甲.pdf”的文件坏了，请从备份里取回，或重新附上。"]
    (received,) = receive(home, stick.put(office))
    assert (received.attachments, len(received.missing)) == (1, 1)
    assert read_attachment(home, whole.digest) == papers[1].read_bytes()
    assert verify(home) == []
    attach(office, spec, uid, papers[0])
    stick.put(home)
    receive(office, stick.folder)
    receive(home, stick.put(office))
    assert read_attachment(home, spoilt.digest) == papers[0].read_bytes()
    place_of(office, whole.digest).unlink()
    assert verify(office) == ["附件“乙.pdf”的文件不见了，请从备份里取回，或重新附上。"]
