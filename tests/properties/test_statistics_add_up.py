"""Whatever the history: each column of a table comes to its total, the balance adds up, and the order of typing is
nothing."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.membership import STAGES, PersonDates, Timed
from db.ledgers.person import OCCUPATION_CLASSES, ROLL_STATUSES
from db.records.roster import Roster, RosterPerson
from db.rules.statistics import TOTAL, statistics
from tests.support.facts import well_kept

FIRST, LAST = date(2022, 1, 1), date(2026, 12, 31)
DAYS = st.dates(FIRST, LAST).map(date.isoformat)
PARTIAL = DAYS.flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]]))
OLD = st.dates(date(1930, 1, 1), date(2020, 12, 31)).map(date.isoformat)
AS_OF = st.dates(FIRST, LAST) | st.sampled_from(
    [date(year, *end) for year in (2023, 2025) for end in ((6, 30), (12, 31))]
)
DIVIDED = (
    "kind",
    "sex",
    "ethnicity",
    "age",
    "age_older",
    "joined",
    "joined_detailed",
    "education",
    "occupation",
    "standing",
)


def timed(words: Any) -> Any:
    """Events on different days: two of one day contradict each other, and the later typed one holds."""
    events = st.builds(Timed, PARTIAL | st.none(), st.sampled_from(words))
    return st.lists(events, max_size=4, unique_by=lambda event: event.since).map(tuple)


@st.composite
def persons(draw: Any, number: int) -> RosterPerson:
    """Somebody with any history, sensible or not."""
    dates = PersonDates(
        applied_on=draw(st.none() | PARTIAL),
        admitted_on=draw(st.none() | PARTIAL | OLD),
        promoted_on=draw(st.none() | PARTIAL),
        stage_events=draw(timed(STAGES)),
        status_events=draw(timed([choice.code for choice in ROLL_STATUSES])),
    )
    return RosterPerson(
        f"p{number}",
        f"成员{number}",
        dates,
        sex=draw(st.sampled_from([None, "male", "female"])),
        born_on=draw(st.none() | OLD | OLD.map(lambda day: day[:4])),
        ethnicity=draw(st.sampled_from([None, "汉族", "畲族", "不详"])),
        education=draw(st.sampled_from([None, "本科", "小学", "其他"])),
        occupation_class=draw(st.sampled_from([None, *(choice.code for choice in OCCUPATION_CLASSES)])),
        stroke_key=draw(st.sampled_from(["02", "05", "05"])),
    )


ROSTERS = st.integers(0, 8).flatmap(lambda count: st.tuples(*(persons(number) for number in range(count))))


def facts_of(people: tuple[RosterPerson, ...]) -> Any:
    return replace(well_kept(), roster=Roster({each.uid: each for each in people}))


@given(ROSTERS, AS_OF)
def test_every_column_of_a_table_comes_to_its_total(people: Any, day: date) -> None:
    members = facts_of(people).roster.members_on(day)
    for table in statistics(facts_of(people), day):
        if table.has_total:
            assert all(
                table.sum(column.key) == table.row(TOTAL).count(column.key) for column in table.columns
            )
        if table.key in DIVIDED:
            assert sorted(uid for _ledger, uid in table.row(TOTAL).records) == sorted(members)


@given(ROSTERS, AS_OF)
def test_what_was_there_and_what_came_less_what_went_is_what_is_there(people: Any, day: date) -> None:
    roster = facts_of(people).roster
    (table,) = statistics(facts_of(people), day, "balance")
    counted = {row.key: row.count() for row in table.rows}

    assert counted["opening"] == len(roster.members_on(date(day.year, 1, 1) - timedelta(days=1)))
    assert counted["opening"] + counted["added"] - counted["taken"] == counted["total"]
    assert counted["total"] == len(roster.members_on(day))


@given(ROSTERS, AS_OF, st.randoms(use_true_random=False))
def test_the_order_in_which_the_history_was_typed_changes_no_number(
    people: Any, day: date, random: Any
) -> None:
    def shuffled(events: Any) -> Any:
        return tuple(random.sample(events, len(events)))

    others = [
        replace(
            each,
            dates=replace(
                each.dates,
                stage_events=shuffled(each.dates.stage_events),
                status_events=shuffled(each.dates.status_events),
            ),
        )
        for each in people
    ]
    random.shuffle(others)

    assert statistics(facts_of(tuple(others)), day) == statistics(facts_of(people), day)
