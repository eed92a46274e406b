"""The roster in valid time, read once and kept until the next write; or of some people only, for a page of them."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select

from db.arithmetic.membership import Span, Timed
from db.changes import EMPTY
from db.records.parts import TimedValue
from db.records.roster import PostHeld, Roster, RosterPerson
from db.services.branch import Branch
from db.services.following_status import following_events, spans_without_rights
from db.services.naming_records import table_of
from db.services.surroundings_reading import read_surroundings
from db.services.timed_values import person_dates

FLAGS = ("no_attendance_demand", "hardship", "lives_away")
COLLECTED = (  # what the national collection of 2017 asks of a member and stands on the roster itself
    "sex", "id_number", "ethnicity", "born_on", "education", "occupation", "phone", "address", "admitted_on", "promoted_on",
)  # fmt: skip
EventsByOwner = Mapping[
    str, Mapping[str, list[Timed]]
]  # owner uid -> field key -> events in order of their days


def read_roster(branch: Branch) -> Roster:
    """Everybody on record with the history of stage, roll status and group, and who held which post."""
    return branch.cached("roster", lambda: _read(branch))


def roster_of(
    rows: Iterable[Any], events: EventsByOwner, without_rights: Mapping[str, tuple[Span, ...]] = EMPTY
) -> Roster:
    """Only these people, from their rows and events: enough for what concerns nobody else (stage, age, 党龄)."""
    people = (_person(row, events.get(row["uid"], {}), without_rights.get(row["uid"], ())) for row in rows)
    return Roster({person.uid: person for person in people})


def events_by_owner(
    rows: Iterable[tuple[str, str, str | None, str | None]],
) -> dict[str, dict[str, list[Timed]]]:
    """Events from (owner, field, since, value) rows, sorted by day, undated ones first."""
    found: dict[str, dict[str, list[Timed]]] = {}
    for owner, field, since, value in rows:
        held = found.setdefault(owner, {}).setdefault(field, []) if value is not None else []
        event = Timed(since, value or "")
        if event not in held:  # typed on the roster and following from another record
            held.append(event)
    for fields in found.values():
        for events in fields.values():
            events.sort(key=lambda event: event.on or "")
    return found


def _read(branch: Branch) -> Roster:
    connection = branch.database.connection
    table = TimedValue.__table__  # type: ignore[attr-defined]
    live_events = select(table.c.owner_uid, table.c.field, table.c.since, table.c.value)
    typed = connection.execute(live_events.where(table.c.removed_at.is_(None)))
    events = events_by_owner((*typed, *following_events(branch)))
    people, posts, groups = table_of("person"), table_of("post"), table_of("group")
    live = select(people).where(people.c.removed_at.is_(None)).order_by(people.c.stroke_key)
    held = connection.execute(select(posts).where(posts.c.removed_at.is_(None)).order_by(posts.c.from_on))
    named = connection.execute(select(groups.c.uid, groups.c.name).where(groups.c.removed_at.is_(None)))
    roster = roster_of(
        [row._mapping for row in connection.execute(live)], events, spans_without_rights(branch)
    )
    return Roster(
        people=roster.people,
        # a person in the recycle bin holds no post; the post itself stays on record
        posts=tuple(
            PostHeld(row.uid, row.person_uid, row.post, row.from_on, row.until_on)
            for row in held
            if row.person_uid in roster.people
        ),
        groups={row.uid: row.name for row in named},
        look_around=partial(read_surroundings, branch),
    )


def _person(
    row: Mapping[str, Any], events: Mapping[str, list[Timed]], without_rights: tuple[Span, ...]
) -> RosterPerson:
    return RosterPerson(
        uid=row["uid"],
        name=row["name"],
        dates=person_dates(row, events),
        sex=row["sex"],
        born_on=row["born_on"],
        lunar_birthday=row["lunar_birthday"],
        birthday_calendar=row["birthday_calendar"],
        worked_since=row["worked_since"],
        id_number=row["id_number"],
        group_events=tuple(events.get("group", ())),
        flags=frozenset(flag for flag in FLAGS if row[flag]),
        stroke_key=row["stroke_key"],
        without_rights=without_rights,
        ethnicity=row["ethnicity"],
        education=row["education"],
        occupation_class=row["occupation_class"],
        recorded_standing_from=row["recorded_standing_from"],
        personnel_file=row["personnel_file"],
        file_papers=row["file_papers"] or "",
        blank=frozenset(item for item in COLLECTED if not row[item]),
    )
