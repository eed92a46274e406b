"""The photo of a person: upright, without the place where it was taken, and small."""

import io
from pathlib import Path

from PIL import Image

from db.ledgers import by_key
from db.services.attaching import attach, attachments, place_of, read_attachment
from db.services.portraits import LONGEST_SIDE
from tests.support.branches import full_member

ORIENTATION, GPS = 0x0112, 0x8825


def picture(path: Path, colour: tuple[int, int, int], *, turned: bool = False) -> Path:
    """A camera's picture, 1600 by 1200, with a place; `turned`: held upright, as the orientation says."""
    image = Image.new("RGB", (1600, 1200), colour)
    exif = image.getexif()
    exif[ORIENTATION] = 6 if turned else 1
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (30.0, 15.0, 0.0)
    image.save(path, exif=exif)
    return path


def test_a_photo_is_turned_made_small_and_has_lost_its_place(branch, tmp_path: Path) -> None:
    uid, spec = full_member(branch, "林小满"), by_key("person")
    assert branch.portrait(uid) is None
    attach(branch, spec, uid, picture(tmp_path / "a.jpg", (200, 30, 30), turned=True), "照片")
    shown = branch.portrait(uid)
    image = Image.open(io.BytesIO(shown))
    assert image.size == (LONGEST_SIDE * 3 // 4, LONGEST_SIDE)
    assert not image.getexif()
    kept = Image.open(io.BytesIO(read_attachment(branch, attachments(branch, uid)[0].digest)))
    assert not kept.getexif()


def test_the_last_photo_counts_and_other_papers_do_not(branch, tmp_path: Path) -> None:
    uid, spec = full_member(branch, "林小满"), by_key("person")
    for name, colour, role in (
        ("a", (200, 30, 30), "照片"),
        ("b", (30, 30, 200), "照片"),
        ("c", (9, 9, 9), "其他"),
    ):
        attach(branch, spec, uid, picture(tmp_path / f"{name}.jpg", colour), role)
    red, _green, blue = Image.open(io.BytesIO(branch.portrait(uid))).getpixel((10, 10))
    assert blue > 150 > red


def test_a_photo_that_is_not_on_this_pc_leaves_the_one_before_or_none(branch, tmp_path: Path) -> None:
    uid, spec = full_member(branch, "林小满"), by_key("person")
    attach(branch, spec, uid, picture(tmp_path / "a.jpg", (200, 30, 30)), "照片")
    place_of(branch, attachments(branch, uid)[0].digest).unlink()
    assert branch.portrait(uid) is None
