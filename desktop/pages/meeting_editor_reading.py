"""What the page for meetings reads and has worked out, in the database thread. No widget, no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db.changes import Row

if TYPE_CHECKING:
    from db.ledger_spec import LedgerSpec
    from db.services.branch import Branch
    from db.services.queries import PersonChoice


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the form needs before it can be built."""

    row: Row | None
    people: "tuple[PersonChoice, ...]"
    groups: tuple[tuple[str, str], ...]
    starts: Mapping[str, Any] = field(default_factory=dict)
    draft: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """What the books work out of the values typed so far."""

    computed: Mapping[str, Any]
    voters: frozenset[str]
    late_text: str


def load(
    branch: "Branch",
    spec: "LedgerSpec",
    uid: str | None,
    starts: Mapping[str, Any] | None = None,
    *,
    copies_last: bool = False,
) -> Loaded:
    """Reads a meeting, or what a new one starts with. NotFoundError if there is no such record."""
    from db.ledgers import by_key
    from db.services import drafts, queries, saving

    groups = queries.list_rows(branch, by_key("group"), queries.ListQuery(keys=("name",)))
    return Loaded(
        queries.get_row(branch, spec, uid) if uid else None,
        queries.people_index(branch),
        tuple((row.uid, row.text("name")) for row in groups),
        saving.copy_last(branch, spec) if copies_last else dict(starts or {}),
        drafts.kept_draft(branch, spec.key, uid),
    )


def work_out(branch: "Branch", spec: "LedgerSpec", values: Mapping[str, Any], entered_on: str) -> Worked:
    """应到, quorum, votes and 补记 from values typed so far; `entered_on` empty for a new record."""
    from db.families.meeting import lateness
    from db.services import saving
    from db.services.roster_reading import read_roster

    computed = saving.preview(branch, spec, values)
    held_on = str(values.get("held_on") or "")
    try:
        voters = read_roster(branch).voters_on(held_on)
        late = lateness({"held_on": held_on, "entered_on": entered_on or branch.today.isoformat()})
    except ValueError:  # the day is still being typed
        return Worked(computed, frozenset(), "")
    return Worked(computed, voters, str(late["late_entry_text"]))
