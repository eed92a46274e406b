"""What kind of file some bytes are, whatever their name says, and whether it is safe to hand them to a
parser.

Looks at signatures and at the zip's central directory only; nothing is unpacked. Refuses with
FileRefusedError.
"""

import io
import zipfile
from enum import Enum

from db import limits
from db.importing.refusals import FileRefusedError


class Container(Enum):
    """How the parser has to read the bytes."""

    XLSX = "xlsx"
    XLS = "xls"  # also .et: WPS writes the same BIFF streams
    TEXT = "text"


_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_BARE_BIFF = (
    bytes.fromhex("09081000"),
    bytes.fromhex("09080800"),
    bytes.fromhex("09040600"),
    bytes.fromhex("09000400"),
)
_SIGNATURES = (
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "文字文档（RTF）"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包"),
    (b"Rar!", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"MZ", "程序文件"),
    (b"SQLite format 3", "数据库文件"),
)
_MARKUP = (
    (b"<!doctype html", "网页文件"),
    (b"<html", "网页文件"),
    (b"<table", "网页文件"),
    (b"<?xml", "XML 文件"),
)


def container_of(content: bytes) -> Container:
    """The kind of a spreadsheet file; FileRefusedError for whatever is none, is encrypted, or has macros."""
    if not content.strip(b"\0 \t\r\n"):
        raise FileRefusedError("file_empty")
    if content.startswith(b"PK"):
        return _check_zip(content)
    if content.startswith(_COMPOUND_FILE):
        return _check_compound_file(content)
    if content.startswith(_BARE_BIFF):
        return Container.XLS
    _refuse_other_kinds(content)
    return Container.TEXT


def _refuse_other_kinds(content: bytes) -> None:
    for signature, kind in _SIGNATURES:
        if content.startswith(signature) and not _reads_as_text(content, signature):
            raise FileRefusedError("file_kind_unknown", kind=kind)
    start = content[:2048].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for signature, kind in _MARKUP:
        if start.startswith(signature):
            raise FileRefusedError("file_kind_unknown", kind=kind)


def _reads_as_text(content: bytes, signature: bytes) -> bool:
    """A two-letter signature may also start an honest list ("MZ,BM"): NUL bytes tell a binary file."""
    return len(signature) == 2 and signature.isalpha() and b"\0" not in content[:512]


def _check_compound_file(content: bytes) -> Container:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise FileRefusedError("file_encrypted")
    if holds("Workbook") or holds("Book\0"):
        return Container.XLS
    if holds("WordDocument"):
        raise FileRefusedError("file_kind_unknown", kind="文字文档（Word）")
    if holds("PowerPoint Document"):
        raise FileRefusedError("file_kind_unknown", kind="演示文稿")
    raise FileRefusedError("file_broken")


def _check_zip(content: bytes) -> Container:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileRefusedError("file_broken") from error
    _check_sizes(content, entries)
    names = {entry.filename.replace("\\", "/") for entry in entries}
    if any(name.startswith("/") or ".." in name.split("/") or ":" in name for name in names):
        raise FileRefusedError("file_broken")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefusedError("file_encrypted")
    return _kind_of_package(names)


def _check_sizes(content: bytes, entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    ratio_matters = unpacked > limits.ZIP_RATIO_FLOOR_BYTES
    if (
        len(entries) > limits.ZIP_ENTRIES
        or unpacked > limits.ZIP_UNPACKED_BYTES
        or (ratio_matters and unpacked > limits.ZIP_RATIO * len(content))
    ):
        raise FileRefusedError("file_bomb")


def _kind_of_package(names: set[str]) -> Container:
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefusedError("file_macro")
    others = (
        ("xl/workbook.bin", "二进制工作簿（.xlsb）"),
        ("word/", "文字文档（Word）"),
        ("ppt/", "演示文稿"),
        ("content.xml", "开放文档（ODF）"),
    )
    for start, kind in others:
        if any(name.startswith(start) for name in names):
            raise FileRefusedError("file_kind_unknown", kind=kind)
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return Container.XLSX
    raise FileRefusedError("file_kind_unknown", kind="压缩包")
