"""The register of what left the house and what came in, and what the other PCs are known to hold."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from db.exchange.manifest import KIND_TITLES, Manifest
from db.exchange.sites import INVITATION, known_sites
from db.journal.tables import PACKAGE, PEER, TRANSACTION, VERSION_VECTOR
from db.services.branch import Branch
from db.services.trail import note_within

SENT, RECEIVED = "sent", "received"
ROLLED_UP = "rollup"  # in a package's `extra`, and on this PC: the highest generation of the branch heard of
CARRYING = ("sync", "invite", "handover")  # kinds that bring changes to another PC of the branch
Vector = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RegisteredPackage:
    """One line of the register. `at` and `confirmed_at` are instants of this PC's clock, `head` is the end of the
    sender's trail, `doubt` what that trail contradicts, in one sentence or ""."""

    package: str
    direction: str
    kind: str
    number: int
    site: str
    unit: str
    file: str
    changes: int
    summary: str
    actor: str
    at: str
    batch: str | None
    confirmed_at: str | None
    head: str
    doubt: str

    @property
    def title(self) -> str:
        """The kind in the words secretaries know."""
        return KIND_TITLES.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class Peer:
    """Another PC: how many of our changes it lacks as far as we know, and when we last heard of it ("" never)."""

    site: str
    name: str
    person: str
    missing: int
    heard_at: str
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class ExchangeStatus:
    """`not_sent` are changes that no package has taken along yet; `last_exchange` the day of the newest one."""

    not_sent: int
    last_exchange: str | None
    days_since: int | None
    peers: tuple[Peer, ...]
    packages: tuple[RegisteredPackage, ...]


def version_vector(branch: Branch) -> dict[str, int]:
    """The last transaction held of each PC."""
    rows = branch.database.connection.execute(select(VERSION_VECTOR.c.site, VERSION_VECTOR.c.sequence))
    return {site: sequence for site, sequence in rows}  # noqa: C416 - rows, not pairs


def packages(branch: Branch) -> tuple[RegisteredPackage, ...]:
    """The register, newest first."""
    names = RegisteredPackage.__dataclass_fields__
    rows = branch.database.connection.execute(
        PACKAGE.select().order_by(PACKAGE.c.at.desc(), PACKAGE.c.number.desc())
    )
    return tuple(RegisteredPackage(**{name: row._mapping[name] for name in names}) for row in rows)


def status(branch: Branch) -> ExchangeStatus:
    """What has not been taken along, and how far the other PCs are."""
    register = packages(branch)
    exchanged = [each.at for each in register if each.kind in CARRYING]
    last = branch.clock.day_of(max(exchanged)) if exchanged else None
    days = None if last is None else max(0, (branch.today - last).days)
    return ExchangeStatus(
        not_sent=_not_sent(branch),
        last_exchange=None if last is None else last.isoformat(),
        days_since=days,
        peers=peers(branch),
        packages=register,
    )


def _not_sent(branch: Branch) -> int:
    """Changes beyond the newest package sent and beyond what every other PC is known to hold."""
    taken = _sent_vector(branch)
    others = [vector for vector, _, _ in peer_vectors(branch).values()]
    held = (
        {site: max(taken.get(site, 0), *(each.get(site, 0) for each in others)) for site in _sites(branch)}
        if others
        else taken
    )
    return _count_beyond(branch, held)


def _sent_vector(branch: Branch) -> dict[str, int]:
    query = select(PACKAGE.c.version_vector).where(PACKAGE.c.direction == SENT, PACKAGE.c.kind.in_(CARRYING))
    taken: dict[str, int] = {}
    for text in branch.database.connection.execute(query).scalars():
        for site, sequence in json.loads(text).items():
            taken[site] = max(taken.get(site, 0), sequence)
    return taken


def _sites(branch: Branch) -> list[str]:
    return list(version_vector(branch))


