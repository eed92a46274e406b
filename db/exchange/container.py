"""The files of a package. The first one is an age file (C2SP age v1) around a stored zip: the manifest first, its
signature, then what it lists. Volumes hold attachments: a stored zip of files that are age files already.

A hand-down is that stored zip itself, signed and not sealed: it says nothing about any person and is meant for whoever
is handed it, and sealing to a key that everybody has would only look like secrecy. No other kind may lie open.

Nothing is unpacked to the disk and no name in a package is ever joined to a path. What was written is read back,
opened and compared before it counts. Knows nothing about transactions.
"""

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from db import limits
from db.errors import LedgerError
from db.exchange.manifest import SIGNED_AS, Manifest, from_bytes, to_bytes
from db.exchange.sites import is_signed
from db.files import atomic_write, drop_cache
from db.journal.transaction import DamagedError, PackageError, TamperedError

SUFFIX = ".dbx"
MANIFEST, SIGNATURE, TRANSACTIONS = "manifest.json", "manifest.sig", "transactions.jsonl.gz"
SECRETS = "secrets.json"
AGE_MAGIC, ZIP_MAGIC = b"age-encryption.org/", b"PK\x03\x04"
OPEN_KINDS = ("handdown",)
_HEAD_BYTES = 64  # of an age file: its first line and the kind of the first recipient
_NAME_AT = 30  # in a zip: where the name of the first entry stands
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of every entry: a package says nothing about this PC's files

Unseal = Callable[[bytes], bytes]  # raises pyrage.DecryptError


class NotForUsError(PackageError):
    """The package is sealed to other PCs."""

    def __init__(self) -> None:
        super().__init__(
            "wrong_recipient",
            "no key of ours opens it",
            "这份数据包不是发给这台电脑的，打不开",
            "请让对方确认发给了本支部，并在对方收到过这台电脑的数据包之后重新导出",
        )


class UnsignedError(TamperedError):
    """The signature does not fit what is signed."""


@dataclass(frozen=True, slots=True)
class OpenedPackage:
    """The first file of a package, opened, whole and signed by `manifest.signer` (whom to believe is not asked here)."""

    path: Path
    digest: str
    manifest: Manifest
    entries: Mapping[str, bytes]

    def unpacked(self, name: str) -> bytes:
        """A packed entry, never longer than the manifest says; DamagedError, TamperedError."""
        if name not in self.entries:
            return b""
        promised = self.manifest.raw.get(name, 0)
        if promised > limits.PACKAGE_TRANSACTIONS_BYTES:
            raise DamagedError("the transactions are said to be larger than we read")
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(self.entries[name])) as stream:
                content = stream.read(promised + 1)
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise DamagedError(f"an entry cannot be unpacked: {type(error).__name__}") from error
        if len(content) != promised:
            raise TamperedError("an entry unpacks to another size than promised")
        return content


# --- writing ------------------------------------------------------------------------------------------------
def packed(content: bytes) -> bytes:
    """Content as a packed entry; the same content always gives the same bytes."""
    return gzip.compress(content, 6, mtime=0)


def write_package(
    path: Path,
    manifest: Manifest,
    entries: Mapping[str, bytes],
    sign: Callable[[bytes], bytes],
    seal: Callable[[bytes], bytes],
    unseal: Unseal,
) -> tuple[Path, str]:
    """Sign, seal, write, read back, open and compare; returns where it lies and its SHA-256.

    LedgerErrors `disk_full`, `write_failed`, `package_not_written`. A file that does not read back is removed.
    """
    listed = {name: (len(content), _sha256(content)) for name, content in entries.items()}
    head = to_bytes(replace(manifest, files=listed))
    plain = _zipped({MANIFEST: head, SIGNATURE: sign(SIGNED_AS + head), **entries})
    sealed = seal(plain)
    written = atomic_write(path, sealed)
    drop_cache(written)
    try:
        if unseal(written.read_bytes()) != plain:
            raise DamagedError("what was read back differs")
    except Exception as error:  # whatever reading back met, the file is no package
        written.unlink(missing_ok=True)
        raise LedgerError(
            "package_not_written",
            f"数据包“{path.name}”写上去以后核对不上，已经删掉",
            "台账没有改动，U盘上原有的数据包都在",
            "请换一个U盘再导出",
        ) from error
    return written, _sha256(sealed)


