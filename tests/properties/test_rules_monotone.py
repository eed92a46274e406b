"""What must hold of the rules whatever the books contain."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from db.changes import Finding
from db.rules.duties import duties, frequency_grid
from db.rules.facts import Facts, Meeting
from db.rules.findings import findings
from db.rules.likeness import SHORTEST, earlier_likenesses, likeness, plain
from db.rules.obligations import obligations
from db.rules.reminders import reminders
from db.rules.year_view import YearView
from tests.support.facts import YEAR, meeting, well_kept, words

FREQUENCY = ("MTG-01", "MTG-02", "MTG-03", "MTG-04", "MTG-05", "MTG-06", "MTG-08", "MTG-09")
RANK = {"late": 0, "due": 1, "not_applicable": 2, "done": 3}

subsets = st.sets(st.integers(0, len(well_kept().meetings) - 1))
todays = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def _kept(indices: Iterable[int]) -> tuple[Meeting, ...]:
    return tuple(well_kept().meetings[index] for index in sorted(indices))


def _missing(facts: Facts) -> set[str]:
    return {finding.key for rule in FREQUENCY for finding in findings(facts, YEAR, rule)}


@settings(max_examples=30, deadline=None)
@given(subsets, st.data(), todays)
def test_taking_meetings_away_never_ends_a_lack_nor_betters_a_duty(kept, data, today) -> None:
    fewer = data.draw(st.sets(st.sampled_from(sorted(kept)))) if kept else set()
    more_facts = replace(well_kept(), meetings=_kept(kept), today=today)
    fewer_facts = replace(more_facts, meetings=_kept(fewer))

    assert _missing(more_facts) <= _missing(fewer_facts)
    states = {(duty.duty, duty.period, duty.subject): RANK[duty.state] for duty in duties(more_facts, YEAR)}
    for duty in duties(fewer_facts, YEAR):
        assert RANK[duty.state] <= states[(duty.duty, duty.period, duty.subject)]


@settings(max_examples=25, deadline=None)
@given(subsets)
def test_holding_what_was_owed_silences_the_lack(kept) -> None:
    facts = replace(well_kept(), meetings=_kept(kept))
    view = YearView(facts, YEAR)
    owed = {"general_meeting", "committee_meeting", "group_meeting", "theme_day", "party_lecture"}
    added = [
        meeting(
            facts.roster, duty.duty, duty.first.isoformat(), group=duty.subject_uid, uid=f"added {number}"
        )
        for number, duty in enumerate(obligations(view))
        if not duty.is_met and duty.duty in owed
    ]

    left = {finding.rule for finding in findings(replace(facts, meetings=(*facts.meetings, *added)), YEAR)}

    assert left.isdisjoint({"MTG-01", "MTG-02", "MTG-03", "MTG-04", "MTG-06"})


def _everything(facts: Facts) -> tuple[tuple[Finding, ...], object, object, object]:
    return findings(facts, YEAR), duties(facts, YEAR), frequency_grid(facts, YEAR), reminders(facts)


def _spoilt(held: Meeting, chance: Random) -> Meeting | None:
    pick = chance.random()
    if pick < 0.15:
        return None
    if pick < 0.3:
        return replace(held, held_on=(held.day + timedelta(days=chance.randrange(9))).isoformat())
    if pick < 0.4:
        return replace(held, agenda=well_kept().meetings[0].agenda)
    if pick < 0.5:
        return replace(held, place="", starts_at=None, signed=False, attendance=())
    if pick < 0.6:
        absent = tuple(replace(entry, state="absent", reason="") for entry in held.attendance)
        return replace(held, attendance=absent)
    return held


def _messy(seed: int) -> Facts:
    """A year in which much is wrong: meetings lost, moved, copied and stripped by chance."""
    chance = Random(seed)
    meetings = (_spoilt(held, chance) for held in well_kept().meetings)
    return replace(well_kept(), meetings=tuple(held for held in meetings if held))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(seed, shuffle) -> None:
    facts = _messy(seed)
    shuffled = {
        name: tuple(shuffle.sample(getattr(facts, name), len(getattr(facts, name))))
        for name in ("meetings", "talks", "documents")  # groups keep the order the branch gives them
    }
    people = list(facts.roster.people.values())
    shuffle.shuffle(people)
    roster = replace(facts.roster, people={one.uid: one for one in people}, _cache={})

    assert _everything(replace(facts, roster=roster, **shuffled)) == _everything(facts)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_each_finding_has_a_key_of_its_own(seed) -> None:
    keys = [finding.key for finding in findings(_messy(seed), YEAR)]

    assert len(keys) == len(set(keys))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_one_rule_alone_says_what_it_says_among_all(seed) -> None:
    found = findings(_messy(seed), YEAR)
    for rule in {finding.rule for finding in found}:
        alone = findings(_messy(seed), YEAR, rule)
        assert set(alone) == {finding for finding in found if finding.rule == rule}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60)), max_size=14))
def test_copies_are_found_as_if_each_text_were_compared_with_each(shapes) -> None:
    """Texts are taken from six sources, the first part of each replaced."""
    texts = [
        plain(words(f"new {n}", cut) + words(str(source), 300)[cut:])
        for n, (source, cut) in enumerate(shapes)
    ]

    found = earlier_likenesses(texts, 0.85)

    for place, text in enumerate(texts):
        best = max((likeness(text, earlier) for earlier in texts[:place]), default=0.0)
        assert len(text) >= SHORTEST
        assert (place in found) == (best >= 0.85)
