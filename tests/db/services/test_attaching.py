"""Papers and photos beside the records: encrypted, checked, and without what a camera tells on the side."""

import io
from pathlib import Path

import pytest
from PIL import Image

from db import limits
from db.errors import LedgerError
from db.ledgers import by_key
from db.services import attaching
from db.services.attaching import attach, attachments, detach, read_attachment
from db.services.branch import Branch
from db.services.history import history_of
from db.services.verifying import verify
from tests.support.branches import journal_size, open_folder, save_new

MEETING = by_key("general_meeting")
GPS, EXIF, TAKEN_AT = 0x8825, 0x8769, 0x9003


@pytest.fixture
def meeting(branch: Branch) -> str:
    """A meeting to attach to."""
    return save_new(branch, "general_meeting", held_on="2026-03-05", topic="学习")


def photo(
    path: Path, size: tuple[int, int] = (3000, 1500), taken_at: str | None = "2026:03:05 10:20:30"
) -> Path:
    """A photo as a telephone writes it, with place and day."""
    picture = Image.new("RGB", size, (200, 30, 30))
    exif = Image.Exif()
    exif[0x010F] = "canary-camera"
    if taken_at:
        exif.get_ifd(EXIF)[TAKEN_AT] = taken_at
    exif.get_ifd(GPS)[2] = (30.0, 15.0, 7.0)
    picture.save(path, exif=exif)
    return path


def test_a_document_comes_back_as_it_was(branch: Branch, meeting: str, tmp_path: Path) -> None:
    path = tmp_path / "签到表.pdf"
    path.write_bytes(b"%PDF-1.7 canary-330899")
    changes = attach(branch, MEETING, meeting, path, "sign_in_sheet", "第一页")
    assert changes.of("general_meeting") == {meeting}
    (kept,) = attachments(branch, meeting)
    assert (kept.name, kept.role, kept.role_title, kept.size, kept.note) == (
        "签到表.pdf", "sign_in_sheet", "签到表", 22, "第一页",
    )  # fmt: skip
    assert read_attachment(branch, kept.digest) == path.read_bytes()


def test_neither_content_nor_name_nor_digest_can_be_read_on_the_disk(
    branch: Branch, meeting: str, tmp_path: Path
) -> None:
    path = tmp_path / "签到表.txt"
    path.write_bytes(b"canary-330899" * 10)
    attach(branch, MEETING, meeting, path)
    (kept,) = attachments(branch, meeting)
    files = list(branch.folder.attachments.rglob("*.age"))
    assert len(files) == 1
    assert b"canary" not in files[0].read_bytes()
    assert files[0].read_bytes().startswith(b"age-encryption.org/v1")
    assert kept.digest not in str(files[0])
    branch.close()
    again = open_folder(branch.folder.root)
    assert read_attachment(again, kept.digest) == path.read_bytes()
    again.close()


def test_a_photo_keeps_its_day_and_loses_place_and_size(branch: Branch, meeting: str, tmp_path: Path) -> None:
    attach(branch, MEETING, meeting, photo(tmp_path / "会场.JPEG"), "照片")
    (kept,) = attachments(branch, meeting)
    assert (kept.role, kept.name, kept.taken_on) == ("photo", "会场.jpg", "2026-03-05")
    content = read_attachment(branch, kept.digest)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (2000, 1000)
        assert dict(picture.getexif()) == {}
    assert b"canary" not in content


@pytest.mark.parametrize("taken_at", [None, "0000:00:00 00:00:00", "2026:02:30 10:00:00", "gestern"])
def test_a_photo_without_a_sensible_day_has_none(
    branch: Branch, meeting: str, tmp_path: Path, taken_at: str | None
) -> None:
    attach(branch, MEETING, meeting, photo(tmp_path / "a.jpg", (40, 30), taken_at))
    assert attachments(branch, meeting)[0].taken_on is None


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".webp"])
def test_other_pictures_are_kept_without_loss(
    branch: Branch, meeting: str, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"图{suffix}"
    Image.new("RGB", (8, 8), (1, 2, 3)).save(path, **({"lossless": True} if suffix == ".webp" else {}))
    attach(branch, MEETING, meeting, path)
    (kept,) = attachments(branch, meeting)
    assert kept.name == "图.png"
    with Image.open(io.BytesIO(read_attachment(branch, kept.digest))) as picture:
        assert picture.convert("RGB").getpixel((4, 4)) == (1, 2, 3)


def test_a_picture_turned_by_its_camera_is_stored_upright(
    branch: Branch, meeting: str, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20)).save(tmp_path / "a.jpg", exif=exif)
    attach(branch, MEETING, meeting, tmp_path / "a.jpg")
    with Image.open(io.BytesIO(read_attachment(branch, attachments(branch, meeting)[0].digest))) as picture:
        assert picture.size == (20, 40)


