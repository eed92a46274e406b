"""Receiving a package: opened, believed or not, taken in whole or not at all; a preview is the same, rolled back."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from db import limits
from db.backup.keeping import keep_backup
from db.errors import LedgerError
from db.exchange import register
from db.exchange.conflicts import Conflict, inbox, note_conflicts
from db.exchange.container import (
    SUFFIX,
    TRANSACTIONS,
    NotForUsError,
    OpenedPackage,
    is_package,
    is_sealed_by_code,
    read_package,
)
from db.exchange.doubles import Double, doubles
from db.exchange.enclosures import take_in_volumes
from db.exchange.handed_down import (
    HandedDown,
    check_hand_down,
    is_known_sender,
    is_stale,
    take_in_hand_down,
)
from db.exchange.manifest import Manifest
from db.exchange.naming_sites import apply_names
from db.exchange.sending import ATTACHMENTS
from db.exchange.sites import (
    Site,
    comparison_code,
    endorsed,
    is_successor,
    known_sites,
    learn_sites,
    own_identity,
)
from db.exchange.taking_in import Union, record_titles, unite
from db.exchange.trails import trail_doubt
from db.journal.tables import BATCH
from db.journal.transaction import DamagedError, PackageError, Transaction, from_json
from db.services.batches import new_batch
from db.services.branch import Branch

_KEPT = "本机的台账一条也没有改动"


@dataclass(frozen=True, slots=True)
class Received:
    """What a package did, or would do (`is_applied` False).

    `new`, `changed` and `deleted` count records; `batch` names it for taking it back, None where nothing was new;
    `missing` are volumes whose attachments have not arrived. `titles` name the `records` (as they would be), one by one.
    """

    manifest: Manifest
    sender: str
    new: int
    changed: int
    deleted: int
    records: tuple[tuple[str, str, str], ...]
    titles: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    doubles: tuple[Double, ...]
    batch: str | None
    is_applied: bool
    attachments: int = 0
    missing: tuple[str, ...] = ()
    handed: HandedDown | None = None  # of a hand-down alone
    doubt: str = ""  # what the trail of its sender contradicts, in one sentence


class _RolledBackError(Exception):
    """Ends a preview: the transaction is rolled back and nothing is kept."""


def packages_at(place: Path) -> tuple[Path, ...]:
    """The first files of packages in a folder and one level below it; links and everything else are ignored."""
    try:
        folders = [
            place,
            *(each for each in sorted(place.iterdir()) if each.is_dir() and not each.is_symlink()),
        ]
        found = [path for folder in folders for path in sorted(folder.glob(f"*{SUFFIX}"))]
    except OSError as error:
        raise LedgerError(
            "unreadable", f"“{place.name}”读不出来，U盘可能没有插好", _KEPT, "请重新插好U盘再试"
        ) from error
    return tuple(path for path in found if path.is_file() and not path.is_symlink() and is_package(path))


def receive(
    branch: Branch, place: Path, *, preview: bool = False, trust: bool = False
) -> tuple[Received, ...]:
    """Take in a package, or every package in a folder that is meant for us and new here: all of them, or none.

    `trust` believes a sender nobody here knows; its code should have been compared first. LedgerErrors: not_found,
    nothing_to_receive, own_package, wrong_unit, unknown_sender, revoked_sender, wrong_kind and what reading raises.
    """
    opened = _chosen(branch, place)
    if not preview:
        keep_backup(branch, "import")
    found: list[Received] = []
    try:
        with suppress(_RolledBackError), branch.database.transaction():
            found += [_unite_with(branch, each, is_applied=not preview, trust=trust) for each in opened]
            if preview:
                raise _RolledBackError
    finally:
        branch.forget()
    return tuple(found) if preview else tuple(map(partial(_with_volumes, branch), opened, found))


def _chosen(branch: Branch, place: Path) -> list[OpenedPackage]:
    """The package meant, or those of a folder in the order in which they build on each other."""
    if not place.is_dir():
        return [_opened(branch, place)]
    waiting = list(_waiting(branch, packages_at(place)))
    if not waiting:
        raise LedgerError(
            "nothing_to_receive",
            f"“{place.name or place}”里没有给本支部的新数据包",
            _KEPT,
            "请确认U盘里有对方导出的 .dbx 文件",
        )
    return sorted(waiting, key=lambda each: (each.manifest.signer.site, each.manifest.number))


def _waiting(branch: Branch, paths: tuple[Path, ...]) -> Iterator[OpenedPackage]:
    """Those of a stick that are for us: what is sealed to others, or came from here, or was taken in, is passed over."""
    refused: list[LedgerError] = []
    found = was_here = False
    for path in paths:
        try:
            opened = _opened(branch, path)
        except LedgerError as error:
            refused.append(error)
            continue
        manifest = opened.manifest
        is_known = manifest.signer.site == branch.journal.site or register.is_received(
            branch, manifest.package
        )
        if not is_known and not is_stale(branch, manifest):
            found = True
            yield opened
        was_here = was_here or is_known
    if was_here:  # the stick is the right one: what it carries for others needs no word
        refused = [each for each in refused if each.code not in ("wrong_kind", "wrong_recipient")]
    if refused and not found:
        raise refused[0]


def open_own(branch: Branch, path: Path) -> OpenedPackage:
    """A package by this PC's key, whoever made it; NotForUsError and what `read_package` raises."""
    import pyrage

    identity = own_identity(branch)
    return read_package(path, lambda sealed: bytes(pyrage.decrypt(sealed, [identity])))


