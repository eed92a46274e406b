"""Records that look like one: proposed, kept apart for good, united, and counted when they are."""

import pytest

from db.errors import LedgerError
from db.exchange.conflicts import inbox
from db.exchange.doubles import APART, doubles, keep_apart, separate, unite, united_with
from db.exchange.receiving import receive
from db.exchange.undoing import undo
from db.services.branch import Branch
from db.services.settings import set_setting
from db.services.verifying import verify
from tests.support.branches import full_member, save_new
from tests.support.exchange import Stick


def test_records_kept_apart_are_not_proposed_again_and_a_third_one_still_is(branch: Branch) -> None:
    first, second = full_member(branch, "曾淑"), full_member(branch, "曾淑")
    assert [set(each.uids) for each in doubles(branch)] == [{first, second}]
    keep_apart(branch, second, first)
    assert doubles(branch) == ()
    third = full_member(branch, "曾淑")
    assert [set(each.uids) for each in doubles(branch)] == [{first, second, third}]
    keep_apart(branch, first, third)
    assert [set(each.uids) for each in doubles(branch)] == [{second, third}]


def test_what_was_kept_apart_on_one_pc_is_not_proposed_on_the_other(
    office: Branch, home: Branch, stick: Stick
) -> None:
    first, second = full_member(office, "曾淑"), full_member(office, "曾淑")
    stick.carry(office, home)
    assert len(doubles(home)) == 1
    keep_apart(office, first, second)
    received = stick.carry(office, home)
    assert doubles(home) == () == received.doubles
    third = full_member(home, "曾淑")
    keep_apart(home, third, first)
    keep_apart(home, third, second)
    stick.carry(home, office)
    assert doubles(office) == ()


def test_records_about_two_people_of_one_name_are_two(branch: Branch) -> None:
    first, second = full_member(branch, "曾淑"), full_member(branch, "曾淑")
    keep_apart(branch, first, second)
    for person in (first, second):
        save_new(branch, "out_of_contact", person={"uid": person}, since="2026-01-05")
    assert doubles(branch) == ()
    save_new(branch, "out_of_contact", person={"uid": first}, since="2026-01-05")
    (double,) = doubles(branch)
    assert (double.why, double.is_sure, len(double.uids)) == ("姓名、失联起算日期相同", False, 2)


def test_two_pcs_that_say_the_same_do_not_contradict_each_other(
    office: Branch, home: Branch, stick: Stick
) -> None:
    first, second = full_member(office, "曾淑"), full_member(office, "曾淑")
    stick.carry(office, home)
    keep_apart(office, first, second)
    keep_apart(home, second, first)
    stick.carry(office, home)
    stick.carry(home, office)
    assert inbox(office) == inbox(home) == ()
    assert doubles(office) == doubles(home) == ()


def test_saying_it_again_after_it_was_taken_back_counts(office: Branch, home: Branch, stick: Stick) -> None:
    first, second = full_member(office, "曾淑"), full_member(office, "曾淑")
    stick.carry(office, home)
    keep_apart(office, first, second)
    batch = stick.carry(office, home).batch
    assert batch is not None
    undo(home, batch)
    assert len(doubles(home)) == 1
    keep_apart(home, first, second)
    assert doubles(home) == ()
    assert verify(home) == []


def test_united_with_a_third_it_is_still_not_the_other(branch: Branch) -> None:
    first, second, third = sorted(full_member(branch, "曾淑") for _ in range(3))
    keep_apart(branch, second, third)
    unite(branch, first, second)
    assert doubles(branch) == ()
    assert verify(branch) == []


def test_what_an_older_version_kept_to_itself_counts_and_travels_with_the_next(
    office: Branch, home: Branch, stick: Stick
) -> None:
    first, second = full_member(office, "曾淑"), full_member(office, "曾淑")
    set_setting(office, APART, [" ".join(sorted((first, second)))])
    assert doubles(office) == ()
    other, again = full_member(office, "李想"), full_member(office, "李想")
    keep_apart(office, other, again)
    assert doubles(office) == ()
    stick.carry(office, home)
    assert doubles(home) == ()


def test_only_two_different_records_can_be_kept_apart(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    for other, code in ((uid, "invalid"), ("00000000-0000-4000-8000-000000000000", "not_found")):
        with pytest.raises(LedgerError) as refused:
            keep_apart(branch, uid, other)
        assert refused.value.code == code


def test_a_united_record_names_the_records_in_it_until_they_are_separated(branch: Branch) -> None:
    first, second, other = (
        full_member(branch, "曾淑"),
        full_member(branch, "曾淑"),
        full_member(branch, "李想"),
    )
    assert united_with(branch, first) == ()
    unite(branch, first, second)
    assert set(united_with(branch, min(first, second))) == {first, second}
    assert united_with(branch, other) == ()
    separate(branch, second)
    assert united_with(branch, min(first, second)) == ()


def test_a_preview_names_the_records_that_would_come(office: Branch, home: Branch, stick: Stick) -> None:
    uid, other = full_member(office, "曾淑"), full_member(office, "李想")
    talk = save_new(office, "heart_talk", held_on="2026-05-01", initiator=uid, partner=other)
    (preview,) = receive(home, stick.put(office), preview=True)
    named = {record[1]: title for record, title in zip(preview.records, preview.titles, strict=True)}
    assert named == {uid: "曾淑", other: "李想", talk: "曾淑 李想 2026-05-01"}


def test_one_meeting_entered_on_two_pcs_is_proposed_and_becomes_one(
    office: Branch, home: Branch, stick: Stick
) -> None:
    ours = save_new(office, "committee_meeting", held_on="2026-06-05", topic="研究机耕路", place="村部")
    theirs = save_new(home, "committee_meeting", held_on="2026-06-05", topic="机耕路", chair="=林书记")
    save_new(home, "committee_meeting", held_on="2026-06-20", topic="研究防汛")

    received = stick.carry(home, office)

    (double,) = received.doubles
    assert (double.ledger, set(double.uids), double.why) == ("committee_meeting", {ours, theirs}, "日期相同")
    unite(office, ours, theirs)
    stick.carry(office, home)
    for pc in (office, home):
        assert [row.text("held_on") for row in pc.rows("committee_meeting")].count("2026-06-05") == 1
        assert doubles(pc) == ()


def test_meetings_of_two_groups_on_one_day_are_two(branch: Branch) -> None:
    for name in ("第一党小组", "第二党小组"):
        group = save_new(branch, "group", name=name)
        save_new(branch, "group_meeting", held_on="2026-06-05", group={"uid": group}, topic="学习")
    assert doubles(branch) == ()
