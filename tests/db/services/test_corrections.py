"""Signed minutes are changed only with a word about it: every change set adds a row to 更正记录, and none goes away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.changes import Draft, Ref
from db.errors import InvalidDraftError
from db.exchange.conflicts import inbox, resolve
from db.exchange.erasing import erase_person
from db.exchange.receiving import receive
from db.exchange.undoing import undo
from db.ledgers import LEDGERS, by_key
from db.services.attaching import attach
from db.services.branch import Branch
from db.services.correcting import additions
from db.services.history import history_of
from db.services.queries import get_row
from db.services.saving import copy_last, put_back, remove, save
from db.services.searching import search
from db.services.verifying import verify
from tests.support.branches import change, full_member, save_new
from tests.support.exchange import Stick, ledgers

MEETING = by_key("general_meeting")
CLOSED = tuple(spec for spec in LEDGERS if spec.corrections is not None)


def signed_meeting(branch: Branch, ledger: str = "general_meeting") -> str:
    """A meeting with an agenda that was signed when it was typed."""
    return save_new(
        branch,
        ledger,
        held_on="2026-06-20",
        topic="学习党章",
        place="村部",
        agenda=[{"title": "通报工作"}],
        signed=True,
        **({"group": save_new(branch, "group", name="第一党小组")} if ledger == "group_meeting" else {}),
        **({"speaker": "镇党校老师"} if ledger == "party_lecture" else {}),
    )


def stored_texts(branch: Branch) -> str:
    """The journal and the corrections as they stand in the file."""
    return "".join(
        str(row)
        for table in ("s_row_change", "meeting_correction")
        for row in branch.database.connection.exec_driver_sql(f"SELECT * FROM {table}")
    )


def corrections(branch: Branch, uid: str, ledger: str = "general_meeting") -> list[tuple[str, str, str, str]]:
    """Day, name, what and why of each."""
    rows = get_row(branch, by_key(ledger), uid)["corrections"]
    return [tuple(row[key] for key in ("on", "by", "fields", "reason")) for row in rows]


def test_every_kind_of_meeting_is_closed_by_its_signatures() -> None:
    assert {spec.key for spec in CLOSED} == {
        "general_meeting",
        "committee_meeting",
        "group_meeting",
        "party_lecture",
        "theme_day",
        "life_meeting",
    }


@pytest.mark.parametrize("spec", CLOSED, ids=lambda spec: spec.key)
def test_a_change_of_a_signed_record_is_saved_and_told(branch: Branch, spec) -> None:
    uid = signed_meeting(branch, spec.key)
    assert corrections(branch, uid, spec.key) == []
    change(branch, spec.key, uid, topic="学习党章和准则", place="党员活动室")
    row = get_row(branch, spec, uid)
    assert (row["topic"], row["place"]) == ("学习党章和准则", "党员活动室")
    ((on, by, what, why),) = corrections(branch, uid, spec.key)
    assert (on, by, why) == ("2026-07-01", "林书记", None)
    assert set(what.split("、")) == {spec.by_key["topic"].title, "地点"}
    assert verify(branch) == []


def test_lists_are_told_by_their_titles(branch: Branch) -> None:
    uid, person = signed_meeting(branch), full_member(branch, "曾淑")
    change(branch, "general_meeting", uid, attendance=[{"person": Ref(person, "曾淑"), "state": "present"}])
    agenda = get_row(branch, MEETING, uid)["agenda"]
    change(
        branch,
        "general_meeting",
        uid,
        agenda=[{**agenda[0], "speakers": [{"person": "曾淑", "words": "同意"}]}],
    )
    assert [what for _, _, what, _ in corrections(branch, uid)] == ["到会人员", "议题"]


def test_a_record_that_is_not_signed_is_changed_without_a_word(branch: Branch) -> None:
    uid = save_new(branch, "general_meeting", held_on="2026-06-20")
    change(branch, "general_meeting", uid, topic="学习")
    change(branch, "general_meeting", uid, topic="学习党章", signed=True)
    assert corrections(branch, uid) == []


@pytest.mark.parametrize(
    "values",
    [{"topic": "学习党章"}, {"late_note": "当日用纸笔记录"}, {"signed": True}, {"corrections": []}, {}],
)
def test_what_alters_nothing_leaves_no_row(branch: Branch, values) -> None:
    uid = signed_meeting(branch)
    change(branch, "general_meeting", uid, **values)
    assert corrections(branch, uid) == []


def test_a_paper_attached_or_a_trip_through_the_recycle_bin_is_no_correction(
    branch: Branch, tmp_path
) -> None:
    uid = signed_meeting(branch)
    paper = tmp_path / "签到表.txt"
    paper.write_text("签到", "utf-8")
    attach(branch, MEETING, uid, paper)
    remove(branch, MEETING, [uid])
    put_back(branch, MEETING, [uid])
    assert corrections(branch, uid) == []


def test_taking_back_the_signatures_is_told_and_what_follows_is_free(branch: Branch) -> None:
    uid = signed_meeting(branch)
    change(branch, "general_meeting", uid, signed=False, place="镇里")
    change(branch, "general_meeting", uid, place="县里")
    change(branch, "general_meeting", uid, signed=True)
    assert [what for _, _, what, _ in corrections(branch, uid)] == ["地点、撤销“主持人、记录人已签名”"]


def test_a_reason_typed_with_the_change_stands_in_the_same_row(branch: Branch) -> None:
    uid = signed_meeting(branch)
    change(branch, "general_meeting", uid, place="镇里", corrections=[{"reason": "地点写错"}])
    change(branch, "general_meeting", uid, topic="学习准则", corrections=[{"reason": "主题写错"}])
    assert corrections(branch, uid) == [
        ("2026-07-01", "林书记", "地点", "地点写错"),
        ("2026-07-01", "林书记", "主题", "主题写错"),
    ]
    assert (MEETING.key, uid) in {(hit.ledger, hit.uid) for hit in search(branch, "地点写错")}


def test_a_word_alone_is_kept_with_day_and_name(branch: Branch) -> None:
    uid = signed_meeting(branch)
    change(branch, "general_meeting", uid, corrections=[{"reason": "签到表另存一份"}])
    assert corrections(branch, uid) == [("2026-07-01", "林书记", None, "签到表另存一份")]


def test_an_erasure_takes_the_reason_that_names_the_person_and_leaves_what_was_altered(
    branch: Branch,
) -> None:
    uid, person = signed_meeting(branch), full_member(branch, "曾淑")
    change(branch, "general_meeting", uid, place="镇里", corrections=[{"reason": "曾淑指出地点写错"}])
    change(branch, "general_meeting", uid, place="县里", corrections=[{"reason": "又写错一次"}])
    (first, second) = corrections(branch, uid)
    left = erase_person(branch, person, "本人要求")
    assert corrections(branch, uid) == [(*first[:3], "（已按规定删除）"), second]
    assert "曾淑指出" not in stored_texts(branch)
    assert any("更正原因已一并删除：2026-06-20 学习党章" in place for place in left.places)
    assert not any("还提到" in place for place in left.places)
    assert verify(branch) == []


@pytest.mark.parametrize("other", ["曾淑", "曾淑芬"])
def test_a_reason_that_may_name_somebody_else_stays_and_is_told(branch: Branch, other: str) -> None:
    uid, person = signed_meeting(branch), full_member(branch, "曾淑")
    full_member(branch, other)
    change(branch, "general_meeting", uid, place="镇里", corrections=[{"reason": f"{other}指出地点写错"}])
    left = erase_person(branch, person, "本人要求")
    assert corrections(branch, uid)[0][3] == f"{other}指出地点写错"
    assert "记录里还提到“曾淑”：2026-06-20 学习党章" in left.places


def test_the_reason_goes_from_a_meeting_in_the_recycle_bin_as_well(branch: Branch) -> None:
    uid, person = signed_meeting(branch), full_member(branch, "曾淑")
    change(branch, "general_meeting", uid, place="镇里", corrections=[{"reason": "曾淑指出地点写错"}])
    remove(branch, MEETING, [uid])
    left = erase_person(branch, person, "本人要求")
    assert any("更正原因已一并删除：2026-06-20 学习党章" in place for place in left.places)
    put_back(branch, MEETING, [uid])
    assert [each[2:] for each in corrections(branch, uid)] == [("地点", "（已按规定删除）")]


def test_the_reason_goes_on_the_other_pc_too_and_an_older_package_brings_it_not_back(
    office: Branch, home: Branch, stick: Stick
) -> None:
    uid, person = signed_meeting(office), full_member(office, "曾淑")
    change(office, "general_meeting", uid, place="镇里", corrections=[{"reason": "曾淑指出地点写错"}])
    old = stick.put(office)
    receive(home, old)
    assert corrections(home, uid)[0][3] == "曾淑指出地点写错"
    erase_person(office, person, "本人要求")
    stick.carry(office, home)
    receive(home, old)
    for branch in (office, home):
        assert [each[2:] for each in corrections(branch, uid)] == [("地点", "（已按规定删除）")]
        assert "曾淑指出" not in stored_texts(branch)
        assert verify(branch) == []
    assert ledgers(office) == ledgers(home)


def test_a_person_erased_on_both_pcs_leaves_one_row_of_each_correction(
    office: Branch, home: Branch, stick: Stick
) -> None:
    uid, person = signed_meeting(office), full_member(office, "曾淑")
    change(office, "general_meeting", uid, place="镇里", corrections=[{"reason": "曾淑指出地点写错"}])
    stick.carry(office, home)
    erase_person(office, person, "本人要求")
    erase_person(home, person, "本人要求")
    stick.carry(office, home)
    stick.carry(home, office)
    for branch in (office, home):
        assert [each[2:] for each in corrections(branch, uid)] == [("地点", "（已按规定删除）")]
        assert inbox(branch) == ()
    assert ledgers(office) == ledgers(home)


def test_earlier_rows_may_be_repeated_with_a_new_one(branch: Branch) -> None:
    uid = signed_meeting(branch)
    change(branch, "general_meeting", uid, place="镇里")
    row = get_row(branch, MEETING, uid)
    shown = dict(row.values) | {
        "place": "县里",
        "corrections": [*row["corrections"], {"reason": "又写错一次"}],
    }
    save(branch, MEETING, Draft(shown, uid=uid, revision=row.revision))
    assert [(what, why) for _, _, what, why in corrections(branch, uid)] == [
        ("地点", None),
        ("地点", "又写错一次"),
    ]


@pytest.mark.parametrize(
    "draft",
    [
        lambda _rows: [],
        lambda _rows: None,
        lambda rows: rows[:1],
        lambda rows: [{**rows[0], "reason": "改写"}, rows[1]],
        lambda rows: [rows[1], {"reason": "新的"}],
    ],
    ids=["emptied", "erased", "one left out", "one rewritten", "one replaced"],
)
def test_no_draft_takes_a_row_away_or_rewrites_it(branch: Branch, draft) -> None:
    uid = signed_meeting(branch)
    change(branch, "general_meeting", uid, place="镇里")
    change(branch, "general_meeting", uid, place="县里")
    before = get_row(branch, MEETING, uid)
    with pytest.raises(InvalidDraftError) as refused:
        change(branch, "general_meeting", uid, place="市里", corrections=draft(before["corrections"]))
    assert refused.value.problems == {
        "corrections": "更正记录只增不减：已有的不能改，也不能去掉，只能再加一条"
    }
    assert get_row(branch, MEETING, uid) == before


def test_a_copy_of_the_last_meeting_has_no_corrections(branch: Branch) -> None:
    uid = signed_meeting(branch)
    change(branch, "general_meeting", uid, place="镇里")
    copied = copy_last(branch, MEETING)
    assert copied["place"] == "镇里"
    assert "corrections" not in copied


def test_the_history_tells_change_and_correction_as_one_and_its_note_names_nothing(branch: Branch) -> None:
    uid = signed_meeting(branch)
    change(branch, "general_meeting", uid, place="镇里", corrections=[{"reason": "曾淑说写错了"}])
    newest, *_ = history_of(branch, MEETING, uid)
    assert newest.note == "修改支部党员大会"
    assert {each.after for each in newest.changes} >= {"镇里", "曾淑说写错了"}


# --- two PCs --------------------------------------------------------------------------------------------------
def test_two_pcs_each_add_their_row_and_both_stay(office: Branch, home: Branch, stick: Stick) -> None:
    uid = signed_meeting(office)
    stick.carry(office, home)
    change(office, "general_meeting", uid, place="镇里", corrections=[{"reason": "地点写错"}])
    change(home, "general_meeting", uid, topic="学习准则")
    stick.carry(office, home)
    stick.carry(home, office)
    assert ledgers(office) == ledgers(home)
    told = sorted((by, what, why) for _, by, what, why in corrections(office, uid))
    assert told == [("林书记", "地点", "地点写错"), ("组织委员", "主题", None)]
    assert inbox(office) == ()


def test_an_import_taken_back_takes_its_correction_along(office: Branch, home: Branch, stick: Stick) -> None:
    uid = signed_meeting(office)
    stick.carry(office, home)
    change(office, "general_meeting", uid, place="镇里")
    (received,) = receive(home, stick.put(office))
    undo(home, received.batch)
    assert get_row(home, MEETING, uid)["place"] == "村部"
    assert corrections(home, uid) == []
    change(home, "general_meeting", uid, place="县里")
    assert [what for _, _, what, _ in corrections(home, uid)] == ["地点"]
    assert verify(home) == []


@pytest.mark.parametrize("value", ["学习准则", "学习条例"])
def test_a_decision_between_two_pcs_that_alters_what_stands_is_told_too(
    office: Branch, home: Branch, stick: Stick, value: str
) -> None:
    uid = signed_meeting(office)
    stick.carry(office, home)
    change(office, "general_meeting", uid, topic="学习准则")
    change(home, "general_meeting", uid, topic="学习党史")
    stick.carry(home, office)
    (conflict,) = inbox(office)
    stands, before = get_row(office, MEETING, uid)["topic"], len(corrections(office, uid))
    resolve(office, conflict.id, value=value)
    assert get_row(office, MEETING, uid)["topic"] == value
    assert len(corrections(office, uid)) == before + (value != stands)
    stick.carry(office, home)
    assert ledgers(office) == ledgers(home)
    assert corrections(home, uid)[-1][2] == "主题"


# --- which rows are new -----------------------------------------------------------------------------------------
REASONS = st.lists(st.text(max_size=3), max_size=4)


@given(REASONS, REASONS)
def test_repeating_what_stands_and_adding_gives_exactly_what_was_added(held, more) -> None:
    standing = [{"uid": f"u{number}", "reason": each} for number, each in enumerate(held)]
    named = [(each["uid"], {"reason": each["reason"]}) for each in standing]
    added = [(None, {"reason": f"新的原因{each}"}) for each in more]
    assert additions([*named, *added], standing) == list(range(len(named), len(named) + len(added)))
    assert additions(added, standing) == (None if standing and not added else list(range(len(added))))
    if standing:
        assert additions(named[1:], standing) is None
