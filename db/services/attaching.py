"""Papers and photos that belong to a record, kept encrypted beside the database.

Each file is an age file to the branch's own X25519 identity, which is kept in the encrypted database. Its name is an
HMAC of its digest: a plain digest would prove that somebody holds a known document. The file is on the disk before
the row is written. Photos are re-encoded, so that neither a place nor a hidden payload comes in with them.
"""

import hashlib
import hmac
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from db import limits
from db.changes import Changes
from db.errors import LedgerError, NotFoundError
from db.files import atomic_write
from db.ledger_spec import LedgerSpec
from db.records.parts import ATTACHMENT_ROLES, Attachment
from db.services.branch import Branch
from db.services.photographs import PHOTO_SUFFIXES, REFUSED_SUFFIXES, read_photo
from db.services.queries import get_row
from db.services.reading import sql_table
from db.services.sealing_years import refuse_sealed, refuse_sealed_record
from db.services.values import tidy_text
from db.services.writing import blank, derived_uid

DOCUMENT_SUFFIXES = frozenset(
    """.pdf .ofd .txt .rtf .md .csv .zip .doc .docx .wps .xls .xlsx .et .ppt .pptx .dps
    .mp3 .m4a .wav .mp4""".split()  # noqa: SIM905 - read as one line of suffixes
)
IDENTITY = "attachment_identity"
_KEPT = "没有改动任何内容"


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a record. `taken_on` is the day the camera wrote, `digest` the SHA-256 of what is kept."""

    uid: str
    role: str
    name: str
    size: int
    taken_on: str | None
    digest: str
    note: str = ""

    @property
    def role_title(self) -> str:
        """The kind of paper in Chinese."""
        return next((choice.title for choice in ATTACHMENT_ROLES if choice.code == self.role), self.role)


def attach(
    branch: Branch, spec: LedgerSpec, uid: str, path: Path, role: str = "other", note: str = ""
) -> Changes:
    """Keep a file with a record; `role` is a word of ATTACHMENT_ROLES, or a title from the ledger's own papers.

    LedgerErrors with one sentence each: attachment_missing, attachment_empty, attachment_too_large,
    attachment_kind, photo_unreadable, photo_too_large, invalid (role), disk_full.
    """
    row = get_row(branch, spec, uid)
    refuse_sealed(branch, spec, (row.get(spec.day),))
    role, note = _settled_role(spec, role, tidy_text(note))
    content, name, taken_on = _read(path)
    digest = hashlib.sha256(content).hexdigest()
    _keep(branch, digest, content)
    values = {
        "owner_uid": uid,
        "role": role,
        "name": name,
        "digest": digest,
        "size": len(content),
        "media_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
        "taken_on": taken_on,
        "note": note or None,
        "removed_at": None,
    }
    with branch.change_set(f"附上{spec.title}的文件") as change_set:
        _write(branch, derived_uid(uid, "attachment", digest), values)
        change_set.touch(spec.key, uid)
    return change_set.changes


def _write(branch: Branch, uid: str, values: Mapping[str, Any]) -> None:
    """The row of a file: the one that its record had before, else a new one behind the others."""
    table, connection = sql_table(Attachment), branch.database.connection
    places = select(table.c.uid, table.c.position).where(table.c.owner_uid == values["owner_uid"])
    held = {row.uid: row.position for row in connection.execute(places)}
    if uid in held:
        connection.execute(table.update().where(table.c.uid == uid).values(values))
    else:
        position = max(held.values(), default=-1) + 1
        connection.execute(
            table.insert().values({**blank(Attachment), **values, "uid": uid, "position": position})
        )


def attachments(branch: Branch, uid: str) -> tuple[AttachedFile, ...]:
    """The files of a record, in the order in which they were attached."""
    table = sql_table(Attachment)
    rows = branch.database.connection.execute(
        select(table)
        .where(table.c.owner_uid == uid, table.c.removed_at.is_(None))
        .order_by(table.c.position, table.c.uid)
    )
    return tuple(
        AttachedFile(row.uid, row.role, row.name, row.size, row.taken_on, row.digest, row.note or "")
        for row in rows
    )


def read_attachment(branch: Branch, digest: str) -> bytes:
    """The content of an attached file.

    LedgerErrors: attachment_missing when it has not arrived here, attachment_damaged when it is not what was kept.
    """
    path = place_of(branch, digest)
    if not path.is_file():
        raise LedgerError(
            "attachment_missing",
            "这份附件还没有到这台电脑上",
            "记录本身完好",
            "请从另一台电脑或备份里取回附件文件夹",
        )
    try:
        sealed = path.read_bytes()
    except OSError as error:
        raise _damaged() from error
    return _unsealed(branch, digest, sealed)


def keep_sealed(branch: Branch, digest: str, sealed: bytes) -> None:
    """Keep an attached file as another PC sealed it; LedgerError attachment_damaged where it is not that file."""
    _unsealed(branch, digest, sealed)
    atomic_write(place_of(branch, digest), sealed)


def _unsealed(branch: Branch, digest: str, sealed: bytes) -> bytes:
    import pyrage

    try:
        content: bytes = pyrage.decrypt(sealed, [attachment_identity(branch)])
    except pyrage.DecryptError as error:
        raise _damaged() from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise _damaged()
    return content


def detach(branch: Branch, uid: str) -> Changes:
    """Take a file off its record (`uid` is the attachment's own); the encrypted file stays for history and backups."""
    table = sql_table(Attachment)
    row = branch.database.connection.execute(select(table).where(table.c.uid == uid)).first()
    if row is None:
        raise NotFoundError(f"没有编号为“{uid[:40]}”的附件")
    refuse_sealed_record(branch, table.name, uid)
    with branch.change_set("取下附件") as change_set:
        branch.database.connection.execute(
            table.update().where(table.c.uid == uid).values(removed_at=branch.clock.stamp())
        )
        change_set.touch(_ledger_of(branch, row.owner_uid), row.owner_uid)
    return change_set.changes


def _ledger_of(branch: Branch, uid: str) -> str:
    for spec in branch.ledgers:
        table = sql_table(spec.record)
        if branch.database.connection.execute(select(table.c.uid).where(table.c.uid == uid)).first():
            return spec.key
    raise NotFoundError(f"没有编号为“{uid[:40]}”的记录")


def _settled_role(spec: LedgerSpec, role: str, note: str) -> tuple[str, str]:
    """The stored word; a title that only this ledger uses is kept as the note of another paper."""
    for choice in ATTACHMENT_ROLES:
        if role in (choice.code, choice.title):
            return choice.code, note
    if role in spec.attachments:
        return "other", note or role
    allowed = "、".join(f"{choice.code}（{choice.title}）" for choice in ATTACHMENT_ROLES)
    raise LedgerError("invalid", f"附件种类“{role[:20]}”不在可选项中（{allowed}）", _KEPT, "请改正后重试")


def _read(path: Path) -> tuple[bytes, str, str | None]:
    """Content as it is kept, file name, and the day a photo was taken."""
    suffix = path.suffix.lower()
    if not path.is_file():
        raise LedgerError("attachment_missing", f"没有找到文件“{path.name}”", _KEPT, "请核对文件名和位置")
    size = path.stat().st_size
    if size == 0:
        raise LedgerError("attachment_empty", f"“{path.name}”是空文件", _KEPT, "请重新扫描或另存后再附上")
    if size > limits.ATTACHMENT_BYTES:
        raise LedgerError(
            "attachment_too_large",
            f"“{path.name}”有{size // limits.MIB}MB，超过{limits.ATTACHMENT_BYTES // limits.MIB}MB",
            _KEPT,
            "请压缩或拆分后再附上",
        )
    if suffix in REFUSED_SUFFIXES:
        raise LedgerError(
            "attachment_kind", f"“{path.name}”这种图片格式不能附上", _KEPT, "请另存为 JPG 或 PNG 后再附上"
        )
    if suffix not in PHOTO_SUFFIXES and suffix not in DOCUMENT_SUFFIXES:
        raise LedgerError(
            "attachment_kind",
            f"“{path.name}”不是常用的文档或图片，不能附上",
            _KEPT,
            "请转成 PDF 或图片后再附上",
        )
    name = tidy_text(path.name)[-120:]
    if suffix not in PHOTO_SUFFIXES:
        return path.read_bytes(), name, None
    photo = read_photo(path)
    return photo.content, str(Path(name).with_suffix(photo.suffix)), photo.taken_on


def _keep(branch: Branch, digest: str, content: bytes) -> None:
    import pyrage

    try:
        read_attachment(branch, digest)
    except LedgerError:  # not there yet, or damaged
        atomic_write(
            place_of(branch, digest), pyrage.encrypt(content, [attachment_identity(branch).to_public()])
        )


def place_of(branch: Branch, digest: str) -> Path:
    """Where an attachment lies sealed on this PC, whether it has arrived or not."""
    name = hmac.new(branch.secret("attachment names"), digest.encode(), hashlib.sha256).hexdigest()
    return branch.folder.attachments / name[:2] / f"{name}.age"


def attachment_identity(branch: Branch) -> Any:
    """The branch's own X25519 identity (pyrage.x25519.Identity), made at first use and shared by all its PCs."""
    import pyrage

    held = branch.journal.remembered(IDENTITY)
    if held is None:
        identity = pyrage.x25519.Identity.generate()
        with branch.database.joined():
            branch.journal.remember(IDENTITY, str(identity))
        return identity
    return pyrage.x25519.Identity.from_str(held)


def _damaged() -> LedgerError:
    return LedgerError(
        "attachment_damaged",
        "这份附件的内容对不上，可能损坏了",
        "记录本身完好",
        "请从备份里取回这份附件，或重新附上",
    )
