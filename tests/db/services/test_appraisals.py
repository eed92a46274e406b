"""民主评议 and 整改清单 through the door of the branch: what is worked out, what is refused, what a new round starts with."""

from typing import Any

import pytest

from db.changes import Draft, Row
from db.errors import InvalidDraftError
from db.exchange.erasing import erase_person
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import get_row
from db.services.saving import preview, validate
from db.services.starting_values import completed_list, starting_values
from tests.support.branches import full_member, save_new

APPRAISAL, RECTIFICATION, LIFE = by_key("appraisal"), by_key("rectification"), by_key("life_meeting")
NAMES = ("丁一", "王二", "方三", "孙四", "李五", "周六", "吴七")
DAY = "2026-02-10"


@pytest.fixture
def people(branch: Branch) -> list[str]:
    return [full_member(branch, name) for name in NAMES]


@pytest.fixture
def newcomer(branch: Branch) -> str:
    return save_new(branch, "person", name="新人", admitted_on="2025-09-01", born_on="2000-01-01")


def members(*grades: str | None) -> list[dict[str, Any]]:
    return [{"person": name, "grade": grade} for name, grade in zip(NAMES, grades, strict=False) if grade]


def saved(branch: Branch, **values: Any) -> Row:
    typed = {"year": 2025, "held_on": DAY, **values}
    return get_row(branch, APPRAISAL, save_new(branch, "appraisal", **typed))


def told(branch: Branch, ledger: Any = APPRAISAL, **values: Any) -> str:
    with pytest.raises(InvalidDraftError) as refused:
        validate(branch, ledger, Draft(values))
    return "".join(refused.value.problems.values())


def refusal(branch: Branch, **values: Any) -> str:
    return told(branch, year=2025, held_on=DAY, **values)


def sentences(row: Row, *, faults: bool = True) -> list[str]:
    return [each["text"] for each in row["reasons"] if each["is_fault"] == faults]


def test_the_cap_says_its_base_and_counts_only_who_is_graded(
    branch: Branch, people: list[str], newcomer: str
) -> None:
    row = saved(
        branch,
        members=[*members(*["qualified"] * 6), {"person": "吴七", "ungraded": "away"}, {"person": "新人"}],
    )
    assert (row["expected_count"], row["listed_count"], row["graded_count"]) == (8, 8, 6)
    assert (row["cap"], row["ungraded_count"], row["qualified_count"]) == (2, 2, 6)
    assert sentences(row, faults=False) == ["优秀一般不超过三分之一：基数为应评定等次的党员6人，最多2人"]
    assert sentences(row) == []


@pytest.mark.parametrize(("base", "cap"), [("graded", 2), ("full", 2), ("members", 3)])
def test_the_base_of_one_third_is_chosen(
    branch: Branch, people: list[str], newcomer: str, base: str, cap: int
) -> None:
    full_member(branch, "郑八")
    assert saved(branch, members=members(*["qualified"] * 7), cap_base=base)["cap"] == cap


def test_too_many_excellent_are_told_and_not_refused(branch: Branch, people: list[str]) -> None:
    grades = members("excellent", "excellent", "excellent", *["qualified"] * 4)
    assert "评为优秀3人，超过2人，请在说明里写明原因，或重新研究" in sentences(saved(branch, members=grades))
    explained = saved(branch, members=grades, excess_reason="上级同意")
    assert "评为优秀3人，超过2人，已写明原因" in sentences(explained)


def test_a_probationary_member_takes_part_but_is_given_no_grade(
    branch: Branch, people: list[str], newcomer: str
) -> None:
    refused = refusal(branch, members=[{"person": "新人", "grade": "qualified"}])
    assert "新人当日是预备党员，参加评议但不定等次" in refused
    assert saved(branch, members=[{"person": "新人", "ungraded": "probationary"}])["graded_count"] == 0


