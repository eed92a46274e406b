"""Lists: filter, search, order, pages and counts."""

from datetime import date

import pytest

from db.changes import Draft
from db.errors import LedgerError, NotFoundError
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import (
    ListQuery,
    count_rows,
    find_row,
    full_rows,
    get_row,
    list_rows,
    people_index,
    years_of,
)
from db.services.saving import remove, save_many
from tests.support.branches import full_member, save_new

PERSON, MEETING, GROUP_MEETING = by_key("person"), by_key("general_meeting"), by_key("group_meeting")


def names(branch: Branch, **query: object) -> list[str]:
    """Names in the order of the list."""
    return [row.text("name") for row in list_rows(branch, PERSON, ListQuery(**query))]  # type: ignore[arg-type]


@pytest.fixture
def village(branch: Branch) -> Branch:
    """Four people, two groups."""
    for group in ("第一党小组", "第二党小组"):
        save_new(branch, "group", name=group)
    full_member(branch, "曾淑", sex="女", group="第一党小组", born_on="1960-05", flags=["hardship"])
    full_member(branch, "王建国", sex="男", group="第二党小组", born_on="1957-02-01", occupation="护林员")
    full_member(branch, "丁一", sex="男", born_on="1990")
    save_new(branch, "person", name="李想", stage="applicant", applied_on="2025-03")
    return branch


def test_people_are_listed_by_strokes_or_by_pinyin(village: Branch) -> None:
    assert names(village) == ["丁一", "王建国", "李想", "曾淑"]
    assert names(village, sort="name") == ["丁一", "李想", "王建国", "曾淑"]
    assert names(village, sort="name", descending=True) == ["曾淑", "王建国", "李想", "丁一"]


def test_choices_sort_in_the_order_in_which_they_are_offered(village: Branch) -> None:
    assert names(village, sort="stage")[0] == "李想"
    assert names(village, sort="sex")[:2] == ["丁一", "王建国"] or names(village, sort="sex")[:2] == [
        "王建国",
        "丁一",
    ]


def test_what_is_not_known_comes_last_in_both_directions(village: Branch) -> None:
    assert names(village, sort="born_on")[-1] == "李想"
    assert names(village, sort="born_on", descending=True)[-1] == "李想"
    assert names(village, sort="age")[-1] == "李想"
    assert names(village, sort="age", descending=True)[-1] == "李想"
    assert names(village, sort="group", descending=True)[:2] == ["王建国", "曾淑"]


def test_a_filter_takes_words_and_titles_of_stored_and_computed_fields(village: Branch) -> None:
    assert names(village, where={"sex": "女"}) == ["曾淑"]
    assert (
        names(village, where={"stage": "applicant"})
        == names(village, where={"stage": "入党申请人"})
        == ["李想"]
    )
    assert (
        names(village, where={"flags": "hardship"}) == names(village, where={"flags": "困难党员"}) == ["曾淑"]
    )
    assert names(village, where={"group": "第一党小组", "roll_status": "on_roll"}) == ["曾淑"]
    assert names(village, where={"group": None}) == ["丁一", "李想"]
    assert names(village, where={"occupation": "护林员"}) == ["王建国"]


def test_an_unknown_filter_or_value_is_refused_in_a_sentence(village: Branch) -> None:
    with pytest.raises(LedgerError, match="没有“shoe”"):
        names(village, where={"shoe": 1})
    with pytest.raises(LedgerError, match="不在可选项中"):
        names(village, where={"sex": "x"})


def test_searching_in_a_list_finds_text_pinyin_and_initials(village: Branch) -> None:
    for text in ("建国", "wangjian", "wjg", "WJG", "护林"):
        assert names(village, text=text) == ["王建国"]
    assert names(village, text="100%_") == []


def test_pages_of_a_list_follow_each_other_and_the_count_is_of_all(village: Branch) -> None:
    pages = [names(village, limit=3, offset=start) for start in (0, 3)]
    assert pages == [["丁一", "王建国", "李想"], ["曾淑"]]
    assert count_rows(village, PERSON, ListQuery(limit=3)) == 4
    computed = [names(village, sort="age", limit=2, offset=start) for start in (0, 2)]
    assert computed == [["丁一", "曾淑"], ["王建国", "李想"]]
    assert count_rows(village, PERSON, ListQuery(where={"stage": "full"}, limit=1)) == 3


