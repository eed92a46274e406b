"""Keep what a release leaves behind: `python3 -m tests.upgrade.keep_release`, once, when a release is cut.

Makes two PCs of one branch with a few records of every kind, and a package from one to the other that the other has
not taken in. Everybody is invented; the keys are cheap and the passphrase stands in the test.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from db import VERSION
from db.changes import Draft
from db.clock import fixed_clock
from db.exchange.inviting import invite, open_invitation
from db.exchange.receiving import receive
from db.exchange.sending import send
from db.ledgers import LEDGERS, by_key
from db.opening import create_branch, join_branch
from db.services.branch import Branch
from db.services.saving import save
from tests.support.filled import Filler

KEPT = Path(__file__).parent / "releases"
CHEAP = {"memory_kib": 64, "iterations": 1, "lanes": 1}
PASSPHRASE = "山上桃花四月才开"
CLOCK = fixed_clock("2026-11-26T08:30:00+08:00")
PROFILE = {"name": "中共青石镇白果村支部委员会", "kind": "village", "founded_on": "1998-07"}
ARRIVES = "路上的那一位"


def main() -> int:
    """Write releases/VERSION.zip; refuses to write over one that is kept."""
    target = KEPT / f"{VERSION}.zip"
    if target.exists():
        sys.stderr.write(f"{target.name} is kept already; a release is never kept twice\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        _make(Path(folder))
        KEPT.mkdir(exist_ok=True)
        shutil.make_archive(str(target.with_suffix("")), "zip", folder)
    return 0


def _make(root: Path) -> None:
    office = create_branch(root / "office", PROFILE, PASSPHRASE, CLOCK, actor="林书记", cost=CHEAP).branch
    _fill(office)
    invitation = invite(office, root)
    opened = open_invitation(invitation.sent.file, invitation.code)
    made, _ = join_branch(root / "home", opened, PASSPHRASE, CLOCK, actor="组织委员", cost=CHEAP)
    home = made.branch
    receive(office, send(home, "sync", root).file)
    save(office, by_key("person"), Draft({"name": ARRIVES}))
    for path in (*root.glob("*.dbx"), *root.glob("*.txt")):
        path.unlink()
    send(office, "sync", root)
    office.close()
    home.close()
    for name in ("office", "home"):
        shutil.rmtree(root / name / "backups")


def _fill(branch: Branch) -> None:
    """One record of every kind that can have several."""
    filler = Filler(branch)
    for spec in LEDGERS:
        if not spec.single:
            save(branch, spec, Draft(filler.values(spec)))


if __name__ == "__main__":
    sys.exit(main())
