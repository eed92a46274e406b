"""The trail as people read it: records by their titles, instants by the clock of this PC. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from db.errors import LedgerError
from db.ledgers import LEDGERS, by_key
from db.services.branch import Branch
from db.services.queries import get_row
from db.services.saving import title_of
from db.services.trail import RECORD, TrailEntry, read_trail


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One row: `when` is "2026-11-22 08:00", with （时钟可疑） where it may be wrong; `about` names the record."""

    entry: TrailEntry
    when: str
    about: str


def shown_trail(branch: Branch, limit: int | None = None, action: str = "") -> tuple[ShownEntry, ...]:
    """The rows, newest first, with the titles of the records they are about."""
    titles: dict[str, str] = {}
    found = []
    for entry in read_trail(branch, limit, action):
        if entry.object not in titles:
            titles[entry.object] = _about(branch, entry.object)
        found.append(ShownEntry(entry, _when(entry), titles[entry.object]))
    return tuple(found)


def trail_texts(branch: Branch, limit: int | None = None, action: str = "") -> tuple[tuple[str, ...], ...]:
    """The rows as texts, newest first: number, when, who, act, what about, how much, why."""
    return tuple(
        (
            str(each.entry.number),
            each.when,
            each.entry.person,
            each.entry.title,
            each.about,
            each.entry.fields,
            each.entry.reason,
        )
        for each in shown_trail(branch, limit, action)
    )


def _about(branch: Branch, object_: str) -> str:
    record = RECORD.fullmatch(object_)
    if record is None or record[1] not in {spec.key for spec in LEDGERS}:
        return object_
    spec = by_key(record[1])
    try:
        return f"{spec.title} · {title_of(spec, get_row(branch, spec, record[2]))}"
    except LedgerError:
        return f"{spec.title} · 已不在"


def _when(entry: TrailEntry) -> str:
    try:
        local = datetime.fromisoformat(entry.at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return entry.at
    return f"{local}（时钟可疑）" if entry.clock_doubt else local
