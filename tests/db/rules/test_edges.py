"""Days on which something changes, and settings that cannot be meant."""

from dataclasses import replace
from datetime import date

import pytest

from db.arithmetic.membership import Timed
from db.changes import Duty, Finding
from db.errors import LedgerError, NotFoundError
from db.rules.answer_keys import check_answer_key, duty_key
from db.rules.duties import duties
from db.rules.facts import Attended, Facts
from db.rules.findings import findings
from db.rules.library import rules
from db.rules.reminders import reminders
from tests.support.facts import (
    YEAR,
    find,
    person,
    roster_of,
    well_kept,
    with_meeting,
    with_profile,
    with_roster,
    with_setting,
)


def _found(facts: Facts, rule: str) -> tuple[Finding, ...]:
    return findings(facts, YEAR, rule)


def _meeting_day() -> str:
    return find(well_kept(), "general_meeting").held_on


def _one_more_expected(**dates: object) -> Facts:
    """Somebody more on the roster of whom the general meeting of May says nothing."""
    facts = with_roster(well_kept(), person(9, **dates))  # type: ignore[arg-type]
    held = find(facts, "general_meeting")
    others = tuple(entry for entry in held.attendance if entry.person != "p9")
    return with_meeting(facts, "general_meeting", attendance=others, expected=held.expected | {"p9"})


def test_who_was_admitted_by_the_meeting_itself_need_not_stand_on_its_list() -> None:
    day = _meeting_day()
    assert not _found(_one_more_expected(admitted=day, promoted=None), "ATT-07")
    before = (date.fromisoformat(day).replace(day=1)).isoformat()
    assert _found(_one_more_expected(admitted=before, promoted=None), "ATT-07")


def test_who_left_on_the_day_of_the_meeting_may_stand_on_its_list() -> None:
    day = _meeting_day()

    def listed_as_excused(left_on: str) -> Facts:
        gone = person(9, status_events=(Timed(left_on, "transferred_out"),))
        facts = with_roster(well_kept(), gone)
        held = find(facts, "general_meeting")
        others = tuple(entry for entry in held.attendance if entry.person != "p9")
        excused = (*others, Attended("p9", gone.name, "excused", "办理转接"))
        return with_meeting(facts, "general_meeting", attendance=excused, expected=held.expected - {"p9"})

    assert not _found(listed_as_excused(day), "ATT-05")
    assert _found(listed_as_excused("2025-01-02"), "ATT-05")


@pytest.mark.parametrize(
    ("today", "start", "expected"),
    [
        ("2026-06-20", "1976-07-01", ["2026-07-01"]),
        ("2026-06-20", "1976-07-02", []),
        ("2027-06-20", "1976-07-02", ["2027-07-01"]),
        ("2021-06-20", "1969-07-01", ["2021-07-01"]),
        ("2021-06-20", "1971-07-01", ["2021-07-01"]),
        ("2021-06-20", "1971-07-02", []),
        ("2019-06-20", "1969-07-01", []),
    ],
)
def test_a_medal_is_told_of_in_its_year_and_never_before_the_first_ones(
    today: str, start: str, expected: list[str]
) -> None:
    facts = replace(well_kept(), today=date.fromisoformat(today), roster=roster_of([person(1, start, start)]))
    assert [each.on for each in reminders(facts) if each.kind == "medal_50"] == expected


@pytest.mark.parametrize("value", ["9" * 12, -3, "abc", {"days": 3}, [1]])
def test_a_threshold_that_cannot_be_meant_counts_as_not_chosen(value: object) -> None:
    facts = with_setting(well_kept(), "MTG-14.days", value)
    assert findings(facts, YEAR) == findings(well_kept(), YEAR)


def test_every_duty_has_a_key_that_can_be_answered() -> None:
    found: tuple[Duty, ...] = duties(well_kept(), YEAR)
    for duty in found:
        check_answer_key(duty_key(duty))
    answered = replace(well_kept(YEAR + 1), answers={duty_key(found[0]): ("not_applicable", "防汛")})
    assert next(iter(duties(replace(answered, meetings=(), documents=()), YEAR))).reason == "防汛"


def test_every_finding_rule_has_keys_that_can_be_answered() -> None:
    for rule in rules():
        if rule.kind == "finding":
            check_answer_key(f"{rule.id}|2026|some-uid")


@pytest.mark.parametrize(
    "key", ["", "|", "||", "duty|||", "MTG-01", "political_birthday|2026|x", "duty|MTG-01|2026|"]
)
def test_a_key_of_another_shape_is_refused(key: str) -> None:
    with pytest.raises(NotFoundError) as refused:
        check_answer_key(key)
    assert isinstance(refused.value, LedgerError)


def test_a_finding_about_the_branch_names_the_branch() -> None:
    facts = with_profile(well_kept(), name="中共桃溪村支部委员会", short_name="", term_start_on="2015-03-10")
    (finding,) = _found(facts, "TERM-01") or findings(facts, facts.today.year, "TERM-01")
    assert finding.subject == "中共桃溪村支部委员会"
