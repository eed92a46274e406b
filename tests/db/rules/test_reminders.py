"""Days to remember."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from db.arithmetic.membership import Timed
from db.changes import Reminder
from db.records.roster import RosterPerson
from db.rules.facts import Facts
from db.rules.reminders import reminders
from tests.support.facts import person, roster_of, well_kept, with_profile, with_setting


def _facts(today: str, *persons: RosterPerson) -> Facts:
    return replace(well_kept(), today=date.fromisoformat(today), roster=roster_of(persons))


def _of(kind: str, found: Iterable[Reminder]) -> list[tuple[str, int | None]]:
    return [(reminder.on, reminder.years) for reminder in found if reminder.kind == kind]


def test_a_birthday_in_the_window_is_named_with_its_age() -> None:
    found = reminders(_facts("2026-03-02", person(1, born_on="1966-03-20")))
    (birthday,) = [reminder for reminder in found if reminder.kind == "birthday"]

    assert (birthday.on, birthday.years, birthday.title) == ("2026-03-20", 60, "钱甲生生日（60岁）")
    assert birthday.person is not None
    assert birthday.person.uid == "p1"


@pytest.mark.parametrize(("days", "count"), [(17, 0), (18, 1), (0, 0)])
def test_the_window_includes_today_and_its_last_day(days: int, count: int) -> None:
    facts = _facts("2026-03-02", person(1, born_on="1966-03-20"))

    assert len(_of("birthday", reminders(facts, days))) == count
    assert len(_of("birthday", reminders(replace(facts, today=date(2026, 3, 20)), days))) == 1


def test_a_birthday_of_29_february_is_kept_on_the_28th_in_common_years() -> None:
    leap_child = person(1, born_on="1972-02-29")

    assert _of("birthday", reminders(_facts("2026-02-20", leap_child))) == [("2026-02-28", 54)]
    assert _of("birthday", reminders(_facts("2028-02-20", leap_child))) == [("2028-02-29", 56)]


@pytest.mark.parametrize(
    ("code", "today", "on"),
    [
        ("8-15", "2026-09-01", "2026-09-25"),
        ("12-30", "2026-02-01", "2026-02-16"),
        ("leap6-20", "2026-07-20", "2026-08-02"),
        ("leap6-20", "2025-08-01", "2025-08-13"),
    ],
)
def test_a_lunar_birthday_falls_where_custom_puts_it(code: str, today: str, on: str) -> None:
    one = person(1, lunar_birthday=code, birthday_calendar="lunar")

    assert [day for day, _ in _of("birthday", reminders(_facts(today, one)))] == [on]


def test_a_lunar_birthday_is_worked_out_from_the_day_of_birth_when_only_that_is_known() -> None:
    one = person(1, born_on="1966-08-15", birthday_calendar="lunar")

    assert _of("birthday", reminders(_facts("2026-08-01", one))) == [("2026-08-11", 60)]


def test_a_birthday_known_to_the_month_only_has_no_day() -> None:
    assert _of("birthday", reminders(_facts("2026-03-02", person(1, born_on="1966-03")), 365)) == []


def test_the_window_reaches_into_the_next_year() -> None:
    assert _of("birthday", reminders(_facts("2025-12-20", person(1, born_on="1966-01-05")))) == [
        ("2026-01-05", 60)
    ]


def test_applicants_and_those_who_left_are_not_congratulated() -> None:
    applicant = person(1, None, None, born_on="1990-03-10")

    assert reminders(_facts("2026-03-02", applicant), 5) == reminders(_facts("2026-03-02"), 5)


def test_a_political_birthday_follows_the_setting() -> None:
    facts = _facts("2026-03-02", person(1, "2010-03-12", "2011-03-20"))

    assert _of("political_birthday", reminders(facts)) == [("2026-03-12", 16)]
    chosen = with_setting(facts, "political_birthday_source", "promoted_on")
    assert _of("political_birthday", reminders(chosen)) == [("2026-03-20", 15)]


def test_the_day_of_admission_itself_is_no_anniversary() -> None:
    facts = _facts("2026-03-02", person(1, "2026-03-02", None))

    assert _of("political_birthday", reminders(facts)) == []


@pytest.mark.parametrize(
    ("admitted", "expected"), [("1976-07-01", [("2026-07-01", 50)]), ("1976-07-02", []), ("1970-05-01", [])]
)
def test_a_medal_is_due_on_1_july_of_the_first_year_with_fifty_full_years(
    admitted: str, expected: list[tuple[str, int]]
) -> None:
    """Nobody admitted in these years had a probation."""
    one = person(1, admitted, admitted)

    assert _of("medal_50", reminders(_facts("2026-02-01", one))) == expected
    assert _of("medal_50", reminders(_facts("2026-07-02", one))) == []


def test_a_medal_and_the_years_of_a_political_birthday_wait_as_long_as_a_suspension_lasted() -> None:
    events = (Timed("1990-07-01", "suspended"), Timed("1992-07-01", "on_roll"))
    one = person(1, "1975-03-20", "1975-03-20", status_events=events)

    assert _of("medal_50", reminders(_facts("2026-02-01", one))) == []
    assert _of("medal_50", reminders(_facts("2027-02-01", one))) == [("2027-07-01", 50)]
    assert _of("political_birthday", reminders(_facts("2026-03-02", one))) == [("2026-03-20", 49)]


def test_the_end_of_probation_is_reminded_before_and_until_it_is_settled() -> None:
    one = person(1, "2025-03-20", None)

    assert _of("probation_end", reminders(_facts("2026-03-02", one))) == [("2026-03-20", None)]
    assert _of("probation_end", reminders(_facts("2026-05-02", one))) == [("2026-03-20", None)]
    assert _of("probation_end", reminders(_facts("2026-01-02", one))) == []
    promoted = person(1, "2025-03-20", "2026-03-20")
    assert _of("probation_end", reminders(_facts("2026-05-02", promoted))) == []


@pytest.mark.parametrize(
    ("today", "note"),
    [
        ("2027-09-10", "已进入届满前6个月"),
        ("2027-12-10", "已进入届满前3个月"),
        ("2028-02-10", "已进入届满前1个月"),
        ("2028-03-10", "已进入届满前1个月"),
        ("2028-04-10", ""),
    ],
)
def test_the_end_of_the_term_is_reminded_six_three_and_one_month_before(today: str, note: str) -> None:
    found = [reminder for reminder in reminders(_facts(today)) if reminder.kind == "term_end"]

    assert [(reminder.on, reminder.note) for reminder in found] == [("2028-03-10", note)]


def test_seven_months_before_the_end_of_the_term_nothing_is_said() -> None:
    assert _of("term_end", reminders(_facts("2027-09-09"))) == []
    assert _of("term_end", reminders(with_profile(_facts("2027-12-10"), term_start_on=None))) == []


def test_duties_of_the_window_and_late_ones_are_reminded() -> None:
    found = reminders(replace(well_kept(), today=date(2026, 2, 10)), 20)
    titles = {reminder.title: reminder.note for reminder in found if reminder.kind == "duty"}

    assert titles["2026年1月支委会"] == "已逾期"
    assert titles["2026年2月主题党日"] == "待完成"
    assert "2026年3月支委会" not in titles
    assert "2025年度工作总结" not in titles


def test_last_years_summary_is_still_reminded_in_january() -> None:
    facts = replace(well_kept(), documents=(), today=date(2026, 1, 10))

    assert "2025年度工作总结" in {reminder.title for reminder in reminders(facts)}


def test_reminders_come_in_the_order_of_days_whatever_the_order_of_records() -> None:
    persons = [person(n, "2010-03-12", "2011-03-12", born_on=f"1966-03-{n + 1:02d}") for n in range(12)]
    found = reminders(_facts("2026-03-01", *persons))

    assert [reminder.on for reminder in found] == sorted(reminder.on for reminder in found)
    assert found == reminders(_facts("2026-03-01", *reversed(persons)))
