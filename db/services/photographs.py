"""Reading a photo: what the camera wrote about the day, then the picture alone, small enough to keep for ten years.

Re-encoding drops EXIF, the place where it was taken, thumbnails and anything hidden behind the picture.
"""

import io
import re
import warnings
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db import limits
from db.errors import LedgerError

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "BMP", "WEBP")
PHOTO_SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".bmp", ".webp"))
REFUSED_SUFFIXES = frozenset(
    (".tif", ".tiff", ".svg", ".heic", ".heif", ".wmf", ".emf", ".gif", ".ico", ".psd")
)
JPEG_QUALITY = 88
EXIF_DETAILS, TAKEN_AT, CHANGED_AT = 0x8769, 0x9003, 0x0132  # EXIF 2.32: Exif IFD, DateTimeOriginal, DateTime
_KEPT = "没有改动任何内容"


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as it is kept: bytes, suffix (".jpg"), and the camera's day ("2026-03-05") where it wrote one."""

    content: bytes
    suffix: str
    taken_on: str | None


def read_photo(path: Path) -> Photo:
    """Read and re-encode; LedgerErrors photo_unreadable and photo_too_large."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a camera may write nonsense without harm to the picture
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _read(path)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path) from error
    except MemoryError as error:
        raise _refused("photo_too_large", f"这台电脑的内存不够打开“{path.name}”", "缩小后再附上") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _refused(
            "photo_unreadable", f"“{path.name}”不是完好的图片", "打开后另存为 JPG，再附上"
        ) from error


def _read(path: Path) -> Photo:
    from PIL import Image, ImageOps

    with Image.open(path, formats=FORMATS) as checked:
        _check_size(checked, path)
        checked.verify()
    with Image.open(path, formats=FORMATS) as opened:
        taken_on = _taken_on(opened)
        is_photograph = opened.format == "JPEG"
        upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((limits.PICTURE_SIDE_PIXELS, limits.PICTURE_SIDE_PIXELS))
    return _encoded(upright, is_photograph, taken_on)


def _encoded(picture: "Image", is_photograph: bool, taken_on: str | None) -> Photo:
    """Photographs as JPEG; scans and drawings without loss as PNG."""
    from PIL import Image

    plain = picture.convert(
        "RGB" if is_photograph or picture.mode not in ("L", "1", "RGBA") else picture.mode
    )
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    stream = io.BytesIO()
    if is_photograph:
        bare.save(stream, "JPEG", quality=JPEG_QUALITY, optimize=True)
        return Photo(stream.getvalue(), ".jpg", taken_on)
    bare.save(stream, "PNG", optimize=True)
    return Photo(stream.getvalue(), ".png", taken_on)


def _check_size(picture: "Image", path: Path) -> None:
    if picture.width * picture.height > limits.PICTURE_PIXELS:
        raise _too_large(path)


def _too_large(path: Path) -> LedgerError:
    most = limits.PICTURE_PIXELS // 10_000
    return _refused("photo_too_large", f"“{path.name}”的像素太多（超过{most}万）", "缩小后再附上")


def _refused(code: str, happened: str, remedy: str) -> LedgerError:
    return LedgerError(code, happened, _KEPT, f"请用看图软件{remedy}")


def _taken_on(picture: "Image") -> str | None:
    """The day the camera wrote; None where it wrote none or nonsense."""
    exif = picture.getexif()
    written = exif.get_ifd(EXIF_DETAILS).get(TAKEN_AT) or exif.get(CHANGED_AT)
    found = re.match(r"(\d{4})[:-](\d{2})[:-](\d{2})", str(written or ""))
    if not found:
        return None
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None
