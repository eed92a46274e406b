"""Making a demonstration branch: the script is typed in day by day, as its secretary would have done.

Everything goes through the same services as the window and the command line, with a clock that is moved
forward, so that the days of entry are honest. Never to be pointed at a folder in which people work.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from db.changes import Draft
from db.clock import Clock
from db.demonstration.papers import draw_paper, draw_portrait
from db.demonstration.script import DemonstrationKind, Entry, read_script
from db.keys.slots import FLOOR
from db.ledgers import by_key
from db.opening import create_branch
from db.services.attaching import attach
from db.services.branch import Branch
from db.services.naming_records import people_index
from db.services.queries import ListQuery, list_rows
from db.services.saving import save_many

DEMO_PASSPHRASE = "xi-liu-dao-tian-tou"  # known to everybody: a demonstration branch keeps no secret
CHINA = timezone(timedelta(hours=8))
END_OF_WORK = time(17, 10)
_PEOPLE = frozenset(
    {
        "person",
        "leader",
        "chair",
        "minute_taker",
        "speaker",
        "responsible",
        "contact_person",
        "initiator",
        "partner",
        "visitors",
        "people",
        "introducers",
        "mentors",
        "owner",
        "reporter",
        "from",
        "to",
    }
)


@dataclass(slots=True)
class _Desk:
    """The day on which somebody sits at the simulated desk."""

    day: date

    def now(self) -> datetime:
        """The end of work on that day."""
        return datetime.combine(self.day, END_OF_WORK, CHINA)


def make_demonstration(folder: Path, kind: DemonstrationKind, passphrase: str, today: date) -> Branch:
    """Make a demonstration branch in an empty folder and leave it open, at the end of work on `today`.

    What would be typed after `today` is left out. LedgerError as from `create_branch`.
    """
    script = read_script(kind)
    desk = _Desk(min(script.begins_on, today))
    clock = Clock(read=desk.now)
    branch = create_branch(folder, script.profile, passphrase, clock, actor=script.keeper, cost=FLOOR).branch
    try:
        for day, entries in groupby(script.entries, key=lambda entry: entry.typed_on):
            if day > today:
                break
            desk.day = day
            _type_in(branch, entries)
    except BaseException:
        branch.close()
        raise
    desk.day = today
    return branch


def _type_in(branch: Branch, entries: Iterable[Entry]) -> None:
    """What is typed on one day: one change set for each ledger, new records apart from changed ones."""
    for (ledger, _), batch in groupby(entries, key=lambda entry: (entry.ledger, bool(entry.changes))):
        typed = tuple(batch)
        uids = _uids(branch)
        drafts = [Draft(_with_uids(entry.values, uids), uids.get(entry.changes)) for entry in typed]
        changes = save_many(branch, by_key(ledger), drafts)
        _attach_papers(branch, ledger, typed, changes.of(ledger))


def _attach_papers(branch: Branch, ledger: str, typed: Iterable[Entry], new: frozenset[str]) -> None:
    """The specimens that belong to the meetings or people just typed; `new` are their uids."""
    wanted = [entry for entry in typed if entry.papers]
    if not wanted:
        return
    spec, key = by_key(ledger), "name" if ledger == "person" else "held_on"
    rows = list_rows(branch, spec, ListQuery(keys=(key,)))
    uid_of = {row[key]: row.uid for row in rows if row.uid in new}
    with TemporaryDirectory() as folder:
        for entry in wanted:
            for role in entry.papers:
                if ledger == "person":
                    path = draw_portrait(entry.values["name"], Path(folder))
                else:
                    path = draw_paper(role, entry.values, branch.name, Path(folder))
                attach(branch, spec, uid_of[entry.values[key]], path, role, note="演示用样张")


def _uids(branch: Branch) -> Mapping[str, str]:
    """Uids of the people by the names the script uses, of the groups, and of items by their problem."""
    people = {choice.label: choice.uid for choice in people_index(branch)}
    groups = list_rows(branch, by_key("group"), ListQuery(keys=("name",)))
    items = list_rows(branch, by_key("rectification"), ListQuery(keys=("problem",)))
    named = {row.text("name"): row.uid for row in groups} | {row.text("problem"): row.uid for row in items}
    return people | named


def _with_uids(values: Mapping[str, Any], uids: Mapping[str, str]) -> dict[str, Any]:
    """The values with uids for names; a name that is on no list stays the name of an outsider."""
    return {key: _named(key, value, uids) for key, value in values.items()}


def _named(key: str, value: Any, uids: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return _with_uids(value, uids)
    if isinstance(value, list):
        return [_named(key, each, uids) for each in value]
    return uids.get(value, value) if key in _PEOPLE else value
