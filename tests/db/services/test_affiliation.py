"""Affiliation: what follows from a transfer, a search or a sanction is typed once and read everywhere."""

import pytest

from db.errors import InvalidDraftError
from db.ledgers import by_key
from db.rules.duties import duties
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


# --- members living away ----------------------------------------------------------------------------------------
def _absence(branch: Branch, person: str, **values: object) -> str:
    given = {"person": person, "direction": "out", "since": "2026-01-10", "place": "省城"}
    return save_new(branch, "mobile_member", **{**given, **values})


@pytest.mark.parametrize(
    ("values", "due", "words"),
    [
        ({}, "2026-04-10", "已超期"),
        ({"contacts": [{"on": "2026-05-20"}, {"on": "2026-03-31"}]}, "2026-08-20", "每3个月"),
        ({"abroad": True}, "2026-07-10", "第三十四条"),
    ],
)
def test_the_next_contact_is_worked_out_from_the_log(
    branch: Branch, values: dict[str, object], due: str, words: str
) -> None:
    absence = _absence(branch, full_member(branch, "曾淑"), **values)

    row = get_row(branch, by_key("mobile_member"), absence)

    assert row["next_contact_on"] == due
    assert words in row["contact_text"]


def test_nobody_who_is_back_is_still_to_be_contacted(branch: Branch) -> None:
    absence = _absence(branch, full_member(branch, "曾淑"), until="2026-06-30")

    assert get_row(branch, by_key("mobile_member"), absence)["next_contact_on"] is None
    assert [each for each in reminders(gather(branch), 90) if each.kind == "contact"] == []


def test_a_contact_is_reminded_of_and_owed_until_it_is_made(branch: Branch) -> None:
    keeper = full_member(branch, "李想")
    person = full_member(branch, "曾淑")
    absence = _absence(branch, person, contact_person=keeper)

    (found,) = [each for each in reminders(gather(branch), 0) if "流动党员" in each.title]
    assert (found.kind, found.on, found.title) == ("contact", "2026-04-10", "联系流动党员曾淑")
    assert "李想" in found.note
    (owed,) = [duty for duty in duties(gather(branch), 2026) if duty.duty == "mobile_contact"]
    assert (owed.state, owed.due_on, owed.subject) == ("late", "2026-04-10", "曾淑")

    change(branch, "mobile_member", absence, contacts=[{"on": "2026-06-29", "how": "phone", "words": "平安"}])
    states = [duty.state for duty in duties(gather(branch), 2026) if duty.duty == "mobile_contact"]
    assert states == ["done", "due"]


def test_a_member_of_another_branch_may_be_written_by_name_and_our_own_may_not(branch: Branch) -> None:
    came = save_new(branch, "mobile_member", person="外来同志", direction="in", since="2026-01-10")
    assert str(get_row(branch, by_key("mobile_member"), came)["person"]) == "外来同志"
    with pytest.raises(InvalidDraftError, match="要从名册里选"):
        save_new(branch, "mobile_member", person="外来同志", direction="out", since="2026-01-10")


def test_a_contact_before_the_absence_is_refused(branch: Branch) -> None:
    with pytest.raises(InvalidDraftError, match="2026年1月9日的联系早于外出日期"):
        _absence(branch, full_member(branch, "曾淑"), contacts=[{"on": "2026-01-09"}])
    with pytest.raises(InvalidDraftError, match="返回日期早于外出日期"):
        _absence(branch, full_member(branch, "李想"), until="2026-01-09")


# --- members out of contact -------------------------------------------------------------------------------------
def _search(branch: Branch, person: str, **values: object) -> str:
    return save_new(branch, "out_of_contact", **{"person": person, "since": "2025-12-31", **values})


def test_the_days_of_a_search_and_the_ways_left_are_worked_out(branch: Branch) -> None:
    tried = [
        {"on": "2026-03-01", "way": way, "who": "某人"} for way in ("relatives", "friends", "neighbours")
    ]
    search = _search(branch, full_member(branch, "曾淑"), searches=tried)

    row = get_row(branch, by_key("out_of_contact"), search)

    assert (row["state"], row["due_on"]) == ("suspend", "2026-06-30")
    assert row["ways_missing"] == "找原单位、找同事、请其帮助联系"
    assert "第二十四条" in row["state_text"]
    (found,) = [each for each in reminders(gather(branch), 0) if each.kind == "out_of_contact"]
    assert (found.on, found.title) == ("2026-06-30", "曾淑失联已满6个月，研究停止党籍")
    states = {duty.duty: duty.state for duty in duties(gather(branch), 2026)}
    assert states["lost_suspension"] == "late"