def _opened(branch: Branch, path: Path) -> OpenedPackage:
    try:
        return open_own(branch, path)
    except NotForUsError as error:
        if is_sealed_by_code(path):
            raise _for_a_new_pc("邀请或交接") from error
        raise


def _unite_with(branch: Branch, opened: OpenedPackage, *, is_applied: bool, trust: bool) -> Received:
    """One package, inside the open transaction of all that are received together."""
    if opened.manifest.kind == "handdown":
        return _receive_hand_down(branch, opened, is_applied=is_applied, trust=trust)
    _check_kind(opened.manifest)
    _check_sender(branch, opened.manifest, trust=trust)
    return take_in(branch, opened, read_transactions(opened), is_applied=is_applied)


def _with_volumes(branch: Branch, opened: OpenedPackage, received: Received) -> Received:
    """Its attachments kept as well, once the records are there for good."""
    if opened.manifest.kind == "handdown":
        return received
    taken = take_in_volumes(branch, opened.path, opened.manifest.volumes)
    return replace(received, attachments=taken.count, missing=taken.missing)


def _receive_hand_down(branch: Branch, opened: OpenedPackage, *, is_applied: bool, trust: bool) -> Received:
    """Copies from the township; it is believed once its six groups were compared."""
    manifest = opened.manifest
    if not trust and not is_known_sender(branch, manifest):
        raise UnknownSenderError(manifest.signer)
    check_hand_down(branch, manifest)
    handed = take_in_hand_down(branch, opened)
    summary = f"新内容{handed.new}项，新版本{handed.changed}项"
    register.enter(branch, register.RECEIVED, manifest, opened.path.name, opened.digest, summary=summary)
    return _handed(manifest, handed, is_applied=is_applied)


def _handed(manifest: Manifest, handed: HandedDown, *, is_applied: bool) -> Received:
    return Received(
        manifest=manifest,
        sender=manifest.unit_name,
        new=handed.new,
        changed=handed.changed,
        deleted=0,
        records=(),
        titles=(),
        conflicts=(),
        doubles=(),
        batch=None,
        is_applied=is_applied,
        handed=handed,
    )


def take_in(
    branch: Branch, opened: OpenedPackage, transactions: tuple[Transaction, ...], *, is_applied: bool = True
) -> Received:
    """Unite with the transactions and enter the package in the register, in the open transaction or one of its own."""
    manifest = opened.manifest
    batch = new_batch(branch)
    with branch.database.joined():
        learn_sites(branch, (*manifest.sites, manifest.signer))
        union = unite(branch, transactions, batch)
        apply_names(branch)
        note_conflicts(branch, {change.row for each in union.fresh for change in each.rows}, batch)
        received = _result(branch, manifest, union, batch, is_applied=is_applied)
        _enter(branch, opened, received)
    branch.forget()
    return received


def read_transactions(opened: OpenedPackage) -> tuple[Transaction, ...]:
    """The transactions of a package; DamagedError unless they are as many as it says."""
    lines = opened.unpacked(TRANSACTIONS)
    try:
        text = lines.decode()
    except UnicodeDecodeError as error:
        raise DamagedError("the transactions are no UTF-8") from error
    found = tuple(from_json(line) for line in text.split("\n") if line)
    if len(found) != opened.manifest.changes:
        raise DamagedError("other transactions than the manifest says")
    return found


