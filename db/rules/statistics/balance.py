"""年内增减: how the members of the first day of the year became those of the day asked, person by person.

Every change of a person's membership between two days is one entry under one reason, so the balance adds up by its
making. What the roll says is held against the files of 发展党员 and the transfers; where they differ, the names are told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from db.arithmetic.admission import ADMIT
from db.arithmetic.days import earliest
from db.arithmetic.membership import MEMBER_STAGES, ON_ROLL, has_come, is_member, stage_on, status_on
from db.arithmetic.standing import expected_promotion
from db.records.roster import Roster, RosterPerson
from db.rules.facts import Facts
from db.rules.statistics.bands import band_set
from db.rules.statistics.members import COLUMNS, Divider, in_order
from db.rules.statistics.table import TOTAL, Difference, StatColumn, StatRow, StatTable
from db.rules.year_view import Record

COMING = {
    "developed": "新发展",
    "transferred_in": "转入",
    "restored": "恢复党籍",
    "other_in": "其他增加",
}
LEAVING = {
    "transferred_out": "转出",
    "deceased": "去世",
    "suspended": "停止党籍",
    "struck_off": "除名",
    "withdrew": "退党",
    "expelled": "开除党籍",
    "cancelled": "取消预备党员资格",
    "other_out": "其他减少",
}
_ONE_COLUMN = (StatColumn(TOTAL, "人数"),)
RESTORED_FROM = ("suspended", "struck_off", "withdrew", "expelled")


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody became or ceased to be a member of the branch on a day."""

    person: str
    on: date
    reason: str


def moves_between(roster: Roster, first: date, last: date) -> tuple[Move, ...]:
    """Every change of membership from the first to the last day, by day and person."""
    found = [move for person in roster.people.values() for move in _moves_of(person, first, last)]
    return tuple(
        sorted(found, key=lambda move: (move.on, roster.people[move.person].stroke_key, move.person))
    )


def _moves_of(person: RosterPerson, first: date, last: date) -> Iterator[Move]:
    for day in sorted(day for day in _turning_days(person) if first <= day <= last):
        before = day - timedelta(days=1)
        was, is_now = is_member(person.dates, before), is_member(person.dates, day)
        if is_now and not was:
            yield Move(person.uid, day, _why_coming(person, before))
        elif was and not is_now:
            yield Move(person.uid, day, _why_leaving(person, day))


def _turning_days(person: RosterPerson) -> set[date]:
    """Every day on which something about the person may have changed."""
    dates = person.dates
    partial = [dates.applied_on, dates.admitted_on, dates.promoted_on]
    if dates.admitted_on:
        partial.append(expected_promotion(dates.admitted_on))
    events = (*dates.stage_events, *dates.status_events)
    return {earliest(on) for on in partial if on} | {event.since for event in events if event.on}


def _why_coming(person: RosterPerson, before: date) -> str:
    if not has_come(person.dates, before):
        return "transferred_in"
    status = status_on(person.dates, before)
    if status in RESTORED_FROM:
        return "restored"
    if status == "transferred_out":
        return "transferred_in"
    was_member = stage_on(person.dates, before) in MEMBER_STAGES
    return "developed" if status == ON_ROLL and not was_member else "other_in"


def _why_leaving(person: RosterPerson, day: date) -> str:
    status = status_on(person.dates, day)
    if status in LEAVING:
        return status
    return "cancelled" if stage_on(person.dates, day) not in MEMBER_STAGES else "other_out"


def balance_table(facts: Facts, first: date, day: date, moves: tuple[Move, ...]) -> StatTable:
    """Members before `first`, what was added and taken away by reason, members of the day."""
    roster = facts.roster
    opening = roster.members_on(first - timedelta(days=1))
    closing = roster.members_on(day)
    rows = [_row("opening", "期初（上年末）", _people(roster, opening))]
    for titles, key, label, sign in ((COMING, "added", "本年增加", 1), (LEAVING, "taken", "本年减少", -1)):
        chosen = [move for move in moves if move.reason in titles]
        rows.append(_row(key, label, _of(chosen), 0))
        rows += [_row(why, f"　{title}", _of(chosen, why), sign) for why, title in titles.items()]
    rows.append(_row(TOTAL, "期末", _people(roster, closing), 0))
    bands = band_set("balance")
    return StatTable(
        bands.key,
        bands.title,
        _ONE_COLUMN,
        tuple(rows),
        bands.mark,
        bands.note,
        tuple(_differences(facts, first, day, moves)),
    )


def developed_table(roster: Roster, day: date, moves: tuple[Move, ...]) -> StatTable:
    """Who was admitted within the year, by age."""
    bands, ages = band_set("developed"), band_set("age_older")
    people = in_order(roster, (move.person for move in moves if move.reason == "developed"))
    columns = tuple(column for column in COLUMNS if column.key != "probationary")
    found = Divider(roster, day, columns).table(ages, people, lambda each: ages.of_age(each.born_on, day))
    return StatTable(bands.key, bands.title, columns, found.rows, bands.mark, bands.note)


def _row(key: str, label: str, records: tuple[Record, ...], sign: int = 1) -> StatRow:
    return StatRow(key, label, {TOTAL: records}, sign)


def _people(roster: Roster, uids: frozenset[str]) -> tuple[Record, ...]:
    return tuple(("person", person.uid) for person in in_order(roster, uids))


def _of(moves: list[Move], reason: str = "") -> tuple[Record, ...]:
    return tuple(("person", move.person) for move in moves if reason in ("", move.reason))


# --- held against the other ledgers ----------------------------------------------------------------------------
def _differences(facts: Facts, first: date, day: date, moves: tuple[Move, ...]) -> Iterator[Difference]:
    """Where the files of 发展党员 and the transfers name other people than the roll. Ledgers that were never kept
    are not held against anything.
    """
    begin, end = first.isoformat(), day.isoformat()
    if facts.admissions:
        admitted = {
            file.person for file in facts.admissions if (on := file.day(ADMIT)) and first <= on <= day
        }
        yield from _difference(facts, moves, "developed", admitted, "发展党员档案")
    transfers = facts.affiliation.transfers
    for reason, direction in (("transferred_in", "in"), ("transferred_out", "out")):
        received = {
            each.person
            for each in transfers
            if each.direction == direction and each.receipt_on and begin <= each.receipt_on <= end
        }
        if transfers:
            yield from _difference(facts, moves, reason, received, "组织关系转接登记")


def _difference(
    facts: Facts, moves: tuple[Move, ...], reason: str, other: set[str], place: str
) -> Iterator[Difference]:
    known = {uid for uid in other if uid in facts.roster.people}
    on_the_roll = {move.person for move in moves if move.reason == reason}
    title = COMING.get(reason) or LEAVING[reason]
    for missing_there, uids in ((True, on_the_roll - known), (False, known - on_the_roll)):
        if uids:
            people = in_order(facts.roster, uids)
            names = "、".join(person.name for person in people)
            told = f"名册有、{place}没有" if missing_there else f"{place}有、名册没有"
            text = f"{title}：名册{len(on_the_roll)}人，{place}{len(known)}人；{told}：{names}"
            yield Difference(text, tuple(("person", person.uid) for person in people))
