"""The ends of the trails of other PCs, compared from package to package: a trail that was cut back or changed shows.

A package bears the end of its sender's trail, and the rows at which earlier packages of that PC ended. Nothing is
refused for it: the records are signed all the same; a person is told and asks the other side.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Row, select

from db.exchange.manifest import Manifest
from db.journal.tables import PACKAGE, TRAIL
from db.services.branch import Branch
from db.services.trail import PREFIX

HEADS = "heads"  # in the manifest's `extra`: the sender's trail now, at the rows where earlier packages ended
MOST = 50
_HEAD = re.compile(r"(\d{1,15})-([0-9a-f]{6,64})", re.ASCII)


def earlier_heads(branch: Branch) -> list[str]:
    """What stands now in this PC's trail at the ends that its newest packages bore."""
    query = select(PACKAGE.c.head).where(PACKAGE.c.direction == "sent", PACKAGE.c.site == branch.journal.site)
    numbers = {
        number for text in branch.database.connection.execute(query).scalars() for number, _ in _read(text)
    }
    wanted = sorted(numbers, reverse=True)[:MOST]
    rows = branch.database.connection.execute(
        select(TRAIL.c.number, TRAIL.c.mac).where(TRAIL.c.number.in_(wanted))
    )
    return [f"{number}-{mac[:PREFIX]}" for number, mac in rows]


def trail_doubt(branch: Branch, manifest: Manifest, name: str) -> str:
    """In one sentence what a package's trail contradicts of the earlier ones of that PC; "" for nothing."""
    heard = branch.database.connection.execute(
        PACKAGE.select().where(
            PACKAGE.c.direction == "received",
            PACKAGE.c.site == manifest.signer.site,
            PACKAGE.c.package != manifest.package,
        )
    ).all()
    known = {number: digest for row in heard for number, digest in _read(row.head)}
    said = [*_read(manifest.head), *_listed(manifest.extra)]
    changed = sorted(number for number, digest in said if not _agree(known.get(number, ""), digest))
    if changed:
        return f"“{name}”的操作登记第{changed[0]}号与以前收到时不一样，可能被改动过；请与对方核对"
    reached = max(
        (number for row in heard if _is_older(row, manifest) for number, _ in _read(row.head)), default=0
    )
    end = max((number for number, _ in _read(manifest.head)), default=0)
    if end < reached:
        return f"“{name}”的操作登记比以前短了：以前到第{reached}号，这次只到第{end}号，可能被删减过；请与对方核对"
    return ""


def _agree(known: str, digest: str) -> bool:
    shorter = min(len(known), len(digest))
    return known[:shorter] == digest[:shorter]


def _is_older(row: Row[Any], manifest: Manifest) -> bool:
    """Whether a package that came before was also made before; one that was long on its way proves nothing."""
    return bool(row.kind == manifest.kind and row.number < manifest.number)


def _read(head: str) -> Iterator[tuple[int, str]]:
    found = _HEAD.fullmatch(head)
    if found is not None:
        yield int(found[1]), found[2]


def _listed(extra: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    heads = extra.get(HEADS)
    for head in heads[:MOST] if isinstance(heads, list | tuple) else ():
        if isinstance(head, str):
            yield from _read(head)