def _count_beyond(branch: Branch, vector: Vector) -> int:
    """Transactions held here that a PC with this version vector lacks."""
    query = select(TRANSACTION.c.site, func.count(), func.max(TRANSACTION.c.sequence)).group_by(
        TRANSACTION.c.site
    )
    return sum(
        max(0, last - vector.get(site, 0)) for site, _, last in branch.database.connection.execute(query)
    )


def peer_vectors(branch: Branch) -> dict[str, tuple[Vector, list[str], str]]:
    """By PC: what it held when we last heard of it, its attachments, and when that was. Revoked ones get nothing more and
    are left out."""
    revoked = {each.site for each in known_sites(branch).values() if each.revoked_at}
    return {site: heard for site, heard in _heard(branch).items() if site not in revoked}


def _heard(branch: Branch) -> dict[str, tuple[Vector, list[str], str]]:
    rows = branch.database.connection.execute(PEER.select())
    return {
        row.site: (json.loads(row.version_vector), json.loads(row.attachments), row.heard_at) for row in rows
    }


def held_by_others(branch: Branch) -> list[tuple[Vector, frozenset[str]]]:
    """What each PC that still counts is known to hold: its version vector and attachments. Of one that never told
    anything it is nothing."""
    vectors = peer_vectors(branch)
    found = []
    for site in known_sites(branch).values():
        if site.site != branch.journal.site and site.recipient and site.is_trusted:
            vector, digests, _ = vectors.get(site.site, ({}, [], ""))
            found.append((vector, frozenset(digests)))
    return found


def peers(branch: Branch) -> tuple[Peer, ...]:
    """The other PCs of this branch."""
    vectors = _heard(branch)
    found = []
    for site in known_sites(branch).values():
        if site.site == branch.journal.site or site.site.startswith(INVITATION) or not site.sign_key:
            continue
        vector, _, heard_at = vectors.get(site.site, ({}, [], ""))
        found.append(
            Peer(
                site.site,
                site.name,
                site.person,
                _count_beyond(branch, vector),
                heard_at,
                bool(site.revoked_at),
            )
        )
    return tuple(found)


def next_number(branch: Branch, kind: str) -> int:
    """The number of this PC's next package of a kind."""
    query = select(func.max(PACKAGE.c.number)).where(
        PACKAGE.c.direction == SENT, PACKAGE.c.kind == kind, PACKAGE.c.site == branch.journal.site
    )
    return int(branch.database.connection.execute(query).scalar() or 0) + 1


def received_numbers(branch: Branch) -> dict[str, int]:
    """The highest number taken in of each PC and kind, as `Manifest.received` says it."""
    query = (
        select(PACKAGE.c.site, PACKAGE.c.kind, func.max(PACKAGE.c.number))
        .where(PACKAGE.c.direction == RECEIVED)
        .group_by(PACKAGE.c.site, PACKAGE.c.kind)
    )
    return {f"{site} {kind}": number for site, kind, number in branch.database.connection.execute(query)}


def is_received(branch: Branch, package: str) -> bool:
    """Whether this very package was taken in before."""
    query = select(PACKAGE.c.package).where(PACKAGE.c.direction == RECEIVED, PACKAGE.c.package == package)
    return branch.database.connection.execute(query).first() is not None


