"""Writing a package: everything the other PCs may lack, signed, sealed to them, read back before it counts."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from db.errors import LedgerError
from db.exchange import register
from db.exchange.container import SUFFIX, TRANSACTIONS, packed, write_package
from db.exchange.enclosures import held_digests, write_volumes
from db.exchange.manifest import KIND_TITLES, Manifest
from db.exchange.scope import (
    WITHOUT_FILES,
    Scope,
    digests_within,
    reach,
    read_scope,
    rows_within,
    scope_title,
)
from db.exchange.sites import (
    ENDORSEMENT,
    Site,
    ensure_keys,
    known_sites,
    own_identity,
    own_site,
    signature,
)
from db.exchange.snapshot import EVERYTHING
from db.exchange.trails import HEADS, earlier_heads
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
LEFT_BEHIND = (
    "left_behind"  # in the manifest's `extra`: changes and attachments that a part of the books leaves out
)
LONGEST_STEM = 72  # bytes of a file name, before what volumes and suffixes add
OF_THE_JOURNAL = ("sync", "invite", "handover")  # kinds that carry transactions and attachments
_KEPT = "没有写出数据包，台账没有改动"
_READERS = {
    "rollup": "已加密，只有上级党组织收汇总的电脑能打开。",
    "handdown": "有签名，不含个人信息，因此没有加密。",
}


@dataclass(frozen=True, slots=True)
class SentPackage:
    """What was written: its file, kind, number, how many changes it carries, and the names of its volumes.

    `left_changes` and `left_attachments` are what the others lack and it does not carry; a later one will.
    """

    file: Path
    kind: str
    number: int
    changes: int
    volumes: tuple[str, ...]
    manifest: Manifest
    left_changes: int = 0
    left_attachments: int = 0


def send(branch: Branch, kind: str, to: Path, scope: str = EVERYTHING) -> SentPackage:
    """Write a package for the other PCs of this branch into the folder `to`; `kind` is sync or receipt.

    `scope` is `all`, `records` to leave the attachments out, or group:NAME, month:2026-03, ledger:KEY: then it goes as
    far as the newest change of that part and takes along its attachments alone. LedgerErrors: `nobody_to_send_to` when
    no other PC is known, `invalid` (scope), `not_found` (group, folder), `nothing_in_scope`, `disk_full`,
    `write_failed`, `package_not_written`.
    """
    part = None if kind == "receipt" or scope == WITHOUT_FILES else _read_scope(branch, scope)
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
    return write(branch, kind, to, sealing, scope=scope, part=part)


def _read_scope(branch: Branch, text: str) -> Scope | None:
    """The part of the books that is asked for; None for all of them."""
    advice = "请写 all（全部）、records（不带附件）、group:党小组名、month:2026-03 或 ledger:台账"
    ledgers = [spec.key for spec in branch.ledgers]
    scope = read_scope(branch, text, ledgers, (f"同步数据包不能只带“{text[:30]}”", advice))
    return None if scope.is_whole else scope


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
    scope: str = EVERYTHING,
    entries: Mapping[str, bytes] | None = None,
    **parts: Any,
) -> SentPackage:
    """Write a package, of the kinds that carry it with the journal and the attachments the others lack.

    `entries` and `parts` are what a kind adds to the entries and to the manifest; `number` replaces the counted one, and
    `other_side` and `summary` are for the register, `part` the scope of a package that is about a part of the books.
    """
    check_folder(folder)
    ensure_keys(branch)
    other_side, summary = parts.pop("other_side", ""), parts.pop("summary", "")
    number = parts.pop("number", 0) or register.next_number(branch, kind)
    stem = folder / _file_stem(branch, kind, number)
    journal = _of_the_journal(branch, kind, stem, scope, parts.pop("part", None))
    raw = journal.raw | parts.pop("raw", {})
    manifest = _manifest(
        branch, kind, number, journal.transactions,
        base=journal.base, raw=raw, volumes=journal.volumes, scope=scope, **journal.said, **parts,
    )  # fmt: skip
    target = stem.with_name(stem.name + SUFFIX)
    files = {**journal.entries, **(entries or {})}
    path, digest = write_package(
        target, manifest, files, sealing.sign or partial(signature, branch), sealing.seal, sealing.unseal
    )
    atomic_write(path.with_suffix(".txt"), _note(manifest).encode("utf-8-sig"))
    carried = {} if journal.carried is None else {"carried": journal.carried}
    register.enter(
        branch, register.SENT, manifest, path.name, digest,
        summary=summary or _summary(branch, manifest), unit=other_side, **carried,
    )  # fmt: skip
    names = tuple(name for name, _, _ in journal.volumes)
    return SentPackage(path, kind, number, manifest.changes, names, manifest, *left_behind(manifest))


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
    carried: dict[str, int] | None = (
        None  # how far it goes, of each PC, where it is about a part of the books
    )
    said: Mapping[str, Any] = field(default_factory=dict)  # what the manifest says of what stays behind


def _of_the_journal(branch: Branch, kind: str, stem: Path, scope: str, part: Scope | None) -> _JournalPart:
    """All of it for the PCs of the branch, or as far as a part of the books needs; nothing but the list of attachments
    held in a receipt; else nothing."""
    if kind not in (*OF_THE_JOURNAL, "receipt"):
        return _JournalPart([], {}, {}, {}, ())
    has_journal = kind in OF_THE_JOURNAL
    rows = rows_within(branch, part) if part is not None else None
    sending = _transactions(branch, rows, whole=kind != "sync") if has_journal else _Transactions([], {}, 0)
    lines = "\n".join(map(to_json, sending.taken)).encode()
    held = held_digests(branch)
    held_list = json.dumps(held).encode()
    lacking = _lacking(branch, held, whole=kind != "sync") if has_journal else []
    enclosed = _enclosed(branch, lacking, scope, rows)
    left = (sending.left, len(lacking) - len(enclosed))
    return _JournalPart(
        sending.taken,
        sending.base,
        {TRANSACTIONS: packed(lines), ATTACHMENTS: packed(held_list)},
        {TRANSACTIONS: len(lines), ATTACHMENTS: len(held_list)},
        write_volumes(branch, stem, enclosed),
        sending.carried,
        {"left": left} if any(left) else {},
    )


def _enclosed(
    branch: Branch, lacking: Sequence[str], scope: str, rows: frozenset[str] | None
) -> Sequence[str]:
    """Those of the attachments that go along."""
    if scope == WITHOUT_FILES:
        return ()
    if rows is None:
        return lacking
    wanted = digests_within(branch, rows)
    return [digest for digest in lacking if digest in wanted]


def left_behind(manifest: Manifest) -> tuple[int, int]:
    """Changes and attachments that a package says it leaves out; (0, 0) for what says nothing, or nonsense."""
    said = manifest.extra.get(LEFT_BEHIND)
    is_sound = isinstance(said, list | tuple) and len(said) == 2 and all(type(each) is int for each in said)
    return (max(0, said[0]), max(0, said[1])) if is_sound and said is not None else (0, 0)


def check_folder(to: Path) -> None:
    if not to.is_dir():
        raise LedgerError(
            "not_found", f"没有找到文件夹“{to.name}”，U盘可能没有插好", _KEPT, "请插好U盘，再选择上面的文件夹"
        )


@dataclass(frozen=True, slots=True)
class _Transactions:
    """Those that go along in causal order, what they build on ({}: on nothing), how many that others lack stay behind,
    and how far a package about a part of the books goes."""

    taken: list[Transaction]
    base: dict[str, int]
    left: int
    carried: dict[str, int] | None = None


def _transactions(branch: Branch, rows: frozenset[str] | None, *, whole: bool) -> _Transactions:
    """All of the journal, or, for the part of the books with these rows, all up to its newest change.

    LedgerError `nothing_in_scope` where that part was never written to.
    """
    held = sorted(
        stored_transactions(branch.database), key=lambda each: (each.lamport, each.site, each.sequence)
    )
    end = len(held) if rows is None else reach(held, rows)
    if rows is not None and not end:
        raise LedgerError("nothing_in_scope", "这一部分还没有内容，不用带", _KEPT, "请换一个范围，或选“全部”")
    taken, behind = held[:end], held[end:]
    known = _known_to_all(branch, {each.site for each in held})
    carried = None if rows is None else _reached(taken)
    left = sum(each.sequence > known.get(each.site, 0) for each in behind)
    size = sum(len(change.cells) for each in taken for change in each.rows) // 4
    if whole or size < DELTA_ABOVE_BYTES:
        return _Transactions(taken, {}, left, carried)
    lacked = [each for each in taken if each.sequence > known.get(each.site, 0)]
    return _Transactions(lacked, known, left, carried)


def _reached(transactions: Sequence[Transaction]) -> dict[str, int]:
    reached: dict[str, int] = {}
    for each in transactions:
        reached[each.site] = max(reached.get(each.site, 0), each.sequence)
    return reached


def _known_to_all(branch: Branch, sites: Collection[str]) -> dict[str, int]:
    """As far as every other PC is known to be; sites of which one of them has nothing are left out."""
    vectors = [vector for vector, _ in register.held_by_others(branch)]
    known = {site: min((vector.get(site, 0) for vector in vectors), default=0) for site in sites}
    return {site: sequence for site, sequence in known.items() if sequence}


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
    left = parts.pop("left", None)
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
            "extra": {
                register.ROLLED_UP: register.last_roll_up(branch),
                HEADS: earlier_heads(branch),
                **({LEFT_BEHIND: list(left)} if left else {}),
            },
            "counts": {
                "transactions": len(transactions),
                "rows": sum(len(each.rows) for each in transactions),
            },
            **parts,
        }
    )


def _summary(branch: Branch, manifest: Manifest) -> str:
    if manifest.kind not in (*OF_THE_JOURNAL, "receipt"):
        return f"{manifest.changes}条"
    words = [_contents(manifest)]
    if ":" in manifest.scope:
        words.append(f"到{scope_title(branch, manifest.scope)}为止")
    return "，".join((*words, *filter(None, [left_words(manifest)])))


def _contents(manifest: Manifest) -> str:
    volumes = f"，附件{len(manifest.volumes)}卷" if manifest.volumes else ""
    return f"{manifest.changes}次改动{volumes}"


def left_words(manifest: Manifest) -> str:
    """What a package leaves out, in words; "" for nothing."""
    changes, attachments = left_behind(manifest)
    parts = (f"{changes}次改动" if changes else "", f"{attachments}个附件" if attachments else "")
    named = "、".join(filter(None, parts))
    return f"还有{named}没有带" if named else ""


def _note(manifest: Manifest) -> str:
    """The text beside a package: what it is, for whoever finds the stick; no names of people."""
    of_journal = manifest.kind in (*OF_THE_JOURNAL, "receipt")
    said = _contents(manifest) if of_journal else f"{manifest.changes}条"
    return "\r\n".join(
        (
            f"支部台账数据包（{manifest.title}）第{manifest.number}号",
            f"内容：{said}",
            f"{_READERS.get(manifest.kind, '已加密，只有本支部的电脑能打开。')}请用支部台账的“数据包—接收”打开，不要改名或拆开。",
            *(f"附件卷：{name}" for name, _, _ in manifest.volumes),
            "",
        )
    )
