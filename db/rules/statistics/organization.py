"""The branch itself and the decisions of the year: groups, committee, terms that ended, sanctions."""

from collections.abc import Iterator
from datetime import date

from db.arithmetic.membership import ON_ROLL
from db.arithmetic.term import ordinary_end
from db.records.roster import Roster
from db.rules.election.facts import TermKept
from db.rules.election.term import term_end
from db.rules.facts import Facts
from db.rules.statistics.balance import LEAVING, RESTORED_FROM
from db.rules.statistics.bands import band_set
from db.rules.statistics.members import in_order
from db.rules.statistics.table import TOTAL, StatColumn, StatRow, StatTable
from db.rules.year_view import Record, has_committee

_SANCTIONS = {
    "warning": "警告",
    "serious_warning": "严重警告",
    "post_removal": "撤销党内职务",
    "probation_within_party": "留党察看",
    "expulsion": "开除党籍",
}
_ROLL = {"restored": "恢复党籍", **{key: LEAVING[key] for key in ("suspended", "struck_off", "withdrew")}}
_COUNT, _TIMES = (StatColumn(TOTAL, "数量"),), (StatColumn(TOTAL, "人次"),)


def organization_table(facts: Facts, first: date, day: date) -> StatTable:
    """The branch, its groups and committee as of the day; terms that ended within the year. These rows add up to
    nothing."""
    roster, branch = facts.roster, (("branch", facts.profile.uid),)
    groups = tuple(("group", group.uid) for group in facts.groups if roster.group_members_on(group.uid, day))
    committee = roster.committee_on(day) if has_committee(roster, day) else frozenset()
    members = tuple(("person", person.uid) for person in in_order(roster, committee))
    ended = _term_ended_within(facts, first, day)
    began = [term for term in facts.elections.terms if first <= date.fromisoformat(term.elected_on) <= day]
    on_time = tuple(("term", term.uid) for term in began if _is_on_time(facts, term))
    rows = (
        ("branches", "党支部", branch),
        ("groups", "党小组", groups),
        ("committees", "设支部委员会的", branch if committee else ()),
        ("committee_members", "支部委员", members),
        ("terms_ending", "本年任期届满的", branch if ended else ()),
        ("elections", "本年换届的", tuple(("term", term.uid) for term in began)),
        ("elections_on_time", "　其中：按期换届", on_time),
        ("terms_overdue", "届满未换届的", branch if _is_overdue(facts, day) else ()),
    )
    bands = band_set("organization")
    return StatTable(
        bands.key,
        bands.title,
        _COUNT,
        tuple(StatRow(key, label, {TOTAL: records}, 0) for key, label, records in rows),
        bands.mark,
        bands.note,
    )


def _end_before(facts: Facts, term: TermKept) -> date | None:
    """When the term before this one was full, with the extension noted for it."""
    earlier = [each for each in facts.elections.terms if each.elected_on < term.elected_on]
    if not earlier:
        return None
    last = earlier[-1]
    end = ordinary_end(facts.profile.kind, last.elected_on, last.years)
    if end is not None and last.extended_to:
        end = max(end, date.fromisoformat(last.extended_to))
    return end


def _is_on_time(facts: Facts, term: TermKept) -> bool:
    """Elected by the day on which the term before was full; a first term is always in time."""
    end = _end_before(facts, term)
    return end is None or date.fromisoformat(term.elected_on) <= end


def _term_ended_within(facts: Facts, first: date, day: date) -> bool:
    year_ends = date(day.year, 12, 31)
    present = term_end(facts.profile)
    before = (_end_before(facts, term) for term in facts.elections.terms)
    return any(end is not None and first <= end <= year_ends for end in (present, *before))


def _is_overdue(facts: Facts, day: date) -> bool:
    """Judged by the term that is on record as the present one; terms begun after the day leave it aside."""
    start, end = facts.profile.term_start_on, term_end(facts.profile)
    return end is not None and end < day and (start is None or start <= day.isoformat())


def decisions_table(facts: Facts, first: date, day: date) -> StatTable:
    """What was decided about people within the year, by kind; a person may stand in it twice."""
    found: dict[str, list[Record]] = {key: [] for key in (*_ROLL, *_SANCTIONS)}
    for person, key in _roll_decisions(facts.roster, first, day):
        found[key].append(("person", person))
    for sanction in facts.affiliation.sanctions:
        if first.isoformat() <= sanction.begun_on <= day.isoformat() and sanction.kind in found:
            found[sanction.kind].append(("discipline", sanction.uid))
    titles = _ROLL | _SANCTIONS
    rows = [StatRow(key, titles[key], {TOTAL: tuple(records)}) for key, records in found.items()]
    everything = tuple(record for records in found.values() for record in records)
    bands = band_set("decisions")
    total = StatRow(TOTAL, "合计", {TOTAL: everything}, 0)
    return StatTable(bands.key, bands.title, _TIMES, (*rows, total), bands.mark, bands.note)


def _roll_decisions(roster: Roster, first: date, day: date) -> Iterator[tuple[str, str]]:
    for person in sorted(roster.people.values(), key=lambda each: (each.stroke_key, each.uid)):
        before = ON_ROLL
        events = sorted(
            (event for event in person.dates.status_events if event.on), key=lambda each: each.since
        )
        for event in events:
            is_change = event.value != before
            decision = "restored" if event.value == ON_ROLL and before in RESTORED_FROM else event.value
            if is_change and decision in _ROLL and first <= event.since <= day:
                yield person.uid, decision
            before = event.value