def enter(branch: Branch, direction: str, manifest: Manifest, file: str, digest: str, **more: Any) -> None:
    """Add a line to the register, in an open transaction or one of its own; `unit` is the other side where that is
    not who made the package, `carried` how far it goes where that is less than its sender holds."""
    unit = more.pop("unit", "") or manifest.unit_name
    carried = more.pop("carried", manifest.version_vector)
    with branch.database.joined() as connection:
        connection.execute(
            PACKAGE.insert()
            .prefix_with("OR REPLACE")
            .values(
                package=manifest.package,
                direction=direction,
                kind=manifest.kind,
                number=manifest.number,
                site=manifest.signer.site,
                unit=unit,
                file=file,
                digest=digest,
                scope=manifest.scope,
                changes=manifest.changes,
                version_vector=json.dumps(dict(carried)),
                actor=branch.actor,
                at=branch.clock.stamp(),
                head=manifest.head,
                **{"summary": "", "batch": None, "confirmed_at": None, "doubt": "", **more},
            )
        )
        act = "package_sent" if direction == SENT else "package_received"
        about = f"{manifest.title}第{manifest.number}号（{unit}）"
        amount = more.get("summary", "") if manifest.kind == "rollup" else ""
        note_within(
            branch, connection, act, about, amount or f"{manifest.changes}处改动", more.get("doubt", "")
        )


# --- roll-ups: one count for all PCs of a branch, as far as they have heard of each other ------------------------
def last_roll_up(branch: Branch) -> int:
    """The highest generation of this branch's roll-ups that was made here or heard of; 0 for none."""
    query = select(func.max(PACKAGE.c.number)).where(PACKAGE.c.direction == SENT, PACKAGE.c.kind == "rollup")
    made = branch.database.connection.execute(query).scalar() or 0
    return max(int(made), int(branch.journal.remembered(ROLLED_UP) or 0))


def hear_of_roll_up(branch: Branch, generation: object) -> None:
    """Remember a generation that another PC or the township speaks of."""
    if type(generation) is int and last_roll_up(branch) < generation < 2**53:
        with branch.database.joined():
            branch.journal.remember(ROLLED_UP, str(generation))


def tick_roll_ups(branch: Branch, generation: int) -> int:
    """Tick the roll-ups up to this generation as arrived; returns how many were not ticked yet."""
    with branch.database.joined() as connection:
        ticked = connection.execute(
            PACKAGE.update()
            .where(PACKAGE.c.direction == SENT, PACKAGE.c.kind == "rollup")
            .where(PACKAGE.c.number <= generation, PACKAGE.c.confirmed_at.is_(None))
            .values(confirmed_at=branch.clock.stamp())
        )
    return ticked.rowcount


def hear_of(branch: Branch, manifest: Manifest, attachments: list[str]) -> None:
    """Remember what the sender holds, and tick those of our packages that it says have arrived."""
    hear_of_roll_up(branch, manifest.extra.get(ROLLED_UP))
    with branch.database.joined() as connection:
        connection.exec_driver_sql(
            "INSERT INTO s_peer(site, version_vector, attachments, heard_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT(site) DO UPDATE SET version_vector = excluded.version_vector, "
            "attachments = excluded.attachments, heard_at = excluded.heard_at",
            (
                manifest.signer.site,
                json.dumps(dict(manifest.version_vector)),
                json.dumps(attachments),
                branch.clock.stamp(),
            ),
        )
        for name, number in manifest.received.items():
            site, _, kind = name.partition(" ")
            _tick(branch, connection, (site, kind, number), manifest.version_vector)


def _tick(branch: Branch, connection: Connection, arrived: tuple[str, str, int], held: Vector) -> None:
    """Tick our packages up to the one that arrived, as far as the other PC holds what they carried: a package about a
    part of the books does not answer for a fuller one before it."""
    site, kind, number = arrived
    waiting = PACKAGE.select().where(
        PACKAGE.c.direction == SENT, PACKAGE.c.site == site, PACKAGE.c.kind == kind,
        PACKAGE.c.number <= number, PACKAGE.c.confirmed_at.is_(None),
    )  # fmt: skip
    for row in connection.execute(waiting).all():
        carried: Vector = json.loads(row.version_vector) if kind in CARRYING else {}
        if all(held.get(each, 0) >= sequence for each, sequence in carried.items()):
            connection.execute(
                PACKAGE.update()
                .where(PACKAGE.c.direction == SENT, PACKAGE.c.package == row.package)
                .values(confirmed_at=branch.clock.stamp())
            )
