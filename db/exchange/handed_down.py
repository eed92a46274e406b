"""下发 at the branch: read-only copies of what the township hands down, every version kept; a newer one never touches
what was filled in from an older one. Taking over makes an ordinary record of the branch's own.
"""

import difflib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from db.changes import Draft
from db.errors import LedgerError, NotFoundError
from db.exchange import register
from db.exchange.container import OpenedPackage
from db.exchange.handed_items import HandedItem, from_entries
from db.exchange.manifest import Manifest
from db.exchange.superior import Superior, remember_superior, superior
from db.files import atomic_write
from db.journal.tables import HANDED
from db.journal.transaction import DamagedError
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.naming_records import table_of

ACKNOWLEDGED, MATCH_KEY = "acknowledged", "match_key"  # in the manifest's `extra`
_ADOPTED_AS = {"document": "转入文件材料", "rubric": "登记为评分表"}
_KEPT = "没有改动任何内容"


@dataclass(frozen=True, slots=True)
class HandedCopy:
    """One version held here: from whom, in which package, when it came, and uid and ledger of the record made from it."""

    piece: HandedItem
    unit: str
    number: int
    received_at: str
    adopted: str
    ledger: str = ""


@dataclass(frozen=True, slots=True)
class HandedDown:
    """What a hand-down brought: pieces that are new, newer versions, the highest roll-up of ours that it says arrived
    and how many were ticked by it. `is_first` where the township was not known before; `pieces` are ("new" or "changed",
    kind in Chinese, title) of each."""

    new: int
    changed: int
    acknowledged: int
    ticked: int
    is_first: bool
    pieces: tuple[tuple[str, str, str], ...] = ()


# --- taking in ------------------------------------------------------------------------------------------------
def is_known_sender(branch: Branch, manifest: Manifest) -> bool:
    """Whether the township that signed is the one this PC believes."""
    known = superior(branch)
    return known is not None and (known.unit, known.sign_key) == (manifest.unit, manifest.signer.sign_key)


def is_stale(branch: Branch, manifest: Manifest) -> bool:
    """Whether it is a hand-down of the township known here from before the newest one held; a card never is."""
    known = superior(branch)
    return (
        manifest.kind == "handdown"
        and known is not None
        and known.unit == manifest.unit
        and 0 < manifest.number < known.number
    )


def check_hand_down(branch: Branch, manifest: Manifest) -> None:
    """LedgerErrors `older_handdown` for one from before the newest held, DamagedError where it is none."""
    _match_key(manifest)
    _acknowledged(branch, manifest)
    if is_stale(branch, manifest):
        raise LedgerError(
            "older_handdown",
            f"这是“{manifest.unit_name}”的第{manifest.number}号下发包，本机已经接收过更新的",
            _KEPT,
            "请向乡镇要最新的下发包",
        )


def take_in_hand_down(branch: Branch, opened: OpenedPackage) -> HandedDown:
    """Keep the pieces and tick what arrived, in the open transaction or one of its own."""
    manifest = opened.manifest
    items = from_entries(opened.entries)
    known = superior(branch)
    before = {(each.piece.item, each.piece.version) for each in handed_copies(branch, every=True)}
    held = {item for item, _ in before}
    fresh = [each for each in items if (each.item, each.version) not in before]
    generation = _acknowledged(branch, manifest)
    with branch.database.joined() as connection:
        for each in fresh:
            connection.execute(HANDED.insert().values(**_values(branch, manifest, each)))
        remember_superior(branch, _learned(manifest, known))
        register.hear_of_roll_up(branch, generation)
        ticked = register.tick_roll_ups(branch, generation)
    is_first = known is None or known.unit != manifest.unit
    pieces = tuple(("changed" if each.item in held else "new", each.kind_title, each.title) for each in fresh)
    new = sum(what == "new" for what, _, _ in pieces)
    return HandedDown(new, len(fresh) - new, generation, ticked, is_first, pieces)


def _values(branch: Branch, manifest: Manifest, piece: HandedItem) -> dict[str, Any]:
    return {
        **{name: getattr(piece, name) for name in HandedItem.__dataclass_fields__},
        "unit": manifest.unit_name,
        "number": manifest.number,
        "received_at": branch.clock.stamp(),
    }


def _learned(manifest: Manifest, known: Superior | None) -> Superior:
    """A card has the number 0 and takes nothing back."""
    signer = manifest.signer
    before = known.number if known is not None and known.unit == manifest.unit else 0
    return Superior(
        manifest.unit,
        manifest.unit_name,
        signer.site,
        signer.sign_key,
        signer.recipient,
        _match_key(manifest),
        max(before, manifest.number),
    )


def _match_key(manifest: Manifest) -> str:
    import pyrage

    key = manifest.extra.get(MATCH_KEY)
    try:
        if not isinstance(key, str) or len(bytes.fromhex(key)) != 32:
            raise ValueError("match key")
        pyrage.x25519.Recipient.from_str(manifest.signer.recipient)
    except (ValueError, pyrage.RecipientError) as error:
        raise DamagedError(f"no hand-down: {error}") from error
    return key


def _acknowledged(branch: Branch, manifest: Manifest) -> int:
    """The highest generation of this branch's roll-ups that the township says it holds."""
    said = manifest.extra.get(ACKNOWLEDGED, {})
    unit = branch.profile.uid if branch.profile else ""
    generation = said.get(unit, 0) if isinstance(said, Mapping) else None
    if type(generation) is not int or not 0 <= generation < 2**53:
        raise DamagedError("the acknowledgement is no number")
    return generation


