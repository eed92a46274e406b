"""The township that this branch reports to, as learned from its card or from a hand-down.

It is no PC of the branch: it stands apart from those, so that no package of the branch is ever sealed to it but a roll-up.
Each PC believes it for itself.
"""

import json
from dataclasses import asdict, dataclass

from db.errors import LedgerError
from db.services.branch import Branch

_NAME = "superior"


@dataclass(frozen=True, slots=True)
class Superior:
    """`sign_key` vouches for what it hands down, `recipient` (age) is what roll-ups are sealed to. `match_key`
    (hexadecimal) makes the tokens by which the township finds one person in two branches: it keeps the tokens of two
    townships apart; that nobody else reads them is the sealing's doing. `number` is that of the newest hand-down."""

    unit: str
    name: str
    site: str
    sign_key: str
    recipient: str
    match_key: str
    number: int = 0


def superior(branch: Branch) -> Superior | None:
    """The township this PC knows; None before the first card or hand-down."""
    held = branch.journal.remembered(_NAME)
    return Superior(**json.loads(held)) if held else None


def needed_superior(branch: Branch) -> Superior:
    """The same; LedgerError `no_superior` where there is none."""
    found = superior(branch)
    if found is None:
        raise LedgerError(
            "no_superior",
            "本支部还不认识上级党组织的电脑，上报没有人能打开",
            "没有写出数据包，台账没有改动",
            "请先接收乡镇的名片或下发包（乡镇名片.dbx），核对六组数字后再上报",
        )
    return found


def remember_superior(branch: Branch, known: Superior) -> None:
    """Keep what was learned, in the open transaction or one of its own."""
    with branch.database.joined():
        branch.journal.remember(_NAME, json.dumps(asdict(known)))
