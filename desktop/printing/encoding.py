"""Encodes quickly what reportlab writes: ASCII is encoded as such, which nearly all of a file is.

WORKAROUND for reportlab 5.1.0: `pdfdoc.pdfdocEnc` looks every character up in a table, which takes a tenth of the
time of a folder. The bytes are the same.
"""


def encoded(text: str | bytes) -> bytes:
    """Text in PDFDocEncoding (ISO 32000-1, annex D), of which ASCII is a part; bytes as they are."""
    if isinstance(text, bytes):
        return text
    return text.encode("ascii" if text.isascii() else "extpdfdoc")


def install() -> None:
    """Replaces reportlab's function; doing it again changes nothing."""
    from reportlab.pdfbase import pdfdoc

    pdfdoc.pdfdocEnc = encoded