def test_a_list_of_meetings_finds_words_said_there_and_who_said_them(village: Branch) -> None:
    said = [{"title": "修路", "speakers": [{"person": "王建国", "words": "先修涵洞"}]}]
    uid = save_new(
        village, "general_meeting", held_on="2026-03-05", agenda=said, attendance=["曾淑", "王建国"]
    )
    save_new(village, "general_meeting", held_on="2026-04-05", topic="别的", attendance=["曾淑"])
    for text in ("涵洞", "修路", "建国", "修路 涵洞"):
        assert [row.uid for row in list_rows(village, MEETING, ListQuery(text=text))] == [uid], text
    assert list_rows(village, MEETING, ListQuery(text="修路 别的")) == ()


def test_a_column_left_out_of_the_list_may_still_be_computed_from(village: Branch) -> None:
    save_new(village, "group_meeting", held_on="2026-03-05", group="第一党小组")
    (row,) = list_rows(village, GROUP_MEETING, ListQuery(keys=("held_on", "expected_count")))
    assert row["expected_count"] == 1
    assert "place" not in row.values


def test_years_are_those_with_live_records_newest_first(branch: Branch) -> None:
    uids = [
        save_new(branch, "general_meeting", held_on=day) for day in ("2024-03-05", "2026-01-01", "2025-12-31")
    ]
    remove(branch, MEETING, uids[:1])
    assert years_of(branch, MEETING) == (2026, 2025)
    assert [row["held_on"] for row in full_rows(branch, MEETING, ListQuery(year=2025))] == ["2025-12-31"]


def test_a_document_known_to_the_year_belongs_to_that_year(branch: Branch) -> None:
    save_new(branch, "document", title="年度计划", kind="plan", dated_on="2026")
    assert len(branch.rows("document", 2026)) == 1
    assert branch.rows("document", 2025) == ()


def test_a_record_is_found_by_uid_its_beginning_or_its_name(village: Branch) -> None:
    uid = find_row(village, PERSON, "曾淑").uid
    assert find_row(village, PERSON, uid[:8]).uid == find_row(village, PERSON, uid).uid == uid
    with pytest.raises(NotFoundError):
        find_row(village, PERSON, uid[:5])
    with pytest.raises(NotFoundError):
        get_row(village, PERSON, "nobody")


def test_people_of_one_name_are_told_apart_by_their_year(village: Branch) -> None:
    full_member(village, "王建国", born_on="1980-01-01")
    labels = [choice.label for choice in people_index(village) if choice.name == "王建国"]
    assert labels == ["王建国（1957）", "王建国（1980）"]


def test_a_page_costs_the_same_statements_whatever_its_length(branch: Branch) -> None:
    statements: list[str] = []
    branch.database.raw.set_trace_callback(statements.append)

    def cost(count: int) -> int:
        drafts = [
            Draft({"held_on": date(2026, 1, 1 + n % 28).isoformat(), "agenda": ["一"]}) for n in range(count)
        ]
        save_many(branch, MEETING, drafts)
        statements.clear()
        full_rows(branch, MEETING, ListQuery())
        return len(statements)

    assert cost(2) == cost(60)


def test_a_page_of_people_does_not_read_the_whole_roster(village: Branch) -> None:
    statements: list[str] = []
    names(village, limit=1)
    village.forget()
    village.database.raw.set_trace_callback(statements.append)
    (row,) = list_rows(village, PERSON, ListQuery(limit=1, keys=("name", "stage", "standing_years", "age")))
    assert (row["stage"], row["standing_years"]) == ("full", 15)
    assert not any(" FROM post" in statement or "\nFROM post" in statement for statement in statements)


def test_a_person_in_the_recycle_bin_still_shows_stage_and_standing(village: Branch) -> None:
    uid = find_row(village, PERSON, "曾淑").uid
    remove(village, PERSON, [uid])
    (row,) = list_rows(village, PERSON, ListQuery(removed=True))
    assert (row["stage"], row["standing_years"]) == ("full", 15)