def refused(branch: Branch, meeting: str, path: Path, role: str = "other") -> str:
    """The code with which a file is refused; nothing is kept of it."""
    before = journal_size(branch)
    with pytest.raises(LedgerError) as error:
        attach(branch, MEETING, meeting, path, role)
    assert error.value.message.count("；") == 2
    assert journal_size(branch) == before
    assert list(branch.folder.attachments.rglob("*.age")) == []
    return error.value.code


def test_files_that_are_none_of_ours_are_refused_in_a_sentence(
    branch: Branch, meeting: str, tmp_path: Path
) -> None:
    cases = {
        "a.exe": (b"MZ", "attachment_kind"),
        "a.tiff": (b"II*\0", "attachment_kind"),
        "a.svg": (b"<svg/>", "attachment_kind"),
        "a": (b"x", "attachment_kind"),
        "a.pdf": (b"", "attachment_empty"),
        "a.jpg": (b"not a picture", "photo_unreadable"),
        "b.png": (b"GIF89a" + bytes(40), "photo_unreadable"),
    }
    for name, (content, code) in cases.items():
        (tmp_path / name).write_bytes(content)
        assert refused(branch, meeting, tmp_path / name) == code, name
    assert refused(branch, meeting, tmp_path / "none.pdf") == "attachment_missing"
    assert refused(branch, meeting, tmp_path) == "attachment_missing"


def test_a_picture_cut_short_is_refused(branch: Branch, meeting: str, tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refused(branch, meeting, path) == "photo_unreadable"


@pytest.mark.parametrize("size", [(8000, 6300), (20000, 20000)])
def test_a_picture_of_too_many_pixels_is_refused(
    branch: Branch, meeting: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "a.png"
    Image.new("1", size).save(path)
    assert refused(branch, meeting, path) == "photo_too_large"


def test_a_huge_file_is_refused_before_it_is_read(
    branch: Branch, meeting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ATTACHMENT_BYTES", 1000)
    (tmp_path / "a.pdf").write_bytes(bytes(1001))
    assert refused(branch, meeting, tmp_path / "a.pdf") == "attachment_too_large"


def test_an_unknown_kind_of_paper_is_refused_and_a_ledgers_own_is_noted(
    branch: Branch, meeting: str, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    assert refused(branch, meeting, tmp_path / "a.pdf", "食谱") == "invalid"
    talk_spec = by_key("document")
    uid = save_new(branch, "document", title="计划", kind="plan")
    attach(branch, talk_spec, uid, tmp_path / "a.pdf", "正文")
    assert [(each.role, each.note) for each in attachments(branch, uid)] == [("other", "正文")]


def test_the_same_file_twice_is_kept_once(branch: Branch, meeting: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    for role in ("other", "material"):
        attach(branch, MEETING, meeting, tmp_path / "a.pdf", role)
    assert [each.role for each in attachments(branch, meeting)] == ["material"]


def test_a_detached_file_is_gone_from_the_record_and_told_in_its_history(
    branch: Branch, meeting: str, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    attach(branch, MEETING, meeting, tmp_path / "a.pdf", "sign_in_sheet")
    (kept,) = attachments(branch, meeting)
    assert detach(branch, kept.uid).of("general_meeting") == {meeting}
    assert attachments(branch, meeting) == ()
    taken_off, attached = [entry.changes[0] for entry in history_of(branch, MEETING, meeting)[:2]]
    assert (attached.title, attached.before, attached.after) == ("附件（签到表）", None, "a.pdf")
    assert (taken_off.before, taken_off.after) == ("a.pdf", None)
    attach(branch, MEETING, meeting, tmp_path / "a.pdf", "sign_in_sheet")
    assert len(attachments(branch, meeting)) == 1
    assert verify(branch) == []


def test_a_missing_or_damaged_file_is_told_and_mended_by_attaching_it_again(
    branch: Branch, meeting: str, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    attach(branch, MEETING, meeting, tmp_path / "a.pdf")
    (kept,) = attachments(branch, meeting)
    (path,) = branch.folder.attachments.rglob("*.age")
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(LedgerError) as damaged:
        read_attachment(branch, kept.digest)
    path.unlink()
    with pytest.raises(LedgerError) as missing:
        read_attachment(branch, kept.digest)
    assert (damaged.value.code, missing.value.code) == ("attachment_damaged", "attachment_missing")
    attach(branch, MEETING, meeting, tmp_path / "a.pdf")
    assert read_attachment(branch, kept.digest) == b"x"


def test_the_file_is_on_the_disk_before_the_row_is_written(
    branch: Branch, meeting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")

    def failing(path: Path, content: bytes) -> Path:
        raise LedgerError("disk_full", "磁盘已满", "没有改动", "请腾出空间")

    monkeypatch.setattr(attaching, "atomic_write", failing)
    assert refused(branch, meeting, tmp_path / "a.pdf") == "disk_full"