# --- reading --------------------------------------------------------------------------------------------------
def handed_copies(branch: Branch, *, every: bool = False) -> tuple[HandedCopy, ...]:
    """The newest version of each piece, newest package first; with `every` the older versions too."""
    rows = branch.database.connection.execute(
        HANDED.select().order_by(HANDED.c.number.desc(), HANDED.c.item, HANDED.c.version.desc())
    )
    found: dict[tuple[str, int], HandedCopy] = {}
    tables = _rubric_uids(branch)
    for row in rows:
        found.setdefault((row.item, row.version if every else 0), _read(row, tables))
    return tuple(found.values())


def _rubric_uids(branch: Branch) -> frozenset[str]:
    """Records of 评分表, those in the recycle bin too."""
    return frozenset(branch.database.connection.execute(select(table_of("rubric").c.uid)).scalars())


def _read(row: Row[Any], tables: frozenset[str]) -> HandedCopy:
    values = row._mapping
    piece = HandedItem(**{name: values[name] for name in HandedItem.__dataclass_fields__})
    ledger = ("rubric" if row.adopted in tables else "document") if row.adopted else ""
    return HandedCopy(piece, row.unit, row.number, row.received_at, row.adopted, ledger)


def versions_of(branch: Branch, item: str) -> tuple[HandedCopy, ...]:
    """Every version of one piece, newest first; NotFoundError. `item` may be cut after eight characters."""
    found = [
        each
        for each in handed_copies(branch, every=True)
        if each.piece.item == item or (len(item) >= 8 and each.piece.item.startswith(item))
    ]
    if not found:
        raise NotFoundError(f"没有编号为“{item[:40]}”的下发内容", "用 package handed 查看")
    return tuple(sorted(found, key=lambda each: -each.piece.version))


def difference(older: HandedItem, newer: HandedItem) -> tuple[str, ...]:
    """What changed from one version to the next: lines that begin with - (before) or + (now)."""
    lines = [line for line in difflib.ndiff(_lines(older), _lines(newer)) if line[:2] in ("- ", "+ ")]
    if older.content != newer.content and (_text_of(newer.content) is None or not lines):
        lines.append(f"+ 文件“{newer.file}”换成了新的（{len(newer.content)}字节）")
    return tuple(lines)


def _lines(piece: HandedItem) -> list[str]:
    """What is compared: of a scoring table its lines in words, of another file its text."""
    from db.exchange.adopting_rubric import readable_rubric, rubric_lines

    head = [f"标题：{piece.title}", f"期限：{piece.due_on or '无'}"]
    rubric = readable_rubric(piece)
    content = rubric_lines(rubric) if rubric else (_text_of(piece.content) or "").splitlines()
    return [*head, *piece.text.splitlines(), *content]


def _text_of(content: bytes) -> str | None:
    """The text of a file, None where it is none."""
    if b"\0" in content:
        return None
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8-sig")
    return None


# --- taking over ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Adopted:
    """The record that was made, and what was done in words (已转入文件材料)."""

    ledger: str
    uid: str
    words: str


def adopt(branch: Branch, item: str) -> Adopted:
    """Make a record of the branch's own from the newest version: a scoring table of 评分表, anything else of 文件材料.

    LedgerErrors: not_found, already_adopted, year_sealed. What was made from an older version of a notice stays as it is; a
    newer version of a scoring table takes its marks along (see `adopting_rubric`).
    """
    from db.exchange.adopting_rubric import adopt_rubric, readable_rubric

    newest, *older = versions_of(branch, item)
    if newest.adopted and not _is_in_bin(branch, newest):
        raise LedgerError(
            "already_adopted",
            f"“{newest.piece.title}”已经{_ADOPTED_AS[newest.ledger]}",
            _KEPT,
            f"请在{by_key(newest.ledger).title}里打开它",
        )
    rubric = readable_rubric(newest.piece)
    if rubric is not None:
        uid, words = adopt_rubric(branch, rubric, [each.piece for each in older])
        made = Adopted("rubric", uid, words)
    else:
        made = Adopted("document", _as_document(branch, newest), "已转入文件材料")
    with branch.database.joined() as connection:
        connection.execute(
            HANDED.update()
            .where(HANDED.c.item == newest.piece.item, HANDED.c.version == newest.piece.version)
            .values(adopted=made.uid)
        )
    return made


def _is_in_bin(branch: Branch, copy: HandedCopy) -> bool:
    """Whether the scoring table made from it was removed: then it may be taken over anew."""
    return copy.ledger == "rubric" and all(row.uid != copy.adopted for row in branch.rows("rubric"))


def _as_document(branch: Branch, newest: HandedCopy) -> str:
    from db.services.saving import save

    piece = newest.piece
    values = {
        "kind": "received",
        "title": piece.title,
        "issuer": newest.unit,
        "received_on": branch.today.isoformat(),
        "year": branch.today.year,
        "summary": piece.text or None,
        "handled": f"期限：{piece.due_on}" if piece.due_on else None,
    }
    uid = save(branch, by_key("document"), Draft(values)).uids[0]
    if piece.content:
        _attach(branch, uid, piece)
    return uid


def _attach(branch: Branch, uid: str, piece: HandedItem) -> None:
    """The file as an attachment of the record; kinds that are no ordinary documents (.toml) go in as text."""
    import tempfile
    from pathlib import Path

    from db.services.attaching import DOCUMENT_SUFFIXES, attach

    name = Path(piece.file)
    kept = name if name.suffix.lower() in DOCUMENT_SUFFIXES else name.with_suffix(".txt")
    with tempfile.TemporaryDirectory() as folder:
        path = atomic_write(Path(folder) / kept.name, piece.content)
        attach(branch, by_key("document"), uid, path)
