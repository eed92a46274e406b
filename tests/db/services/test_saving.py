"""Saving, removing and putting back through the services, and what the reader then sees."""

from datetime import date

import pytest

from db.changes import Draft, Ref
from db.errors import AmbiguousNameError, ConflictError, InvalidDraftError, LedgerError, NotFoundError
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import ListQuery, count_rows, get_row, list_rows
from db.services.saving import copy_last, preview, put_back, remove, save, save_many
from tests.support.branches import change, full_member, journal_size, save_new

PERSON, MEETING, HOLIDAY = by_key("person"), by_key("general_meeting"), by_key("holiday")


def test_a_draft_touches_only_the_keys_it_names(branch: Branch) -> None:
    uid = full_member(branch, "曾淑", phone="13800000000", education="大学")
    change(branch, "person", uid, phone="13900000000")
    row = get_row(branch, PERSON, uid)
    assert (row["phone"], row["education"], row["name"]) == ("13900000000", "大学", "曾淑")


def test_an_equal_value_writes_nothing_and_keeps_the_revision(branch: Branch) -> None:
    uid = full_member(branch, "曾淑", flags=["hardship"], phone="13800000000")
    before, revision = journal_size(branch), get_row(branch, PERSON, uid).revision
    change(
        branch, "person", uid, phone="13800000000", name="曾 淑", flags=["hardship"], stage="full", group=None
    )
    assert journal_size(branch) == before
    assert get_row(branch, PERSON, uid).revision == revision


def test_every_problem_of_a_draft_is_told_at_once_and_nothing_is_saved(branch: Branch) -> None:
    draft = Draft({"name": "", "sex": "不详", "born_on": "1998-13", "shoe_size": "42"})
    with pytest.raises(InvalidDraftError) as refused:
        save(branch, PERSON, draft)
    assert set(refused.value.problems) == {"sex", "born_on", "shoe_size"}
    assert count_rows(branch, PERSON, ListQuery()) == 0


def test_required_fields_are_asked_for_by_their_title(branch: Branch) -> None:
    with pytest.raises(InvalidDraftError, match="姓名不能为空"):
        save(branch, PERSON, Draft({"name": " 　"}))


def test_one_bad_draft_among_many_saves_none_and_says_which(branch: Branch) -> None:
    drafts = [Draft({"name": "曾淑"}), Draft({"name": "李想", "sex": "x"})]
    with pytest.raises(InvalidDraftError, match="第2条"):
        save_many(branch, PERSON, drafts)
    assert count_rows(branch, PERSON, ListQuery()) == 0


