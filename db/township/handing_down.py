"""下发: notices, scoring tables, box layouts and templates, signed and numbered; and the receipts of roll-ups.

A hand-down carries everything in force, so that a lost stick leaves no gap. It says nothing of any person and lies open.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import func, select

from db.errors import NotFoundError
from db.exchange.container import write_package
from db.exchange.handed_down import ACKNOWLEDGED, MATCH_KEY
from db.exchange.handed_items import HandedItem, check_item, to_entries
from db.exchange.manifest import Manifest
from db.exchange.register import SENT
from db.exchange.sending import Sealing, SentPackage, write
from db.files import safe_name
from db.journal.capture import APPLICATION, SCHEMA
from db.journal.tables import PACKAGE
from db.services.branch import Branch
from db.township.folder import count_change, match_key, need_township, own_signer, sign, unit_of
from db.township.published_rubric import RubricFile, content_of, rubric_file
from db.township.tables import ITEM, ROLL_UP

if TYPE_CHECKING:
    from db.importing.rubric_table import RubricReading

CARD = "乡镇名片.dbx"
HEARD = "township_hand_down"  # on this PC: the highest number that a branch says it holds


# --- what is in force -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Published:
    """What was put in force; of a scoring table with a file what was read out of it, and sentences that say so."""

    piece: HandedItem
    reading: "RubricReading | None" = None
    words: tuple[str, ...] = ()


def publish(branch: Branch, piece: HandedItem, file: Path | None = None) -> HandedItem:
    """`publish_read` for those who need nothing but the piece."""
    return publish_read(branch, piece, file).piece


def publish_read(branch: Branch, piece: HandedItem, file: Path | None = None) -> Published:
    """Put a piece in force from the next hand-down on; an `item` that is there gets a new version, "" makes a new one.

    `file` comes along as it is, a spreadsheet with a scoring table as that table (its name is the title where none is
    given). LedgerErrors: invalid, damaged_layout, damaged_rubric, file_too_large, not_found (item), unreadable.
    """
    need_township(branch)
    newest = _newest_of(branch, piece.item) if piece.item else None
    title = piece.title.strip()
    read = rubric_file(file, title) if file and piece.kind == "rubric" else _as_it_is(file)
    made = check_item(
        HandedItem(
            item=newest.item if newest else str(uuid4()),
            version=newest.version + 1 if newest else 1,
            kind=piece.kind,
            title=title or (read.reading.rubric.title if read.reading else ""),
            text=_tidy(piece.text),
            due_on=piece.due_on,
            file=read.name,
            content=read.content,
        )
    )
    if made.kind == "boxes" and made.file.lower().endswith(".toml"):
        check_layout(made.title, made.content)
    with branch.database.transaction() as connection:
        values = {name: getattr(made, name) for name in HandedItem.__dataclass_fields__}
        connection.execute(ITEM.insert().values(**values, published_at=branch.clock.stamp()))
    count_change(branch)
    return Published(made, read.reading, read.words)


def _as_it_is(file: Path | None) -> RubricFile:
    if file is None:
        return RubricFile("", b"", None, ())
    return RubricFile(safe_name(file.name), content_of(file), None, ())


def check_layout(title: str, content: bytes) -> None:
    """LedgerError `damaged_layout` for a box layout that no branch could file by."""
    from db.reports.boxes import handed_template

    handed_template("", title, content)


def _tidy(text: str) -> str:
    """Line ends as one sign, tabs as blanks."""
    return "\n".join(line.expandtabs(4).rstrip() for line in text.strip().splitlines())


def withdraw(branch: Branch, item: str) -> HandedItem:
    """Leave a piece out of the coming hand-downs; copies that were handed down stay. LedgerError not_found."""
    need_township(branch)
    piece = _newest_of(branch, item)
    with branch.database.transaction() as connection:
        connection.execute(
            ITEM.update()
            .where(ITEM.c.item == piece.item, ITEM.c.withdrawn_at == "")
            .values(withdrawn_at=branch.clock.stamp())
        )
    count_change(branch)
    return piece


def items_in_force(branch: Branch) -> tuple[HandedItem, ...]:
    """The newest version of each piece that was not withdrawn, oldest first."""
    query = ITEM.select().order_by(ITEM.c.published_at, ITEM.c.item, ITEM.c.version)
    newest = {row.item: row for row in branch.database.connection.execute(query)}
    return tuple(_read(row) for row in newest.values() if not row.withdrawn_at)


def _newest_of(branch: Branch, item: str) -> HandedItem:
    """A piece by its id, or by the first eight characters of it or more."""
    found = ITEM.c.item == item if len(item) < 8 else ITEM.c.item.startswith(item, autoescape=True)
    row = branch.database.connection.execute(
        ITEM.select().where(found).order_by(ITEM.c.version.desc())
    ).first()
    if row is None:
        raise NotFoundError(f"没有编号为“{item[:40]}”的下发内容", "用 township items 查看")
    return _read(row)


def _read(row: Any) -> HandedItem:
    return HandedItem(**{name: row._mapping[name] for name in HandedItem.__dataclass_fields__})


# --- writing --------------------------------------------------------------------------------------------------
def hand_down(branch: Branch, to: Path) -> SentPackage:
    """Write everything in force and the receipts into the folder `to`.

    LedgerErrors: not_a_township, not_found (folder), disk_full, write_failed, package_not_written.
    """
    need_township(branch)
    items = items_in_force(branch)
    parts = _parts(branch)
    return write(
        branch,
        "handdown",
        to,
        _signed(branch),
        entries=to_entries(list(items)),
        number=_next_number(branch),
        changes=len(items),
        counts={"items": len(items), "receipts": len(parts["extra"][ACKNOWLEDGED])},
        **parts,
    )


def write_card(branch: Branch, to: Path | None = None) -> Path:
    """The card by which branches learn this township, beside its data unless `to` says where: a hand-down without
    content and with the number 0. LedgerErrors disk_full, write_failed."""
    manifest = Manifest(
        kind="handdown",
        package=str(uuid4()),
        number=0,
        unit=unit_of(branch),
        unit_name=branch.name,
        changes=0,
        wall=branch.clock.stamp(),
        clock_doubt=False,
        application=APPLICATION,
        schema=SCHEMA,
        base={},
        **_parts(branch, with_receipts=False),
    )
    closing = _signed(branch)
    target = (to or branch.folder.root) / CARD
    return write_package(
        target, manifest, to_entries([]), partial(sign, branch), closing.seal, closing.unseal
    )[0]


def _signed(branch: Branch) -> Sealing:
    """Signed by the unit, and open."""
    return Sealing(lambda plain: plain, lambda lying: lying, partial(sign, branch))


def _parts(branch: Branch, *, with_receipts: bool = True) -> dict[str, Any]:
    """What a hand-down says of itself: for whoever is handed it, by this township, nothing of its PCs."""
    receipts = _receipts(branch) if with_receipts else {}
    return {
        "to": (),
        "actor": "",
        "signer": own_signer(branch),
        "version_vector": {},
        "sites": (),
        "endorsement": {},
        "received": {},
        "extra": {MATCH_KEY: match_key(branch), ACKNOWLEDGED: receipts},
    }


def _receipts(branch: Branch) -> dict[str, int]:
    """By branch: the highest generation held of it."""
    query = select(ROLL_UP.c.unit, func.max(ROLL_UP.c.generation)).group_by(ROLL_UP.c.unit)
    return {unit: generation for unit, generation in branch.database.connection.execute(query)}  # noqa: C416 - rows


def _next_number(branch: Branch) -> int:
    query = select(func.max(PACKAGE.c.number)).where(
        PACKAGE.c.direction == SENT, PACKAGE.c.kind == "handdown"
    )
    made = branch.database.connection.execute(query).scalar() or 0
    return max(int(made), int(branch.journal.remembered(HEARD) or 0)) + 1
