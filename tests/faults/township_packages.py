"""Roll-ups and hand-downs for the fuzzer: what a township reads of branches, and branches of their township."""

import json
import tempfile
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from db.exchange.container import read_package, write_package
from db.exchange.handed_down import difference
from db.exchange.handed_items import HandedItem, from_entries, to_entries
from db.exchange.manifest import Manifest
from db.exchange.sites import Site
from db.exchange.snapshot import EVERYTHING, Snapshot, from_bytes, to_bytes
from db.township.counting import counts_of
from db.township.overview import scope_text
from db.township.scores import line_text
from tests.faults.packages import KEY, signed_again

PERSON = {
    "uid": "p1", "name": "王小明", "sex": "male", "stage": "full", "born_on": "1970-03", "applied_on": "",
    "admitted_on": "1999-07-01", "promoted_on": "2000-07-01", "group": "东组", "posts": "书记", "number_tail": "0012",
    "token": "a1" * 16,
}  # fmt: skip
DUTY = {
    "duty": "theme_day",
    "title": "主题党日",
    "period": "2026-03",
    "due_on": "2026-03-31",
    "state": "late",
}
FINDING = {"rule": "MTG-02", "severity": "S2", "title": "到会人数", "state": "open", "count": 2}
SCORE = {
    "rubric": "考核评分表",
    "number": "1",
    "title": "每月开展主题党日",
    "group": "组织生活",
    "kind": "base",
    "points": 40,
    "deducted": 15,
    "added": 0,
    "state": "lost",
}


def snapshots() -> Sequence[bytes]:
    """What a branch reports."""
    lists: dict[str, Any] = {
        "members": [PERSON, PERSON],
        "duties": [DUTY],
        "findings": [FINDING],
        "scores": [SCORE, {**SCORE, "number": "2", "state": "marked", "deducted": 0, "added": 5}],
    }
    return (to_bytes(Snapshot("2026-06-30", 2026, EVERYTHING, lists, score=925)),)


def read_snapshot(content: bytes, _folder: Path) -> None:
    """Understand what is reported, and count it."""
    snapshot = from_bytes(content)
    counts_of(snapshot)
    for line in snapshot.rows("scores"):
        line_text(line)
    scope_text(snapshot.scope)


@cache
def _hand_down() -> bytes:
    site = Site("township-u", "青石镇党委", "", KEY.public_key().public_bytes_raw().hex(), "age1x")
    items = [
        HandedItem("i" * 36, 1, "notice", "开展主题党日", "请按期开展。\n地点自定。", "2026-07-31"),
        HandedItem("j" * 36, 2, "rubric", "考核评分表", "", "", "考核.toml", 'title = "表"\n[[item]]\nnumber = "1"\ntitle = "三会一课"\npoints = 30\n'.encode()),
    ]  # fmt: skip
    manifest = Manifest(
        kind="handdown", package="p" * 16, number=1, unit="u", unit_name="青石镇党委", to=(), signer=site,
        version_vector={}, base={}, changes=2, wall="2026-07-01T08:00:00Z", clock_doubt=False, actor="",
        application="0.2.0", schema=1, extra={"match_key": "00" * 32, "acknowledged": {"b": 3}},
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.dbx"
        write_package(path, manifest, to_entries(items), KEY.sign, bytes, bytes)
        return path.read_bytes()


def hand_downs() -> Sequence[bytes]:
    """A notice and a scoring table, signed and open."""
    return (_hand_down(),)


def read_hand_down(content: bytes, folder: Path) -> None:
    """Open it, read its pieces and compare them, after the sender has put his signature to the spoiled content."""
    path = folder / "下发.dbx"
    path.write_bytes(signed_again(content))
    items = from_entries(read_package(path, bytes).entries)
    for one, other in pairwise(items):
        difference(one, other)


def lists_of_items() -> Sequence[bytes]:
    """The list of a hand-down, without a file."""
    return (to_entries([HandedItem("i" * 36, 1, "notice", "通知", "正文", "2026-07-31")])["items.json"],)


def read_items(content: bytes, _folder: Path) -> None:
    """Understand the list alone, which signing again would mostly leave as it is."""
    from_entries({"items.json": content, "file-1": json.dumps({}).encode()})