def test_the_roll_follows_from_suspension_and_restoration_and_standing_leaves_the_time_out(
    branch: Branch,
) -> None:
    person = full_member(branch, "曾淑")
    before = get_row(branch, by_key("person"), person)["standing_years"]
    search = _search(branch, person, since="2023-01-01", suspended_on="2023-07-02")
    assert _shown(branch, person) == ("suspended", "2023-07-02")

    change(branch, "out_of_contact", search, restored_on="2026-06-01")

    assert _shown(branch, person) == ("on_roll", "2026-06-01")
    roster = read_roster(branch)
    days = ("2023-07-01", "2023-07-02", "2026-05-31", "2026-06-01")
    assert [person in roster.members_on(day) for day in days] == [True, False, False, True]
    assert before - get_row(branch, by_key("person"), person)["standing_years"] == 3


def test_somebody_found_before_a_suspension_never_left_the_roll(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    _search(branch, person, restored_on="2026-05-01")

    assert read_roster(branch).people[person].dates.status_events == ()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"suspended_on": "2025-12-30"}, "停止党籍日期早于失联起算日期"),
        ({"struck_off_on": "2026-06-30"}, "失联党员先停止党籍"),
        ({"suspended_on": "2026-06-30", "struck_off_on": "2026-06-01"}, "除名日期早于停止党籍日期"),
        (
            {"suspended_on": "2026-01-30", "struck_off_on": "2026-03-01", "restored_on": "2026-04-01"},
            "只能重新入党",
        ),
    ],
)
def test_an_impossible_order_of_decisions_is_refused(
    branch: Branch, values: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidDraftError, match=words):
        _search(branch, full_member(branch, "曾淑"), **values)


# --- discipline -------------------------------------------------------------------------------------------------
def test_probation_within_the_party_takes_the_vote_until_it_is_lifted(branch: Branch) -> None:
    voter, person = full_member(branch, "李想"), full_member(branch, "曾淑")
    sanction = save_new(
        branch,
        "discipline",
        person=person,
        kind="probation_within_party",
        decided_on="2025-06-01",
        effective_on="2025-06-05",
        period_months=12,
    )
    roster = read_roster(branch)
    days = ("2025-06-04", "2025-06-05", "2026-06-30")
    assert [person in roster.voters_on(day) for day in days] == [True, False, False]
    assert roster.full_members_on("2026-06-30") == roster.members_on("2026-06-30") == {voter, person}
    held = save_new(branch, "general_meeting", held_on="2026-03-05", everyone_present=True)
    counted = get_row(branch, by_key("general_meeting"), held)
    assert (counted["expected_count"], counted["voting_expected_count"]) == (2, 1)
    assert get_row(branch, by_key("discipline"), sanction)["ends_on"] == "2026-06-05"

    change(branch, "discipline", sanction, lifted_on="2026-06-20")
    roster = read_roster(branch)
    assert [person in roster.voters_on(day) for day in ("2026-06-19", "2026-06-20")] == [False, True]


