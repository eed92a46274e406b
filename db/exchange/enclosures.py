"""Attachments on their way: taken along sealed as they lie, because all PCs of a branch share the key that opens them.

In a volume a file bears an HMAC of its digest: a plain digest would prove that somebody holds a known document.
"""

import hashlib
import hmac
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from db import limits
from db.errors import LedgerError
from db.exchange.container import check_directory, file_digest, write_volume
from db.journal.transaction import DamagedError
from db.records.parts import Attachment
from db.services.attaching import attachment_identity, keep_sealed, place_of
from db.services.branch import Branch
from db.services.reading import sql_table


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many attachments came, and the volumes (by file name) that are missing or damaged."""

    count: int
    missing: tuple[str, ...]


def held_digests(branch: Branch) -> tuple[str, ...]:
    """Digests of the attachments that are here, of live rows."""
    return tuple(digest for digest in _mentioned(branch) if place_of(branch, digest).is_file())


def missing_digests(branch: Branch) -> tuple[str, ...]:
    """Digests of attachments of live rows that have not arrived here."""
    return tuple(digest for digest in _mentioned(branch) if not place_of(branch, digest).is_file())


def _mentioned(branch: Branch) -> list[str]:
    table = sql_table(Attachment)
    query = select(table.c.digest).where(table.c.removed_at.is_(None), table.c.digest != "").distinct()
    return sorted(branch.database.connection.execute(query).scalars())


def write_volumes(branch: Branch, stem: Path, digests: Sequence[str]) -> tuple[tuple[str, int, str], ...]:
    """Write the attachments into volumes beside the package: (name, size, SHA-256) of each."""
    written = []
    for number, some in enumerate(_divided(branch, digests), start=2):
        path = stem.with_name(f"{stem.name}_{number}.dbx")
        written.append(write_volume(path, ((_name(branch, each), place_of(branch, each)) for each in some)))
    return tuple(written)


def take_in_volumes(branch: Branch, beside: Path, volumes: Iterable[tuple[str, int, str]]) -> TakenIn:
    """Keep what the volumes beside a package bring; what is missing or damaged is named and can come later."""
    wanted = {_name(branch, digest): digest for digest in missing_digests(branch)}
    count, missing = 0, []
    for name, size, digest in volumes:
        path = beside.parent / Path(name).name
        try:
            if file_digest(path) != (size, digest):
                raise DamagedError("a volume is not what was signed")
            kept, is_whole = _keep_from(branch, path, wanted)
            count += kept
            if not is_whole:
                missing.append(path.name)
        except (OSError, zipfile.BadZipFile, LedgerError):
            missing.append(path.name)
    return TakenIn(count, tuple(missing))


def _keep_from(branch: Branch, path: Path, wanted: dict[str, str]) -> tuple[int, bool]:
    """How many were kept, and whether all that are wanted were sound: a file may be spoilt on the disk of the sender."""
    count, is_whole = 0, True
    with zipfile.ZipFile(path) as archive:
        listed = archive.infolist()
        check_directory(listed)
        for entry in listed:
            digest = wanted.get(entry.filename)
            if digest is None or entry.file_size > 2 * limits.ATTACHMENT_BYTES:
                continue
            try:
                keep_sealed(branch, digest, archive.read(entry))
            except LedgerError as error:
                if error.code != "attachment_damaged":
                    raise
                is_whole = False
            else:
                del wanted[entry.filename]
                count += 1
    return count, is_whole


def _divided(branch: Branch, digests: Sequence[str]) -> Iterable[list[str]]:
    some: list[str] = []
    size = 0
    for digest in digests:
        length = place_of(branch, digest).stat().st_size
        if some and size + length > limits.PACKAGE_VOLUME_BYTES:
            yield some
            some, size = [], 0
        some.append(digest)
        size += length
    if some:
        yield some


def _name(branch: Branch, digest: str) -> str:
    key = hashlib.sha256(str(attachment_identity(branch)).encode()).digest()
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()
