"""From the township to the branches: signed, numbered, read-only, and never touching what was filled in."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from db import limits
from db.errors import LedgerError
from db.exchange.container import is_package, write_package
from db.exchange.erasing import erase_person
from db.exchange.handed_down import adopt, difference, handed_copies, versions_of
from db.exchange.handed_items import HandedItem
from db.exchange.receiving import receive
from db.exchange.rolling_up import roll_up
from db.exchange.sites import known_sites, own_site, signature
from db.exchange.superior import superior
from db.ledgers import by_key
from db.services.attaching import attachments, read_attachment
from db.services.branch import Branch
from db.services.queries import get_row
from db.township.folder import need_branch, need_township, own_signer
from db.township.handing_down import hand_down, items_in_force, publish, withdraw, write_card
from tests.support.branches import change, full_member
from tests.support.township import carry_down, introduce, make_township_folder, open_copy

NOTICE = HandedItem("", 1, "notice", "开展主题党日", "请各支部按期开展。\n地点自定。", "2026-07-31")


def test_the_first_contact_needs_the_six_groups_and_is_remembered(
    township: Branch, branch: Branch, usb: Path
) -> None:
    card = write_card(township, usb)
    with pytest.raises(LedgerError) as refused:
        receive(branch, card)
    assert refused.value.code == "unknown_sender"
    assert own_signer(township).code in refused.value.message
    assert superior(branch) is None
    receive(branch, card, trust=True)
    assert superior(branch).name == township.name
    (received,) = receive(branch, hand_down(township, usb).file)
    assert received.is_applied


def test_the_township_is_no_pc_of_the_branch(township: Branch, branch: Branch, usb: Path) -> None:
    introduce(township, branch, usb)
    assert all(not each.startswith("township") for each in known_sites(branch))


def test_a_hand_down_is_told_by_its_first_bytes_and_anybody_can_read_it(township: Branch, usb: Path) -> None:
    publish(township, NOTICE)
    path = hand_down(township, usb).file
    assert is_package(path)
    with zipfile.ZipFile(path) as archive:
        assert "开展主题党日" in archive.read("items.json").decode()
        assert township.actor not in archive.read("manifest.json").decode()


def test_an_altered_hand_down_is_refused(township: Branch, branch: Branch, usb: Path) -> None:
    introduce(township, branch, usb)
    publish(township, NOTICE)
    path = hand_down(township, usb).file
    content = path.read_bytes()
    at = content.index("按期".encode())
    path.write_bytes(content[:at] + "立即".encode() + content[at + 6 :])
    with pytest.raises(LedgerError) as refused:
        receive(branch, path)
    assert refused.value.code in ("package_damaged", "package_tampered")
    assert handed_copies(branch) == ()


def test_another_township_with_the_same_name_is_not_believed(
    township: Branch, branch: Branch, usb: Path, tmp_path: Path
) -> None:
    introduce(township, branch, usb)
    make_township_folder(tmp_path / "made")
    stranger = open_copy(tmp_path / "made", tmp_path / "stranger")
    publish(stranger, NOTICE)
    with pytest.raises(LedgerError) as refused:
        receive(branch, hand_down(stranger, usb).file)
    stranger.close()
    assert refused.value.code == "unknown_sender"


@pytest.mark.parametrize("kind", ["sync", "rollup", "handover"])
def test_no_other_kind_may_lie_open(township: Branch, branch: Branch, usb: Path, kind: str) -> None:
    manifest = replace(hand_down(township, usb).manifest, kind=kind, signer=own_site(branch))
    path = usb / "open.dbx"
    write_package(path, manifest, {}, lambda head: signature(branch, head), bytes, bytes)
    with pytest.raises(LedgerError) as refused:
        receive(branch, path)
    assert refused.value.code == "package_tampered"


def test_a_newer_version_shows_what_changed_and_leaves_the_filled_in_copy_alone(
    township: Branch, branch: Branch, usb: Path
) -> None:
    introduce(township, branch, usb)
    first = publish(township, NOTICE)
    carry_down(township, branch, usb)
    uid = adopt(branch, first.item).uid
    change(branch, "document", uid, handled="已经办好")
    publish(township, replace(NOTICE, item=first.item, text="请各支部按期开展。\n地点在文化礼堂。"))
    received = carry_down(township, branch, usb)
    assert (received.new, received.changed) == (0, 1)
    newest, older = versions_of(branch, first.item)
    assert difference(older.piece, newest.piece) == ("- 地点自定。", "+ 地点在文化礼堂。")
    row = get_row(branch, by_key("document"), uid)
    assert (row.text("handled"), row.text("summary")) == ("已经办好", NOTICE.text)
    assert (older.adopted, newest.adopted) == (uid, "")


def test_adopting_makes_an_ordinary_record_once(township: Branch, branch: Branch, usb: Path) -> None:
    introduce(township, branch, usb)
    item = publish(township, NOTICE).item
    carry_down(township, branch, usb)
    row = get_row(branch, by_key("document"), adopt(branch, item[:8]).uid)
    assert (row.text("kind"), row.text("title"), row.text("issuer")) == (
        "received",
        NOTICE.title,
        township.name,
    )
    assert row.text("received_on") == branch.today.isoformat()
    with pytest.raises(LedgerError) as refused:
        adopt(branch, item)
    assert refused.value.code == "already_adopted"


def test_a_file_comes_along_whole_and_can_be_taken_over(
    township: Branch, branch: Branch, usb: Path, tmp_path: Path
) -> None:
    introduce(township, branch, usb)
    form = tmp_path / "记录样式.toml"
    form.write_text('title = "记录样式"\n[[part]]\nname = "三会一课"\n', "utf-8")
    item = publish(township, HandedItem("", 1, "template", "记录样式"), form).item
    carry_down(township, branch, usb)
    (copy,) = handed_copies(branch)
    assert (copy.piece.file, copy.piece.content) == ("记录样式.toml", form.read_bytes())
    (attached,) = attachments(branch, adopt(branch, item).uid)
    assert read_attachment(branch, attached.digest) == form.read_bytes()


def test_what_was_withdrawn_is_not_handed_down_and_copies_stay(
    township: Branch, branch: Branch, usb: Path
) -> None:
    introduce(township, branch, usb)
    item = publish(township, NOTICE).item
    carry_down(township, branch, usb)
    withdraw(township, item)
    assert items_in_force(township) == ()
    carry_down(township, branch, usb)
    assert len(handed_copies(branch)) == 1


def test_an_older_hand_down_is_refused_and_the_same_one_changes_nothing(
    township: Branch, branch: Branch, usb: Path
) -> None:
    introduce(township, branch, usb)
    publish(township, NOTICE)
    old = hand_down(township, usb).file
    new = hand_down(township, usb).file
    receive(branch, new)
    with pytest.raises(LedgerError) as refused:
        receive(branch, old)
    assert refused.value.code == "older_handdown"
    (again,) = receive(branch, new)
    assert (again.new, again.changed) == (0, 0)


def test_a_card_takes_nothing_back(township: Branch, branch: Branch, usb: Path) -> None:
    introduce(township, branch, usb)
    carry_down(township, branch, usb)
    receive(branch, write_card(township, usb))
    assert superior(branch).number == 1


def test_a_preview_of_a_hand_down_keeps_nothing(township: Branch, branch: Branch, usb: Path) -> None:
    introduce(township, branch, usb)
    publish(township, NOTICE)
    path = hand_down(township, usb).file
    (preview,) = receive(branch, path, preview=True)
    assert (preview.new, preview.is_applied) == (1, False)
    assert preview.handed.pieces == (("new", "通知", NOTICE.title),)
    assert handed_copies(branch) == ()


@pytest.mark.parametrize(
    "piece",
    [
        replace(NOTICE, kind="order"),
        replace(NOTICE, title=" "),
        replace(NOTICE, title="两\n行"),
        replace(NOTICE, text="", content=b""),
        replace(NOTICE, text="字" * (limits.ITEM_CHARACTERS + 1)),
        replace(NOTICE, due_on="2026-02-30"),
        replace(NOTICE, due_on="2026-07"),
    ],
)
def test_what_may_not_be_handed_down_is_refused_in_one_sentence(township: Branch, piece: HandedItem) -> None:
    with pytest.raises(LedgerError) as refused:
        publish(township, piece)
    assert refused.value.code == "invalid"
    assert items_in_force(township) == ()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("表.exe", b"MZ", "invalid"),
        ("表.toml", b"= nonsense", "invalid"),
        ("表.pdf", b"x" * (limits.RESOURCE_BYTES + 1), "file_too_large"),
    ],
)
def test_a_file_that_may_not_be_handed_down_is_refused(
    township: Branch, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(LedgerError) as refused:
        publish(township, replace(NOTICE, kind="template"), file)
    assert refused.value.code == code


def test_numbers_go_on_from_what_branches_hold_after_an_older_backup_was_restored(
    township: Branch, township_template: Path, branch: Branch, usb: Path, tmp_path: Path
) -> None:
    from db.township.taking_in import take_in

    introduce(township, branch, usb)
    for _ in range(3):
        carry_down(township, branch, usb)
    path = roll_up(branch, usb).file
    restored = open_copy(township_template, tmp_path / "restored")  # knows nothing of the three
    take_in(restored, path, trust=True)
    received = carry_down(restored, branch, usb)
    restored.close()
    assert received.manifest.number == 4


def test_each_kind_of_folder_says_what_it_is(township: Branch, branch: Branch) -> None:
    need_township(township)
    need_branch(branch)
    with pytest.raises(LedgerError) as refused:
        need_township(branch)
    assert refused.value.code == "not_a_township"
    with pytest.raises(LedgerError) as refused:
        need_branch(township)
    assert refused.value.code == "not_a_branch_folder"


def test_older_hand_downs_on_a_stick_are_passed_over_and_do_not_stop_the_newest(
    township: Branch, branch: Branch, usb: Path
) -> None:
    introduce(township, branch, usb)
    publish(township, NOTICE)
    hand_down(township, usb)
    receive(branch, hand_down(township, usb).file)
    publish(township, replace(NOTICE, title="第二件"))
    hand_down(township, usb)
    (received,) = receive(branch, usb)
    assert (received.manifest.number, received.new) == (3, 1)


def test_what_was_reported_is_among_the_places_that_still_hold_an_erased_person(
    township: Branch, branch: Branch, usb: Path
) -> None:
    introduce(township, branch, usb)
    uid = full_member(branch, "曾淑")
    path = roll_up(branch, usb).file
    erased = erase_person(branch, uid, "登记错误")
    assert any(path.name in place and township.name in place for place in erased.places)


def test_a_text_that_could_steer_a_terminal_is_not_handed_down(township: Branch) -> None:
    with pytest.raises(LedgerError):
        publish(township, replace(NOTICE, text="正文\x1b[2J"))
    assert publish(township, replace(NOTICE, text="一\r\n\t二")).text == "一\n    二"