def _result(branch: Branch, manifest: Manifest, union: Union, batch: str, *, is_applied: bool) -> Received:
    touched = set(union.records)
    sender = known_sites(branch)[manifest.signer.site]
    return Received(
        manifest=manifest,
        sender=sender.name or sender.site[:8],
        new=union.count("new"),
        changed=union.count("changed"),
        deleted=union.count("deleted"),
        records=tuple((ledger, uid, what) for (ledger, uid), what in union.records.items()),
        titles=record_titles(branch, tuple(union.records)),
        conflicts=tuple(each for each in inbox(branch) if _is_new(each, union)),
        doubles=tuple(
            each for each in doubles(branch) if any((each.ledger, uid) in touched for uid in each.uids)
        ),
        batch=batch if union.fresh else None,
        is_applied=is_applied,
        doubt=trail_doubt(branch, manifest, sender.name or sender.site[:8]),
    )


def _is_new(conflict: Conflict, union: Union) -> bool:
    return any(change.row == conflict.place[1] for each in union.fresh for change in each.rows)


def _enter(branch: Branch, opened: OpenedPackage, received: Received) -> None:
    manifest = opened.manifest
    attachments = json.loads(opened.unpacked(ATTACHMENTS) or b"[]")
    register.hear_of(branch, manifest, [str(each) for each in attachments][: limits.PACKAGE_ENTRIES])
    summary = f"新增{received.new}条，更新{received.changed}条，移除{received.deleted}条"
    register.enter(
        branch,
        register.RECEIVED,
        manifest,
        opened.path.name,
        opened.digest,
        summary=summary,
        batch=received.batch,
        doubt=received.doubt,
    )
    if received.batch is not None:
        branch.database.connection.execute(
            BATCH.insert().values(
                batch=received.batch,
                kind=f"package:{manifest.kind}",
                source=opened.path.name,
                made_on=branch.today.isoformat(),
                sequence=manifest.number,
                undone_by=None,
                summary=summary,
            )
        )


# --- whom to believe ------------------------------------------------------------------------------------------
def _check_kind(manifest: Manifest) -> None:
    if manifest.kind in ("sync", "receipt"):
        return
    if manifest.kind in ("invite", "handover"):
        raise _for_a_new_pc(manifest.title)
    raise LedgerError("wrong_kind", f"这里不能接收{manifest.title}数据包", _KEPT, "请核对是不是拿错了U盘")


def _for_a_new_pc(title: str) -> LedgerError:
    return LedgerError(
        "wrong_kind",
        f"这是一份{title}数据包，要在新的电脑上用",
        _KEPT,
        "请在新电脑上选“加入已有的支部”，输入验证码",
    )


def _check_sender(branch: Branch, manifest: Manifest, *, trust: bool) -> None:
    """LedgerError unless the package is for this branch and signed by a PC that is believed here."""
    profile = branch.profile
    unit = profile.uid if profile else ""
    if unit not in manifest.to:
        raise LedgerError(
            "wrong_unit",
            f"这份数据包是“{manifest.unit_name}”发给别的单位的",
            _KEPT,
            "请核对U盘，或让对方确认发给了本支部",
        )
    if manifest.signer.site == branch.journal.site:
        raise LedgerError("own_package", "这是本机自己导出的数据包", _KEPT, "请拿到另一台电脑上去接收")
    believed = known_sites(branch)
    known = believed.get(manifest.signer.site)
    if known is not None and known.sign_key:
        if known.sign_key != manifest.signer.sign_key:
            raise UnknownSenderError(manifest.signer)
        if known.revoked_at:
            raise LedgerError(
                "revoked_sender",
                f"“{known.name or known.site[:8]}”这台电脑已经停用，它的数据包不再接收",
                _KEPT,
                "如果停用有误，请重新邀请那台电脑加入",
            )
        return
    introduced = endorsed(manifest.signer, manifest.endorsement, believed)
    if not (trust or introduced or is_successor(manifest.signer, believed)):
        raise UnknownSenderError(manifest.signer)


class UnknownSenderError(PackageError):
    """Nobody here knows the PC that signed; `digits` are what two people compare by telephone before it is believed."""

    def __init__(self, signer: Site) -> None:
        self.digits = comparison_code(signer.sign_key)
        self.person, self.place = signer.person, signer.name
        super().__init__(
            "unknown_sender",
            f"nobody vouches for site {signer.site}",
            f"不认识导出这份数据包的电脑，核对码是 {self.digits}",
            "请打电话与对方核对六组数字，一致时再选“信任并接收”（--trust）",
        )
