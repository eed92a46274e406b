"""A new PC joins, or a new secretary takes over: the whole journal and all attachments, sealed by a one-time code.

The package carries an invitation: a signing key that introduces whoever joins by it. The new PC makes keys of its own,
and the others believe them because the invitation, which they know, has signed them.
"""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.errors import LedgerError
from db.exchange.codes import new_code, read_code, wrong_code
from db.exchange.container import SECRETS, OpenedPackage, read_package
from db.exchange.enclosures import TakenIn, take_in_volumes
from db.exchange.receiving import Received, read_transactions, take_in
from db.exchange.sending import Sealing, SentPackage, write
from db.exchange.sites import (
    ENDORSEMENT,
    INVITATION,
    Site,
    introduction,
    known_sites,
    learn_sites,
    own_site,
    revoke,
)
from db.journal.transaction import DamagedError, PackageError
from db.services.attaching import IDENTITY, attachment_identity
from db.services.branch import Branch


@dataclass(frozen=True, slots=True)
class Invitation:
    """A package for a new PC, and the code that opens it; the code is kept nowhere and goes by another way."""

    sent: SentPackage
    code: str


@dataclass(frozen=True, slots=True)
class Joined:
    """What a new PC got."""

    received: Received
    attachments: TakenIn


def invite(branch: Branch, to: Path, kind: str = "invite") -> Invitation:
    """Write a package by which one more PC joins this branch; `kind` handover also ends the PCs there are now.

    LedgerErrors: not_found (folder), disk_full, write_failed, package_not_written.
    """
    code = new_code()
    signing = Ed25519PrivateKey.generate()
    invitation = Site(
        site=f"{INVITATION}-{secrets.token_hex(4)}",
        name="邀请" if kind == "invite" else "交接",
        person=branch.actor,
        sign_key=signing.public_key().public_bytes_raw().hex(),
        recipient="",
        joined_at=branch.clock.stamp(),
    )
    own_site(branch)
    learn_sites(branch, [invitation])
    inside = {
        "attachment_identity": str(attachment_identity(branch)),
        "invitation": invitation.site,
        "invitation_key": signing.private_bytes_raw().hex(),
        "revokes": [each.site for each in known_sites(branch).values() if _ends(each, kind)],
    }
    entries = {SECRETS: json.dumps(inside).encode()}
    return Invitation(write(branch, kind, to, _sealed_by(code), entries=entries), code)


def _ends(site: Site, kind: str) -> bool:
    return kind == "handover" and not site.site.startswith(INVITATION)


def open_invitation(path: Path, code: str) -> OpenedPackage:
    """Open an invitation by its code. LedgerErrors: wrong_code, wrong_kind, DamagedError, TamperedError."""
    import pyrage

    settled = read_code(code)

    def unseal(sealed: bytes) -> bytes:
        try:
            return bytes(pyrage.passphrase.decrypt(sealed, settled))
        except pyrage.DecryptError as error:
            if "No matching keys" in str(error):
                raise _not_an_invitation() from error
            if "Decryption failed" in str(error):
                raise wrong_code() from error
            raise

    opened = read_package(path, unseal)
    if opened.manifest.kind not in ("invite", "handover"):
        raise _not_an_invitation()
    return opened


def join(branch: Branch, opened: OpenedPackage) -> Joined:
    """Make a new, empty data folder a PC of the branch that invited it."""
    inside = _secrets(opened)
    with branch.database.transaction():
        branch.journal.remember(IDENTITY, inside["attachment_identity"])
        if (
            not opened.manifest.clock_doubt
        ):  # a clock behind the one that invited it is doubted from the start
            branch.journal.remember("latest_wall", opened.manifest.wall)
    received = take_in(branch, opened, read_transactions(opened))
    _introduce(branch, inside)
    for site in inside["revokes"]:
        if site != branch.journal.site:
            revoke(branch, site)
    return Joined(received, take_in_volumes(branch, opened.path, opened.manifest.volumes))


def _introduce(branch: Branch, inside: dict[str, Any]) -> None:
    """Let the invitation vouch for this PC's keys; the secret half of the invitation is kept nowhere here."""
    me = own_site(branch)
    signing = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(inside["invitation_key"]))
    said = {"by": inside["invitation"], "signature": signing.sign(introduction(me)).hex()}
    with branch.database.transaction():
        branch.journal.remember(ENDORSEMENT, json.dumps(said))


def _secrets(opened: OpenedPackage) -> dict[str, Any]:
    try:
        inside: dict[str, Any] = json.loads(opened.entries[SECRETS])
        texts = [inside[name] for name in ("attachment_identity", "invitation", "invitation_key")]
        bytes.fromhex(inside["invitation_key"])
        if not all(isinstance(each, str) for each in (*texts, *inside["revokes"])):
            raise ValueError("secrets")
    except (KeyError, ValueError, TypeError) as error:
        raise DamagedError("an invitation without its keys") from error
    return inside


def _sealed_by(code: str) -> Sealing:
    import pyrage

    return Sealing(
        lambda plain: bytes(pyrage.passphrase.encrypt(plain, code)),
        lambda sealed: bytes(pyrage.passphrase.decrypt(sealed, code)),
    )


def _not_an_invitation() -> LedgerError:
    return PackageError(
        "wrong_kind",
        "not sealed by a code",
        "这不是一份邀请或交接数据包",
        "请选发出邀请的电脑写到U盘上的那个文件",
    )
