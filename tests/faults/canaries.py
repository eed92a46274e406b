"""Looking for planted people in files: in every encoding they may have been written in, and inside zip and gzip."""

import gzip
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

NAME = "钱塘九斤"
ID_NUMBER = "330899197512310710"
PHONE = "13912345670"
NOTE = "麒麟坳第三棵桂花树"
ADDRESS = "白果村雁荡坪九十七号"
PLANTED = (NAME, ID_NUMBER, PHONE, NOTE, ADDRESS)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


@dataclass(slots=True)
class Scan:
    """What was looked at, and where something planted was found ("path: text")."""

    files: int = 0
    size: int = 0
    found: list[str] = field(default_factory=list)


def scan(*folders: Path) -> Scan:
    """Look at every file below the folders, names included."""
    done = Scan()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            done.found += [f"the name {path}: {text}" for text in PLANTED if text in path.name]
            if path.is_file() and not path.is_symlink():
                content = path.read_bytes()
                done.files += 1
                done.size += len(content)
                done.found += [f"{path}: {text}" for text in found_in(content)]
    return done


def found_in(content: bytes) -> list[str]:
    """The planted texts that some bytes hold."""
    return [
        text for text in PLANTED if any(sign in part for part in _parts(content) for sign in _signs(text))
    ]


def _signs(text: str) -> set[bytes]:
    signs = {text.encode(encoding) for encoding in ENCODINGS}
    return signs | {json.dumps(text)[1:-1].encode(), text.encode("unicode_escape")}


def _parts(content: bytes) -> Iterator[bytes]:
    yield content
    try:
        if content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(BytesIO(content)) as archive:
                yield from (archive.read(name) for name in archive.namelist())
        elif content.startswith(b"\x1f\x8b"):
            yield gzip.decompress(content)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error):
        return