def test_ballots_that_cannot_be_are_refused(branch: Branch, people: list[str]) -> None:
    assert "收回测评票6张，多于发出的5张" in refusal(branch, ballots_issued=5, ballots_returned=6)
    assert "有效测评票6张，多于收回的5张" in refusal(branch, ballots_returned=5, ballots_valid=6)
    votes = [{"person": "丁一", "excellent": 3, "qualified": 2, "unqualified": 1}]
    assert "丁一的四项共6票，多于有效测评票5张" in refusal(branch, members=votes, ballots_valid=5)
    assert "不能是负数" in refusal(branch, members=[{"person": "丁一", "excellent": -1}])


def test_the_ballots_propose_and_decide_nothing(branch: Branch, people: list[str]) -> None:
    votes = [
        {"person": name, "excellent": excellent, "qualified": 7 - excellent}
        for name, excellent in zip(NAMES, (7, 6, 5, 1, 0, 0, 0), strict=True)
    ]
    row = saved(branch, members=votes)
    proposed = {
        str(each["person"]): (each["voted"], each["proposed"], each["grade"]) for each in row["members"]
    }
    assert proposed["丁一"] == (7, "优秀", None)
    assert proposed["方三"] == (7, "合格：优秀票居多，但按票数排第3，优秀名额2名", None)
    assert row["graded_count"] == 0


def test_a_new_round_starts_with_the_roster_of_its_day(
    branch: Branch, people: list[str], newcomer: str
) -> None:
    start = starting_values(branch, APPRAISAL, {"held_on": DAY})
    assert sorted(str(each["person"]) for each in start["members"]) == sorted([*NAMES, "新人"])
    assert [each["ungraded"] for each in start["members"] if "ungraded" in each] == ["probationary"]
    early = starting_values(branch, APPRAISAL, {"held_on": "2025-08-31"})
    assert "新人" not in {str(each["person"]) for each in early["members"]}
    assert starting_values(branch, APPRAISAL, {"held_on": "看不懂"})["members"]
    assert starting_values(branch, APPRAISAL, {"members": []}) == {}


def test_a_list_is_completed_without_touching_what_was_typed(branch: Branch, people: list[str]) -> None:
    typed = [{"person": starting_values(branch, APPRAISAL, {})["members"][0]["person"], "grade": "excellent"}]
    found = completed_list(branch, APPRAISAL, "members", {"held_on": DAY, "members": typed})
    assert found[0] == typed[0]
    assert len(found) == len(NAMES)


def test_who_is_missing_from_the_list_or_was_not_on_the_roll_is_told(
    branch: Branch, people: list[str]
) -> None:
    full_member(branch, "郑八", admitted_on="2026-03-01", promoted_on=None)
    row = saved(branch, members=[*members(*["qualified"] * 6), {"person": "郑八"}])
    assert "当日在册、名单里没有：吴七" in sentences(row)
    assert "名单里有、当日不在册：郑八" in sentences(row)


def test_stages_in_the_wrong_order_are_told(branch: Branch, people: list[str]) -> None:
    row = saved(branch, decided_on="2026-02-09", members=members(*["qualified"] * 7))
    assert sentences(row) == ["组织评定（2026-02-09）早于民主测评（2026-02-10）"]


def test_a_time_to_correct_of_more_than_a_year_needs_a_word_on_it(branch: Branch, people: list[str]) -> None:
    measure = {
        "person": "丁一", "kind": "timed_correction", "begun_on": "2026-02-27", "ends_on": "2027-02-28",
    }  # fmt: skip
    assert "丁一限期改正不超过1年，最迟到2027-02-27" in refusal(branch, measures=[measure])
    assert saved(branch, measures=[measure | {"ends_on": "2027-02-27"}])["measures"]
    assert saved(branch, measures=[measure | {"note": "上级批复为一年一天"}])["measures"]
    assert "期限早于开始日期" in refusal(branch, measures=[measure | {"ends_on": "2026-02-01"}])


