"""Values with a history: what was typed when, and what counts on which day."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.membership import Timed, value_on
from db.fields import FieldSpec, Kind
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import get_row
from db.services.roster_reading import read_roster
from db.services.timed_values import TimedDraft, plan_change
from tests.support.branches import change, full_member, save_new

PERSON = by_key("person")
STATUS = PERSON.field("roll_status")
TODAY = date(2026, 7, 1)


def shown(branch: Branch, uid: str, key: str, day: date = TODAY) -> tuple[object, object]:
    """The value of a day, and since when it is said to hold."""
    row = get_row(branch, PERSON, uid, as_of=day)
    value = row[key]
    return getattr(value, "name", value), row[f"{key}_since"]


def test_a_late_correction_changes_the_past_and_not_the_present(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, roll_status="transferred_out", roll_status_since="2024-03-01")
    change(branch, "person", uid, roll_status="on_roll", roll_status_since="2025-03-01")
    change(branch, "person", uid, roll_status="suspended", roll_status_since="2024-09")
    days = [date(2024, 2, 29), date(2024, 3, 1), date(2024, 9, 1), date(2025, 3, 1), TODAY]
    assert [shown(branch, uid, "roll_status", day)[0] for day in days] == [
        "on_roll",
        "transferred_out",
        "suspended",
        "on_roll",
        "on_roll",
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_statuses_typed_in_any_order_tell_the_same_history(branch: Branch, order: tuple[int, ...]) -> None:
    uid = full_member(branch, "曾淑")
    statements = [("transferred_out", "2024-03-01"), ("on_roll", "2025-03-01"), ("deceased", "2026-04-02")]
    for index in order:
        value, since = statements[index]
        change(branch, "person", uid, roll_status=value, roll_status_since=since)
    days = [date(2024, 2, 29), date(2024, 3, 1), date(2025, 3, 1), date(2026, 4, 2)]
    assert [shown(branch, uid, "roll_status", day)[0] for day in days] == [
        "on_roll",
        "transferred_out",
        "on_roll",
        "deceased",
    ]


def test_another_day_for_the_same_value_moves_its_beginning(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, roll_status="transferred_out", roll_status_since="2026-05-01")
    change(branch, "person", uid, roll_status_since="2026-04-01")
    assert shown(branch, uid, "roll_status") == ("transferred_out", "2026-04-01")
    change(branch, "person", uid, roll_status="transferred_out", roll_status_since="2026-06-01")
    assert shown(branch, uid, "roll_status") == ("transferred_out", "2026-06-01")
    assert shown(branch, uid, "roll_status", date(2026, 5, 15))[0] == "on_roll"


def test_the_same_value_on_the_far_side_of_another_is_a_statement_of_its_own(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, roll_status="on_roll", roll_status_since="2025-01-01")
    change(branch, "person", uid, roll_status="transferred_out", roll_status_since="2023-01-01")
    change(branch, "person", uid, roll_status="on_roll", roll_status_since="2020-01-01")
    assert [shown(branch, uid, "roll_status", date(year, 6, 1))[0] for year in (2021, 2024, 2026)] == [
        "on_roll",
        "transferred_out",
        "on_roll",
    ]


def test_another_value_from_the_same_day_corrects_the_value(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, roll_status="withdrew", roll_status_since="2026-05-01")
    change(branch, "person", uid, roll_status="struck_off", roll_status_since="2026-05-01")
    assert shown(branch, uid, "roll_status") == ("struck_off", "2026-05-01")


def test_without_a_day_another_value_holds_from_today(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, roll_status="transferred_out")
    assert shown(branch, uid, "roll_status") == ("transferred_out", "2026-07-01")
    assert shown(branch, uid, "roll_status", date(2026, 6, 30))[0] == "on_roll"


def test_the_first_group_without_a_day_holds_for_the_past_too(branch: Branch) -> None:
    first, second = (save_new(branch, "group", name=name) for name in ("第一党小组", "第二党小组"))
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, group="第一党小组")
    assert shown(branch, uid, "group", date(2020, 1, 1)) == ("第一党小组", None)
    change(branch, "person", uid, group=second, group_since="2026-02")
    assert read_roster(branch).group_members_on(first, "2026-01-31") == {uid}
    assert read_roster(branch).group_members_on(second, "2026-02-01") == {uid}


def test_an_erased_group_means_none_from_then_on(branch: Branch) -> None:
    save_new(branch, "group", name="第一党小组")
    uid = full_member(branch, "曾淑", group="第一党小组")
    change(branch, "person", uid, group=None, group_since="2026-03-01")
    assert shown(branch, uid, "group") == (None, "2026-03-01")
    assert shown(branch, uid, "group", date(2026, 2, 28))[0] == "第一党小组"
    change(branch, "person", uid, group="第一党小组", group_since="2026-05-01")
    assert shown(branch, uid, "group") == ("第一党小组", "2026-05-01")


def test_an_erased_status_takes_its_last_entry_back(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, roll_status="transferred_out", roll_status_since="2026-05-01")
    change(branch, "person", uid, roll_status=None)
    assert shown(branch, uid, "roll_status") == ("on_roll", None)


def test_what_follows_from_the_days_is_not_said_again(branch: Branch) -> None:
    uid = full_member(branch, "曾淑", stage="full", roll_status="on_roll")
    change(branch, "person", uid, promoted_on="2012-07-01", stage="full")
    events = branch.database.connection.exec_driver_sql("SELECT count(*) FROM timed_value").scalar()
    assert events == 0
    assert shown(branch, uid, "stage", date(2012, 1, 1)) == ("probationary", None)


def test_a_stage_that_the_days_do_not_tell_is_kept_as_typed(branch: Branch) -> None:
    uid = save_new(branch, "person", name="李想", applied_on="2024-01-05", stage="activist")
    assert shown(branch, uid, "stage") == ("activist", None)
    change(branch, "person", uid, stage="prospective", stage_since="2026-01-01")
    assert shown(branch, uid, "stage") == ("prospective", "2026-01-01")
    assert shown(branch, uid, "stage", date(2025, 12, 31))[0] == "activist"


def test_a_day_to_come_is_kept_and_counts_when_it_comes(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, roll_status="transferred_out", roll_status_since="2026-08-01")
    assert shown(branch, uid, "roll_status") == ("on_roll", None)
    assert shown(branch, uid, "roll_status", date(2026, 8, 1)) == ("transferred_out", "2026-08-01")


FIELD = FieldSpec("status", "状态", Kind.CHOICE, timed=True)
days = st.dates(date(2020, 1, 1), date(2026, 6, 30)).map(date.isoformat)
statements = st.lists(st.tuples(days, st.sampled_from("abc")), max_size=6, unique_by=lambda each: each[0])


@given(statements, days, st.sampled_from("abc"))
def test_a_statement_holds_on_its_day_and_leaves_what_was_said_about_later_days(
    known: list[tuple[str, str]], since: str, value: str
) -> None:
    events = sorted((Timed(*each) for each in known), key=lambda event: event.on or "")
    before = value_on(events, TODAY)
    plan = plan_change(FIELD, TimedDraft(value, since, True, True), before, events, TODAY)
    written = {event.on: event.value for event in events if event.on not in plan.drops} | dict(plan.puts)
    after = sorted((Timed(*each) for each in written.items()), key=lambda event: event.on or "")
    assert value_on(after, date.fromisoformat(since)) == value
    if value != before:
        later = [event for event in events if (event.on or "") > since]
        assert [event for event in after if (event.on or "") > since] == later
    assert value_on(after, TODAY) in (value, before)


def test_an_erased_day_never_takes_away_what_is_on_record(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, roll_status="transferred_out", roll_status_since="2024-03-01")
    change(branch, "person", uid, roll_status="on_roll", roll_status_since="2025-03-01")
    change(branch, "person", uid, roll_status="on_roll", roll_status_since=None)
    assert shown(branch, uid, "roll_status") == ("on_roll", "2025-03-01")
    assert shown(branch, uid, "roll_status", date(2024, 6, 1))[0] == "transferred_out"


def test_a_day_typed_by_mistake_can_be_erased_where_nothing_else_is_known(branch: Branch) -> None:
    save_new(branch, "group", name="第一党小组")
    uid = full_member(branch, "曾淑", group="第一党小组", group_since="2024-03-01")
    change(branch, "person", uid, group_since=None)
    assert shown(branch, uid, "group", date(2020, 1, 1)) == ("第一党小组", None)
