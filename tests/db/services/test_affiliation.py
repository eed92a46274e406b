"""Affiliation: what follows from a transfer, a search or a sanction is typed once and read everywhere."""

import pytest

from db.errors import InvalidDraftError
from db.ledgers import by_key
from db.rules.gathering import gather
from db.rules.reminders import reminders
from db.services.branch import Branch
from db.services.queries import ListQuery, get_row, list_rows
from db.services.roster_reading import read_roster
from db.services.saving import preview, put_back, remove
from db.services.verifying import verify
from tests.support.branches import change, full_member, journal_size, save_new


def _transfer(branch: Branch, person: str, **values: object) -> str:
    given = {"person": person, "direction": "out", "issued_on": "2026-05-01", "letter_number": "2026001"}
    return save_new(branch, "transfer", **{**given, **values})


def _shown(branch: Branch, person: str) -> tuple[str, str | None]:
    row = get_row(branch, by_key("person"), person)
    return row["roll_status"], row["roll_status_since"]


# --- transfers --------------------------------------------------------------------------------------------------
def test_a_receipt_takes_a_member_off_the_roll_from_its_day_without_a_second_entry(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    letter = _transfer(branch, person)
    assert _shown(branch, person)[0] == "on_roll"

    change(branch, "transfer", letter, receipt_on="2026-06-10")

    assert _shown(branch, person) == ("transferred_out", "2026-06-10")
    roster = read_roster(branch)
    assert [person in roster.members_on(day) for day in ("2026-06-09", "2026-06-10")] == [True, False]
    found = list_rows(branch, by_key("person"), ListQuery(where={"roll_status": "transferred_out"}))
    assert [row.uid for row in found] == [person]
    assert branch.database.connection.exec_driver_sql("SELECT count(*) FROM timed_value").scalar() == 0
    assert verify(branch) == []


def test_a_transfer_that_is_taken_back_takes_its_change_with_it(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    letter = _transfer(branch, person, receipt_on="2026-06-10")

    remove(branch, by_key("transfer"), [letter])
    assert _shown(branch, person)[0] == "on_roll"
    put_back(branch, by_key("transfer"), [letter])
    assert _shown(branch, person)[0] == "transferred_out"
    change(branch, "transfer", letter, receipt_on=None)
    assert _shown(branch, person)[0] == "on_roll"


def test_somebody_transferred_in_belongs_from_the_day_of_acceptance(branch: Branch) -> None:
    person = full_member(branch, "李想")
    _transfer(branch, person, direction="in", receipt_on="2026-06-10")

    roster = read_roster(branch)
    assert [person in roster.members_on(day) for day in ("2026-06-09", "2026-06-10")] == [False, True]


def test_saving_the_person_as_shown_writes_no_second_fact(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    _transfer(branch, person, receipt_on="2026-06-10")
    shown = get_row(branch, by_key("person"), person)
    before = journal_size(branch)

    change(branch, "person", person, **shown.values)

    assert journal_size(branch) == before


def test_what_follows_from_a_transfer_is_not_changed_on_the_roster(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    _transfer(branch, person, receipt_on="2026-06-10")

    with pytest.raises(InvalidDraftError, match="2026年6月10日的变化是从另一条记录"):
        change(branch, "person", person, roll_status="on_roll", roll_status_since="2026-06-10")
    assert _shown(branch, person) == ("transferred_out", "2026-06-10")


def test_the_same_day_typed_on_the_roster_and_received_is_one_event(branch: Branch) -> None:
    person = full_member(branch, "曾淑", roll_status="transferred_out", roll_status_since="2026-06-10")
    _transfer(branch, person, receipt_on="2026-06-10")

    assert len(read_roster(branch).people[person].dates.status_events) == 1


def test_a_receipt_before_its_letter_is_refused(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    with pytest.raises(InvalidDraftError, match="接收日期早于介绍信开具日期"):
        _transfer(branch, person, receipt_on="2026-04-30")
    with pytest.raises(InvalidDraftError, match="有效期至少1天"):
        _transfer(branch, person, valid_days=0)


@pytest.mark.parametrize(
    ("values", "state", "expires"),
    [
        ({}, "waiting", "2026-07-30"),
        ({"valid_days": 10}, "late", "2026-05-11"),
        ({"receipt_on": "2026-06-30"}, "done", "2026-07-30"),
    ],
)
def test_a_letter_shows_how_it_stands_with_its_basis(
    branch: Branch, values: dict[str, object], state: str, expires: str
) -> None:
    letter = _transfer(branch, full_member(branch, "曾淑"), **values)

    row = get_row(branch, by_key("transfer"), letter)

    assert (row["state"], row["expires_on"]) == (state, expires)
    assert "第二十五条" in row["state_text"]
    shown = preview(branch, by_key("transfer"), {"issued_on": "2026-05-01", "direction": "out"})
    assert shown["state"] == "waiting"


def test_a_receipt_is_asked_for_until_it_is_back(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    letter = _transfer(branch, person, valid_days=10, to_organization="镇中心校支部")

    (found,) = [each for each in reminders(gather(branch), 0) if each.kind == "transfer"]
    assert (found.on, found.title) == ("2026-05-11", "曾淑转出的回执还没有收到")
    assert "已过有效期" in found.note
    assert "镇中心校支部" in found.note
    change(branch, "transfer", letter, receipt_on="2026-06-10")
    assert [each for each in reminders(gather(branch), 30) if each.kind == "transfer"] == []