def test_a_stale_revision_is_a_conflict_and_changes_nothing(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    seen = get_row(branch, PERSON, uid).revision
    save(branch, PERSON, Draft({"phone": "1"}, uid=uid, revision=seen))
    with pytest.raises(ConflictError):
        save(branch, PERSON, Draft({"phone": "2"}, uid=uid, revision=seen))
    assert get_row(branch, PERSON, uid)["phone"] == "1"


def test_a_change_in_a_list_alone_is_noticed_by_the_other_editor(branch: Branch) -> None:
    full_member(branch, "曾淑")
    uid = save_new(branch, "general_meeting", held_on="2026-03-05", attendance=["曾淑"])
    seen = get_row(branch, MEETING, uid).revision
    change(branch, "general_meeting", uid, attendance=[{"person": "曾淑", "state": "absent"}])
    with pytest.raises(ConflictError):
        save(branch, MEETING, Draft({"topic": "学习"}, uid=uid, revision=seen))


def test_a_removed_record_leaves_lists_and_counts_and_can_be_put_back(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    remove(branch, PERSON, [uid])
    assert list_rows(branch, PERSON, ListQuery()) == ()
    assert [row.uid for row in list_rows(branch, PERSON, ListQuery(removed=True))] == [uid]
    put_back(branch, PERSON, [uid])
    assert count_rows(branch, PERSON, ListQuery()) == 1


def test_a_record_where_it_is_wanted_already_is_neither_removed_nor_put_back(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    with pytest.raises(LedgerError, match=r"曾淑.*不在回收站") as refused:
        put_back(branch, PERSON, [uid])
    assert refused.value.code == "not_removed"
    remove(branch, PERSON, [uid])
    before = journal_size(branch)
    with pytest.raises(LedgerError, match=r"曾淑.*已经在回收站") as refused:
        remove(branch, PERSON, [uid])
    assert refused.value.code == "already_removed"
    assert journal_size(branch) == before


def test_of_several_records_only_those_that_are_not_yet_removed_are_moved(branch: Branch) -> None:
    first, second = full_member(branch, "曾淑"), full_member(branch, "李想")
    remove(branch, PERSON, [first])
    held = get_row(branch, PERSON, first).removed_at
    assert remove(branch, PERSON, [first, second, second]).uids == (second,)
    assert get_row(branch, PERSON, first).removed_at == held
    assert len(list_rows(branch, PERSON, ListQuery(removed=True))) == 2


def test_a_record_in_the_recycle_bin_cannot_be_edited(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    remove(branch, PERSON, [uid])
    with pytest.raises(LedgerError, match="回收站") as refused:
        change(branch, "person", uid, phone="1")
    assert refused.value.code == "removed"


def test_a_record_still_names_a_person_who_was_removed(branch: Branch) -> None:
    chair = full_member(branch, "曾淑")
    meeting = save_new(branch, "general_meeting", held_on="2026-03-05", chair=chair)
    remove(branch, PERSON, [chair])
    assert get_row(branch, MEETING, meeting)["chair"] == Ref(chair, "曾淑")
    change(branch, "general_meeting", meeting, topic="学习", chair=Ref(chair, "曾淑"))
    assert get_row(branch, MEETING, meeting)["chair"] == Ref(chair, "曾淑")


def test_a_shared_name_asks_which_person_is_meant(branch: Branch) -> None:
    first = full_member(branch, "王建国", born_on="1957-02")
    second = full_member(branch, "王建国", born_on="1980-01-01")
    with pytest.raises(AmbiguousNameError) as asked:
        save_new(branch, "general_meeting", held_on="2026-03-05", chair="王建国")
    named = dict(zip(asked.value.uids, asked.value.choices, strict=True))
    assert named == {first: "王建国（1957）", second: "王建国（1980）"}
    assert all(each in asked.value.message for each in (*named, *named.values()))
    uid = save_new(branch, "general_meeting", held_on="2026-03-05", chair=first)
    assert get_row(branch, MEETING, uid)["chair"].uid == first


def test_an_unknown_name_is_refused_where_only_the_roster_counts(branch: Branch) -> None:
    full_member(branch, "曾淑")
    with pytest.raises(InvalidDraftError, match="没有“路人甲”"):
        save_new(branch, "heart_talk", held_on="2026-03-05", initiator="曾淑", partner="路人甲")


def test_an_unknown_name_is_told_how_to_write_an_outsider_where_one_may_stand(branch: Branch) -> None:
    with pytest.raises(InvalidDraftError, match="没有“孙老师”，不在名册上的人请在姓名前加“=”"):
        save_new(branch, "general_meeting", held_on="2026-03-05", chair="孙老师")
    uid = save_new(branch, "general_meeting", held_on="2026-03-05", chair="=孙老师")
    assert get_row(branch, MEETING, uid)["chair"] == Ref("", "孙老师")
    with pytest.raises(InvalidDraftError) as refused:
        save_new(branch, "heart_talk", held_on="2026-03-05", initiator="孙老师", partner="孙老师")
    assert "“=”" not in refused.value.message


def test_an_outsider_may_be_an_observer_or_a_lecturer(branch: Branch) -> None:
    uid = save_new(
        branch,
        "party_lecture",
        held_on="2026-03-05",
        speaker="党校孙老师",
        attendance=[{"person": "镇上来客", "state": "observer"}],
    )
    row = get_row(branch, by_key("party_lecture"), uid)
    assert row["speaker"] == Ref("", "党校孙老师")
    assert row["attendance"][0]["person"] == Ref("", "镇上来客")
    assert row["observer_count"] == 1


def test_a_person_named_twice_in_a_list_is_refused_by_name(branch: Branch) -> None:
    full_member(branch, "曾淑")
    with pytest.raises(InvalidDraftError, match=r"曾淑.*两次"):
        save_new(branch, "general_meeting", held_on="2026-03-05", attendance=["曾淑", "曾淑"])


def test_elements_of_a_list_keep_their_identity_when_reordered_and_shortened(branch: Branch) -> None:
    uid = save_new(branch, "general_meeting", held_on="2026-03-05", agenda=["一", "二", "三"])
    first, second, third = get_row(branch, MEETING, uid)["agenda"]
    change(branch, "general_meeting", uid, agenda=[third, first])
    assert [item["uid"] for item in get_row(branch, MEETING, uid)["agenda"]] == [third["uid"], first["uid"]]
    change(branch, "general_meeting", uid, agenda=[third, second, first])
    assert [item["title"] for item in get_row(branch, MEETING, uid)["agenda"]] == ["三", "二", "一"]


def test_an_element_named_twice_becomes_two(branch: Branch) -> None:
    uid = save_new(branch, "general_meeting", held_on="2026-03-05", agenda=["一"])
    (item,) = get_row(branch, MEETING, uid)["agenda"]
    change(branch, "general_meeting", uid, agenda=[item, {**item, "title": "二"}])
    assert [each["title"] for each in get_row(branch, MEETING, uid)["agenda"]] == ["一", "二"]


def test_a_vote_nests_and_is_empty_where_nothing_was_counted(branch: Branch) -> None:
    vote = {"method": "open", "for": 5, "against": 0, "abstain": 1}
    uid = save_new(
        branch, "general_meeting", held_on="2026-03-05", agenda=[{"title": "一", "vote": vote}, "二"]
    )
    assert [item["vote"] for item in get_row(branch, MEETING, uid)["agenda"]] == [vote, None]


def test_a_holiday_of_the_same_day_is_the_same_record(branch: Branch) -> None:
    first = save_new(branch, "holiday", day="2031-02-03", name="春节")
    assert save_new(branch, "holiday", day="2031-02-03", name="除夕") == first
    remove(branch, HOLIDAY, [first])
    assert save_new(branch, "holiday", day="2031-02-03", name="春节") == first
    assert get_row(branch, HOLIDAY, first).removed_at is None


def test_the_day_that_names_a_holiday_cannot_be_changed(branch: Branch) -> None:
    uid = save_new(branch, "holiday", day="2031-02-03", name="春节")
    with pytest.raises(InvalidDraftError, match="另外新增"):
        change(branch, "holiday", uid, day="2031-02-04")


def test_the_same_new_day_twice_in_one_action_is_one_record(branch: Branch) -> None:
    changes = save_many(
        branch, HOLIDAY, [Draft({"day": "2031-02-03", "name": name}) for name in ("春节", "除夕")]
    )
    (uid,) = changes.uids
    assert get_row(branch, HOLIDAY, uid)["name"] == "除夕"


def test_saving_the_profile_without_a_uid_changes_the_one_there_is(branch: Branch) -> None:
    save(branch, by_key("branch"), Draft({"superior": "中共青石镇委员会"}))
    (profile,) = branch.rows("branch")
    assert (profile["superior"], profile["kind"]) == ("中共青石镇委员会", "village")


def test_the_profile_cannot_be_removed(branch: Branch) -> None:
    (profile,) = branch.rows("branch")
    with pytest.raises(LedgerError, match="只有一份"):
        remove(branch, by_key("branch"), [profile.uid])


def test_a_new_name_gets_a_new_pinyin_unless_one_was_typed_with_it(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, name="任盈")
    assert get_row(branch, PERSON, uid)["pinyin"] == "ren ying"
    change(branch, "person", uid, name="单云", pinyin="dan yun")
    assert get_row(branch, PERSON, uid)["pinyin"] == "dan yun"
    change(branch, "person", uid, pinyin="shan yun")
    assert [row.uid for row in list_rows(branch, PERSON, ListQuery(text="sy"))] == [uid]


def test_naming_an_unknown_record_is_refused(branch: Branch) -> None:
    for act in (
        lambda: change(branch, "person", "nobody", phone="1"),
        lambda: remove(branch, PERSON, ["nobody"]),
    ):
        with pytest.raises(NotFoundError):
            act()


def test_money_is_kept_to_the_fen_and_shown_in_yuan(branch: Branch) -> None:
    person = full_member(branch, "曾淑")
    uid = save_new(
        branch, "care_visit", visited_on="2026-02-01", person=person, amount="１,200.5元", visitors="曾淑"
    )
    row = get_row(branch, by_key("care_visit"), uid)
    assert row["amount"] == "1200.50"
    assert row["visitors"] == [Ref(person, "曾淑")]
    held = branch.database.connection.exec_driver_sql("SELECT amount_fen FROM care_visit").scalar()
    assert held == 120050


def test_copying_the_last_meeting_takes_the_frame_and_no_words(branch: Branch) -> None:
    full_member(branch, "曾淑")
    for day in ("2026-03-05", "2026-01-05"):
        save_new(
            branch,
            "general_meeting",
            held_on=day,
            place=f"会议室{day}",
            chair="曾淑",
            attendance=["曾淑"],
            late_note="补",
            agenda=[{"title": "学习", "resolution": "通过", "vote": {"for": 1}, "speakers": ["曾淑"]}],
        )
    copied = copy_last(branch, MEETING)
    assert copied["place"] == "会议室2026-03-05"
    assert copied["agenda"] == [{"title": "学习", "matter": "ordinary"}]
    assert {"held_on", "attendance", "everyone_present", "late_note", "signed", "quorum"}.isdisjoint(copied)
    uid = save_new(branch, "general_meeting", held_on="2026-06-05", **copied)
    assert get_row(branch, MEETING, uid)["chair"].name == "曾淑"


def test_the_expected_are_counted_as_of_the_day_of_the_meeting(branch: Branch) -> None:
    full_member(branch, "曾淑")
    leaver = full_member(branch, "李想")
    uid = save_new(branch, "general_meeting", held_on="2026-03-05", everyone_present=True)
    assert get_row(branch, MEETING, uid)["expected_count"] == 2
    change(branch, "person", leaver, roll_status="transferred_out", roll_status_since="2026-02-01")
    assert get_row(branch, MEETING, uid)["expected_count"] == 1


def test_a_removed_officer_is_not_expected_and_a_preview_does_not_trip_over_him(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    save_new(branch, "post", person=uid, post="secretary", from_on="2024-01-01")
    committee = by_key("committee_meeting")
    assert preview(branch, committee, {"held_on": "2026-03-05"})["expected_count"] == 1
    remove(branch, PERSON, [uid])
    assert preview(branch, committee, {"held_on": "2026-03-05"})["expected"] == []


def test_a_preview_counts_what_is_typed_and_saves_nothing(branch: Branch) -> None:
    full_member(branch, "曾淑")
    full_member(branch, "李想")
    before = journal_size(branch)
    typed = {"held_on": "2026-06-30", "attendance": [{"person": "曾淑"}, {"person": "谁"}], "agenda": []}
    seen = preview(branch, MEETING, typed)
    assert (seen["expected_count"], seen["present_count"], seen["quorum_met"]) == (2, 1, True)
    assert journal_size(branch) == before


def test_a_late_entry_says_both_days(branch: Branch) -> None:
    late = save_new(branch, "general_meeting", held_on="2026-06-27")
    punctual = save_new(branch, "general_meeting", held_on="2026-06-28")
    assert (
        get_row(branch, MEETING, late)["late_entry_text"]
        == "补记：会议日期 2026年6月27日，录入日期 2026年7月1日"
    )
    assert get_row(branch, MEETING, punctual)["is_late_entry"] is False


def test_the_page_of_a_day_shows_the_roster_of_that_day(branch: Branch) -> None:
    full_member(branch, "曾淑", promoted_on="2026-05-20", admitted_on="2025-05-20")
    stages = [
        list_rows(branch, PERSON, ListQuery(keys=("stage",), as_of=day))[0]["stage"]
        for day in (date(2026, 5, 19), date(2026, 5, 20))
    ]
    assert stages == ["probationary", "full"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("330802720229001", "330802197202290013"),
        ("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"),
        ("110105 19491231 002x", "11010519491231002X"),
        ("33080219710229001x", "33080219710229001X"),
    ],
)
def test_a_citizen_number_is_stored_in_its_one_spelling(branch: Branch, typed: str, stored: str) -> None:
    assert (
        get_row(branch, by_key("person"), save_new(branch, "person", name="曾淑", id_number=typed))[
            "id_number"
        ]
        == stored
    )
