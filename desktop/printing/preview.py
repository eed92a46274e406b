"""Pages of a PDF as images, for the window and for printing. Knows PDFium, neither Qt nor the content."""

from dataclasses import dataclass
from threading import Lock

_ONE_AT_A_TIME = Lock()  # PDFium is not safe for threads
_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as rows of red, green, blue bytes, without padding."""

    width: int
    height: int
    rgb: bytes


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points."""
    import pypdfium2

    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(document.get_page_size(index) for index in range(len(document)))
        finally:
            document.close()


def render_page(pdf: bytes, index: int, dpi: float) -> PageImage:
    """Page `index` (from 0) at a resolution; IndexError if there is no such page."""
    import pypdfium2

    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 0 <= index < len(document):
                raise IndexError(index)
            page = document[index]
            bitmap = page.render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=True, maybe_alpha=False)
            return _packed(
                bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer), bitmap.n_channels
            )
        finally:
            document.close()


def _packed(width: int, height: int, stride: int, raw: bytes, channels: int) -> PageImage:
    """Three bytes a pixel whatever PDFium padded a row or a pixel with."""
    if channels == 3 and stride == 3 * width:
        return PageImage(width, height, raw)
    rows = []
    for line in range(height):
        row = bytearray(raw[line * stride : line * stride + channels * width])
        if channels == 4:
            del row[3::4]
        rows.append(bytes(row))
    return PageImage(width, height, b"".join(rows))
