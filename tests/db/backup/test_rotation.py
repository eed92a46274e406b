"""Rotation by number and days of work: whatever the clock does, the good backups stay."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.backup.rotation import (
    APART,
    DAYS,
    LAST,
    LOOKED_AT,
    MONTH,
    MONTHS,
    WEEK,
    WEEKS,
    YEAR,
    Numbered,
    to_keep,
    to_remove,
)
from db.backup.work_days import not_before

MOST = LAST + DAYS + WEEKS + MONTHS + sum(APART.values())
KINDS = st.sampled_from(["manual", "exit", "hours", "import", "migration", "restore"])
STEPS = st.lists(st.tuples(st.sampled_from([0, 0, 0, 1, 1, 2, 7]), KINDS), min_size=1, max_size=400)


def history(steps: list[tuple[int, str]]) -> list[Numbered]:
    """Backups with rising numbers and days of work."""
    backups, day = [], 1
    for number, (further, kind) in enumerate(steps, start=1):
        day += further
        backups.append(Numbered(number, kind, day))
    return backups


def lived_through(steps: list[tuple[int, str]], steady: list[bool]) -> tuple[list[Numbered], list[Numbered]]:
    """All backups ever made, and those left when the rotation ran after each of them."""
    made = history(steps)
    left: list[Numbered] = []
    for place, backup in enumerate(made):
        left.append(backup)
        verified = [each.number for each in left[-LOOKED_AT:]]
        gone = to_remove(left, verified, clock_is_steady=steady[place % len(steady)])
        left = [each for each in left if each.number not in gone]
    return made, left


@given(STEPS)
def test_rotating_step_by_step_keeps_the_newest_of_every_group(steps: list[tuple[int, str]]) -> None:
    """What is left after many rotations is at least what one look at the whole history would keep."""
    made, left = lived_through(steps, [True])
    numbers = {each.number for each in left}
    ordinary = [each for each in made if each.kind not in APART]
    assert {each.number for each in ordinary[-LAST:]} <= numbers
    for length, most in ((1, DAYS), (WEEK, WEEKS), (MONTH, MONTHS), (YEAR, 10**6)):
        newest = {each.work_day // length: each.number for each in ordinary}
        assert set(list(newest.values())[-most:]) <= numbers
    for kind, most in APART.items():
        assert {each.number for each in [each for each in made if each.kind == kind][-most:]} <= numbers


@given(STEPS)
def test_the_number_of_backups_is_bounded_but_for_the_years(steps: list[tuple[int, str]]) -> None:
    _, left = lived_through(steps, [True])
    years = {each.work_day // YEAR for each in left}
    assert len(left) <= MOST + len(years)


@given(STEPS, st.lists(st.booleans(), min_size=1, max_size=20))
def test_the_newest_is_never_removed_and_doubtful_days_remove_nothing(
    steps: list[tuple[int, str]], steady: list[bool]
) -> None:
    made, left = lived_through(steps, steady)
    assert left[-1] == made[-1]
    assert to_remove(left, [each.number for each in left], clock_is_steady=False) == ()


@given(STEPS, st.data())
def test_one_altered_backup_among_the_newest_stops_the_rotation(
    steps: list[tuple[int, str]], data: st.DataObject
) -> None:
    made = history(steps)
    newest = [each.number for each in made[-LOOKED_AT:]]
    spoiled = data.draw(st.sampled_from(newest))
    verified = [number for number in newest if number != spoiled]
    assert to_remove(made, verified, clock_is_steady=True) == ()


@given(STEPS, st.data())
def test_a_damaged_backup_takes_nobodys_place_and_stays(
    steps: list[tuple[int, str]], data: st.DataObject
) -> None:
    made = history(steps)
    bad = data.draw(st.sets(st.sampled_from([each.number for each in made[:-LOOKED_AT]] or [0])))
    marked = [Numbered(each.number, each.kind, each.work_day, each.number in bad) for each in made]
    gone = to_remove(marked, [each.number for each in made], clock_is_steady=True)
    assert not bad & set(gone)
    sound = [each for each in made if each.number not in bad]
    assert set(gone) == {each.number for each in sound} - to_keep(sound)


def test_years_of_daily_work_leave_the_familiar_picture() -> None:
    """Three backups a day for a thousand days of work: the last ten, a week, a month, a year, and four years."""
    steps = [(1 if turn == 0 else 0, "exit") for _ in range(1000) for turn in range(3)]
    _, left = lived_through(steps, [True])
    assert [each.work_day for each in left[-LAST:]] == [
        998,
        999,
        999,
        999,
        1000,
        1000,
        1000,
        1001,
        1001,
        1001,
    ]
    assert {each.work_day for each in left} >= {249, 499, 749, 995, 996, 997}
    assert len(left) <= LAST + DAYS + WEEKS + MONTHS + 5


def test_twenty_imports_do_not_push_out_ordinary_backups() -> None:
    made = history([(1, "exit")] * 10 + [(0, "import")] * 20)
    gone = to_remove(made, [28, 29, 30], clock_is_steady=True)
    assert gone == tuple(range(11, 26))


@pytest.mark.parametrize(
    ("days", "is_steady"), [(-4000, False), (-2, False), (-1, True), (0, True), (400, True), (401, False)]
)
def test_a_clock_behind_the_mark_or_far_ahead_of_it_is_doubtful(days: int, is_steady: bool) -> None:
    mark = date(2026, 7, 1)
    assert not_before(mark + timedelta(days=days), mark) is is_steady
