"""The PCs that exchange: each has a key to sign with (Ed25519) and a key that packages are sealed to (age, X25519).

The secret halves stand in the encrypted database of their own PC and in no package; the public ones go round with
every package. A revoked PC stays known and is no longer believed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from db.errors import LedgerError
from db.journal.tables import SITE
from db.services import handing_on
from db.services.branch import Branch

SIGNING, IDENTITY, ENDORSEMENT = "signing_key", "package_identity", "endorsement"
INVITATION = handing_on.INVITATION


@dataclass(frozen=True, slots=True)
class Site:
    """A PC as others know it. `sign_key` is hexadecimal, `recipient` age's own text, `revoked_at` an instant or ""."""

    site: str
    name: str
    person: str
    sign_key: str
    recipient: str
    joined_at: str = ""
    revoked_at: str = ""

    @property
    def is_trusted(self) -> bool:
        """Whether what it signs is believed."""
        return bool(self.sign_key) and not self.revoked_at

    @property
    def code(self) -> str:
        """Six groups of digits by which two people compare a key by telephone."""
        return comparison_code(self.sign_key)


def comparison_code(sign_key: str) -> str:
    """Six groups of four digits (80 bits of SHA-256, RFC 6234) that stand for a public key."""
    digest = int.from_bytes(hashlib.sha256(bytes.fromhex(sign_key)).digest()[:10], "big") % 10**24
    digits = f"{digest:024d}"
    return " ".join(digits[start : start + 4] for start in range(0, 24, 4))


def own_site(branch: Branch) -> Site:
    """This PC, with its keys; they are made when first asked for."""
    ensure_keys(branch)
    return known_sites(branch)[branch.journal.site]


def ensure_keys(branch: Branch) -> None:
    """Make this PC's keys unless it has them.

    A restored or copied folder is a new PC that keeps the keys it came with: the others believe it by them, and it opens
    what was sealed to the former one.
    """
    import pyrage

    row = branch.database.connection.execute(SITE.select().where(SITE.c.site == branch.journal.site)).first()
    if row is not None and row.sign_key:
        return
    secret = branch.journal.remembered(SIGNING) or Ed25519PrivateKey.generate().private_bytes_raw().hex()
    identity = branch.journal.remembered(IDENTITY) or str(pyrage.x25519.Identity.generate())
    signing = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    with branch.database.joined() as connection:
        branch.journal.remember(SIGNING, secret)
        branch.journal.remember(IDENTITY, identity)
        connection.execute(
            SITE.update()
            .where(SITE.c.site == branch.journal.site)
            .values(
                sign_key=signing.public_key().public_bytes_raw().hex(),
                recipient=str(pyrage.x25519.Identity.from_str(identity).to_public()),
            )
        )


def known_sites(branch: Branch) -> dict[str, Site]:
    """Every PC this one has heard of, by its id."""
    rows = branch.database.connection.execute(SITE.select().order_by(SITE.c.joined_at, SITE.c.site))
    return {row.site: Site(**row._mapping) for row in rows}


def learn_sites(branch: Branch, sites: Iterable[Site]) -> None:
    """Take over what a believed sender says about the PCs: new ones are added, revoked ones stay revoked.

    The keys of a PC that is known here never change by hearsay.
    """
    held = known_sites(branch)
    with branch.database.joined() as connection:
        for each in sites:
            known = held.get(each.site)
            if known is None:
                connection.execute(SITE.insert().values(**as_values(each)))
                held[each.site] = each
            else:
                connection.execute(
                    SITE.update()
                    .where(SITE.c.site == each.site)
                    .values(
                        name=known.name or each.name,
                        person=known.person or each.person,
                        sign_key=known.sign_key or each.sign_key,
                        recipient=known.recipient or each.recipient,
                        revoked_at=known.revoked_at or each.revoked_at,
                    )
                )


def revoke(branch: Branch, site: str) -> None:
    """Believe nothing more that this PC signs (it was lost, or its keeper left). LedgerError `own_site` for this very
    PC, which could write no package any more."""
    if site == branch.journal.site:
        raise LedgerError(
            "own_site", "这是本机，不能停用自己", "没有改动任何内容", "请在另一台电脑上停用这一台，或办理交接"
        )
    with branch.database.joined() as connection:
        connection.execute(
            SITE.update()
            .where(SITE.c.site == site, SITE.c.revoked_at == "")
            .values(revoked_at=branch.clock.stamp())
        )


def as_values(site: Site) -> dict[str, str]:
    """The parts of a Site by name, as they stand in tables and manifests."""
    return {name: getattr(site, name) for name in Site.__dataclass_fields__}


def signature(branch: Branch, content: bytes) -> bytes:
    """This PC's signature of some bytes."""
    ensure_keys(branch)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(str(branch.journal.remembered(SIGNING)))).sign(
        content
    )


def is_signed(sign_key: str, content: bytes, by: bytes) -> bool:
    """Whether the signature of the content was made with the secret half of this key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(sign_key)).verify(by, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def own_identity(branch: Branch) -> Any:
    """What opens packages sealed to this PC (pyrage.x25519.Identity)."""
    import pyrage

    ensure_keys(branch)
    return pyrage.x25519.Identity.from_str(str(branch.journal.remembered(IDENTITY)))


def is_successor(site: Site, believed: Mapping[str, Site]) -> bool:
    """Whether a PC nobody here knows goes on with the keys of one that is believed: restored, or moved to a new disk."""
    return any(each.is_trusted and each.sign_key == site.sign_key for each in believed.values())


def endorsed(site: Site, endorsement: Mapping[str, str], believed: Mapping[str, Site]) -> bool:
    """Whether a PC nobody here knows was introduced by an invitation of ours that still counts."""
    inviting = believed.get(endorsement.get("by", ""))
    if inviting is None or not inviting.site.startswith(INVITATION) or not inviting.is_trusted:
        return False
    try:
        by = bytes.fromhex(endorsement.get("signature", ""))
    except ValueError:
        return False
    return is_signed(inviting.sign_key, introduction(site), by)


def introduction(site: Site) -> bytes:
    """What an invitation signs: exactly this PC with exactly these keys."""
    return f"branch-ledger introduction\n{site.site}\n{site.sign_key}\n{site.recipient}".encode()
