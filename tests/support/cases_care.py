"""Examples for MEM-20 to MEM-22."""

from dataclasses import replace
from datetime import date

from db.arithmetic.membership import Timed
from db.records.roster import RosterPerson
from db.rules.care.facts import Honour
from db.rules.facts import Facts, Talk, Visit
from tests.support.facts import person, well_kept, with_roster, with_setting
from tests.support.rule_case import RuleCase, fires, silent

MEDAL = Honour("h1", "p9", "medal_50", "2025-06-28")


def _old(
    admitted: str = "1975-07-01", *, honour: Honour | None = None, today: str = "2025-07-02", **more: object
) -> Facts:
    """p9 was admitted when there was no probation."""
    facts = with_roster(well_kept(), person(9, admitted, None, **more))
    return replace(facts, honours=(honour,) if honour else (), today=date.fromisoformat(today))


def _in_hardship(flag: str = "hardship", *visits: Visit, known: RosterPerson | None = None) -> Facts:
    facts = with_roster(well_kept(), known or person(9, flags=frozenset({flag})))
    return replace(facts, visits=visits)


def _birthdays(*, days: int = 7, today: str = "2026-03-02", visits: tuple[Visit, ...] = ()) -> Facts:
    """p9 was admitted on 9 September, everybody else has been talked with on the day (10 May)."""
    base = with_roster(well_kept(), person(9, "2010-09-09", "2011-09-09"))
    talked = tuple(Talk(f"b{number}", "2025-05-10", (f"p{number}", "p0")) for number in range(1, 9))
    facts = replace(base, talks=talked, visits=visits, today=date.fromisoformat(today))
    return with_setting(facts, "MEM-22.days", days)


CARE_CASES: tuple[RuleCase, ...] = (
    fires("MEM-20", "fifty years to the day", _old, "党龄从1975年7月1日算起，2025年7月1日已满50年"),
    fires("MEM-20", "fifty years since long", lambda: _old("1969-05-02"), "没有颁发"),
    silent("MEM-20", "a day later", lambda: _old("1975-07-02")),
    silent("MEM-20", "the day itself", lambda: _old(today="2025-07-01")),
    silent("MEM-20", "the medal is on record", lambda: _old(honour=MEDAL)),
    silent("MEM-20", "only the year is known, it may have been in December", lambda: _old("1975")),
    silent(
        "MEM-20",
        "two years do not count",
        lambda: _old(status_events=(Timed("2000-01-01", "suspended"), Timed("2002-01-01", "on_roll"))),
    ),
    silent("MEM-20", "there were no medals yet", lambda: _old("1960-05-02"), 2020),
    fires("MEM-21", "in hardship", _in_hardship, "困难党员"),
    fires("MEM-21", "old and ill", lambda: _in_hardship("no_attendance_demand"), "年老体弱党员"),
    silent(
        "MEM-21", "visited", lambda: _in_hardship("hardship", Visit("v1", "2025-02-01", "p9", "hardship"))
    ),
    silent("MEM-21", "lives away", lambda: _in_hardship("lives_away")),
    silent("MEM-21", "the year is not over", lambda: replace(_in_hardship(), today=date(2025, 12, 31))),
    silent(
        "MEM-21",
        "came within the year",
        lambda: _in_hardship(known=person(9, "2025-03-01", None, flags=frozenset({"hardship"}))),
    ),
    silent("MEM-21", "switched off", lambda: with_setting(_in_hardship(), "MEM-21.enabled", False)),
    fires("MEM-22", "nobody came", _birthdays, "2025年9月9日政治生日，前后7天没有"),
    silent("MEM-22", "nobody asks for it", lambda: _birthdays(days=0)),
    silent(
        "MEM-22",
        "kept a week after",
        lambda: _birthdays(visits=(Visit("v1", "2025-09-16", "p9", "political_birthday"),)),
    ),
    silent("MEM-22", "the week is not over", lambda: _birthdays(today="2025-09-16")),
)