def test_the_end_of_a_period_is_reminded_of_until_a_decision_is_on_record(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    given = {
        "person": person,
        "kind": "probation_within_party",
        "decided_on": "2025-06-05",
        "period_months": 12,
    }
    sanction = save_new(branch, "discipline", **given)

    (found,) = [each for each in reminders(gather(branch), 0) if each.kind == "discipline"]
    assert (found.on, found.title) == ("2026-06-05", "曾淑留党察看已期满，还没有登记决定")
    change(branch, "discipline", sanction, lifted_on="2026-06-20")
    assert [each for each in reminders(gather(branch), 0) if each.kind == "discipline"] == []


def test_an_expulsion_takes_a_person_off_the_roll_and_a_warning_changes_nothing(branch: Branch) -> None:
    expelled, warned = full_member(branch, "曾淑"), full_member(branch, "李想")
    save_new(branch, "discipline", person=expelled, kind="expulsion", decided_on="2026-03-01")
    save_new(branch, "discipline", person=warned, kind="warning", decided_on="2026-03-01")

    assert _shown(branch, expelled) == ("expelled", "2026-03-01")
    assert read_roster(branch).voters_on("2026-06-30") == {warned}


def test_a_probation_longer_than_two_years_is_refused(branch: Branch) -> None:
    given = {
        "person": full_member(branch, "曾淑"),
        "decided_on": "2026-03-01",
        "kind": "probation_within_party",
    }
    with pytest.raises(InvalidDraftError, match="最长不超过两年"):
        save_new(branch, "discipline", **given, period_months=25)
    with pytest.raises(InvalidDraftError, match="恢复日期早于处分生效日期"):
        save_new(branch, "discipline", **given, lifted_on="2026-02-01")


def test_nothing_is_said_of_rights_before_the_kind_of_sanction_is_chosen(branch: Branch) -> None:
    spec = by_key("discipline")
    assert preview(branch, spec, {})["effect_text"] is None
    assert preview(branch, spec, {"decided_on": "2026-03-01"})["effect_text"] is None
    told = preview(branch, spec, {"decided_on": "2026-03-01", "kind": "warning"})["effect_text"]
    assert told == "不影响表决权、选举权；不影响党龄"


def _measure(branch: Branch, person: str, kind: str, cause: str, on: str = "2026-03-01", **more: str) -> str:
    return save_new(
        branch, "membership_measure", person=person, kind=kind, cause=cause, decided_on=on, **more
    )


@pytest.mark.parametrize(
    ("kind", "cause", "status"),
    [
        ("suspension", "settled_abroad", "suspended"),
        ("suspension", "study_abroad", "suspended"),
        ("removal", "convictions", "struck_off"),
        ("removal", "religion", "struck_off"),
        ("removal", "withdrawal", "withdrew"),
        ("removal", "threat", "struck_off"),
        ("removal", "not_corrected", "struck_off"),
        ("removal", "self_left", "struck_off"),
    ],
)
def test_a_decision_on_membership_changes_the_roll_from_its_day(
    branch: Branch, kind: str, cause: str, status: str
) -> None:
    person = full_member(branch, "曾淑")
    uid = _measure(branch, person, kind, cause, effective_on="2026-03-10")

    assert _shown(branch, person) == (status, "2026-03-10")
    roster = read_roster(branch)
    assert [person in roster.voters_on(day) for day in ("2026-03-09", "2026-03-10")] == [True, False]
    assert "党员教育管理工作条例" in get_row(branch, by_key("membership_measure"), uid)["effect_text"]


def test_a_suspended_member_who_was_restored_is_back_and_the_time_does_not_count(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    uid = _measure(branch, person, "suspension", "study_abroad", "2020-07-01")
    assert get_row(branch, by_key("person"), person)["standing_years"] == 9

    change(branch, "membership_measure", uid, restored_on="2024-07-01")

    row = get_row(branch, by_key("person"), person)
    assert (row["roll_status"], row["roll_status_since"], row["standing_years"]) == (
        "on_roll",
        "2024-07-01",
        11,
    )
    assert "2020年7月1日至2024年6月30日" in row["standing_text"]


def test_rights_suspended_by_a_detention_take_the_vote_and_nothing_else(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    uid = _measure(branch, person, "rights_suspension", "detained")
    roster = read_roster(branch)
    assert (person in roster.members_on("2026-06-01"), person in roster.voters_on("2026-06-01")) == (
        True,
        False,
    )
    assert "党龄不中断" in get_row(branch, by_key("membership_measure"), uid)["effect_text"]

    change(branch, "membership_measure", uid, restored_on="2026-06-01")

    assert person in read_roster(branch).voters_on("2026-06-01")
    assert get_row(branch, by_key("person"), person)["standing_years"] == 15


def test_a_case_of_another_kind_and_a_return_after_a_removal_without_a_reason_are_refused(
    branch: Branch,
) -> None:
    person = full_member(branch, "曾淑")
    with pytest.raises(InvalidDraftError, match="停止党籍的情形有：因私出国并在国外长期定居、出国学习研究"):
        _measure(branch, person, "suspension", "religion")
    with pytest.raises(InvalidDraftError, match="只能重新入党"):
        _measure(branch, person, "removal", "self_left", restored_on="2026-05-01")
    with pytest.raises(InvalidDraftError, match="恢复日期早于生效日期"):
        _measure(branch, person, "suspension", "study_abroad", restored_on="2026-02-01")
    uid = _measure(branch, person, "removal", "self_left", restored_on="2026-05-01", note="上级撤销除名决定")
    assert _shown(branch, person) == ("on_roll", "2026-05-01")
    change(branch, "membership_measure", uid, restored_on=None)
    assert _shown(branch, person) == ("struck_off", "2026-03-01")
