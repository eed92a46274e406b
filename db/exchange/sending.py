"""Writing a package: everything the other PCs may lack, signed, sealed to them, read back before it counts."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from db.errors import LedgerError
from db.exchange import register
from db.exchange.container import SUFFIX, TRANSACTIONS, packed, write_package
from db.exchange.enclosures import held_digests, write_volumes
from db.exchange.manifest import KIND_TITLES, Manifest
from db.exchange.sites import (
    ENDORSEMENT,
    Site,
    ensure_keys,
    known_sites,
    own_identity,
    own_site,
    signature,
)
from db.files import atomic_write, safe_name
from db.journal.capture import APPLICATION, SCHEMA
from db.journal.stored import stored_transactions
from db.journal.transaction import Transaction, to_json
from db.services.branch import Branch
from db.services.trail import trail_head

ATTACHMENTS = "attachments.json.gz"  # digests of what the sender holds
DELTA_ABOVE_BYTES = (
    20 * 1024 * 1024
)  # of packed transactions: below, the whole journal goes and no gap can be
WHOLE, WITHOUT_FILES = "all", "records"
LONGEST_STEM = 72  # bytes of a file name, before what volumes and suffixes add
OF_THE_JOURNAL = ("sync", "invite", "handover")  # kinds that carry transactions and attachments
_KEPT = "没有写出数据包，台账没有改动"
_READERS = {
    "rollup": "已加密，只有上级党组织收汇总的电脑能打开。",
    "handdown": "有签名，不含个人信息，因此没有加密。",
}


@dataclass(frozen=True, slots=True)
class SentPackage:
    """What was written: its file, kind, number, how many changes it carries, and the names of its volumes."""

    file: Path
    kind: str
    number: int
    changes: int
    volumes: tuple[str, ...]
    manifest: Manifest


def send(branch: Branch, kind: str, to: Path, scope: str = WHOLE) -> SentPackage:
    """Write a package for the other PCs of this branch into the folder `to`; `kind` is sync or receipt.

    `scope` is `all`, or `records` to leave the attachments out. LedgerErrors: `nobody_to_send_to` when no other PC
    is known, `invalid` (scope), `not_found` (folder), `disk_full`, `write_failed`, `package_not_written`.
    """
    if scope not in (WHOLE, WITHOUT_FILES):
        raise LedgerError(
            "invalid",
            f"同步数据包不能只带“{scope[:20]}”：少带一部分，对方就接不上",
            _KEPT,
            "请用 all（全部）或 records（全部记录，不带附件）；只报一部分请用“上报”",
        )
    ensure_keys(branch)  # a PC that was given a new id has none yet
    others = [each for each in known_sites(branch).values() if each.recipient and each.is_trusted]
    if len(others) < 2 and not any(each.site != branch.journal.site for each in others):
        raise LedgerError(
            "nobody_to_send_to",
            "还没有别的电脑加入本支部，数据包没有人能打开",
            _KEPT,
            "请先用“邀请”让另一台电脑加入",
        )
    sealing = sealed_to([each.recipient for each in others], own_identity(branch))
    return write(branch, kind, to, sealing, scope=scope)


@dataclass(frozen=True, slots=True)
class Sealing:
    """How a package is closed, and how it is opened again to be read back; `sign` where it is not this PC that signs."""

    seal: Callable[[bytes], bytes]
    unseal: Callable[[bytes], bytes]
    sign: Callable[[bytes], bytes] | None = None


def sealed_to(recipients: Sequence[str], identity: Any) -> Sealing:
    """Closed for these age recipients; `identity` (pyrage) is that of one of them."""
    import pyrage

    keys = [pyrage.x25519.Recipient.from_str(each) for each in dict.fromkeys(recipients)]
    return Sealing(
        lambda plain: bytes(pyrage.encrypt(plain, keys)),
        lambda sealed: bytes(pyrage.decrypt(sealed, [identity])),
    )


def write(
    branch: Branch,
    kind: str,
    folder: Path,
    sealing: Sealing,
    *,
    scope: str = WHOLE,
    entries: Mapping[str, bytes] | None = None,
    **parts: Any,
) -> SentPackage:
    """Write a package, of the kinds that carry it with the journal and the attachments the others lack.

    `entries` and `parts` are what a kind adds to the entries and to the manifest; `number` replaces the counted one, and
    `other_side` is for the register.
    """
    check_folder(folder)
    ensure_keys(branch)
    other_side = parts.pop("other_side", "")
    number = parts.pop("number", 0) or register.next_number(branch, kind)
    stem = folder / _file_stem(branch, kind, number)
    journal = _of_the_journal(branch, kind, stem, scope)
    raw = journal.raw | parts.pop("raw", {})
    manifest = _manifest(
        branch, kind, number, journal.transactions,
        base=journal.base, raw=raw, volumes=journal.volumes, scope=scope, **parts,
    )  # fmt: skip
    target = stem.with_name(stem.name + SUFFIX)
    files = {**journal.entries, **(entries or {})}
    path, digest = write_package(
        target, manifest, files, sealing.sign or partial(signature, branch), sealing.seal, sealing.unseal
    )
    atomic_write(path.with_suffix(".txt"), _note(manifest).encode("utf-8-sig"))
    register.enter(
        branch, register.SENT, manifest, path.name, digest, summary=_summary(manifest), unit=other_side
    )
    return SentPackage(
        path, kind, number, manifest.changes, tuple(name for name, _, _ in journal.volumes), manifest
    )


def _file_stem(branch: Branch, kind: str, number: int) -> str:
    """The name of a package's files: a long name of the branch is cut, the number never, so that no package replaces
    an older one on the stick."""
    end = f"_{KIND_TITLES[kind]}_{branch.journal.site[:4]}-{number:04d}"
    return safe_name(branch.name, LONGEST_STEM - len(end.encode())) + end


@dataclass(frozen=True, slots=True)
class _JournalPart:
    """What a package takes along of the journal and the attachments."""

    transactions: list[Transaction]
    base: dict[str, int]
    entries: dict[str, bytes]
    raw: dict[str, int]
    volumes: tuple[tuple[str, int, str], ...]


def _of_the_journal(branch: Branch, kind: str, stem: Path, scope: str) -> _JournalPart:
    """All of it for the PCs of the branch, nothing but the list of attachments held in a receipt, else nothing."""
    if kind not in (*OF_THE_JOURNAL, "receipt"):
        return _JournalPart([], {}, {}, {}, ())
    has_journal = kind in OF_THE_JOURNAL
    transactions, base = _transactions(branch, whole=kind != "sync") if has_journal else ([], {})
    lines = "\n".join(map(to_json, transactions)).encode()
    held = held_digests(branch)
    held_list = json.dumps(held).encode()
    enclosed = _lacking(branch, held, whole=kind != "sync") if has_journal and scope != WITHOUT_FILES else ()
    return _JournalPart(
        transactions,
        base,
        {TRANSACTIONS: packed(lines), ATTACHMENTS: packed(held_list)},
        {TRANSACTIONS: len(lines), ATTACHMENTS: len(held_list)},
        write_volumes(branch, stem, enclosed),
    )


def check_folder(to: Path) -> None:
    if not to.is_dir():
        raise LedgerError(
            "not_found", f"没有找到文件夹“{to.name}”，U盘可能没有插好", _KEPT, "请插好U盘，再选择上面的文件夹"
        )


def _transactions(branch: Branch, *, whole: bool) -> tuple[list[Transaction], dict[str, int]]:
    """What goes along, in causal order, and the version vector it builds on ({}: on nothing)."""
    held = sorted(
        stored_transactions(branch.database), key=lambda each: (each.lamport, each.site, each.sequence)
    )
    if whole or sum(len(change.cells) for each in held for change in each.rows) // 4 < DELTA_ABOVE_BYTES:
        return held, {}
    vectors = [vector for vector, _ in register.held_by_others(branch)]
    sites = {each.site for each in held}
    base = {site: min((vector.get(site, 0) for vector in vectors), default=0) for site in sites}
    base = {site: sequence for site, sequence in base.items() if sequence}
    return [each for each in held if each.sequence > base.get(each.site, 0)], base


def _lacking(branch: Branch, held: Sequence[str], *, whole: bool) -> list[str]:
    """Attachments that at least one other PC is not known to have."""
    others = register.held_by_others(branch)
    if whole:
        return list(held)
    return [digest for digest in held if not all(digest in digests for _, digests in others)]


def _manifest(
    branch: Branch, kind: str, number: int, transactions: Sequence[Transaction], **parts: Any
) -> Manifest:
    wall = branch.clock.stamp()
    profile = branch.profile
    unit = profile.uid if profile else ""
    sites: tuple[Site, ...] = tuple(known_sites(branch).values())
    return Manifest(
        **{
            "kind": kind,
            "package": str(uuid4()),
            "number": number,
            "unit": unit,
            "unit_name": branch.name,
            "to": (unit,),
            "signer": own_site(branch),
            "version_vector": register.version_vector(branch),
            "base": {},
            "changes": len(transactions),
            "wall": wall,
            "clock_doubt": branch.journal.doubts(wall),
            "actor": branch.actor,
            "application": APPLICATION,
            "schema": SCHEMA,
            "head": trail_head(branch),
            "sites": sites,
            "endorsement": json.loads(branch.journal.remembered(ENDORSEMENT) or "{}"),
            "received": register.received_numbers(branch),
            "extra": {register.ROLLED_UP: register.last_roll_up(branch)},
            "counts": {
                "transactions": len(transactions),
                "rows": sum(len(each.rows) for each in transactions),
            },
            **parts,
        }
    )


def _summary(manifest: Manifest) -> str:
    if manifest.kind not in (*OF_THE_JOURNAL, "receipt"):
        return f"{manifest.changes}条"
    volumes = f"，附件{len(manifest.volumes)}卷" if manifest.volumes else ""
    return f"{manifest.changes}次改动{volumes}"


def _note(manifest: Manifest) -> str:
    """The text beside a package: what it is, for whoever finds the stick; no names of people."""
    return "\r\n".join(
        (
            f"支部台账数据包（{manifest.title}）第{manifest.number}号",
            f"内容：{_summary(manifest)}",
            f"{_READERS.get(manifest.kind, '已加密，只有本支部的电脑能打开。')}请用支部台账的“数据包—接收”打开，不要改名或拆开。",
            *(f"附件卷：{name}" for name, _, _ in manifest.volumes),
            "",
        )
    )