@pytest.mark.parametrize(
    ("due", "done", "state"),
    [
        ("2026-07-01", None, "整改中"),
        ("2026-06-30", None, "已逾期"),
        ("2026-06-30", "2026-06-01", "已完成"),
        (None, None, "没有定期限"),
    ],
)
def test_an_item_is_late_on_the_day_after_its_due_day(
    branch: Branch, due: str | None, done: str | None, state: str
) -> None:
    uid = save_new(
        branch, "rectification", found_on="2026-02-10", problem="公开栏不换", due_on=due, done_on=done
    )
    assert get_row(branch, RECTIFICATION, uid)["state_text"] == state


def test_items_with_impossible_days_are_refused(branch: Branch) -> None:
    item = {"found_on": "2026-02-10", "problem": "公开栏不换"}
    assert "完成期限早于查摆日期" in told(branch, RECTIFICATION, **item, due_on="2026-02-09")
    assert "回头看日期早于完成日期" in told(
        branch, RECTIFICATION, **item, done_on="2026-03-01", checked_on="2026-02-28"
    )
    assert "个人的问题要写明是谁的" in told(branch, RECTIFICATION, **item, subject="person")


def test_the_talks_before_a_life_meeting_are_read_from_their_own_ledger(
    branch: Branch, people: list[str]
) -> None:
    for day in ("2026-01-10", "2026-01-11", "2026-02-10", "2026-02-11"):
        save_new(branch, "heart_talk", held_on=day, initiator="丁一", partner="王二")
    uid = save_new(branch, "life_meeting", held_on=DAY, topic="组织生活会")
    row = get_row(branch, LIFE, uid)
    assert (row["talk_count"], row["talk_text"]) == (2, "会前谈心谈话2次（支委之间0次），涉及2人")
    assert preview(branch, LIFE, {"held_on": "2026-01-10"})["talk_count"] == 1
    assert get_row(branch, LIFE, save_new(branch, "life_meeting", held_on="2024-01-01"))["talk_text"] == ""


def test_a_life_meeting_keeps_its_pack(branch: Branch, people: list[str]) -> None:
    uid = save_new(
        branch,
        "life_meeting",
        held_on=DAY,
        opinions=[{"words": "机耕路拖了一年", "way": "sheet", "source": "村民", "about": "支委会"}],
        self_checks=[{"person": "丁一", "done_on": "2026-02-08", "pages": 4}],
        criticisms=[{"from": "丁一", "to": "王二", "words": "口头定的多，写下来的少"}],
    )
    row = get_row(branch, LIFE, uid)
    assert (row["opinions"][0]["way"], row["self_checks"][0]["pages"]) == ("sheet", 4)
    assert [str(row["criticisms"][0][key]) for key in ("from", "to")] == ["丁一", "王二"]
    assert "页数不能是负数" in told(branch, LIFE, held_on=DAY, self_checks=[{"person": "丁一", "pages": -1}])


def test_grades_and_self_examinations_are_erased_with_the_person(branch: Branch, people: list[str]) -> None:
    measure = {"person": "丁一", "kind": "talk", "begun_on": "2026-03-01"}
    round_ = saved(branch, members=members("unqualified", "qualified"), measures=[measure])
    held = save_new(
        branch,
        "life_meeting",
        held_on=DAY,
        self_checks=[{"person": "丁一", "pages": 4}, {"person": "王二", "pages": 3}],
        criticisms=[{"from": "丁一", "to": "王二", "words": "口头定的多"}],
    )
    erase_person(branch, people[0], "本人要求")
    row = get_row(branch, APPRAISAL, round_.uid)
    assert [str(each["person"]) for each in row["members"]] == ["王二"]
    assert row["measures"] == []
    meeting = get_row(branch, LIFE, held)
    assert [str(each["person"]) for each in meeting["self_checks"]] == ["王二"]
    assert [str(each["from"]) for each in meeting["criticisms"]] == ["（已按规定删除）"]
