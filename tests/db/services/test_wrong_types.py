"""Values of a kind nobody should send: each is refused in a sentence that names its field, and never crashes."""

from contextlib import suppress
from typing import Any

import pytest

from db.changes import Draft, Ref
from db.errors import InvalidDraftError, LedgerError
from db.ledger_spec import LedgerSpec, PartSpec
from db.ledgers import LEDGERS, by_key
from db.services.branch import Branch
from db.services.queries import get_row
from db.services.saving import save, validate
from db.services.verifying import verify
from tests.support.branches import full_member, save_new
from tests.support.filled import Filler

PERSON, MEETING, VISIT = by_key("person"), by_key("general_meeting"), by_key("care_visit")
ODD: tuple[Any, ...] = (
    0, True, 1998.10, 10**30, [[]], [{}], [0], {"": []}, {"uid": ["a"]}, {"name": 5}, {"name": [], "outsider": True},
    {"outsider": []}, {"month": [], "day": 1}, Ref("", ""), "\x00", "\ud800", {"name": "\ud800", "outsider": True},
    "甲" * 30_000, "9999-12-31", "0001-01-01",
)  # fmt: skip


def problems(branch: Branch, spec: LedgerSpec, **values: Any) -> dict[str, str]:
    """What saving the values would refuse, by field key."""
    try:
        validate(branch, spec, Draft(values))
    except InvalidDraftError as refused:
        return refused.problems
    return {}


def elements(part: PartSpec, odd: Any) -> list[Any]:
    """Elements of a list with one odd value each, the lists inside it included."""
    keys = ["uid", *dict.fromkeys(column.spec.key.split(".")[0] for column in part.columns)]
    found: list[Any] = [{key: odd} for key in keys]
    for inner in part.parts:
        found += [{inner.key: odd}, *({inner.key: [each]} for each in elements(inner, odd))]
    return found


@pytest.mark.parametrize("spec", LEDGERS, ids=lambda spec: spec.key)
def test_no_field_of_any_ledger_crashes_on_a_value_of_another_kind(branch: Branch, spec: LedgerSpec) -> None:
    (uid,) = save(branch, spec, Draft(Filler(branch).values(spec))).uids
    for odd in ODD:
        tried = [{field.key: odd} for field in spec.fields]
        tried += [{part.key: [each]} for part in spec.parts for each in elements(part, odd)]
        for values in tried:
            try:
                save(branch, spec, Draft(values, uid))
            except LedgerError as refused:
                assert len(refused.message) < 1500  # noqa: PT017 a value is not repeated at length
        assert get_row(branch, spec, uid).uid == uid
    assert verify(branch) == []


@pytest.mark.parametrize("day", ["1849-12-31", "2101-01-01", "9999-12-31", "0001-01-01"])
def test_a_day_from_which_nothing_can_be_counted_is_refused_with_the_years_that_are_taken(
    branch: Branch, day: str
) -> None:
    told = problems(branch, by_key("out_of_contact"), person=full_member(branch, "曾淑"), since=day)
    assert told == {"since": f"失联起算日期“{day}”的年份不对，应在1850到2100年之间"}
    assert "from_month" in problems(branch, by_key("dues_standard"), from_month=day[:7])


@pytest.mark.parametrize("spec", LEDGERS, ids=lambda spec: spec.key)
def test_the_first_and_the_last_day_that_are_taken_leave_every_ledger_readable(
    branch: Branch, spec: LedgerSpec
) -> None:
    (uid,) = save(branch, spec, Draft(Filler(branch).values(spec))).uids
    for field in spec.fields:
        for day in ("1850-01-01", "2100-12-31"):
            with suppress(LedgerError):
                save(branch, spec, Draft({field.key: day}, uid))
            assert get_row(branch, spec, uid).uid == uid


