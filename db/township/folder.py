"""What makes a data folder a township's: a mark on this PC, tables of its own, keys that belong to the unit.

The keys are the unit's and not the PC's: a township restored on another PC must still open what branches have sealed to
it and be believed by them.
"""

import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.errors import LedgerError
from db.exchange.sites import Site
from db.services.branch import Branch
from db.services.settings import set_setting, setting
from db.township.tables import make_tables

KIND, TOWNSHIP = "folder_kind", "township"
_SIGNING, _IDENTITY, _MATCHING = "township_signing_key", "township_identity", "township_match_key"
_CHANGES = "township.changes"
_KEPT = "没有改动任何内容"


def is_township(branch: Branch) -> bool:
    """Whether the open folder is a township's."""
    return branch.cached(KIND, lambda: branch.journal.remembered(KIND)) == TOWNSHIP


def need_township(branch: Branch) -> None:
    """LedgerError `not_a_township` for the folder of a branch."""
    if not is_township(branch):
        raise LedgerError(
            "not_a_township",
            "这个文件夹是支部的台账，不是乡镇的汇总",
            _KEPT,
            "请用 --data-dir 指定乡镇的文件夹，或先用 init --kind township 新建",
        )


def need_branch(branch: Branch) -> None:
    """LedgerError `not_a_branch_folder` for the folder of a township."""
    if is_township(branch):
        raise LedgerError(
            "not_a_branch_folder",
            "这个文件夹是乡镇的汇总，没有支部的台账",
            _KEPT,
            "请用 --data-dir 指定支部的文件夹；汇总用 township overview 查看",
        )


def make_township(branch: Branch, name: str) -> None:
    """Turn a folder that was just made into a township's."""
    import pyrage

    from db.changes import Draft
    from db.ledgers import by_key
    from db.services.saving import save

    with branch.database.transaction() as connection:
        make_tables(connection)
        branch.journal.remember(KIND, TOWNSHIP)
        branch.journal.remember(_SIGNING, Ed25519PrivateKey.generate().private_bytes_raw().hex())
        branch.journal.remember(_IDENTITY, str(pyrage.x25519.Identity.generate()))
        branch.journal.remember(_MATCHING, secrets.token_bytes(32).hex())
    save(branch, by_key("branch"), Draft({"name": name}))


def bring_up_to_date(branch: Branch) -> None:
    """Make tables that a newer program added; nothing where the folder is a branch's."""
    if is_township(branch) and not branch.database.refusal:
        with branch.database.transaction() as connection:
            make_tables(connection)


def count_change(branch: Branch) -> None:
    """Let the next backup see that something changed: nothing of a township stands in the journal."""
    set_setting(branch, _CHANGES, setting(branch, _CHANGES, 0) + 1)


def unit_of(branch: Branch) -> str:
    """The township's id, by which branches address it."""
    profile = branch.profile
    return profile.uid if profile else ""


def own_signer(branch: Branch) -> Site:
    """The township as those below know it."""
    key = _signing_key(branch)
    return Site(
        site=f"{TOWNSHIP}-{unit_of(branch)}",
        name=branch.name,
        person="",
        sign_key=key.public_key().public_bytes_raw().hex(),
        recipient=str(own_identity(branch).to_public()),
    )


def own_identity(branch: Branch) -> Any:
    """What opens roll-ups (pyrage.x25519.Identity)."""
    import pyrage

    return pyrage.x25519.Identity.from_str(str(branch.journal.remembered(_IDENTITY)))


def sign(branch: Branch, content: bytes) -> bytes:
    """The township's signature of some bytes."""
    return _signing_key(branch).sign(content)


def match_key(branch: Branch) -> str:
    """Makes the tokens by which one person in two branches shows (hexadecimal)."""
    return str(branch.journal.remembered(_MATCHING))


def _signing_key(branch: Branch) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(str(branch.journal.remembered(_SIGNING))))