def write_volume(path: Path, attachments: Iterable[tuple[str, Path]]) -> tuple[str, int, str]:
    """Write a volume of sealed attachments (digest of the content, sealed file); returns (name, size, SHA-256).

    The file is read back and compared byte by byte with what was meant to be written.
    """
    meant = hashlib.sha256()
    files = list(attachments)

    def write(stream: BinaryIO) -> None:
        with zipfile.ZipFile(_Hashing(stream, meant), "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
            for digest, source in files:
                with archive.open(_entry(digest), "w") as target, source.open("rb") as content:
                    while some := content.read(limits.MIB):
                        target.write(some)

    written = atomic_write(path, write)
    drop_cache(written)
    size, digest = file_digest(written)
    if digest != meant.hexdigest():
        written.unlink(missing_ok=True)
        raise LedgerError(
            "package_not_written",
            f"“{path.name}”写上去以后核对不上，已经删掉",
            "台账没有改动，U盘上原有的数据包都在",
            "请换一个U盘再导出",
        )
    return written.name, size, digest


class _Hashing:
    """A stream to write to that cannot be gone back in: what was hashed is what was written."""

    def __init__(self, stream: BinaryIO, digest: Any) -> None:
        self._stream, self._digest = stream, digest

    def write(self, content: bytes) -> int:
        self._digest.update(content)
        return self._stream.write(content)

    def flush(self) -> None:
        self._stream.flush()


# --- reading ------------------------------------------------------------------------------------------------
def is_package(path: Path) -> bool:
    """Whether a file looks like the first one of a package, by its suffix and its first bytes."""
    try:
        with path.open("rb") as stream:
            start = stream.read(_NAME_AT + len(MANIFEST))
    except OSError:
        return False
    return path.suffix == SUFFIX and (start.startswith(AGE_MAGIC) or _is_open(start))


def is_sealed_by_code(path: Path) -> bool:
    """Whether an age file is closed by a passphrase, as invitations are, and not to the keys of PCs."""
    try:
        with path.open("rb") as stream:
            return b"\n-> scrypt " in stream.read(_HEAD_BYTES)
    except OSError:
        return False


def _is_open(start: bytes) -> bool:
    """Whether a file begins like a package that is signed and not sealed; a volume begins with an attachment."""
    return start.startswith(ZIP_MAGIC) and start[_NAME_AT:].startswith(MANIFEST.encode())


def read_package(path: Path, unseal: Unseal) -> OpenedPackage:
    """Open the first file of a package and check that it is whole and signed.

    LedgerErrors: `not_found`, DamagedError, NewerError, NotForUsError, TamperedError.
    """
    sealed = _content(path)
    is_open = _is_open(sealed)
    entries = _entries(sealed if is_open else _unsealed(sealed, unseal))
    head, signature = entries.pop(MANIFEST, b""), entries.pop(SIGNATURE, b"")
    if len(head) > limits.PACKAGE_MANIFEST_BYTES:
        raise DamagedError("the manifest is too long")
    manifest = from_bytes(head)
    if is_open and manifest.kind not in OPEN_KINDS:
        raise TamperedError(f"a {manifest.kind} that is not sealed")
    if entries.keys() != manifest.files.keys():
        raise TamperedError("the entries are not those of the manifest")
    if not is_signed(manifest.signer.sign_key, SIGNED_AS + head, signature):
        raise UnsignedError("the signature does not fit")
    for name, content in entries.items():
        if (len(content), _sha256(content)) != manifest.files[name]:
            raise TamperedError(f"{name} is not what was signed")
    return OpenedPackage(path, _sha256(sealed), manifest, entries)


def _unsealed(sealed: bytes, unseal: Unseal) -> bytes:
    import pyrage

    try:
        return unseal(sealed)
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise NotForUsError from error
        raise DamagedError(f"age: {error}") from error


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > limits.PACKAGE_VOLUME_BYTES:
            raise DamagedError("larger than a volume")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise LedgerError(
            "not_found", f"没有找到“{path.name}”", "没有改动任何内容", "请核对U盘和文件名"
        ) from error
    except OSError as error:
        raise LedgerError(
            "unreadable",
            f"“{path.name}”读到一半读不下去了",
            "本机的台账一条也没有改动",
            "请重新插好U盘再试，或让对方重新导出",
        ) from error


def _entries(plain: bytes) -> dict[str, bytes]:
    """The entries of the inner zip, every promise of its directory checked before anything is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(plain)) as archive:
            listed = archive.infolist()
            check_directory(listed)
            return {each.filename: archive.read(each) for each in listed}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise DamagedError(f"no zip: {type(error).__name__}") from error


def check_directory(listed: list[zipfile.ZipInfo]) -> None:
    """DamagedError unless the entries are few, stored, plain files of different names and bounded sizes."""
    names = {each.filename for each in listed}
    if len(listed) > limits.PACKAGE_ENTRIES or len(names) != len(listed):
        raise DamagedError("too many entries, or one name twice")
    if sum(each.file_size for each in listed) > limits.PACKAGE_UNPACKED_BYTES:
        raise DamagedError("too large")
    for each in listed:
        if each.compress_type != zipfile.ZIP_STORED or each.file_size != each.compress_size:
            raise DamagedError("an entry is packed")
        if (
            not each.filename
            or each.flag_bits & 0x1
            or each.is_dir()
            or "/" in each.filename
            or "\\" in each.filename
            or ".." in each.filename
        ):
            raise DamagedError("an entry is no plain file")


def _zipped(entries: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            archive.writestr(_entry(name), content)
    return target.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _FIRST_DAY)


def file_digest(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return stream.tell(), digest


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
