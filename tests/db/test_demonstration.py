"""The demonstration branches hold what a secretary would believe, and the faults their README promises."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db.arithmetic.citizen_number import read_citizen_number
from db.arithmetic.lunar import lunar_of, parse_lunar
from db.changes import Ref, Row
from db.clock import Clock
from db.demonstration import DEMO_PASSPHRASE, DemonstrationKind, make_demonstration
from db.demonstration.place import is_demonstration, open_or_make_demonstration
from db.demonstration.script import MEETINGS, desk_day, read_script
from db.opening import open_branch
from db.rules.findings import findings
from db.rules.gathering import gather
from db.rules.reminders import reminders
from db.services.branch import Branch
from resources import read_text

TODAY = date(2026, 11, 22)
KINDS: tuple[DemonstrationKind, ...] = ("village", "office")


@pytest.fixture(scope="module")
def branches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Branch]]:
    made = {
        kind: make_demonstration(tmp_path_factory.mktemp(kind) / "books", kind, DEMO_PASSPHRASE, TODAY)
        for kind in KINDS
    }
    yield made
    for branch in made.values():
        branch.close()


@pytest.fixture(params=KINDS)
def branch(request: pytest.FixtureRequest, branches: dict[str, Branch]) -> Branch:
    return branches[request.param]


@pytest.fixture
def village(branches: dict[str, Branch]) -> Branch:
    return branches["village"]


def promised_faults(kind: str) -> list[str]:
    """The findings that the README's table for a branch names."""
    section = read_text("demo/README.md").split(f"### {kind}\n")[1].split("\n#")[0]
    return sorted(re.findall(r"^\| ([A-Z]+-\d+) \|", section, re.MULTILINE))


def person(branch: Branch, name: str, born: str = "") -> Row:
    (found,) = (
        row for row in branch.rows("person") if row["name"] == name and row.text("born_on").startswith(born)
    )
    return found