@pytest.mark.parametrize("spec", LEDGERS, ids=lambda spec: spec.key)
def test_no_required_field_is_emptied_by_falling_back_to_what_a_new_record_begins_with(
    branch: Branch, spec: LedgerSpec
) -> None:
    values = Filler(branch).values(spec)
    (uid,) = save(branch, spec, Draft(values)).uids
    for key in [field.key for field in spec.fields if field.required]:
        assert key in problems(branch, spec, **values | {key: ""})
        with pytest.raises(LedgerError) as refused:
            save(branch, spec, Draft({key: None}, uid))
        assert isinstance(refused.value, InvalidDraftError)
        assert key in refused.value.problems


@pytest.mark.parametrize("odd", [0, 5, True, [[]], ["\x00"], {"no_such_flag": False}, {"hardship": "也许"}])
def test_flags_that_are_no_words_of_the_set_are_refused(branch: Branch, odd: Any) -> None:
    told = problems(branch, PERSON, name="曾淑", flags=odd)
    assert set(told) == {"flags"}
    assert "\x00" not in told["flags"]


def test_a_flag_answered_with_no_is_not_set(branch: Branch) -> None:
    answers = {"hardship": "否", "lives_away": "是", "no_attendance_demand": None}
    uid = save_new(branch, "person", name="曾淑", flags=answers)
    assert get_row(branch, PERSON, uid)["flags"] == ["lives_away"]


def test_flags_may_be_written_in_one_line(branch: Branch) -> None:
    uid = save_new(branch, "person", name="曾淑", flags="困难党员， lives_away")
    assert set(get_row(branch, PERSON, uid)["flags"]) == {"hardship", "lives_away"}


@pytest.mark.parametrize("odd", [5, 0, True])
def test_people_that_are_no_list_are_refused(branch: Branch, odd: Any) -> None:
    assert set(problems(branch, VISIT, visited_on="2026-02-01", visitors=odd)) >= {"visitors"}


def test_one_person_stands_for_a_list_of_one(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    for one in (Ref(uid, "曾淑"), {"uid": uid}, "曾淑"):
        visit = save_new(branch, "care_visit", visited_on="2026-02-01", person=uid, visitors=one)
        assert get_row(branch, VISIT, visit)["visitors"] == [Ref(uid, "曾淑")]


@pytest.mark.parametrize("odd", [["a"], {}, 5])
def test_the_uid_of_an_element_is_text(branch: Branch, odd: Any) -> None:
    told = problems(branch, MEETING, held_on="2026-03-05", agenda=[{"uid": odd, "title": "一"}])
    assert set(told) == {"agenda.uid"}


def test_yes_and_no_are_no_text(branch: Branch) -> None:
    assert set(problems(branch, PERSON, name=True)) == {"name"}
    assert set(problems(branch, PERSON, name="曾淑", education=False)) == {"education"}


def test_a_month_written_as_a_decimal_number_is_refused(branch: Branch) -> None:
    assert set(problems(branch, PERSON, name="曾淑", born_on=1998.10)) == {"born_on"}
    uid = save_new(branch, "person", name="曾淑", born_on="1998.10")
    assert get_row(branch, PERSON, uid)["born_on"] == "1998-10"
    assert problems(branch, PERSON, name="曾淑", born_on=199810) == {}


@pytest.mark.parametrize("half", ["\ud800", "曾\udcff淑"])
def test_half_a_character_is_refused_in_the_field_it_stands_in(branch: Branch, half: str) -> None:
    assert set(problems(branch, PERSON, name=half)) == {"name"}
    assert set(problems(branch, PERSON, name="曾淑", flags=[half])) == {"flags"}
    chair = {"name": half, "outsider": True}
    assert set(problems(branch, MEETING, held_on="2026-03-05", chair=chair)) == {"chair"}


def test_an_outsider_answered_with_no_is_looked_for_on_the_roster(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    meeting = save_new(
        branch, "general_meeting", held_on="2026-03-05", chair={"name": "曾淑", "outsider": "否"}
    )
    assert get_row(branch, MEETING, meeting)["chair"] == Ref(uid, "曾淑")


def test_a_long_unknown_name_is_told_by_its_beginning(branch: Branch) -> None:
    (told,) = problems(branch, MEETING, held_on="2026-03-05", chair="很长" * 500_000).values()
    assert len(told) < 100
