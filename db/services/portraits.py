"""The photo of a person for the card: the last one attached as 照片, small enough for a page.

Attaching straightens a picture and drops where it was taken (`photographs`); here it is only made small.
"""

import io
from typing import TYPE_CHECKING

from db.errors import LedgerError
from db.services.attaching import attachments, read_attachment

if TYPE_CHECKING:
    from db.services.branch import Branch

PHOTO = "photo"
LONGEST_SIDE = 600  # pixels: 300 dots an inch at two inches
_QUALITY = 88


def portrait(branch: "Branch", person_uid: str) -> bytes | None:
    """A JPEG, or None where no photo is attached, or it has not arrived on this PC or is damaged."""
    photos = [each for each in attachments(branch, person_uid) if each.role == PHOTO]
    for photo in reversed(photos):
        try:
            return _small(read_attachment(branch, photo.digest))
        except (LedgerError, OSError, ValueError):
            continue
    return None


def _small(content: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=_QUALITY, optimize=True)
    return stream.getvalue()
