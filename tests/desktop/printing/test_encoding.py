"""The quick encoding gives the bytes of reportlab's own."""

from desktop.printing.encoding import encoded
from desktop.printing.pdf import new_canvas

WRITTEN = ["\t\n\r", "".join(map(chr, range(0x20, 0x7F))), "", "é • € Œ", "(\\)"]


def test_text_is_encoded_as_by_reportlab(tmp_path):
    with (tmp_path / "any.pdf").open("wb") as target:
        new_canvas(target)  # reportlab registers its codec with the first one
    assert [encoded(text) for text in WRITTEN] == [text.encode("extpdfdoc") for text in WRITTEN]


def test_bytes_stay_as_they_are():
    assert encoded(b"\xff\x00") == b"\xff\x00"
