"""A township and branches that report to it, for tests: real folders with cheap keys, and roll-ups made by PCs that
are only a key."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.clock import Clock
from db.exchange.container import packed, write_package
from db.exchange.manifest import Manifest
from db.exchange.receiving import receive
from db.exchange.rolling_up import match_token
from db.exchange.sites import Site
from db.exchange.snapshot import ENTRY, EVERYTHING, Snapshot, to_bytes
from db.opening import create_township
from db.services.branch import Branch
from db.township.folder import match_key, own_signer, unit_of
from db.township.handing_down import hand_down, write_card
from tests.support.branches import CHEAP, CLOCK, PASSPHRASE, open_folder

TOWNSHIP = "中共青石镇委员会"


def make_township_folder(root: Path) -> None:
    """A closed township in `root`."""
    create_township(root, TOWNSHIP, PASSPHRASE, CLOCK, actor="组织干事", cost=CHEAP).branch.close()


def open_copy(template: Path, root: Path, clock: Clock = CLOCK) -> Branch:
    """The folder copied and opened."""
    shutil.copytree(template, root)
    return open_folder(root, clock)


def introduce(township: Branch, branch: Branch, stick: Path) -> None:
    """The branch takes the township's card, with the six groups compared."""
    receive(branch, write_card(township, stick), trust=True)


def carry_down(township: Branch, branch: Branch, stick: Path) -> Any:
    """A hand-down from the one to the other."""
    (received,) = receive(branch, hand_down(township, stick).file)
    return received


@dataclass
class Reporter:
    """A branch's PC that makes roll-ups for one township without any data folder of its own."""

    township: Branch
    number: int
    generation: int = 0
    key_of: int = 0  # another number: another key

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(f"{self.number}-{self.key_of}".encode().ljust(32, b"-"))

    @property
    def unit(self) -> str:
        return str(UUID(int=self.number + 1))

    @property
    def name(self) -> str:
        return f"第{self.number:03d}村党支部"

    @property
    def signer(self) -> Site:
        public = self.key.public_key().public_bytes_raw().hex()
        return Site(f"site-{self.number}", "办公室", "", public, "")

    def put(self, folder: Path, snapshot: Snapshot | None = None, **changes: Any) -> Path:
        """Write a roll-up; `changes` are parts of the manifest that are to differ."""
        self.generation += 1
        made = snapshot or some_snapshot(self.township, self.number)
        content = to_bytes(made)
        manifest = replace(
            Manifest(
                kind="rollup",
                package=str(UUID(int=self.number * 1000 + self.generation)),
                number=self.generation,
                unit=self.unit,
                unit_name=self.name,
                to=(unit_of(self.township),),
                signer=self.signer,
                version_vector={},
                base={},
                changes=made.count,
                wall="2026-07-01T00:30:00Z",
                clock_doubt=False,
                actor="",
                application="0.2.0",
                schema=1,
                raw={ENTRY: len(content)},
                scope=made.scope,
            ),
            **changes,
        )
        path = folder / f"{self.number:03d}-{self.generation:04d}.dbx"
        recipient = pyrage.x25519.Recipient.from_str(own_signer(self.township).recipient)
        plain: list[bytes] = []

        def seal(content: bytes) -> bytes:
            plain.append(content)
            return bytes(pyrage.encrypt(content, [recipient]))

        return write_package(
            path, manifest, {ENTRY: packed(content)}, self.key.sign, seal, lambda _sealed: plain[0]
        )[0]


def some_snapshot(
    township: Branch,
    number: int,
    *,
    members: int = 3,
    numbers: Sequence[str] = (),
    made_on: str = "2026-06-30",
) -> Snapshot:
    """A branch with full members, a meeting a month, done, due and late duties, and findings."""
    key = match_key(township)
    people = [
        _member(number, each, numbers[each] if each < len(numbers) else "", key) for each in range(members)
    ]
    meetings = [
        {
            "uid": f"m{number}-{month}", "ledger": "theme_day", "held_on": f"2026-{month:02d}-05", "title": "主题党日",
            "group": "", "expected": members, "present": members - 1, "excused": 1, "absent": 0, "is_late_entry": 0,
        }
        for month in range(1, 7)
    ]  # fmt: skip
    duties = [
        _duty(
            "theme_day",
            "主题党日",
            f"2026-{month:02d}",
            f"2026-{month:02d}-28",
            "done" if month < 6 else "late",
        )
        for month in range(1, 7)
    ] + [_duty("general_meeting", "支部党员大会", "2026Q3", "2026-09-30", "due")]
    findings = [{"rule": "MTG-02", "severity": "S2", "title": "到会人数", "state": "open", "count": 2}]
    sections = {"members": people, "meetings": meetings, "duties": duties, "findings": findings}
    return Snapshot(made_on, int(made_on[:4]), EVERYTHING, sections)


def with_score(
    snapshot: Snapshot, *deducted: int, rubric: str = "考核评分表", points: int = 200, waiting: int = 0
) -> Snapshot:
    """The same with a table of as many lines as `deducted` names, each worth `points` (tenths), and lines that wait for
    a mark."""
    lost = [*deducted, *(0 for _ in range(waiting))]
    lines = [
        {
            "rubric": rubric, "number": str(number), "title": f"第{number}项工作", "group": "组织生活", "kind": "base",
            "points": points, "deducted": cost, "added": 0,
            "state": "unmarked" if number > len(deducted) else "lost" if cost else "full",
        }
        for number, cost in enumerate(lost, start=1)
    ]  # fmt: skip
    score = points * len(deducted) - sum(deducted)
    return replace(snapshot, sections={**snapshot.sections, "scores": lines}, score=score)


def _member(branch: int, number: int, citizen_number: str, key: str) -> dict[str, Any]:
    return {
        "uid": f"p{branch}-{number}", "name": f"党员{branch}{number}", "sex": "female" if number % 2 else "male",
        "stage": "full", "born_on": f"{1950 + number % 50}-03-01", "applied_on": "", "admitted_on": "2010-07-01",
        "promoted_on": "2011-07-01", "group": "", "posts": "", "number_tail": citizen_number[-4:],
        "token": match_token(citizen_number, key),
    }  # fmt: skip


def _duty(duty: str, title: str, period: str, due_on: str, state: str) -> dict[str, Any]:
    return {"duty": duty, "title": title, "period": period, "due_on": due_on, "state": state, "subject": ""}