def meetings(branch: Branch) -> list[Row]:
    return [row for ledger in MEETINGS for row in branch.rows(ledger)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_doctor_finds_the_promised_faults_and_no_others(branches: dict[str, Branch], kind: str) -> None:
    found = findings(gather(branches[kind]), year=2026)
    assert sorted(finding.rule for finding in found) == promised_faults(kind)


@pytest.mark.parametrize(("kind", "on_the_roll", "probationary"), [("village", 38, 2), ("office", 21, 1)])
def test_the_roll_has_the_promised_strength(
    branches: dict[str, Branch], kind: str, on_the_roll: int, probationary: int
) -> None:
    roster = gather(branches[kind]).roster
    members = roster.members_on(TODAY)
    assert (len(members), len(members - roster.voters_on(TODAY))) == (on_the_roll, probationary)


@pytest.mark.parametrize(
    ("kind", "groups", "committee", "years"), [("village", 3, 5, 5), ("office", 2, 3, 3)]
)
def test_groups_committee_and_term_are_those_of_the_kind(
    branches: dict[str, Branch], kind: str, groups: int, committee: int, years: int
) -> None:
    branch = branches[kind]
    facts = gather(branch)
    assert (len(facts.groups), len(facts.roster.committee_on(TODAY))) == (groups, committee)
    assert facts.profile.term_years == years
    assert "演示" in branch.name


def test_the_village_has_an_admission_under_each_edition_and_an_extended_one(village: Branch) -> None:
    files = {row["person"].name: row for row in village.rows("admission")}
    old, new, extended = (files[name] for name in ("方一鸣", "金晓玲", "黄立群"))
    assert [old["steps"][14]["basis"]["edition"], new["steps"][6]["basis"]["edition"]] == ["2014版", "2026版"]
    assert (old["stage"], old["probation_ends_on"], new["stage"]) == ("预备党员", "2026-12-12", "发展对象")
    assert (extended["extension_months"], extended["probation_ends_on"]) == (6, "2018-06-16")
    assert {step["state"] for step in extended["steps"]} == {"done"}
    assert sum(row["problem_count"] for row in files.values()) == 0


def test_the_probation_of_the_village_is_reminded_of_from_the_file(village: Branch) -> None:
    found = [(each.on, each.title) for each in reminders(gather(village)) if each.kind == "probation_end"]
    assert found == [("2026-12-12", "方一鸣预备期满")]


def test_the_office_admitted_under_both_editions(branches: dict[str, Branch]) -> None:
    (file,) = branches["office"].rows("admission")
    assert [file["steps"][number]["basis"]["edition"] for number in (11, 14)] == ["2014版", "2026版"]


def test_the_village_held_a_by_election_with_somebody_left_out(village: Branch) -> None:
    (election,) = village.rows("election")
    assert (election["ought_to_attend"], election["quorum_met"], election["vote_valid"]) == (34, True, True)
    assert [str(person) for person in election["elected"]] == ["林晓峰"]
    assert [
        finding.rule for finding in findings(gather(village), year=2024) if finding.rule[:3] == "ELE"
    ] == []


def test_the_village_appraised_its_members_through_all_stages(village: Branch) -> None:
    (row,) = village.rows("appraisal")
    counts = ("listed_count", "expected_count", "excellent_count", "qualified_count", "ungraded_count", "cap")
    assert [row[key] for key in counts] == [37, 37, 8, 27, 2, 11]
    assert [reason["text"] for reason in row["reasons"] if reason["is_fault"]] == []
    assert all(row[key] for key in ("study_on", "self_review_on", "mutual_review_on", "decided_on"))
    assert {each["voted"] for each in row["members"] if each["grade"]} == {29}


@pytest.mark.parametrize(("kind", "count", "done"), [("village", 12, 11), ("office", 11, 11)])
def test_what_a_life_meeting_found_is_put_right_item_by_item(
    branches: dict[str, Branch], kind: str, count: int, done: int
) -> None:
    items = branches[kind].rows("rectification")
    assert (len(items), sum(item["state_text"] == "已完成" for item in items)) == (count, done)
    assert max(item.entered_on for item in items) <= "2026-02-13"


@pytest.mark.parametrize(("kind", "ends_on"), [("village", "2027-03-18"), ("office", "2027-06-28")])
def test_the_present_term_is_in_the_ledger_of_terms(
    branches: dict[str, Branch], kind: str, ends_on: str
) -> None:
    assert [row["ends_on"] for row in branches[kind].rows("term")] == [ends_on]


def test_the_village_has_two_people_of_one_name(village: Branch) -> None:
    shared = [row["born_on"] for row in village.rows("person") if row["name"] == "王建国"]
    assert sorted(shared) == ["1957-10-08", "1982-03-05"]


def test_a_name_holds_a_character_outside_the_basic_plane(village: Branch) -> None:
    assert [row["name"] for row in village.rows("person") if any(ord(c) > 0xFFFF for c in row["name"])] == [
        "方桂𬭛"
    ]


def test_a_lunar_birthday_in_a_leap_month_is_the_day_of_birth(village: Branch) -> None:
    born_in_a_leap_month = person(village, "王建国", "1957")
    lunar = born_in_a_leap_month["lunar_birthday"]
    assert lunar["leap"]
    assert lunar_of(date(1957, 10, 8)).to_mapping() == lunar == parse_lunar("闰八月十五").to_mapping()


def test_every_citizen_number_is_right_and_of_an_unassigned_area(branch: Branch) -> None:
    for row in branch.rows("person"):
        if row.get("id_number"):
            number = read_citizen_number(row["id_number"])
            assert number.area == "330899"
            assert (number.born_on.isoformat(), number.sex) == (row["born_on"], row["sex"])


def test_some_citizen_number_ends_in_x(village: Branch) -> None:
    assert any(row.text("id_number").endswith("X") for row in village.rows("person"))


def test_a_damaged_citizen_number_is_left_empty_with_a_note(village: Branch) -> None:
    damaged = person(village, "方德福")
    assert damaged.get("id_number") is None
    assert "末三位为000" in damaged["note"]


def test_who_was_admitted_in_1971_is_a_full_member_without_probation(village: Branch) -> None:
    admitted = [row for row in village.rows("person") if row.text("admitted_on").startswith("1971")]
    assert len(admitted) == 2
    assert all(row["stage"] == "full" and row.get("promoted_on") is None for row in admitted)


def test_somebody_joined_and_left_within_the_year(village: Branch) -> None:
    roster = gather(village).roster
    guest = person(village, "石磊").uid
    days = ("2026-03-09", "2026-03-10", "2026-08-30", "2026-08-31")
    assert [guest in roster.members_on(day) for day in days] == [False, True, True, False]


def test_meetings_are_typed_within_three_days_but_for_the_one_that_says_so(village: Branch) -> None:
    late = [row for row in meetings(village) if row["is_late_entry"]]
    assert [(row.ledger, row["held_on"], row.entered_on) for row in late] == [
        ("party_lecture", "2026-05-28", "2026-06-12")
    ]
    assert late[0]["late_note"]
    assert "2026年6月12日" in late[0]["late_entry_text"]


def test_no_office_meeting_is_typed_late_or_before_it_was_held(branches: dict[str, Branch]) -> None:
    for row in meetings(branches["office"]):
        delay = date.fromisoformat(row.entered_on) - date.fromisoformat(row["held_on"])
        assert 0 <= delay.days <= 3


VOTES_APART = {
    # the one voted on stays out; a show of hands nobody counted; two observers counted among the votes
    "village": {"讨论预备党员朱文静转正": -1, "讨论老小学场地续租竹编工坊": None},
    "office": {"讨论通过2026年支部工作计划": 2},
}


def counted_apart(row: Row) -> Iterator[tuple[str, int | None]]:
    """Titles of the votes whose counts are not the full members present, with the difference."""
    for item in row["agenda"]:
        vote = item.get("vote") or {}
        counts = [vote.get(word) for word in ("for", "against", "abstain")]
        apart = None if None in counts else sum(counts) - row["voting_present_count"]
        if vote.get("method") and apart != 0:
            yield item["title"], apart


@pytest.mark.parametrize("kind", KINDS)
def test_the_votes_add_up_to_the_full_members_present(branches: dict[str, Branch], kind: str) -> None:
    rows = branches[kind].rows("general_meeting")
    assert dict(pair for row in rows for pair in counted_apart(row)) == VOTES_APART[kind]


def test_whoever_chairs_minutes_or_speaks_is_on_the_roster(branch: Branch) -> None:
    for row in meetings(branch):
        mentioned = [row.get("chair"), row.get("minute_taker"), row.get("speaker")]
        for item in row.get("agenda", []):
            mentioned += [item.get("responsible"), *(speech["person"] for speech in item["speakers"])]
        assert all(ref.uid for ref in mentioned if isinstance(ref, Ref)), row["held_on"]


def test_nobody_speaks_where_they_neither_belong_nor_sit_in(branch: Branch) -> None:
    for meeting in gather(branch).meetings:
        there = meeting.expected | {entry.person for entry in meeting.attendance}
        speakers = {speech.person for item in meeting.agenda for speech in item.speeches}
        assert speakers <= there, meeting.held_on


def test_the_secretary_chairs_every_general_and_committee_meeting(branch: Branch) -> None:
    secretary = gather(branch).roster.holder_on("secretary", TODAY)
    for ledger in ("general_meeting", "committee_meeting"):
        assert {row["chair"].uid for row in branch.rows(ledger)} == {secretary}


def test_every_group_is_led_by_one_of_its_own_members(branch: Branch) -> None:
    roster = gather(branch).roster
    for group in branch.rows("group"):
        assert group["leader"].uid in roster.group_members_on(group.uid, TODAY)


def test_nobody_agrees_unanimously_but_where_it_is_planted(branch: Branch) -> None:
    vague = [row["held_on"] for row in meetings(branch) if "一致认为" in str(row.values)]
    assert vague in ([], ["2026-08-12"])


def test_talks_visits_and_papers_are_enough_for_a_year(branch: Branch) -> None:
    counts = Counter(
        {ledger: len(branch.rows(ledger)) for ledger in ("heart_talk", "care_visit", "document")}
    )
    assert counts["heart_talk"] >= 20
    assert counts["care_visit"] >= 6
    assert counts["document"] >= 12


def test_what_comes_after_today_is_left_out(tmp_path: Path) -> None:
    early = make_demonstration(tmp_path / "books", "office", DEMO_PASSPHRASE, date(2026, 2, 28))
    typed = [row.entered_on for ledger in (*MEETINGS, "person", "document") for row in early.rows(ledger)]
    assert max(typed) <= "2026-02-28"
    assert early.today == date(2026, 2, 28)
    early.close()


def test_it_opens_again_with_the_known_passphrase(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    make_demonstration(folder, "office", DEMO_PASSPHRASE, date(2026, 1, 10)).close()
    again = open_branch(folder, Clock(fixed_today=TODAY), passphrase=DEMO_PASSPHRASE)
    assert "演示" in again.name
    again.close()


def test_a_demonstration_from_before_the_first_release_is_set_aside_and_made_again(tmp_path: Path) -> None:
    folder, clock = tmp_path / "books", Clock(fixed_today=date(2026, 1, 10))
    first = open_or_make_demonstration(folder, "office", clock)
    first.database.raw.execute("ALTER TABLE s_row_change RENAME TO s_operation")
    first.close()
    again = open_or_make_demonstration(folder, "office", clock)
    assert again.rows("person")
    again.close()
    assert is_demonstration(tmp_path / "books-旧1")


@pytest.mark.parametrize("kind", KINDS)
def test_the_script_is_typed_in_the_order_of_days(kind: DemonstrationKind) -> None:
    script = read_script(kind)
    days = [entry.typed_on for entry in script.entries]
    assert days == sorted(days)
    assert days[0] == script.begins_on


@pytest.mark.parametrize(
    ("happened", "typed"),
    [
        (date(2026, 11, 16), date(2026, 11, 17)),
        (date(2026, 11, 17), date(2026, 11, 17)),
        (date(2026, 11, 18), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 24)),
    ],
)
def test_the_ledger_is_kept_on_tuesdays_and_fridays(happened: date, typed: date) -> None:
    assert desk_day(happened) == typed
